//! `/pilotage/implantation`: where the kiosks go, with a map, who is far before and after, and
//! the report for the elected. The question is the address: it can be kept and sent.

mod acces;
mod asked;
pub mod emplacements;
mod rapport;
mod words;

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use plus_domain::{emplacement::Emplacement, territoire::Territoire};
use plus_planning::access::geo::Geo;
use plus_reports::{csv, table::Table};
use plus_store::tournee;

use crate::{
    composition,
    implantation::{Answer as Found, AnswerError, Ground, Question, among},
    web::{
        error::WebError,
        faults::Faults,
        page::{Answer, Page, render},
        state::App,
    },
};
use asked::Given;
use words::{Shown, Words};

/// Address of the page.
const HERE: &str = "/pilotage/implantation";

#[derive(Template)]
#[template(path = "implantation/page.html")]
struct SitingPage {
    page: Page,
    /// Whether the territory says where people live.
    known: bool,
    standing: usize,
    /// Kiosks that stand somewhere, but nobody said where.
    unplaced: usize,
    given: Given,
    aims: Vec<(String, String, bool)>,
    grounds: Vec<(String, String, bool)>,
    /// Sites that are described, and how many of them suit a kiosk.
    described: usize,
    suited: usize,
    faults: Faults,
    /// Why nothing can be chosen so; empty when something is.
    refusal: String,
    answer: Option<Shown>,
}

impl SitingPage {
    fn new(page: Page, given: Given) -> Self {
        Self {
            aims: given.aims(&page),
            grounds: given.grounds(&page),
            described: 0,
            suited: 0,
            page: page.titled("implantation-titre"),
            known: true,
            standing: 0,
            unplaced: 0,
            given,
            faults: Faults::default(),
            refusal: String::new(),
            answer: None,
        }
    }
}

/// `GET /pilotage/implantation`.
pub async fn show(State(app): State<App>, page: Page, Query(given): Query<Given>) -> Answer {
    let Some(geo) = app.shared_geo() else {
        let mut shown = SitingPage::new(page, given);
        shown.known = false;
        return render(&shown);
    };
    let territory = app.territory();
    let ground = Ground::standing(&geo, &territory);
    let (standing, unplaced) = (ground.fixed().len(), ground.unplaced());
    let given = given.with_defaults(territory.communes.len().max(standing));
    let mut shown = SitingPage::new(page, given);
    (shown.standing, shown.unplaced) = (standing, unplaced);
    let sites = described(&app).await?;
    shown.described = sites.len();
    shown.suited = sites.iter().filter(|site| site.suits()).count();
    let Some(geo) = among_asked(&geo, &territory, &shown.given, &sites) else {
        shown.refusal = shown.page.t("implantation-sans-emplacement");
        return render(&shown);
    };
    match shown.given.read() {
        Err(errors) => shown.faults = Faults::of(&shown.page, errors),
        Ok(question) => match found(&app, &geo, question).await? {
            Err(refusal) => shown.refusal = refusal,
            Ok(answer) => {
                let words = Words::new(&shown.page, &territory, &geo);
                shown.answer = Some(words.shown(&answer, &question, &shown.given.query()));
            }
        },
    }
    render(&shown)
}

/// The sites that are described and not given up.
async fn described(app: &App) -> Result<Vec<Emplacement>, WebError> {
    let mut link = app.store.read().await?;
    let mut sites = tournee::emplacements(&mut link).await?;
    sites.retain(|site| !site.withdrawn);
    Ok(sites)
}

/// The geography that is asked: its places are neighbourhoods, or the sites that suit. Nothing
/// when sites are asked and none suits.
fn among_asked(
    geo: &Arc<Geo>,
    territory: &Territoire,
    given: &Given,
    sites: &[Emplacement],
) -> Option<Arc<Geo>> {
    if given.is_real() {
        among(geo, territory, sites).map(Arc::new)
    } else {
        Some(geo.clone())
    }
}

/// The answer, or why there is none, in French.
async fn found(
    app: &App,
    geo: &Arc<Geo>,
    question: Question,
) -> Result<Result<Arc<Found>, String>, WebError> {
    let (territory, today) = (app.territory(), app.today());
    let answers = &app.implantation;
    let asked = answers.to(geo.clone(), territory, app.networks(), question, today);
    match asked.await {
        Ok(found) => Ok(Ok(found)),
        Err(AnswerError::Problem(refusal)) => Ok(Err(refusal.to_string())),
        Err(lost) => Err(WebError::internal(lost)),
    }
}

/// What a file needs: a question that reads, and its answer.
async fn for_file(app: &App, given: Given) -> Result<(Arc<Geo>, Question, Arc<Found>), WebError> {
    let geo = app.shared_geo().ok_or(WebError::NotFound)?;
    let territory = app.territory();
    let standing = Ground::standing(&geo, &territory).fixed().len();
    let given = given.with_defaults(territory.communes.len().max(standing));
    let question = given.read().map_err(|_| WebError::NotFound)?;
    let sites = described(app).await?;
    let geo = among_asked(&geo, &territory, &given, &sites).ok_or(WebError::NotFound)?;
    let answer = found(app, &geo, question).await?;
    let answer = answer.map_err(|_| WebError::NotFound)?;
    Ok((geo, question, answer))
}

/// `GET /pilotage/implantation/rapport`: the report for the elected, PDF.
pub async fn report(
    State(app): State<App>,
    page: Page,
    Query(given): Query<Given>,
) -> Result<Response, WebError> {
    let (geo, question, answer) = for_file(&app, given).await?;
    let territory = app.territory();
    let today = app.today();
    let words = Words::new(&page, &territory, &geo);
    let sheet = rapport::rapport(&words, &answer, &question, today);
    let made = move || plus_reports::pdf::rapport(&sheet, today);
    let bytes = composition::make(made).await?.map_err(WebError::internal)?;
    Ok(file(
        "application/pdf",
        "inline; filename=\"implantation.pdf\"",
        bytes,
    ))
}

/// `GET /pilotage/implantation/sites`: the sites, CSV.
pub async fn sites(
    State(app): State<App>,
    page: Page,
    Query(given): Query<Given>,
) -> Result<Response, WebError> {
    let (geo, _, answer) = for_file(&app, given).await?;
    let territory = app.territory();
    let table: Table = Words::new(&page, &territory, &geo).table(&answer);
    let bytes = csv::table(&table).map_err(WebError::internal)?;
    let name = "attachment; filename=\"implantation.csv\"";
    Ok(file("text/csv; charset=utf-8", name, bytes))
}

fn file(kind: &'static str, name: &'static str, bytes: Vec<u8>) -> Response {
    let said = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, name),
    ];
    (said, bytes).into_response()
}
