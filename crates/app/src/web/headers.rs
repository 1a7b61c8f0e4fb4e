//! Headers that every answer carries (requirement S8).
//!
//! The policy allows what comes from this site and nothing else: no inline style,
//! no inline script, no frame, no third party. A page of a signed-in person is
//! never kept by the browser or a proxy.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use super::{session::Signed, state::App};

const POLICY: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; \
    frame-ancestors 'none'; form-action 'self'; img-src 'self' data:";

const ALWAYS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(self), payment=()",
    ),
];

/// One year, over HTTPS only: said on plain HTTP it would mean nothing.
const TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Adds the headers to every answer.
pub async fn secure(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let signed = response.extensions().get::<Signed>().is_some();
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if app.config.is_https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, TRANSPORT);
    }
    keep(headers, signed);
    response
}

/// Says how long to keep what has not said so itself.
fn keep(headers: &mut HeaderMap, signed: bool) {
    if signed || headers.contains_key(header::SET_COOKIE) {
        let no_store = HeaderValue::from_static("no-store");
        if signed && headers.get(header::CACHE_CONTROL).is_some_and(is_public) {
            return;
        }
        headers.insert(header::CACHE_CONTROL, no_store);
    } else {
        let fresh = HeaderValue::from_static("no-cache");
        headers.entry(header::CACHE_CONTROL).or_insert(fresh);
    }
    headers.append(header::VARY, HeaderValue::from_static("cookie"));
}

/// Assets say `public`: they are the same for everybody.
fn is_public(value: &HeaderValue) -> bool {
    value.as_bytes().starts_with(b"public")
}
