//! The check values of the Espace Sud: same data and assumptions, computed apart by another
//! program. The four sites are those of greatest need of four communes: **not** the real
//! kiosks.

use std::collections::BTreeMap;

use plus_planning::access::{
    geo::{Geo, Precision},
    measure::{Group, Report, Settings, Summary, gini, report},
    need::{Coefficients, PlaceTotal, by_commune, by_place, nearest_places},
    position::{Plane, Position},
    time::{
        Direct, Times,
        direct::{DirectTimes, Pace},
    },
};

use super::{TODAY, espace_sud, near};

/// Le Marin, Rivière-Salée, Le François, Rivière-Pilote.
const FOUR: [(&str, &str); 4] = [
    ("97217", "Mondesir"),
    ("97221", "Thoraille"),
    ("97210", "Le Mole"),
    ("97220", "Camee"),
];

/// Twelve places, the four among them, that lessen Σ need × minutes.
const TWELVE: [&str; 12] = [
    "1327467557",
    "1310223389",
    "1259497897",
    "1310020645",
    "1343598017",
    "1360115305",
    "1209652167",
    "1309942659",
    "1259518129",
    "1226153063",
    "1277112785",
    "1226457121",
];

struct Study {
    geo: Geo,
    plane: Plane,
    of: Vec<Option<usize>>,
    totals: Vec<PlaceTotal>,
}

impl Study {
    fn new() -> Self {
        let (geo, plane) = (espace_sud(), Plane::at(14.5));
        let of = nearest_places(&geo.tiles, &geo.places, plane);
        let weights = Coefficients::default();
        let totals = by_place(&geo.tiles, &of, &geo.places, &weights, |_| 0.0);
        Self {
            geo,
            plane,
            of,
            totals,
        }
    }

    /// The place of greatest need of a commune.
    fn neediest(&self, commune: &str) -> usize {
        let inside = self
            .totals
            .iter()
            .filter(|t| self.geo.places[t.place].commune == commune);
        let neediest = inside.max_by(|a, b| a.total.need.total_cmp(&b.total.need));
        neediest.unwrap().place
    }

    fn four(&self) -> Vec<Position> {
        let places = FOUR.map(|(commune, _)| self.neediest(commune));
        places.map(|place| self.geo.places[place].position).to_vec()
    }

    fn twelve(&self) -> Vec<Position> {
        let chosen = self
            .geo
            .places
            .iter()
            .filter(|p| TWELVE.contains(&p.id.as_str()));
        chosen.map(|place| place.position).collect()
    }

    fn times(&self) -> DirectTimes {
        let pace = Pace::from_ranges(1.4..=1.4, 30.0..=30.0).unwrap();
        DirectTimes::new(pace, self.plane, TODAY, self.geo.inputs.clone())
    }

    fn times_to(&self, kiosks: &[Position]) -> Times<Direct> {
        let homes: Vec<Position> = self.geo.tiles.iter().map(|tile| tile.position).collect();
        self.times().to_nearest(kiosks, &homes)
    }

    fn report(&self, kiosks: &[Position], settings: &Settings) -> Report<Direct> {
        report(&self.geo.tiles, &self.of, &self.times_to(kiosks), settings).unwrap()
    }

    /// Measures of all people.
    fn measured(&self, kiosks: &[Position], settings: &Settings) -> Summary {
        let report = self.report(kiosks, settings);
        assert_eq!(
            (report.rows.len(), report.rows[0].group),
            (39, Group::Persons)
        );
        report.rows[0].measures.clone().unwrap().low
    }

    fn gini_of_time(&self, kiosks: &[Position]) -> f64 {
        let times = self.times_to(kiosks);
        let minutes = times.bands().iter().map(|band| band.low.minutes().unwrap());
        let weights = self.geo.tiles.iter().map(|tile| tile.persons);
        gini(&minutes.zip(weights).collect::<Vec<_>>()).unwrap()
    }
}

fn is_percent(share: f64, wanted: f64) -> bool {
    near(share * 100.0, wanted, 0.05)
}

#[test]
fn the_sites_are_the_places_of_greatest_need_of_four_communes() {
    let study = Study::new();
    for (commune, name) in FOUR {
        assert_eq!(study.geo.places[study.neediest(commune)].name, name);
    }
    assert_eq!(study.twelve().len(), 12);
}

