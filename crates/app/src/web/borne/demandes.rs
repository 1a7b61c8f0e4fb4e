//! What is asked of a kiosk, what became of it, and the picture of its idle screen.

use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    borne::{Order, Task},
    ids::NodeId,
};
use plus_store::borne::{
    self,
    ordre::{self, Asked},
    reglage,
};
use serde::Deserialize;

use super::HERE;
use crate::web::{
    contact::moment,
    error::WebError,
    noms::Names,
    page::{Answer, Page, see_other},
    session::Signed,
    state::App,
};

/// How long what is asked may wait for the kiosk, milliseconds.
const PATIENCE_MS: i64 = 15 * 60_000;

/// An order, in words.
pub(super) struct Demand {
    pub(super) id: String,
    pub(super) task: String,
    pub(super) by: String,
    pub(super) when: String,
    /// Code of where it stands: `attente`, `donne`, `fait`, `refuse`, `echec`, `perdu`.
    pub(super) state: &'static str,
    pub(super) told: String,
    /// When it was answered; empty while it is not.
    pub(super) answered: String,
    pub(super) has_picture: bool,
}

pub(super) fn demand(app: &App, page: &Page, names: &Names, asked: &Asked) -> Demand {
    let is_late = app.outside.now_ms() >= asked.order.expires_at;
    let state = match (asked.answered, asked.given_at) {
        (Some((outcome, _)), _) => outcome.code(),
        (None, _) if is_late => "perdu",
        (None, Some(_)) => "donne",
        (None, None) => "attente",
    };
    let answered = asked.answered.map(|(_, at)| moment(app, page, at));
    Demand {
        id: asked.order.id.clone(),
        task: page.tc("borne-demande", asked.order.task.code()),
        by: names.person(&asked.by),
        when: moment(app, page, asked.asked_at),
        state,
        told: asked.told.clone(),
        answered: answered.unwrap_or_default(),
        has_picture: asked.has_picture,
    }
}

/// What the buttons send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    /// Code of the task.
    tache: String,
}

/// `POST /pilotage/bornes/{id}/demandes`: asks something of a kiosk. The maintenance is also a
/// setting, so that it holds even if the order is lost on the way.
pub async fn ask(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Given>,
) -> Answer {
    let task = Task::from_code(&given.tache).ok_or(WebError::Unreadable)?;
    let (node, now) = (NodeId::new(id.as_str()), app.outside.now_ms());
    let order = Order {
        id: app.outside.new_id(),
        task,
        expires_at: now + PATIENCE_MS,
    };
    let mut tx = app.store.begin().await?;
    borne::hold(&mut tx, &node)
        .await?
        .ok_or(WebError::NotFound)?;
    ordre::ask(&mut tx, &node, &order, &signed.account.id, now).await?;
    if matches!(task, Task::MaintenanceOn | Task::MaintenanceOff) {
        let mut setting = reglage::get(&mut tx, &node).await?;
        setting.settings.maintenance = task == Task::MaintenanceOn;
        reglage::set(&mut tx, &node, &setting).await?;
    }
    tx.commit().await?;
    Ok(see_other(&format!("{HERE}/{id}?fait=demande")))
}

/// `GET /pilotage/bornes/{id}/ecran/{demande}`: the picture of an idle screen.
pub async fn picture(State(app): State<App>, Path((id, order)): Path<(String, String)>) -> Answer {
    let mut link = app.store.read().await?;
    let found = ordre::picture(&mut link, &NodeId::new(id), &order).await?;
    drop(link);
    let bytes = found.ok_or(WebError::NotFound)?;
    let kind = if bytes.starts_with(b"\x89PNG") {
        "image/png"
    } else {
        "image/jpeg"
    };
    let said = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        ),
    ];
    Ok((said, bytes).into_response())
}
