//! `/pilotage/projet`: milestones, posts, equipment and its checks, reports sent.
//!
//! What the territory says, over which comes what the journal says. Kept at the hub alone.

pub mod jalons;
pub mod materiels;
pub mod mesures;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use jiff::civil::Date;
use plus_domain::{
    event::{Event, ProjetWriting},
    projet::{Check, EnvoiForm, Gap, Item, Jalon, Projet, Standing, Stretch},
};
use plus_store::{exchange::node, projet as kept};
use serde::Deserialize;

use super::{
    chiffres::Figure,
    error::WebError,
    faults::Faults,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
};

/// Where it all stands.
pub const PATH: &str = "/pilotage/projet";

/// A choice of a list: code, words, whether it is chosen.
pub(super) type Choice = (String, String, bool);

/// A milestone as the table shows it.
struct Line {
    code: String,
    label: String,
    phase: String,
    planned: String,
    actual: String,
    gap: String,
    is_late: bool,
    state: &'static str,
    owner: String,
    evidence: String,
    cause: String,
    /// Where its bar stands, in per cent of the whole project, when its date is known.
    bar: Option<(f64, f64)>,
}

/// A piece of equipment.
struct Equipment {
    code: String,
    label: String,
    detail: String,
    checks: Vec<Due>,
}

/// Something to do by a day.
pub(super) struct Due {
    pub what: String,
    pub when: String,
    pub kind: &'static str,
    pub is_grave: bool,
    pub is_soon: bool,
}

/// A report that was sent.
struct Sent {
    report: String,
    detail: String,
    note: String,
}

#[derive(Template)]
#[template(path = "projet/page.html")]
struct ProjectPage {
    page: Page,
    is_here: bool,
    title: String,
    source: String,
    done: String,
    figures: Vec<Figure>,
    /// Milestones of each phase: « 4 sur 4 ».
    phases: Vec<(String, String)>,
    lines: Vec<Line>,
    /// First and last year of the bars.
    axis: Option<(String, String)>,
    posts: Vec<(String, String)>,
    equipment: Vec<Equipment>,
    sent: Vec<Sent>,
    form: EnvoiForm,
    faults: Faults,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// The project as it stands.
pub(super) async fn load(app: &App) -> Result<Projet, WebError> {
    let mut link = app.store.read().await?;
    let items = kept::items(&mut link).await?;
    drop(link);
    let own = app.territory().projet.clone().unwrap_or_default();
    Ok(own.with(items))
}

/// How many checks of the equipment are due or soon will be.
pub async fn alerts(app: &App) -> Result<usize, WebError> {
    let today = app.today();
    let project = load(app).await?;
    let due = project.materiels.iter().map(|m| m.alerts(today).count());
    Ok(due.sum())
}

/// Whether registers are kept on this machine: a machine that works afar keeps none.
pub(super) async fn is_here(app: &App) -> Result<bool, WebError> {
    let mut link = app.store.read().await?;
    Ok(node::enrolled(&mut link).await?.is_none())
}

/// Writes one thing of the project, where the project is kept.
pub(super) async fn write(app: &App, signed: &Signed, item: Item) -> Result<(), WebError> {
    let written = ProjetWriting {
        item,
        author: signed.account.id.clone(),
        at: app.outside.now_ms(),
    };
    keep(app, Event::ProjetSet(written)).await
}

/// Keeps one thing of a register that is held at the hub alone: the project, the conventions,
/// training.
pub(super) async fn keep(app: &App, event: Event) -> Result<(), WebError> {
    if !is_here(app).await? {
        return Err(WebError::NotFound);
    }
    let mut tx = app.store.begin().await?;
    app.outside.record(&mut tx, &[event]).await?;
    Ok(tx.commit().await?)
}

pub(super) fn refused(template: &impl Template) -> Answer {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(template)?).into_response())
}

pub(super) fn done(what: &str) -> Response {
    see_other(&format!("{PATH}?fait={what}"))
}

/// `GET /pilotage/projet`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let told = match asked.fait.as_str() {
        what @ ("jalon" | "materiel" | "controle" | "envoi" | "retire") => {
            page.tc("projet-fait", what)
        }
        _ => String::new(),
    };
    let form = EnvoiForm {
        on: app.today().to_string(),
        ..EnvoiForm::default()
    };
    let shown = project_page(&app, page, form, Faults::default()).await?;
    render(&ProjectPage {
        done: told,
        ..shown
    })
}

async fn project_page(
    app: &App,
    page: Page,
    form: EnvoiForm,
    faults: Faults,
) -> Result<ProjectPage, WebError> {
    let (project, today) = (load(app).await?, app.today());
    let axis = span(&project);
    let phase = |(name, reached, all): (String, usize, usize)| {
        let said = page.arg("fait", reached).arg("tous", all);
        (name, said.t("projet-sur"))
    };
    let sent = project.envois.iter().map(|e| Sent {
        report: e.report.clone(),
        detail: page
            .arg("version", e.version.as_str())
            .arg("qui", e.to.as_str())
            .arg("date", page.date(e.on))
            .t("projet-envoi-detail"),
        note: e.note.clone(),
    });
    Ok(ProjectPage {
        is_here: is_here(app).await?,
        figures: headline(&page, &project, today),
        phases: project.progress().into_iter().map(phase).collect(),
        lines: project
            .jalons
            .iter()
            .map(|j| line(&page, j, today, axis))
            .collect(),
        axis: axis.map(|(from, to)| (from.year().to_string(), to.year().to_string())),
        posts: project
            .postes
            .iter()
            .map(|p| (p.label.clone(), page.number(p.count)))
            .collect(),
        equipment: equipment(&page, &project, today),
        sent: sent.collect(),
        title: project.title.clone(),
        source: project.source.clone(),
        done: String::new(),
        form,
        faults,
        page: page.titled("projet-titre"),
    })
}

