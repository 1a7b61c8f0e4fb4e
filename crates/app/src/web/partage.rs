//! Sharing a page: its address in clear, its QR code, an e-mail. Nothing is counted,
//! nobody else is asked.
//!
//! The address is the one that people type (`public_url`), else the one that this
//! page was asked by. It never holds more than what the page itself chose to say.

use axum::{
    extract::Query,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use plus_reports::svg::qr;
use serde::Deserialize;

use super::{
    error::WebError,
    langue::{FRENCH_BEGINS, FRENCH_ENDS},
    page::{Page, local_path},
    router::encoded,
};
use crate::config::Web;

/// Said when a request does not say by which address it came.
const NOWHERE: &str = "localhost";
/// How long a QR code may be kept: the same address always gives the same.
const KEEP: &str = "public, max-age=86400";

/// How a page is passed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partage {
    /// The whole address.
    pub address: String,
    /// The address as it is read and typed, without `https://`.
    pub shown: String,
    /// Where its QR code is.
    pub qr: String,
    /// A new e-mail that holds it.
    pub mail: String,
    /// Title of what is shared.
    pub title: String,
    /// Whether the panel is open from the start.
    pub open: bool,
}

impl Partage {
    /// Shares a path of this site (written as in French), in the language of the page.
    pub fn of(page: &Page, path: &str) -> Self {
        let path = page.language.address(path);
        let address = format!("{}{path}", page.origin);
        let title = plain(&page.title);
        let (_, shown) = address.split_once("://").unwrap_or(("", &address));
        Self {
            shown: shown.to_owned(),
            qr: format!("/assets/qr.svg?page={}", encoded(&path)),
            mail: format!(
                "mailto:?subject={}&body={}",
                encoded(&title),
                encoded(&format!("{title}\r\n{address}"))
            ),
            title,
            open: false,
            address,
        }
    }

    /// With its panel open.
    #[must_use]
    pub fn opened(self, open: bool) -> Self {
        Self { open, ..self }
    }
}

/// A text without the marks of what stays in French.
fn plain(text: &str) -> String {
    text.replace([FRENCH_BEGINS, FRENCH_ENDS], "")
}

/// Scheme and host by which people come: `https://plus.example.org`. `secured`: by HTTPS to
/// this machine itself.
pub fn origin(config: &Web, headers: &HeaderMap, secured: bool) -> String {
    if let Some(url) = &config.public_url {
        return url.trim_end_matches('/').to_owned();
    }
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok());
    let fits = |host: &&str| {
        let known = |b: u8| b.is_ascii_alphanumeric() || b".-:[]".contains(&b);
        (1..=255).contains(&host.len()) && host.bytes().all(known)
    };
    let scheme = if secured { "https" } else { "http" };
    format!("{scheme}://{}", host.filter(fits).unwrap_or(NOWHERE))
}

/// What follows the `?` of a QR code.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: String,
}

/// `GET /assets/qr.svg`: the address of a page of this site, and of no other.
pub async fn show_qr(page: Page, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let path = local_path(&asked.page).ok_or(WebError::NotFound)?;
    let drawn = qr::draw(&format!("{}{path}", page.origin)).map_err(WebError::internal)?;
    let said = [
        (header::CONTENT_TYPE, "image/svg+xml; charset=utf-8"),
        (header::CACHE_CONTROL, KEEP),
        (header::VARY, "host"),
    ];
    Ok((said, drawn).into_response())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use super::origin;
    use crate::config::Web;

    fn asked_by(host: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::HOST, HeaderValue::from_static(host))])
    }

    #[test]
    fn the_public_address_is_the_one_that_is_shared() {
        let config = Web {
            public_url: Some("https://plus.example.org/".into()),
            ..Web::default()
        };
        let host = asked_by("10.0.0.7:8000");
        assert_eq!(origin(&config, &host, false), "https://plus.example.org");
        assert_eq!(
            origin(&Web::default(), &host, false),
            "http://10.0.0.7:8000"
        );
    }

    #[test]
    fn a_host_that_is_none_is_not_repeated() {
        for strange in ["a/b", "a b", "a\"b", ""] {
            assert_eq!(
                origin(&Web::default(), &asked_by(strange), false),
                "http://localhost"
            );
        }
        assert_eq!(
            origin(&Web::default(), &HeaderMap::new(), true),
            "https://localhost"
        );
    }
}
