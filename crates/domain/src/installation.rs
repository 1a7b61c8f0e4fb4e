//! What is typed in the pages that install a relay: a line for each place, a line for each
//! commune and its group.
//!
//! Everything else that is typed there is held to the rules of the files of a territory.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;

use crate::{
    form::FormErrors,
    territoire::{CommuneRow, LieuDit, typographic},
};

/// What parts the cells of a line.
const BETWEEN: char = ';';

/// Reads places: `commune ; lieu ; adresse`, one a line.
///
/// # Errors
/// A line names no commune of the territory, or no place; its number is told.
pub fn read_places(
    field: &str,
    text: &str,
    communes: &[CommuneRow],
) -> Result<Vec<LieuDit>, FormErrors> {
    let mut errors = FormErrors::default();
    let mut places = Vec::new();
    for (line, cells) in lines(text) {
        let Some(commune) = commune(&mut errors, field, line, (&cells, communes)) else {
            continue;
        };
        let name = cells.get(1).cloned().unwrap_or_default();
        if name.is_empty() {
            errors.add_with(
                field,
                "installation-lieu-nom",
                [("ligne", line.to_string())],
            );
            continue;
        }
        places.push(LieuDit {
            commune,
            name,
            address: cells.get(2).cloned().unwrap_or_default(),
        });
    }
    errors.into_result(Some(places))
}

/// Reads groups: `commune ; groupe`, one a line, each commune once.
///
/// # Errors
/// A line names no commune, a group has no name, a commune has no line.
pub fn read_groups(
    field: &str,
    text: &str,
    communes: &[CommuneRow],
) -> Result<BTreeMap<String, String>, FormErrors> {
    let mut errors = FormErrors::default();
    let mut groups = BTreeMap::new();
    for (line, cells) in lines(text) {
        let Some(commune) = commune(&mut errors, field, line, (&cells, communes)) else {
            continue;
        };
        let group = cells.get(1).cloned().unwrap_or_default();
        if group.is_empty() {
            errors.add_with(
                field,
                "installation-groupe-nom",
                [("ligne", line.to_string())],
            );
        }
        groups.insert(commune, group);
    }
    let without = communes.iter().find(|c| !groups.contains_key(&c.code));
    if let Some(without) = without.filter(|_| errors.0.is_empty()) {
        let name = typographic(&without.name);
        errors.add_with(field, "installation-groupe-sans", [("commune", name)]);
    }
    errors.into_result(Some(groups))
}

/// Lines that hold something, with their number and their cells.
fn lines(text: &str) -> impl Iterator<Item = (usize, Vec<String>)> {
    let lines = text.lines().zip(1..);
    let held = lines.filter(|(line, _)| !line.trim().is_empty());
    held.map(|(line, number)| {
        let cells = line.split(BETWEEN).map(|cell| cell.trim().to_owned());
        (number, cells.collect())
    })
}

/// The commune that a line begins with.
fn commune(
    errors: &mut FormErrors,
    field: &str,
    line: usize,
    (cells, communes): (&[String], &[CommuneRow]),
) -> Option<String> {
    let typed = cells.first().map_or("", String::as_str);
    let known =
        |commune: &&CommuneRow| commune.code == typed || folded(&commune.name) == folded(typed);
    let found = communes.iter().find(known);
    if found.is_none() {
        let said = [("ligne", line.to_string()), ("commune", typed.to_owned())];
        errors.add_with(field, "installation-commune-inconnue", said);
    }
    found.map(|commune| commune.code.clone())
}

/// A name without accents, capitals nor apostrophes.
fn folded(name: &str) -> String {
    let plain = name.nfd().filter(|c| c.is_alphanumeric());
    plain.collect::<String>().to_lowercase()
}
