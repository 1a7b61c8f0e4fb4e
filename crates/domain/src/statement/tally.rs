//! From visites to the counts of a partner: how many, and of how many people.
//!
//! The store hands over every visite of the year where the partner is concerned,
//! in any order, cancelled ones left out; this is the one place that counts them
//! for statements. The threshold counts people (A2): an anonymous visite counts as
//! one person, a pseudonym once, however often it comes back.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    counts::{Count, Counted, MonthCounts, Split},
    model::{Breakdown, Level, Unit},
    threshold,
    values::{self, fixed_values},
};
use crate::{
    ids::{CommuneCode, DemarcheCode, PartnerCode, PersonId, ThemeCode},
    period::Month,
    profile::AgeBand,
    stats::NO_DEMARCHE,
    visite::{Channel, Demande, FirstTime, Kind, Outcome, Visite},
};

/// A visite as one partner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Month of the business date.
    pub month: Month,
    /// Pseudonym; none when anonymous.
    pub person: Option<PersonId>,
    /// Effective answer: the chip of an anonymous person, the history of a named one.
    pub first: FirstTime,
    /// Duration in minutes; 0 when not measured.
    pub minutes: u32,
    /// Commune of the place.
    pub commune: CommuneCode,
    /// Channel.
    pub channel: Channel,
    /// Age band.
    pub age: AgeBand,
    /// The demandes to this partner, at least one.
    pub demandes: Vec<Asked>,
}

/// A demande as its partner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Kind.
    pub kind: Kind,
    /// Whether the animatrice said the kind.
    pub kind_confirmed: bool,
    /// Result.
    pub outcome: Outcome,
    /// Démarche, when there is one.
    pub demarche: Option<DemarcheCode>,
    /// Theme.
    pub theme: ThemeCode,
}

impl Received {
    /// What the partner sees of a visite; none when it is not concerned.
    pub fn by(partner: &PartnerCode, visite: &Visite, first: FirstTime) -> Option<Self> {
        let concerned = visite.demandes.iter().filter(|d| d.partner == *partner);
        let demandes: Vec<Asked> = concerned.map(Asked::from).collect();
        (!demandes.is_empty()).then(|| Self::with(visite, first, demandes))
    }

    /// What the whole relay sees of a visite, counted in `month`: the first of a half-year, so
    /// that nobody is counted twice in it.
    pub fn by_all(visite: &Visite, first: FirstTime, month: Month) -> Self {
        let demandes = visite.demandes.iter().map(Asked::from).collect();
        Self {
            month,
            ..Self::with(visite, first, demandes)
        }
    }

    fn with(visite: &Visite, first: FirstTime, demandes: Vec<Asked>) -> Self {
        Self {
            month: Month::of(visite.date),
            person: visite.person.clone(),
            first,
            minutes: visite.minutes,
            commune: visite.commune.clone(),
            channel: visite.channel,
            age: visite.profile.age,
            demandes,
        }
    }
}

impl From<&Demande> for Asked {
    fn from(demande: &Demande) -> Self {
        Self {
            kind: demande.kind,
            kind_confirmed: demande.kind_confirmed,
            outcome: demande.outcome,
            demarche: demande.demarche.clone(),
            theme: demande.theme.clone(),
        }
    }
}

/// Which coarse value holds each fine one, where the territory decides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merging {
    /// Theme of each démarche, so that it has one only.
    pub themes: BTreeMap<DemarcheCode, ThemeCode>,
    /// Basin of each commune; the commune itself when absent.
    pub basins: BTreeMap<CommuneCode, String>,
}

/// Visites counted month by month, with the people apart so that several months
/// can be counted together without counting anybody twice.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    merging: Merging,
    people: HashMap<PersonId, u32>,
    months: BTreeMap<Month, MonthTally>,
}

#[derive(Debug, Clone, Default)]
struct MonthTally {
    buckets: BTreeMap<Counted, Bucket>,
    groups: BTreeMap<Breakdown, BTreeMap<String, String>>,
    untouched: u64,
    minutes: Vec<u32>,
    measured: Bucket,
}

#[derive(Debug, Clone, Default)]
struct Bucket {
    count: u64,
    anonymous: u64,
    named: BTreeSet<u32>,
}

