//! `/pilotage/releves` and `/partenaire`: monthly statements, issued and read.
//!
//! A partner finds its own and nothing else: another's is « introuvable », not
//! « interdit ». What is shown is the frozen statement, in words made once for
//! the page, the PDF and the spreadsheet.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{ids::PartnerCode, period::Month};
use plus_reports::{
    french,
    statement::{Notes, View, view},
    texts::Texts,
};
use plus_store::{document, statement};
use serde::Deserialize;

use super::{
    error::WebError,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
};
use crate::{
    job::{Task, task::RapportMensuel},
    statement::{Desk, FORMATS, Issuing, StatementError},
};

/// Where a partner reads its own statements.
const OWN: &str = "/partenaire/releves";

/// A partner's month on the coordinator's page.
struct Line {
    code: String,
    partner: String,
    issued: Option<Issued>,
}

/// A statement in a list.
struct Issued {
    number: String,
    month: String,
    partner: String,
    date: String,
    base: &'static str,
}

#[derive(Template)]
#[template(path = "releve/liste.html")]
struct ListPage {
    page: Page,
    month: Month,
    month_name: String,
    before: Month,
    after: Option<Month>,
    over: bool,
    unclosed: i64,
    lines: Vec<Line>,
    told: Vec<String>,
}

#[derive(Template)]
#[template(path = "releve/partenaire.html")]
struct PartnerPage {
    page: Page,
    partner: String,
    statements: Vec<Issued>,
}

#[derive(Template)]
#[template(path = "releve/lire.html")]
struct ReadPage {
    page: Page,
    view: View,
    notes: Vec<Notes>,
    number: String,
    base: &'static str,
    /// Where the list of statements is.
    list: &'static str,
    formats: [&'static str; 4],
}

/// What may follow `/pilotage/releves?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    mois: String,
}

/// What the button sends.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    mois: String,
    /// Absent: every partner.
    #[serde(default)]
    partenaire: String,
}

/// `GET /pilotage/releves`.
pub async fn list(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    match read_month(&app, &asked.mois) {
        Ok(month) => render(&list_page(&app, page, month, Vec::new()).await?),
        Err(told) => refuse(&app, page, last_month(&app), vec![told]).await,
    }
}

/// The month asked for, the last that is over when none is; or why it is no month.
fn read_month(app: &App, text: &str) -> Result<Month, String> {
    if text.is_empty() {
        return Ok(last_month(app));
    }
    text.parse()
        .map_err(|e: plus_domain::period::PeriodError| e.to_string())
}

fn last_month(app: &App) -> Month {
    Month::of(app.today()).prev()
}

/// The list again, with what was refused.
async fn refuse(app: &App, page: Page, month: Month, told: Vec<String>) -> Answer {
    let shown = render(&list_page(app, page, month, told).await?)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
}

async fn list_page(
    app: &App,
    page: Page,
    month: Month,
    told: Vec<String>,
) -> Result<ListPage, WebError> {
    let mut link = app.store.read().await?;
    let all = statement::list(&mut link, None).await?;
    let unclosed = statement::unclosed(&mut link, month).await?;
    drop(link);
    let (territory, today) = (app.territory(), app.today());
    let lines = territory.partners_on(month.last_day()).map(|partner| Line {
        code: partner.code.to_string(),
        partner: partner.name_on(month.last_day()).to_owned(),
        issued: all
            .iter()
            .filter(|s| s.month == month && s.partner == partner.code)
            .max_by_key(|s| s.at)
            .map(|s| issued(app, s, "/pilotage/releves")),
    });
    let next = month.next();
    Ok(ListPage {
        month,
        month_name: french::month(month),
        before: month.prev(),
        after: (next.first_day() <= today).then_some(next),
        over: month.last_day() < today,
        unclosed,
        lines: lines.collect(),
        told,
        page: page.titled("releves-titre"),
    })
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
    }
}

/// `POST /pilotage/releves`: issues one partner's statement now, or asks for all
/// of them as a long work.
pub async fn issue(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(wanted): Form<Wanted>,
) -> Answer {
    let month = match read_month(&app, &wanted.mois) {
        Ok(month) => month,
        Err(told) => return refuse(&app, page, last_month(&app), vec![told]).await,
    };
    if wanted.partenaire.is_empty() {
        let id = Task::RapportMensuel(RapportMensuel { month })
            .ask(&app, &signed.account.id)
            .await?;
        return Ok(see_other(&format!("/pilotage/travaux/{id}")));
    }
    let territory = app.territory();
    let desk = Desk {
        store: &app.store,
        outside: &app.outside,
        territory: &territory,
    };
    let partner = PartnerCode::new(wanted.partenaire.as_str());
    match desk.monthly(&partner, month, &signed.account.id).await {
        Ok(Issuing::Held(stored, reason)) => {
            let told = vec![format!("{} : {reason}", stored.number)];
            render(&list_page(&app, page, month, told).await?)
        }
        Ok(Issuing::New(_) | Issuing::Already(_)) => {
            Ok(see_other(&format!("/pilotage/releves?mois={month}")))
        }
        Err(StatementError::Store(e)) => Err(e.into()),
        Err(StatementError::Report(e)) => Err(WebError::internal(e)),
        Err(refused) => refuse(&app, page, month, vec![refused.to_string()]).await,
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

/// `GET /partenaire`: the statements of the partner who reads.
pub async fn own(State(app): State<App>, page: Page, signed: Signed) -> Answer {
    let partner = signed.account.partner.clone().ok_or(WebError::Forbidden)?;
    let all = statement::list(&mut app.store.read().await?, Some(&partner)).await?;
    let name = app
        .territory()
        .partner(&partner)
        .map(|p| p.name_on(app.today()).to_owned());
    let template = PartnerPage {
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
    let view = view(&stored.statement()?, Texts::french());
    let template = ReadPage {
        page: page.titled_text(view.title.clone()),
        number: stored.number,
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
        formats: FORMATS,
    };
    render(&template)
}

/// One of the files kept with the statement, byte for byte.
async fn send(app: &App, number: &str, format: &str, only: Option<&PartnerCode>) -> Answer {
    let stored = find(app, number, only).await?;
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
