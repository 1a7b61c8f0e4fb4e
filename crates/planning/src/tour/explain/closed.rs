//! Why a half-day is closed: the first thing that is missing to open it.

use super::{Explanation, Scene, Subject, words};

pub(super) fn explain(scene: &Scene<'_>) -> Vec<Explanation> {
    let closed = scene.plan.closed_half_days();
    closed
        .map(|h| Explanation {
            subject: Subject::Closed { h },
            text: format!(
                "Le bus ne sort pas le {} : {}.",
                words::day(scene.instance.dates[h]),
                reason(scene, h)
            ),
        })
        .collect()
}

fn reason(scene: &Scene<'_>, h: usize) -> String {
    if scene.is_pinned(h) {
        return "cette demi-journée est publiée fermée".into();
    }
    no_crew(scene, h)
        .or_else(|| no_stop(scene, h))
        .unwrap_or_else(|| "l’ouvrir ferait manquer davantage les autres jours".into())
}

/// Nobody to drive, or nobody to go along.
fn no_crew(scene: &Scene<'_>, h: usize) -> Option<String> {
    let (present, free) = (scene.present(h), scene.free(h));
    if scene.instance.staff.is_empty() {
        return Some("l’équipe est vide".into());
    }
    if scene.drivers(&present).is_empty() {
        return Some(format!("aucun conducteur présent{}", absent(scene, h)));
    }
    if present.len() < 2 {
        let alone = words::people(scene.instance, &present);
        return Some(format!("{alone} serait seul à bord, il faut être deux"));
    }
    if scene.drivers(&free).is_empty() {
        let full = words::people(scene.instance, &scene.drivers(&present));
        return Some(format!(
            "les conducteurs présents ({full}) ont atteint leur maximum de la semaine ou du mois, ou sont dans l’autre bus"
        ));
    }
    (free.len() < 2).then(|| {
        let alone = words::people(scene.instance, &free);
        format!(
            "seul {alone} est encore libre, les autres ont atteint leur maximum de la semaine ou du mois"
        )
    })
}

/// The drivers on leave, between brackets.
fn absent(scene: &Scene<'_>, h: usize) -> String {
    let all: Vec<_> = (0..scene.instance.staff.len()).collect();
    let mut away = scene.drivers(&all);
    away.retain(|e| scene.instance.staff[*e].off.contains(&h));
    match away.as_slice() {
        [] => String::new(),
        [one] => format!(" ({} absent)", words::people(scene.instance, &[*one])),
        many => format!(" ({} absents)", words::people(scene.instance, many)),
    }
}

/// Nowhere to go.
fn no_stop(scene: &Scene<'_>, h: usize) -> Option<String> {
    let mut stops: Vec<usize> = (0..scene.instance.stops.len()).collect();
    stops.retain(|q| scene.is_allowed(*q, h));
    if stops.is_empty() {
        let dow = words::weekdays([&scene.instance.dow[h]]);
        return Some(format!("aucun arrêt n’est permis le {dow}"));
    }
    stops.retain(|q| !is_taken(scene, *q, h));
    if stops.is_empty() {
        return Some(
            "les arrêts permis ce jour-là ont déjà leur passage du mois, ou leur commune celui de la semaine"
                .into(),
        );
    }
    let free = scene.free(h);
    let known = stops.iter().any(|q| scene.someone_knows(&free, *q, h));
    (!known).then(|| {
        let skills = stops
            .iter()
            .filter_map(|q| scene.instance.stops[*q].skill.as_deref());
        let mut skills: Vec<_> = skills.collect();
        skills.sort_unstable();
        skills.dedup();
        let skills = words::list(&skills);
        format!("personne de libre n’a la compétence que demandent les arrêts permis ({skills})")
    })
}

/// The stop has its visit of the month, or its commune that of the week.
fn is_taken(scene: &Scene<'_>, q: usize, h: usize) -> bool {
    let instance = scene.instance;
    scene.plan.open().any(|(other, outing)| {
        let same_month = instance.mon[other] == instance.mon[h];
        let same_week = instance.week[other] == instance.week[h];
        let same_commune = instance.stops[outing.stop].insee == instance.stops[q].insee;
        (outing.stop == q && same_month) || (same_commune && same_week)
    })
}
