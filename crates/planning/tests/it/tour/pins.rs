//! Published half-days stay, and re-planning changes as little as it can.

use plus_planning::tour::{Continue, Fault, Instance, Options, Pin, Plan, check, solve};

use super::{month, plan, stopped};

/// The month with its best plan published.
fn published() -> (Instance, Plan) {
    let mut instance = month();
    let plan = plan(&instance).plan;
    let pins = plan.half_days.iter().cloned().enumerate();
    instance.published = pins.map(|(h, outing)| Pin { h, outing }).collect();
    (instance, plan)
}

fn differing(a: &Plan, b: &Plan) -> Vec<usize> {
    let both = a.half_days.iter().zip(&b.half_days).enumerate();
    both.filter(|(_, (a, b))| a != b).map(|(h, _)| h).collect()
}

#[test]
fn published_half_days_stay_as_they_are() {
    let mut instance = month();
    let free = plan(&instance).plan;
    let mut pinned = free.half_days[5].clone().unwrap();
    pinned.partner = None;
    instance.published = vec![
        Pin {
            h: 5,
            outing: Some(pinned.clone()),
        },
        Pin { h: 6, outing: None },
    ];
    let answer = plan(&instance);
    assert_eq!(answer.plan.half_days[5], Some(pinned));
    assert_eq!(answer.plan.half_days[6], None);
    assert_eq!(check(&instance, &answer.plan), []);
    assert!(answer.proved && answer.broken_pins.is_empty());
    assert!(
        answer
            .explanations
            .iter()
            .any(|e| e.text.contains("publiée fermée"))
    );
}

#[test]
fn a_pin_that_became_illegal_is_kept_and_reported_with_its_rule() {
    let (mut instance, before) = published();
    let driver = before.half_days[8].as_ref().unwrap().driver;
    instance.staff[driver].off.insert(8);
    let answer = plan(&instance);
    assert_eq!(
        answer.broken_pins,
        [Fault::Absent {
            h: 8,
            person: driver
        }]
    );
    assert_eq!(answer.plan.half_days[8], before.half_days[8]);
    assert!(!answer.proved);
}

/// A half-day, somebody of its crew, and somebody else who could come instead.
fn replaceable(instance: &Instance, before: &Plan) -> (usize, usize, usize) {
    let crews = before.open().flat_map(|(h, outing)| {
        let staff = 0..instance.staff.len();
        let pairs = staff.flat_map(|other| outing.crew.iter().map(move |e| (*e, other)));
        pairs.map(move |(e, other)| (h, e, other))
    });
    let mut crews = crews.filter(|(h, e, other)| {
        let mut tried = before.clone();
        let outing = tried.half_days[*h].as_mut().unwrap();
        outing.crew.retain(|on_board| on_board != e);
        outing.crew.push(*other);
        e != other && check(&instance.unpin(&[*h]), &tried).is_empty()
    });
    crews.next().unwrap()
}

#[test]
fn a_sick_leave_changes_one_person_and_no_stop() {
    let (mut instance, before) = published();
    let (h, sick, _) = replaceable(&instance, &before);
    instance.staff[sick].off.insert(h);
    let options = Options {
        unpinned: vec![h],
        previous: Some(before.clone()),
        ..Options::new(&stopped)
    };
    let answer = solve(&instance, &options, &mut |_| Continue::Yes);
    assert_eq!(check(&instance.unpin(&[h]), &answer.plan), []);
    assert!(answer.proved && answer.broken_pins.is_empty());
    assert_eq!(differing(&before, &answer.plan), [h]);
    let old = before.half_days[h].as_ref().unwrap();
    let new = answer.plan.half_days[h].as_ref().unwrap();
    assert_eq!(old.stop, new.stop);
    let stayed = old.crew.iter().filter(|e| new.crew.contains(e)).count();
    assert_eq!(
        (stayed, new.crew.len()),
        (old.crew.len() - 1, old.crew.len())
    );
}

#[test]
fn nothing_changes_when_nothing_happened() {
    let (instance, before) = published();
    let options = Options {
        unpinned: (0..17).collect(),
        previous: Some(before.clone()),
        ..Options::new(&stopped)
    };
    let answer = solve(&instance, &options, &mut |_| Continue::Yes);
    assert!(answer.proved);
    assert_eq!(differing(&before, &answer.plan), [0; 0]);
}
