//! The map: light, the same each time, and every text its caller's.

use plus_planning::access::{
    geo::Outline,
    map::{Kind, Map, Mark, STYLE, Shape, class_of, draw, rows},
    position::Position,
};
use proptest::prelude::*;

use super::{at, espace_sud};

fn mark(kind: Kind, position: Position, size: f64) -> Mark {
    Mark {
        kind,
        position,
        size,
        title: format!("{kind:?} {size}"),
    }
}

fn shape(outline: &Outline, class: Option<u8>) -> Shape<'_> {
    Shape {
        outline,
        class,
        label: outline.name.clone(),
        title: format!("{} : beaucoup", outline.name),
    }
}

fn map_of(outlines: &[Outline], marks: Vec<Mark>) -> Map<'_> {
    Map {
        id: "carte",
        title: "Besoin & accès",
        description: "Douze communes",
        shapes: outlines
            .iter()
            .map(|outline| shape(outline, Some(2)))
            .collect(),
        marks,
    }
}

fn square(code: &str, west: f64) -> Outline {
    let corners = [
        (14.0, west),
        (14.0, west + 0.1),
        (14.1, west + 0.1),
        (14.1, west),
        (14.0, west),
    ];
    Outline {
        commune: code.to_owned(),
        name: code.to_owned(),
        polygons: vec![vec![corners.map(|(lat, lon)| at(lat, lon)).to_vec()]],
    }
}

#[test]
fn the_map_of_the_espace_sud_is_light_and_always_the_same() {
    let geo = espace_sud();
    let circles = geo
        .places
        .iter()
        .map(|place| mark(Kind::Circle, place.position, 0.3));
    let marks: Vec<Mark> = circles.collect();
    let svg = draw(&map_of(&geo.outlines, marks.clone()));
    assert_eq!(svg, draw(&map_of(&geo.outlines, marks)));
    assert!(svg.len() < 100_000, "{} bytes", svg.len());
    let bare = draw(&map_of(&geo.outlines, Vec::new()));
    assert!(bare.len() < 30_000, "{} bytes", bare.len());
    assert_eq!(bare.matches("map-commune").count(), 12);
    assert_eq!(bare.matches("map-label").count(), 12);
    assert!(!bare.contains("NaN") && !bare.contains("inf"));
}

#[test]
fn the_drawing_says_what_it_is_and_holds_no_colour() {
    let outlines = [square("A<", -61.0)];
    let svg = draw(&map_of(
        &outlines,
        vec![mark(Kind::Kiosk, at(14.05, -60.95), 0.0)],
    ));
    assert!(svg.contains("role=\"img\" aria-labelledby=\"carte-t carte-d\""));
    assert!(svg.contains("<title id=\"carte-t\">Besoin &amp; accès</title>"));
    assert!(svg.contains("<desc id=\"carte-d\">Douze communes</desc>"));
    assert!(svg.contains(">A&lt;</text>"));
    assert!(!svg.contains("style=") && !svg.contains('#'));
    assert!(!STYLE.contains('#'), "colours are those of the theme");
}

#[test]
fn every_class_of_the_drawing_has_its_rule() {
    let outlines = [square("A", -61.0), square("B", -60.9)];
    let kinds = [
        Kind::Circle,
        Kind::Stop,
        Kind::Counter,
        Kind::Kiosk,
        Kind::Proposed,
    ];
    let marks = kinds.map(|kind| mark(kind, at(14.0, -61.0), 1.0)).to_vec();
    let mut map = map_of(&outlines, marks);
    map.shapes[1].class = None;
    let svg = draw(&map);
    for part in svg.split("class=\"").skip(1) {
        for class in part.split('"').next().unwrap().split(' ') {
            let known = STYLE.contains(&format!(".{class} ")) || class == "map-unknown";
            assert!(known, "{class} has no rule");
        }
    }
    assert!(svg.contains("map-unknown\" fill=\"url(#carte-h)\""));
}

#[test]
fn the_sheet_is_flat_and_north_is_up() {
    // One tenth of a degree each way: higher than wide, as a degree of longitude is shorter.
    let outlines = [square("A", -61.0)];
    let svg = draw(&map_of(&outlines, Vec::new()));
    // 960 units across, 960 / cos 14.05° = 990 down, 20 of margin around.
    assert!(svg.contains("viewBox=\"0 0 1000 1030\""), "{svg}");
    assert!(svg.contains("d=\"M20 1010l960 0 0-990-960 0z\""), "{svg}");
}

#[test]
fn neighbours_share_their_border_without_a_gap() {
    let outlines = [square("A", -61.0), square("B", -60.9)];
    let svg = draw(&map_of(&outlines, Vec::new()));
    assert!(svg.contains("d=\"M20 ") && svg.contains("l480 0 "));
    assert!(svg.contains("d=\"M500 "));
}

#[test]
fn the_table_says_what_the_drawing_shows_in_its_order() {
    let outlines = [square("A", -61.0)];
    let here = at(14.0, -61.0);
    let marks = vec![
        mark(Kind::Kiosk, here, 0.0),
        mark(Kind::Circle, here, 0.2),
        mark(Kind::Circle, here, 0.9),
    ];
    let map = map_of(&outlines, marks);
    let titles: Vec<&str> = rows(&map).iter().map(|row| row.title).collect();
    assert_eq!(
        titles,
        ["A : beaucoup", "Circle 0.9", "Circle 0.2", "Kiosk 0"]
    );
    let svg = draw(&map);
    let places: Vec<usize> = titles
        .iter()
        .map(|title| svg.find(title).unwrap())
        .collect();
    assert!(places.is_sorted());
}

#[test]
fn a_value_falls_in_the_class_of_the_steps_it_reached() {
    let steps = [10.0, 20.0, 30.0, 40.0];
    let found = [0.0, 10.0, 25.0, 40.0, 1e9].map(|value| class_of(value, &steps));
    assert_eq!(found, [0, 1, 2, 4, 4]);
    assert_eq!(class_of(f64::NAN, &steps), 0);
}

proptest! {
    #[test]
    fn no_map_is_too_odd_to_draw(
        points in proptest::collection::vec((-90.0..90.0f64, -180.0..180.0f64), 0..12),
        marks in proptest::collection::vec((-90.0..90.0f64, -180.0..180.0f64, any::<f64>()), 0..4),
        label in ".*",
    ) {
        let ring: Vec<Position> = points.iter().map(|(lat, lon)| at(*lat, *lon)).collect();
        let outline = Outline {
            commune: "97202".to_owned(),
            name: label,
            polygons: vec![vec![ring]],
        };
        let marks = marks.iter().map(|(lat, lon, size)| mark(Kind::Circle, at(*lat, *lon), *size));
        let outlines = [outline];
        let svg = draw(&map_of(&outlines, marks.collect()));
        prop_assert!(svg.starts_with("<svg") && svg.ends_with("</svg>"));
        prop_assert!(!svg.chars().any(char::is_control));
    }
}
