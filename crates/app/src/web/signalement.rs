//! « Cette page est fausse ? »: what a reader says is wrong, and what the relay
//! answers. Nobody is asked who they are, and nothing of it is kept.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    event::Event,
    form::{FieldError, FormErrors},
    ids::{DemarcheCode, PartnerCode, ServiceCode, SignalementId},
    signalement::{self, About, Kind, MOST_TEXT, Made, Settled, Signalement, Verdict, Wrong},
};
use plus_store::signalement::{self as kept, Room};
use serde::Deserialize;

use super::{
    connexion::on_screen,
    error::WebError,
    faults::Faults,
    noms::Names,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
};

const LIST: &str = "/pilotage/signalements";

/// What may follow the `?` of the public form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Kind of page.
    sur: String,
    /// Its code or number.
    code: String,
    /// `1`: it is noted.
    fait: String,
}

/// What the public form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    sur: String,
    code: String,
    faux: String,
    texte: String,
}

/// A page that can be wrong, as the territory and the content know it.
struct Subject {
    about: About,
    title: String,
    /// Who is in charge of it, if a partner is.
    partner: Option<PartnerCode>,
}

impl Subject {
    /// The page of a kind and a code; none when it does not exist.
    async fn find(app: &App, kind: &str, code: &str) -> Result<Option<Self>, WebError> {
        let Some(kind) = Kind::from_code(kind) else {
            return Ok(None);
        };
        let territory = app.territory();
        let found = match kind {
            Kind::Demarche => territory
                .catalogue
                .get(&DemarcheCode::new(code))
                .map(|d| (d.title.clone(), Some(d.partner.clone()))),
            Kind::Service => territory
                .services
                .get(&ServiceCode::new(code))
                .map(|s| (s.name.clone(), Some(s.partner.clone()))),
            Kind::Fiche => {
                let pack = app.pack().await.map_err(WebError::internal)?;
                pack.and_then(|pack| pack.entry(code).map(|e| (e.title.clone(), None)))
            }
        };
        let code = code.to_owned();
        Ok(found.map(|(title, partner)| Self {
            about: About { kind, code },
            title,
            partner,
        }))
    }
}

/// Address of a page of which something is said.
pub fn href(about: &About) -> String {
    let root = match about.kind {
        Kind::Demarche => "/demarches",
        Kind::Service => "/services",
        Kind::Fiche => "/fiches",
    };
    format!("{root}/{}", about.code)
}

#[derive(Template)]
#[template(path = "signalement/dire.html")]
struct SayPage {
    page: Page,
    given: Given,
    title: String,
    /// Where the reader came from.
    back: String,
    choices: Vec<(&'static str, bool)>,
    done: bool,
    faults: Faults,
    most: usize,
}

/// `GET /signalement`.
pub async fn show(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    page: Page,
) -> Answer {
    let found = Subject::find(&app, &asked.sur, &asked.code).await?;
    let subject = found.ok_or(WebError::NotFound)?;
    let given = Given {
        sur: asked.sur,
        code: asked.code,
        ..Given::default()
    };
    let done = asked.fait == "1";
    say_page(
        &app,
        &headers,
        page,
        &subject,
        given,
        done,
        FormErrors::default(),
    )
}

fn say_page(
    app: &App,
    headers: &HeaderMap,
    page: Page,
    subject: &Subject,
    given: Given,
    done: bool,
    errors: FormErrors,
) -> Answer {
    on_screen(app, headers, page, |page| SayPage {
        title: page.say(&subject.title),
        back: href(&subject.about),
        choices: Wrong::ALL
            .into_iter()
            .map(|w| (w.code(), w.code() == given.faux))
            .collect(),
        done,
        faults: Faults::of(&page, errors),
        most: MOST_TEXT,
        page: page.titled("signalement-titre"),
        given,
    })
}

/// `POST /signalement`: notes what is wrong, then says so.
pub async fn say(
    State(app): State<App>,
    headers: HeaderMap,
    page: Page,
    Form(given): Form<Given>,
) -> Answer {
    let found = Subject::find(&app, &given.sur, &given.code).await?;
    let subject = found.ok_or(WebError::NotFound)?;
    let errors = match signalement::read(&given.faux, &given.texte) {
        Ok((wrong, text)) => match note(&app, &subject, wrong, text).await? {
            Room::Free | Room::Known => {
                let (kind, code) = (subject.about.kind.code(), &subject.about.code);
                let path = format!("/signalement?sur={kind}&code={code}&fait=1");
                return Ok(see_other(&page.language.address(&path)));
            }
            Room::Full => {
                let mut errors = FormErrors::default();
                errors.add("faux", "signalement-trop");
                errors
            }
        },
        Err(errors) => errors,
    };
    let mut response = say_page(&app, &headers, page, &subject, given, false, errors)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response.into_response())
}

/// Writes it, if there is room for it.
async fn note(
    app: &App,
    subject: &Subject,
    wrong: Wrong,
    text: Option<String>,
) -> Result<Room, WebError> {
    let mut tx = app.store.begin().await?;
    let room = kept::room(&mut tx, &subject.about).await?;
    if room != Room::Free {
        return Ok(room);
    }
    let made = Made {
        id: app.outside.new_id().into(),
        about: subject.about.clone(),
        partner: subject.partner.clone(),
        wrong,
        text,
        date: app.today(),
    };
    app.outside
        .record(&mut tx, &[Event::SignalementMade(made)])
        .await?;
    tx.commit().await?;
    Ok(room)
}

