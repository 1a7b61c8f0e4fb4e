//! Need: weights that the coordinator sets, totals that say what they leave out.

use std::collections::BTreeMap;

use plus_planning::access::{
    geo::{Place, Tile},
    need::{CoefficientError, Coefficients, by_commune, by_place, nearest_places},
    position::{Plane, Position},
};
use rstest::rstest;

use super::{at, near, tile};

fn place(id: &str, commune: &str, position: Position) -> Place {
    Place {
        id: id.to_owned(),
        name: id.to_owned(),
        commune: commune.to_owned(),
        position,
    }
}

fn poor(mut tile: Tile, share: f64) -> Tile {
    tile.poor_households = tile.households * share;
    tile
}

#[test]
fn a_tile_weighs_its_people_more_where_they_are_poor_and_long_unvisited() {
    let mut tile = poor(tile("97202", at(14.5, -61.0), 100.0), 0.25);
    tile.elders = 40.0;
    let usual = Coefficients::default();
    assert!(near(usual.weigh(&tile, 3.0), 125.0, 1e-9));
    let all = Coefficients {
        person: 1.0,
        elder: 0.5,
        poor_share: 2.0,
        month: 0.25,
    };
    // (100 + 0.5 × 40) × (1 + 2 × 0.25) × (1 + 0.25 × 2).
    assert!(near(all.weigh(&tile, 2.0), 270.0, 1e-9));
    tile.households = 0.0;
    assert!(near(usual.weigh(&tile, 0.0), 100.0, 1e-9));
}

#[rstest]
#[case(-1.0, 0.0, 1.0, 0.0, CoefficientError::OutOfRange)]
#[case(1.0, 0.0, 11.0, 0.0, CoefficientError::OutOfRange)]
#[case(1.0, 0.0, 1.0, f64::NAN, CoefficientError::OutOfRange)]
#[case(0.0, 0.0, 1.0, 1.0, CoefficientError::NobodyCounts)]
fn coefficients_without_sense_are_refused(
    #[case] person: f64,
    #[case] elder: f64,
    #[case] poor_share: f64,
    #[case] month: f64,
    #[case] why: CoefficientError,
) {
    let given = Coefficients {
        person,
        elder,
        poor_share,
        month,
    };
    assert_eq!(given.checked(), Err(why));
    assert!(Coefficients::default().checked().is_ok());
}

#[test]
fn a_tile_goes_to_the_nearest_place_of_its_own_commune() {
    let home = at(14.5, -61.0);
    let places = [
        place("far", "97202", at(14.6, -61.0)),
        place("beside, in another commune", "97221", home),
        place("near", "97202", at(14.52, -61.0)),
        place("as near", "97202", at(14.52, -61.0)),
    ];
    let mut lost = tile("97202", home, 1.0);
    lost.commune = None;
    let tiles = [tile("97202", home, 1.0), tile("97299", home, 1.0), lost];
    let of = nearest_places(&tiles, &places, Plane::at(14.5));
    assert_eq!(of, [Some(2), None, None]);
}

#[test]
fn totals_say_what_was_estimated_and_what_the_tiles_leave_out() {
    let home = at(14.5, -61.0);
    let mut estimated = poor(tile("97202", home, 30.0), 0.5);
    estimated.imputed = true;
    let tiles = [poor(tile("97202", home, 70.0), 0.1), estimated];
    let municipal = BTreeMap::from([("97202".to_owned(), 125)]);
    let of = [Some(0), None];
    let found = by_commune(&tiles, &of, &Coefficients::default(), |_| 0.0, &municipal);
    let total = found[0].total;
    assert!(near(total.imputed_share().unwrap(), 0.3, 1e-9));
    assert!(near(found[0].fiscal_share().unwrap(), 0.8, 1e-9));
    // (35 × 0.1 + 15 × 0.5) / 50 households.
    assert!(near(total.poor_share().unwrap(), 0.22, 1e-9));
    assert!(near(total.need, 77.0 + 45.0, 1e-9));
}

#[test]
fn the_poverty_of_a_single_tile_is_not_given() {
    let home = at(14.5, -61.0);
    let places = [
        place("one", "97202", home),
        place("nobody", "97202", at(14.9, -61.0)),
    ];
    let tiles = [poor(tile("97202", home, 70.0), 0.1)];
    let coefficients = Coefficients {
        month: 1.0,
        ..Coefficients::default()
    };
    let found = by_place(&tiles, &[Some(0)], &places, &coefficients, |_| 1.0);
    assert_eq!(found.len(), 2);
    let total = found[0].total;
    assert!(near(total.need, 154.0, 1e-9));
    assert!(!total.can_be_shown());
    assert_eq!(total.poor_share(), None);
    assert_eq!(found[1].total.imputed_share(), None);
}
