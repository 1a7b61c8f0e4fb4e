//! Which services run on a day: `calendar.txt` and its exceptions, `calendar_dates.txt`.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

use super::archive::Archive;
use crate::access::table::{FileError, Limits, Row, Table};

const CALENDAR: &str = "calendar.txt";
const DATES: &str = "calendar_dates.txt";

const WEEK: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// The services that run on `day`.
pub(super) fn services_on(
    archive: &mut Archive<'_>,
    file: &str,
    day: Date,
) -> Result<BTreeSet<String>, FileError> {
    let (calendar, dates) = (archive.optional(CALENDAR)?, archive.optional(DATES)?);
    if calendar.is_none() && dates.is_none() {
        let reason = format!("{CALENDAR} et {DATES} manquent tous deux");
        return Err(FileError::whole(file, reason));
    }
    let mut running = BTreeSet::new();
    if let Some(bytes) = calendar {
        weekly(&bytes, day, &mut running)?;
    }
    if let Some(bytes) = dates {
        exceptions(&bytes, day, &mut running)?;
    }
    Ok(running)
}

fn weekly(bytes: &[u8], day: Date, running: &mut BTreeSet<String>) -> Result<(), FileError> {
    let mut needed = vec!["service_id", "start_date", "end_date"];
    needed.extend(WEEK);
    let column = WEEK[usize::from(monday_based(day.weekday()))];
    Table::open(CALENDAR, bytes, &needed, Limits::TIMETABLE)?.read(|row| {
        let service = row.filled("service_id")?;
        let season = date(row, "start_date")?..=date(row, "end_date")?;
        for weekday in WEEK {
            flag(row, weekday)?;
        }
        if season.contains(&day) && flag(row, column)? {
            running.insert(service.to_owned());
        }
        Ok(())
    })
}

fn exceptions(bytes: &[u8], day: Date, running: &mut BTreeSet<String>) -> Result<(), FileError> {
    let needed = ["service_id", "date", "exception_type"];
    Table::open(DATES, bytes, &needed, Limits::TIMETABLE)?.read(|row| {
        let service = row.filled("service_id")?;
        let is_today = date(row, "date")? == day;
        match (row.text("exception_type"), is_today) {
            ("1", true) => {
                running.insert(service.to_owned());
            }
            ("2", true) => {
                running.remove(service);
            }
            ("1" | "2", false) => {}
            _ => return Err(row.wrong("exception_type", "écrivez 1 (ajouté) ou 2 (retiré)")),
        }
        Ok(())
    })
}

fn monday_based(weekday: Weekday) -> u8 {
    weekday.to_monday_zero_offset().unsigned_abs() % 7
}

fn flag(row: &Row<'_>, column: &str) -> Result<bool, FileError> {
    match row.text(column) {
        "0" => Ok(false),
        "1" => Ok(true),
        _ => Err(row.wrong(column, "écrivez 0 ou 1")),
    }
}

/// A date of eight digits: `20270301`.
fn date(row: &Row<'_>, column: &str) -> Result<Date, FileError> {
    let text = row.filled(column)?;
    read_date(text).ok_or_else(|| row.wrong(column, "écrivez la date en huit chiffres : 20270301"))
}

fn read_date(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let year = text.get(..4)?.parse().ok()?;
    let month = text.get(4..6)?.parse().ok()?;
    Date::new(year, month, text.get(6..)?.parse().ok()?).ok()
}
