//! How fast codes may be tried (requirement P26; kiosk reference, §5).
//!
//! A borne may be wrong five times in ten minutes, whatever it gets right meanwhile; from the
//! sixth time in a row each wait is longer than the one before. All the bornes together have
//! a cap, whose reaching is an alarm. A try is counted before it is judged, so that a thousand
//! at once cost the same as a thousand in a row; one that was right is taken back.
//!
//! Tokens are not limited: nobody guesses 128 bits, and a person who holds a slip must not be
//! kept waiting by somebody who types at random.

use serde::{Deserialize, Serialize};

/// Wrong tries of a borne that cost nothing, in a [`WINDOW_MS`].
pub const FREE: usize = 5;
/// Wrong tries of all bornes together in a [`WINDOW_MS`]: twenty bornes at their most.
pub const CAP: usize = 100;
/// How long a wrong try counts, milliseconds.
pub const WINDOW_MS: i64 = 10 * 60_000;
/// What the sixth wrong try in a row adds to the wait of a [`WINDOW_MS`], milliseconds; each
/// one more adds twice as much as the one before.
const MORE_MS: i64 = 60_000;
/// The longest wait after wrong tries in a row, milliseconds.
const MOST_WAIT_MS: i64 = 60 * 60_000;
/// After so long without a wrong try, milliseconds, those in a row are forgotten: longer than
/// the longest wait.
const FORGET_MS: i64 = 2 * MOST_WAIT_MS;
/// A try further ahead than this, milliseconds, was noted by a clock that was set back since.
const AHEAD_MS: i64 = 60_000;

/// The tries of one borne, or of all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tries {
    /// Instants of the wrong tries that still count, milliseconds UTC, in order.
    pub recent: Vec<i64>,
    /// Wrong tries in a row.
    pub streak: u32,
    /// The last wrong try, milliseconds UTC.
    pub last_at: i64,
    /// When the cap was last reached, milliseconds UTC.
    #[serde(default)]
    pub alarm_at: Option<i64>,
}

impl Tries {
    /// Milliseconds before the next try, when `most` may be wrong in a window.
    fn wait_ms(&self, most: usize, now_ms: i64) -> i64 {
        let counting: Vec<i64> = self.counting(now_ms).collect();
        let full = counting.len().checked_sub(most);
        full.map_or(0, |at| counting[at] + WINDOW_MS - now_ms)
    }

    fn counting(&self, now_ms: i64) -> impl Iterator<Item = i64> {
        let counts = move |at: &i64| *at > now_ms - WINDOW_MS && *at <= now_ms + AHEAD_MS;
        self.recent.iter().copied().filter(counts)
    }

    /// Wrong tries in a row, as long as they are remembered.
    fn in_a_row(&self, now_ms: i64) -> u32 {
        let remembered = now_ms - FORGET_MS < self.last_at && self.last_at <= now_ms + AHEAD_MS;
        if remembered { self.streak } else { 0 }
    }

    /// Milliseconds that wrong tries in a row still cost.
    fn delay_ms(&self, now_ms: i64) -> i64 {
        let Some(beyond) = (self.in_a_row(now_ms) as usize).checked_sub(FREE) else {
            return 0;
        };
        let wait = WINDOW_MS + MORE_MS * ((1 << beyond.min(16)) - 1);
        self.last_at.min(now_ms) + wait.min(MOST_WAIT_MS) - now_ms
    }

    fn add(&mut self, now_ms: i64) {
        self.streak = self.in_a_row(now_ms).saturating_add(1);
        self.last_at = now_ms;
        self.recent = self.counting(now_ms).chain([now_ms]).collect();
    }

    fn take_back(&mut self, at_ms: i64) {
        if let Some(place) = self.recent.iter().rposition(|at| *at == at_ms) {
            self.recent.remove(place);
        }
    }
}

/// The tries of a borne, and those of all the bornes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limiter {
    /// Of the borne where somebody tries.
    pub borne: Tries,
    /// Of all of them.
    pub everywhere: Tries,
}

impl Limiter {
    /// Milliseconds before this borne may try a code; 0: now.
    pub fn wait_ms(&self, now_ms: i64) -> i64 {
        let own = self.borne.wait_ms(FREE, now_ms);
        let own = own.max(self.borne.delay_ms(now_ms));
        own.max(self.everywhere.wait_ms(CAP, now_ms)).max(0)
    }

    /// Counts a try as wrong; or answers the milliseconds to wait, and counts nothing.
    ///
    /// # Errors
    /// The wait, milliseconds.
    pub fn count(&mut self, now_ms: i64) -> Result<(), i64> {
        match self.wait_ms(now_ms) {
            0 => {
                self.borne.add(now_ms);
                self.everywhere.add(now_ms);
                if self.everywhere.counting(now_ms).count() >= CAP {
                    self.everywhere.alarm_at = Some(now_ms);
                }
                Ok(())
            }
            wait => Err(wait),
        }
    }

    /// Takes back the try counted at an instant (milliseconds UTC): it was right. Those in a
    /// row are forgotten; those that count in the window stay, or one's own paper would open
    /// the way to guess others.
    pub fn absolve(&mut self, at_ms: i64) {
        self.borne.take_back(at_ms);
        self.everywhere.take_back(at_ms);
        self.borne.streak = 0;
    }
}
