//! One kiosk: its alarms, its last sign of life, what is asked of it, how it is set, what is
//! broken.

use askama::Template;
use axum::extract::{Path, Query, State};
use plus_domain::{
    alarme::Kind,
    borne::{SettingsForm, Task},
    form::FormErrors,
    ids::NodeId,
    territoire::PlaceKind,
};
use plus_store::borne::{self, alarme, ordre, panne, reglage};
use serde::Deserialize;

use super::{
    Fleet, HERE, Line, Told,
    demandes::{Demand, demand},
    mots,
    pannes::{Broken, broken},
};
use crate::web::{
    error::WebError,
    faults::Faults,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
};

/// Alarms, orders and what is broken, shown at most.
const MOST: i64 = 20;

/// A choice of a list: code, word, whether it is chosen.
type Choice = (String, String, bool);

/// Something that may be asked of the kiosk.
struct Askable {
    code: &'static str,
    icon: &'static str,
    label: String,
}

#[derive(Template)]
#[template(path = "borne/page.html")]
pub(super) struct OnePage {
    page: Page,
    line: Line,
    /// Last sign of life, line by line; empty when it never came.
    lines: Vec<(String, String)>,
    history: Vec<Told>,
    demands: Vec<Demand>,
    /// Identifier of the order that brought the picture of the idle screen; empty without one.
    picture: String,
    /// When that picture came.
    picture_at: String,
    tasks: Vec<Askable>,
    form: SettingsForm,
    places: Vec<Choice>,
    broken: Vec<Broken>,
    typed: String,
    faults: Faults,
    done: &'static str,
}

/// What was typed and refused on the page.
#[derive(Debug, Default)]
pub(super) struct Typed {
    /// The form of the settings, when it was sent.
    pub(super) form: Option<SettingsForm>,
    /// What is broken.
    pub(super) broken: String,
    /// What is wrong.
    pub(super) errors: FormErrors,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// `GET /pilotage/bornes/{id}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let done = match asked.fait.as_str() {
        "demande" => "borne-fait-demande",
        "reglages" => "borne-fait-reglages",
        "panne" => "borne-fait-panne",
        "panne-fermee" => "borne-fait-panne-fermee",
        "vu" => "borne-fait-vu",
        _ => "",
    };
    render(&one_page(&app, page, &NodeId::new(id), Typed::default(), done).await?)
}

pub(super) async fn one_page(
    app: &App,
    page: Page,
    node: &NodeId,
    typed: Typed,
    done: &'static str,
) -> Result<OnePage, WebError> {
    let mut link = app.store.read().await?;
    let borne = borne::one(&mut link, node)
        .await?
        .ok_or(WebError::NotFound)?;
    let fleet = Fleet::load(app, &mut link).await?;
    let line = fleet.line(app, &page, &mut link, &borne).await?;
    let setting = reglage::get(&mut link, node).await?;
    let history = alarme::history(&mut link, node, MOST).await?;
    let asked = ordre::latest(&mut link, node, MOST).await?;
    let pannes = panne::list(&mut link, node, MOST).await?;
    drop(link);
    let names = &fleet.names;
    let told = |alarm: &alarme::Alarm| Told::of(app, &page, names, alarm);
    let lines = borne.beat.as_ref();
    let lines = lines.map(|(beat, at)| mots::lines(app, &page, beat, *at));
    let demands: Vec<Demand> = asked.iter().map(|a| demand(app, &page, names, a)).collect();
    let pictured = demands.iter().find(|d| d.has_picture);
    let form = typed
        .form
        .unwrap_or_else(|| SettingsForm::of(&setting.settings, setting.referent.as_deref()));
    Ok(OnePage {
        lines: lines.unwrap_or_default(),
        history: history
            .iter()
            .filter(|a| a.cleared_at.is_some())
            .map(told)
            .collect(),
        picture: pictured.map(|d| d.id.clone()).unwrap_or_default(),
        picture_at: pictured.map(|d| d.answered.clone()).unwrap_or_default(),
        demands,
        tasks: tasks(&page, setting.settings.maintenance),
        places: places(app, &form.place),
        form,
        broken: pannes
            .iter()
            .map(|p| broken(app, &page, names, p))
            .collect(),
        typed: typed.broken,
        faults: Faults::of(&page, typed.errors),
        page: page.titled_text(borne.name.as_str()),
        line,
        done,
    })
}

/// What may be asked: one side of the maintenance alone.
fn tasks(page: &Page, maintenance: bool) -> Vec<Askable> {
    let hidden = if maintenance {
        Task::MaintenanceOn
    } else {
        Task::MaintenanceOff
    };
    let shown = Task::ALL.iter().filter(|task| **task != hidden);
    let askable = |task: &Task| Askable {
        code: task.code(),
        icon: match task {
            Task::Browser => "clock-counter-clockwise",
            Task::Reboot => "monitor",
            Task::MaintenanceOn => "wrench",
            Task::MaintenanceOff => "check",
            Task::Screen => "eye",
        },
        label: page.tc("borne-demande", task.code()),
    };
    shown.map(askable).collect()
}

/// Places where a kiosk may stand: those of kiosks first.
fn places(app: &App, chosen: &str) -> Vec<Choice> {
    let territory = app.territory();
    let mut places: Vec<_> = territory.places_on(app.today()).collect();
    places.sort_by_key(|place| place.kind != PlaceKind::Borne);
    let choice = |place: &plus_domain::territoire::Place| {
        let code = place.code.to_string();
        let is_chosen = code == chosen;
        (code, place.name.clone(), is_chosen)
    };
    places.into_iter().map(choice).collect()
}

/// `POST /pilotage/bornes/{id}/alarmes/{kind}/vu`: somebody knows of it.
pub async fn acknowledge(
    State(app): State<App>,
    signed: Signed,
    Path((id, kind)): Path<(String, String)>,
) -> Answer {
    let kind = Kind::from_code(&kind).ok_or(WebError::NotFound)?;
    let node = NodeId::new(id.as_str());
    let mut tx = app.store.begin().await?;
    // Seen before by somebody else, or over: it is what was asked.
    let (by, now) = (&signed.account.id, app.outside.now_ms());
    alarme::acknowledge(&mut tx, (&node, kind), by, now).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{HERE}/{id}?fait=vu")))
}
