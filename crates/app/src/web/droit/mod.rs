//! `/agent/droits`: what people ask about what is kept of them, each a numbered case with its
//! last day. The team writes down what it hears; the coordination answers.

pub mod nouveau;
pub mod un;

use askama::Template;
use axum::extract::State;
use plus_domain::{account::Role, droit::Exercice};
use plus_store::{Link, StoreError, dossier as suivi, droit};

use super::{
    error::WebError,
    noms::Names,
    page::{Answer, Page, render},
    session::Signed,
    state::App,
};

/// Address of the list.
pub const HERE: &str = "/agent/droits";

/// A case, in the words of the list.
struct Line {
    id: String,
    number: String,
    /// Code of what is asked.
    droit: &'static str,
    received: String,
    due: String,
    /// Code of where it stands.
    state: &'static str,
    late: bool,
    urgent: bool,
}

impl Line {
    fn of(app: &App, page: &Page, case: &Exercice) -> Self {
        let today = app.today();
        Self {
            id: case.id.to_string(),
            number: case.number.clone(),
            droit: case.droit.code(),
            received: page.date(case.received),
            due: page.date(case.due),
            state: case.state.code(),
            late: case.is_late(today),
            urgent: case.is_urgent(today),
        }
    }
}

#[derive(Template)]
#[template(path = "droit/liste.html")]
struct ListPage {
    page: Page,
    open: Vec<Line>,
    answered: Vec<Line>,
    /// Whether the register of processings is hers to read.
    register: bool,
}

/// `GET /agent/droits`.
pub async fn list(State(app): State<App>, page: Page, signed: Signed) -> Answer {
    let mut link = app.store.read().await?;
    let mut lines = [Vec::new(), Vec::new()];
    let found = [
        droit::open(&mut link).await?,
        droit::answered(&mut link).await?,
    ];
    for (lines, cases) in lines.iter_mut().zip(found) {
        for case in cases {
            if may_see(&mut link, &signed, &case).await? {
                lines.push(Line::of(&app, &page, &case));
            }
        }
    }
    drop(link);
    let [open, answered] = lines;
    render(&ListPage {
        open,
        answered,
        register: signed.account.role == Role::Coordinateur,
        page: page.titled("droits-titre"),
    })
}

/// The coordination sees every case; somebody of the team, those that she wrote down and those
/// of the people whom she follows.
async fn may_see(link: &mut Link, signed: &Signed, case: &Exercice) -> Result<bool, StoreError> {
    let me = &signed.account;
    if me.role == Role::Coordinateur || case.taken_by == me.id {
        return Ok(true);
    }
    let Some(dossier) = &case.dossier else {
        return Ok(false);
    };
    let found = suivi::get(link, dossier).await?;
    Ok(found.is_some_and(|dossier| dossier.is_shared_with(&me.id)))
}

/// How many cases must be answered within ten days, late ones included.
///
/// # Errors
/// Those of the database.
pub async fn urgent(app: &App) -> Result<usize, WebError> {
    let open = droit::open(&mut app.store.read().await?).await?;
    let today = app.today();
    Ok(open.iter().filter(|case| case.is_urgent(today)).count())
}

/// Who follows a person, by name, without hers.
async fn followed_by(
    app: &App,
    link: &mut Link,
    case: &Exercice,
) -> Result<Option<String>, WebError> {
    let Some(id) = &case.dossier else {
        return Ok(None);
    };
    let names = Names::load(app, link).await?;
    let found = suivi::get(link, id).await?;
    Ok(found.map(|dossier| {
        let team = dossier.team.iter().map(|account| names.person(account));
        team.collect::<Vec<_>>().join(", ")
    }))
}
