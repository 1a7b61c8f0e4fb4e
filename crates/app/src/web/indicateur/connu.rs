//! Everything that indicators are made of, by name, over a period. What is not known has no name
//! here: never zero.

use std::collections::{BTreeMap, BTreeSet};

use plus_domain::{
    account::Role,
    dossier::PromesseState,
    financement::{Cents, Section, total_paid},
    indicateur::Value,
    period::{Month, Period},
    permanence::PermanenceState,
    projet::{JalonState, mesure},
    rendez_vous::RendezVousState,
    satisfaction::FEWEST,
    stats::{Dimension, Measures, Scope},
    territoire::PlaceKind,
};
use plus_store::{
    Link, dossier, permanence, rendez_vous,
    stats::{self, Figures},
    usage,
};

use crate::{
    formation,
    web::{error::WebError, financement::Desk, projet, satisfaction, state::App},
};

/// The value of a dimension that was not said.
pub(super) const UNKNOWN: &str = "nc";

/// What is known for a period, by name.
pub(super) type Known = BTreeMap<&'static str, Value>;

/// Everything that is known of a period.
pub(super) async fn known(app: &App, period: Period) -> Result<Known, WebError> {
    let mut link = app.store.read().await?;
    let figures = stats::figures(&mut link, period, &Scope::All).await?;
    let pseudonyms = stats::pseudonyms(&mut link, period).await?;
    let half_days = permanence::between(&mut link, period).await?;
    let (from, to) = (period.from.to_string(), period.to.to_string());
    let uses = usage::totals(&mut link, &from, &to).await?;
    let promises = dossier::kept(&mut link, (period.from, period.to)).await?;
    let booked = booked(&mut link, period).await?;
    let answers = satisfaction::over(&mut link, period).await?.all();
    let solved = stats::solved_later(&mut link, period).await?;
    drop(link);
    let mut known = activity(&figures);
    known.extend(kept(&promises));
    known.extend(booked);
    known.extend(delay(app, &solved));
    known.insert("personnes", Value::whole(pseudonyms));
    let planned = half_days
        .iter()
        .filter(|p| p.state != PermanenceState::Moved);
    let closed = half_days
        .iter()
        .filter(|p| p.state == PermanenceState::Closed);
    known.insert("permanences_prevues", whole(planned.count()));
    known.insert("permanences_closes", whole(closed.count()));
    kiosks(&mut known, &uses);
    if answers.total() >= FEWEST {
        known.insert("avis", Value::whole(i64::from(answers.total())));
        known.insert("avis_satisfaits", Value::whole(i64::from(answers.bien)));
    }
    territory(app, &mut known, period);
    money(app, &mut known, period).await?;
    project(app, &mut known, period).await?;
    training(app, &mut known, period).await?;
    Ok(known)
}

/// Rendez-vous of a period that are over, and those to which somebody came; nothing when none is.
async fn booked(link: &mut Link, period: Period) -> Result<Known, WebError> {
    let came = rendez_vous::count(link, period, RendezVousState::Honore).await?;
    let missed = rendez_vous::count(link, period, RendezVousState::Manque).await?;
    if came + missed == 0 {
        return Ok(Known::new());
    }
    Ok(Known::from([
        ("rendez_vous", Value::whole(came + missed)),
        ("rendez_vous_honores", Value::whole(came)),
        ("rendez_vous_manques", Value::whole(missed)),
    ]))
}

/// Promises of a period, and those that were kept; nothing when nothing was promised.
fn kept(promises: &BTreeMap<String, i64>) -> Known {
    let all: i64 = promises.values().sum();
    if all == 0 {
        return Known::new();
    }
    let kept = promises.get(PromesseState::Tenue.code()).copied();
    Known::from([
        ("promesses", Value::whole(all)),
        ("promesses_tenues", Value::whole(kept.unwrap_or(0))),
    ])
}

fn whole(count: usize) -> Value {
    Value::whole(i64::try_from(count).unwrap_or(i64::MAX))
}

/// A count of some values of a dimension, or of all that are known.
fn part(figures: &Figures, dimension: Dimension, codes: &[&str]) -> Value {
    let values = figures.by.get(&dimension).into_iter().flatten();
    let held = values.filter(|(code, _)| {
        let is_known = *code != UNKNOWN;
        if codes.is_empty() {
            is_known
        } else {
            codes.contains(&code.as_str())
        }
    });
    let count = |m: &Measures| {
        if dimension.is_of_demande() {
            m.demandes
        } else {
            m.visites
        }
    };
    Value::whole(held.map(|(_, m)| count(m)).sum())
}

/// How many values of a dimension hold something.
fn many(figures: &Figures, dimension: Dimension) -> Value {
    let values = figures.by.get(&dimension).into_iter().flatten();
    whole(values.filter(|(_, m)| m.visites + m.demandes > 0).count())
}

/// Figures that count some values of a dimension; without values, all that are known.
pub(super) const PARTS: &[(&str, Dimension, &[&str])] = &[
    ("informations", Dimension::Kind, &["information"]),
    ("orientations", Dimension::Kind, &["orientation"]),
    ("resolues", Dimension::Outcome, &["resolu"]),
    ("a_suivre", Dimension::Outcome, &["a-suivre"]),
    ("reorientees", Dimension::Outcome, &["reoriente"]),
    ("bloquees", Dimension::Outcome, &["bloque"]),
    ("avec_rendez_vous", Dimension::Channel, &["rendez-vous"]),
    (
        "moins_de_26",
        Dimension::Age,
        &["moins-12", "12-17", "18-25"],
    ),
    ("plus_de_55", Dimension::Age, &["55-59", "60-69", "70-plus"]),
    ("age_connu", Dimension::Age, &[]),
    ("femmes", Dimension::Sex, &["f"]),
    ("sexe_connu", Dimension::Sex, &[]),
    ("sans_emploi", Dimension::Status, &["sans-emploi"]),
    ("statut_connu", Dimension::Status, &[]),
    ("autonomes", Dimension::Autonomy, &["autonome"]),
    ("autonomie_connue", Dimension::Autonomy, &[]),
];

