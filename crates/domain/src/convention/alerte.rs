//! The register whole, and what in it asks for somebody.

use std::collections::BTreeMap;

use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Convention, Item, Mesure, Partie, Reunion, Suite};
use crate::{ids::PartnerCode, period::Period, profile::choices};

/// Days before the last one for notice from which an end is an alert.
pub const BEFORE_NOTICE: i64 = 60;
/// Months without a meeting from which it is an alert.
pub const MEETING_MONTHS: i64 = 12;

choices! {
    /// What asks for somebody.
    AlerteKind {
        /// It ends, and nobody may let the notice pass without knowing.
        Fin = "fin",
        /// It ended, and the partner is still served.
        Finie = "finie",
        /// Something owed is late.
        Obligation = "obligation",
        /// Nobody met for a year.
        Reunion = "reunion",
    }
}

/// Something that asks for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alerte {
    /// What.
    pub kind: AlerteKind,
    /// Code of the convention.
    pub convention: String,
    /// With whom.
    pub partner: PartnerCode,
    /// The day that makes it: of the end, of the obligation, of the last meeting.
    pub day: Date,
    /// Last day to give notice, when it ends.
    pub notice: Option<Date>,
    /// Whether it goes on by itself.
    pub tacit: bool,
    /// Code and words of what is owed.
    pub owed: Option<(String, String)>,
}

/// Everything that the register holds, what was taken away too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registre {
    conventions: Vec<Convention>,
    reunions: Vec<Reunion>,
}

impl Registre {
    /// What the journal leaves.
    pub fn of(items: impl IntoIterator<Item = Item>) -> Self {
        let mut register = Self::default();
        for item in items {
            match item {
                Item::Convention(c) => register.conventions.push(c),
                Item::Reunion(r) => register.reunions.push(r),
            }
        }
        let order = |c: &Convention| (c.partner.clone(), c.from, c.code.clone());
        register.conventions.sort_by_key(order);
        let latest = |a: &Reunion, b: &Reunion| (b.on, &b.code).cmp(&(a.on, &a.code));
        register.reunions.sort_by(latest);
        register
    }

    /// Conventions that stand, by partner and first day.
    pub fn conventions(&self) -> impl Iterator<Item = &Convention> {
        self.conventions.iter().filter(|c| !c.removed)
    }

    /// Those that were taken away.
    pub fn removed(&self) -> impl Iterator<Item = &Convention> {
        self.conventions.iter().filter(|c| c.removed)
    }

    /// Meetings, the latest first.
    pub fn reunions(&self) -> impl Iterator<Item = &Reunion> {
        self.reunions.iter().filter(|r| !r.removed)
    }

    /// A convention by its code, taken away or not.
    pub fn convention(&self, code: &str) -> Option<&Convention> {
        self.conventions.iter().find(|c| c.code == code)
    }

    /// A meeting by its code, taken away or not.
    pub fn reunion(&self, code: &str) -> Option<&Reunion> {
        self.reunions.iter().find(|r| r.code == code)
    }

    /// Meetings with a partner, the latest first.
    pub fn with<'a>(&'a self, partner: &'a PartnerCode) -> impl Iterator<Item = &'a Reunion> {
        self.reunions().filter(|r| r.partners.contains(partner))
    }

    /// The last meeting with a partner, on a day.
    pub fn last_met(&self, partner: &PartnerCode, today: Date) -> Option<Date> {
        self.with(partner).map(|r| r.on).find(|on| *on <= today)
    }

    /// The next meeting with a partner that somebody announced.
    pub fn next_meeting(&self, partner: &PartnerCode, today: Date) -> Option<Date> {
        let days = self.with(partner).flat_map(|r| [Some(r.on), r.next]);
        days.flatten().filter(|day| *day > today).min()
    }

    /// Whether a convention binds a partner on a day.
    pub fn is_bound(&self, partner: &PartnerCode, day: Date) -> bool {
        let mut own = self.conventions().filter(|c| c.partner == *partner);
        own.any(|c| c.runs(day))
    }

