//! How long accounts serve on a machine that stays far from its hub (requirement S4).
//!
//! Time is counted, not read: a clock that is set back does not lengthen the limit, and the
//! instants come from outside. The end never falls in the middle of a half-day.

use jiff::{
    SignedDuration,
    civil::{DateTime, Time, time},
};

/// Days, when the territory says nothing.
pub const DAYS: u32 = 30;
/// Fewest and most days that a territory may choose.
pub const BOUNDS: (u32, u32) = (1, 90);
/// Days before the end from which it is told.
const TOLD_DAYS: i64 = 5;
const DAY_MS: i64 = 86_400_000;
/// Two looks at the clock further apart than this are a leap, not a passage, milliseconds.
const PASSAGE_MS: i64 = 10 * 60_000;
/// End of the first half-day, local time.
const NOON: Time = time(14, 0, 0, 0);
/// End of the second.
const EVENING: Time = time(20, 0, 0, 0);

/// Time counted since the last contact. It never goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counter {
    /// Time far from the hub, milliseconds.
    pub away_ms: i64,
    /// Greatest instant that this machine's clock has shown, milliseconds UTC.
    pub greatest_at: i64,
    /// What its clock showed when it was last looked at.
    pub seen_at: i64,
}

impl Counter {
    /// A contact: the count begins again, with this clock.
    pub fn begun(now_ms: i64) -> Self {
        Self {
            away_ms: 0,
            greatest_at: now_ms,
            seen_at: now_ms,
        }
    }

    /// Looks at the clock. Beyond its greatest instant, all that it shows counts; behind it,
    /// what passes under our eyes counts, and its leaps do not.
    #[must_use]
    pub fn look(self, now_ms: i64) -> Self {
        let passed = now_ms - self.seen_at;
        let counted = match now_ms - self.greatest_at {
            beyond @ 1.. => beyond,
            _ if (1..=PASSAGE_MS).contains(&passed) => passed,
            _ => 0,
        };
        Self {
            away_ms: self.away_ms.saturating_add(counted),
            greatest_at: self.greatest_at.max(now_ms),
            seen_at: now_ms,
        }
    }
}

/// Where accounts stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing to say.
    Near,
    /// The end comes at this moment (local): to tell.
    Soon(DateTime),
    /// The end has come; the half-day under way is not cut before this moment (local).
    Last(DateTime),
    /// Nobody signs in before the next contact.
    Over,
}

impl Standing {
    /// Whether somebody may be signed in.
    pub fn allows(self) -> bool {
        self != Self::Over
    }
}

/// When the count ends or ended, local time. `now` is what the clock shows.
pub fn end(away_ms: i64, days: u32, now: DateTime) -> DateTime {
    let left = (i64::from(days) * DAY_MS).saturating_sub(away_ms);
    now.saturating_add(SignedDuration::from_millis(left))
}

/// Where accounts stand. `held` are the hours of the permanences of the day of [`end`].
pub fn standing(away_ms: i64, days: u32, now: DateTime, held: &[(Time, Time)]) -> Standing {
    let (end, left) = (end(away_ms, days, now), i64::from(days) * DAY_MS - away_ms);
    if left > TOLD_DAYS * DAY_MS {
        return Standing::Near;
    }
    let last = half_day(end, held);
    match left {
        1.. => Standing::Soon(last),
        _ if now < last => Standing::Last(last),
        _ => Standing::Over,
    }
}

/// The end of the half-day that a moment falls in: that of its permanence when one is held,
/// else 14:00, 20:00 or midnight, whichever comes next.
fn half_day(at: DateTime, held: &[(Time, Time)]) -> DateTime {
    let day = at.date();
    let usual = match at.time() {
        early if early < NOON => day.to_datetime(NOON),
        late if late < EVENING => day.to_datetime(EVENING),
        _ => day
            .to_datetime(Time::MIN)
            .saturating_add(SignedDuration::from_hours(24)),
    };
    let under_way = held
        .iter()
        .filter(|(from, to)| (*from..*to).contains(&at.time()))
        .map(|(_, to)| day.to_datetime(*to));
    under_way.fold(usual, DateTime::max)
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    const HOUR: i64 = 3_600_000;

    fn at(day: i8, hour: i8) -> DateTime {
        datetime(2026, 12, day, hour, 0, 0, 0)
    }

    #[test]
    fn the_end_is_told_five_days_before_and_not_sooner() {
        let stand = |away| standing(away, DAYS, at(1, 9), &[]);
        assert_eq!(stand(25 * DAY_MS - HOUR), Standing::Near);
        assert_eq!(stand(25 * DAY_MS), Standing::Soon(at(6, 14)));
        assert!(stand(29 * DAY_MS).allows());
        assert_eq!(stand(31 * DAY_MS), Standing::Over);
    }

    #[test]
    fn a_half_day_under_way_goes_to_its_end() {
        let ended = 30 * DAY_MS;
        // The end came at 9:00; it is 13:00, then 14:00.
        let stand = |hour: i8, held: &[(Time, Time)]| {
            standing(ended + i64::from(hour - 9) * HOUR, DAYS, at(1, hour), held)
        };
        assert_eq!(stand(13, &[]), Standing::Last(at(1, 14)));
        assert_eq!(stand(14, &[]), Standing::Over);
        let long = [(time(8, 0, 0, 0), time(16, 0, 0, 0))];
        assert_eq!(stand(15, &long), Standing::Last(at(1, 16)));
        let later = [(time(10, 0, 0, 0), time(16, 0, 0, 0))];
        assert_eq!(stand(15, &later), Standing::Over, "it began after the end");
    }

    #[test]
    fn in_the_evening_the_half_day_ends_at_midnight() {
        let stand = standing(30 * DAY_MS, DAYS, at(1, 21), &[]);
        assert_eq!(stand, Standing::Last(at(2, 0)));
    }

    #[test]
    fn a_clock_set_back_lengthens_nothing() {
        let begun = Counter::begun(1_000 * DAY_MS);
        let worked = begun.look(1_020 * DAY_MS);
        assert_eq!(worked.away_ms, 20 * DAY_MS);
        let back = worked.look(1_000 * DAY_MS);
        assert_eq!(back.away_ms, 20 * DAY_MS, "nothing is given back");
        // Set back again each morning, it still counts the minutes that pass.
        let mut minute = back;
        for _ in 0..60 {
            minute = minute.look(minute.seen_at + 60_000);
        }
        assert_eq!(minute.away_ms, 20 * DAY_MS + HOUR);
    }

    #[test]
    fn a_clock_that_lost_its_battery_costs_what_passed_and_no_more() {
        let begun = Counter::begun(1_000 * DAY_MS).look(1_002 * DAY_MS);
        let lost = begun.look(0).look(60_000);
        assert_eq!(lost.away_ms, 2 * DAY_MS + 60_000);
        let right = lost.look(1_003 * DAY_MS);
        assert_eq!(right.away_ms, 3 * DAY_MS + 60_000);
    }

    #[test]
    fn a_clock_two_days_ahead_costs_two_days_until_the_next_contact() {
        let begun = Counter::begun(1_000 * DAY_MS);
        let ahead = begun.look(1_003 * DAY_MS).look(1_001 * DAY_MS);
        assert_eq!(ahead.away_ms, 3 * DAY_MS);
        assert_eq!(Counter::begun(1_001 * DAY_MS).away_ms, 0);
    }
}
