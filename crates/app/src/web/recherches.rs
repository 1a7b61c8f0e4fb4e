//! `/pilotage/recherches`: what people looked for and nobody answered, and the lines that the
//! coordinator adds to the lexicon so that it is answered.
//!
//! A line is proposed, tried on the spot, then put into service: it serves at once, in this
//! process and in the others.

use askama::Template;
use axum::extract::{Query, State};
use axum_extra::extract::Form;
use jiff::ToSpan;
use plus_domain::{
    event::Event,
    form::FormErrors,
    lexique::{self, Effect, LANGUAGES, Line, Review},
    recherche::KEPT_DAYS,
};
use plus_fiches::pack::Pack;
use plus_store::{lexique as kept, recherche as counted};
use serde::Deserialize;

use super::{
    compte::refused,
    contenu::reading,
    error::WebError,
    faults::Faults,
    page::{Answer, Page, render, see_other},
    router::encoded,
    session::Signed,
    state::App,
};
use crate::recherche::{Words, demarches, is_sound};

const HERE: &str = "/pilotage/recherches";
/// Answers shown beside words.
const ANSWERS: usize = 3;
/// Different words shown.
const SHOWN: usize = 40;

/// Words that nobody answered, and what they get today.
struct Wanted {
    words: String,
    language: String,
    count: i64,
    /// Code of the answer that was given.
    answered: String,
    now: Vec<String>,
}

/// A line of the lexicon of the territory.
struct Added {
    line: Line,
    /// What its saying gets with it.
    now: Vec<String>,
}

#[derive(Template)]
#[template(path = "recherches/liste.html")]
struct ListPage {
    page: Page,
    days: i32,
    wanted: Vec<Wanted>,
    added: Vec<Added>,
    languages: Vec<(&'static str, String, bool)>,
    given: Given,
    faults: Faults,
    /// Key of what was just done, empty otherwise.
    done: &'static str,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Words to answer.
    mots: String,
    /// Language in which they were understood.
    langue: String,
    /// What was just done.
    fait: String,
}

/// What the form of a line sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    langue: String,
    dit: String,
    officiel: String,
    genre: String,
}

/// What the buttons of a line send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Act {
    langue: String,
    dit: String,
    etat: String,
}

/// What the button of unanswered words sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Seen {
    mots: String,
}

/// `GET /pilotage/recherches`.
pub async fn list(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let given = Given {
        dit: asked.mots,
        langue: asked.langue,
        genre: Effect::Ajoute.code().to_owned(),
        ..Given::default()
    };
    let list = list_page(&app, page, given, FormErrors::default()).await?;
    let done = match asked.fait.as_str() {
        "propose" => "recherches-fait-propose",
        "relu" => "recherches-fait-relu",
        "retire" => "recherches-fait-retire",
        "oublie" => "recherches-fait-oublie",
        _ => "",
    };
    render(&ListPage { done, ..list })
}

async fn list_page(
    app: &App,
    page: Page,
    given: Given,
    errors: FormErrors,
) -> Result<ListPage, WebError> {
    let since = app.today().saturating_sub(KEPT_DAYS.days());
    let mut link = app.store.read().await?;
    let (counts, lines) = (
        counted::list(&mut link, since).await?,
        kept::list(&mut link).await?,
    );
    drop(link);
    let words = app.words().await?;
    let mut wanted = Vec::new();
    for line in counts.into_iter().take(SHOWN) {
        wanted.push(Wanted {
            now: now(app, &line.words, &words).await?,
            words: line.words,
            language: line.language,
            count: line.count,
            answered: line.answered,
        });
    }
    let mut added = Vec::new();
    for line in lines
        .into_iter()
        .filter(|line| line.review != Review::Retire)
    {
        added.push(Added {
            now: now(app, &line.said, &tried(&line)).await?,
            line,
        });
    }
    let chosen = |code: &str| code == given.langue || given.langue.is_empty() && code == "fr";
    let languages = LANGUAGES
        .into_iter()
        .map(|code| (code, page.tc("recherches-langue", code), chosen(code)));
    Ok(ListPage {
        days: KEPT_DAYS,
        languages: languages.collect(),
        faults: Faults::of(&page, errors),
        page: page.titled("recherches-titre"),
        wanted,
        added,
        given,
        done: "",
    })
}

