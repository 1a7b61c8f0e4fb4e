//! Measures of access: what they say, and the trap that they avoid.

use plus_planning::access::{
    measure::{Group, Sample, Settings, SettingsError, compare, gini, report, summarise},
    position::Plane,
    time::{
        MixError, Reach,
        direct::{DirectTimes, Pace},
    },
};
use proptest::prelude::*;
use rstest::rstest;

use super::{TODAY, at, near, north, tile};

fn sample(minutes: f64, weight: f64) -> Sample {
    Sample {
        reach: Reach::Minutes(minutes),
        weight,
        place: None,
    }
}

fn no_way(weight: f64) -> Sample {
    Sample {
        reach: Reach::None,
        weight,
        place: None,
    }
}

#[test]
fn measures_are_weighted_by_people() {
    let samples = [sample(5.0, 60.0), sample(15.0, 30.0), sample(40.0, 10.0)];
    let found = summarise(&samples, &Settings::default()).unwrap();
    // (5 × 60 + 15 × 30 + 40 × 10) / 100.
    assert!(near(found.mean.unwrap(), 11.5, 1e-9));
    assert_eq!(found.p95, Reach::Minutes(40.0));
    assert!(near(found.beyond[0], 0.4, 1e-9) && near(found.beyond[1], 0.1, 1e-9));
    assert!(near(found.reached, 1.0, 1e-9));
}

#[test]
fn no_way_is_a_class_of_its_own() {
    let samples = [sample(5.0, 90.0), no_way(10.0)];
    let found = summarise(&samples, &Settings::default()).unwrap();
    assert!(near(found.mean.unwrap(), 5.0, 1e-9) && near(found.reached, 0.9, 1e-9));
    assert_eq!(found.p95, Reach::None);
    assert!(near(found.beyond[0], 0.0, 0.0));
    assert!(near(found.worst.unwrap().minutes, 5.0, 1e-9));
    // Nine out of ten have the same access and the last has none.
    assert!(near(found.gini.unwrap(), 0.1, 1e-9));
    let nobody = summarise(&[no_way(10.0)], &Settings::default()).unwrap();
    assert_eq!((nobody.mean, nobody.worst, nobody.gini), (None, None, None));
    assert_eq!(summarise(&[], &Settings::default()), None);
}

#[test]
fn the_longest_is_where_somebody_lives_and_names_its_place() {
    let mut samples = [sample(50.0, 0.0), sample(30.0, 1.0), sample(30.0, 4.0)];
    samples[1].place = Some(7);
    samples[2].place = Some(8);
    let worst = summarise(&samples, &Settings::default())
        .unwrap()
        .worst
        .unwrap();
    assert_eq!(worst.place, Some(7));
}

#[test]
fn the_gini_is_that_of_the_book() {
    // One of four has all; a weight is as many people.
    assert!(near(gini(&[(0.0, 3.0), (8.0, 1.0)]).unwrap(), 0.75, 1e-12));
    assert!(near(gini(&[(1.0, 1.0), (3.0, 1.0)]).unwrap(), 0.25, 1e-12));
    assert!(near(gini(&[(2.0, 5.0), (2.0, 1.0)]).unwrap(), 0.0, 1e-12));
    assert_eq!(gini(&[]), None);
    assert_eq!(gini(&[(0.0, 5.0)]), None);
}

#[test]
fn halving_every_time_leaves_the_gini_of_time_and_moves_that_of_access() {
    let times = [(4.0, 10.0), (12.0, 20.0), (30.0, 5.0)];
    let halved = times.map(|(time, weight)| (time / 2.0, weight));
    assert!(near(gini(&times).unwrap(), gini(&halved).unwrap(), 1e-12));
    let access = |list: [(f64, f64); 3]| {
        let samples = list.map(|(time, weight)| sample(time, weight));
        summarise(&samples, &Settings::default())
            .unwrap()
            .gini
            .unwrap()
    };
    assert!(access(halved) < access(times) - 0.1);
}

#[rstest]
#[case(vec![], 10.0, SettingsError::Beyond)]
#[case(vec![20.0, 10.0], 10.0, SettingsError::Beyond)]
#[case(vec![f64::NAN], 10.0, SettingsError::Beyond)]
#[case(vec![10.0], 0.0, SettingsError::Tau)]
fn settings_without_sense_are_refused(
    #[case] beyond: Vec<f64>,
    #[case] tau: f64,
    #[case] why: SettingsError,
) {
    assert_eq!(Settings { beyond, tau }.checked(), Err(why));
    assert!(Settings::default().checked().is_ok());
}

fn walked(minutes_a_km: f64) -> DirectTimes {
    let pace = Pace::from_ranges(1.0..=2.0, 60.0 / minutes_a_km..=60.0 / minutes_a_km).unwrap();
    DirectTimes::new(pace, Plane::at(14.5), TODAY, Vec::new())
}

