//! `/pilotage`: the month at a glance, and what waits for the coordinator.

use askama::Template;
use axum::extract::{Query, State};
use plus_domain::{
    period::Month,
    stats::{Dimension, Scope},
};
use plus_reports::french;
use plus_store::{backup, borne::alarme, courrier, permanence, review, statement, stats};
use serde::Deserialize;

use super::{
    catalogue,
    chiffres::{Figure, Labels},
    convention, droit,
    error::WebError,
    formation, fraicheur, note,
    page::{Answer, Page, render},
    projet, rappel, signalement,
    state::App,
};

/// Days after which a backup is late.
const BACKUP_DAYS: i64 = 7;
const DAY_MS: i64 = 24 * 3_600_000;

/// A bar: a partner, its demandes, the part solved on the spot.
struct Bar {
    label: String,
    href: String,
    total: String,
    solved: String,
    first: f64,
    second: f64,
}

/// Something that waits.
struct Task {
    icon: &'static str,
    label: String,
    detail: String,
    href: String,
}

/// A half-day of the week.
struct Stop {
    day: String,
    place: String,
    state: &'static str,
    now: bool,
}

#[derive(Template)]
#[template(path = "pilotage/tableau.html")]
struct Dashboard {
    page: Page,
    month: Month,
    month_name: String,
    before: Month,
    after: Option<Month>,
    half_days: usize,
    figures: Vec<Figure>,
    bars: Vec<Bar>,
    tasks: Vec<Task>,
    week: Vec<Stop>,
    /// New official content could not be brought.
    is_content_failing: bool,
}

/// What may follow `/pilotage?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    mois: String,
}

/// `GET /pilotage`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let today = app.today();
    let month = asked.mois.parse().unwrap_or_else(|_| Month::of(today));
    let mut link = app.store.read().await?;
    let figures = stats::figures(&mut link, month.period(), &Scope::All).await?;
    let half_days = permanence::between(&mut link, month.period()).await?;
    drop(link);
    let held = half_days
        .iter()
        .filter(|p| p.date <= today && p.state.code() != "annulee")
        .count();
    let next = month.next();
    let template = Dashboard {
        month,
        month_name: french::month(month),
        before: month.prev(),
        after: (next.first_day() <= today).then_some(next),
        half_days: held,
        figures: headline(&page, month, &figures),
        bars: bars(&app, &page, month, &figures),
        tasks: tasks(&app, &page).await?,
        week: week(&app, &page).await?,
        is_content_failing: fraicheur::is_failing(&app).await?,
        page: page.titled("tableau-titre"),
    };
    render(&template)
}

fn headline(page: &Page, month: Month, figures: &stats::Figures) -> Vec<Figure> {
    let total = figures.total;
    let outcome = |code: &str| {
        figures
            .by
            .get(&Dimension::Outcome)
            .and_then(|v| v.get(code))
            .map_or(0, |m| m.demandes)
    };
    let lines = |dimension: &str, value: &str| {
        format!(
            "/pilotage/chiffres/lignes?de={month}&a={month}&dimension={dimension}&valeur={value}"
        )
    };
    let figure = |key: &str, n: String, href: String, detail: String| Figure {
        href,
        value: n,
        label: page.t(key),
        detail,
    };
    let share = if total.demandes == 0 {
        0
    } else {
        100 * outcome("resolu") / total.demandes
    };
    vec![
        figure(
            "tableau-visites",
            page.number(total.visites),
            lines("total", "*"),
            String::new(),
        ),
        figure(
            "tableau-demandes",
            page.number(total.demandes),
            lines("total", "*"),
            page.ta(
                "tableau-dont-accompagnements",
                &[("n", total.accompagnements)],
            ),
        ),
        figure(
            "tableau-resolues",
            page.ta("chiffres-pourcent", &[("part", share)]),
            lines("resultat", "resolu"),
            page.t("tableau-resolues-detail"),
        ),
        figure(
            "tableau-bloquees",
            page.number(outcome("bloque")),
            lines("resultat", "bloque"),
            String::new(),
        ),
        figure(
            "tableau-usagers",
            page.number(total.first),
            lines("premiere-fois", "premiere"),
            page.t("tableau-usagers-detail"),
        ),
    ]
}

