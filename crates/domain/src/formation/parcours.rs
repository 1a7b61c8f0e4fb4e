//! The steps of the one who arrives: modules, and first things to do, in an order.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    form::FormErrors,
    ids::AccountId,
    projet::{line, needed},
};

/// Most steps.
const STEPS: usize = 40;

/// A step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Etape {
    /// Code, unique.
    pub code: String,
    /// What is to be done; empty: the title of the module says it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The module that makes it, by its attestation; nothing: somebody ticks it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
}

impl Etape {
    /// Reads one as typed: a module, or some words. Fields: `etape`, `module`.
    ///
    /// # Errors
    /// Everything that must be mended.
    pub fn read(code: &str, label: &str, module: &str) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::default();
        let module = Some(module.trim()).filter(|code| !code.is_empty());
        let label = match module {
            Some(_) => Some(line("etape", label, &mut errors)),
            None => needed("etape", label, &mut errors),
        };
        errors.into_result(label.map(|label| Self {
            code: code.to_owned(),
            label,
            module: module.map(ToOwned::to_owned),
        }))
    }
}

/// The steps, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parcours {
    /// Steps.
    pub steps: Vec<Etape>,
}

impl Parcours {
    /// Its code: there is one.
    pub const CODE: &'static str = "parcours";

    /// With one step more, the last; nothing when there are too many.
    #[must_use]
    pub fn with(mut self, step: Etape) -> Option<Self> {
        self.steps.push(step);
        (self.steps.len() <= STEPS).then_some(self)
    }

    /// Without a step.
    #[must_use]
    pub fn without(mut self, code: &str) -> Self {
        self.steps.retain(|step| step.code != code);
        self
    }

    /// With a step one place earlier.
    #[must_use]
    pub fn raised(mut self, code: &str) -> Self {
        let at = self.steps.iter().position(|step| step.code == code);
        if let Some(at) = at.filter(|at| *at > 0) {
            self.steps.swap(at, at - 1);
        }
        self
    }
}

/// Where one person stands on the steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accueil {
    /// Who.
    pub account: AccountId,
    /// When she arrived.
    pub from: Date,
    /// Steps that somebody ticked, and when.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub done: BTreeMap<String, Date>,
    /// It is over: her page does not show it any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub over: bool,
}

impl Accueil {
    /// With a step ticked on a day, or no longer ticked.
    #[must_use]
    pub fn ticked(mut self, code: &str, on: Option<Date>) -> Self {
        match on {
            Some(day) => {
                self.done.entry(code.to_owned()).or_insert(day);
            }
            None => {
                self.done.remove(code);
            }
        }
        self
    }
}
