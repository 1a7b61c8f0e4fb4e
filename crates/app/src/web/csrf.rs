//! No other site writes in a person's name (requirement S7).
//!
//! Three locks: the cookie is `SameSite=Lax`; a write must come from a page of
//! this site (`Sec-Fetch-Site`, else `Origin`); and its form carries a token
//! derived from the cookie, which another site cannot read. The token is masked
//! afresh on every page so that compression tells nothing of it. Uploads carry
//! the token as their first part, scripts in the header `x-csrf-token`.

use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{
    abonnement,
    access::Access,
    error::WebError,
    importer,
    mandat::numerise,
    retrait::nouveau,
    session::{Screen, Signed},
    state::App,
};

/// Field of the forms.
pub const FIELD: &str = "csrf";
/// Header for scripts.
pub const HEADER: &str = "x-csrf-token";
/// Largest body of a form, bytes; the forms that send a file have their own bound, for
/// those alone who may take it.
pub const MOST_BODY: usize = 2 * 1024 * 1024;

const CONTEXT: &str = "PLUS 2026-11 jeton des formulaires v1";
const LENGTH: usize = 32;

/// The token of a screen under a mask, in hexadecimal.
pub fn token(screen: &Screen, mask: [u8; LENGTH]) -> String {
    let plain = plain_token(screen);
    let mut masked = mask;
    for (byte, secret) in masked.iter_mut().zip(plain) {
        *byte ^= secret;
    }
    let hex = |bytes| blake3::Hash::from_bytes(bytes).to_hex();
    format!("{}{}", hex(mask), hex(masked))
}

/// Whether a token belongs to the screen, in constant time.
pub fn is_token(screen: &Screen, given: &str) -> bool {
    let Some((mask, masked)) = given.split_at_checked(2 * LENGTH) else {
        return false;
    };
    match (blake3::Hash::from_hex(mask), blake3::Hash::from_hex(masked)) {
        (Ok(mask), Ok(masked)) => {
            let mut plain = *mask.as_bytes();
            for (byte, other) in plain.iter_mut().zip(masked.as_bytes()) {
                *byte ^= other;
            }
            // The comparison of two `Hash` takes the same time whatever they hold.
            blake3::Hash::from_bytes(plain) == blake3::Hash::from_bytes(plain_token(screen))
        }
        _ => false,
    }
}

fn plain_token(screen: &Screen) -> [u8; LENGTH] {
    blake3::derive_key(CONTEXT, screen.secret().as_bytes())
}

