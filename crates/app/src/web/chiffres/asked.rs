//! What the address of a figure asks for: months, a partner or a place.

use jiff::civil::Date;
use plus_domain::{
    period::{Month, Period},
    permanence::PermanenceState,
    statement::Counted,
    stats::{Dimension, Scope},
};
use serde::Deserialize;

use super::Mesure;
use crate::web::router::encoded;

/// Where lines are read.
const LINES: &str = "/pilotage/chiffres/lignes";
/// The dimension of half-days, which are no visites.
pub(super) const HALF_DAYS: &str = "permanence";

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
    /// Value of a figure, or several with a comma between them, for its lines.
    pub valeur: String,
    /// Code of a [`super::Mesure`], for its lines; empty: that of its dimension.
    pub unite: String,
    /// How fine a breakdown of statements is, for its lines.
    pub niveau: String,
    /// Number of a statement: its lines as they stood when it was frozen.
    pub releve: String,
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

    /// Where the lines of the same figure are, from the first.
    pub(super) fn address(&self, choice: &Choice) -> String {
        let more = [
            ("unite", &self.unite),
            ("niveau", &self.niveau),
            ("releve", &self.releve),
        ];
        let said = more.into_iter().filter(|(_, value)| !value.is_empty());
        let said = said.map(|(name, value)| format!("&{name}={}", encoded(value)));
        let lines = choice.lines(&encoded(&self.dimension), &self.valeur);
        format!("{lines}{}", said.collect::<String>())
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
    pub(in crate::web) fn new(from: Month, to: Month, scope: Scope, replaced: bool) -> Self {
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

    /// Where the lines behind a figure are; values are separated by commas.
    pub fn lines(&self, dimension: &str, values: &str) -> String {
        format!(
            "{LINES}?{}&dimension={dimension}&valeur={}",
            self.query(),
            encoded(values)
        )
    }

    /// The same, of a figure that counts something else than its dimension does.
    pub fn lines_in(&self, measure: Mesure, dimension: Dimension, values: &str) -> String {
        let lines = self.lines(dimension.code(), values);
        format!("{lines}&unite={}", measure.code())
    }

    /// Where the lines are of a figure that statements and reports count.
    pub fn lines_of(&self, counted: &Counted) -> String {
        match counted {
            Counted::Total(unit) => {
                format!(
                    "{}&niveau=fin&unite={}",
                    self.lines("total", "*"),
                    unit.code()
                )
            }
            Counted::Value(breakdown, level, code) => {
                let lines = self.lines(breakdown.code(), code);
                format!("{lines}&niveau={}", level.code())
            }
        }
    }

    /// Where half-days in some states are.
    pub fn half_days(&self, states: &[PermanenceState]) -> String {
        let states: Vec<&str> = states.iter().map(|state| state.code()).collect();
        self.lines(HALF_DAYS, &states.join(","))
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