fn bars(app: &App, page: &Page, month: Month, figures: &stats::Figures) -> Vec<Bar> {
    let territory = app.territory();
    let labels = Labels::new(page, &territory, month.last_day());
    let Some(partners) = figures.by.get(&Dimension::Partner) else {
        return Vec::new();
    };
    let most = partners
        .values()
        .map(|m| m.demandes)
        .max()
        .unwrap_or(1)
        .max(1) as f64;
    let mut sorted: Vec<_> = partners.iter().collect();
    sorted.sort_by_key(|(code, m)| (-m.demandes, (*code).clone()));
    sorted
        .into_iter()
        .take(8)
        .map(|(code, m)| {
            let share = if m.demandes == 0 {
                0
            } else {
                100 * m.accompagnements / m.demandes
            };
            let whole = 100.0 * m.demandes as f64 / most;
            let first = whole * m.accompagnements as f64 / (m.demandes.max(1)) as f64;
            Bar {
                label: labels.of(Dimension::Partner, code),
                href: format!("/pilotage/chiffres?de={month}&a={month}&partenaire={code}"),
                total: page.number(m.demandes),
                solved: page.ta("tableau-part-accompagnees", &[("part", share)]),
                first,
                second: whole - first,
            }
        })
        .collect()
}

/// What waits: statements of the month before, half-days left open, items of the
/// catalogue that nobody verified, a backup that is late.
async fn tasks(app: &App, page: &Page) -> Result<Vec<Task>, WebError> {
    let month = Month::of(app.today()).prev();
    let mut link = app.store.read().await?;
    let issued = statement::list(&mut link, None)
        .await?
        .iter()
        .filter(|s| s.month == month)
        .count();
    let unclosed = statement::unclosed(&mut link, month).await?;
    drop(link);
    let territory = app.territory();
    let partners = territory.partners_on(month.last_day()).count();
    let mut tasks = Vec::new();
    if issued < partners {
        tasks.push(Task {
            icon: "file-text",
            label: page.ta("tableau-a-emettre", &[("mois", french::month(month))]),
            detail: page
                .arg("emis", i64::try_from(issued).unwrap_or(0))
                .arg("tous", i64::try_from(partners).unwrap_or(0))
                .t("tableau-a-emettre-detail"),
            href: format!("/pilotage/releves?mois={month}"),
        });
    }
    if unclosed > 0 {
        tasks.push(Task {
            icon: "calendar-dots",
            label: page.t_count("tableau-a-clore", unclosed),
            detail: french::month(month),
            href: format!("/pilotage/permanences?mois={month}"),
        });
    }
    let waiting = rappel::waiting(app).await?;
    if waiting > 0 {
        tasks.push(Task {
            icon: "phone",
            label: page.t_count("tableau-a-rappeler", waiting),
            detail: page.t("tableau-a-rappeler-detail"),
            href: "/agent/rappels".to_owned(),
        });
    }
    let open = catalogue::to_confirm(app).await?;
    if open > 0 {
        tasks.push(Task {
            icon: "seal-check",
            label: page.t_count("tableau-a-confirmer", open),
            detail: page.t("tableau-a-confirmer-detail"),
            href: "/pilotage/catalogue".to_owned(),
        });
    }
    tasks.extend(rights_task(app, page).await?);
    tasks.extend(kiosk_tasks(app, page).await?);
    tasks.extend(conflict_task(app, page).await?);
    tasks.extend(page_tasks(app, page).await?);
    tasks.extend(note_task(app, page).await?);
    tasks.extend(content_task(app, page).await?);
    tasks.extend(register_tasks(app, page).await?);
    tasks.extend(backup_task(app, page).await?);
    Ok(tasks)
}

/// What people ask about what is kept of them, and that must be answered soon.
async fn rights_task(app: &App, page: &Page) -> Result<Option<Task>, WebError> {
    let urgent = droit::urgent(app).await?;
    Ok((urgent > 0).then(|| Task {
        icon: "shield-check",
        label: page.t_count("droit-taches", urgent),
        detail: page.t("droit-taches-detail"),
        href: droit::HERE.to_owned(),
    }))
}

/// Alarms of kiosks, and letters that did not leave.
async fn kiosk_tasks(app: &App, page: &Page) -> Result<Vec<Task>, WebError> {
    let mut link = app.store.read().await?;
    let alarms = alarme::raised(&mut link).await?.len();
    let refused = courrier::counts(&mut link).await?.failed;
    drop(link);
    let alarms = (alarms > 0).then(|| Task {
        icon: "map-pin",
        label: page.t_count("tableau-bornes", alarms),
        detail: page.t("tableau-bornes-detail"),
        href: "/pilotage/bornes".to_owned(),
    });
    let refused = (refused > 0).then(|| Task {
        icon: "envelope-simple",
        label: page.t_count("tableau-courrier", refused),
        detail: page.t("tableau-courrier-detail"),
        href: "/pilotage/courrier".to_owned(),
    });
    Ok(alarms.into_iter().chain(refused).collect())
}

async fn conflict_task(app: &App, page: &Page) -> Result<Option<Task>, WebError> {
    let apart = review::count(&mut app.store.read().await?, None).await?;
    Ok((apart > 0).then(|| Task {
        icon: "arrow-bend-up-right",
        label: page.t_count("conflit-nombre", apart),
        detail: page.t("conflit-tache"),
        href: "/agent/conflits".to_owned(),
    }))
}

