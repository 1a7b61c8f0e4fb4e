//! One view: what it crosses, its name, its secret link, everything that was written of it.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    croisement::{Vue, vue::name},
    form::FormErrors,
};
use plus_store::vue::{self, Opened};
use serde::Deserialize;

use super::{Asked, Line, PATH, found, line, told, write};
use crate::web::{
    eloignement,
    error::WebError,
    faults::Faults,
    noms::Names,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
    visite::ligne::date_and_clock,
};

/// A writing of the past.
struct Past {
    when: String,
    who: String,
    name: String,
    given_up: bool,
}

#[derive(Template)]
#[template(path = "chiffres/vue.html")]
struct ViewPage {
    page: Page,
    vue: Line,
    nom: String,
    done: String,
    /// Since when the link is open, and until when; empty when it is closed.
    opened: String,
    ends: String,
    /// The link, on the only page that ever shows it.
    link: String,
    /// Days typed for the link.
    jours: String,
    /// Whether links are made elsewhere, on the hub.
    elsewhere: bool,
    past: Vec<Past>,
    faults: Faults,
}

/// What the form of the name sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Renamed {
    nom: String,
}

/// What is shown beside a view.
#[derive(Default)]
pub(super) struct Beside {
    /// The name typed; none for its own.
    pub nom: Option<String>,
    /// What was just done.
    pub done: String,
    /// A link that was just opened.
    pub link: String,
    /// Days typed.
    pub jours: String,
    /// What was refused.
    pub errors: FormErrors,
}

/// `GET /pilotage/vues/{id}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let vue = found(&app, &id).await?;
    let beside = Beside {
        done: told(&page, &asked.fait),
        ..Beside::default()
    };
    view_page(&app, page, &vue, beside).await
}

/// `POST /pilotage/vues/{id}`: another name.
pub async fn rename(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(typed): Form<Renamed>,
) -> Answer {
    let vue = found(&app, &id).await?;
    let mut errors = FormErrors::default();
    let name = name(&typed.nom, &mut errors);
    match errors.into_result(name) {
        Ok(name) => {
            write(&app, said(&app, &signed, Vue { name, ..vue })).await?;
            Ok(see_other(&format!("{PATH}/{id}?fait=renommee")))
        }
        Err(errors) => {
            let beside = Beside {
                nom: Some(typed.nom),
                errors,
                ..Beside::default()
            };
            view_page(&app, page, &vue, beside).await
        }
    }
}

/// `POST /pilotage/vues/{id}/abandonner`: given up with its link, or taken again.
pub async fn give_up(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer {
    let vue = found(&app, &id).await?;
    let given_up = !vue.given_up;
    if given_up {
        let mut tx = app.store.begin().await?;
        vue::close(&mut tx, &id).await?;
        tx.commit().await?;
    }
    write(&app, said(&app, &signed, Vue { given_up, ..vue })).await?;
    let done = if given_up { "abandonnee" } else { "reprise" };
    Ok(see_other(&format!("{PATH}/{id}?fait={done}")))
}

/// A view as somebody leaves it now.
fn said(app: &App, signed: &Signed, vue: Vue) -> Vue {
    Vue {
        author: signed.account.id.clone(),
        at: app.outside.now_ms(),
        ..vue
    }
}

/// The page; 422 when something was refused.
pub(super) async fn view_page(app: &App, page: Page, vue: &Vue, beside: Beside) -> Answer {
    let refused = !beside.errors.0.is_empty();
    let mut link = app.store.read().await?;
    let opened = vue::opened(&mut link, &vue.id, app.outside.now_ms()).await?;
    let versions = vue::versions(&mut link, &vue.id).await?;
    let names = Names::load(app, &mut link).await?;
    drop(link);
    let clock = |at: i64| date_and_clock(app, &page, at);
    let at = |of: fn(&Opened) -> i64| opened.as_ref().map_or_else(String::new, |o| clock(of(o)));
    let past = versions.iter().rev().map(|v| Past {
        when: clock(v.at),
        who: names.person(&v.author),
        name: v.name.clone(),
        given_up: v.given_up,
    });
    let shown = ViewPage {
        opened: at(|o| o.opened_at),
        ends: at(|o| o.ends_at),
        past: past.collect(),
        vue: line(app, &page, vue),
        nom: beside.nom.unwrap_or_else(|| vue.name.clone()),
        done: beside.done,
        link: beside.link,
        jours: if beside.jours.is_empty() {
            "30".to_owned()
        } else {
            beside.jours
        },
        elsewhere: eloignement::has_hub(app).await?,
        faults: Faults::of(&page, beside.errors),
        page: page.clone().titled_text(vue.name.clone()),
    };
    let shown = render(&shown)?;
    Ok(if refused {
        (StatusCode::UNPROCESSABLE_ENTITY, shown).into_response()
    } else {
        shown
    })
}

/// The view of an address, when it is not given up.
pub(super) async fn held(app: &App, id: &str) -> Result<Vue, WebError> {
    let vue = found(app, id).await?;
    if vue.given_up {
        return Err(WebError::NotFound);
    }
    Ok(vue)
}
