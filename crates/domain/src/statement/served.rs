//! The whole relay over a half-year: visites by month, demandes by partner, and the people of
//! each. A pseudonym counts once in each month and for each partner; an anonymous visite is
//! one person, for a partner too, however many of its demandes go there (requirement A2).
//! Partners of few people are told of together, their people counted once.

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
    visites: u64,
    months: BTreeMap<Month, Seen>,
    partners: BTreeMap<PartnerCode, Seen>,
}

/// Somebody: by her pseudonym, or, when she gave no name, by the rank of her only visite.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Named(PersonId),
    Unnamed(u64),
}

#[derive(Debug, Clone, Default)]
struct Seen {
    count: u64,
    people: BTreeSet<Who>,
}

impl Seen {
    fn add(&mut self, count: u64, who: &Who) {
        self.count += count;
        self.people.insert(who.clone());
    }

    fn join(&mut self, other: &Self) {
        self.count += other.count;
        self.people.extend(other.people.iter().cloned());
    }

    fn counted(&self) -> Count {
        Count {
            count: self.count,
            persons: self.people.len() as u64,
        }
    }
}

/// Demandes of each partner, as they may be told to anybody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gathered {
    /// Partners of enough people.
    pub alone: BTreeMap<PartnerCode, Count>,
    /// The others, told of together, with their demandes and their people.
    pub together: Option<(BTreeSet<PartnerCode>, Count)>,
}

impl Served {
    /// Counts a visite.
    pub fn add(&mut self, visite: &Visite) {
        self.visites += 1;
        let unnamed = Who::Unnamed(self.visites);
        let person = &visite.person.clone().map_or(unnamed, Who::Named);
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

    /// Demandes of each partner of at least `enough` people; those of the others together. The
    /// partners of fewest people join them until the group, whichever of its partners takes its
    /// own people away from it, still holds `enough` of them: no partner can tell from its own
    /// figures what another was asked by few.
    ///
    /// Those of `exposed` join them whatever their people: their statements would say what a
    /// figure of theirs hides.
    pub fn gathered(&self, enough: u64, exposed: &BTreeSet<PartnerCode>) -> Gathered {
        let mut by_size: Vec<(&PartnerCode, &Seen)> = self.partners.iter().collect();
        let is_told = |code: &PartnerCode, seen: &Seen| {
            seen.people.len() as u64 >= enough && !exposed.contains(code)
        };
        by_size.sort_by_key(|(code, seen)| (is_told(code, seen), seen.people.len(), *code));
        let few = by_size.partition_point(|(code, seen)| !is_told(code, seen));
        let sizes = few..=by_size.len();
        let group = match few {
            0 => 0,
            _ => sizes
                .into_iter()
                .find(|size| is_mixed(&by_size[..*size], enough))
                .unwrap_or(by_size.len()),
        };
        let (together, alone) = by_size.split_at(group);
        let codes: BTreeSet<PartnerCode> = together.iter().map(|(c, _)| (*c).clone()).collect();
        Gathered {
            alone: alone
                .iter()
                .map(|(code, seen)| ((*code).clone(), seen.counted()))
                .collect(),
            together: (!codes.is_empty()).then(|| (codes, joined(together).counted())),
        }
    }
}

fn joined(partners: &[(&PartnerCode, &Seen)]) -> Seen {
    let mut all = Seen::default();
    for (_, seen) in partners {
        all.join(seen);
    }
    all
}

/// Whether a group still holds `enough` people once any one of its partners has taken its own
/// away.
fn is_mixed(group: &[(&PartnerCode, &Seen)], enough: u64) -> bool {
    let largest = group.iter().map(|(_, seen)| seen.people.len()).max();
    let left = joined(group).people.len() - largest.unwrap_or_default();
    left as u64 >= enough
}