fn headline(page: &Page, project: &Projet, today: Date) -> Vec<Figure> {
    let (reached, all) = project
        .progress()
        .into_iter()
        .fold((0, 0), |(r, a), (_, reached, all)| (r + reached, a + all));
    let late = project
        .jalons
        .iter()
        .filter(|j| matches!(j.gap(today), Gap::Late(_)));
    let due: usize = project
        .materiels
        .iter()
        .map(|m| m.alerts(today).count())
        .sum();
    let figure = |key: &str, href: &str, value: String| Figure {
        href: href.to_owned(),
        value,
        label: page.t(key),
        detail: String::new(),
    };
    let sur = page.arg("fait", reached).arg("tous", all).t("projet-sur");
    vec![
        figure("projet-atteints", "#jalons", sur),
        figure("projet-en-retard", "#jalons", page.number(late.count())),
        figure("projet-postes", "#postes", page.number(project.people())),
        figure("projet-controles", "#materiel", page.number(due)),
    ]
}

/// The days that the bars cover: whole years, from the first milestone to the last.
fn span(project: &Projet) -> Option<(Date, Date)> {
    let known = || project.jalons.iter().filter_map(Jalon::when);
    let from = known().map(Stretch::first).min()?.first_of_year();
    let to = known().map(Stretch::last).max()?.last_of_year();
    Some((from, to))
}

fn line(page: &Page, jalon: &Jalon, today: Date, axis: Option<(Date, Date)>) -> Line {
    let said = |when: Option<Stretch>| when.map(Stretch::french).unwrap_or_default();
    let gap = jalon.gap(today);
    Line {
        code: jalon.code.clone(),
        label: jalon.label.clone(),
        phase: jalon.phase.clone(),
        planned: said(jalon.planned),
        actual: said(jalon.actual),
        gap: gap_words(page, gap),
        is_late: matches!(gap, Gap::Late(_)),
        state: jalon.state.code(),
        owner: jalon.owner.clone(),
        evidence: jalon.evidence.clone(),
        cause: jalon.cause.clone(),
        bar: jalon.when().zip(axis).map(|(when, axis)| bar(when, axis)),
    }
}

pub(super) fn gap_words(page: &Page, gap: Gap) -> String {
    match gap {
        Gap::Unknown => page.t("projet-ecart-inconnu"),
        Gap::None => String::new(),
        Gap::Days(0) => page.t("projet-ecart-nul"),
        Gap::Days(days) if days < 0 => page.t_count("projet-ecart-avance", -days),
        Gap::Days(days) => page.t_count("projet-ecart-apres", days),
        Gap::Late(days) => page.t_count("projet-ecart-retard", days),
    }
}

/// Where a stretch stands on the axis: begin and width, in per cent, wide enough to be seen.
fn bar(when: Stretch, (from, to): (Date, Date)) -> (f64, f64) {
    let days = |a: Date, b: Date| f64::from((b - a).get_days());
    let whole = days(from, to).max(1.0);
    let begin = 100.0 * days(from, when.first()) / whole;
    let width = 100.0 * days(when.first(), when.last()) / whole;
    let width = width.max(2.0);
    (begin.min(100.0 - width), width)
}

fn equipment(page: &Page, project: &Projet, today: Date) -> Vec<Equipment> {
    let of = |m: &plus_domain::projet::Materiel| Equipment {
        code: m.code.clone(),
        label: m.label.clone(),
        detail: match m.since {
            Some(since) => page
                .arg("genre", page.tc("projet-genre", m.kind.code()))
                .arg("date", since.french())
                .t("projet-materiel-depuis"),
            None => page.tc("projet-genre", m.kind.code()),
        },
        checks: m.checks.iter().map(|c| due(page, c, today)).collect(),
    };
    project.materiels.iter().map(of).collect()
}

pub(super) fn due(page: &Page, check: &Check, today: Date) -> Due {
    let standing = check.standing(today);
    let when = match standing {
        Standing::Overdue(days) => page.t_count("projet-controle-passe", days),
        Standing::Soon(days) => page.t_count("projet-controle-bientot", days),
        Standing::Later => page.ta("projet-controle-le", &[("date", page.date(check.due))]),
    };
    Due {
        what: check.label.clone(),
        when,
        kind: check.kind.code(),
        is_grave: matches!(standing, Standing::Overdue(_)),
        is_soon: matches!(standing, Standing::Soon(_)),
    }
}

/// What the form of a sending sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    rapport: String,
    version: String,
    destinataire: String,
    le: String,
    precision: String,
}

/// `POST /pilotage/projet/envois`: a report was sent.
pub async fn send(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(typed): Form<Typed>,
) -> Answer {
    let form = EnvoiForm {
        report: typed.rapport,
        version: typed.version,
        to: typed.destinataire,
        on: typed.le,
        note: typed.precision,
    };
    match form.read(&app.outside.new_id(), app.today()) {
        Ok(envoi) => {
            write(&app, &signed, Item::Envoi(envoi)).await?;
            Ok(done("envoi"))
        }
        Err(errors) => {
            let faults = Faults::of(&page, errors);
            refused(&project_page(&app, page, form, faults).await?)
        }
    }
}