impl Bucket {
    fn persons(&self) -> u64 {
        self.anonymous + self.named.len() as u64
    }

    fn counted(&self) -> Count {
        Count {
            count: self.count,
            persons: self.persons(),
        }
    }
}

impl Tally {
    /// A tally that merges values as the territory does.
    pub fn new(merging: Merging) -> Self {
        Self {
            merging,
            ..Self::default()
        }
    }

    /// Counts every visite, in any order.
    pub fn of(merging: Merging, visites: impl IntoIterator<Item = Received>) -> Self {
        let mut tally = Self::new(merging);
        for visite in visites {
            tally.add(&visite);
        }
        tally
    }

    /// Counts one visite.
    pub fn add(&mut self, visite: &Received) {
        let next = u32::try_from(self.people.len()).unwrap_or(u32::MAX);
        let person = visite
            .person
            .as_ref()
            .map(|person| *self.people.entry(person.clone()).or_insert(next));
        let values = values_of(visite, &self.merging);
        let month = self.months.entry(visite.month).or_default();
        for (breakdown, fine, coarse) in &values.pairs {
            let groups = month.groups.entry(*breakdown).or_default();
            groups.insert(fine.clone(), coarse.clone());
        }
        for (counted, times) in values.counted() {
            let bucket = month.buckets.entry(counted).or_default();
            bucket.count += times;
            bucket.see(person);
        }
        month.untouched += visite.demandes.iter().filter(|d| !d.kind_confirmed).count() as u64;
        if visite.minutes > 0 {
            month.minutes.push(visite.minutes);
            month.measured.see(person);
        }
    }

    /// The months that hold at least one visite.
    pub fn months(&self) -> impl Iterator<Item = Month> {
        self.months.keys().copied()
    }

    /// The counts of a month.
    pub fn month(&self, month: Month) -> MonthCounts {
        let empty = MonthTally::default();
        self.months.get(&month).unwrap_or(&empty).counts()
    }

    /// Distinct people behind a count, from one month to another, both included.
    pub fn persons(&self, counted: &Counted, from: Month, to: Month) -> u64 {
        let months = self.months().filter(|month| (from..=to).contains(month));
        self.persons_over(counted, &months.collect())
    }

    /// Distinct people behind a count over some months.
    pub fn persons_over(&self, counted: &Counted, months: &BTreeSet<Month>) -> u64 {
        let mut named: BTreeSet<u32> = BTreeSet::new();
        let mut anonymous = 0;
        for month in months.iter().filter_map(|month| self.months.get(month)) {
            if let Some(bucket) = month.buckets.get(counted) {
                anonymous += bucket.anonymous;
                named.extend(&bucket.named);
            }
        }
        anonymous + named.len() as u64
    }
}

impl Bucket {
    fn see(&mut self, person: Option<u32>) {
        match person {
            Some(person) => {
                self.named.insert(person);
            }
            None => self.anonymous += 1,
        }
    }
}

impl MonthTally {
    fn counts(&self) -> MonthCounts {
        let total = |unit| {
            let bucket = self.buckets.get(&Counted::Total(unit));
            bucket.map(Bucket::counted).unwrap_or_default()
        };
        let mut splits: BTreeMap<Breakdown, Split> =
            Breakdown::ALL.iter().map(|&b| (b, short_list(b))).collect();
        for (breakdown, groups) in &self.groups {
            splits
                .entry(*breakdown)
                .or_default()
                .groups
                .extend(groups.clone());
        }
        for (counted, bucket) in &self.buckets {
            if let Counted::Value(breakdown, level, code) = counted {
                let split = splits.entry(*breakdown).or_default();
                let values = if *level == Level::Fine {
                    &mut split.fine
                } else {
                    &mut split.coarse
                };
                values.insert(code.clone(), bucket.counted());
            }
        }
        MonthCounts {
            visites: total(Unit::Visites),
            demandes: total(Unit::Demandes),
            accompanied: total(Unit::Accompagnements),
            untouched: self.untouched,
            median_minutes: self.median(),
            splits,
        }
    }

