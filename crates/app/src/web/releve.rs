//! `/pilotage/releves` and `/partenaire`: monthly statements, issued and read.
//!
//! A partner finds its own and nothing else: another's is « introuvable », not
//! « interdit ». What is shown is the frozen statement, in words made once for
//! the page, the PDF and the spreadsheet.

mod accueil;
pub mod cles;
pub mod mois;
pub mod serie;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::header,
    response::IntoResponse,
};
use plus_domain::{
    ids::PartnerCode, permanence::PermanenceState, statement::Statement, stats::Scope,
};
use plus_reports::{
    french,
    statement::{Behind, Notes, View, What, view},
    texts::Texts,
};
use plus_store::{document, statement};

use super::{
    chiffres::Choice,
    error::WebError,
    page::{Answer, Page, render},
    router::encoded,
    session::Signed,
    state::App,
};
use accueil::{Bord, Contact, contacts, on_the_road};

/// Where a partner reads its own statements.
const OWN: &str = "/partenaire/releves";

/// A statement in a list.
struct Issued {
    number: String,
    month: String,
    partner: String,
    date: String,
    base: &'static str,
    /// Its files, its seal last.
    formats: Vec<String>,
}

#[derive(Template)]
#[template(path = "releve/partenaire.html")]
struct PartnerPage {
    page: Page,
    partner: String,
    statements: Vec<Issued>,
    days: Vec<Bord>,
    contacts: Vec<Contact>,
    /// Who runs the relay.
    carrier: String,
}

#[derive(Template)]
#[template(path = "releve/lire.html")]
struct ReadPage {
    page: Page,
    view: View,
    notes: Vec<Notes>,
    partner: PartnerCode,
    number: String,
    base: &'static str,
    /// Where the list of statements is.
    list: &'static str,
    /// Its files; none: it is not frozen yet.
    formats: Vec<String>,
}

impl ReadPage {
    fn of(page: Page, statement: &Statement, base: &'static str, formats: Vec<String>) -> Self {
        let view = view(statement, Texts::french());
        Self {
            page: page.titled_text(view.title.clone()),
            partner: statement.partner.code.clone(),
            number: statement.number.clone(),
            notes: vec![
                view.facts.clone(),
                view.absent.clone(),
                view.reading.clone(),
            ],
            view,
            base,
            list: match base {
                OWN => "/partenaire",
                list => list,
            },
            formats,
        }
    }

    /// Where a figure opens onto its lines; nowhere for a partner, who has figures and no line.
    fn open(&self, behind: Option<&Behind>) -> String {
        let Some(behind) = behind.filter(|_| self.base != OWN) else {
            return String::new();
        };
        let choice = |scope| Choice::new(behind.from, behind.to, scope, false);
        match &behind.what {
            // Half-days are those of the whole relay.
            What::Permanences => {
                let lines = choice(Scope::All).half_days(&[PermanenceState::Closed]);
                format!("{lines}&releve={}", encoded(&behind.number))
            }
            What::Counted(counted) => {
                let lines = choice(Scope::Partner(self.partner.clone())).lines_of(counted);
                format!("{lines}&releve={}", encoded(&behind.number))
            }
        }
    }
}

/// The seal, among the files.
const SEAL: &str = "signature";

/// The files of a statement, its seal last.
fn formats(stored: &statement::Stored) -> Vec<String> {
    let seal = stored.seal.as_ref().map(|_| SEAL.to_owned());
    stored.files.keys().cloned().chain(seal).collect()
}

fn issued(app: &App, stored: &statement::Stored, base: &'static str) -> Issued {
    let territory = app.territory();
    let partner = territory.partner(&stored.partner);
    let zone = app.zone();
    let day =
        jiff::Timestamp::from_millisecond(stored.at).map(|t| t.to_zoned_datetime(zone).date());
    Issued {
        number: stored.number.clone(),
        month: french::month(stored.month),
        partner: partner.map_or_else(
            || stored.partner.to_string(),
            |p| p.name_on(stored.month.last_day()).to_owned(),
        ),
        date: day.map(french::date).unwrap_or_default(),
        base,
        formats: formats(stored),
    }
}