/// Lets a request through when it reads, or when it writes from this site.
pub async fn protect(State(app): State<App>, request: Request, next: Next) -> Response {
    // Nothing is written by another method, nor at the addresses of programs: the router
    // refuses those by itself (405), and a test holds it so.
    if *request.method() != Method::POST || request.uri().path().starts_with("/api/") {
        return next.run(request).await;
    }
    // A mail program leaves for its person, alone: no cookie, no page (RFC 8058).
    if abonnement::is_leave(request.uri().path()) && Screen::of(request.headers()).is_none() {
        return next.run(request).await;
    }
    match check(&app, request).await {
        Ok(request) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

async fn check(app: &App, request: Request) -> Result<Request, WebError> {
    let origin = origin(
        request.headers(),
        request.uri(),
        app.config.public_url.as_deref(),
    );
    if origin == Origin::Elsewhere {
        return Err(WebError::Forged);
    }
    let most = most_body(&request);
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, most)
        .await
        .map_err(|_| WebError::TooLarge)?;
    let allowed = match Screen::of(&parts.headers) {
        Some(screen) => given(&parts.headers, &bytes).is_some_and(|t| is_token(&screen, &t)),
        // Without a cookie there is nobody in whose name to write: the origin suffices.
        None => origin == Origin::Here,
    };
    if allowed {
        Ok(Request::from_parts(parts, Body::from(bytes)))
    } else {
        Err(WebError::Stale)
    }
}

fn most_body(request: &Request) -> usize {
    let role = request.extensions().get::<Signed>().map(|s| s.account.role);
    match request.uri().path() {
        importer::PATH if Access::Coordination.allows(role) => importer::MOST_BODY,
        nouveau::PATH if Access::Agent.allows(role) => nouveau::MOST_BODY,
        path if numerise::is_here(path) && Access::Agent.allows(role) => nouveau::MOST_BODY,
        _ => MOST_BODY,
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Origin {
    Here,
    Elsewhere,
    Unsaid,
}

/// Where the browser says that the request comes from.
fn origin(headers: &HeaderMap, uri: &Uri, public_url: Option<&str>) -> Origin {
    let text = |name| headers.get(name).map(|v| v.to_str().unwrap_or("?"));
    let verdict = |here: bool| {
        if here {
            Origin::Here
        } else {
            Origin::Elsewhere
        }
    };
    if let Some(origin) = text("origin") {
        let host = text("host").or_else(|| uri.authority().map(axum::http::uri::Authority::as_str));
        let expected = match public_url {
            Some(url) => origin == url.trim_end_matches('/'),
            None => origin.split_once("://").map(|(_, host)| host) == host,
        };
        // Both must agree when both are said.
        return verdict(
            expected && text("sec-fetch-site").is_none_or(|site| site == "same-origin"),
        );
    }
    text("sec-fetch-site").map_or(Origin::Unsaid, |site| verdict(site == "same-origin"))
}

fn given(headers: &HeaderMap, body: &Bytes) -> Option<String> {
    if let Some(token) = headers.get(HEADER) {
        return token.to_str().ok().map(str::to_owned);
    }
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    if kind.starts_with("application/x-www-form-urlencoded") {
        in_form(body)
    } else if kind.starts_with("multipart/form-data") {
        in_upload(body)
    } else {
        None
    }
}

/// The token is hexadecimal: it needs no decoding.
fn in_form(body: &[u8]) -> Option<String> {
    let value = body
        .split(|b| *b == b'&')
        .find_map(|pair| pair.strip_prefix(FIELD.as_bytes())?.strip_prefix(b"="))?;
    std::str::from_utf8(value).ok().map(str::to_owned)
}

fn in_upload(body: &[u8]) -> Option<String> {
    let mark = format!("name=\"{FIELD}\"\r\n\r\n");
    let at = body
        .windows(mark.len())
        .position(|w| w == mark.as_bytes())?
        + mark.len();
    let value = body.get(at..at + 4 * LENGTH)?;
    std::str::from_utf8(value).ok().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, Uri};
    use proptest::prelude::{any, proptest};

    use super::{Origin, in_form, in_upload, is_token, origin, token};
    use crate::web::session::Screen;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(k, v)| (k.parse().unwrap(), v.parse().unwrap()))
            .collect()
    }

    #[test]
    fn a_token_opens_its_own_screen_only() {
        let (a, b) = (Screen::new([1; 32]), Screen::new([2; 32]));
        assert!(is_token(&a, &token(&a, [9; 32])));
        assert!(!is_token(&b, &token(&a, [9; 32])));
        assert_ne!(
            token(&a, [9; 32]),
            token(&a, [8; 32]),
            "the mask changes what is sent"
        );
    }

    proptest! {
        #[test]
        fn nothing_else_is_a_token(given in ".{0,200}") {
            assert!(!is_token(&Screen::new([1; 32]), &given));
        }

        #[test]
        fn any_mask_works(mask in any::<[u8; 32]>(), secret in any::<[u8; 32]>()) {
            let screen = Screen::new(secret);
            assert!(is_token(&screen, &token(&screen, mask)));
        }
    }

    #[test]
    fn the_origin_decides() {
        let uri = Uri::from_static("/agent/visites");
        let said = |pairs: &[(&'static str, &str)]| origin(&headers(pairs), &uri, None);
        let host = ("host", "127.0.0.1:8000");
        assert_eq!(
            said(&[host, ("origin", "http://127.0.0.1:8000")]),
            Origin::Here
        );
        assert_eq!(
            said(&[host, ("origin", "http://mechant.test")]),
            Origin::Elsewhere
        );
        assert_eq!(said(&[host, ("origin", "null")]), Origin::Elsewhere);
        assert_eq!(
            said(&[host, ("sec-fetch-site", "cross-site")]),
            Origin::Elsewhere
        );
        assert_eq!(
            said(&[host, ("sec-fetch-site", "same-site")]),
            Origin::Elsewhere
        );
        assert_eq!(
            said(&[host, ("sec-fetch-site", "same-origin")]),
            Origin::Here
        );
        assert_eq!(said(&[host]), Origin::Unsaid);
    }

    #[test]
    fn behind_a_proxy_the_public_address_decides() {
        let uri = Uri::from_static("/");
        let url = Some("https://plus.example.org/");
        let said = |o| {
            origin(
                &headers(&[("host", "10.0.0.2:8000"), ("origin", o)]),
                &uri,
                url,
            )
        };
        assert_eq!(said("https://plus.example.org"), Origin::Here);
        assert_eq!(said("http://10.0.0.2:8000"), Origin::Elsewhere);
    }

    #[test]
    fn the_token_is_found_in_forms_and_uploads() {
        let t = token(&Screen::new([1; 32]), [2; 32]);
        assert_eq!(
            in_form(format!("nom=a&csrf={t}&x=1").as_bytes()),
            Some(t.clone())
        );
        assert_eq!(in_form(b"xcsrf=1&nom=csrf"), None);
        let upload =
            format!("--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{t}\r\n--b--");
        assert_eq!(in_upload(upload.as_bytes()), Some(t));
    }
}
