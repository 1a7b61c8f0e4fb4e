//! Cents and rates, as French people write them.

use std::{fmt, iter::Sum, ops::Add, str::FromStr};

use serde::{Deserialize, Serialize};

/// No amount is larger, in cents: ten billion euros.
const MOST: i64 = 1_000_000_000_000;
/// Narrow no-break space, between groups of three digits.
const NARROW: char = '\u{202f}';
/// No-break space, before a sign.
const NO_BREAK: char = '\u{a0}';

/// An amount in euro cents.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Cents(i64);

/// Why a text is no amount, or no rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// It cannot be read.
    #[error("écrivez un montant comme 1 234,56")]
    Shape,
    /// It says less than a cent, or could mean two amounts: `1.234`.
    #[error("écrivez deux chiffres au plus après la virgule")]
    Decimals,
    /// Nobody pays that.
    #[error("ce montant est trop grand")]
    TooLarge,
    /// It cannot be read as a rate.
    #[error("écrivez un taux comme 26,7 %, entre 0 et 100")]
    Rate,
}

impl Cents {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many cents.
    pub const fn new(cents: i64) -> Self {
        Self(cents)
    }

    /// The number of cents.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Nothing in place of less than nothing.
    #[must_use]
    pub fn at_least_zero(self) -> Self {
        Self(self.0.max(0))
    }

    /// What is left when `other` is taken away; may be below zero.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// `part` of `whole` of this amount, rounded half up; nothing when `whole` is not above 0.
    #[must_use]
    pub fn share(self, part: i64, whole: i64) -> Self {
        if whole <= 0 {
            return Self::ZERO;
        }
        let product = i128::from(self.0) * i128::from(part) * 2 + i128::from(whole);
        let rounded = product.div_euclid(i128::from(whole) * 2);
        Self(i64::try_from(rounded).unwrap_or(i64::MAX))
    }
}

impl Add for Cents {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Self::add)
    }
}

/// `733 304,00 €`, with the blanks that never break.
impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let euros = (self.0.unsigned_abs() / 100).to_string();
        let sign = if self.0 < 0 { "−" } else { "" };
        f.write_str(sign)?;
        for (position, digit) in euros.chars().enumerate() {
            if position > 0 && (euros.len() - position).is_multiple_of(3) {
                write!(f, "{NARROW}")?;
            }
            write!(f, "{digit}")?;
        }
        write!(f, ",{:02}{NO_BREAK}€", self.0.unsigned_abs() % 100)
    }
}

impl FromStr for Cents {
    type Err = MoneyError;

    /// Reads `1 234,56`, `1234.56`, `1.234,56`, `1234`, each with or without `€`, below zero
    /// with a sign before it. What could mean two amounts is refused.
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let text = text.trim_end_matches('€');
        let (sign, digits) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (euros, cents) = split(digits)?;
        let amount = number(&euros)?
            .checked_mul(100)
            .and_then(|e| e.checked_add(cents))
            .filter(|amount| *amount <= MOST);
        amount
            .map(|amount| Self(sign * amount))
            .ok_or(MoneyError::TooLarge)
    }
}

/// Digits of the euros, and the cents.
fn split(digits: &str) -> Result<(String, i64), MoneyError> {
    let (euros, decimals) = match digits.rsplit_once(',') {
        Some((euros, decimals)) => (without_points(euros)?, decimals),
        None => match digits.rsplit_once('.') {
            Some((euros, decimals)) => (euros.to_owned(), decimals),
            None => return Ok((digits.to_owned(), 0)),
        },
    };
    let cents = number(decimals)?;
    match decimals.len() {
        1 => Ok((euros, cents * 10)),
        2 => Ok((euros, cents)),
        _ => Err(MoneyError::Decimals),
    }
}

/// Thousands apart by points are read when each group after the first has three digits.
fn without_points(euros: &str) -> Result<String, MoneyError> {
    let mut groups = euros.split('.');
    let first = groups.next().unwrap_or_default();
    if groups.clone().any(|group| group.len() != 3) || first.len() > 3 && euros.contains('.') {
        return Err(MoneyError::Shape);
    }
    Ok(euros.replace('.', ""))
}

fn number(digits: &str) -> Result<i64, MoneyError> {
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(MoneyError::Shape);
    }
    digits.parse().map_err(|_| MoneyError::TooLarge)
}

/// A rate, in hundredths of a percent: 2 670 is 26,7 %. Never above 100 %.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Rate(u16);

impl Rate {
    /// All of it.
    pub const WHOLE: i64 = 10_000;

    /// So many hundredths of a percent, 10 000 at most.
    pub fn new(hundredths: u16) -> Option<Self> {
        (i64::from(hundredths) <= Self::WHOLE).then_some(Self(hundredths))
    }

