//! `/pilotage/tournees`: the plans, and a new one asked for.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    form::FormErrors,
    ids::AccountId,
    period::Month,
    tournee::{MONTHS, Tournee, TourneeState},
};
use plus_store::tournee;
use serde::Deserialize;

use crate::{
    job::{Task, tournee::Recherche},
    web::{
        error::WebError,
        faults::Faults,
        noms::Names,
        page::{Answer, Page, render, see_other},
        session::Signed,
        state::App,
        visite::ligne::date_and_clock,
    },
};

/// Address of the list.
pub const HERE: &str = "/pilotage/tournees";
/// Most seconds that a search may last.
const SECONDS: u32 = 300;
/// Longest title, signs.
pub const TITLE: usize = 80;

/// A plan, in words.
struct Line {
    id: String,
    title: String,
    months: String,
    state: &'static str,
    open: usize,
    author: String,
    when: String,
}

/// What the form of a search sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Given {
    mois: String,
    nombre: String,
    titre: String,
    secondes: String,
}

#[derive(Template)]
#[template(path = "tournee/plans.html")]
struct PlansPage {
    page: Page,
    lines: Vec<Line>,
    given: Given,
    faults: Faults,
    done: String,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// `GET /pilotage/tournees`.
pub async fn list(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let next = Month::of(app.today()).next();
    let given = Given {
        mois: next.to_string(),
        nombre: "3".into(),
        titre: String::new(),
        secondes: "60".into(),
    };
    let done = match asked.fait.as_str() {
        "abandonnee" => page.t("tournee-abandonnee"),
        _ => String::new(),
    };
    render(&plans_page(&app, page, given, FormErrors::default(), done).await?)
}

async fn plans_page(
    app: &App,
    page: Page,
    given: Given,
    errors: FormErrors,
    done: String,
) -> Result<PlansPage, WebError> {
    let mut link = app.store.read().await?;
    let plans = tournee::list(&mut link).await?;
    let names = Names::load(app, &mut link).await?;
    drop(link);
    let shown = plans.iter().filter(|p| p.state != TourneeState::Abandoned);
    Ok(PlansPage {
        lines: shown.map(|p| line(app, &page, &names, p)).collect(),
        given,
        faults: Faults::of(&page, errors),
        done,
        page: page.titled("tournee-titre"),
    })
}

fn line(app: &App, page: &Page, names: &Names, plan: &Tournee) -> Line {
    Line {
        id: plan.id.to_string(),
        title: title(page, plan),
        months: months(page, plan),
        state: plan.state.code(),
        open: plan.days.iter().filter(|day| day.place.is_some()).count(),
        author: names.person(&plan.author),
        when: date_and_clock(app, page, plan.at),
    }
}

/// Its title, or its months when nobody gave one.
pub fn title(page: &Page, plan: &Tournee) -> String {
    if plan.title.is_empty() {
        months(page, plan)
    } else {
        plan.title.clone()
    }
}

/// « mars 2027 », « mars 2027 à mai 2027 ».
pub fn months(page: &Page, plan: &Tournee) -> String {
    if plan.from == plan.to {
        return page.month(plan.from);
    }
    page.arg("de", page.month(plan.from))
        .arg("a", page.month(plan.to))
        .t("tournee-mois")
}

/// `POST /pilotage/tournees`: a plan is looked for.
pub async fn ask(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(given): Form<Given>,
) -> Answer {
    match given.read(Month::of(app.today()), &signed.account.id) {
        Ok(wanted) => {
            let id = Task::Tournee(wanted).ask(&app, &signed.account.id).await?;
            Ok(see_other(&format!("/pilotage/travaux/{id}")))
        }
        Err(errors) => {
            let shown = plans_page(&app, page, given, errors, String::new()).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&shown)?).into_response())
        }
    }
}

impl Given {
    fn read(&self, now: Month, author: &AccountId) -> Result<Recherche, FormErrors> {
        let mut errors = FormErrors::default();
        let first: Option<Month> = self.mois.trim().parse().ok().filter(|m| *m >= now);
        let first = errors.take("mois", "tournee-erreur-premier", first);
        let count = self.nombre.trim().parse().ok();
        let count = count.filter(|n| (1..=MONTHS).contains(n));
        let count = errors.take("nombre", "tournee-erreur-nombre", count);
        let seconds = self.secondes.trim().parse().ok();
        let seconds = seconds.filter(|n| (1..=SECONDS).contains(n));
        let seconds = errors.take("secondes", "tournee-erreur-secondes", seconds);
        let title = self.titre.split_whitespace().collect::<Vec<_>>().join(" ");
        if title.chars().count() > TITLE || title.chars().any(char::is_control) {
            errors.add("titre", "tournee-erreur-intitule");
        }
        let all = first.zip(count).zip(seconds);
        errors.into_result(all.map(|((from, count), seconds)| Recherche {
            from,
            to: (1..count).fold(from, |month, _| month.next()),
            title,
            seconds,
            without: Vec::new(),
            near: None,
            author: author.clone(),
        }))
    }
}
