//! Writing the plan: its head, its lines one by one, whether it is final.
//!
//! Every form says which plan its author saw: when a colleague was quicker, nothing is
//! written over and what was typed comes back.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum_extra::extract::Form;
use plus_domain::{
    financement::{
        Expense, ExpenseForm, FunderKind, HeadForm, Resource, ResourceForm, Section, Vat,
    },
    form::FormErrors,
};
use serde::Deserialize;

use super::{Choice, Desk, PATH, done, only_here, refused, told, typed};
use crate::web::{
    error::WebError,
    faults::Faults,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
};

/// What the forms of the plan send.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    titre: String,
    source: String,
    tva: String,
    sorte: String,
    section: String,
    libelle: String,
    montant: String,
    genre: String,
    investissement: String,
    fonctionnement: String,
    ensemble: String,
    plafond: String,
    /// Version of the plan that was read.
    vu: i64,
}

/// A line of the plan, to be opened.
struct Entry {
    code: String,
    label: String,
    detail: String,
}

#[derive(Template)]
#[template(path = "financement/plan.html")]
struct PlanPage {
    page: Page,
    given: Given,
    vats: Vec<Choice>,
    expenses: Vec<Entry>,
    resources: Vec<Entry>,
    is_final: bool,
    is_late: bool,
    done: String,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "financement/ligne.html")]
struct LinePage {
    page: Page,
    /// Code, empty for a new line.
    code: String,
    is_resource: bool,
    given: Given,
    sections: Vec<Choice>,
    kinds: Vec<Choice>,
    is_late: bool,
    faults: Faults,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
    sorte: String,
}

impl Given {
    fn head(&self) -> HeadForm {
        HeadForm {
            title: self.titre.clone(),
            source: self.source.clone(),
            vat: self.tva.clone(),
        }
    }

    fn is_resource(&self) -> bool {
        self.sorte == "ressource"
    }

    fn expense(&self) -> ExpenseForm {
        ExpenseForm {
            section: self.section.clone(),
            label: self.libelle.clone(),
            amount: self.montant.clone(),
        }
    }

    fn resource(&self) -> ResourceForm {
        ResourceForm {
            kind: self.genre.clone(),
            label: self.libelle.clone(),
            investment: self.investissement.clone(),
            running: self.fonctionnement.clone(),
            whole: self.ensemble.clone(),
            cap: self.plafond.clone(),
        }
    }

    /// The line of a code as its form shows it.
    fn of_line(desk: &Desk, code: &str) -> Option<Self> {
        let vu = desk.version();
        if let Some(e) = desk.plan.expense(code) {
            return Some(Self {
                sorte: "depense".to_owned(),
                section: e.section.code().to_owned(),
                libelle: e.label.clone(),
                montant: typed(e.amount),
                vu,
                ..Self::default()
            });
        }
        let form = ResourceForm::of(desk.plan.resource(code)?);
        Some(Self {
            sorte: "ressource".to_owned(),
            libelle: form.label,
            genre: form.kind,
            investissement: form.investment,
            fonctionnement: form.running,
            ensemble: form.whole,
            plafond: form.cap,
            vu,
            ..Self::default()
        })
    }
}

/// `GET /pilotage/financement/plan`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let desk = Desk::load(&app).await?;
    let done = told(&page, &asked.fait);
    let shown = plan_page(page, &desk, None, FormErrors::default());
    render(&PlanPage { done, ..shown })
}