/// What visites and demandes say.
fn activity(figures: &Figures) -> Known {
    let total = figures.total;
    let parts = PARTS
        .iter()
        .map(|(name, dimension, codes)| (*name, part(figures, *dimension, codes)));
    let mut known: Known = parts.collect();
    known.extend([
        ("visites", Value::whole(total.visites)),
        ("demandes", Value::whole(total.demandes)),
        ("accompagnements", Value::whole(total.accompagnements)),
        ("usagers_accompagnes", Value::whole(total.first)),
        ("minutes", Value::whole(total.minutes)),
        ("partenaires", many(figures, Dimension::Partner)),
        ("themes", many(figures, Dimension::Theme)),
        ("lieux", many(figures, Dimension::Place)),
        ("communes", many(figures, Dimension::Commune)),
    ]);
    known
}

/// Days until a solution, half of them fewer, of demandes that were not solved on the spot; nothing
/// when they are those of too few people.
fn delay(app: &App, solved: &[stats::Solved]) -> Option<(&'static str, Value)> {
    let people: BTreeSet<&str> = solved.iter().map(|one| one.who.as_str()).collect();
    if people.len() < FEWEST as usize {
        return None;
    }
    let mut days: Vec<i64> = solved.iter().map(|one| days_until(app, one)).collect();
    days.sort_unstable();
    let middle = days.get((days.len() - 1) / 2)?;
    Some(("delai_median", Value::whole(*middle)))
}

/// Days of the relay from a demande to its solution; none when it was the same day.
fn days_until(app: &App, solved: &stats::Solved) -> i64 {
    let at = jiff::Timestamp::from_millisecond(solved.at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let day = app.zone().to_datetime(at).date();
    let days = day.since(solved.asked).map_or(0, |span| span.get_days());
    i64::from(days).max(0)
}

/// What kiosks say; nothing when none of them said anything in the period.
fn kiosks(known: &mut Known, uses: &BTreeMap<plus_domain::ids::NodeId, usage::Totals>) {
    if uses.is_empty() {
        return;
    }
    let sum = |of: fn(&usage::Totals) -> u64| {
        let sum: u64 = uses.values().map(of).sum();
        Value::whole(i64::try_from(sum).unwrap_or(i64::MAX))
    };
    known.insert("usages_bornes", sum(|t| u64::from(t.uses)));
    known.insert("usages_nuit", sum(|t| u64::from(t.at_night)));
    known.insert("pages_bornes", sum(|t| t.pages));
}

fn territory(app: &App, known: &mut Known, period: Period) {
    let territory = app.territory();
    let kiosks = territory
        .places_on(period.to.min(app.today()))
        .filter(|place| place.kind == PlaceKind::Borne);
    known.insert("bornes", whole(kiosks.count()));
    let people = i64::try_from(territory.population()).unwrap_or(i64::MAX);
    known.insert("population", Value::whole(people));
}

/// What is paid in the period, and the plan; nothing where nobody wrote anything.
async fn money(app: &App, known: &mut Known, period: Period) -> Result<(), WebError> {
    let desk = Desk::load(app).await?;
    let euros = |cents: Cents| Value::fraction(i128::from(cents.get()), 100).ok();
    for (name, section) in [
        ("fonctionnement_paye", Section::Fonctionnement),
        ("investissement_paye", Section::Investissement),
    ] {
        let paid = total_paid(&desk.plan, &desk.depenses, Some(section), Some(period));
        if paid > Cents::ZERO {
            known.extend(euros(paid).map(|value| (name, value)));
        }
    }
    let balance = desk.plan.balance();
    if balance.total.expenses > Cents::ZERO {
        known.extend(euros(balance.total.expenses).map(|value| ("plan_total", value)));
        known.extend(euros(balance.total.to_find).map(|value| ("a_trouver", value)));
    }
    Ok(())
}

/// Hours that the team learnt in a period, and how many receive; nothing before a session is
/// written: nobody knows then.
async fn training(app: &App, known: &mut Known, period: Period) -> Result<(), WebError> {
    let (register, team) = formation::read(&mut app.store.read().await?).await?;
    if register.sessions().is_empty() {
        return Ok(());
    }
    let minutes: u64 = register.learnt(period).iter().map(|(_, d)| d.minutes).sum();
    if let Ok(hours) = Value::fraction(i128::from(minutes), 60) {
        known.insert("heures_formation", hours);
    }
    let receive = team.iter().filter(|a| a.role == Role::Animatrice);
    known.insert("mediatrices", whole(receive.count()));
    Ok(())
}

async fn project(app: &App, known: &mut Known, period: Period) -> Result<(), WebError> {
    let project = projet::load(app).await?;
    known.extend(mesure::over(
        &project.mesures,
        period,
        Month::of(app.today()),
    ));
    if project.people() > 0 {
        known.insert("postes", Value::whole(i64::from(project.people())));
    }
    if !project.jalons.is_empty() {
        let reached = project
            .jalons
            .iter()
            .filter(|j| j.state == JalonState::Atteint);
        known.insert("jalons", whole(project.jalons.len()));
        known.insert("jalons_atteints", whole(reached.count()));
    }
    Ok(())
}
