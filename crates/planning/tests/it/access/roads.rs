//! Level 1: the roads of a small island give times computed by hand.
//!
//! Points stand on one meridian, so that a difference of latitude is a length.

use plus_planning::access::{
    position::Plane,
    time::{
        Reach,
        road::{Class, PbfError, RoadTimes, Rules},
    },
};
use proptest::{collection::vec, prelude::*};
use rstest::rstest;

use super::{
    TODAY, at, minutes, near, north,
    pbf::{Island, Message, block, frame, head},
};

/// Every class at 60 km/h, and 6 km/h off the road: a kilometre is a minute, or ten.
fn rules() -> Rules {
    Rules {
        speeds: Class::ALL.map(|class| (class, 60.0)).to_vec(),
        off_road: 6.0,
        farthest_road_km: 0.5,
    }
}

/// A point `km` north of the harbour.
fn point(island: Island, id: i64, km: f64) -> Island {
    island.node(id, 14.0 + north(km), -61.0)
}

/// The harbour (1), a village at 3 km (2), the end of the island at 10 km (3).
fn points() -> Island {
    point(point(point(Island::default(), 1, 0.0), 2, 3.0), 3, 10.0)
}

fn read(island: &Island) -> RoadTimes {
    RoadTimes::read("ile.osm.pbf", &island.write(), rules(), TODAY).unwrap()
}

fn from_to(roads: &RoadTimes, from: f64, to: f64) -> Option<f64> {
    let place = |km: f64| at(14.0 + north(km), -61.0);
    minutes(&roads.to(place(to), &[place(from)]))[0]
}

fn is_about(found: Option<f64>, wanted: f64) -> bool {
    found.is_some_and(|found| near(found, wanted, 0.001))
}

#[test]
fn a_road_is_driven_at_its_speed_both_ways() {
    let roads = read(&points().way(&[1, 2, 3], &["highway=primary"]));
    assert!(is_about(from_to(&roads, 0.0, 10.0), 10.0));
    assert!(is_about(from_to(&roads, 10.0, 3.0), 7.0));
    let summary = roads.summary();
    assert_eq!(
        (summary.ways, summary.roads, summary.nodes, summary.arcs),
        (1, 1, 3, 4)
    );
}

#[test]
fn what_is_off_the_road_is_walked_and_too_far_is_no_road() {
    let roads = read(&points().way(&[1, 2, 3], &["highway=primary"]));
    // 0.2 km at 6 km/h, then 10 km at 60 km/h.
    assert!(is_about(from_to(&roads, -0.2, 10.0), 12.0));
    assert_eq!(from_to(&roads, -0.6, 10.0), None);
    assert_eq!(from_to(&roads, 0.0, 11.0), None);
}

#[test]
fn a_one_way_road_makes_going_and_coming_back_differ() {
    // Out by a road of 3 + 7 km; the second part one-way, back by a loop through point 4.
    let island = point(points(), 4, 20.0)
        .way(&[1, 2], &["highway=primary"])
        .way(&[2, 3], &["highway=primary", "oneway=yes"])
        .way(&[2, 4, 3], &["highway=secondary", "oneway=-1"]);
    let roads = read(&island);
    assert!(is_about(from_to(&roads, 3.0, 10.0), 7.0));
    // From 10 to 20 km, and back down to 3.
    assert!(is_about(from_to(&roads, 10.0, 3.0), 27.0));
}

#[rstest]
#[case::limit(&["highway=primary", "maxspeed=30"], Some(20.0))]
#[case::words(&["highway=primary", "maxspeed=FR:rural"], Some(10.0))]
#[case::private(&["highway=service", "access=private"], None)]
#[case::private_but_cars(&["highway=service", "access=private", "motor_vehicle=yes"], Some(10.0))]
#[case::no_cars(&["highway=primary", "motor_vehicle=no"], None)]
#[case::feet(&["highway=footway"], None)]
#[case::steps(&["highway=steps"], None)]
#[case::track(&["highway=track"], None)]
#[case::ferry(&["route=ferry"], None)]
#[case::ferry_road(&["highway=primary", "route=ferry"], None)]
#[case::square(&["highway=service", "area=yes"], None)]
#[case::slip_road(&["highway=trunk_link"], Some(10.0))]
#[case::works(&["highway=construction"], None)]
#[case::coast(&["natural=coastline"], None)]
fn tags_say_whether_and_how_fast(#[case] tags: &[&str], #[case] wanted: Option<f64>) {
    let roads = read(&points().way(&[1, 2, 3], tags));
    let found = from_to(&roads, 0.0, 10.0);
    assert!(match wanted {
        Some(wanted) => is_about(found, wanted),
        None => found.is_none(),
    });
}

#[rstest]
#[case(&["highway=motorway"])]
#[case(&["highway=tertiary", "junction=roundabout"])]
fn motorways_and_roundabouts_are_one_way_without_saying_it(#[case] tags: &[&str]) {
    let ring = points().way(&[1, 2, 3, 1], tags);
    // Forward 7 km; the other way round 10 + 3.
    assert!(is_about(from_to(&read(&ring), 3.0, 10.0), 7.0));
    assert!(is_about(from_to(&read(&ring), 10.0, 3.0), 13.0));
}

#[test]
fn a_road_cut_off_from_the_others_is_nobodys_nearest_road() {
    // A car park of its own beside the harbour, nearer than the road.
    let island = points()
        .node(8, 14.0 + north(0.1), -61.0)
        .node(9, 14.0 + north(0.11), -61.0)
        .way(&[1, 2, 3], &["highway=primary"])
        .way(&[8, 9], &["highway=service"]);
    let roads = read(&island);
    assert_eq!(roads.summary().apart, 2);
    assert!(is_about(from_to(&roads, 0.1, 10.0), 11.0));
}

