//! The menu of the team at a kiosk: a code of figures, and how fast it may be tried.
//!
//! A code is short, and the kiosk stands in the street: three tries, then each wait is twice the
//! one before. What was tried is kept across starts of the machine.

use serde::{Deserialize, Serialize};

/// Wrong codes in a row that cost nothing.
const FREE: u32 = 3;
/// What the next one waits, milliseconds; each one more waits twice as long.
const FIRST_MS: i64 = 30_000;
/// The longest wait, milliseconds.
const MOST_MS: i64 = 3_600_000;

/// Whether a text may be the code of the team: six to twelve figures, not all the same.
pub fn is_code(text: &str) -> bool {
    let figures = text.bytes().all(|b| b.is_ascii_digit());
    let first = text.as_bytes().first();
    let same = text.bytes().all(|b| Some(&b) == first);
    figures && (6..=12).contains(&text.len()) && !same
}

/// Wrong codes at one kiosk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tries {
    /// In a row.
    pub wrong: u32,
    /// The last one, milliseconds UTC.
    pub last_at: i64,
}

impl Tries {
    /// Milliseconds before another code may be tried; 0: now. A clock that was set back since
    /// makes nobody wait longer than once.
    pub fn wait_ms(&self, now_ms: i64) -> i64 {
        let Some(beyond) = self.wrong.checked_sub(FREE) else {
            return 0;
        };
        let wait = (FIRST_MS << beyond.min(16)).min(MOST_MS);
        (self.last_at.min(now_ms) + wait - now_ms).max(0)
    }

    /// Counts a try as wrong before it is judged; or answers the milliseconds to wait.
    ///
    /// # Errors
    /// The wait, milliseconds. The instant is then brought back to a clock that was set back.
    pub fn count(&mut self, now_ms: i64) -> Result<(), i64> {
        self.last_at = self.last_at.min(now_ms);
        match self.wait_ms(now_ms) {
            0 => {
                self.wrong = self.wrong.saturating_add(1);
                self.last_at = now_ms;
                Ok(())
            }
            wait => Err(wait),
        }
    }

    /// It was right: those in a row are forgotten.
    pub fn absolve(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_six_to_twelve_figures() {
        for fair in ["482193", "000001", "123456789012"] {
            assert!(is_code(fair), "{fair}");
        }
        for unfair in [
            "",
            "48219",
            "1234567890123",
            "48219a",
            "111111",
            "４８２１９３",
        ] {
            assert!(!is_code(unfair), "{unfair}");
        }
    }

    #[test]
    fn each_wait_is_twice_the_one_before_and_a_right_code_ends_them() {
        let (mut tries, mut now) = (Tries::default(), 1_000);
        for _free in 0..3 {
            assert_eq!(tries.count(now), Ok(()));
        }
        for wait in [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600] {
            assert_eq!(tries.count(now), Err(wait * 1_000));
            now += wait * 1_000;
            assert_eq!(tries.count(now), Ok(()));
        }
        tries.absolve();
        assert_eq!(tries.count(now), Ok(()));
    }

    #[test]
    fn in_ninety_days_at_the_allowed_rate_few_codes_are_tried() {
        let (mut tries, mut now, mut tried) = (Tries::default(), 0, 0_u32);
        while now < 90 * 24 * 3_600_000 {
            match tries.count(now) {
                Ok(()) => tried += 1,
                Err(wait) => now += wait,
            }
        }
        // Of a million: one chance in four hundred and fifty for six figures drawn at random.
        assert!(tried < 2_200, "{tried}");
    }

    #[test]
    fn a_clock_that_was_set_back_makes_nobody_wait_for_ever() {
        let mut tries = Tries {
            wrong: 4,
            last_at: 1_000_000_000,
        };
        assert_eq!(tries.count(5_000), Err(60_000));
        assert_eq!(tries.count(65_000), Ok(()));
    }
}
