//! Which sites stay chosen when times are only estimates.

use std::cell::Cell;
use std::time::Duration;

use plus_planning::siting::Problem;
use plus_planning::siting::robust::{self, Doubt, DoubtError, Kept};

use super::small::patient;

/// Three hamlets: two that weigh nearly the same beside a great one.
fn hamlets() -> Problem {
    let times = vec![0.0, 10.0, 10.0, 10.0, 0.0, 20.0, 10.0, 20.0, 0.0];
    Problem::new(vec![100.0, 10.0, 9.9], times, 3, 2).expect("a good problem")
}

fn doubt() -> Doubt {
    Doubt {
        points: vec![0, 1, 2],
        sites: vec![0, 1, 2],
        low: 1.0,
        high: 1.5,
        draws: 40,
        each: None,
        firm: 0.9,
        seed: 3,
    }
}

fn of(site: usize, sites: &[Kept]) -> Kept {
    let found = sites.iter().find(|kept| kept.site == site);
    *found.expect("the site was chosen")
}

#[test]
fn a_site_that_wins_by_a_hair_is_not_firm() {
    let found = robust::solve(&hamlets(), &doubt(), &patient()).unwrap();
    assert_eq!(found.nominal.open, [0, 1]);
    assert_eq!((found.draws, found.proved), (40, 40));
    assert!(of(0, &found.sites).firm);
    assert!(of(1, &found.sites).nominal && !of(1, &found.sites).firm);
    let times: usize = found.sites.iter().map(|kept| kept.times).sum();
    assert_eq!(times, 80, "two sites in each draw");
}

#[test]
fn without_doubt_every_draw_is_the_nominal_answer() {
    let sure = Doubt {
        high: 1.0,
        ..doubt()
    };
    let found = robust::solve(&hamlets(), &sure, &patient()).unwrap();
    assert!(
        found
            .sites
            .iter()
            .all(|kept| kept.firm && kept.nominal && kept.share == 1.0)
    );
    assert_eq!(found.sites.len(), 2);
}

#[test]
fn the_same_seed_draws_the_same() {
    let first = robust::solve(&hamlets(), &doubt(), &patient()).unwrap();
    assert_eq!(
        first,
        robust::solve(&hamlets(), &doubt(), &patient()).unwrap()
    );
}

#[test]
fn a_kiosk_that_exists_is_said_to_exist() {
    let problem = hamlets().with_fixed(vec![2]).unwrap();
    let found = robust::solve(&problem, &doubt(), &patient()).unwrap();
    assert!(of(2, &found.sites).fixed && of(2, &found.sites).firm);
    assert!(!of(0, &found.sites).fixed);
}

#[test]
fn when_stopped_it_says_how_many_draws_were_made() {
    let stop = Cell::new(false);
    let clock = || {
        stop.set(true);
        Duration::ZERO
    };
    let watch = plus_planning::siting::Watch::new(&clock);
    let cancel = || stop.get();
    let each = Some(Duration::from_secs(1));
    let found = robust::solve(
        &hamlets(),
        &Doubt { each, ..doubt() },
        &watch.with_cancel(&cancel),
    )
    .unwrap();
    assert!(found.draws < 40);
    assert!(found.sites.iter().all(|kept| kept.times <= found.draws));
}

#[test]
fn a_doubt_without_sense_is_refused() {
    let range = robust::solve(
        &hamlets(),
        &Doubt {
            low: 2.0,
            ..doubt()
        },
        &patient(),
    );
    assert_eq!(
        range.unwrap_err(),
        DoubtError::Range {
            low: 2.0,
            high: 1.5
        }
    );
    let communes = Doubt {
        points: vec![0],
        ..doubt()
    };
    assert_eq!(
        robust::solve(&hamlets(), &communes, &patient()).unwrap_err(),
        DoubtError::Communes
    );
}