#[test]
fn a_road_cut_at_the_edge_of_the_extract_is_counted() {
    let roads = read(&points().way(&[1, 2, 77, 3], &["highway=primary"]));
    assert_eq!(roads.summary().missing, 1);
    assert_eq!(from_to(&roads, 0.0, 10.0), None);
}

#[test]
fn the_nearest_of_several_kiosks_is_by_road() {
    let roads = read(&points().way(&[1, 2, 3], &["highway=primary"]));
    let places = [at(14.0, -61.0), at(14.0 + north(10.0), -61.0)];
    let home = [at(14.0 + north(3.0), -61.0)];
    let nearest = roads.to_nearest(&places, &home);
    assert!(is_about(minutes(&nearest)[0], 3.0));
    let each = roads
        .to(places[1], &home)
        .nearer(&roads.to(places[0], &home));
    assert_eq!(each.unwrap(), nearest);
    let each = roads.to_each(&places, &home);
    assert_eq!(each, places.map(|place| roads.to(place, &home)));
    assert_eq!(roads.to_nearest(&[], &home).bands()[0].low, Reach::None);
}

#[test]
fn a_result_says_its_file_its_rules_and_its_day() {
    let roads = read(&points().way(&[1, 2, 3], &["highway=primary"]));
    let times = roads.to(at(14.0, -61.0), &[]);
    let provenance = times.provenance();
    assert_eq!(provenance.date, TODAY);
    assert_eq!(provenance.method, rules());
    assert_eq!(provenance.inputs[0].name, "ile.osm.pbf");
    let other = read(&points().way(&[1, 2], &["highway=primary"]));
    assert!(times.nearer(&other.to(at(14.0, -61.0), &[])).is_err());
}

proptest! {
    #[test]
    fn the_nearest_road_is_the_nearest(
        points in vec((13.9..14.1f64, -61.1..-60.9f64), 2..40),
        home in (13.9..14.1f64, -61.1..-60.9f64),
    ) {
        let mut island = Island::default();
        for (id, (lat, lon)) in (1..).zip(&points) {
            island = island.node(id, *lat, *lon);
        }
        let ids: Vec<i64> = (1..).take(points.len()).collect();
        let far = Rules { farthest_road_km: 50.0, ..rules() };
        let bytes = island.way(&ids, &["highway=primary"]).write();
        let roads = RoadTimes::read("ile", &bytes, far, TODAY).unwrap();
        let home = at(home.0, home.1);
        // From home to home: to the road and back, at ten minutes for one kilometre.
        let found = minutes(&roads.to(home, &[home]))[0].unwrap() / 20.0;
        let plane = Plane::at(home.lat);
        let each = points.iter().map(|(lat, lon)| plane.km(home, at(*lat, *lon)));
        let least = each.fold(f64::INFINITY, f64::min);
        prop_assert!(near(found, least, 0.0001), "{found} {least}");
    }
}

fn refused(bytes: &[u8]) -> PbfError {
    RoadTimes::read("ile.osm.pbf", bytes, rules(), TODAY).unwrap_err()
}

#[test]
fn a_file_that_is_no_extract_is_refused() {
    for bytes in [&b""[..], b"PK\x03\x04 a zip", b"<?xml version"] {
        let refusal = refused(bytes);
        assert_eq!(
            refusal.to_string(),
            "ile.osm.pbf, bloc n° 1 (octet 0) : ce n’est pas un extrait .osm.pbf"
        );
    }
}

#[test]
fn a_broken_block_is_refused_by_its_number_and_its_offset() {
    let good = points().write();
    let first = head("DenseNodes").len();
    let cut = refused(&good[..good.len() - 3]);
    assert_eq!(
        (cut.block, cut.reason),
        (3, "le fichier s’arrête au milieu de ce bloc")
    );
    let mut spoilt = good;
    let middle = spoilt.len() - 10;
    spoilt[middle] ^= 0xff;
    let spoilt = refused(&spoilt);
    assert_eq!(spoilt.block, 3);
    let raw = frame("OSMData", &Message::default().bytes(1, b"\xff\xff"));
    let broken = refused(&[head("DenseNodes"), raw].concat());
    assert_eq!((broken.block, broken.offset), (2, first));
    assert_eq!(
        broken.reason,
        "ce bloc ne se lit pas : le fichier est abîmé"
    );
}

#[test]
fn other_packings_other_features_and_bombs_are_refused() {
    let other = frame(
        "OSMData",
        &Message::default().number(2, 9).bytes(7, b"zstd"),
    );
    assert!(
        refused(&[head("DenseNodes"), other].concat())
            .reason
            .contains("zlib")
    );
    assert!(
        refused(&head("HistoricalInformation"))
            .reason
            .contains("historique")
    );
    let bomb = frame(
        "OSMData",
        &Message::default().number(2, 1 << 40).bytes(3, b"x"),
    );
    assert!(
        refused(&[head("DenseNodes"), bomb].concat())
            .reason
            .contains("32 Mio")
    );
}

#[test]
fn kinds_of_block_that_are_not_known_are_read_over() {
    let island = points().way(&[1, 2, 3], &["highway=primary"]);
    let odd = block("OSMOdd", &Message::default());
    let bytes = [island.write(), odd].concat();
    assert!(RoadTimes::read("ile", &bytes, rules(), TODAY).is_ok());
}
