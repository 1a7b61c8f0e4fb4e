//! A plan in plain counts.

use plus_planning::tour::{Outing, Plan, portrait};
use proptest::prelude::*;

use super::{
    month, plan,
    small::{Size, small},
};

#[test]
fn the_counts_of_a_plan_are_those_of_a_hand() {
    let mut instance = month();
    let (a, b) = (instance.stops[0].clone(), instance.stops[1].clone());
    for (person, target) in instance.staff.iter_mut().zip([0.0, 1.0, 1.0, 0.5, 1.0]) {
        person.target = target;
    }
    for (person, driver) in instance
        .staff
        .iter_mut()
        .zip([true, true, false, true, false])
    {
        person.driver = driver;
    }
    let out = |stop, driver, other| {
        Some(Outing {
            stop,
            crew: vec![driver, other],
            driver,
            partner: None,
        })
    };
    let mut calendar = Plan::closed(instance.half_days);
    calendar.half_days[0] = out(0, 1, 2);
    calendar.half_days[1] = out(1, 1, 3);
    calendar.half_days[2] = out(0, 3, 0);
    let seen = portrait(&instance, &calendar);
    assert_eq!((seen.open, seen.stops, seen.closed.len()), (3, 2, 14));
    assert!((seen.km - (2.0 * a.km + b.km)).abs() < 1e-9);
    let parts: Vec<_> = seen.people.iter().map(|p| (p.boards, p.drives)).collect();
    assert_eq!(parts, [(1, 0), (2, 2), (1, 0), (2, 1), (0, 0)]);
    // Five half-days on board of those whom fairness counts, between three and a half
    // contracts; three driven, between one and a half.
    let due = |e: usize| seen.people[e].due.map(|d| (d * 7.0).round());
    assert_eq!((due(0), due(1), due(3)), (None, Some(10.0), Some(5.0)));
    let wheel = |e: usize| seen.people[e].due_drives;
    assert_eq!((wheel(0), wheel(1), wheel(3)), (None, Some(2.0), Some(1.0)));
    assert_eq!(wheel(2), None, "she does not drive");
    assert!((seen.people[3].km - a.km).abs() < 1e-9);
    let communes: std::collections::BTreeSet<_> = [&a.insee, &b.insee].into();
    assert_eq!(
        seen.unserved.len(),
        instance.communes.len() - communes.len()
    );
}

proptest! {
    /// What everybody should do is what everybody did.
    #[test]
    fn shares_add_up_to_what_was_done(seed in 0_u64..200) {
        let size = Size {
            half_days: 6,
            stops: 8,
            staff: 5,
            partners: 2,
        };
        let instance = small(seed, size);
        let seen = portrait(&instance, &plan(&instance).plan);
        let counted = seen.people.iter().filter(|p| p.due.is_some());
        let (done, due) = counted.fold((0.0, 0.0), |(done, due), p| {
            (done + p.boards as f64, due + p.due.unwrap_or_default())
        });
        prop_assert!((done - due).abs() < 1e-6, "{done} {due}");
        prop_assert_eq!(seen.open + seen.closed.len(), instance.half_days);
        for part in &seen.people {
            prop_assert!(part.drives <= part.boards && part.boards <= part.present);
        }
    }
}
