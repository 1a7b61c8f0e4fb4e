//! What is worth telling of a machine, seen from its hub: the alerts.

use jiff::civil::Date;

/// A clock further away than this is told, milliseconds (sync: two minutes).
pub const TOLD_GAP_MS: i64 = 2 * 60_000;
/// Less than this on a disk is told, bytes.
const LEAST_FREE: i64 = 1 << 30;
/// A version older than this may no longer be understood (sync: two years).
const OLD_YEARS: i16 = 2;
const DAY_MS: i64 = 86_400_000;

/// What is known of a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Watched {
    /// When it was enrolled, milliseconds UTC.
    pub enrolled_at: i64,
    /// When it was revoked.
    pub revoked_at: Option<i64>,
    /// Last contact.
    pub seen_at: Option<i64>,
    /// Its clock less the hub's, milliseconds.
    pub clock_gap: Option<i64>,
    /// Bytes free on its disk.
    pub disk_free: Option<i64>,
    /// Bytes of its disk.
    pub disk_total: Option<i64>,
    /// When its version was released.
    pub released: Option<Date>,
    /// Batches set apart that wait for a decision.
    pub set_apart: i64,
    /// Entries that it could not project.
    pub unprojected: i64,
}

/// When, and from when on silence is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watch {
    /// Instant, milliseconds UTC.
    pub now_ms: i64,
    /// The same as a day.
    pub today: Date,
    /// Days without contact that are told.
    pub silent_days: u32,
}

/// Something that a person must look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alert {
    /// Revoked, and it still sends.
    RevokedSends,
    /// Batches set apart wait for a decision.
    SetApart(i64),
    /// No contact for so many days.
    Silent(i64),
    /// Its clock is wrong by so many milliseconds.
    Clock(i64),
    /// So many bytes free on its disk.
    Disk(i64),
    /// It could not project so many entries.
    Unprojected(i64),
    /// Its version is too old.
    OldVersion,
}

impl Alert {
    /// Code, as texts name it.
    pub fn code(self) -> &'static str {
        match self {
            Self::RevokedSends => "revoquee",
            Self::SetApart(_) => "cote",
            Self::Silent(_) => "silence",
            Self::Clock(_) => "horloge",
            Self::Disk(_) => "disque",
            Self::Unprojected(_) => "illisible",
            Self::OldVersion => "version",
        }
    }
}

/// What must be looked at, the gravest first. A machine that was revoked owes nothing any
/// more: neither silence nor its disk are told.
pub fn alerts(machine: &Watched, watch: &Watch) -> Vec<Alert> {
    let mut found = Vec::new();
    if sends_though_revoked(machine, watch) {
        found.push(Alert::RevokedSends);
    }
    if machine.set_apart > 0 {
        found.push(Alert::SetApart(machine.set_apart));
    }
    if machine.revoked_at.is_some() {
        return found;
    }
    let days = (watch.now_ms - machine.seen_at.unwrap_or(machine.enrolled_at)) / DAY_MS;
    if days >= i64::from(watch.silent_days) {
        found.push(Alert::Silent(days));
    }
    let clock = machine.clock_gap.filter(|gap| gap.abs() >= TOLD_GAP_MS);
    found.extend(clock.map(Alert::Clock));
    found.extend(scarce(machine).map(Alert::Disk));
    if machine.unprojected > 0 {
        found.push(Alert::Unprojected(machine.unprojected));
    }
    if machine.released.is_some_and(|day| is_old(day, watch.today)) {
        found.push(Alert::OldVersion);
    }
    found
}

/// Whether it came back after it was revoked, and not so long ago that it was forgotten.
fn sends_though_revoked(machine: &Watched, watch: &Watch) -> bool {
    let recent = watch.now_ms - i64::from(watch.silent_days) * DAY_MS;
    let came = |revoked: i64| machine.seen_at.is_some_and(|at| at > revoked.max(recent));
    machine.revoked_at.is_some_and(came)
}

