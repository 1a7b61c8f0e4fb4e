//! French writing of figures and dates: what a reader sees, never what a
//! machine reads back. Knows no report; decides nothing about a figure.

use jiff::civil::Date;
use plus_domain::period::{Month, month_name};

/// Narrow no-break space (U+202F), between groups of three digits.
pub const NARROW_SPACE: char = '\u{202f}';
/// No-break space (U+00A0), before "%", ":", ";", "?" and "!".
pub const NO_BREAK_SPACE: char = '\u{a0}';

/// A whole number with its thousands apart: `12 345`.
pub fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut written = String::with_capacity(digits.len() + digits.len() / 3 * 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            written.push(NARROW_SPACE);
        }
        written.push(digit);
    }
    written
}

/// A number given in tenths, with a decimal comma: `decimal(685)` is `68,5`.
pub fn decimal(tenths: u64) -> String {
    format!("{},{}", number(tenths / 10), tenths % 10)
}

/// A share given in tenths of a percent, rounded to the unit: `percent(682)` is `68 %`.
pub fn percent(tenths: u64) -> String {
    format!("{}{NO_BREAK_SPACE}%", number((tenths + 5) / 10))
}

/// `3 novembre 2026`, `1er mai 2017`.
pub fn date(date: Date) -> String {
    let day = match date.day() {
        1 => "1er".to_owned(),
        day => day.to_string(),
    };
    format!(
        "{day}{NO_BREAK_SPACE}{} {}",
        month_name(date.month()),
        date.year()
    )
}

/// `octobre 2026`.
pub fn month(month: Month) -> String {
    let first = month.first_day();
    format!("{} {}", month_name(first.month()), first.year())
}

/// The word before a month's name: `d’` for avril, août and octobre, else `de `.
pub fn of_month(month: Month) -> String {
    let name = self::month(month);
    if name.starts_with(['a', 'o']) {
        format!("d’{name}")
    } else {
        format!("de {name}")
    }
}

/// A noun with its number, in French: singular below two.
///
/// `counted(1, "visite", "visites")` is `1 visite`; zero takes the singular too.
pub fn counted(value: u64, singular: &str, plural: &str) -> String {
    let noun = if value < 2 { singular } else { plural };
    format!("{}{NO_BREAK_SPACE}{noun}", number(value))
}
