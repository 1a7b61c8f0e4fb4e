//! Claims: what may still be asked of each funder, one more, what came.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum_extra::extract::Form;
use plus_domain::{
    event::Event,
    financement::{Appel, AppelForm, AppelKind, Claims, PaymentForm, standing},
};
use plus_store::financement as kept;
use serde::Deserialize;

use super::{Choice, Desk, done, only_here, record, refused, told, typed};
use crate::web::{
    error::WebError,
    faults::Faults,
    page::{Answer, Page, render},
    session::Signed,
    state::App,
};

/// A claim as the page shows it.
struct Line {
    id: String,
    funder: String,
    kind: String,
    day: String,
    amount: String,
    /// « reçu le … », empty while nothing came.
    received: String,
    on_id: String,
    on: String,
    on_fault: String,
    came_id: String,
    came: String,
    came_fault: String,
}

/// What may still be asked of a funder.
struct Left {
    funder: String,
    cells: [String; 4],
}

#[derive(Template)]
#[template(path = "financement/appels.html")]
struct ClaimsPage {
    page: Page,
    lines: Vec<Line>,
    left: Vec<Left>,
    funders: Vec<Choice>,
    kinds: Vec<Choice>,
    form: AppelForm,
    faults: Faults,
    done: String,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// What the form of a claim sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    financeur: String,
    nature: String,
    date: String,
    montant: String,
}

/// `GET /pilotage/financement/appels`.
pub async fn list(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let desk = Desk::load(&app).await?;
    let form = AppelForm {
        date: app.today().to_string(),
        ..AppelForm::default()
    };
    let done = told(&page, &asked.fait);
    let shown = claims_page(page, &desk, form, Faults::default());
    render(&ClaimsPage { done, ..shown })
}

fn claims_of(desk: &Desk) -> Claims<'_> {
    Claims {
        plan: &desk.plan,
        appels: &desk.appels,
        depenses: &desk.depenses,
    }
}

fn claims_page(page: Page, desk: &Desk, form: AppelForm, faults: Faults) -> ClaimsPage {
    let standing = standing(claims_of(desk));
    let left = standing.iter().map(|s| Left {
        funder: desk.resource_label(&s.resource),
        cells: [
            s.granted,
            s.advance_left,
            s.instalments_left,
            s.balance_left,
        ]
        .map(|amount| amount.to_string()),
    });
    let funder = standing.iter().map(|s| {
        let chosen = s.resource == form.resource;
        (s.resource.clone(), desk.resource_label(&s.resource), chosen)
    });
    let kind = AppelKind::ALL.iter().map(|k| {
        let code = k.code();
        (
            code.to_owned(),
            page.tc("financement-appel", code),
            code == form.kind,
        )
    });
    ClaimsPage {
        lines: desk
            .appels
            .iter()
            .map(|a| line(&page, desk, a, &faults))
            .collect(),
        left: left.collect(),
        funders: funder.collect(),
        kinds: kind.collect(),
        form,
        faults,
        done: String::new(),
        page: page.titled("financement-appels-titre"),
    }
}

fn line(page: &Page, desk: &Desk, appel: &Appel, faults: &Faults) -> Line {
    let received = appel.received.map(|came| {
        let said = page.arg("montant", came.amount.to_string());
        said.arg("date", page.date(came.on))
            .t("financement-recu-le")
    });
    let came = appel.received;
    let (on_id, came_id) = (
        format!("recu_le-{}", appel.id),
        format!("recu-{}", appel.id),
    );
    Line {
        id: appel.id.to_string(),
        funder: desk.resource_label(&appel.resource),
        kind: page.tc("financement-appel", appel.kind.code()),
        day: page.date(appel.date),
        amount: appel.amount.to_string(),
        received: received.unwrap_or_default(),
        on: came.map(|p| p.on.to_string()).unwrap_or_default(),
        on_fault: faults.at(&on_id).to_owned(),
        on_id,
        came: typed(came.map_or(appel.amount, |p| p.amount)),
        came_fault: faults.at(&came_id).to_owned(),
        came_id,
    }
}

/// `POST /pilotage/financement/appels`.
pub async fn add(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(given): Form<Typed>,
) -> Answer {
    only_here(&app).await?;
    let desk = Desk::load(&app).await?;
    let form = AppelForm {
        resource: given.financeur,
        kind: given.nature,
        date: given.date,
        amount: given.montant,
    };
    let by = (&signed.account.id, app.outside.now_ms());
    match form.read(app.outside.new_id().into(), claims_of(&desk), by) {
        Ok(appel) => {
            record(&app, &[Event::AppelSet(appel)]).await?;
            Ok(done("/appels", "appel"))
        }
        Err(errors) => {
            let faults = Faults::of(&page, errors);
            refused(&claims_page(page, &desk, form, faults))
        }
    }
}

/// What the form of a payment sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Came {
    recu_le: String,
    recu: String,
}

/// `POST /pilotage/financement/appels/{id}/recu`: what came, or that nothing did.
pub async fn receive(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(came): Form<Came>,
) -> Answer {
    only_here(&app).await?;
    let held = found(&app, &id).await?;
    let form = PaymentForm {
        on: came.recu_le,
        amount: came.recu,
    };
    match form.read(&held) {
        Ok(appel) => {
            let appel = stamped(&app, &signed, appel);
            record(&app, &[Event::AppelSet(appel)]).await?;
            Ok(done("/appels", "recu"))
        }
        Err(errors) => {
            let desk = Desk::load(&app).await?;
            let mut faults = Faults::of(&page, errors);
            // Each claim has its own fields, named after it.
            for (field, _) in &mut faults.0 {
                *field = format!("{field}-{id}");
            }
            let mut shown = claims_page(page, &desk, AppelForm::default(), faults);
            for line in shown.lines.iter_mut().filter(|line| line.id == id) {
                line.on.clone_from(&form.on);
                line.came.clone_from(&form.amount);
            }
            refused(&shown)
        }
    }
}

/// `POST /pilotage/financement/appels/{id}/retirer`.
pub async fn cancel(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer {
    only_here(&app).await?;
    let held = found(&app, &id).await?;
    let appel = Appel {
        cancelled: true,
        ..stamped(&app, &signed, held)
    };
    record(&app, &[Event::AppelSet(appel)]).await?;
    Ok(done("/appels", "annule"))
}

fn stamped(app: &App, signed: &Signed, appel: Appel) -> Appel {
    Appel {
        author: signed.account.id.clone(),
        at: app.outside.now_ms(),
        ..appel
    }
}

async fn found(app: &App, id: &str) -> Result<Appel, WebError> {
    let mut link = app.store.read().await?;
    let held = kept::appel_by_id(&mut link, id).await?;
    held.filter(|a| !a.cancelled).ok_or(WebError::NotFound)
}
