//! `/pilotage/vues`: crossings that the coordination keeps under a name, their history, and the
//! secret link of each (`/vue/{jeton}`).

pub mod lien;
pub mod une;

use askama::Template;
use axum::extract::{Query, State};
use axum_extra::extract::Form;
use plus_domain::{
    croisement::{Vue, VueForm},
    event::Event,
};
use plus_store::vue;
use serde::Deserialize;

use super::{
    Choice, Labels,
    croisement::{Asked as Crossing, Crossed, Told, crossing_page, grille},
};
use crate::web::{
    error::WebError,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
};

/// Address of the list.
const PATH: &str = "/pilotage/vues";

/// A view, in words.
struct Line {
    id: String,
    name: String,
    what: String,
    when: String,
    open: String,
    given_up: bool,
}

#[derive(Template)]
#[template(path = "chiffres/vues.html")]
struct ListPage {
    page: Page,
    lines: Vec<Line>,
    given_up: Vec<Line>,
    done: String,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// What the form of the crossing sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    nom: String,
    duree: String,
    #[serde(flatten)]
    crossing: Crossing,
}

/// `GET /pilotage/vues`.
pub async fn list(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let all = vue::all(&mut app.store.read().await?).await?;
    let lines = all.iter().map(|vue| line(&app, &page, vue));
    let (given_up, lines) = lines.partition(|line| line.given_up);
    render(&ListPage {
        lines,
        given_up,
        done: told(&page, &asked.fait),
        page: page.titled("vue-titre"),
    })
}

/// `POST /pilotage/vues`: what the crossing shows, under a name.
pub async fn add(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(typed): Form<Typed>,
) -> Answer {
    let crossed = typed.crossing.read(&app);
    let form = VueForm {
        nom: typed.nom,
        duree: typed.duree,
    };
    let months = (crossed.choice.from, crossed.choice.to);
    let author = (signed.account.id.clone(), app.outside.now_ms());
    let scope = crossed.choice.scope.clone();
    let id = app.outside.new_id();
    match form.read(id, crossed.dimensions, months, scope, author) {
        Ok(vue) => {
            let id = vue.id.clone();
            write(&app, vue).await?;
            Ok(see_other(&format!("{PATH}/{id}?fait=gardee")))
        }
        Err(errors) => {
            let told = Told::refused(&app, crossed, form, errors).await?;
            crossing_page(&app, page, told)
        }
    }
}

async fn write(app: &App, vue: Vue) -> Result<(), WebError> {
    let mut tx = app.store.begin().await?;
    app.outside.record(&mut tx, &[Event::VueSet(vue)]).await?;
    tx.commit().await?;
    Ok(())
}

async fn found(app: &App, id: &str) -> Result<Vue, WebError> {
    let mut link = app.store.read().await?;
    vue::by_id(&mut link, id).await?.ok_or(WebError::NotFound)
}

/// The crossing of a view, today.
fn crossed(app: &App, vue: &Vue) -> Crossed {
    let (from, to) = vue.duree.months(app.today());
    Crossed {
        choice: Choice::new(from, to, vue.scope.clone(), false),
        dimensions: (vue.rows, vue.columns),
    }
}

fn line(app: &App, page: &Page, vue: &Vue) -> Line {
    let crossed = crossed(app, vue);
    let territory = app.territory();
    let labels = Labels::new(page, &territory, crossed.choice.period.to);
    Line {
        id: vue.id.clone(),
        name: vue.name.clone(),
        what: grille::title(page, &crossed),
        when: format!(
            "{} · {}",
            page.tc("vue-duree", vue.duree.code()),
            grille::told(page, &labels, &crossed)
        ),
        open: format!("/pilotage/croisement?{}", crossed.query()),
        given_up: vue.given_up,
    }
}

/// What was just done, in words; empty for nothing.
fn told(page: &Page, done: &str) -> String {
    match done {
        "gardee" => page.t("vue-fait-gardee"),
        "renommee" => page.t("vue-fait-renommee"),
        "abandonnee" => page.t("vue-fait-abandonnee"),
        "reprise" => page.t("vue-fait-reprise"),
        "ferme" => page.t("vue-fait-ferme"),
        _ => String::new(),
    }
}
