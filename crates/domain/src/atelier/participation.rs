//! Who came to an atelier: numbers of people who are followed and agree, and counts.
//!
//! Counts of those who say nothing of themselves stand side by side (so many women, so many
//! over seventy): nobody knows which is which, and no table crosses them (field, defect 6).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    form::FormErrors,
    ids::PersonId,
    profile::{AgeBand, Profile, Sex, Status},
};

/// Most people who come without a name (as in La Coop).
pub const MOST_ANONYMOUS: u32 = 10_000;

/// Somebody who is followed, and agreed that it is noted that she came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nommee {
    /// Her pseudonym.
    pub person: PersonId,
    /// What was known of her that day.
    pub profile: Profile,
}

/// Those who came without a name, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anonymes {
    /// How many.
    pub total: u32,
    /// How many of them had come before.
    #[serde(default)]
    pub again: u32,
    /// By sex; the rest did not say.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sexes: BTreeMap<Sex, u32>,
    /// By age band; the rest did not say.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ages: BTreeMap<AgeBand, u32>,
    /// By situation; the rest did not say.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub statuses: BTreeMap<Status, u32>,
}

/// Who came.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Participation {
    /// Those who are followed and agreed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<Nommee>,
    /// The others.
    pub anonymous: Anonymes,
}

impl Participation {
    /// How many people came.
    pub fn total(&self) -> u32 {
        let named = u32::try_from(self.named.len()).unwrap_or(u32::MAX);
        named.saturating_add(self.anonymous.total)
    }

    /// Whether somebody is among those who are named.
    pub fn holds(&self, person: &PersonId) -> bool {
        self.named.iter().any(|one| one.person == *person)
    }
}

/// Who came, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParticipationForm {
    /// Those who are named, as the page that offered them knows them.
    pub named: Vec<Nommee>,
    /// Whether they agreed.
    pub agreed: bool,
    /// Counters by the name of their field: `anonymes`, `deja`, `sexe-f`, `age-12-17`,
    /// `statut-retraite`.
    pub counters: BTreeMap<String, String>,
}

impl ParticipationForm {
    /// Reads it. Fields: those of the counters, and `accord`.
    ///
    /// # Errors
    /// Everything that must be mended.
    pub fn read(self) -> Result<Participation, FormErrors> {
        let mut errors = FormErrors::default();
        if !self.named.is_empty() && !self.agreed {
            errors.add("accord", "atelier-accord-absent");
        }
        let total = self.counter("anonymes", &mut errors);
        let again = self.counter("deja", &mut errors);
        if again > total {
            errors.add("deja", "atelier-deja-trop");
        }
        let sexes = self.split("sexe", Sex::ALL, Sex::code, &mut errors);
        let ages = self.split("age", AgeBand::ALL, AgeBand::code, &mut errors);
        let statuses = self.split("statut", Status::ALL, Status::code, &mut errors);
        check("sexe-f", &sexes, total, &mut errors);
        check("age-moins-12", &ages, total, &mut errors);
        check("statut-scolarise", &statuses, total, &mut errors);
        let anonymous = Anonymes {
            total,
            again,
            sexes,
            ages,
            statuses,
        };
        let named = self.named;
        let read = Participation { named, anonymous };
        if read.total() == 0 && errors.0.is_empty() {
            errors.add("anonymes", "atelier-personne");
        }
        errors.into_result(Some(read))
    }

    fn counter(&self, field: &str, errors: &mut FormErrors) -> u32 {
        let text = self.counters.get(field).map_or("", |text| text.trim());
        let number = if text.is_empty() {
            Some(0)
        } else {
            text.parse().ok().filter(|n| *n <= MOST_ANONYMOUS)
        };
        if number.is_none() {
            let most = [("max", MOST_ANONYMOUS.to_string())];
            errors.add_with(field, "atelier-erreur-compte", most);
        }
        number.unwrap_or(0)
    }

    /// The counters of a list, those that are not zero; who did not say is what is left.
    fn split<T: Copy + Ord>(
        &self,
        family: &str,
        all: &[T],
        code: fn(T) -> &'static str,
        errors: &mut FormErrors,
    ) -> BTreeMap<T, u32> {
        let said = all.iter().filter(|one| code(**one) != "nc");
        said.map(|one| {
            let field = format!("{family}-{}", code(*one));
            (*one, self.counter(&field, errors))
        })
        .filter(|(_, count)| *count > 0)
        .collect()
    }
}

/// The parts of those who came are no more than they were.
fn check<T>(field: &str, parts: &BTreeMap<T, u32>, total: u32, errors: &mut FormErrors) {
    let sum: u64 = parts.values().map(|part| u64::from(*part)).sum();
    if sum > u64::from(total) {
        let said = [("somme", sum.to_string()), ("total", total.to_string())];
        errors.add_with(field, "atelier-parts-trop", said);
    }
}
