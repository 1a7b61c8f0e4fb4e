//! Tiles of population: squares of 200 m of the Insee (Filosofi).

use crate::access::{
    position::Position,
    table::{FileError, Limits, Row, Table},
};

/// Most persons that one square of 200 m can hold before it is taken for a mistake.
const CROWD: f64 = 50_000.0;
/// What rounding to one tenth may add to a part of a whole.
const ROUNDING: f64 = 0.1;

const NEEDED: [&str; 9] = [
    "idcar_200m",
    "lat",
    "lon",
    "insee",
    "imputed",
    "individus",
    "menages",
    "menages_pauvres",
    "ind_65plus",
];

/// One square and the people who live there, in fiscal households.
#[derive(Debug, Clone, PartialEq)]
pub struct Tile {
    /// Name of the square in the grid.
    pub id: String,
    /// Its centre.
    pub position: Position,
    /// The Insee code of its commune; none when its centre falls in no commune.
    pub commune: Option<String>,
    /// Whether the Insee estimated its values instead of counting them.
    pub imputed: bool,
    /// People; may be fractional.
    pub persons: f64,
    /// Households.
    pub households: f64,
    /// Households below the poverty line.
    pub poor_households: f64,
    /// People of 65 and over.
    pub elders: f64,
}

impl Tile {
    /// Share of its households that are poor, from 0 to 1.
    pub fn poor_share(&self) -> f64 {
        if self.households > 0.0 {
            (self.poor_households / self.households).clamp(0.0, 1.0)
        } else {
            0.0
        }
    }
}

/// Reads the tiles of a file, in its order.
pub fn tiles(file: &str, bytes: &[u8]) -> Result<Vec<Tile>, FileError> {
    let mut tiles = Vec::new();
    Table::open(file, bytes, &NEEDED, Limits::TERRITORY)?.read(|row| {
        tiles.push(tile(row)?);
        Ok(())
    })?;
    Ok(tiles)
}

fn tile(row: &Row<'_>) -> Result<Tile, FileError> {
    let persons = row.number("individus", 0.0..=CROWD)?;
    let households = row.number("menages", 0.0..=CROWD)?;
    Ok(Tile {
        id: row.filled("idcar_200m")?.to_owned(),
        position: row.position("lat", "lon")?,
        commune: commune(row)?,
        imputed: flag(row, "imputed")?,
        persons,
        households,
        poor_households: part(row, "menages_pauvres", households)?,
        elders: part(row, "ind_65plus", persons)?,
    })
}

fn commune(row: &Row<'_>) -> Result<Option<String>, FileError> {
    if row.text("insee").is_empty() {
        return Ok(None);
    }
    row.commune("insee").map(|code| Some(code.to_owned()))
}

fn flag(row: &Row<'_>, column: &str) -> Result<bool, FileError> {
    match row.text(column) {
        "0" => Ok(false),
        "1" => Ok(true),
        _ => Err(row.wrong(column, "écrivez 0 (compté) ou 1 (estimé)")),
    }
}

/// A part of a whole: more than the whole is a mistake of columns.
fn part(row: &Row<'_>, column: &str, whole: f64) -> Result<f64, FileError> {
    let value = row.number(column, 0.0..=CROWD)?;
    if value > whole + ROUNDING {
        let reason = format!("{value} dépasse le total de ce carreau, {whole}");
        return Err(row.wrong(column, &reason));
    }
    Ok(value)
}
