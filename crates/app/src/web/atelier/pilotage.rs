//! `/pilotage/ateliers`: the progress of the territory over some months. What people say that
//! they can do, before and after; how many came, by commune; nothing of fewer than eleven.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Query, State};
use plus_domain::{
    atelier::{Atelier, AtelierState, Competence, Echelle, FEWEST, Temps, progress},
    ids::{AtelierId, PersonId},
    statement::{Count, Threshold},
};
use plus_store::atelier as kept;

use super::{Side, picture, skill};
use crate::web::{
    access::Access,
    bilan::tables::hidden_of,
    chiffres::Asked,
    noms::Names,
    page::{Answer, Page, render},
    state::App,
};

/// What is learnt: before, after, and by how much more people do it alone.
struct Line {
    words: String,
    icon: &'static str,
    avant: Side,
    apres: Side,
    /// « + 35 points », empty when one of the two times is not told.
    gain: String,
}

#[derive(Template)]
#[template(path = "atelier/pilotage.html")]
struct ProgressPage {
    page: Page,
    from: String,
    to: String,
    replaced: bool,
    held: usize,
    came: String,
    lines: Vec<Line>,
    /// Name and participations of each commune, and whether they are masked.
    communes: Vec<(String, String, bool)>,
    masked: bool,
    fewest: u32,
    /// Whether the reader may open the list of the team.
    opens: bool,
}

/// `GET /pilotage/ateliers`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let choice = asked.read(app.today());
    let mut link = app.store.read().await?;
    let names = Names::load(&app, &mut link).await?;
    let mut all = kept::between(&mut link, choice.period).await?;
    all.retain(|a| a.state == AtelierState::Tenu);
    let ids: Vec<AtelierId> = all.iter().map(|a| a.id.clone()).collect();
    let counts = kept::counts(&mut link, &ids).await?;
    drop(link);
    let communes = communes(&page, &names, &all);
    let role = page.user.as_ref().map(|user| user.role);
    let came = concerned(all.iter());
    let lines = progress(counts.into_values().flatten());
    render(&ProgressPage {
        from: choice.from.to_string(),
        to: choice.to.to_string(),
        replaced: choice.replaced,
        held: all.len(),
        came: told(&page, came.count, Threshold::RELEASED.is_too_few(came)),
        lines: lines
            .into_iter()
            .map(|(competence, held)| {
                let (avant, apres) = (held.at(Temps::Avant), held.at(Temps::Apres));
                line(&page, competence, avant, apres)
            })
            .collect(),
        masked: communes.iter().any(|(_, _, masked)| *masked),
        communes,
        fewest: FEWEST,
        opens: Access::Agent.allows(role),
        page: page.titled("atelier-pilotage-titre"),
    })
}

fn line(page: &Page, competence: Competence, avant: Echelle, apres: Echelle) -> Line {
    let gain = avant.shares(FEWEST).zip(apres.shares(FEWEST));
    let gain = gain.map(|((before, _), (after, _))| i64::from(after) - i64::from(before));
    Line {
        words: skill(page, competence),
        icon: picture(competence),
        avant: Side::of(page, avant, FEWEST),
        apres: Side::of(page, apres, FEWEST),
        gain: gain.map_or_else(String::new, |points| {
            let sign = if points < 0 { "−" } else { "+" };
            page.arg("signe", sign)
                .arg("count", points.unsigned_abs())
                .t("atelier-gain")
        }),
    }
}

/// How many took part in some ateliers, and how many people that is: who is named counts once,
/// each anonymous person once each time (requirement A2).
fn concerned<'a>(ateliers: impl Iterator<Item = &'a Atelier> + Clone) -> Count {
    let came = ateliers
        .clone()
        .filter_map(|atelier| atelier.participation.as_ref());
    let anonymous: u64 = came.clone().map(|c| u64::from(c.anonymous.total)).sum();
    let named: BTreeSet<&PersonId> = came
        .flat_map(|c| c.named.iter().map(|one| &one.person))
        .collect();
    Count {
        count: ateliers.map(|a| u64::from(a.participations())).sum(),
        persons: anonymous + named.len() as u64,
    }
}

/// Participations by commune, masked as everything that counts few people: those that are small,
/// and others that would give them back.
fn communes(page: &Page, names: &Names, all: &[Atelier]) -> Vec<(String, String, bool)> {
    let mut by_name: BTreeMap<String, Vec<&Atelier>> = BTreeMap::new();
    for atelier in all {
        let commune = names.commune(&atelier.commune);
        by_name.entry(commune).or_default().push(atelier);
    }
    let of = |ateliers: &Vec<&Atelier>| concerned(ateliers.iter().copied());
    let rows: Vec<Count> = by_name.values().map(of).collect();
    let (hidden, _) = hidden_of(&rows, &BTreeSet::new());
    let rows = by_name.into_keys().zip(rows.iter().zip(hidden));
    rows.map(|(name, (row, masked))| (name, told(page, row.count, masked), masked))
        .collect()
}

fn told(page: &Page, count: u64, masked: bool) -> String {
    if masked {
        page.t("bilan-masque")
    } else {
        page.number(count)
    }
}
