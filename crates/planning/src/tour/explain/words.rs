//! French words of the explanations: dates, months, lists of names.

use jiff::civil::Date;
use plus_domain::{period::month_name, territoire::WEEKDAYS};

use crate::tour::instance::Instance;

/// `mardi 2 mars 2027`.
pub(super) fn day(date: Date) -> String {
    let weekday = WEEKDAYS[usize::from(date.weekday().to_monday_zero_offset().unsigned_abs())].1;
    let number = match date.day() {
        1 => "1er".to_owned(),
        number => number.to_string(),
    };
    let month = month_name(date.month());
    format!("{weekday} {number} {month} {}", date.year())
}

/// Name of a month number; beyond 12, months of the years that follow.
pub(super) fn month(number: u32) -> &'static str {
    month_name(i8::try_from((number + 11) % 12 + 1).unwrap_or_default())
}

/// `en avril`.
pub(super) fn in_month(number: u32) -> String {
    format!("en {}", month(number))
}

/// `lundi et mercredi`.
pub(super) fn weekdays<'a>(numbers: impl IntoIterator<Item = &'a u8>) -> String {
    let names = numbers.into_iter().map(|dow| WEEKDAYS[usize::from(*dow)].1);
    list(&names.collect::<Vec<_>>())
}

/// `m1, m2 et m3`.
pub(super) fn people(instance: &Instance, people: &[usize]) -> String {
    let names = people.iter().map(|e| instance.staff[*e].id.as_str());
    list(&names.collect::<Vec<_>>())
}

/// `a, b et c`.
pub(super) fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} et {last}", first.join(", ")),
    }
}

/// `demi-journée` or `demi-journées`.
pub(super) fn half_days(count: usize) -> String {
    let s = if count > 1 { "s" } else { "" };
    format!("{count} demi-journée{s}")
}