async fn note_task(app: &App, page: &Page) -> Result<Option<Task>, WebError> {
    let to_review = note::to_review(app).await?;
    Ok((to_review > 0).then(|| Task {
        icon: "note-pencil",
        label: page.t_count("tableau-notes", to_review),
        detail: page.t("tableau-notes-detail"),
        href: "/pilotage/notes?etat=a-relire".to_owned(),
    }))
}

/// Pages that somebody says are wrong, and those to read again.
async fn page_tasks(app: &App, page: &Page) -> Result<Vec<Task>, WebError> {
    let reported = signalement::waiting(app).await?;
    let (demarches, services) = catalogue::to_review(app).await?;
    let task = |icon, key: &str, detail: &str, count: i64, href: &str| {
        (count > 0).then(|| Task {
            icon,
            label: page.t_count(key, count),
            detail: page.t(detail),
            href: href.to_owned(),
        })
    };
    let again = "tableau-a-relire-detail";
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let tasks = [
        task(
            "flag",
            "tableau-signalees",
            "tableau-signalees-detail",
            reported,
            "/pilotage/signalements",
        ),
        task(
            "hourglass",
            "tableau-a-relire",
            again,
            number(demarches),
            "/pilotage/catalogue",
        ),
        task(
            "squares-four",
            "tableau-services-a-relire",
            again,
            number(services),
            "/pilotage/services",
        ),
    ];
    Ok(tasks.into_iter().flatten().collect())
}

/// What the equipment asks for within thirty days.
async fn project_task(app: &App, page: &Page) -> Result<Option<Task>, WebError> {
    let due = projet::alerts(app).await?;
    Ok((due > 0).then(|| Task {
        icon: "wrench",
        label: page.t_count("projet-tache", due),
        detail: page.t("projet-tache-detail"),
        href: projet::PATH.to_owned(),
    }))
}

/// What the equipment, conventions and attestations ask for.
async fn register_tasks(app: &App, page: &Page) -> Result<Vec<Task>, WebError> {
    let conventions = convention::waiting(app).await?;
    let attested = formation::waiting(app).await?;
    let conventions = (conventions > 0).then(|| Task {
        icon: "handshake",
        label: page.t_count("convention-tache", conventions),
        detail: page.t("convention-tache-detail"),
        href: convention::PATH.to_owned(),
    });
    let attested = (attested > 0).then(|| Task {
        icon: "seal-check",
        label: page.t_count("formation-tache", attested),
        detail: page.t("formation-tache-detail"),
        href: formation::PATH.to_owned(),
    });
    let equipment = project_task(app, page).await?;
    Ok([equipment, conventions, attested]
        .into_iter()
        .flatten()
        .collect())
}

async fn content_task(app: &App, page: &Page) -> Result<Option<Task>, WebError> {
    let changed = fraicheur::to_read(app).await?;
    Ok((changed > 0).then(|| Task {
        icon: "note-pencil",
        label: page.t_count("tableau-contenu-change", changed),
        detail: page.t("tableau-contenu-change-detail"),
        href: fraicheur::PATH.to_owned(),
    }))
}

async fn backup_task(app: &App, page: &Page) -> Result<Option<Task>, WebError> {
    let tried = backup::list(&mut app.store.read().await?, 1).await?.pop();
    let failed = tried.is_some_and(|tried| tried.failure.is_some());
    let late = match backup::last(&app.store).await? {
        _ if failed => Some(page.t("tableau-sauvegarde-echec")),
        None => Some(page.t("tableau-sauvegarde-jamais")),
        Some(at) => {
            let days = (app.outside.now_ms() - at) / DAY_MS;
            (days >= BACKUP_DAYS).then(|| page.t_count("tableau-sauvegarde-ancienne", days))
        }
    };
    Ok(late.map(|label| Task {
        icon: "warning",
        label,
        detail: page.t("tableau-sauvegarde-comment"),
        href: String::new(),
    }))
}

async fn week(app: &App, page: &Page) -> Result<Vec<Stop>, WebError> {
    let today = app.today();
    let monday = today
        .saturating_sub(jiff::Span::new().days(i64::from(today.weekday().to_monday_zero_offset())));
    let sunday = monday.saturating_add(jiff::Span::new().days(6));
    let period = plus_domain::period::Period {
        from: monday,
        to: sunday,
    };
    let found = permanence::between(&mut app.store.read().await?, period).await?;
    let territory = app.territory();
    let stop = |p: plus_domain::permanence::Permanence| Stop {
        day: page.arg("jour", i64::from(p.date.day())).t(&format!(
            "tableau-jour-{}",
            p.date.weekday().to_monday_one_offset()
        )),
        place: territory
            .place(&p.place)
            .map_or_else(|| p.place.to_string(), |place| place.name.clone()),
        state: p.state.code(),
        now: p.date == today,
    };
    Ok(found.into_iter().map(stop).collect())
}
