//! When a kiosk is said to need somebody: from what it says each minute, or its silence, to
//! alarms that are raised and cleared.
//!
//! An alarm is raised once its cause has lasted, and cleared once its cause has been gone for
//! a while: what comes and goes makes one alarm, not a hundred. While a kiosk is being looked
//! after nothing new is raised.

mod silence;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use silence::Silence;

use crate::{
    borne::{Beat, Browser, Printer},
    machine::TOLD_GAP_MS,
    period::Month,
    profile::choices,
};

const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Beats that may be missed before a kiosk is silent.
pub const MISSED: i64 = 3;
/// Starts of the browser within 24 hours that are told.
const MOST_RESTARTS: u32 = 5;
/// Degrees Celsius beyond which it is told.
const MOST_DEGREES: i16 = 80;
/// Seconds without a drawn screen that are told.
const MOST_UNDRAWN: u64 = 60;
/// Less than this on a disk is told, bytes.
const LEAST_FREE: u64 = 1 << 30;
/// Days without a session that are told.
const MOST_IDLE_DAYS: i64 = 3;
/// Months compared: three that fall, after the one that they fall from.
const MONTHS: usize = 4;
/// Sessions of the first of these months under which a fall says nothing.
const LEAST_SESSIONS: i64 = 10;

choices! {
    /// What a kiosk may need somebody for, the gravest first.
    Kind {
        /// Nothing was heard of it.
        Silence = "silence",
        /// Its screen shows nothing new, or its browser does not answer.
        Screen = "ecran",
        /// Its printer does not answer.
        Printer = "imprimante",
        /// No paper.
        PaperOut = "papier-vide",
        /// A sheet is stuck.
        Jam = "bourrage",
        /// Too hot.
        Heat = "temperature",
        /// Its disk is almost full.
        Disk = "disque",
        /// Its browser starts again and again.
        Restarts = "navigateur",
        /// Its clock is wrong.
        Clock = "horloge",
        /// Paper is low.
        PaperLow = "papier-bas",
        /// Nobody uses it.
        Idle = "sans-session",
        /// It is used less and less.
        Falling = "usage-baisse",
    }
}

/// How long a cause lasts before the alarm, and is gone before its end, milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    /// Before it is raised.
    pub raise_ms: i64,
    /// Before it is cleared.
    pub clear_ms: i64,
}

impl Kind {
    /// Whether it is only to be known: nothing is broken.
    pub fn is_info(self) -> bool {
        matches!(self, Self::PaperLow | Self::Idle | Self::Falling)
    }

    /// Its hold times; `period_ms` is the time between two beats.
    pub fn hold(self, period_ms: i64) -> Hold {
        let (raise_ms, clear_ms) = match self {
            // Three missed beats are already in the cause. A kiosk that is heard only now
            // and then stays silent.
            Self::Silence => (0, (MISSED + 2) * period_ms),
            Self::PaperOut | Self::Jam => (2 * MINUTE_MS, 2 * MINUTE_MS),
            Self::Printer => (5 * MINUTE_MS, 2 * MINUTE_MS),
            Self::Screen => (MINUTE_MS, 2 * MINUTE_MS),
            Self::Heat => (2 * MINUTE_MS, 15 * MINUTE_MS),
            Self::Clock | Self::PaperLow => (2 * MINUTE_MS, 10 * MINUTE_MS),
            Self::Disk => (5 * MINUTE_MS, HOUR_MS),
            Self::Restarts => (0, HOUR_MS),
            Self::Idle => (0, 10 * MINUTE_MS),
            Self::Falling => (0, DAY_MS),
        };
        Hold { raise_ms, clear_ms }
    }
}

/// Whether the cause of an alarm is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// It is.
    There,
    /// It is not.
    Gone,
    /// Nobody can say: the kiosk is silent, or never said.
    Unknown,
}

impl From<bool> for Cause {
    fn from(there: bool) -> Self {
        if there { Self::There } else { Self::Gone }
    }
}

/// How much a kiosk was used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// Last day with a session or, when there was none, first day that is known.
    pub last: Option<Date>,
    /// Sessions of the last whole months, the oldest first.
    pub months: Vec<i64>,
}

impl Usage {
    /// First day that has to be known to judge on `today`.
    pub fn since(today: Date) -> Date {
        months_before(today).fold(today, |_, month| month.first_day())
    }

    /// From the sessions of each day, in order, since [`Usage::since`]. What comes before the
    /// first of them is not known.
    pub fn of(days: &[(Date, i64)], today: Date) -> Self {
        let used = days.iter().rev().find(|(_, sessions)| *sessions > 0);
        let first = days.first().map(|(day, _)| Month::of(*day));
        let known = |month: &Month| first.is_some_and(|first| first <= *month);
        let sum = |month: Month| {
            let inside = days.iter().filter(|(day, _)| Month::of(*day) == month);
            inside.map(|(_, sessions)| sessions).sum()
        };
        let mut months: Vec<i64> = months_before(today).filter(known).map(sum).collect();
        months.reverse();
        Self {
            last: used.or(days.first()).map(|(day, _)| *day),
            months,
        }
    }

    fn is_idle(&self, today: Date) -> Cause {
        let Some(days) = self.last.and_then(|last| today.since(last).ok()) else {
            return Cause::Unknown;
        };
        (i64::from(days.get_days()) >= MOST_IDLE_DAYS).into()
    }

    /// Three months in a row, each lower than the one before by a fifth or more.
    fn is_falling(&self) -> Cause {
        let Some(last) = self.months.last_chunk::<MONTHS>() else {
            return Cause::Unknown;
        };
        let falls = last.windows(2).all(|pair| pair[1] * 5 <= pair[0] * 4);
        (last[0] >= LEAST_SESSIONS && falls).into()
    }
}

