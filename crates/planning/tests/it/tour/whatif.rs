//! What if: one thing changed, and what it does to each term.

use jiff::civil::date;
use plus_planning::tour::{Outing, Pin, WhatIf, check, read::verify, whatif::difference};

use super::{month, plan, search};

#[test]
fn without_two_drivers_half_days_close_and_nobody_misses_the_rules() {
    let one = WhatIf::Without(1).apply(&month()).unwrap();
    let changed = WhatIf::Without(2).apply(&one).unwrap();
    let (before, after) = (plan(&month()), plan(&changed));
    assert_eq!(check(&changed, &after.plan), []);
    let drives = |outing: &plus_planning::tour::Outing| outing.driver == 3;
    assert!(after.plan.open().all(|(_, outing)| drives(outing)));
    let difference = difference(&before.terms, &after.terms);
    assert_eq!(difference.total(), after.objective - before.objective);
    assert!(difference.closed > 0);
}

#[test]
fn two_vans_go_out_at_once_with_two_crews() {
    let changed = WhatIf::TwoVans.apply(&month()).unwrap();
    assert_eq!(verify(&changed), Ok(()));
    assert_eq!(changed.half_days, 34);
    assert!(changed.same_time(3, 20));
    let answer = search(&changed, 1, 60);
    assert_eq!(check(&changed, &answer.plan), []);
    assert!(
        answer.plan.open().count() > 17,
        "five people man more than one van"
    );
    assert_eq!(
        answer.plan.closed_half_days().count(),
        answer.explanations.len()
    );
}

#[test]
fn one_more_half_day_is_one_more_visit() {
    let changed = WhatIf::OneMore(date(2027, 3, 29)).apply(&month()).unwrap();
    assert_eq!(verify(&changed), Ok(()));
    assert_eq!(
        (changed.dow[17], changed.week[17], changed.mon[17]),
        (0, 4, 3)
    );
    let answer = plan(&changed);
    assert_eq!(answer.plan.open().count(), 18);
    assert!(answer.objective < -2295);
}

#[test]
fn one_more_half_day_on_a_day_of_the_tour_is_its_afternoon() {
    let changed = WhatIf::OneMore(date(2027, 3, 9)).apply(&month()).unwrap();
    assert_eq!(verify(&changed), Ok(()));
    assert!(!changed.same_time(4, 17));
    assert!(
        changed.staff[0].off.contains(&17),
        "away in the morning, away all day"
    );
}

#[test]
fn one_half_day_less_is_closed_even_when_it_was_published() {
    let mut published = month();
    let outing = plan(&published).plan.half_days[4].clone();
    published.published = vec![Pin { h: 4, outing }];
    let changed = WhatIf::OneLess(4).apply(&published).unwrap();
    assert_eq!(changed.published, []);
    let answer = plan(&changed);
    assert_eq!(check(&changed, &answer.plan), []);
    assert!(answer.plan.half_days[4].is_none());
    assert_eq!(WhatIf::OneLess(17).apply(&published), None);
}

#[test]
fn what_was_published_with_her_on_board_is_let_go_of_and_nothing_else() {
    let mut published = month();
    let best = plan(&published).plan;
    let pins = best.open().map(|(h, outing)| Pin {
        h,
        outing: Some(outing.clone()),
    });
    published.published = pins.collect();
    let changed = WhatIf::Without(1).apply(&published).unwrap();
    let aboard = |outing: &Outing| outing.crew.contains(&1);
    let others = best.open().filter(|(_, outing)| !aboard(outing)).count();
    assert!(others > 0 && others < best.open().count());
    assert_eq!(changed.published.len(), others);
}

#[test]
fn a_date_outside_the_months_or_a_person_unknown_changes_nothing() {
    assert_eq!(WhatIf::OneMore(date(2028, 3, 9)).apply(&month()), None);
    assert_eq!(WhatIf::Without(9).apply(&month()), None);
}
