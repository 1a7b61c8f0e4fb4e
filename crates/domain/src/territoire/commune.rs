//! Communes of a territory and the basins that group them.
//!
//! A basin is only a coarser grain for figures that must stay anonymous: see the
//! monthly statement. It is not an administrative division.

use serde::{Deserialize, Serialize};

use crate::ids::CommuneCode;

use super::{
    problem::{Found, Problems},
    rows::{Row, rows},
    source::Source,
    table::Table,
};

/// A group of communes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basin {
    /// Code, such as `grand-sud`.
    pub code: String,
    /// Name shown in tables.
    pub name: String,
}

/// A commune.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Commune {
    /// INSEE code: five signs, text (Corsica has letters).
    pub code: CommuneCode,
    /// Name with its article.
    pub name: String,
    /// Inhabitants; vintage in the head of the file.
    pub population: u32,
    /// Postal codes, none when they are not known.
    pub postal_codes: Vec<String>,
    /// Code of its basin.
    pub basin: String,
    /// Centre of the town (latitude, longitude, degrees WGS 84), when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub centre: Option<(f64, f64)>,
}

const COLUMNS: [&str; 7] = [
    "code_insee",
    "nom",
    "population",
    "codes_postaux",
    "bassin",
    "lat",
    "lon",
];

/// Reads `[[bassin]]` of `territoire.toml`.
pub(crate) fn read_basins(root: &Table) -> Vec<Found<Basin>> {
    let read = |table: Table| {
        let at = table.at_key("code");
        let (code, name) = (table.code("code"), table.text("nom"));
        table.close();
        Some(Found {
            value: Basin {
                code: code?,
                name: name?,
            },
            at,
        })
    };
    root.tables("bassin").into_iter().filter_map(read).collect()
}

/// Reads `communes.csv`.
pub(crate) fn read(source: &Source, problems: &Problems) -> Vec<Found<Commune>> {
    rows(source, &COLUMNS, problems)
        .iter()
        .filter_map(read_row)
        .collect()
}

fn read_row(row: &Row) -> Option<Found<Commune>> {
    let code = row.text("code_insee").filter(|code| {
        let sound = is_insee_code(code);
        if !sound {
            row.refuse(
                format!("« {code} » n’est pas un code INSEE"),
                "écrivez les cinq signes, comme 97217 ou 2A004",
            );
        }
        sound
    });
    let name = row.text("nom");
    let population = row.number("population", 3_000_000);
    let postal_codes = row
        .optional("codes_postaux")
        .map_or(Some(Vec::new()), |text| read_postal_codes(row, &text));
    let basin = row.code("bassin");
    let centre = row.position();
    let value = Commune {
        code: CommuneCode::new(code?),
        name: name?,
        population: population?,
        postal_codes: postal_codes?,
        basin: basin?,
        centre,
    };
    Some(Found {
        value,
        at: row.at(),
    })
}

fn read_postal_codes(row: &Row, text: &str) -> Option<Vec<String>> {
    let codes: Vec<String> = text.split('|').map(str::to_owned).collect();
    let sound = codes
        .iter()
        .all(|code| code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit()));
    if !sound {
        row.refuse(
            format!("« {text} » n’est pas une suite de codes postaux"),
            "écrivez cinq chiffres ; séparez par |",
        );
    }
    sound.then_some(codes)
}

/// INSEE code of a commune: two signs of department (2A, 2B for Corsica), three digits.
pub fn is_insee_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 5
        && bytes[0].is_ascii_digit()
        && (bytes[1].is_ascii_digit() || text.starts_with("2A") || text.starts_with("2B"))
        && bytes[2..].iter().all(u8::is_ascii_digit)
        && &bytes[..2] != b"00"
}