/// A report, in the words of the page.
pub struct Line {
    /// Identifier.
    pub id: String,
    /// Address of the page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// Who is in charge of it, empty when nobody is.
    pub partner: String,
    /// Word of what is wrong.
    pub wrong: &'static str,
    /// What was written, empty when nothing was.
    pub text: String,
    /// « 23 novembre 2026 ».
    pub date: String,
    /// Word of the verdict, empty while it is open.
    pub verdict: &'static str,
    /// What the relay answered.
    pub word: String,
    /// When, « 23 novembre 2026 ».
    pub settled: String,
}

impl Line {
    /// The line of a report.
    pub async fn of(
        app: &App,
        page: &Page,
        names: &Names,
        report: &Signalement,
    ) -> Result<Self, WebError> {
        let made = &report.made;
        let (kind, code) = (made.about.kind.code(), made.about.code.as_str());
        let subject = Subject::find(app, kind, code).await?;
        let partner = made.partner.as_ref();
        let settled = report.settled.as_ref();
        Ok(Self {
            id: made.id.to_string(),
            href: href(&made.about),
            title: subject.map_or_else(|| code.to_owned(), |s| s.title),
            partner: partner.map_or_else(String::new, |p| names.partner(p, made.date)),
            wrong: made.wrong.code(),
            text: made.text.clone().unwrap_or_default(),
            date: page.date(made.date),
            verdict: settled.map_or("", |s| s.verdict.code()),
            word: settled.map_or_else(String::new, |s| s.word.clone()),
            settled: settled.map_or_else(String::new, |s| page.date(s.date)),
        })
    }
}

async fn lines(
    app: &App,
    page: &Page,
    names: &Names,
    reports: &[Signalement],
) -> Result<Vec<Line>, WebError> {
    let mut lines = Vec::with_capacity(reports.len());
    for report in reports {
        lines.push(Line::of(app, page, names, report).await?);
    }
    Ok(lines)
}

/// What was said of the pages of a partner, of all when none is named: open, then settled.
pub async fn both(
    app: &App,
    page: &Page,
    partner: Option<&PartnerCode>,
) -> Result<(Vec<Line>, Vec<Line>), WebError> {
    let mut link = app.store.read().await?;
    let open = kept::open(&mut link, partner).await?;
    let settled = kept::settled(&mut link, partner).await?;
    let names = Names::load(app, &mut link).await?;
    drop(link);
    let open = lines(app, page, &names, &open).await?;
    Ok((open, lines(app, page, &names, &settled).await?))
}

#[derive(Template)]
#[template(path = "signalement/liste.html")]
struct ListPage {
    page: Page,
    open: Vec<Line>,
    settled: Vec<Line>,
    verdicts: [&'static str; 2],
    faults: Faults,
    /// The report whose answer was refused, and the word that was typed.
    refused: (String, String),
}

/// `GET /pilotage/signalements`.
pub async fn list(State(app): State<App>, page: Page) -> Answer {
    let none = (String::new(), String::new());
    render(&list_page(&app, page, FormErrors::default(), none).await?)
}

async fn list_page(
    app: &App,
    page: Page,
    errors: FormErrors,
    refused: (String, String),
) -> Result<ListPage, WebError> {
    let (open, settled) = both(app, &page, None).await?;
    Ok(ListPage {
        open,
        settled,
        verdicts: Verdict::ALL.map(Verdict::code),
        faults: Faults::of(&page, errors),
        refused,
        page: page.titled("signalements-titre"),
    })
}

/// What the form of an answer sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Reply {
    verdict: String,
    mot: String,
}

/// `POST /pilotage/signalements/{id}`: the relay has looked.
pub async fn settle(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(reply): Form<Reply>,
) -> Answer {
    let id = SignalementId::new(id);
    let found = kept::by_id(&mut app.store.read().await?, &id).await?;
    let report = found.ok_or(WebError::NotFound)?;
    match signalement::read_answer(&reply.verdict, &reply.mot) {
        Ok(_) if report.settled.is_some() => Ok(see_other(LIST)),
        Ok((verdict, word)) => {
            let settled = Event::SignalementSettled(Settled {
                id,
                verdict,
                word,
                author: signed.account.id,
                date: app.today(),
            });
            let mut tx = app.store.begin().await?;
            app.outside.record(&mut tx, &[settled]).await?;
            tx.commit().await?;
            Ok(see_other(LIST))
        }
        Err(mut errors) => {
            // Each report has its own form: what is refused leads to it.
            let own = |e: &mut FieldError| e.field = format!("s-{id}");
            errors.0.iter_mut().for_each(own);
            let refused = (id.to_string(), reply.mot);
            super::compte::refused(&list_page(&app, page, errors, refused).await?)
        }
    }
}

/// How many wait for an answer.
pub async fn waiting(app: &App) -> Result<i64, WebError> {
    Ok(kept::count(&mut app.store.read().await?).await?)
}
