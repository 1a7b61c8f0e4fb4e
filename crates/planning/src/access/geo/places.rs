//! Named places of the communes: their quartiers.

use std::collections::BTreeSet;

use crate::access::{
    position::Position,
    table::{FileError, Limits, Row, Table},
};

const NEEDED: [&str; 5] = ["wof_id", "nom", "insee", "lat", "lon"];

/// A named place. Names are not unique: it is known by its identifier.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Its identifier in the gazetteer.
    pub id: String,
    /// Its name, often without accents in the source.
    pub name: String,
    /// The Insee code of its commune.
    pub commune: String,
    /// Its position, good to some hundred metres.
    pub position: Position,
}

/// Reads the places of a file, in its order.
pub fn places(file: &str, bytes: &[u8]) -> Result<Vec<Place>, FileError> {
    let (mut places, mut seen) = (Vec::new(), BTreeSet::new());
    Table::open(file, bytes, &NEEDED, Limits::TERRITORY)?.read(|row| {
        let place = place(row)?;
        if !seen.insert(place.id.clone()) {
            return Err(row.wrong("wof_id", "cet identifiant est déjà plus haut"));
        }
        places.push(place);
        Ok(())
    })?;
    Ok(places)
}

fn place(row: &Row<'_>) -> Result<Place, FileError> {
    Ok(Place {
        id: row.filled("wof_id")?.to_owned(),
        name: row.filled("nom")?.to_owned(),
        commune: row.commune("insee")?.to_owned(),
        position: row.position("lat", "lon")?,
    })
}
