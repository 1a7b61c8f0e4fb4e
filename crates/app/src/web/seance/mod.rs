//! The screens of a kiosk, served to its own browser alone.
//!
//! They come by a door of their own (loopback, another port): [`door`] marks each request,
//! and [`crate::web::access::Access::Borne`] asks for the mark. The same door shows the
//! public pages, dressed for a kiosk, and no page of the team.

mod accueil;
pub mod equipe;
mod fin;
mod impression;
pub mod joindre;
mod numero;
mod pause;
pub mod portail;
mod retrait;
mod site;

use std::sync::Arc;

use axum::{
    Router,
    extract::{FromRequestParts, Request},
    http::{Uri, request::Parts},
    middleware::{Next, from_fn_with_state},
    response::Response,
};

use super::{
    error::WebError,
    langue::{Language, is_translated},
    page::see_other,
};
use crate::seance::Borne;

pub use accueil::show;
pub use fin::{awaited, ended, finish, say, stay, still, wait};
pub use impression::{cancel, confirm, print, read, uncover};
pub use numero::{show as show_number, take as take_number};
pub use pause::show as paused;
pub use retrait::{show as show_code, take as take_code};
pub use site::{away, closed};

/// Where nothing stands.
const NOWHERE: &str = "/ailleurs";
/// First word of the question of a screen that opens by itself.
pub const ALONE: &str = "seule";

/// The mark of a request that came by the door of the kiosk.
#[derive(Debug, Clone)]
pub struct Kiosk(pub Arc<Borne>);

impl<S: Send + Sync> FromRequestParts<S> for Kiosk {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or(WebError::NotFound)
    }
}

/// The application as the kiosk's browser sees it.
pub fn door(application: Router, borne: Arc<Borne>) -> Router {
    // Around the application, not inside: what is not there for a kiosk is sent nowhere before
    // any route is chosen.
    Router::new()
        .fallback_service(application)
        .layer(from_fn_with_state(borne, mark))
}

/// Marks a request, and notes the language that the person reads in: a screen of the kiosk
/// that opens by itself follows it.
async fn mark(
    axum::extract::State(borne): axum::extract::State<Arc<Borne>>,
    mut request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    let others = Language::ALL.map(Language::prefix);
    let bare = others.iter().filter_map(|prefix| path.strip_prefix(prefix));
    let closed = ["/sync/", "/agent", "/pilotage"];
    if bare
        .into_iter()
        .any(|bare| closed.iter().any(|begin| bare.starts_with(begin)))
    {
        // Not there for a kiosk: the page that says so, with its headers and its way on.
        *request.uri_mut() = Uri::from_static(NOWHERE);
    }
    if borne.is_closed() && is_service(&path) {
        return see_other(&borne.here("/borne/pause"));
    }
    if let Some(elsewhere) = alone(request.uri(), &borne) {
        return see_other(&elsewhere);
    }
    if let Some(language) = language_of(&path) {
        borne.speak(language);
    }
    request.extensions_mut().insert(Kiosk(borne));
    next.run(request).await
}

/// Whether an address serves somebody: not the screens of a kiosk that is closed, nor what they
/// are made of.
fn is_service(path: &str) -> bool {
    const OPEN: [&str; 11] = [
        "/borne/pause",
        "/borne/equipe",
        "/borne/fin",
        "/borne/encore",
        "/borne/attente",
        "/borne/rester",
        "/assets",
        "/ecoute",
        "/affichage",
        "/healthz",
        "/favicon.ico",
    ];
    let prefixes = [Language::Kreyol, Language::English].map(Language::prefix);
    let bare = prefixes.iter().find_map(|prefix| path.strip_prefix(prefix));
    let bare = bare.filter(|bare| bare.starts_with('/')).unwrap_or(path);
    !OPEN.iter().any(|open| bare.starts_with(open))
}

/// What the hands of the kiosk ask by themselves, in no language, with the word `seule`: the
/// same page in the language of the person.
fn alone(uri: &Uri, borne: &Borne) -> Option<String> {
    let rest = uri.query()?.strip_prefix(ALONE)?;
    let of_last = borne
        .erased()
        .map_or_else(Language::default, |erased| erased.language);
    let language = match uri.path() {
        "/borne/fini" => of_last,
        _ => borne.language(),
    };
    let rest = rest.trim_start_matches('&');
    let question = if rest.is_empty() { "" } else { "?" };
    Some(language.address(&format!("{}{question}{rest}", uri.path())))
}

/// The language of a page that has translations.
fn language_of(path: &str) -> Option<Language> {
    let own = |language: &Language| {
        let rest = path.strip_prefix(language.prefix());
        rest.is_some_and(|rest| rest.is_empty() || is_translated(rest))
    };
    let others = [Language::Kreyol, Language::English];
    let other = others.into_iter().find(own);
    // The sounds of a page are no page; what was erased is told to who is leaving.
    let page = is_translated(path) && !path.starts_with("/ecoute");
    let language = other.or_else(|| page.then_some(Language::French));
    language.filter(|_| !path.ends_with("/borne/fini"))
}

#[cfg(test)]
mod tests {
    use super::{Language, is_service, language_of};

    #[test]
    fn a_closed_kiosk_serves_its_own_screens_alone() {
        for open in [
            "/borne/pause",
            "/en/borne/pause",
            "/borne/equipe/fermer",
            "/assets/plus.css",
        ] {
            assert!(!is_service(open), "{open}");
        }
        for service in [
            "/",
            "/borne",
            "/borne/retrait",
            "/en/passages",
            "/recherche",
        ] {
            assert!(is_service(service), "{service}");
        }
    }

    #[test]
    fn a_page_tells_the_language_and_what_is_no_page_does_not() {
        assert_eq!(language_of("/borne"), Some(Language::French));
        assert_eq!(language_of("/gcf/fiches/F1"), Some(Language::Kreyol));
        assert_eq!(language_of("/en/"), Some(Language::English));
        for silent in ["/assets/plus.css", "/ecoute/son/abc", "/affichage"] {
            assert_eq!(language_of(silent), None, "{silent}");
        }
    }
}
