//! What the address of a figure asks for: months, a partner or a place.

use jiff::civil::Date;
use plus_domain::{
    period::{Month, Period},
    stats::Scope,
};
use serde::Deserialize;

use crate::web::router::encoded;

/// What may follow `/pilotage/chiffres?`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// First month.
    pub de: String,
    /// Last month.
    pub a: String,
    /// Partner.
    pub partenaire: String,
    /// Place.
    pub lieu: String,
    /// Dimension of a figure, for its lines.
    pub dimension: String,
    /// Value of a figure, for its lines.
    pub valeur: String,
    /// Last line of the page before, for its lines.
    pub apres: String,
}

/// The same, read: months that exist, in order, and one restriction at most.
#[derive(Debug, Clone)]
pub struct Choice {
    /// First month.
    pub from: Month,
    /// Last month.
    pub to: Month,
    /// The days.
    pub period: Period,
    /// Restriction.
    pub scope: Scope,
    /// Whether what was asked could not be read and was replaced.
    pub replaced: bool,
}

impl Asked {
    /// Reads; what cannot be is replaced by the present year, and it is said.
    pub fn read(&self, today: Date) -> Choice {
        let now = Month::of(today);
        let (from, to) = (read(&self.de), read(&self.a));
        let unreadable = from.is_err() || to.is_err();
        let from = from.ok().flatten().unwrap_or_else(|| now.january());
        let to = to.ok().flatten().unwrap_or(now);
        let backwards = from > to;
        let (from, to) = if backwards { (to, from) } else { (from, to) };
        Choice::new(from, to, self.scope(), unreadable || backwards)
    }

    fn scope(&self) -> Scope {
        if !self.partenaire.is_empty() {
            Scope::Partner(self.partenaire.as_str().into())
        } else if !self.lieu.is_empty() {
            Scope::Place(self.lieu.as_str().into())
        } else {
            Scope::All
        }
    }
}

/// Nothing said is nothing; a month that does not exist is an error.
fn read(text: &str) -> Result<Option<Month>, plus_domain::period::PeriodError> {
    if text.is_empty() {
        Ok(None)
    } else {
        text.parse().map(Some)
    }
}

impl Choice {
    pub(super) fn new(from: Month, to: Month, scope: Scope, replaced: bool) -> Self {
        let period = Period {
            from: from.first_day(),
            to: to.last_day(),
        };
        Self {
            from,
            to,
            period,
            scope,
            replaced,
        }
    }

    /// The same restriction, for one month.
    #[must_use]
    pub fn within(&self, month: Month) -> Self {
        Self::new(month, month, self.scope.clone(), false)
    }

    /// As many months just before, with the same restriction.
    #[must_use]
    pub fn before(&self) -> Self {
        let to = self.from.prev();
        let months = self.period.months().count();
        let from = (1..months).fold(to, |month, _| month.prev());
        Self::new(from, to, self.scope.clone(), false)
    }

    /// As the query of an address.
    pub fn query(&self) -> String {
        let base = format!("de={}&a={}", self.from, self.to);
        match &self.scope {
            Scope::All => base,
            Scope::Partner(code) => format!("{base}&partenaire={}", encoded(code.as_str())),
            Scope::Place(code) => format!("{base}&lieu={}", encoded(code.as_str())),
        }
    }

    /// Where the lines behind a figure are.
    pub fn lines(&self, dimension: &str, value: &str) -> String {
        format!(
            "/pilotage/chiffres/lignes?{}&dimension={dimension}&valeur={}",
            self.query(),
            encoded(value)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(de: &str, a: &str) -> Choice {
        let asked = Asked {
            de: de.into(),
            a: a.into(),
            ..Asked::default()
        };
        asked.read(jiff::civil::date(2026, 11, 23))
    }

    #[test]
    fn nothing_said_is_the_year_so_far() {
        let choice = read("", "");
        assert_eq!(
            (
                choice.from.to_string(),
                choice.to.to_string(),
                choice.replaced
            ),
            ("2026-01".into(), "2026-11".into(), false)
        );
    }

    #[test]
    fn the_period_before_has_as_many_months() {
        let before = read("2026-01", "2026-03").before();
        let months = (before.from.to_string(), before.to.to_string());
        assert_eq!(months, ("2025-10".into(), "2025-12".into()));
        let before = read("2026-03", "2026-03").before();
        let months = (before.from.to_string(), before.to.to_string());
        assert_eq!(months, ("2026-02".into(), "2026-02".into()));
    }

    #[rstest::rstest]
    #[case("2026-13", "2026-11")]
    #[case("hier", "")]
    #[case("2026-05", "2026-02")]
    fn months_that_cannot_be_are_replaced_and_it_is_said(#[case] de: &str, #[case] a: &str) {
        assert!(read(de, a).replaced);
    }
}
