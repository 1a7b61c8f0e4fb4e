//! The half-yearly report beside the monthly statements: a partner that holds both may subtract
//! one from the other (requirement A4). What would be left of a figure of the report must not
//! tell of too few people.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    counts::MonthCounts,
    model::{Breakdown, Cell, Level, Statement, Unit},
    tally::{Merging, Received, Tally},
    threshold::Threshold,
};
use crate::{
    ids::PartnerCode,
    period::{HalfYear, Month},
    visite::{FirstTime, Visite},
};

/// What each partner that holds statements of a half-year would be left with.
#[derive(Debug, Clone, Default)]
pub struct Restes {
    partners: BTreeMap<PartnerCode, Reste>,
    half: Option<HalfYear>,
}

/// What is left of the whole relay once a partner has taken its own away.
#[derive(Debug, Clone, Default)]
struct Reste {
    /// Its demandes that its statements show, by month.
    shown: BTreeMap<Month, u64>,
    /// People of its months that its statements do not show.
    unshown: BTreeSet<String>,
    /// Visites where it is not concerned.
    visites: Tally,
    /// Demandes that are not its own.
    demandes: Tally,
    /// People of the visites of each month where it is not concerned.
    months: BTreeMap<Month, BTreeSet<String>>,
}

impl Restes {
    /// For the partners of these statements, given in the order of issue.
    pub fn new<'a>(
        merging: &Merging,
        half: HalfYear,
        issued: impl IntoIterator<Item = &'a Statement>,
    ) -> Self {
        let mut partners: BTreeMap<PartnerCode, Reste> = BTreeMap::new();
        let own = issued
            .into_iter()
            .filter(|s| s.month >= half.first() && s.month <= half.last());
        for statement in own {
            let reste = partners
                .entry(statement.partner.code.clone())
                .or_insert_with(|| Reste {
                    visites: Tally::new(merging.clone()),
                    demandes: Tally::new(merging.clone()),
                    ..Reste::default()
                });
            match statement.headline.demandes {
                Cell::Shown(count) => reste.shown.insert(statement.month, count),
                Cell::Masked | Cell::LessThan(_) => reste.shown.remove(&statement.month),
            };
        }
        Self {
            partners,
            half: Some(half),
        }
    }

    /// Counts a visite of the half-year.
    pub fn add(&mut self, visite: &Visite, first: FirstTime) {
        let Some(half) = self.half else { return };
        let (month, first_month) = (Month::of(visite.date), half.first());
        let unnamed = || format!("~{}", visite.id);
        let who = visite
            .person
            .as_ref()
            .map_or_else(unnamed, ToString::to_string);
        for (partner, reste) in &mut self.partners {
            let others = visite.demandes.iter().filter(|d| d.partner != *partner);
            let others: Vec<_> = others.cloned().collect();
            let is_concerned = others.len() < visite.demandes.len();
            if is_concerned && !reste.shown.contains_key(&month) {
                reste.unshown.insert(who.clone());
            }
            if !is_concerned {
                reste.months.entry(month).or_default().insert(who.clone());
                let all = Received::by_all(visite, first, first_month);
                reste.visites.add(&all);
            }
            if !others.is_empty() {
                let rest = Visite {
                    demandes: others,
                    ..visite.clone()
                };
                reste
                    .demandes
                    .add(&Received::by_all(&rest, first, first_month));
            }
        }
    }

    /// The values of a breakdown that would tell a partner of few people of the others.
    pub fn betrayed(&self, breakdown: Breakdown, level: Level) -> BTreeSet<String> {
        let Some(half) = self.half else {
            return BTreeSet::new();
        };
        let rests = self.partners.values().map(|reste| {
            let tally = match breakdown.unit() {
                Unit::Demandes => &reste.demandes,
                Unit::Visites | Unit::Accompagnements => &reste.visites,
            };
            tally.month(half.first())
        });
        let few = |counts: MonthCounts| {
            let rows = counts.rows(breakdown, level);
            let few = rows.filter(|(_, count)| Threshold::RELEASED.hides(count.persons));
            few.map(|(code, _)| code.to_owned()).collect::<Vec<_>>()
        };
        rests.flat_map(few).collect()
    }

    /// The months whose visites would do so.
    pub fn betrayed_months(&self) -> BTreeSet<Month> {
        let months = self.partners.values().flat_map(|reste| &reste.months);
        let few = months.filter(|(_, people)| Threshold::RELEASED.hides(people.len() as u64));
        few.map(|(month, _)| *month).collect()
    }

    /// The partners whose demandes of the half-year, less those that their statements show, are
    /// those of few people: a month of « moins de N », or what came after a month was frozen.
    pub fn exposed<'a>(
        &self,
        demandes: impl IntoIterator<Item = (&'a PartnerCode, u64)>,
    ) -> BTreeSet<PartnerCode> {
        let counts = demandes.into_iter();
        let exposed = counts.filter(|(code, count)| {
            self.partners.get(*code).is_some_and(|reste| {
                let shown: u64 = reste.shown.values().sum();
                let few = (reste.unshown.len() as u64) < u64::from(Threshold::RELEASED.people());
                *count != shown && few
            })
        });
        exposed.map(|(code, _)| code.clone()).collect()
    }
}
