//! Counters of the partners: where people can go without us.

use super::Status;
use crate::access::{
    position::Position,
    table::{FileError, Limits, Row, Table},
};

const NEEDED: [&str; 7] = [
    "partner",
    "name",
    "code_insee",
    "lat",
    "lon",
    "position_quality",
    "status",
];

/// How good the position of a counter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// Found from its address.
    Address,
    /// The middle of its neighbourhood.
    Neighbourhood,
    /// The middle of its commune: no good for distances under 2 km.
    Commune,
}

/// One counter of one partner.
#[derive(Debug, Clone, PartialEq)]
pub struct Counter {
    /// The partner, by its code (`caf`, `france-travail`…).
    pub partner: String,
    /// Its name.
    pub name: String,
    /// The Insee code of its commune.
    pub commune: String,
    /// Where it is; a bus stands at its base.
    pub position: Position,
    /// How good that position is.
    pub precision: Precision,
    /// Hours, as in the source; often unknown.
    pub opening: String,
    /// Where this was found.
    pub source: String,
    /// Date of that source, as written there; empty for an undated page.
    pub source_date: String,
    /// How far it can be believed.
    pub status: Status,
    /// Whether it moves: a bus is not access to a fixed counter.
    pub mobile: bool,
}

/// Reads the counters of a file, in its order.
pub fn counters(file: &str, bytes: &[u8]) -> Result<Vec<Counter>, FileError> {
    let mut counters = Vec::new();
    Table::open(file, bytes, &NEEDED, Limits::TERRITORY)?.read(|row| {
        counters.push(counter(row)?);
        Ok(())
    })?;
    Ok(counters)
}

fn counter(row: &Row<'_>) -> Result<Counter, FileError> {
    Ok(Counter {
        partner: row.filled("partner")?.to_owned(),
        name: row.filled("name")?.to_owned(),
        commune: row.commune("code_insee")?.to_owned(),
        position: row.position("lat", "lon")?,
        precision: precision(row)?,
        opening: row.text("opening").to_owned(),
        source: row.text("source").to_owned(),
        source_date: row.text("source_date").to_owned(),
        status: Status::read(row)?,
        mobile: mobile(row)?,
    })
}

fn precision(row: &Row<'_>) -> Result<Precision, FileError> {
    match row.text("position_quality") {
        "address" => Ok(Precision::Address),
        "neighbourhood centre" => Ok(Precision::Neighbourhood),
        "commune centre" => Ok(Precision::Commune),
        _ => {
            let reason = "écrivez address, neighbourhood centre ou commune centre";
            Err(row.wrong("position_quality", reason))
        }
    }
}

/// Says it in its own column; a list without that column says it by its name.
fn mobile(row: &Row<'_>) -> Result<bool, FileError> {
    match row.text("itinerance") {
        "1" => Ok(true),
        "0" => Ok(false),
        "" if !row.has("itinerance") => Ok(is_bus(row.text("name"))),
        _ => Err(row.wrong("itinerance", "écrivez 0 (fixe) ou 1 (se déplace)")),
    }
}

fn is_bus(name: &str) -> bool {
    name.split_whitespace()
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case("bus"))
}