#[test]
fn a_report_has_the_territory_then_each_commune_for_each_group_at_both_ends() {
    let home = at(14.5, -61.0);
    let tiles = [
        tile("97221", at(14.5 + north(12.0), -61.0), 10.0),
        tile("97202", home, 30.0),
    ];
    let times = walked(1.0).to(home, &tiles.each_ref().map(|tile| tile.position));
    let found = report(&tiles, &[Some(0), None], &times, &Settings::default()).unwrap();
    let communes: Vec<Option<&str>> = found
        .rows
        .iter()
        .step_by(3)
        .map(|row| row.commune.as_deref())
        .collect();
    assert_eq!(communes, [None, Some("97202"), Some("97221")]);
    assert_eq!(found.rows[0].group, Group::Persons);
    let all = found.rows[0].measures.as_ref().unwrap();
    // Ten of forty people at 12 km: 12 minutes at best, 24 at worst.
    assert!(near(all.low.mean.unwrap(), 3.0, 1e-6) && near(all.high.mean.unwrap(), 6.0, 1e-6));
    assert!(near(all.low.beyond[0], 0.25, 1e-9) && near(all.low.beyond[1], 0.0, 1e-9));
    assert!(near(all.high.beyond[1], 0.25, 1e-9));
    assert_eq!(all.high.worst.unwrap().place, Some(0));
    // No household is poor, nobody is old: nothing is measured, rather than zero.
    assert_eq!(found.rows[1].measures, None);
    assert_eq!(found.provenance.date, TODAY);
}

#[test]
fn only_times_obtained_alike_are_compared() {
    let home = at(14.5, -61.0);
    let tiles = [tile("97202", at(14.5 + north(3.0), -61.0), 30.0)];
    let origins = [tiles[0].position];
    let settings = Settings::default();
    let measured = |times: &DirectTimes, to| {
        report(&tiles, &[None], &times.to(to, &origins), &settings).unwrap()
    };
    let (before, after) = (
        measured(&walked(1.0), home),
        measured(&walked(1.0), origins[0]),
    );
    let side_by_side = compare(before.clone(), &after).unwrap();
    let row = &side_by_side.rows[0];
    assert!(near(
        row.before.as_ref().unwrap().low.mean.unwrap(),
        3.0,
        1e-6
    ));
    assert!(near(
        row.after.as_ref().unwrap().low.mean.unwrap(),
        0.0,
        1e-9
    ));
    let other = measured(&walked(2.0), home);
    assert_eq!(compare(before, &other), Err(MixError::Provenance));
    assert_eq!(
        report(&tiles, &[], &walked(1.0).to(home, &origins), &settings),
        Err(MixError::Origins)
    );
}

fn samples() -> impl Strategy<Value = Vec<Sample>> {
    let reach = prop_oneof![
        4 => (0.0..200.0f64).prop_map(Reach::Minutes),
        1 => Just(Reach::None),
    ];
    let one = (reach, 0.0..50.0f64);
    let one = one.prop_map(|(reach, weight)| Sample {
        reach,
        weight,
        place: None,
    });
    proptest::collection::vec(one, 1..40)
}

proptest! {
    #[test]
    fn shares_stay_shares_and_nobody_is_lost(samples in samples()) {
        if let Some(found) = summarise(&samples, &Settings::default()) {
            prop_assert!((0.0..=1.0).contains(&found.reached));
            prop_assert!(found.beyond.is_sorted_by(|a, b| a >= b));
            prop_assert!(found.beyond.iter().all(|share| *share <= found.reached + 1e-9));
            prop_assert!(found.gini.is_none_or(|gini| (0.0..=1.0).contains(&gini)));
            if let (Reach::Minutes(p95), Some(worst)) = (found.p95, found.worst) {
                prop_assert!(p95 <= worst.minutes);
            }
        }
    }

    #[test]
    fn a_kiosk_more_makes_nobody_farther(
        homes in proptest::collection::vec((14.4..14.7f64, -61.1..-60.8f64), 1..20),
        kiosks in proptest::collection::vec((14.4..14.7f64, -61.1..-60.8f64), 2..6),
    ) {
        let homes: Vec<_> = homes.iter().map(|(lat, lon)| at(*lat, *lon)).collect();
        let kiosks: Vec<_> = kiosks.iter().map(|(lat, lon)| at(*lat, *lon)).collect();
        let times = walked(1.0);
        let fewer = times.to_nearest(&kiosks[1..], &homes);
        let more = times.to_nearest(&kiosks, &homes);
        for (more, fewer) in more.bands().iter().zip(fewer.bands()) {
            prop_assert!(more.high.order(fewer.high).is_le());
        }
    }
}