#[test]
fn with_four_kiosks_the_measures_are_those_computed_apart() {
    let study = Study::new();
    let found = study.measured(&study.four(), &Settings::default());
    assert!(near(found.mean.unwrap(), 13.7, 0.05), "{found:?}");
    assert!(near(found.p95.minutes().unwrap(), 28.2, 0.05), "{found:?}");
    let worst = found.worst.unwrap();
    assert!(near(worst.minutes, 37.4, 0.05), "{found:?}");
    assert!(worst.place.is_some());
    for (share, wanted) in found.beyond.iter().zip([63.5, 20.5, 3.6]) {
        assert!(is_percent(*share, wanted), "{found:?}");
    }
    assert!(near(found.gini.unwrap(), 0.394, 0.0005), "{found:?}");
    assert!(near(study.gini_of_time(&study.four()), 0.332, 0.0005));
    let slower = Settings {
        tau: 20.0,
        ..Settings::default()
    };
    let slower = study.measured(&study.four(), &slower);
    assert!(near(slower.gini.unwrap(), 0.215, 0.0005), "{slower:?}");
}

#[test]
fn with_twelve_kiosks_the_trap_shows() {
    let study = Study::new();
    let found = study.measured(&study.twelve(), &Settings::default());
    assert!(near(found.mean.unwrap(), 5.5, 0.05), "{found:?}");
    assert!(near(found.p95.minutes().unwrap(), 12.0, 0.05), "{found:?}");
    for (share, wanted) in found.beyond.iter().zip([10.2, 0.0, 0.0]) {
        assert!(is_percent(*share, wanted), "{found:?}");
    }
    assert!(near(found.worst.unwrap().minutes, 23.0, 0.05), "{found:?}");
    // Minutes are less than half, and the Gini of time hardly moves: that of access does.
    assert!(near(study.gini_of_time(&study.twelve()), 0.324, 0.0005));
    assert!(near(found.gini.unwrap(), 0.168, 0.0005), "{found:?}");
}

#[test]
fn before_and_after_stand_side_by_side_for_every_commune() {
    let study = Study::new();
    let settings = Settings::default();
    let (before, after) = (
        study.report(&study.four(), &settings),
        study.report(&study.twelve(), &settings),
    );
    let side_by_side = plus_planning::access::measure::compare(before, &after).unwrap();
    let communes: Vec<_> = side_by_side
        .rows
        .iter()
        .filter(|row| row.commune.is_some())
        .collect();
    assert_eq!(communes.len(), 36);
    for row in side_by_side.rows {
        let (before, after) = (row.before.unwrap().low, row.after.unwrap().low);
        assert!(after.mean.unwrap() <= before.mean.unwrap());
        assert!(after.gini.is_some() && after.weight > 0.0);
    }
}

#[test]
fn the_way_to_fixed_counters_of_a_partner_leaves_buses_out() {
    let study = Study::new();
    let fixed = |partner: &str| -> Vec<Position> {
        let list = study.geo.counters.iter();
        let list = list.filter(|c| c.partner == partner && !c.mobile);
        list.map(|counter| counter.position).collect()
    };
    let settings = Settings::default();
    let post = study.measured(&fixed("la-poste"), &settings);
    let cgss = study.measured(&fixed("cgss"), &settings);
    assert!(post.mean.unwrap() < 10.0 && cgss.mean.unwrap() > 25.0);
    // No counter is known: nobody gets there, rather than a large number.
    let caf = study.measured(&fixed("caf"), &settings);
    assert!(near(caf.reached, 0.0, 0.0) && caf.mean.is_none());
    let rough = study
        .geo
        .counters
        .iter()
        .filter(|c| c.precision == Precision::Commune);
    assert_eq!(rough.count(), 57);
}

#[test]
fn totals_of_communes_carry_their_cautions() {
    let study = Study::new();
    let weights = Coefficients::default();
    let municipal = BTreeMap::from([("97221".to_owned(), 11_829)]);
    let totals = by_commune(&study.geo.tiles, &study.of, &weights, |_| 0.0, &municipal);
    assert_eq!(totals.len(), 12);
    let persons: f64 = totals.iter().map(|commune| commune.total.persons).sum();
    assert!(near(persons, 106_857.0, 1.0));
    let need: f64 = totals.iter().map(|commune| commune.total.need).sum();
    let by_places: f64 = study.totals.iter().map(|place| place.total.need).sum();
    assert!(near(need, by_places, 1e-6) && near(need, 139_733.1, 0.05));
    assert!(
        totals
            .iter()
            .all(|commune| commune.total.imputed_share().is_some())
    );
    assert_eq!(
        totals
            .iter()
            .filter(|commune| commune.fiscal_share().is_some())
            .count(),
        1
    );
}