/// What is free, when it is less than a gibibyte or than a tenth of the disk.
fn scarce(machine: &Watched) -> Option<i64> {
    let free = machine.disk_free?;
    let tenth = machine.disk_total.map_or(0, |total| total / 10);
    (free < LEAST_FREE || free < tenth).then_some(free)
}

/// Whether a version of a day is older than is answered for.
pub fn is_old(released: Date, today: Date) -> bool {
    let years = today.year() - released.year();
    years > OLD_YEARS
        || years == OLD_YEARS && (released.month(), released.day()) < (today.month(), today.day())
}

/// Whether a version (`0.1.0`) comes before another. What is not a version never does.
pub fn is_behind(version: &str, other: &str) -> bool {
    let numbers = |text: &str| {
        let plain = text.split(['-', '+']).next().unwrap_or_default();
        let read = plain.split('.').map(str::parse::<u64>);
        read.collect::<Result<Vec<_>, _>>().ok()
    };
    matches!((numbers(version), numbers(other)), (Some(a), Some(b)) if a < b)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const NOW: i64 = 1_795_438_800_000;

    fn watch() -> Watch {
        Watch {
            now_ms: NOW,
            today: date(2026, 11, 23),
            silent_days: 7,
        }
    }

    fn well() -> Watched {
        Watched {
            enrolled_at: NOW - 90 * DAY_MS,
            seen_at: Some(NOW - 60_000),
            clock_gap: Some(800),
            disk_free: Some(50 << 30),
            disk_total: Some(100 << 30),
            released: Some(date(2026, 1, 2)),
            ..Watched::default()
        }
    }

    fn told(change: impl FnOnce(&mut Watched)) -> Vec<Alert> {
        let mut machine = well();
        change(&mut machine);
        alerts(&machine, &watch())
    }

    #[test]
    fn a_machine_that_is_well_says_nothing() {
        assert_eq!(told(|_| ()), []);
    }

    #[test]
    fn silence_is_told_from_the_day_of_the_setting_on() {
        let since = |ms| told(|m| m.seen_at = Some(NOW - ms));
        assert_eq!(since(7 * DAY_MS - 1), []);
        assert_eq!(since(7 * DAY_MS), [Alert::Silent(7)]);
        assert_eq!(told(|m| m.seen_at = None), [Alert::Silent(90)]);
    }

    #[test]
    fn a_clock_is_told_from_two_minutes_on_either_way() {
        let gap = |ms| told(|m| m.clock_gap = Some(ms));
        assert_eq!(gap(-119_999), []);
        assert_eq!(gap(-120_000), [Alert::Clock(-120_000)]);
    }

    #[test]
    fn a_disk_is_told_under_a_gibibyte_or_a_tenth() {
        assert_eq!(
            told(|m| m.disk_free = Some(9 << 30)),
            [Alert::Disk(9 << 30)]
        );
        let small = told(|m| (m.disk_free, m.disk_total) = (Some(1 << 29), Some(1 << 30)));
        assert_eq!(small, [Alert::Disk(1 << 29)]);
    }

    #[test]
    fn a_revoked_machine_is_told_only_for_what_it_still_sends() {
        let silent = told(|m| (m.revoked_at, m.disk_free) = (Some(NOW), Some(0)));
        assert_eq!(silent, []);
        let sends = told(|m| (m.revoked_at, m.set_apart) = (Some(NOW - DAY_MS), 2));
        assert_eq!(sends, [Alert::RevokedSends, Alert::SetApart(2)]);
    }

    #[test]
    fn a_version_is_old_two_years_after_its_release() {
        let today = date(2026, 11, 23);
        assert!(!is_old(date(2024, 11, 23), today));
        assert!(is_old(date(2024, 11, 22), today));
    }

    #[test]
    fn versions_are_compared_number_by_number() {
        assert!(is_behind("0.9.0", "0.10.0"));
        assert!(!is_behind("0.10.0", "0.10.0"));
        assert!(!is_behind("essai", "0.10.0"));
    }
}
