//! « Écouter »: a page read aloud by this node, sentence by sentence.
//!
//! A page is never marked for it: it stays as it is, and stays in caches. When a person
//! asks to listen, the script takes the sentences of the page (`/ecoute/phrases`), finds
//! each in the page and plays its sound (`/ecoute/son`). Without script, `/ecoute` plays
//! the page whole. Only what a public page of ours shows is ever said.

mod markup;
pub mod phrases;
mod sound;
mod studio;
mod tableau;

use askama::Template;
use axum::{
    Extension, Json, Router,
    body::{Body, to_bytes},
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::from_fn,
    response::{IntoResponse, Response},
};
use axum_extra::extract::Query;
use plus_borne::voice::{Key, VoiceError};
use serde::{Deserialize, Serialize};
use tower::ServiceExt;

pub use sound::say_once;
pub use studio::{Ecoute, Place, Studio, StudioError};

use super::{
    corps,
    error::WebError,
    langue::{self, Language},
    page::{Answer, Page, local_path, render},
    router,
    seance::Kiosk,
    state::App,
};
use phrases::Phrase;

/// Address of the page that plays another, and first segment of the sounds.
pub const PATH: &str = "/ecoute";
/// Largest page read, bytes.
const MOST: usize = 16 << 20;

/// Marks the request by which a page is read to be said: nobody looks at it, so nothing
/// of it is to be counted.
#[derive(Debug, Clone, Copy)]
pub struct Heard;

/// What follows the `?`.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// Path and query of the page to say.
    #[serde(default)]
    page: String,
}

/// A page as it is heard.
struct Lu {
    title: String,
    language: Language,
    /// Path and query in French.
    root: String,
    /// Sentences with the key of their sound; without it no voice says them.
    phrases: Vec<(Phrase, Option<Key>)>,
}

impl Lu {
    fn voiceless(&self) -> usize {
        self.phrases.iter().filter(|(_, key)| key.is_none()).count()
    }

    /// The title, which says so when it stays in French.
    fn heading(&self, page: &Page) -> String {
        let first = self
            .phrases
            .iter()
            .find(|(phrase, _)| phrase.shown == self.title);
        match first {
            Some((phrase, _)) if phrase.lang == "fr" => page.french(&self.title),
            _ => self.title.clone(),
        }
    }

    fn keys(&self) -> Vec<Key> {
        self.phrases
            .iter()
            .filter_map(|(_, key)| key.clone())
            .collect()
    }
}

/// The sentences of a page, for the script.
#[derive(Debug, Serialize)]
pub struct Said {
    phrases: Vec<Line>,
    /// What to offer instead, when the language of the page has no voice.
    instead: Option<Instead>,
}

#[derive(Debug, Serialize)]
struct Line {
    shown: String,
    sound: String,
}

#[derive(Debug, Serialize)]
struct Instead {
    sentence: String,
    link: String,
    href: String,
}

