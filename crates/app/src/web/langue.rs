//! Languages of the public pages: French at the root, Kréyol under `/gcf`, English
//! under `/en`.
//!
//! An address says its language, so a page can be shared and kept in a cache, and
//! the choice lasts as long as the visit. Handlers know one address: [`take`] removes
//! the prefix before the router, [`dress`] puts it back in the links of the page.

mod say;
mod settle;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{Uri, header, uri::PathAndQuery},
    middleware::Next,
    response::Response,
};

use super::error::WebError;

pub use say::Beside;
pub use settle::{NOTICE_BEGINS, NOTICE_ENDS, settle};

/// First segments of the addresses that have translations, beside the home page.
pub const TRANSLATED: [&str; 19] = [
    "ateliers",
    "suivi",
    "mandat",
    "satisfaction",
    "borne",
    "themes",
    "evenements",
    "partenaires",
    "demarches",
    "fiches",
    "recherche",
    "passages",
    "lieux",
    "bornes",
    "rappel",
    "rendez-vous",
    "services",
    "signalement",
    "ecoute",
];
/// The page of the team that the public reads: the tablet at the door, where a number is taken.
const AT_DOOR: &str = "agent/file/porte";
/// Begins a text that stays in French inside a page of another language. A private
/// character of Unicode (U+E000): no text of ours holds one.
pub const FRENCH_BEGINS: char = '\u{E000}';
/// Ends it.
pub const FRENCH_ENDS: char = '\u{E001}';
/// Largest page translated, bytes; the largest fiche makes about one megabyte.
const MOST: usize = 16 << 20;

/// A language of the public pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// French, the language of everything else too.
    #[default]
    French,
    /// Kréyol Matinik.
    Kreyol,
    /// English.
    English,
}

impl Language {
    /// Every language, in the order of the choice.
    pub const ALL: [Self; 3] = [Self::French, Self::Kreyol, Self::English];

    /// Tag of BCP 47, for `lang=` and `hreflang=`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::Kreyol => "gcf-MQ",
            Self::English => "en",
        }
    }

    /// What stands before its addresses.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::French => "",
            Self::Kreyol => "/gcf",
            Self::English => "/en",
        }
    }

    /// Its name in itself: a proper name, the same in every page.
    pub fn name(self) -> &'static str {
        match self {
            Self::French => "Français",
            Self::Kreyol => "Kréyol",
            Self::English => "English",
        }
    }

    /// An address of the root, in this language. What has no translation stays.
    pub fn address(self, path: &str) -> String {
        match (self, path) {
            (Self::French, _) => path.to_owned(),
            (_, "/") => format!("{}/", self.prefix()),
            _ if is_translated(path) => format!("{}{path}", self.prefix()),
            _ => path.to_owned(),
        }
    }
}

/// Whether a page shows a line of Kréyol that nobody has heard yet, or keeps one
/// back: until none is left, the page says that it is being reviewed.
#[derive(Debug, Clone, Default)]
pub struct Review(Arc<AtomicBool>);

impl Review {
    /// Notes such a line.
    pub fn note(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether there was one.
    pub fn is_open(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Whether an address of the root has translations.
pub fn is_translated(path: &str) -> bool {
    let bare = path.split(['?', '#']).next().unwrap_or_default();
    match bare.strip_prefix('/') {
        // Not « //elsewhere », which is another site.
        Some("" | AT_DOOR) => true,
        Some(rest) => rest
            .split('/')
            .next()
            .is_some_and(|first| TRANSLATED.contains(&first)),
        None => false,
    }
}

/// Takes the language out of the address of a request and notes it.
pub fn take(mut request: Request) -> Request {
    let path = request.uri().path();
    for language in [Language::Kreyol, Language::English] {
        let rest = path.strip_prefix(language.prefix());
        let own = rest.filter(|rest| rest.is_empty() || rest.starts_with('/'));
        let Some(rest) = own.filter(|rest| rest.is_empty() || is_translated(rest)) else {
            continue;
        };
        if let Some(uri) = without(request.uri(), rest) {
            *request.uri_mut() = uri;
            request.extensions_mut().insert(language);
        }
        break;
    }
    request
}

fn without(uri: &Uri, path: &str) -> Option<Uri> {
    let path = if path.is_empty() { "/" } else { path };
    let whole = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(whole).ok()?);
    Uri::from_parts(parts).ok()
}

/// Puts the language back in the links of a page, and marks what stays in French.
pub async fn dress(mut request: Request, next: Next) -> Result<Response, WebError> {
    let language = request.extensions().get::<Language>().copied();
    let review = Review::default();
    request.extensions_mut().insert(review.clone());
    let response = next.run(request).await;
    match language {
        Some(language) if is_page(&response) => translated(response, language, &review).await,
        _ => Ok(response),
    }
}

/// Whether an answer is a page.
pub fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

async fn translated(
    response: Response,
    language: Language,
    review: &Review,
) -> Result<Response, WebError> {
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, MOST).await.map_err(WebError::internal)?;
    let html = String::from_utf8_lossy(&bytes);
    parts.headers.remove(header::CONTENT_LENGTH);
    Ok(Response::from_parts(
        parts,
        Body::from(settle(&html, language, review.is_open())),
    ))
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, extract::Request};

    use super::{Language, is_translated, take};

    fn taken(address: &str) -> (String, Option<Language>) {
        let request = take(Request::get(address).body(Body::empty()).unwrap());
        let language = request.extensions().get::<Language>().copied();
        (request.uri().to_string(), language)
    }

    #[test]
    fn the_language_leaves_the_address_before_the_router() {
        let english = Some(Language::English);
        assert_eq!(taken("/en"), ("/".into(), english));
        assert_eq!(taken("/en/"), ("/".into(), english));
        assert_eq!(
            taken("/en/recherche?q=a%20b"),
            ("/recherche?q=a%20b".into(), english)
        );
        assert_eq!(taken("/gcf/fiches/F1").1, Some(Language::Kreyol));
    }

    #[test]
    fn what_has_no_translation_keeps_its_address() {
        for address in [
            "/",
            "/fiches/F1",
            "/english",
            "/en/agent",
            "/en/connexion",
            "/gcfa/",
        ] {
            assert_eq!(taken(address), (address.to_owned(), None));
        }
        assert!(!is_translated("//ailleurs.test"));
        assert!(!is_translated("https://ailleurs.test"));
    }

    #[test]
    fn an_address_is_given_back_its_language() {
        assert_eq!(Language::English.address("/"), "/en/");
        assert_eq!(
            Language::Kreyol.address("/passages?mois=2026-10"),
            "/gcf/passages?mois=2026-10"
        );
        assert_eq!(Language::English.address("/connexion"), "/connexion");
        assert_eq!(Language::French.address("/fiches"), "/fiches");
    }
}