/// The lexicon as a line would make it.
fn tried(line: &Line) -> Words {
    let author = line.author.clone();
    Words::of(&[line.clone().reviewed(Review::Relu, &author, line.at)])
}

/// Titles of what words get.
async fn now(app: &App, query: &str, words: &Words) -> Result<Vec<String>, WebError> {
    let Some(pack) = app.pack().await.map_err(WebError::internal)? else {
        return Ok(Vec::new());
    };
    let (asked, words) = (query.to_owned(), words.clone());
    let best = move |pack: &Pack| {
        let best = pack.best(&asked, ANSWERS, words.as_ref())?;
        let found = best.into_iter().map(|it| (it.id.clone(), it.title.clone()));
        Ok(found.collect::<Vec<_>>())
    };
    let found = reading(pack, best).await.map_err(WebError::internal)?;
    let territory = app.territory();
    let ids = found.iter().map(|(id, _)| id.as_str());
    let ours = demarches(&territory, query, ids, 1);
    let ours = ours.into_iter().map(|demarche| demarche.title.clone());
    let official = found.iter().map(|(_, title)| title.clone());
    Ok(ours.chain(official).take(ANSWERS).collect())
}

/// `POST /pilotage/recherches`: a line is proposed.
pub async fn propose(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(given): Form<Given>,
) -> Answer {
    let form = lexique::Form {
        language: &given.langue,
        said: &given.dit,
        official: &given.officiel,
        effect: &given.genre,
    };
    match Line::propose(form, &signed.account.id, app.outside.now_ms()) {
        Ok(line) if is_sound(&line) => {
            record(&app, line).await?;
            Ok(see_other(&format!("{HERE}?fait=propose#lexique")))
        }
        Ok(_) => {
            let mut errors = FormErrors::default();
            errors.add("officiel", "lexique-officiel-liste");
            refused(&list_page(&app, page, given, errors).await?)
        }
        Err(errors) => refused(&list_page(&app, page, given, errors).await?),
    }
}

async fn record(app: &App, line: Line) -> Result<(), WebError> {
    let mut tx = app.store.begin().await?;
    let event = Event::LexiqueSet(line);
    app.outside.record(&mut tx, &[event]).await?;
    Ok(tx.commit().await?)
}

/// `POST /pilotage/recherches/ligne`: a line is put into service, or withdrawn.
pub async fn review(State(app): State<App>, signed: Signed, Form(act): Form<Act>) -> Answer {
    let review = match act.etat.as_str() {
        "relu" => Review::Relu,
        "retire" => Review::Retire,
        _ => return Err(WebError::NotFound),
    };
    let lines = kept::list(&mut app.store.read().await?).await?;
    let line = lines
        .into_iter()
        .find(|line| line.language == act.langue && line.said == act.dit)
        .ok_or(WebError::NotFound)?;
    let line = line.reviewed(review, &signed.account.id, app.outside.now_ms());
    record(&app, line).await?;
    Ok(see_other(&format!("{HERE}?fait={}#lexique", act.etat)))
}

/// `POST /pilotage/recherches/oublier`: words that are answered, or should not be there.
pub async fn forget(State(app): State<App>, _signed: Signed, Form(seen): Form<Seen>) -> Answer {
    let mut tx = app.store.begin().await?;
    counted::forget(&mut tx, &seen.mots).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{HERE}?fait=oublie")))
}

impl Wanted {
    /// Where a line is written for them.
    fn href(&self) -> String {
        let (words, language) = (encoded(&self.words), encoded(&self.language));
        format!("{HERE}?mots={words}&langue={language}#ajouter")
    }
}
