//! Groups of communes of like size: the only coarsening that needs no map.

use super::{CommuneRow, nom::typographic};

/// A group of communes.
pub(super) struct Basin<'a> {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) communes: Vec<&'a CommuneRow>,
}

/// Up to four communes: one group each. More: three groups of about a third of
/// the inhabitants each, from the largest communes to the smallest.
pub(super) fn basins(communes: &[CommuneRow]) -> Vec<Basin<'_>> {
    if communes.len() <= 4 {
        return communes.iter().enumerate().map(alone).collect();
    }
    let mut by_size: Vec<_> = communes.iter().collect();
    by_size.sort_by(|a, b| {
        b.population
            .cmp(&a.population)
            .then_with(|| a.code.cmp(&b.code))
    });
    let mut groups = [
        ("grandes", "Grandes communes"),
        ("moyennes", "Communes moyennes"),
        ("petites", "Petites communes"),
    ]
    .map(|(code, name)| Basin {
        code: code.to_owned(),
        name: name.to_owned(),
        communes: Vec::new(),
    });
    let people = |commune: &&CommuneRow| u64::from(commune.population);
    let total: u64 = by_size.iter().map(people).sum();
    let mut before = 0;
    for commune in by_size {
        let third = usize::try_from(before * 3 / total.max(1)).unwrap_or(2);
        groups[third.min(2)].communes.push(commune);
        before += people(&commune);
    }
    let groups = groups.into_iter();
    groups.filter(|group| !group.communes.is_empty()).collect()
}

fn alone((at, commune): (usize, &CommuneRow)) -> Basin<'_> {
    Basin {
        code: format!("groupe-{}", at + 1),
        name: typographic(&commune.name),
        communes: vec![commune],
    }
}
