//! Files that nobody vouches for: whatever the bytes, a reader answers or refuses.

use std::collections::BTreeSet;

use plus_planning::access::{
    geo::{
        Geo, counters,
        import::{Credit, Given, Sources, import},
        markets, outlines, places, tiles,
    },
    table::FileError,
    time::{
        road::{RoadTimes, Rules},
        transit::{self, TransitTimes},
        trips::timed_trips,
    },
};
use proptest::{collection::vec, prelude::*, sample::Index};

use super::{TODAY, at, file_of_espace_sud, pbf::Island, zipped::zipped};

/// The first lines of a file of the territory.
fn start_of(name: &str, lines: usize) -> Vec<u8> {
    let bytes = file_of_espace_sud(name).unwrap();
    let cut = bytes.split_inclusive(|byte| *byte == b'\n').take(lines);
    cut.flatten().copied().collect()
}

/// A change of some bytes, some lengths and some order.
#[derive(Debug, Clone)]
enum Damage {
    Replace(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, u8),
    Cut(Index),
}

fn damages() -> impl Strategy<Value = Vec<Damage>> {
    let sign = prop_oneof![
        Just(b','),
        Just(b'"'),
        Just(b'\n'),
        Just(b'-'),
        Just(b'9'),
        any::<u8>()
    ];
    let one = prop_oneof![
        4 => (any::<Index>(), sign).prop_map(|(at, byte)| Damage::Replace(at, byte)),
        2 => (any::<Index>(), vec(any::<u8>(), 1..6)).prop_map(|(at, b)| Damage::Insert(at, b)),
        2 => (any::<Index>(), 1..9u8).prop_map(|(at, count)| Damage::Remove(at, count)),
        1 => any::<Index>().prop_map(Damage::Cut),
    ];
    vec(one, 1..5)
}

fn damaged(bytes: &[u8], damages: &[Damage]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for damage in damages {
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        match damage {
            Damage::Replace(at, byte) => bytes[at.index(length)] = *byte,
            Damage::Insert(at, more) => {
                let at = at.index(length);
                bytes.splice(at..at, more.iter().copied());
            }
            Damage::Remove(at, count) => {
                let at = at.index(length);
                let end = length.min(at + usize::from(*count));
                bytes.drain(at..end);
            }
            Damage::Cut(at) => bytes.truncate(at.index(length)),
        }
    }
    bytes
}

/// A refusal names its file and fits on a line.
fn is_fair<T>(read: Result<T, FileError>) -> bool {
    read.map_or_else(
        |refusal| {
            let text = refusal.to_string();
            !refusal.reason.is_empty() && !text.contains('\n') && text.len() < 400
        },
        |_| true,
    )
}

fn all_readers_are_fair(bytes: &[u8]) -> bool {
    is_fair(tiles("f", bytes))
        && is_fair(places("f", bytes))
        && is_fair(counters("f", bytes))
        && is_fair(markets("f", bytes))
        && is_fair(outlines("f", bytes))
        && is_fair(timed_trips("f", bytes))
        && is_fair(Geo::read(|_| Some(bytes)))
}

fn island() -> Island {
    Island::default()
        .node(1, 14.0, -61.0)
        .node(2, 14.01, -61.0)
        .node(3, 14.02, -61.01)
        .way(&[1, 2, 3], &["highway=primary", "maxspeed=50"])
        .way(&[3, 1], &["highway=tertiary", "oneway=yes"])
}

fn roads(bytes: &[u8]) -> bool {
    RoadTimes::read("f", bytes, Rules::default(), TODAY).map_or_else(
        |refusal| refusal.block > 0 && refusal.offset <= bytes.len(),
        |roads| {
            let times = roads.to_nearest(&[at(14.0, -61.0)], &[at(14.02, -61.01), at(90.0, 0.0)]);
            let mut minutes = times.bands().iter().filter_map(|band| band.low.minutes());
            minutes.all(|minutes| minutes.is_finite() && minutes >= 0.0)
        },
    )
}