fn plan_page(page: Page, desk: &Desk, given: Option<Given>, errors: FormErrors) -> PlanPage {
    let plan = &desk.plan;
    let given = given.unwrap_or_else(|| Given {
        titre: plan.title.clone(),
        source: plan.source.clone(),
        tva: plan.vat.code().to_owned(),
        vu: desk.version(),
        ..Given::default()
    });
    let vat = |v: &Vat| {
        let code = v.code();
        (
            code.to_owned(),
            page.tc("financement-tva", code),
            given.tva == code,
        )
    };
    let expense = |e: &Expense| Entry {
        code: e.code.clone(),
        label: e.label.clone(),
        detail: format!(
            "{} · {}",
            page.tc("financement-section", e.section.code()),
            e.amount
        ),
    };
    let resource = |r: &Resource| Entry {
        code: r.code.clone(),
        label: r.label.clone(),
        detail: format!(
            "{} · {}",
            page.tc("financement-genre", r.kind.code()),
            plan.granted(r)
        ),
    };
    PlanPage {
        vats: Vat::ALL.iter().map(vat).collect(),
        expenses: plan.expenses.iter().map(expense).collect(),
        resources: plan.resources.iter().map(resource).collect(),
        is_final: desk.is_final(),
        is_late: false,
        done: String::new(),
        faults: Faults::of(&page, errors),
        given,
        page: page.titled("financement-plan-titre"),
    }
}

/// `POST /pilotage/financement/plan`: title, source, tax.
pub async fn change(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(given): Form<Given>,
) -> Answer {
    only_here(&app).await?;
    let desk = Desk::load(&app).await?;
    if given.vu != desk.version() {
        return late(page, &desk, given);
    }
    match given.head().read(&desk.plan) {
        Ok(plan) => {
            desk.write(&app, &signed, plan).await?;
            Ok(done("/plan", "plan"))
        }
        Err(errors) => refused(&plan_page(page, &desk, Some(given), errors)),
    }
}

fn late(page: Page, desk: &Desk, given: Given) -> Answer {
    // Sent again, it is written over what is now before her eyes.
    let given = Given {
        vu: desk.version(),
        ..given
    };
    let shown = plan_page(page, desk, Some(given), FormErrors::default());
    refused(&PlanPage {
        is_late: true,
        ..shown
    })
}

/// `POST /pilotage/financement/plan/definitif`.
pub async fn finish(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(given): Form<Given>,
) -> Answer {
    only_here(&app).await?;
    let desk = Desk::load(&app).await?;
    if given.vu != desk.version() {
        return late_state(page, &desk);
    }
    match desk.plan.clone().declared_final() {
        Ok(plan) => {
            desk.write(&app, &signed, plan).await?;
            Ok(done("", "definitif"))
        }
        Err(errors) => refused(&plan_page(page, &desk, None, errors)),
    }
}

fn late_state(page: Page, desk: &Desk) -> Answer {
    let shown = plan_page(page, desk, None, FormErrors::default());
    refused(&PlanPage {
        is_late: true,
        ..shown
    })
}

/// `POST /pilotage/financement/plan/rouvrir`.
pub async fn reopen(State(app): State<App>, signed: Signed) -> Answer {
    only_here(&app).await?;
    let desk = Desk::load(&app).await?;
    // Opened twice is open: a colleague was quicker, nothing is to be said.
    if desk.is_final() {
        let plan = desk.plan.clone().reopened();
        desk.write(&app, &signed, plan).await?;
    }
    Ok(done("/plan", "rouvert"))
}

/// `GET /pilotage/financement/lignes/nouvelle`.
pub async fn new_line(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let desk = Desk::load(&app).await?;
    if desk.is_final() {
        return Ok(see_other(&format!("{PATH}/plan")));
    }
    let given = Given {
        sorte: asked.sorte,
        vu: desk.version(),
        ..Given::default()
    };
    render(&line_page(
        page,
        String::new(),
        given,
        FormErrors::default(),
    ))
}

/// `GET /pilotage/financement/lignes/{code}`.
pub async fn show_line(State(app): State<App>, page: Page, Path(code): Path<String>) -> Answer {
    let desk = Desk::load(&app).await?;
    let given = Given::of_line(&desk, &code).ok_or(WebError::NotFound)?;
    if desk.is_final() {
        return Ok(see_other(&format!("{PATH}/plan")));
    }
    render(&line_page(page, code, given, FormErrors::default()))
}