    /// What a side was to give and gave in a year.
    pub fn given(&self, by: Partie, year: i16) -> (Mesure, Mesure) {
        let lines = self.conventions().flat_map(|c| &c.apports);
        let own = lines.filter(|a| a.by == by && a.year == year);
        own.fold(Default::default(), |(planned, given), a| {
            (planned + a.planned, given + a.given)
        })
    }

    /// Meetings of a period, the first first.
    pub fn met_in(&self, period: Period) -> Vec<&Reunion> {
        let inside = self.reunions().filter(|r| period.contains(r.on));
        let mut met: Vec<&Reunion> = inside.collect();
        met.reverse();
        met
    }

    /// What asks for somebody on a day; `served` says whether the relay still receives people
    /// for a partner.
    pub fn alerts(&self, today: Date, served: impl Fn(&PartnerCode) -> bool) -> Vec<Alerte> {
        let mut alerts: Vec<Alerte> = Vec::new();
        for c in self.conventions() {
            alerts.extend(ending(c, today));
            if c.runs(today) {
                let late = c.obligations.iter().filter(|o| o.is_late(today));
                let told = late.filter_map(|o| {
                    let owed = Some((o.code.clone(), o.what.clone()));
                    Some(Alerte {
                        owed,
                        ..alert(AlerteKind::Obligation, c, o.due?)
                    })
                });
                alerts.extend(told);
            }
        }
        alerts.extend(self.over(today, served));
        alerts.extend(self.unmet(today));
        alerts.sort_by(|a, b| (a.day, &a.convention).cmp(&(b.day, &b.convention)));
        alerts
    }

    /// Partners that are served although their last convention ended.
    fn over(&self, today: Date, served: impl Fn(&PartnerCode) -> bool) -> Vec<Alerte> {
        let mut last: BTreeMap<&PartnerCode, (Date, &Convention)> = BTreeMap::new();
        for c in self.conventions().filter(|c| c.from <= today) {
            let Some(end) = c.ends(today).filter(|end| *end < today) else {
                continue;
            };
            let known = last.entry(&c.partner).or_insert((end, c));
            if end > known.0 {
                *known = (end, c);
            }
        }
        let unbound = last
            .into_iter()
            .filter(|(partner, _)| served(partner) && !self.is_bound(partner, today));
        unbound
            .map(|(_, (end, c))| alert(AlerteKind::Finie, c, end))
            .collect()
    }

    /// Partners of whom nobody was met for a year, although a convention runs since then.
    fn unmet(&self, today: Date) -> Vec<Alerte> {
        let mut first: BTreeMap<&PartnerCode, &Convention> = BTreeMap::new();
        for c in self.conventions().filter(|c| c.runs(today)) {
            let known = first.entry(&c.partner).or_insert(c);
            if c.from < known.from {
                *known = c;
            }
        }
        let unmet = first.into_values().filter_map(|c| {
            let met = self.last_met(&c.partner, today);
            let since = met.map_or(c.from, |met| met.max(c.from));
            let too_long = since.saturating_add(MEETING_MONTHS.months()) < today;
            too_long.then(|| alert(AlerteKind::Reunion, c, since))
        });
        unmet.collect()
    }
}

fn alert(kind: AlerteKind, c: &Convention, day: Date) -> Alerte {
    Alerte {
        kind,
        convention: c.code.clone(),
        partner: c.partner.clone(),
        day,
        notice: None,
        tacit: false,
        owed: None,
    }
}

/// A convention that ends soon, its notice counted.
fn ending(c: &Convention, today: Date) -> Option<Alerte> {
    let (end, notice) = c.ends(today).zip(c.notice_day(today))?;
    let begins = notice.saturating_sub(BEFORE_NOTICE.days());
    let near = begins <= today && today <= end && c.from <= today;
    near.then(|| Alerte {
        notice: (c.notice > 0).then_some(notice),
        tacit: c.suite == Suite::Tacite && c.ended.is_none(),
        ..alert(AlerteKind::Fin, c, end)
    })
}
