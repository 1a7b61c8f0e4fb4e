//! Why a commune is not served in a month: what its allowed half-days lack.

use std::collections::BTreeSet;

use super::{Explanation, Scene, Subject, words};

pub(super) fn explain(scene: &Scene<'_>) -> Vec<Explanation> {
    let months = scene.instance.month_numbers();
    let communes = scene.instance.communes.iter();
    communes
        .flat_map(|insee| months.iter().map(move |month| (insee, *month)))
        .filter(|(insee, month)| !is_served(scene, insee, *month))
        .map(|(insee, month)| Explanation {
            subject: Subject::Commune {
                insee: insee.clone(),
                month,
            },
            text: format!(
                "{} {} : {}.",
                not_served(scene, insee),
                words::in_month(month),
                reason(scene, insee, month)
            ),
        })
        .collect()
}

fn is_served(scene: &Scene<'_>, insee: &str, month: u32) -> bool {
    scene.plan.open().any(|(h, outing)| {
        scene.instance.mon[h] == month && scene.instance.stops[outing.stop].insee == insee
    })
}

fn not_served(scene: &Scene<'_>, insee: &str) -> String {
    match scene.instance.names.get(insee) {
        Some(name) => format!("{name} n’est pas desservi"),
        None => format!("La commune {insee} n’est pas desservie"),
    }
}

fn reason(scene: &Scene<'_>, insee: &str, month: u32) -> String {
    let instance = scene.instance;
    let own = 0..instance.stops.len();
    let own: Vec<_> = own.filter(|q| instance.stops[*q].insee == insee).collect();
    if own.is_empty() {
        return "aucun arrêt n’y est connu".into();
    }
    let days = (0..instance.half_days).filter(|h| instance.mon[*h] == month);
    let mut days: Vec<_> = days.collect();
    let open = days.len();
    days.retain(|h| own.iter().any(|q| scene.is_allowed(*q, *h)));
    if days.is_empty() {
        let allowed: BTreeSet<_> = own.iter().flat_map(|q| &instance.stops[*q].dow).collect();
        return format!(
            "ses jours autorisés ({}) ne tombent sur aucune demi-journée",
            words::weekdays(allowed)
        );
    }
    no_people(scene, &own, &mut days)
        .or_else(|| days_taken(scene, insee, &mut days))
        .unwrap_or_else(|| crowded(scene, month, open))
}

/// Keeps the half-days with enough people; the reason when none is left.
fn no_people(scene: &Scene<'_>, own: &[usize], days: &mut Vec<usize>) -> Option<String> {
    days.retain(|h| !scene.drivers(&scene.present(*h)).is_empty());
    if days.is_empty() {
        return Some("aucun conducteur présent ses jours autorisés".into());
    }
    days.retain(|h| scene.present(*h).len() >= 2);
    if days.is_empty() {
        return Some("jamais deux personnes présentes ses jours autorisés".into());
    }
    days.retain(|h| {
        let mut allowed = own.iter().filter(|q| scene.is_allowed(**q, *h));
        allowed.any(|q| scene.someone_knows(&scene.present(*h), *q, *h))
    });
    days.is_empty().then(|| {
        let skills = own
            .iter()
            .filter_map(|q| scene.instance.stops[*q].skill.as_deref());
        let skills: BTreeSet<_> = skills.collect();
        let skills: Vec<_> = skills.into_iter().collect();
        format!(
            "la compétence demandée ({}) manque ses jours autorisés",
            words::list(&skills)
        )
    })
}

/// Keeps the half-days that nothing else holds; the reason when none is left.
fn days_taken(scene: &Scene<'_>, insee: &str, days: &mut Vec<usize>) -> Option<String> {
    let instance = scene.instance;
    days.retain(|h| !scene.is_pinned(*h));
    if days.is_empty() {
        return Some("ses demi-journées possibles sont déjà publiées".into());
    }
    let visited = |week: u32| {
        scene.plan.open().any(|(h, outing)| {
            instance.week[h] == week && instance.stops[outing.stop].insee == insee
        })
    };
    days.retain(|h| !visited(instance.week[*h]));
    if days.is_empty() {
        return Some(
            "ses demi-journées possibles tombent dans une semaine où elle est déjà servie".into(),
        );
    }
    days.retain(|h| {
        scene.plan.half_days[*h].is_some() || !scene.drivers(&scene.free(*h)).is_empty()
    });
    days.is_empty().then(|| {
        "les conducteurs ont atteint leur maximum les jours où elle peut être servie".into()
    })
}

fn crowded(scene: &Scene<'_>, month: u32, open: usize) -> String {
    let communes = scene.instance.communes.len();
    let served = scene
        .plan
        .open()
        .filter(|(h, _)| scene.instance.mon[*h] == month);
    let served = served.count();
    if served < communes {
        return format!(
            "le bus sort {} pour {communes} communes",
            words::half_days(served)
        );
    }
    format!(
        "ses jours possibles vont à d’autres communes, parmi les {} du mois",
        words::half_days(open)
    )
}
