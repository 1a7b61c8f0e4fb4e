//! How far the statement of a partner for a month is, and when it is frozen by itself.

use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};

use super::regle::Regle;
use crate::{
    ids::{AccountId, PartnerCode},
    period::Month,
    profile::choices,
};

choices! {
    /// Where it stands.
    Avancement {
        /// Nothing was prepared.
        Attendu = "attendu",
        /// Prepared; something of the month may still come.
        Prepare = "prepare",
        /// Prepared, and complete: somebody may approve it.
        AApprouver = "a-approuver",
        /// Approved: it is frozen on its day.
        Approuve = "approuve",
        /// Frozen.
        Fige = "fige",
        /// Frozen, and everybody who is to be told was.
        Envoye = "envoye",
        /// Frozen again, with what came later.
        Rectifie = "rectifie",
    }
    /// What somebody, or the mail, did with a statement.
    Geste {
        /// It is complete, and approved.
        Approuver = "approuver",
        /// It is frozen without waiting, what lacks being named.
        SansAttendre = "sans-attendre",
        /// A mail server took the letter.
        Remettre = "remettre",
    }
}

/// A fact of the life of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marque {
    /// Partner.
    pub partner: PartnerCode,
    /// Month.
    pub month: Month,
    /// What was done.
    pub gesture: Geste,
    /// Number of the statement, once it is frozen.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// To which function a letter went.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub function: String,
    /// Who did it; the program by itself: empty.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

impl Marque {
    /// What tells two marks apart.
    pub fn key(&self) -> String {
        let (gesture, number) = (self.gesture.code(), self.number.as_str());
        let (month, partner, function) = (self.month, &self.partner, &self.function);
        format!("{month}/{partner}/{gesture}/{number}/{function}")
    }
}

/// What is known of a statement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Connu {
    /// It was prepared.
    pub prepared: bool,
    /// Nothing more of the month may come.
    pub complete: bool,
    /// Somebody approved it, or said not to wait.
    pub approved: bool,
    /// How many times it was frozen.
    pub issued: u32,
    /// Who is to be told of the last one.
    pub to_tell: usize,
    /// Who was.
    pub told: usize,
}

impl Connu {
    /// Where it stands.
    pub fn avancement(&self) -> Avancement {
        match self {
            Self { issued: 2.., .. } => Avancement::Rectifie,
            Self { issued: 1, .. } if self.is_told() => Avancement::Envoye,
            Self { issued: 1, .. } => Avancement::Fige,
            Self { approved: true, .. } => Avancement::Approuve,
            Self {
                prepared: false, ..
            } => Avancement::Attendu,
            Self { complete: true, .. } => Avancement::AApprouver,
            _ => Avancement::Prepare,
        }
    }

    fn is_told(&self) -> bool {
        self.to_tell > 0 && self.told >= self.to_tell
    }
}

/// The day on which a statement is frozen by itself: so many days after the month, never on the
/// day when it was first prepared, nor before the day of its rule. Somebody has always had a day
/// to look at it.
pub fn by_default(month: Month, after_days: u32, prepared_on: Date, regle: &Regle) -> Date {
    let after = |day: Date, days: u32| day.saturating_add(Span::new().days(i64::from(days)));
    after(month.last_day(), after_days)
        .max(after(prepared_on, 1))
        .max(regle.first_day(month))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_statement_goes_from_expected_to_amended() {
        let mut known = Connu::default();
        let mut seen = vec![known.avancement()];
        let steps: [fn(&mut Connu); 6] = [
            |k| k.prepared = true,
            |k| k.complete = true,
            |k| k.approved = true,
            |k| (k.issued, k.to_tell) = (1, 1),
            |k| k.told = 1,
            |k| (k.issued, k.told) = (2, 0),
        ];
        for step in steps {
            step(&mut known);
            seen.push(known.avancement());
        }
        assert_eq!(seen, Avancement::ALL);
    }

    #[test]
    fn nothing_is_frozen_by_default_on_the_day_it_is_prepared_nor_before_its_day() {
        let month: Month = "2026-10".parse().unwrap();
        let on = |prepared: Date, day: u32| {
            let regle = Regle {
                day,
                ..Regle::default()
            };
            by_default(month, 5, prepared, &regle)
        };
        assert_eq!(on(date(2026, 11, 1), 1), date(2026, 11, 5));
        assert_eq!(on(date(2026, 11, 20), 1), date(2026, 11, 21));
        assert_eq!(on(date(2026, 11, 1), 8), date(2026, 11, 8));
    }
}
