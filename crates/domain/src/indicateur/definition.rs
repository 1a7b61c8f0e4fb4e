//! An indicator: what it measures, in what unit, towards what.

use serde::{Deserialize, Serialize};

use super::{
    formula::Formula,
    value::{Missing, Value},
};
use crate::profile::choices;

choices! {
    /// What its value counts.
    Unit {
        /// A whole number.
        Nombre = "nombre",
        /// A number with one decimal.
        Decimal = "decimal",
        /// Percent, one decimal.
        Pourcent = "pourcent",
        /// Euros, two decimals.
        Euros = "euros",
        /// Minutes.
        Minutes = "minutes",
        /// Hours.
        Heures = "heures",
        /// Days.
        Jours = "jours",
    }
    /// Which way is better.
    Direction {
        /// More is better.
        Hausse = "hausse",
        /// Less is better.
        Baisse = "baisse",
        /// Neither: it only describes.
        Aucun = "aucun",
    }
    /// Over what it is read.
    Period {
        /// A month.
        Mois = "mois",
        /// A half-year.
        Semestre = "semestre",
        /// A year.
        Annee = "annee",
    }
}

impl Unit {
    /// Decimals that are shown.
    pub fn decimals(self) -> u8 {
        match self {
            Self::Nombre | Self::Minutes | Self::Heures | Self::Jours => 0,
            Self::Decimal | Self::Pourcent => 1,
            Self::Euros => 2,
        }
    }
}

/// What it was before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Its value, as written: `761`.
    pub value: String,
    /// When, in words.
    pub when: String,
    /// Where it comes from.
    pub source: String,
}

/// What others measure; their people are not ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Benchmark {
    /// Its value, in words: « 82 % ».
    pub value: String,
    /// Whose it is.
    pub source: String,
    /// Year.
    pub year: u32,
}

/// An indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicateur {
    /// Code.
    pub code: String,
    /// Family, in words.
    pub family: String,
    /// Name.
    pub name: String,
    /// What it measures, in a sentence.
    pub definition: String,
    /// Unit.
    pub unit: Unit,
    /// Formula, as written.
    pub formula: String,
    /// Which way is better.
    pub direction: Direction,
    /// What it should reach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Where its figures come from.
    pub source: String,
    /// Who answers for it.
    pub owner: String,
    /// Over what it is read.
    pub period: Period,
    /// What it was before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    /// What others measure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benchmark: Option<Benchmark>,
}

impl Indicateur {
    /// Its value over figures.
    ///
    /// # Errors
    /// Why there is none. A formula that cannot be read any more names itself.
    pub fn value(&self, figure: &dyn Fn(&str) -> Option<Value>) -> Result<Value, Missing> {
        let formula = Formula::read(&self.formula);
        let formula = formula.map_err(|_| Missing::Figure(self.code.clone()))?;
        formula.value(figure)
    }

    /// Its formula in French; as written when it cannot be read.
    pub fn french(&self) -> String {
        Formula::read(&self.formula).map_or_else(|_| self.formula.clone(), |f| f.french())
    }

    /// Its target as a number.
    pub fn target(&self) -> Option<Value> {
        self.target.as_deref()?.parse().ok()
    }
}

/// What is missing to reach a target: how far the value stands from it (below zero: under
/// it), and whether it is reached. Nothing where no way is better.
pub fn progress(value: Value, target: Value, direction: Direction) -> Option<(Value, bool)> {
    let gap = value.plus(target.opposite()).ok()?;
    match direction {
        Direction::Hausse => Some((gap, gap >= Value::ZERO)),
        Direction::Baisse => Some((gap, gap <= Value::ZERO)),
        Direction::Aucun => None,
    }
}
