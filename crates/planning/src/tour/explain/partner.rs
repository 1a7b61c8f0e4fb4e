//! Why a partner has fewer half-days than it wants.

use std::collections::BTreeSet;

use super::{Explanation, Scene, Subject, words};

pub(super) fn explain(scene: &Scene<'_>) -> Vec<Explanation> {
    let partners = 0..scene.instance.partners.len();
    let short = partners.map(|p| (p, missed(scene, p)));
    short
        .filter(|(_, missed)| *missed > 0)
        .map(|(partner, missed)| Explanation {
            subject: Subject::Partner { partner, missed },
            text: format!(
                "Il manque {} à {} : {}.",
                words::half_days(missed),
                scene.instance.partners[partner].id,
                reason(scene, partner)
            ),
        })
        .collect()
}

fn missed(scene: &Scene<'_>, p: usize) -> usize {
    let held = scene.plan.open().filter(|(_, o)| o.partner == Some(p));
    scene.instance.partners[p].n.saturating_sub(held.count())
}

fn reason(scene: &Scene<'_>, p: usize) -> String {
    let partner = &scene.instance.partners[p];
    let offered = partner.slots.len();
    let slots = partner.slots.iter().copied();
    let closed: Vec<_> = slots
        .filter(|h| scene.plan.half_days[*h].is_none())
        .collect();
    if offered < partner.n {
        return format!("il en demande {} et en propose {offered}", partner.n);
    }
    if offered - closed.len() < partner.n {
        let days = closed.iter().map(|h| words::day(scene.instance.dates[*h]));
        let days: Vec<_> = days.collect();
        let days: Vec<_> = days.iter().map(String::as_str).collect();
        return format!(
            "le bus ne sort pas le {}, qu’il proposait",
            words::list(&days)
        );
    }
    taken(scene, p)
}

/// Others are on board on the half-days it offered.
fn taken(scene: &Scene<'_>, p: usize) -> String {
    let slots = scene.instance.partners[p].slots.iter();
    let on_board = slots.filter_map(|h| scene.plan.half_days[*h].as_ref()?.partner);
    let others: BTreeSet<_> = on_board.filter(|other| *other != p).collect();
    if others.is_empty() {
        return "les demi-journées qu’il propose sont publiées sans lui, ou au même moment".into();
    }
    let names = others
        .iter()
        .map(|other| scene.instance.partners[*other].id.as_str());
    let names: Vec<_> = names.collect();
    format!(
        "les demi-journées qu’il propose sont prises par {}, un seul partenaire vient à la fois",
        words::list(&names)
    )
}
