//! Which backups of a folder are kept: the last of each of the last days, weeks and
//! months, and always the latest. Only files that the nightly backup named are looked at.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime};

/// How many are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Days.
    pub daily: usize,
    /// Weeks, from Monday.
    pub weekly: usize,
    /// Months.
    pub monthly: usize,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            daily: 7,
            weekly: 4,
            monthly: 12,
        }
    }
}

/// The name of a backup made at an instant, local time: `plus-2026-11-26-0215.zip.age`.
pub fn name(at: DateTime, encrypted: bool) -> String {
    let end = if encrypted { "zip.age" } else { "zip" };
    format!("plus-{}.{end}", at.strftime("%Y-%m-%d-%H%M"))
}

/// The name of a backup without what says how it is packed.
pub fn stem(name: &str) -> &str {
    let end = [".zip.age", ".zip"]
        .iter()
        .find_map(|end| name.strip_suffix(end));
    end.unwrap_or(name)
}

/// When a backup of this name was made; nothing for a file that is not ours.
pub fn instant(name: &str) -> Option<DateTime> {
    let inside = stem(name).strip_prefix("plus-")?;
    if stem(name) == name {
        return None;
    }
    DateTime::strptime("%Y-%m-%d-%H%M", inside).ok()
}

/// The backups to remove, of all the names of a folder.
pub fn leaving(names: &[String], kept: Kept) -> Vec<String> {
    let mut ours: Vec<(DateTime, &String)> = names
        .iter()
        .filter_map(|name| instant(name).map(|at| (at, name)))
        .collect();
    ours.sort_by(|a, b| b.cmp(a));
    let mut stay: BTreeSet<&String> = ours.iter().take(1).map(|(_, name)| *name).collect();
    stay.extend(last_of_each(&ours, kept.daily, DateTime::date));
    stay.extend(last_of_each(&ours, kept.weekly, |at| monday(at.date())));
    stay.extend(last_of_each(&ours, kept.monthly, |at| {
        at.date().first_of_month()
    }));
    let leave = ours.iter().filter(|(_, name)| !stay.contains(name));
    leave.map(|(_, name)| (*name).clone()).collect()
}

/// The latest of each of the last periods; a period begins on a date.
fn last_of_each<'a>(
    latest_first: &[(DateTime, &'a String)],
    most: usize,
    period: impl Fn(DateTime) -> Date,
) -> Vec<&'a String> {
    let (mut seen, mut stay) = (BTreeSet::new(), Vec::new());
    for (at, name) in latest_first {
        if seen.len() < most && seen.insert(period(*at)) {
            stay.push(*name);
        }
    }
    stay
}

fn monday(date: Date) -> Date {
    let since = i64::from(date.weekday().to_monday_zero_offset());
    date.saturating_sub(jiff::Span::new().days(since))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn days(from: Date, count: i64) -> Vec<String> {
        let day = |n| {
            from.saturating_add(jiff::Span::new().days(n))
                .at(2, 15, 0, 0)
        };
        (0..count).map(|n| name(day(n), true)).collect()
    }

    #[test]
    fn a_year_of_nights_leaves_seven_days_four_weeks_and_twelve_months() {
        let names = days(jiff::civil::date(2025, 11, 27), 365);
        let gone = leaving(&names, Kept::default());
        let stay: Vec<&String> = names.iter().filter(|n| !gone.contains(n)).collect();
        // 26 November 2026 is a Thursday: of its weeks, two end before the last seven days.
        assert!(stay.iter().any(|n| n.contains("2026-11-26")), "{stay:?}");
        assert!(stay.iter().any(|n| n.contains("2025-12-31")), "{stay:?}");
        assert!(!stay.iter().any(|n| n.contains("2025-11-30")), "{stay:?}");
        assert_eq!(stay.len(), 7 + 2 + 11, "{stay:?}");
    }

    #[test]
    fn files_of_others_are_not_looked_at() {
        let names = [
            "plus.toml",
            "dernier-abri.json",
            "plus-2026-11-26.zip",
            "photo.zip",
        ];
        let names: Vec<String> = names.map(ToOwned::to_owned).into();
        let none = Kept {
            daily: 0,
            weekly: 0,
            monthly: 0,
        };
        assert!(leaving(&names, none).is_empty());
    }

    proptest! {
        #[test]
        fn the_latest_always_stays(
            count in 1_i64..400, daily in 0_usize..9, weekly in 0_usize..6, monthly in 0_usize..14
        ) {
            let names = days(jiff::civil::date(2026, 1, 1), count);
            let kept = Kept { daily, weekly, monthly };
            let gone = leaving(&names, kept);
            prop_assert!(!gone.contains(names.last().unwrap()));
            prop_assert!(names.len() - gone.len() <= daily + weekly + monthly + 1);
        }

        #[test]
        fn a_name_tells_its_instant(minute in 0_i32..1_440, encrypted: bool) {
            let at = jiff::civil::date(2026, 11, 26).at(0, 0, 0, 0)
                .saturating_add(jiff::Span::new().minutes(minute));
            prop_assert_eq!(instant(&name(at, encrypted)), Some(at));
        }
    }
}