    /// The middle duration, given only over enough people.
    fn median(&self) -> Option<u32> {
        let mut minutes = self.minutes.clone();
        minutes.sort_unstable();
        let middle = minutes.len() / 2;
        let enough = self.measured.persons() >= u64::from(threshold::GENERAL);
        match minutes.len() {
            _ if !enough => None,
            n if n % 2 == 1 => Some(minutes[middle]),
            _ => Some(minutes[middle - 1].midpoint(minutes[middle])),
        }
    }
}

/// Everything that a visite adds to, and how many times.
pub(super) fn added(visite: &Received, merging: &Merging) -> BTreeMap<Counted, u64> {
    values_of(visite, merging).counted()
}

/// A breakdown whose values are few and fixed, all at zero.
fn short_list(breakdown: Breakdown) -> Split {
    let mut split = Split::default();
    for (fine, coarse) in fixed_values(breakdown) {
        split.fine.insert(fine.to_owned(), Count::default());
        split.coarse.insert(coarse.to_owned(), Count::default());
        split.groups.insert(fine.to_owned(), coarse.to_owned());
    }
    split
}

/// What one visite adds: its values, fine and coarse, once for each demande or once.
struct Values {
    pairs: Vec<(Breakdown, String, String)>,
    demandes: u64,
    accompanied: bool,
}

impl Values {
    fn counted(&self) -> BTreeMap<Counted, u64> {
        let mut counted = BTreeMap::from([
            (Counted::Total(Unit::Visites), 1),
            (Counted::Total(Unit::Demandes), self.demandes),
        ]);
        if self.accompanied {
            counted.insert(Counted::Total(Unit::Accompagnements), 1);
        }
        for (breakdown, fine, coarse) in &self.pairs {
            for (level, code) in [(Level::Fine, fine), (Level::Coarse, coarse)] {
                let value = Counted::Value(*breakdown, level, code.clone());
                *counted.entry(value).or_default() += 1;
            }
        }
        counted
    }
}

fn values_of(visite: &Received, merging: &Merging) -> Values {
    let accompanied = visite
        .demandes
        .iter()
        .any(|d| d.kind == Kind::Accompagnement);
    let commune = visite.commune.as_str();
    let basin = merging
        .basins
        .get(&visite.commune)
        .map_or(commune, String::as_str);
    let age = visite.age.reporting().code();
    let channel = visite.channel.code();
    let mut pairs = vec![
        (Breakdown::Commune, commune, basin),
        (
            Breakdown::Channel,
            channel,
            values::coarse_channel(visite.channel),
        ),
        (Breakdown::Age, age, values::coarse_age(visite.age)),
    ];
    if accompanied {
        let first = visite.first.code();
        pairs.push((Breakdown::First, first, values::coarse_first(first)));
    }
    for demande in &visite.demandes {
        let (kind, outcome) = (demande.kind.code(), demande.outcome.code());
        pairs.push((Breakdown::Kind, kind, values::coarse_kind(kind)));
        pairs.push((Breakdown::Outcome, outcome, values::coarse_outcome(outcome)));
    }
    let mut pairs: Vec<(Breakdown, String, String)> = pairs
        .into_iter()
        .map(|(breakdown, fine, coarse)| (breakdown, fine.to_owned(), coarse.to_owned()))
        .collect();
    pairs.extend(
        visite
            .demandes
            .iter()
            .map(|demande| about(demande, merging)),
    );
    Values {
        pairs,
        demandes: visite.demandes.len() as u64,
        accompanied,
    }
}

/// Démarche and theme of a demande. Without démarche, or with one that the
/// territory does not place under a theme, the theme is a fine value of its own,
/// so that fine values always add up to themes.
fn about(demande: &Asked, merging: &Merging) -> (Breakdown, String, String) {
    let placed = demande
        .demarche
        .as_ref()
        .and_then(|code| merging.themes.get_key_value(code));
    let (fine, theme) = match placed {
        Some((code, theme)) => (code.to_string(), theme.to_string()),
        None => (
            format!("{NO_DEMARCHE}:{}", demande.theme),
            demande.theme.to_string(),
        ),
    };
    (Breakdown::Demarche, fine, theme)
}
