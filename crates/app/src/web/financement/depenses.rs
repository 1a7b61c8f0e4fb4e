//! Spending: the list, one more, those of an accounting export.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum_extra::extract::Form;
use plus_domain::{
    event::Event,
    financement::{
        Depense, DepenseForm, Expense,
        import::{self, BadLine, Imported, Known},
    },
    form::FormErrors,
    ids::DepenseId,
};
use plus_store::financement as kept;
use serde::Deserialize;

use super::{Choice, Desk, PATH, done, only_here, record, refused, told};
use crate::web::{
    error::WebError,
    faults::Faults,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
};

/// Lines shown at once; the spreadsheet of the accounts has them all.
const MOST: usize = 200;

/// Spending as the page shows it.
struct Line {
    id: String,
    piece: String,
    day: String,
    payee: String,
    object: String,
    on: String,
    amount: String,
    /// Day of payment, empty when it is due.
    paid: String,
}

/// What the forms of the page hold, and what is to be mended in them.
#[derive(Default)]
struct Given {
    form: DepenseForm,
    faults: Faults,
    csv: String,
    /// Line, then column and sentence.
    bad: Vec<(u64, Vec<(String, String)>)>,
}

#[derive(Template)]
#[template(path = "financement/depenses.html")]
struct SpendingPage {
    page: Page,
    lines: Vec<Line>,
    total: usize,
    most: usize,
    plan_lines: Vec<Choice>,
    columns: Vec<(&'static str, bool, String)>,
    given: Given,
    today: String,
    done: String,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
    /// Lines of a file that were written, and that were known.
    ecrites: Option<usize>,
    connues: Option<usize>,
}

/// What the form of one expense sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    piece: String,
    ligne: String,
    date: String,
    paye_le: String,
    tiers: String,
    objet: String,
    ht: String,
    ttc: String,
}

/// What the form of the file sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct File {
    csv: String,
}

/// `GET /pilotage/financement/depenses`.
pub async fn list(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let said = match (asked.ecrites, asked.connues) {
        (Some(written), known) => {
            let said = page.arg("ecrites", written);
            said.arg("connues", known.unwrap_or(0))
                .t("financement-importees")
        }
        _ => told(&page, &asked.fait),
    };
    let shown = spending_page(&app, page, Given::default()).await?;
    render(&SpendingPage {
        done: said,
        ..shown
    })
}

async fn spending_page(app: &App, page: Page, given: Given) -> Result<SpendingPage, WebError> {
    let desk = Desk::load(app).await?;
    let line = |d: &Depense| Line {
        id: d.id.to_string(),
        piece: d.piece.clone(),
        day: page.date(d.date),
        payee: d.payee.clone(),
        object: d.object.clone(),
        on: desk.line_label(&d.line),
        amount: d.amount(desk.plan.vat).to_string(),
        paid: d.paid.map(|day| page.date(day)).unwrap_or_default(),
    };
    let choice = |e: &Expense| (e.code.clone(), e.label.clone(), e.code == given.form.line);
    let columns = import::COLUMNS.iter().enumerate();
    Ok(SpendingPage {
        total: desk.depenses.len(),
        most: MOST,
        lines: desk.depenses.iter().take(MOST).map(line).collect(),
        plan_lines: desk.plan.expenses.iter().map(choice).collect(),
        columns: columns
            .map(|(i, c)| (*c, i < import::NEEDED, page.tc("financement-csv-est", c)))
            .collect(),
        given,
        today: app.today().to_string(),
        done: String::new(),
        page: page.titled("financement-depenses-titre"),
    })
}

