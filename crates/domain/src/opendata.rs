//! The yearly open file of visites (requirement A7): every visite, none named, each line made
//! general until at least eleven people share every value of it.
//!
//! All columns count as quasi-identifiers: whatever somebody knows of a person, she stays one of
//! eleven at least. [`kanon`] makes lines general; [`prove`] counts again, from the lines alone
//! and the people behind them, and knows nothing of how they were made.

pub mod inclusion;
pub mod kanon;
pub mod lieu;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    ids::PersonId,
    profile::AgeBand,
    statement::threshold::GENERAL,
    territoire::Territoire,
    visite::{Demande, Visite},
};

/// People who share every line at least.
pub const K: u64 = GENERAL as u64;
/// Columns of the file, in order.
pub const COLUMNS: [&str; 8] = [
    "periode",
    "lieu",
    "age",
    "canal",
    "partenaire",
    "theme",
    "nature",
    "resultat",
];
/// What stands for any value.
pub const ANY: &str = "*";
/// What stands for several values of one visite.
pub const SEVERAL: &str = "plusieurs";

/// The values of a visite, column by column, from the most general to the finest.
pub type Paths = [Vec<String>; COLUMNS.len()];
/// A line of the file.
pub type Ligne = [String; COLUMNS.len()];

/// Whose visite it is: somebody known, or one person for each visite that is anonymous.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Qui {
    /// By pseudonym.
    Connue(PersonId),
    /// The rank of an anonymous visite.
    Anonyme(usize),
}

/// Too few people for any file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("moins de {K} personnes ont été reçues : rien ne peut être publié")]
pub struct TooFew;

/// What a file of a year is proved to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preuve {
    /// Lines of the file: one for each visite.
    pub lignes: u64,
    /// People among them: an anonymous visite is one.
    pub personnes: u64,
    /// Different lines.
    pub combinaisons: u64,
    /// People of the rarest line.
    pub plus_rare: u64,
    /// People that each line must have.
    pub k: u64,
    /// Whether it does.
    pub tenue: bool,
    /// Values left of a hundred that the visites had, column by column: what the protection cost.
    pub gardees: BTreeMap<String, u64>,
}

/// What is said of a visite, from the most general to the finest.
pub fn paths(territory: &Territoire, visite: &Visite) -> Paths {
    let basin = territory.basin_of(&visite.commune);
    let basin = basin.map_or_else(|| ANY.to_owned(), |basin| basin.code.clone());
    let age = visite.profile.age;
    let from_any = |fine: String| vec![ANY.to_owned(), fine];
    [
        periods(visite.date),
        vec![ANY.to_owned(), basin, visite.commune.to_string()],
        ages(age),
        from_any(visite.channel.code().to_owned()),
        from_any(one(visite, |d| d.partner.to_string())),
        from_any(one(visite, |d| d.theme.to_string())),
        from_any(one(visite, |d| d.kind.code().to_owned())),
        from_any(one(visite, |d| d.outcome.code().to_owned())),
    ]
}

/// « 2017 », « 2017-S1 », « 2017-T2 ».
fn periods(day: Date) -> Vec<String> {
    let (year, month) = (day.year(), day.month());
    let half = if month <= 6 { 1 } else { 2 };
    let quarter = (month - 1) / 3 + 1;
    vec![
        format!("{year}"),
        format!("{year}-S{half}"),
        format!("{year}-T{quarter}"),
    ]
}

fn ages(age: AgeBand) -> Vec<String> {
    let band = age.reporting().code().to_owned();
    vec![ANY.to_owned(), band, age.code().to_owned()]
}

/// The value that all the demandes of a visite share.
fn one(visite: &Visite, value: impl Fn(&Demande) -> String) -> String {
    let values: BTreeSet<String> = visite.demandes.iter().map(value).collect();
    let mut values = values.into_iter();
    match (values.next(), values.next()) {
        (Some(only), None) => only,
        _ => SEVERAL.to_owned(),
    }
}

/// Whose each visite is.
pub fn people<'a>(visites: impl IntoIterator<Item = &'a Visite>) -> Vec<Qui> {
    let all = visites.into_iter().enumerate();
    let who = all.map(|(rank, visite)| match &visite.person {
        Some(person) => Qui::Connue(person.clone()),
        None => Qui::Anonyme(rank),
    });
    who.collect()
}

/// Counts again: how many people share each line, the fewest of them, and how much was kept of
/// the finest values.
pub fn prove(lines: &[Ligne], people: &[Qui], finest: &[Ligne]) -> Preuve {
    let mut by_line: BTreeMap<&Ligne, BTreeSet<&Qui>> = BTreeMap::new();
    for (line, who) in lines.iter().zip(people) {
        by_line.entry(line).or_default().insert(who);
    }
    let rarest = by_line.values().map(BTreeSet::len).min().unwrap_or(0) as u64;
    let everybody: BTreeSet<&Qui> = people.iter().collect();
    let kept = COLUMNS.iter().enumerate().map(|(column, name)| {
        let pairs = lines.iter().zip(finest);
        let same = pairs.filter(|(line, fine)| line[column] == fine[column]);
        let share = same.count() * 100 / lines.len().max(1);
        ((*name).to_owned(), share as u64)
    });
    Preuve {
        lignes: lines.len() as u64,
        personnes: everybody.len() as u64,
        combinaisons: by_line.len() as u64,
        plus_rare: rarest,
        k: K,
        tenue: rarest >= K && lines.len() == people.len(),
        gardees: kept.collect(),
    }
}