    /// Hundredths of a percent.
    pub fn get(self) -> i64 {
        i64::from(self.0)
    }

    /// This part of an amount, rounded half up to the cent.
    pub fn of(self, base: Cents) -> Cents {
        base.share(self.get(), Self::WHOLE)
    }
}

/// `26,7 %`.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match rest {
            0 => write!(f, "{whole}"),
            rest if rest.is_multiple_of(10) => write!(f, "{whole},{}", rest / 10),
            rest => write!(f, "{whole},{rest:02}"),
        }?;
        write!(f, "{NO_BREAK}%")
    }
}

impl FromStr for Rate {
    type Err = MoneyError;

    /// Reads `26,7 %`; the sign is needed, so that no rate passes for an amount.
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let number = text.trim().strip_suffix('%').ok_or(MoneyError::Rate)?;
        let hundredths: Cents = number.parse().map_err(|_| MoneyError::Rate)?;
        let rate = u16::try_from(hundredths.get()).ok().and_then(Self::new);
        rate.ok_or(MoneyError::Rate)
    }
}

/// A share in tenths of a percent, rounded half up; nothing when there is no whole.
pub fn tenths_of(part: Cents, whole: Cents) -> Option<i64> {
    (whole > Cents::ZERO).then(|| Cents::new(1_000).share(part.get(), whole.get()).get())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::*;

    #[test]
    fn amounts_are_read_as_french_people_and_their_programs_write_them() {
        for (text, cents) in [
            ("1 234,56", 123_456),
            ("1\u{202f}234,56\u{a0}€", 123_456),
            ("1234.56", 123_456),
            ("1.234,56", 123_456),
            ("12,5", 1_250),
            ("0", 0),
            ("-12,50 €", -1_250),
            ("733304", 73_330_400),
        ] {
            assert_eq!(text.parse(), Ok(Cents::new(cents)), "{text}");
        }
    }

    #[test]
    fn what_could_mean_two_amounts_is_refused() {
        for (text, error) in [
            ("1.234", MoneyError::Decimals),
            ("1,234.56", MoneyError::Shape),
            ("12.34,56", MoneyError::Shape),
            ("1234.567,00", MoneyError::Shape),
            ("12,345", MoneyError::Decimals),
            ("", MoneyError::Shape),
            ("douze", MoneyError::Shape),
            (",50", MoneyError::Shape),
            ("99999999999999", MoneyError::TooLarge),
            ("99999999999999999999999", MoneyError::TooLarge),
        ] {
            assert_eq!(text.parse::<Cents>(), Err(error), "{text}");
        }
    }

    #[test]
    fn rates_are_read_and_written_back() {
        for text in [
            "26,7\u{a0}%",
            "10\u{a0}%",
            "17,42\u{a0}%",
            "5,05\u{a0}%",
            "100\u{a0}%",
        ] {
            assert_eq!(text.parse::<Rate>().unwrap().to_string(), text);
        }
        for text in ["26,7", "101 %", "-1 %", "1,234 %", "%"] {
            assert_eq!(text.parse::<Rate>(), Err(MoneyError::Rate), "{text}");
        }
    }

    #[test]
    fn half_a_cent_goes_up() {
        let rate = Rate::new(5_000).unwrap();
        assert_eq!(rate.of(Cents::new(1)), Cents::new(1));
        assert_eq!(rate.of(Cents::new(3)), Cents::new(2));
        assert_eq!(Rate::new(4_999).unwrap().of(Cents::new(1)), Cents::ZERO);
        assert_eq!(tenths_of(Cents::new(1), Cents::ZERO), None);
    }

    proptest! {
        #[test]
        fn an_amount_written_is_read_back(cents in -MOST..=MOST) {
            let written = Cents::new(cents).to_string();
            prop_assert_eq!(written.parse(), Ok(Cents::new(cents)));
        }

        #[test]
        fn any_text_is_an_amount_or_a_refusal(text in ".{0,40}") {
            let _any = text.parse::<Cents>();
            let _any = text.parse::<Rate>();
        }

        #[test]
        fn a_rate_and_its_rest_miss_no_cent(cents in 0..=MOST, rate in 0_u16..=10_000) {
            let (base, rate) = (Cents::new(cents), Rate::new(rate).unwrap());
            let taken = rate.of(base);
            prop_assert_eq!(taken + base.minus(taken), base);
            let exact = i128::from(cents) * i128::from(rate.get());
            let off = (i128::from(taken.get()) * 10_000 - exact).abs();
            proptest::prop_assert!(off <= 5_000);
        }
    }
}
