//! The map of a territory, as an accessible drawing and as lines of a table.
//!
//! Shaded communes, circles on places, kiosks, stops and counters. Every text is given by the
//! caller; colours are classes of [`STYLE`], so that both themes work; what is told by colour
//! is told by a shape or a label too. The same map always gives the same bytes.

mod draw;
mod frame;

pub use draw::{draw, draw_printed};

use super::{geo::Outline, position::Position};

/// Rules for the classes of the drawing, with the colours of the theme. The style sheet of
/// the pages includes it.
pub const STYLE: &str = include_str!("../../assets/map.css");

/// The same rules with the colours of the light theme, for a drawing that stands alone on paper.
const PRINTED: &str = include_str!("../../assets/map-print.css");

/// Number of classes of shade, from 0 (lightest).
pub const CLASSES: u8 = 5;

/// A commune on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape<'a> {
    /// Its outline.
    pub outline: &'a Outline,
    /// Its shade, below [`CLASSES`]; none for "not known", which is hatched.
    pub class: Option<u8>,
    /// What is written in the middle; empty for nothing.
    pub label: String,
    /// What is said of it under the pointer and in the table: name and value.
    pub title: String,
}

/// What a mark stands for; each has its own form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// People or need: a circle whose area grows with its size.
    Circle,
    /// A stop of the van: a small triangle.
    Stop,
    /// A counter of a partner: a diamond.
    Counter,
    /// A kiosk that exists: a full square.
    Kiosk,
    /// A kiosk that is proposed: an empty square.
    Proposed,
}

/// A mark on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// What it stands for.
    pub kind: Kind,
    /// Where.
    pub position: Position,
    /// For circles, the area against that of the largest, from 0 to 1.
    pub size: f64,
    /// What is said of it under the pointer and in the table.
    pub title: String,
}

/// A map to draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Map<'a> {
    /// Identifier in the page, unique there; letters, digits and dashes.
    pub id: &'a str,
    /// What the map is: read aloud first.
    pub title: &'a str,
    /// What it shows, in a sentence; the table says the rest.
    pub description: &'a str,
    /// Communes, drawn first.
    pub shapes: Vec<Shape<'a>>,
    /// Marks, drawn above, in the order of kinds.
    pub marks: Vec<Mark>,
}

/// A line of the table that says what the map shows.
#[derive(Debug, Clone, PartialEq)]
pub struct MapRow<'a> {
    /// What it is about: none for a commune.
    pub kind: Option<Kind>,
    /// What is said of it.
    pub title: &'a str,
    /// Its shade, for communes.
    pub class: Option<u8>,
}

/// The same data as lines: communes, then marks in the order in which they are drawn.
pub fn rows<'a>(map: &'a Map<'_>) -> Vec<MapRow<'a>> {
    let communes = map.shapes.iter().map(|shape| MapRow {
        kind: None,
        title: &shape.title,
        class: shape.class,
    });
    let marks = in_order(&map.marks).into_iter().map(|mark| MapRow {
        kind: Some(mark.kind),
        title: &mark.title,
        class: None,
    });
    communes.chain(marks).collect()
}

/// Marks as drawn: by kind, larger circles first, so that none hides another.
fn in_order(marks: &[Mark]) -> Vec<&Mark> {
    let mut sorted: Vec<&Mark> = marks.iter().collect();
    sorted.sort_by(|a, b| a.kind.cmp(&b.kind).then(b.size.total_cmp(&a.size)));
    sorted
}

/// Where each class but the first begins: equal parts of the greatest value.
pub fn equal_steps(values: &[f64]) -> Vec<f64> {
    let most = values.iter().copied().fold(0.0, f64::max);
    let classes = f64::from(CLASSES);
    (1..CLASSES)
        .map(|class| most * f64::from(class) / classes)
        .collect()
}

/// The class of a value between steps: 0 below the first, and one more at each step reached.
///
/// Steps are the caller's, so that the key can say them.
pub fn class_of(value: f64, steps: &[f64]) -> u8 {
    let reached = steps.iter().filter(|step| value >= **step).count();
    u8::try_from(reached).unwrap_or(u8::MAX).min(CLASSES - 1)
}
