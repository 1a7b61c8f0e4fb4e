//! Level 2: the buses of a small island give times computed by hand.
//!
//! Stops stand on one meridian: A at 0 km, B at 10 km, C at 20 km, D at 20.3 km. People walk
//! at 6 km/h: 100 m take a minute.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use plus_planning::access::{
    position::Position,
    time::{
        Reach,
        transit::{Rules, TransitTimes},
    },
};
use rstest::rstest;

use super::{TODAY, at, minutes, near, north, zipped::zipped};

/// A Monday.
const MONDAY: Date = date(2027, 3, 1);

/// From 7h to 8h every half-hour: two departures, so that the median is their mean.
fn rules(day: Date) -> Rules {
    Rules {
        windows: vec![(7 * 3600, 8 * 3600)],
        every: 1800,
        walk_km: 1.0,
        walk_speed: 6.0,
        ..Rules::on(day)
    }
}

fn place(km: f64) -> Position {
    at(14.0 + north(km), -61.0)
}

/// The tables of the island, to be changed by each test.
struct Network(BTreeMap<&'static str, String>);

impl Network {
    fn new(stop_times: &str) -> Self {
        let stop = |(id, km)| {
            let Position { lat, lon } = place(km);
            format!("{id},Arrêt {id},{lat},{lon},\n")
        };
        let stops = [("A", 0.0), ("B", 10.0), ("C", 20.0), ("D", 20.3)].map(stop);
        let header = "stop_id,stop_name,stop_lat,stop_lon,location_type";
        let stops = format!("{header}\n{}G,Gare,,,2\n", stops.concat());
        let trips = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(|n| format!("L,S,t{n}\n"));
        let trips = trips.concat();
        Self(BTreeMap::from([
            ("stops.txt", stops),
            ("routes.txt", "route_id,route_type\nL,3\n".to_owned()),
            ("trips.txt", format!("route_id,service_id,trip_id\n{trips}")),
            (
                "calendar.txt",
                "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n\
                 S,1,0,0,0,0,0,0,20270101,20271231\n"
                    .to_owned(),
            ),
            (
                "stop_times.txt",
                format!("trip_id,arrival_time,departure_time,stop_id,stop_sequence\n{stop_times}"),
            ),
        ]))
    }

    fn with(mut self, table: &'static str, text: &str) -> Self {
        self.0.insert(table, text.to_owned());
        self
    }

    fn without(mut self, table: &str) -> Self {
        self.0.remove(table);
        self
    }

    fn bytes(&self) -> Vec<u8> {
        zipped(self.0.iter().map(|(name, text)| (*name, text.as_str())))
    }

    fn read(&self, rules: Rules) -> TransitTimes {
        TransitTimes::read("bus.zip", &self.bytes(), rules, TODAY).unwrap()
    }

    /// Median minutes between two places, by their kilometre.
    fn ride(&self, from: f64, to: f64) -> Option<f64> {
        self.ride_by(rules(MONDAY), from, to)
    }

    fn ride_by(&self, rules: Rules, from: f64, to: f64) -> Option<f64> {
        let times = self.read(rules);
        let found = times.to_nearest(&[place(to)], &[place(from)], |_| true);
        minutes(&found.unwrap())[0]
    }

    fn refusal(&self) -> String {
        let read = TransitTimes::read("bus.zip", &self.bytes(), rules(MONDAY), TODAY);
        read.unwrap_err().to_string()
    }
}

fn is_about(found: Option<f64>, wanted: f64) -> bool {
    found.is_some_and(|found| near(found, wanted, 0.05))
}

const DIRECT: &str = "t1,07:10:00,07:10:00,A,1\nt1,07:30:00,07:32:00,B,2\nt1,07:50:00,07:50:00,C,3\n\
    t2,07:40:00,07:40:00,A,1\nt2,08:00:00,08:02:00,B,2\nt2,08:20:00,08:20:00,C,3\n";

#[test]
fn waiting_riding_and_walking_count_and_the_median_is_given() {
    // Leaves at 7:00 and 7:30, boards at 7:10 and 7:40, there at 7:30 and 8:00: 30 minutes.
    assert!(is_about(Network::new(DIRECT).ride(0.0, 10.0), 30.0));
    // 0.5 km to the stop is 5 minutes within the wait; 0.2 km at the end is 2 more.
    assert!(is_about(Network::new(DIRECT).ride(-0.5, 20.2), 52.0));
}

#[test]
fn the_median_is_between_departures_that_differ() {
    // The 7:40 bus leaves at 7:50: 30 and 40 minutes.
    let late = DIRECT.replace("t2,07:40:00,07:40:00", "t2,07:50:00,07:50:00");
    let late = late.replace("t2,08:00:00,08:02:00", "t2,08:10:00,08:10:00");
    assert!(is_about(Network::new(&late).ride(0.0, 10.0), 35.0));
}

#[test]
fn no_trip_is_no_bus_and_never_a_large_number() {
    let network = Network::new(DIRECT);
    assert_eq!(network.ride(20.0, 0.0), None);
    assert_eq!(network.ride(-1.2, 10.0), None);
    assert_eq!(network.ride(0.0, 15.0), None);
    // One bus a day: of two departures, one has no trip, and the median is not at all.
    let once: Vec<&str> = DIRECT.lines().take(3).collect();
    assert_eq!(Network::new(&once.join("\n")).ride(0.0, 10.0), None);
}

#[test]
fn a_place_near_enough_is_walked_to_without_a_bus() {
    assert!(is_about(Network::new(DIRECT).ride(0.1, 0.9), 8.0));
}

#[test]
fn a_change_is_made_where_the_first_bus_is_in_time() {
    let change = "t1,07:05:00,07:05:00,A,1\nt1,07:20:00,07:20:00,B,2\n\
        t2,07:35:00,07:35:00,A,1\nt2,07:50:00,07:50:00,B,2\n\
        t3,07:25:00,07:25:00,B,1\nt3,07:40:00,07:40:00,C,2\n\
        t4,07:49:00,07:49:00,B,1\nt4,07:59:00,07:59:00,C,2\n\
        t5,07:55:00,07:55:00,B,1\nt5,08:10:00,08:10:00,C,2\n";
    // 7:00 → 7:20 → 7:25 → 7:40; 7:30 → 7:50, the 7:49 is missed, 7:55 → 8:10.
    assert!(is_about(Network::new(change).ride(0.0, 20.0), 40.0));
    let one = Rules {
        rides: 1,
        ..rules(MONDAY)
    };
    assert_eq!(Network::new(change).ride_by(one, 0.0, 20.0), None);
}

#[test]
fn a_change_may_be_on_foot_but_never_two_walks_in_a_row() {
    // To C, on foot to D (0.3 km, 3 minutes), then from D to B.
    let foot = "t1,07:00:00,07:00:00,A,1\nt1,07:20:00,07:20:00,C,2\n\
        t2,07:30:00,07:30:00,A,1\nt2,07:50:00,07:50:00,C,2\n\
        t3,07:24:00,07:24:00,D,1\nt3,07:40:00,07:40:00,B,2\n\
        t4,07:54:00,07:54:00,D,1\nt4,08:10:00,08:10:00,B,2\n";
    // 7:00 → 7:40 and 7:30 → 8:10.
    let found = Network::new(foot).ride(0.0, 10.0);
    assert!(is_about(found, 40.0), "{found:?}");
    // 1.2 km beyond C is 0.9 km from D: a bus to C and two walks would do it.
    assert_eq!(Network::new(foot).ride(0.0, 21.2), None);
}

#[test]
fn a_quicker_bus_that_leaves_later_and_overtakes_is_taken() {
    let overtaking = "t1,07:05:00,07:05:00,A,1\nt1,07:55:00,07:55:00,C,2\n\
        t2,07:10:00,07:10:00,A,1\nt2,07:30:00,07:30:00,C,2\n\
        t3,07:40:00,07:40:00,A,1\nt3,08:00:00,08:00:00,C,2\n";
    assert!(is_about(Network::new(overtaking).ride(0.0, 20.0), 30.0));
}

#[test]
fn a_stop_where_nobody_boards_or_alights_is_passed() {
    let header =
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n";
    let passed: String = DIRECT
        .lines()
        .map(|line| {
            if line.contains(",B,") {
                format!("{line},1,1\n")
            } else {
                format!("{line},0,0\n")
            }
        })
        .collect();
    let network = Network::new("").with("stop_times.txt", &format!("{header}{passed}"));
    assert_eq!(network.ride(0.0, 10.0), None);
    assert_eq!(network.ride(10.0, 20.0), None);
    assert!(is_about(network.ride(0.0, 20.0), 50.0));
}

#[test]
fn a_stop_without_time_is_between_its_neighbours() {
    let untimed = DIRECT
        .replace("07:30:00,07:32:00,B", ",,B")
        .replace("08:00:00,08:02:00,B", ",,B");
    assert!(is_about(Network::new(&untimed).ride(0.0, 10.0), 30.0));
}

#[test]
fn the_order_is_that_of_ranks_and_not_of_lines() {
    let mut lines: Vec<&str> = DIRECT.lines().collect();
    lines.reverse();
    assert!(is_about(
        Network::new(&lines.join("\n")).ride(0.0, 10.0),
        30.0
    ));
}

#[test]
fn a_trip_told_by_its_frequency_runs_that_often() {
    let model = "t1,00:00:00,00:00:00,A,1\nt1,00:20:00,00:20:00,B,2\n";
    let often = "trip_id,start_time,end_time,headway_secs\nt1,07:10:00,08:00:00,1800\n";
    let network = Network::new(model).with("frequencies.txt", often);
    assert!(is_about(network.ride(0.0, 10.0), 30.0));
    assert_eq!(network.read(rules(MONDAY)).summary().running, 2);
}

#[test]
fn the_day_decides_what_runs() {
    let tuesday = date(2027, 3, 2);
    let next_year = date(2028, 3, 6);
    for day in [tuesday, next_year] {
        let read = Network::new(DIRECT).read(rules(day));
        assert_eq!((read.summary().running, read.summary().trips), (0, 9));
    }
    let exceptions = "service_id,date,exception_type\nS,20270301,2\nS,20270302,1\n";
    let changed = || Network::new(DIRECT).with("calendar_dates.txt", exceptions);
    assert_eq!(changed().ride(0.0, 10.0), None);
    assert!(is_about(changed().ride_by(rules(tuesday), 0.0, 10.0), 30.0));
    let only_dates = changed().without("calendar.txt");
    assert!(is_about(
        only_dates.ride_by(rules(tuesday), 0.0, 10.0),
        30.0
    ));
}

#[test]
fn a_trip_longer_than_the_longest_is_no_trip() {
    let short = Rules {
        longest: 29,
        ..rules(MONDAY)
    };
    assert_eq!(Network::new(DIRECT).ride_by(short, 0.0, 10.0), None);
}

#[test]
fn the_rules_of_the_house_leave_every_ten_minutes_in_the_morning_and_at_noon() {
    let rules = Rules::on(MONDAY);
    assert_eq!(rules.windows, [(25_200, 32_400), (43_200, 50_400)]);
    assert_eq!((rules.every, rules.longest), (600, 180));
    assert!(near(rules.walk_km, 1.0, 0.0));
}

#[test]
fn the_nearest_of_several_and_the_way_to_each_agree() {
    let read = Network::new(DIRECT).read(rules(MONDAY));
    let targets = [place(20.0), place(10.0), place(40.0)];
    let each = read.to_each(&targets, &[place(0.0)], |_| true).unwrap();
    let all: Vec<Option<f64>> = each.iter().flat_map(minutes).collect();
    assert!(is_about(all[0], 50.0) && is_about(all[1], 30.0));
    assert_eq!(each[2].bands()[0].low, Reach::None);
    let nearest = read.to_nearest(&targets, &[place(0.0)], |_| true).unwrap();
    assert!(is_about(minutes(&nearest)[0], 30.0));
    assert_eq!(nearest.provenance().inputs[0].name, "bus.zip");
}

#[test]
fn a_computation_that_is_stopped_gives_nothing() {
    let read = Network::new(DIRECT).read(rules(MONDAY));
    let mut asked = 0;
    let stopped = read.to_nearest(&[place(10.0)], &[place(0.0); 5], |done| {
        asked += 1;
        done < 2
    });
    assert!(stopped.is_none());
    assert_eq!(asked, 3);
}

#[rstest]
#[case(
    "stop_times.txt",
    "t1,7h10,07:10:00,A,1",
    "stop_times.txt, ligne 2, colonne « arrival_time » : écrivez l’heure ainsi : 07:30:00 (48 h au plus)"
)]
#[case(
    "stop_times.txt",
    "t1,07:20:00,07:10:00,A,1",
    "stop_times.txt, ligne 2, colonne « departure_time » : le départ est avant l’arrivée"
)]
#[case(
    "stop_times.txt",
    "t1,07:10:00,07:10:00,Z,1",
    "stop_times.txt, ligne 2, colonne « stop_id » : cet arrêt n’est pas dans stops.txt"
)]
#[case(
    "stop_times.txt",
    "tz,07:10:00,07:10:00,A,1",
    "stop_times.txt, ligne 2, colonne « trip_id » : cette course n’est pas dans trips.txt"
)]
#[case(
    "stop_times.txt",
    "t1,07:10:00,07:10:00,A,x",
    "stop_times.txt, ligne 2, colonne « stop_sequence » : « x » n’est pas un nombre entier"
)]
#[case(
    "stop_times.txt",
    "t1,07:10:00,07:10:00,A,1\nt1,07:05:00,07:05:00,B,2",
    "stop_times.txt, ligne 3, colonne « arrival_time » : cette course arrive avant d’être partie de l’arrêt précédent"
)]
#[case(
    "stop_times.txt",
    "t1,07:10:00,07:10:00,A,1\nt1,07:15:00,07:15:00,B,1",
    "stop_times.txt, ligne 3, colonne « stop_sequence » : ce rang est déjà pris dans cette course"
)]
#[case(
    "stop_times.txt",
    "t1,,,A,1\nt1,07:15:00,07:15:00,B,2",
    "stop_times.txt, ligne 2, colonne « arrival_time » : le premier et le dernier arrêt d’une course ont une heure"
)]
#[case(
    "trips.txt",
    "M,S,t1",
    "trips.txt, ligne 2, colonne « route_id » : cette ligne n’est pas dans routes.txt"
)]
#[case(
    "trips.txt",
    "L,S,t1\nL,S,t1",
    "trips.txt, ligne 3, colonne « trip_id » : cet identifiant est déjà plus haut"
)]
#[case(
    "stops.txt",
    "A,Arrêt,114,-61,",
    "stops.txt, ligne 2, colonne « stop_lat » : 114 n’est pas entre -90 et 90"
)]
#[case(
    "calendar.txt",
    "S,1,0,0,0,0,0,0,20270230,20271231",
    "calendar.txt, ligne 2, colonne « start_date » : écrivez la date en huit chiffres : 20270301"
)]
#[case(
    "calendar.txt",
    "S,1,0,0,0,oui,0,0,20270101,20271231",
    "calendar.txt, ligne 2, colonne « friday » : écrivez 0 ou 1"
)]
fn a_wrong_line_is_refused_with_its_file(
    #[case] table: &'static str,
    #[case] lines: &str,
    #[case] why: &str,
) {
    let network = Network::new("");
    let header = network.0[table].lines().next().unwrap().to_owned();
    assert_eq!(
        network
            .with(table, &format!("{header}\n{lines}\n"))
            .refusal(),
        why
    );
}

#[test]
fn a_missing_table_or_a_file_that_is_no_archive_is_refused() {
    for table in ["stops.txt", "routes.txt", "trips.txt", "stop_times.txt"] {
        let refusal = Network::new(DIRECT).without(table).refusal();
        assert_eq!(refusal, format!("bus.zip : {table} manque dans l’archive"));
    }
    let refusal = Network::new(DIRECT).without("calendar.txt").refusal();
    assert_eq!(
        refusal,
        "bus.zip : calendar.txt et calendar_dates.txt manquent tous deux"
    );
    let refusal = TransitTimes::read("bus.zip", b"no zip", rules(MONDAY), TODAY).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "bus.zip : ce n’est pas une archive zip lisible"
    );
}
