//! What if: the same data with one thing changed, to be planned beside the first.
//!
//! The numbers of people, stops and half-days stay, so that the two plans can be laid
//! side by side; half-days that are added come last.

use jiff::{ToSpan as _, civil::Date};

use super::{
    instance::Instance,
    plan::Pin,
    value::{Terms, Weights},
};

/// One thing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhatIf {
    /// Without this person: absent all along, and out of the fairness. What was published
    /// with her on board is let go of.
    Without(usize),
    /// A second van: each half-day is there twice, at the same time, each with a crew of
    /// its own; nobody is in both. Half-day `h` of the second van is `h + H`. The fair
    /// shares grow with the number of half-days; published half-days are the first
    /// van's.
    TwoVans,
    /// One more half-day on this date; in the afternoon when the morning is there
    /// already. People away that day stay away, partners do not offer it.
    OneMore(Date),
    /// One half-day less: nobody is there, and what was published of it is let go of.
    OneLess(usize),
}

impl WhatIf {
    /// The data so changed; nothing when the change makes no sense: an unknown person,
    /// a date outside the months of the horizon.
    pub fn apply(self, instance: &Instance) -> Option<Instance> {
        match self {
            Self::Without(person) => without(instance, person),
            Self::TwoVans => Some(two_vans(instance)),
            Self::OneMore(date) => one_more(instance, date),
            Self::OneLess(h) => one_less(instance, h),
        }
    }
}

/// What a change does to each term: negative is better.
pub fn difference(before: &Terms, after: &Terms) -> Terms {
    after.less(before)
}

/// What a change does to each term, counted with the same weights.
pub fn difference_of_plans(
    weights: &Weights,
    (before, old): (&Instance, &super::Plan),
    (after, new): (&Instance, &super::Plan),
) -> Terms {
    let count = |instance, plan| super::value(instance, weights, plan);
    count(after, new).less(&count(before, old))
}

fn without(instance: &Instance, person: usize) -> Option<Instance> {
    let mut changed = instance.clone();
    let away = changed.staff.get_mut(person)?;
    away.off = (0..instance.half_days).collect();
    away.driver = false;
    away.target = 0.0;
    // What was published with her on board cannot be held as it is.
    let aboard = |pin: &Pin| {
        pin.outing
            .as_ref()
            .is_some_and(|o| o.crew.contains(&person))
    };
    changed.published.retain(|pin| !aboard(pin));
    Some(changed)
}

fn one_less(instance: &Instance, h: usize) -> Option<Instance> {
    if h >= instance.half_days {
        return None;
    }
    let mut changed = instance.clone();
    for person in &mut changed.staff {
        person.off.insert(h);
    }
    changed.published.retain(|pin| pin.h != h);
    Some(changed)
}

fn two_vans(instance: &Instance) -> Instance {
    let mut changed = instance.clone();
    let count = instance.half_days;
    changed.half_days = 2 * count;
    changed.dates.extend(&instance.dates);
    changed.dow.extend(&instance.dow);
    changed.week.extend(&instance.week);
    changed.mon.extend(&instance.mon);
    changed.period.extend(&instance.period);
    for person in &mut changed.staff {
        let off: Vec<_> = person.off.iter().map(|h| h + count).collect();
        person.off.extend(off);
    }
    for partner in &mut changed.partners {
        let slots: Vec<_> = partner.slots.iter().map(|h| h + count).collect();
        partner.slots.extend(slots);
    }
    changed
}

fn one_more(instance: &Instance, date: Date) -> Option<Instance> {
    let near = |same: &dyn Fn(Date) -> bool| instance.dates.iter().position(|known| same(*known));
    let in_month = near(&|known| known.first_of_month() == date.first_of_month())?;
    let same_day = near(&|known| known == date);
    let mut changed = instance.clone();
    changed.half_days += 1;
    changed.dates.push(date);
    changed
        .dow
        .push(date.weekday().to_monday_zero_offset().unsigned_abs());
    changed.mon.push(instance.mon[in_month]);
    changed.week.push(week(instance, date));
    if let Some(morning) = same_day {
        changed.period.resize(instance.half_days, 0);
        let same = (0..instance.half_days).filter(|h| instance.dates[*h] == date);
        let last = same.map(|h| instance.period_of(h)).max()?;
        changed.period.push(last + 1);
        for person in changed
            .staff
            .iter_mut()
            .filter(|p| p.off.contains(&morning))
        {
            person.off.insert(instance.half_days);
        }
    } else if !changed.period.is_empty() {
        changed.period.push(0);
    }
    Some(changed)
}

/// Number of the week of a date: that of a half-day of the same week, or a new one.
fn week(instance: &Instance, date: Date) -> u32 {
    let monday = |date: Date| {
        let since = i64::from(date.weekday().to_monday_zero_offset());
        date.saturating_sub(since.days())
    };
    let same = instance
        .dates
        .iter()
        .position(|known| monday(*known) == monday(date));
    let new = || instance.week.iter().max().map_or(0, |last| last + 1);
    same.map_or_else(new, |h| instance.week[h])
}
