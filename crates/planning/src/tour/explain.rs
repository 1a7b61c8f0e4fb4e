//! Says why something could not be done, with names.
//!
//! Every rule that real data can make impossible gives way at a price: a commune is not
//! served, a half-day closes, a partner is missed. Each has its reason here, derived
//! from the data and the calendar; never "infeasible".

use serde::Serialize;

use super::{instance::Instance, plan::Plan};

mod closed;
mod commune;
mod partner;
mod words;

/// Something that could not be done, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// What could not be done.
    pub subject: Subject,
    /// A whole French sentence: what, then why.
    pub text: String,
}

/// What could not be done.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// A commune not served in a month.
    Commune {
        /// INSEE code.
        insee: String,
        /// Month number.
        month: u32,
    },
    /// A closed half-day.
    Closed {
        /// Half-day.
        h: usize,
    },
    /// Half-days that a partner wanted and does not have.
    Partner {
        /// Partner.
        partner: usize,
        /// How many.
        missed: usize,
    },
}

/// One explanation for each commune not served in a month, closed half-day and partner
/// missed.
pub fn explain(instance: &Instance, plan: &Plan) -> Vec<Explanation> {
    let scene = Scene { instance, plan };
    let mut explanations = commune::explain(&scene);
    explanations.extend(closed::explain(&scene));
    explanations.extend(partner::explain(&scene));
    explanations
}

/// A calendar with the data it was made from.
struct Scene<'a> {
    instance: &'a Instance,
    plan: &'a Plan,
}

impl Scene<'_> {
    fn present(&self, h: usize) -> Vec<usize> {
        let staff = 0..self.instance.staff.len();
        staff
            .filter(|e| !self.instance.staff[*e].off.contains(&h))
            .collect()
    }

    /// Those present who may still board: neither their week nor their month is full,
    /// and they are not in the other van.
    fn free(&self, h: usize) -> Vec<usize> {
        let mut free = self.present(h);
        free.retain(|e| !self.is_full(*e, h));
        free
    }

    fn is_full(&self, e: usize, h: usize) -> bool {
        let instance = self.instance;
        let boards = |on: &dyn Fn(usize) -> bool| {
            let open = self.plan.open().filter(|(other, _)| on(*other));
            open.filter(|(_, outing)| outing.crew.contains(&e)).count()
        };
        boards(&|other| instance.week[other] == instance.week[h]) >= instance.weekly_max
            || boards(&|other| instance.mon[other] == instance.mon[h]) >= instance.staff[e].maxm
            || boards(&|other| other != h && instance.same_time(h, other)) > 0
    }

    fn drivers(&self, people: &[usize]) -> Vec<usize> {
        let people = people.iter().copied();
        people.filter(|e| self.instance.staff[*e].driver).collect()
    }

    fn is_pinned(&self, h: usize) -> bool {
        self.instance.published.iter().any(|pin| pin.h == h)
    }

    /// Whether a stop may be served on the weekday of a half-day.
    fn is_allowed(&self, q: usize, h: usize) -> bool {
        self.instance.stops[q].dow.contains(&self.instance.dow[h])
    }

    fn someone_knows(&self, people: &[usize], q: usize, h: usize) -> bool {
        people.iter().any(|e| self.instance.knows_on(*e, q, h))
    }
}
