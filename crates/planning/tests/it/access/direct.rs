//! Level 0: no roads known, a band and its honesty.

use plus_planning::access::{
    position::{Plane, Position},
    time::{
        Reach,
        direct::{DirectTimes, Origin, Pace, PaceError},
        trips::{TimedTrip, TooFew, fit, median_error, timed_trips},
    },
};
use rstest::rstest;

use super::{TODAY, at, near, north};

fn times(pace: Pace) -> DirectTimes {
    DirectTimes::new(pace, Plane::at(14.5), TODAY, Vec::new())
}

#[test]
fn a_kilometre_takes_its_detour_at_its_speed_at_both_ends() {
    let pace = Pace::from_ranges(1.3..=1.7, 25.0..=40.0).unwrap();
    let (home, kiosk) = (at(14.5, -61.0), at(14.5 + north(10.0), -61.0));
    let times = times(pace).to(kiosk, &[home]);
    let band = times.bands()[0];
    // 10 km × 1.3 at 40 km/h; 10 km × 1.7 at 25 km/h.
    assert!(near(band.low.minutes().unwrap(), 19.5, 1e-9));
    assert!(near(band.high.minutes().unwrap(), 40.8, 1e-9));
    assert_eq!(times.provenance().date, TODAY);
}

#[test]
fn the_nearest_kiosk_counts_and_none_is_nowhere() {
    let pace = Pace::from_ranges(1.0..=1.0, 60.0..=60.0).unwrap();
    let home = at(14.5, -61.0);
    let far = at(14.5 + north(9.0), -61.0);
    let close = at(14.5 - north(2.0), -61.0);
    let times = times(pace);
    let nearest = times.to_nearest(&[far, close], &[home]);
    assert!(near(nearest.bands()[0].low.minutes().unwrap(), 2.0, 1e-9));
    assert_eq!(times.to_nearest(&[], &[home]).bands()[0].high, Reach::None);
    let joined = times
        .to(far, &[home])
        .nearer(&times.to(close, &[home]))
        .unwrap();
    assert_eq!(joined, nearest);
}

#[rstest]
#[case(0.9, 1.5, 30.0, 40.0, PaceError::Detour)]
#[case(1.7, 1.3, 30.0, 40.0, PaceError::Detour)]
#[case(1.3, f64::NAN, 30.0, 40.0, PaceError::Detour)]
#[case(1.3, 1.7, 0.0, 40.0, PaceError::Speed)]
#[case(1.3, 1.7, 40.0, 30.0, PaceError::Speed)]
fn ranges_without_sense_are_refused(
    #[case] least: f64,
    #[case] most: f64,
    #[case] slow: f64,
    #[case] quick: f64,
    #[case] why: PaceError,
) {
    assert_eq!(Pace::from_ranges(least..=most, slow..=quick), Err(why));
}

fn trip(km: f64, minutes: f64) -> TimedTrip {
    TimedTrip {
        from: at(14.5, -61.0),
        to: at(14.5 + north(km), -61.0),
        minutes,
    }
}

#[test]
fn ten_timed_trips_teach_a_pace_and_its_median_error() {
    // Paces of 2.0, 2.1, … 3.0 minutes for one kilometre, over 10 km: median 2.5.
    let trips: Vec<TimedTrip> = (0..=10).map(|n| trip(10.0, 20.0 + f64::from(n))).collect();
    let pace = fit(&trips).unwrap();
    assert!(near(pace.low, 2.1, 1e-9) && near(pace.high, 2.9, 1e-9));
    let Origin::Fitted(fit) = &pace.origin else {
        panic!("taught by trips");
    };
    assert_eq!(fit.trips, 11);
    assert!(near(fit.median, 2.5, 1e-9));
    // Errors 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5 minutes.
    assert!(near(fit.median_error, 3.0, 1e-9));
}

#[test]
fn nine_trips_or_ten_steps_teach_nothing() {
    let nine: Vec<TimedTrip> = (0..9).map(|_| trip(5.0, 12.0)).collect();
    assert_eq!(fit(&nine), Err(TooFew(9)));
    let steps: Vec<TimedTrip> = (0..20).map(|_| trip(0.1, 3.0)).collect();
    assert_eq!(fit(&steps), Err(TooFew(0)));
}

#[test]
fn the_error_of_any_level_is_measured_where_it_knows_a_way() {
    let trips = [trip(5.0, 10.0), trip(6.0, 10.0), trip(7.0, 10.0)];
    let (error, count) =
        median_error(&trips, |trip| (trip.to.lat < 14.56).then_some(13.0)).unwrap();
    assert!(near(error, 3.0, 1e-9));
    assert_eq!(count, 2);
    assert_eq!(median_error(&trips, |_| None), None);
}

#[test]
fn trips_are_read_and_refused_by_line() {
    let good = b"de_lat,de_lon,vers_lat,vers_lon,minutes\n14.5,-61.0,14.55,-61.0,14\n";
    assert_eq!(timed_trips("trajets.csv", good).unwrap().len(), 1);
    let short = b"de_lat,de_lon,vers_lat,vers_lon,minutes\n14.5,-61.0,14.5,-61.0,14\n";
    let refusal = timed_trips("trajets.csv", short).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "trajets.csv, ligne 2, colonne « vers_lat » : ce trajet fait moins de 0.5 km : il n’apprend rien"
    );
}

#[test]
fn the_plane_of_a_territory_is_the_great_circle_within_one_thousandth() {
    let plane = Plane::at(14.5);
    let ends: [Position; 4] = [
        at(14.4, -61.1),
        at(14.65, -60.8),
        at(14.4, -60.8),
        at(14.65, -61.1),
    ];
    for a in ends {
        for b in ends {
            let circle = a.great_circle_km(b);
            assert!(near(plane.km(a, b), circle, 0.001 * circle));
        }
    }
}
