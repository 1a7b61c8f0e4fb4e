//! What a month still lacks before its statements are frozen: half-days that are not closed,
//! machines that have not told the end of the month, visites that were stated and never came.
//!
//! It speaks of half-days and of machines, never of people.

use serde::{Deserialize, Serialize};

use crate::{permanence::PermanenceState, profile::choices};

choices! {
    /// What lacks.
    GapKind {
        /// Half-days that nobody closed.
        NonClose = "non-close",
        /// A machine that has not synchronised past the end of the month.
        Machine = "machine",
        /// Closed half-days without any visite recorded, that were not said to be empty.
        SansVisite = "sans-visite",
        /// Visites that the crew stated, and that are not recorded.
        Manquantes = "manquantes",
    }
}

impl GapKind {
    /// Whether more may still come: nothing is approved before it has, or before somebody
    /// says to do without.
    pub fn blocks(self) -> bool {
        matches!(self, Self::NonClose | Self::Machine)
    }
}

/// Something that lacks, by site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// What.
    pub kind: GapKind,
    /// Where: the van, a place, or a machine.
    pub site: String,
    /// How many half-days, or visites; one for a machine.
    pub count: u32,
}

/// A half-day of the month, as far as completeness goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HalfDay<'a> {
    /// What serves there: the van, or the place.
    pub site: &'a str,
    /// Its state.
    pub state: PermanenceState,
    /// Visites that the crew stated.
    pub stated: Option<u32>,
    /// Visites recorded.
    pub recorded: u32,
}

/// A machine, as far as completeness goes. Instants in milliseconds UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Machine<'a> {
    /// What people call it.
    pub name: &'a str,
    /// When it was enrolled.
    pub enrolled_at: i64,
    /// Whether it was revoked: nothing more comes from it.
    pub revoked: bool,
    /// Its last contact.
    pub seen_at: Option<i64>,
    /// Entries that it still held back then.
    pub waiting: i64,
}

impl Machine<'_> {
    /// Whether everything that it wrote before an instant is here.
    fn has_told_until(&self, end_ms: i64) -> bool {
        let spoke = self.seen_at.is_some_and(|at| at >= end_ms) && self.waiting == 0;
        self.revoked || self.enrolled_at >= end_ms || spoke
    }
}

/// Everything that lacks of a month that ends at an instant (milliseconds UTC), what may still
/// come first, then by site.
pub fn gaps(half_days: &[HalfDay<'_>], machines: &[Machine<'_>], end_ms: i64) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = Vec::new();
    for half_day in half_days {
        if let Some((kind, count)) = lacks(half_day) {
            add(&mut gaps, kind, half_day.site, count);
        }
    }
    for machine in machines.iter().filter(|m| !m.has_told_until(end_ms)) {
        add(&mut gaps, GapKind::Machine, machine.name, 1);
    }
    gaps.sort();
    gaps
}

fn add(gaps: &mut Vec<Gap>, kind: GapKind, site: &str, count: u32) {
    match gaps.iter_mut().find(|g| g.kind == kind && g.site == site) {
        Some(known) => known.count += count,
        None => gaps.push(Gap {
            kind,
            site: site.to_owned(),
            count,
        }),
    }
}

fn lacks(half_day: &HalfDay<'_>) -> Option<(GapKind, u32)> {
    match (half_day.state, half_day.stated, half_day.recorded) {
        (PermanenceState::Cancelled, ..) | (PermanenceState::Closed, Some(0), _) => None,
        (PermanenceState::Closed, _, 0) => Some((GapKind::SansVisite, 1)),
        (PermanenceState::Closed, Some(stated), recorded) if recorded < stated => {
            Some((GapKind::Manquantes, stated - recorded))
        }
        (PermanenceState::Closed, ..) => None,
        _ => Some((GapKind::NonClose, 1)),
    }
}

/// Whether nothing more may come.
pub fn is_complete(gaps: &[Gap]) -> bool {
    !gaps.iter().any(|gap| gap.kind.blocks())
}

/// What a statement names when it is frozen without waiting.
pub fn named(gaps: &[Gap]) -> Vec<Gap> {
    let blocking = gaps.iter().filter(|gap| gap.kind.blocks());
    blocking.cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn half_day(
        site: &str,
        state: PermanenceState,
        stated: Option<u32>,
        recorded: u32,
    ) -> HalfDay<'_> {
        HalfDay {
            site,
            state,
            stated,
            recorded,
        }
    }

    fn told(gaps: &[Gap]) -> Vec<(&'static str, &str, u32)> {
        let told = gaps
            .iter()
            .map(|g| (g.kind.code(), g.site.as_str(), g.count));
        told.collect()
    }

    #[test]
    fn half_days_are_counted_by_site_and_what_was_said_empty_is_complete() {
        use PermanenceState::{Cancelled, Closed, Planned};
        let month = [
            half_day("le bus", Closed, None, 0),
            half_day("le bus", Closed, Some(4), 0),
            half_day("le bus", Closed, Some(0), 0),
            half_day("le bus", Closed, Some(5), 3),
            half_day("le bus", Closed, Some(2), 6),
            half_day("Le Marin", Planned, None, 2),
            half_day("Le Marin", Cancelled, None, 0),
        ];
        let found = gaps(&month, &[], 0);
        let expected = [
            ("non-close", "Le Marin", 1),
            ("sans-visite", "le bus", 2),
            ("manquantes", "le bus", 2),
        ];
        assert_eq!(told(&found), expected);
        assert!(!is_complete(&found));
        assert_eq!(told(&named(&found)), [("non-close", "Le Marin", 1)]);
        assert!(is_complete(&gaps(&month[..5], &[], 0)));
    }

    #[test]
    fn a_machine_is_waited_for_until_it_has_spoken_past_the_end_and_held_nothing_back() {
        let machine = |seen_at, waiting| Machine {
            name: "Bus",
            enrolled_at: 1,
            revoked: false,
            seen_at,
            waiting,
        };
        let lacks = |m: Machine<'_>| !gaps(&[], &[m], 100).is_empty();
        assert!(lacks(machine(None, 0)) && lacks(machine(Some(99), 0)));
        assert!(lacks(machine(Some(100), 3)), "it still held entries back");
        assert!(!lacks(machine(Some(100), 0)));
        let revoked = Machine {
            revoked: true,
            ..machine(None, 0)
        };
        let new = Machine {
            enrolled_at: 100,
            ..machine(None, 0)
        };
        assert!(!lacks(revoked) && !lacks(new));
    }
}