/// The whole months that are compared, the latest first.
fn months_before(today: Date) -> impl Iterator<Item = Month> {
    std::iter::successors(Some(Month::of(today).prev()), |month| Some(month.prev())).take(MONTHS)
}

/// What is known of a kiosk at an instant.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// The instant, milliseconds UTC.
    pub now_ms: i64,
    /// The day.
    pub today: Date,
    /// Time between two beats, milliseconds.
    pub period_ms: i64,
    /// Last beat and when it came, milliseconds UTC; none for a kiosk that never came.
    pub beat: Option<(&'a Beat, i64)>,
    /// How much it was used.
    pub usage: &'a Usage,
}

impl Seen<'_> {
    /// Whether the kiosk is silent.
    pub fn is_silent(&self) -> bool {
        self.beat
            .is_some_and(|(_, at)| self.now_ms - at >= MISSED * self.period_ms)
    }
}

/// Whether the cause of an alarm is there.
pub fn cause(kind: Kind, seen: &Seen<'_>) -> Cause {
    let Some((beat, at)) = seen.beat else {
        return Cause::Unknown;
    };
    match kind {
        Kind::Silence => seen.is_silent().into(),
        // What a silent kiosk said last is not what it would say now.
        _ if seen.is_silent() => Cause::Unknown,
        Kind::Idle => seen.usage.is_idle(seen.today),
        Kind::Falling => seen.usage.is_falling(),
        Kind::Clock => ((beat.clock - at).abs() >= TOLD_GAP_MS).into(),
        _ => said(kind, beat),
    }
}

/// Whether the beat itself says so.
fn said(kind: Kind, beat: &Beat) -> Cause {
    let health = &beat.health;
    let beyond = |there: Option<bool>| there.map_or(Cause::Unknown, Cause::from);
    match kind {
        Kind::Screen => {
            let undrawn = health.drawn_seconds.map(|s| s >= MOST_UNDRAWN);
            let stuck = health
                .browser
                .map(|b| matches!(b, Browser::Stuck | Browser::Closed));
            match (undrawn, stuck) {
                (None, None) => Cause::Unknown,
                (a, b) => (a == Some(true) || b == Some(true)).into(),
            }
        }
        Kind::Printer => beyond(health.printer.map(|p| p == Printer::Gone)),
        // A printer that does not answer says nothing of its paper.
        Kind::PaperOut | Kind::Jam | Kind::PaperLow if !answers(health.printer) => Cause::Unknown,
        Kind::PaperOut => health.is_paper_out().into(),
        Kind::Jam => health.is_jammed().into(),
        Kind::PaperLow => health.is_paper_low().into(),
        Kind::Heat => beyond(health.temperature.map(|t| t > MOST_DEGREES)),
        Kind::Disk => beyond(
            health
                .disk_free
                .map(|free| is_scarce(free, health.disk_total)),
        ),
        Kind::Restarts => (health.browser_restarts >= MOST_RESTARTS).into(),
        Kind::Silence | Kind::Clock | Kind::Idle | Kind::Falling => Cause::Unknown,
    }
}

fn answers(printer: Option<Printer>) -> bool {
    printer.is_some_and(|p| p != Printer::Gone)
}

/// Less than a gibibyte, or than a tenth of the disk.
fn is_scarce(free: u64, total: Option<u64>) -> bool {
    free < LEAST_FREE || total.is_some_and(|total| free < total / 10)
}

/// An alarm, from the first sight of its cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Track {
    /// Since when its cause is there, milliseconds UTC.
    pub since: i64,
    /// When it was raised; none while the cause has not lasted.
    pub raised_at: Option<i64>,
    /// Since when its cause is gone, for one that was raised.
    pub gone_since: Option<i64>,
}

/// What an instant changes to an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Nothing to keep: no cause, or one that did not last.
    Nothing,
    /// The track, to be kept; nobody is told.
    Kept(Track),
    /// Raised now.
    Raised(Track),
    /// Its cause has been gone long enough: cleared now.
    Cleared(Track),
}

/// Takes one instant into account. `muted`: the kiosk is being looked after, nothing new is
/// raised and a cause has to begin again.
pub fn step(track: Option<Track>, cause: Cause, muted: bool, now_ms: i64, hold: Hold) -> Step {
    match track {
        Some(raised) if raised.raised_at.is_some() => lower(raised, cause, now_ms, hold.clear_ms),
        _ if muted => Step::Nothing,
        Some(waiting) => raise(waiting, cause, now_ms, hold.raise_ms),
        None if cause == Cause::There => {
            let begun = Track {
                since: now_ms,
                raised_at: None,
                gone_since: None,
            };
            raise(begun, cause, now_ms, hold.raise_ms)
        }
        None => Step::Nothing,
    }
}

fn raise(track: Track, cause: Cause, now_ms: i64, hold_ms: i64) -> Step {
    match cause {
        Cause::Gone => Step::Nothing,
        Cause::There if now_ms - track.since >= hold_ms => Step::Raised(Track {
            raised_at: Some(now_ms),
            ..track
        }),
        Cause::There | Cause::Unknown => Step::Kept(track),
    }
}

fn lower(track: Track, cause: Cause, now_ms: i64, hold_ms: i64) -> Step {
    let gone_since = match cause {
        Cause::There => None,
        Cause::Gone => track.gone_since.or(Some(now_ms)),
        Cause::Unknown => track.gone_since,
    };
    let track = Track {
        gone_since,
        ..track
    };
    let is_over = gone_since.is_some_and(|since| now_ms - since >= hold_ms);
    if is_over && cause == Cause::Gone {
        Step::Cleared(track)
    } else {
        Step::Kept(track)
    }
}