/// `GET /pilotage/releves/{number}`.
pub async fn read(State(app): State<App>, page: Page, Path(number): Path<String>) -> Answer {
    show(&app, page, &number, None, "/pilotage/releves").await
}

/// `GET /pilotage/releves/{number}/{format}`.
pub async fn file(
    State(app): State<App>,
    Path((number, format)): Path<(String, String)>,
) -> Answer {
    send(&app, &number, &format, None).await
}

/// `GET /partenaire`: the statements of the partner who reads, its days on board, its contacts.
pub async fn own(State(app): State<App>, page: Page, signed: Signed) -> Answer {
    let partner = signed.account.partner.clone().ok_or(WebError::Forbidden)?;
    let all = statement::list(&mut app.store.read().await?, Some(&partner)).await?;
    let name = app
        .territory()
        .partner(&partner)
        .map(|p| p.name_on(app.today()).to_owned());
    let days = on_the_road(&app, &page, &partner).await?;
    let contacts = contacts(&app, &partner).await?;
    let template = PartnerPage {
        days,
        contacts,
        carrier: app.territory().identity.carrier.clone(),
        partner: name.unwrap_or_else(|| partner.to_string()),
        statements: all.iter().map(|s| issued(&app, s, OWN)).collect(),
        page: page.titled("partenaire-titre"),
    };
    render(&template)
}

/// `GET /partenaire/releves/{number}`.
pub async fn read_own(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(number): Path<String>,
) -> Answer {
    let partner = signed.account.partner.clone().ok_or(WebError::Forbidden)?;
    show(&app, page, &number, Some(&partner), OWN).await
}

/// `GET /partenaire/releves/{number}/{format}`.
pub async fn own_file(
    State(app): State<App>,
    signed: Signed,
    Path((number, format)): Path<(String, String)>,
) -> Answer {
    let partner = signed.account.partner.clone().ok_or(WebError::Forbidden)?;
    send(&app, &number, &format, Some(&partner)).await
}

/// A statement, when the reader may see it.
async fn find(
    app: &App,
    number: &str,
    only: Option<&PartnerCode>,
) -> Result<statement::Stored, WebError> {
    let found = statement::by_number(&mut app.store.read().await?, number).await?;
    found
        .filter(|s| only.is_none_or(|partner| s.partner == *partner))
        .ok_or(WebError::NotFound)
}

async fn show(
    app: &App,
    page: Page,
    number: &str,
    only: Option<&PartnerCode>,
    base: &'static str,
) -> Answer {
    let stored = find(app, number, only).await?;
    let files = formats(&stored);
    render(&ReadPage::of(page, &stored.statement()?, base, files))
}

/// One of the files kept with the statement, byte for byte.
async fn send(app: &App, number: &str, format: &str, only: Option<&PartnerCode>) -> Answer {
    let stored = find(app, number, only).await?;
    if format == SEAL {
        return seal(&stored);
    }
    let hash = stored.files.get(format).ok_or(WebError::NotFound)?;
    let bytes = document::fetch(&app.store, hash).await?;
    let kind = match format {
        "pdf" => "application/pdf",
        "csv" => "text/csv; charset=utf-8",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/json",
    };
    let name = format!("attachment; filename=\"releve-{}.{format}\"", stored.number);
    Ok((
        [
            (header::CONTENT_TYPE, kind.to_owned()),
            (header::CONTENT_DISPOSITION, name),
        ],
        bytes,
    )
        .into_response())
}

/// The seal, as a file beside the others.
fn seal(stored: &statement::Stored) -> Answer {
    let seal = stored.seal.as_ref().ok_or(WebError::NotFound)?;
    let bytes = serde_json::to_vec(seal).map_err(WebError::internal)?;
    let name = format!(
        "attachment; filename=\"releve-{}.{SEAL}.json\"",
        stored.number
    );
    Ok((
        [
            (header::CONTENT_TYPE, "application/json".to_owned()),
            (header::CONTENT_DISPOSITION, name),
        ],
        bytes,
    )
        .into_response())
}
