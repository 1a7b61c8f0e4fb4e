//! The hybrid logical clock: wall time that never goes back.
//!
//! 48 bits of milliseconds since 1970, 16 bits of counter. Its last value is
//! persisted with the entry; a volatile clock would let a correction lose to
//! what it saw.

/// A moment of a journal. Order is the order of the raw number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hlc(u64);

const COUNTER_BITS: u32 = 16;
const MOST_MILLIS: u64 = (1 << 48) - 1;

impl Hlc {
    /// From its stored form.
    pub fn from_raw(raw: u64) -> Self {
        Self(raw)
    }

    /// Its stored form.
    pub fn raw(self) -> u64 {
        self.0
    }

    /// Wall part, milliseconds UTC.
    pub fn millis(self) -> u64 {
        self.0 >> COUNTER_BITS
    }

    /// The next moment: the wall clock, or one step after the last when the wall
    /// clock is behind. A wall clock before 1970 or past year 10889 is clamped.
    #[must_use]
    pub fn tick(self, wall_millis: i64) -> Self {
        let wall = u64::try_from(wall_millis).unwrap_or(0).min(MOST_MILLIS);
        Self((wall << COUNTER_BITS).max(self.0.saturating_add(1)))
    }

    /// Rises to what another node has seen.
    #[must_use]
    pub fn witness(self, seen: Self) -> Self {
        self.max(seen)
    }
}
