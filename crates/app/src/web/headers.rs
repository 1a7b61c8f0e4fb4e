//! Headers that every answer carries (requirement S8).
//!
//! The policy allows what comes from this site and nothing else: no inline style,
//! no inline script, no frame, no third party. A page of a signed-in person, what a
//! code or a link of hers opens, and the answer to a form are never kept by the browser
//! or a proxy. What machines say to their hub carries them too ([`bare`]).

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
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
const TRANSPORT: &str = "max-age=31536000";
/// The same, for the names below this one too.
const TRANSPORT_BELOW: &str = "max-age=31536000; includeSubDomains";
/// First words of the addresses that show one person's own affairs to who has her code,
/// her link or her kiosk, without being signed in.
const OWN: [&str; 10] = [
    "/suivi",
    "/rendez-vous/",
    "/passages/abonnement/",
    "/agenda/",
    "/vue/",
    "/mot-de-passe",
    "/connexion/proconnect/",
    "/premier-compte",
    "/installation",
    "/borne/",
];

/// Whether an address shows one person's own affairs without her being signed in.
pub fn is_own(path: &str) -> bool {
    path == "/borne" || OWN.iter().any(|start| path.starts_with(start))
}

/// Adds the headers to every answer.
pub async fn secure(State(app): State<App>, request: Request, next: Next) -> Response {
    let own = is_own(request.uri().path()) || request.method() == Method::POST;
    let mut response = next.run(request).await;
    let signed = response.extensions().get::<Signed>().is_some();
    let headers = response.headers_mut();
    always(headers, &app);
    keep(headers, signed || own);
    response
}

/// The same for what machines say to their hub: no page, nothing to keep.
pub async fn bare(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    always(headers, &app);
    let never = HeaderValue::from_static("no-store");
    headers.entry(header::CACHE_CONTROL).or_insert(never);
    response
}

fn always(headers: &mut HeaderMap, app: &App) {
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if app.config.is_https() {
        let said = if app.config.hsts_subdomains {
            TRANSPORT_BELOW
        } else {
            TRANSPORT
        };
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(said),
        );
    }
}

/// Says how long to keep what has not said so itself.
fn keep(headers: &mut HeaderMap, personal: bool) {
    if personal || headers.contains_key(header::SET_COOKIE) {
        let no_store = HeaderValue::from_static("no-store");
        let said = headers.get(header::CACHE_CONTROL);
        if personal && said.is_some_and(is_public) || said.is_some_and(is_never) {
            return;
        }
        headers.insert(header::CACHE_CONTROL, no_store);
    } else {
        let fresh = HeaderValue::from_static("no-cache");
        headers.entry(header::CACHE_CONTROL).or_insert(fresh);
    }
    headers.append(header::VARY, HeaderValue::from_static("cookie"));
}

/// What a handler already keeps from every cache.
fn is_never(value: &HeaderValue) -> bool {
    value.to_str().is_ok_and(|value| value.contains("no-store"))
}

/// Assets say `public`: they are the same for everybody.
fn is_public(value: &HeaderValue) -> bool {
    value.as_bytes().starts_with(b"public")
}