/// `POST /pilotage/financement/depenses`.
pub async fn add(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(typed): Form<Typed>,
) -> Answer {
    only_here(&app).await?;
    let desk = Desk::load(&app).await?;
    let form = DepenseForm {
        piece: typed.piece,
        line: typed.ligne,
        date: typed.date,
        paid: typed.paye_le,
        payee: typed.tiers,
        object: typed.objet,
        net: typed.ht,
        gross: typed.ttc,
    };
    let by = (&signed.account.id, app.outside.now_ms());
    let read = form.read(app.outside.new_id().into(), &desk.plan, by);
    match read.and_then(|depense| unknown(&desk, depense)) {
        Ok(depense) => {
            record(&app, &[Event::DepenseSet(depense)]).await?;
            Ok(done("/depenses", "depense"))
        }
        Err(errors) => {
            let faults = Faults::of(&page, errors);
            let given = Given {
                form,
                faults,
                ..Given::default()
            };
            refused(&spending_page(&app, page, given).await?)
        }
    }
}

/// A piece stands once.
fn unknown(desk: &Desk, depense: Depense) -> Result<Depense, FormErrors> {
    let mut errors = FormErrors::default();
    if desk.depenses.iter().any(|d| d.piece == depense.piece) {
        errors.add("piece", "financement-piece-connue");
    }
    errors.into_result(Some(depense))
}

/// `POST /pilotage/financement/depenses/fichier`: those of an export, all or none.
pub async fn add_file(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(file): Form<File>,
) -> Answer {
    only_here(&app).await?;
    let desk = Desk::load(&app).await?;
    match read_file(&app, &desk, &signed, &file.csv) {
        Ok(read) => {
            let (written, known) = (read.fresh.len(), read.known);
            let events: Vec<Event> = read.fresh.into_iter().map(Event::DepenseSet).collect();
            if !events.is_empty() {
                record(&app, &events).await?;
            }
            let said = format!("{PATH}/depenses?ecrites={written}&connues={known}");
            Ok(see_other(&said))
        }
        Err(bad) => {
            let said = |b: BadLine| (b.line, Faults::of(&page, b.errors).0);
            let given = Given {
                bad: bad.into_iter().map(said).collect(),
                csv: file.csv,
                ..Given::default()
            };
            refused(&spending_page(&app, page, given).await?)
        }
    }
}

fn read_file(
    app: &App,
    desk: &Desk,
    signed: &Signed,
    text: &str,
) -> Result<Imported, Vec<BadLine>> {
    let known = Known {
        plan: &desk.plan,
        depenses: &desk.depenses,
        author: &signed.account.id,
        at: app.outside.now_ms(),
    };
    import::read(text, &known, &mut || DepenseId::new(app.outside.new_id()))
}

/// What the form of a payment sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Paid {
    paye_le: String,
}

/// `POST /pilotage/financement/depenses/{id}/payer`: it was paid on a day.
pub async fn pay(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(paid): Form<Paid>,
) -> Answer {
    only_here(&app).await?;
    let held = found(&app, &id).await?;
    match held.paid_on(&paid.paye_le) {
        Ok(depense) => {
            let depense = stamped(&app, &signed, depense);
            record(&app, &[Event::DepenseSet(depense)]).await?;
            Ok(done("/depenses", "payee"))
        }
        Err(errors) => {
            let mut faults = Faults::of(&page, errors);
            // Each line has its own field, named after it.
            for (field, _) in &mut faults.0 {
                *field = format!("paye-{id}");
            }
            let given = Given {
                faults,
                ..Given::default()
            };
            refused(&spending_page(&app, page, given).await?)
        }
    }
}

/// `POST /pilotage/financement/depenses/{id}/retirer`.
pub async fn cancel(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer {
    only_here(&app).await?;
    let held = found(&app, &id).await?;
    let depense = Depense {
        cancelled: true,
        ..stamped(&app, &signed, held)
    };
    record(&app, &[Event::DepenseSet(depense)]).await?;
    Ok(done("/depenses", "annule"))
}

fn stamped(app: &App, signed: &Signed, depense: Depense) -> Depense {
    Depense {
        author: signed.account.id.clone(),
        at: app.outside.now_ms(),
        ..depense
    }
}

async fn found(app: &App, id: &str) -> Result<Depense, WebError> {
    let mut link = app.store.read().await?;
    let held = kept::depense_by_id(&mut link, id).await?;
    held.filter(|d| !d.cancelled).ok_or(WebError::NotFound)
}
