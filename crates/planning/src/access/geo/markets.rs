//! Market days, where they are known. No line means unknown, not "no market".

use jiff::civil::Weekday;

use super::Status;
use crate::access::table::{FileError, Limits, Row, Table};

const NEEDED: [&str; 3] = ["code_insee", "weekday", "status"];

/// One market day of one commune.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Market {
    /// The Insee code of the commune.
    pub commune: String,
    /// The day.
    pub weekday: Weekday,
    /// Where this was found, with what it says of the hours.
    pub source: String,
    /// How far it can be believed.
    pub status: Status,
}

/// Reads the market days of a file, in its order.
pub fn markets(file: &str, bytes: &[u8]) -> Result<Vec<Market>, FileError> {
    let mut markets = Vec::new();
    Table::open(file, bytes, &NEEDED, Limits::TERRITORY)?.read(|row| {
        markets.push(Market {
            commune: row.commune("code_insee")?.to_owned(),
            weekday: weekday(row)?,
            source: row.text("source").to_owned(),
            status: Status::read(row)?,
        });
        Ok(())
    })?;
    Ok(markets)
}

fn weekday(row: &Row<'_>) -> Result<Weekday, FileError> {
    match row.text("weekday") {
        "monday" => Ok(Weekday::Monday),
        "tuesday" => Ok(Weekday::Tuesday),
        "wednesday" => Ok(Weekday::Wednesday),
        "thursday" => Ok(Weekday::Thursday),
        "friday" => Ok(Weekday::Friday),
        "saturday" => Ok(Weekday::Saturday),
        "sunday" => Ok(Weekday::Sunday),
        _ => Err(row.wrong("weekday", "écrivez le jour en anglais : monday, tuesday…")),
    }
}
