//! The whole relay over a half-year: visites by month, demandes by partner, and the people of
//! each. A pseudonym counts once in each month and for each partner; an anonymous visite is
//! one person, for a partner too, however many of its demandes go there (requirement A2).

use std::collections::{BTreeMap, BTreeSet};

use super::counts::Count;
use crate::{
    ids::{PartnerCode, PersonId},
    period::Month,
    visite::Visite,
};

/// What was served.
#[derive(Debug, Clone, Default)]
pub struct Served {
    months: BTreeMap<Month, Seen>,
    partners: BTreeMap<PartnerCode, Seen>,
}

#[derive(Debug, Clone, Default)]
struct Seen {
    count: u64,
    anonymous: u64,
    named: BTreeSet<PersonId>,
}

impl Seen {
    fn add(&mut self, count: u64, person: Option<&PersonId>) {
        self.count += count;
        match person {
            None => self.anonymous += 1,
            Some(person) => {
                self.named.insert(person.clone());
            }
        }
    }

    fn counted(&self) -> Count {
        Count {
            count: self.count,
            persons: self.anonymous + self.named.len() as u64,
        }
    }
}

impl Served {
    /// Counts a visite.
    pub fn add(&mut self, visite: &Visite) {
        let person = visite.person.as_ref();
        let month = self.months.entry(Month::of(visite.date)).or_default();
        month.add(1, person);
        let mut demandes: BTreeMap<&PartnerCode, u64> = BTreeMap::new();
        for demande in &visite.demandes {
            *demandes.entry(&demande.partner).or_default() += 1;
        }
        for (partner, count) in demandes {
            let seen = self.partners.entry(partner.clone()).or_default();
            seen.add(count, person);
        }
    }

    /// Visites of each month where there was one.
    pub fn months(&self) -> BTreeMap<Month, Count> {
        let months = self.months.iter();
        months
            .map(|(month, seen)| (*month, seen.counted()))
            .collect()
    }

    /// Demandes of each partner that had one.
    pub fn partners(&self) -> BTreeMap<PartnerCode, Count> {
        let partners = self.partners.iter();
        let counted = partners.map(|(code, seen)| (code.clone(), seen.counted()));
        counted.collect()
    }
}
