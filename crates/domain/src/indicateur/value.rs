//! An exact number: a fraction of whole numbers, or why there is none.

use std::{cmp::Ordering, fmt, str::FromStr};

/// A fraction in its lowest terms, its lower part above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value {
    up: i128,
    down: i128,
}

/// Why there is no value. Never said to be 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// This figure is not known for the period.
    Figure(String),
    /// Something is divided by nothing.
    DividedByZero,
    /// The numbers are beyond what is computed exactly.
    TooLarge,
}

/// Most decimals of a number that is written.
const DECIMALS: usize = 6;

fn common(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

impl Value {
    /// Nothing counted: a true zero.
    pub const ZERO: Self = Self { up: 0, down: 1 };

    /// A whole number.
    pub fn whole(number: i64) -> Self {
        Self {
            up: i128::from(number),
            down: 1,
        }
    }

    /// A fraction.
    ///
    /// # Errors
    /// Its lower part is zero, or it is too large.
    pub fn fraction(up: i128, down: i128) -> Result<Self, Missing> {
        if down == 0 {
            return Err(Missing::DividedByZero);
        }
        let sign = if down < 0 { -1 } else { 1 };
        let up = up.checked_mul(sign).ok_or(Missing::TooLarge)?;
        let down = down.checked_mul(sign).ok_or(Missing::TooLarge)?;
        let size = up.checked_abs().ok_or(Missing::TooLarge)?;
        let part = common(size, down);
        Ok(Self {
            up: up / part,
            down: down / part,
        })
    }

    /// The sum.
    ///
    /// # Errors
    /// Too large.
    pub fn plus(self, other: Self) -> Result<Self, Missing> {
        let left = self.up.checked_mul(other.down);
        let right = other.up.checked_mul(self.down);
        let up = left.zip(right).and_then(|(a, b)| a.checked_add(b));
        let down = self.down.checked_mul(other.down);
        let (up, down) = up.zip(down).ok_or(Missing::TooLarge)?;
        Self::fraction(up, down)
    }

    /// The other sign.
    #[must_use]
    pub fn opposite(self) -> Self {
        Self {
            up: -self.up,
            down: self.down,
        }
    }

    /// The product.
    ///
    /// # Errors
    /// Too large.
    pub fn times(self, other: Self) -> Result<Self, Missing> {
        let up = self.up.checked_mul(other.up);
        let down = self.down.checked_mul(other.down);
        let (up, down) = up.zip(down).ok_or(Missing::TooLarge)?;
        Self::fraction(up, down)
    }

    /// The quotient.
    ///
    /// # Errors
    /// Divided by zero, or too large.
    pub fn over(self, other: Self) -> Result<Self, Missing> {
        if other.up == 0 {
            return Err(Missing::DividedByZero);
        }
        self.times(Self::fraction(other.down, other.up)?)
    }

    /// The number with so many decimals (6 at most), rounded half away from zero, as a whole
    /// number of its last decimal; the largest when it does not fit.
    pub fn scaled(self, decimals: u8) -> i64 {
        let scale = 10_i128.pow(u32::from(decimals.min(6)));
        let Some(up) = self.up.checked_mul(scale * 2) else {
            return if self.up < 0 { i64::MIN } else { i64::MAX };
        };
        let half = if up < 0 { -self.down } else { self.down };
        let rounded = up.saturating_add(half) / self.down.saturating_mul(2);
        i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX })
    }

    /// Written the French way with so many decimals: `12 345,6`.
    pub fn french(self, decimals: u8) -> String {
        let decimals = decimals.min(6);
        let scaled = self.scaled(decimals);
        let scale = 10_u64.pow(u32::from(decimals));
        let (whole, rest) = (scaled.unsigned_abs() / scale, scaled.unsigned_abs() % scale);
        let digits = whole.to_string();
        let mut text = String::from(if scaled < 0 { "−" } else { "" });
        for (position, digit) in digits.chars().enumerate() {
            if position > 0 && (digits.len() - position).is_multiple_of(3) {
                text.push('\u{202f}');
            }
            text.push(digit);
        }
        if decimals == 0 {
            return text;
        }
        let width = usize::from(decimals);
        format!("{text},{rest:0width$}")
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        let difference = self.plus(other.opposite()).ok()?;
        Some(difference.up.cmp(&0))
    }
}

/// As a formula writes it: a whole number, or one with its decimals.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.french(6);
        let text = text.trim_end_matches('0').trim_end_matches(',');
        f.write_str(text)
    }
}

impl FromStr for Value {
    type Err = Missing;

    /// Reads `12`, `12,5` or `12.5`: digits, and six decimals at most.
    fn from_str(text: &str) -> Result<Self, Missing> {
        let text = text.trim();
        let (whole, rest) = text.split_once([',', '.']).unwrap_or((text, ""));
        let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        let bad = whole.is_empty() || !is_number(whole) || !is_number(rest);
        if bad || whole.len() > 15 || rest.len() > DECIMALS {
            return Err(Missing::TooLarge);
        }
        let down = 10_i128.pow(u32::try_from(rest.len()).unwrap_or(0));
        let up = format!("{whole}{rest}")
            .parse()
            .map_err(|_| Missing::TooLarge)?;
        Self::fraction(up, down)
    }
}