/// `GET /ecoute/phrases?page=…`
pub async fn sentences(
    State(app): State<App>,
    kiosk: AtKiosk,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Json<Said>, WebError> {
    let lu = read(&app, kiosk, &asked.page).await?;
    let line = |(phrase, key): &(Phrase, Option<Key>)| {
        let key = key.as_ref()?;
        Some(Line {
            shown: phrase.shown.clone(),
            sound: format!(
                "{PATH}/son/{}?page={}",
                key.as_str(),
                router::encoded(&asked.page)
            ),
        })
    };
    Ok(Json(Said {
        phrases: lu.phrases.iter().filter_map(line).collect(),
        instead: instead(&page, &lu),
    }))
}

/// The French page, offered when a page in another language cannot be said whole.
fn instead(page: &Page, lu: &Lu) -> Option<Instead> {
    let needed = lu.language == Language::Kreyol && lu.voiceless() > 0;
    needed.then(|| Instead {
        sentence: page.t("ecoute-pas-de-voix"),
        link: page.t("ecoute-en-francais"),
        href: format!("{}#ecouter", lu.root),
    })
}

/// `GET /ecoute/son/{cle}?page=…`: the sound of one sentence of that page.
pub async fn sound(
    State(app): State<App>,
    Path(key): Path<String>,
    kiosk: AtKiosk,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Answer {
    let studio = app.ecoute.studio().ok_or(WebError::NotFound)?;
    let key = Key::read(&key).ok_or(WebError::NotFound)?;
    let mut made = studio.sound(&key).await;
    if matches!(made, Ok(None)) {
        // Not said lately, nor by this process: what does the page say now?
        read(&app, kiosk, &asked.page).await?;
        made = studio.sound(&key).await;
    }
    match made {
        Ok(Some(made)) => sound::answer(made, &headers).map_err(WebError::internal),
        Ok(None) => Err(WebError::NotFound),
        Err(VoiceError::Busy | VoiceError::TimeOut) => Ok(later()),
        Err(error) => Err(WebError::internal(error)),
    }
}

/// Too many listen at once: the script tries again.
pub fn later() -> Response {
    let wait = [
        (header::RETRY_AFTER, "2"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (StatusCode::SERVICE_UNAVAILABLE, wait).into_response()
}

/// `GET /ecoute/page?page=…`: the page whole, one sound, made while it is played.
pub async fn whole(State(app): State<App>, kiosk: AtKiosk, Query(asked): Query<Asked>) -> Answer {
    let lu = read(&app, kiosk, &asked.page).await?;
    Ok(sound::stream(app, lu.keys()))
}

#[derive(Template)]
#[template(path = "ecoute/page.html")]
struct ListenPage {
    page: Page,
    /// Title of the page to hear.
    heard: String,
    /// Its address, to go back to.
    back: String,
    /// Address of its sound, empty when no voice says it.
    sound: String,
    /// Sentence and link offered instead.
    instead: Option<Instead>,
}

/// `GET /ecoute?page=…`: a page to hear, for those without script.
pub async fn show(
    State(app): State<App>,
    kiosk: AtKiosk,
    page: Page,
    Query(asked): Query<Asked>,
) -> Answer {
    let lu = read(&app, kiosk, &asked.page).await?;
    let instead = instead(&page, &lu).map(|instead| Instead {
        href: format!("{PATH}?page={}", router::encoded(&lu.root)),
        ..instead
    });
    let sound = match instead {
        Some(_) => String::new(),
        None => format!("{PATH}/page?page={}", router::encoded(&asked.page)),
    };
    render(&ListenPage {
        heard: lu.heading(&page),
        page: page.titled("ecoute-titre"),
        back: asked.page,
        sound,
        instead,
    })
}

/// The kiosk that asks, if it is one: its own screens are said too.
type AtKiosk = Option<Extension<Kiosk>>;

/// Reads a page as a visitor nobody knows would see it, and registers what it says.
async fn read(app: &App, kiosk: AtKiosk, address: &str) -> Result<Lu, WebError> {
    let studio = app.ecoute.studio().ok_or(WebError::NotFound)?;
    let address = local_path(address).ok_or(WebError::NotFound)?;
    let request = Request::get(address)
        .body(Body::empty())
        .map_err(|_| WebError::NotFound)?;
    let mut request = langue::take(request);
    let root = request.uri().to_string();
    if !langue::is_translated(&root) || root.starts_with(PATH) {
        return Err(WebError::NotFound);
    }
    let language = request.extensions().get().copied().unwrap_or_default();
    request.extensions_mut().insert(Heard);
    if let Some(Extension(kiosk)) = kiosk {
        request.extensions_mut().insert(kiosk);
    }
    let html = html(app, request).await?;
    let registered = |phrase: Phrase| {
        let key = studio.register(&phrase);
        (phrase, key)
    };
    Ok(Lu {
        title: phrases::title(&html),
        language,
        root,
        phrases: phrases::of_page(&html)
            .into_iter()
            .map(registered)
            .collect(),
    })
}

async fn html(app: &App, request: Request) -> Result<String, WebError> {
    let response = reader(app)
        .oneshot(request)
        .await
        .map_err(WebError::internal)?;
    if response.status() != StatusCode::OK || !langue::is_page(&response) {
        return Err(WebError::NotFound);
    }
    let bytes = to_bytes(response.into_body(), MOST)
        .await
        .map_err(WebError::internal)?;
    String::from_utf8(bytes.into()).map_err(WebError::internal)
}

/// The pages, without what surrounds a request from outside: no session, no count.
fn reader(app: &App) -> Router {
    router::routes(app)
        .layer(from_fn(langue::dress))
        .layer(from_fn(corps::join))
        .with_state(app.clone())
}
