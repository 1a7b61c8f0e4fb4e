//! Places where people are received: stops of the van, bornes, fixed desks.
//!
//! A place that nobody confirmed says so (`to_confirm`): the screen must not
//! send a person to a place that was only supposed.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{CommuneCode, PlaceCode},
    profile::choices,
};

use super::{
    commune::is_insee_code,
    problem::{Found, Problems},
    rows::{Row, rows_with},
    source::Source,
};

choices! {
    /// What kind of place it is.
    PlaceKind {
        /// A stop of the van.
        Arret = "arret",
        /// A public kiosk.
        Borne = "borne",
        /// A fixed desk.
        Fixe = "fixe",
        /// Anything else, such as the office.
        Autre = "autre",
    }
}

/// A place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Code, such as `le-marin-mondesir`.
    pub code: PlaceCode,
    /// Name as people say it.
    pub name: String,
    /// Neighbourhood.
    pub quartier: String,
    /// Commune, by its INSEE code.
    pub commune: CommuneCode,
    /// Kind of place.
    pub kind: PlaceKind,
    /// Latitude and longitude (degrees WGS 84), when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<(f64, f64)>,
    /// First day of use, always when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Nobody of the relay confirmed this place yet.
    pub to_confirm: bool,
    /// Where the position comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Number and street, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Whether one comes in without a step; nothing when nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step_free: Option<bool>,
    /// How to find the door, for those who come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<String>,
}

impl Place {
    /// Whether people may be received there on a day.
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

const COLUMNS: [&str; 11] = [
    "code", "nom", "quartier", "commune", "genre", "lat", "lon", "depuis", "jusqu_au", "etat",
    "source",
];
/// Columns that a file may leave out whole.
const MORE: [&str; 3] = ["adresse", "plain_pied", "acces"];

/// Reads `lieux.csv`.
pub(crate) fn read(source: &Source, problems: &Problems) -> Vec<Found<Place>> {
    rows_with(source, (&COLUMNS, &MORE), problems)
        .iter()
        .filter_map(read_row)
        .collect()
}

fn read_row(row: &Row) -> Option<Found<Place>> {
    let code = row.code("code");
    let name = row.text("nom");
    let quartier = row.text("quartier");
    let commune = row.text("commune");
    if let Some(insee) = commune.as_deref().filter(|insee| !is_insee_code(insee)) {
        row.refuse(
            format!("« {insee} » n’est pas un code INSEE"),
            "écrivez le code INSEE de la commune, pas son nom",
        );
    }
    let kinds: Vec<_> = PlaceKind::ALL
        .iter()
        .map(|kind| (kind.code(), *kind))
        .collect();
    let kind = one_of(row, "genre", &kinds);
    let to_confirm = one_of(row, "etat", &[("confirme", false), ("a-confirmer", true)]);
    let position = row.position();
    let (from, until) = (row.date("depuis"), row.date("jusqu_au"));
    if from.zip(until).is_some_and(|(from, until)| from > until) {
        row.refuse("la fin vient avant le début", "échangez les deux dates");
    }
    let source = row.optional("source");
    if position.is_some() && source.is_none() {
        row.refuse(
            "cette position n’a pas de source",
            "dites d’où elle vient dans la colonne « source »",
        );
    }
    let value = Place {
        code: PlaceCode::new(code?),
        name: name?,
        quartier: quartier?,
        commune: CommuneCode::new(commune?),
        kind: kind?,
        position,
        from,
        until,
        to_confirm: to_confirm?,
        source,
        address: row.optional("adresse"),
        step_free: step_free(row),
        access: row.optional("acces"),
    };
    Some(Found {
        value,
        at: row.at(),
    })
}

/// Blank when nobody looked.
fn step_free(row: &Row) -> Option<bool> {
    row.optional("plain_pied")?;
    one_of(row, "plain_pied", &[("oui", true), ("non", false)])
}

fn one_of<T: Copy>(row: &Row, column: &str, words: &[(&str, T)]) -> Option<T> {
    let text = row.text(column)?;
    let found = words
        .iter()
        .find(|(word, _)| *word == text)
        .map(|(_, value)| *value);
    if found.is_none() {
        let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        row.refuse(
            format!("« {text} » n’est pas connu (colonne « {column} »)"),
            format!("écrivez l’un de ces mots : {}", known.join(", ")),
        );
    }
    found
}