fn line_page(page: Page, code: String, given: Given, errors: FormErrors) -> LinePage {
    let is_resource = given.is_resource();
    let section = |s: &Section| {
        let code = s.code();
        (
            code.to_owned(),
            page.tc("financement-section", code),
            given.section == code,
        )
    };
    let kind = |k: &FunderKind| {
        let code = k.code();
        (
            code.to_owned(),
            page.tc("financement-genre", code),
            given.genre == code,
        )
    };
    let title = match (is_resource, code.is_empty()) {
        (false, true) => "financement-depense-nouvelle",
        (false, false) => "financement-depense-changer",
        (true, true) => "financement-ressource-nouvelle",
        (true, false) => "financement-ressource-changer",
    };
    LinePage {
        code,
        is_resource,
        sections: Section::ALL.iter().map(section).collect(),
        kinds: FunderKind::ALL.iter().map(kind).collect(),
        is_late: false,
        faults: Faults::of(&page, errors),
        given,
        page: page.titled(title),
    }
}

/// `POST /pilotage/financement/lignes`.
pub async fn add_line(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(given): Form<Given>,
) -> Answer {
    write_line(&app, page, &signed, String::new(), given).await
}

/// `POST /pilotage/financement/lignes/{code}`.
pub async fn change_line(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(code): Path<String>,
    Form(given): Form<Given>,
) -> Answer {
    let desk = Desk::load(&app).await?;
    let held = Given::of_line(&desk, &code).ok_or(WebError::NotFound)?;
    // A line keeps what it is: spending and claims name it.
    let given = Given {
        sorte: held.sorte,
        ..given
    };
    write_line(&app, page, &signed, code, given).await
}

async fn write_line(app: &App, page: Page, signed: &Signed, code: String, given: Given) -> Answer {
    only_here(app).await?;
    let desk = Desk::load(app).await?;
    if desk.is_final() {
        return Ok(see_other(&format!("{PATH}/plan")));
    }
    if given.vu != desk.version() {
        let given = Given {
            vu: desk.version(),
            ..given
        };
        let shown = line_page(page, code, given, FormErrors::default());
        return refused(&LinePage {
            is_late: true,
            ..shown
        });
    }
    let named = if code.is_empty() {
        app.outside.new_id()
    } else {
        code.clone()
    };
    let plan = desk.plan.clone();
    let changed = if given.is_resource() {
        given.resource().read(&named).map(|r| plan.with_resource(r))
    } else {
        given.expense().read(&named).map(|e| plan.with_expense(e))
    };
    match changed {
        Ok(plan) => {
            desk.write(app, signed, plan).await?;
            Ok(done("/plan", "ligne"))
        }
        Err(errors) => refused(&line_page(page, code, given, errors)),
    }
}

/// `POST /pilotage/financement/lignes/{code}/retirer`.
pub async fn remove_line(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(code): Path<String>,
    Form(asked): Form<Given>,
) -> Answer {
    only_here(&app).await?;
    let desk = Desk::load(&app).await?;
    let given = Given::of_line(&desk, &code).ok_or(WebError::NotFound)?;
    if desk.is_final() {
        return Ok(see_other(&format!("{PATH}/plan")));
    }
    let shown = |errors| line_page(page, code.clone(), given, errors);
    if asked.vu != desk.version() {
        return refused(&LinePage {
            is_late: true,
            ..shown(FormErrors::default())
        });
    }
    // What was spent on it, or asked of it, would stand nowhere.
    let is_used = desk.depenses.iter().any(|d| d.line == code)
        || desk.appels.iter().any(|a| a.resource == code);
    if is_used {
        let mut errors = FormErrors::default();
        errors.add("libelle", "financement-ligne-utilisee");
        return refused(&shown(errors));
    }
    let plan = desk.plan.clone().without(&code);
    desk.write(&app, &signed, plan).await?;
    Ok(done("/plan", "retiree"))
}
