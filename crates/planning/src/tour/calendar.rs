//! The half-days of a van: which days it goes out.
//!
//! It receives from Monday to Thursday, never on a holiday, and spends the first Monday
//! of each month at the garage. Holidays are the territory's: they are passed in.

use jiff::{
    ToSpan as _,
    civil::{Date, Weekday},
};

/// A date on which the van may go out, numbered as the instance wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HalfDay {
    /// Its date.
    pub date: Date,
    /// 0 is Monday.
    pub dow: u8,
    /// Weeks since the Monday of the first day asked for.
    pub week: u32,
    /// Month number, 1 to 12; beyond, in the years that follow.
    pub month: u32,
}

/// The half-days of some months, from a first day included.
pub fn half_days(start: Date, months: usize, is_holiday: &dyn Fn(Date) -> bool) -> Vec<HalfDay> {
    let months = i64::try_from(months).unwrap_or(i64::MAX);
    let end = start.first_of_month().saturating_add(months.months());
    let days = start.series(1.day()).take_while(|date| *date < end);
    days.filter(|date| is_served(*date, is_holiday))
        .map(|date| numbered(start, date))
        .collect()
}

fn is_served(date: Date, is_holiday: &dyn Fn(Date) -> bool) -> bool {
    let weekday = date.weekday();
    let week_end = matches!(
        weekday,
        Weekday::Friday | Weekday::Saturday | Weekday::Sunday
    );
    let garage = weekday == Weekday::Monday && date.day() <= 7;
    !week_end && !garage && !is_holiday(date)
}

fn numbered(start: Date, date: Date) -> HalfDay {
    let monday_of = |date: Date| {
        let since = i64::from(date.weekday().to_monday_zero_offset());
        date.saturating_sub(since.days())
    };
    let days = (monday_of(date) - monday_of(start)).get_days();
    let years = u32::try_from(date.year() - start.year()).unwrap_or_default();
    let number = |n: i8| u32::try_from(n).unwrap_or_default();
    HalfDay {
        date,
        dow: date.weekday().to_monday_zero_offset().unsigned_abs(),
        week: u32::try_from(days / 7).unwrap_or_default(),
        month: number(date.month()) + 12 * years,
    }
}