const TABLES: [(&str, &str); 6] = [
    (
        "stops.txt",
        "stop_id,stop_lat,stop_lon\nA,14.0,-61\nB,14.1,-61\n",
    ),
    ("routes.txt", "route_id\nL\n"),
    ("trips.txt", "route_id,service_id,trip_id\nL,S,t1\nL,S,t2\n"),
    (
        "calendar_dates.txt",
        "service_id,date,exception_type\nS,20270301,1\n",
    ),
    (
        "stop_times.txt",
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
         t1,07:10:00,07:10:00,A,1\nt1,07:30:00,07:30:00,B,2\n\
         t2,08:10:00,08:10:00,A,1\nt2,,,A,2\nt2,08:30:00,08:30:00,B,3\n",
    ),
    (
        "frequencies.txt",
        "trip_id,start_time,end_time,headway_secs\nt1,07:00:00,09:00:00,600\n",
    ),
];

fn buses(bytes: &[u8]) -> bool {
    let rules = transit::Rules::on(jiff::civil::date(2027, 3, 1));
    match TransitTimes::read("f", bytes, rules, TODAY) {
        Ok(read) => {
            let times = read.to_nearest(&[at(14.1, -61.0)], &[at(14.0, -61.0)], |_| true);
            let longest = times.unwrap().bands()[0].low.minutes();
            longest.is_none_or(|minutes| (0.0..=180.0).contains(&minutes))
        }
        Err(refusal) => is_fair::<()>(Err(refusal)),
    }
}

#[test]
fn what_is_damaged_below_is_read_when_it_is_whole() {
    assert!(tiles("f", &start_of("carreaux.csv", 4)).is_ok());
    assert!(RoadTimes::read("f", &island().write(), Rules::default(), TODAY).is_ok());
    assert!(RoadTimes::read("f", &island().write_plain(), Rules::default(), TODAY).is_ok());
    let rules = transit::Rules::on(jiff::civil::date(2027, 3, 1));
    let read = TransitTimes::read("f", &zipped(TABLES), rules, TODAY).unwrap();
    assert_eq!(read.summary().running, 13);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..400)) {
        prop_assert!(all_readers_are_fair(&bytes));
        prop_assert!(roads(&bytes) && buses(&bytes));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[\"\\{\\}\\[\\],:;a-z0-9.\n\r -]{0,200}") {
        prop_assert!(all_readers_are_fair(text.as_bytes()));
    }

    #[test]
    fn damaged_tables_are_read_or_refused(which in 0..5usize, damages in damages()) {
        let names = ["carreaux.csv", "quartiers.csv", "guichets.csv", "marches.csv", "communes.geojson"];
        let bytes = damaged(&start_of(names[which], 3), &damages);
        prop_assert!(all_readers_are_fair(&bytes));
    }

    #[test]
    fn damaged_files_are_imported_or_refused(damages in damages()) {
        let bytes = |name| damaged(&start_of(name, 3), &damages);
        let (tiles, places) = (bytes("carreaux.csv"), bytes("quartiers.csv"));
        let given = |bytes| Given { name: "f", bytes, credit: Credit::default() };
        let sources = Sources {
            tiles: given(&tiles),
            places: given(&places),
            outlines: given(b"{\"features\":[]}"),
            counters: None,
            markets: None,
        };
        let communes: BTreeSet<String> = ["97202", "97207"].map(str::to_owned).into();
        prop_assert!(is_fair(import(&sources, &communes)));
    }

    #[test]
    fn damaged_extracts_are_read_or_refused(damages in damages(), is_packed: bool) {
        let bytes = if is_packed { island().write() } else { island().write_plain() };
        prop_assert!(roads(&damaged(&bytes, &damages)));
    }

    #[test]
    fn damaged_timetables_are_read_or_refused(which in 0..TABLES.len(), damages in damages()) {
        let text = damaged(TABLES[which].1.as_bytes(), &damages);
        let text = String::from_utf8_lossy(&text);
        let mut tables = TABLES;
        tables[which].1 = &text;
        prop_assert!(buses(&zipped(tables)));
        prop_assert!(buses(&damaged(&zipped(TABLES), &damages)));
    }
}
