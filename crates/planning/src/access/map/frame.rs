//! From positions to the sheet: projection, scale, and outlines with fewer points.

use crate::access::{
    geo::Outline,
    position::{Plane, Position},
};

/// Width of the sheet, in its units. A unit is some 30 m on a territory of 30 km.
const WIDTH: f64 = 1000.0;
/// Highest sheet for its width.
const TALLEST: f64 = 3000.0;
/// Room around the territory, in units.
const MARGIN: f64 = 20.0;

/// A point of the sheet, in whole units: neighbours that share a border share its points.
pub(super) type Point = (i32, i32);

/// The sheet and how positions fall on it.
pub(super) struct Frame {
    plane: Plane,
    west: f64,
    north: f64,
    scale: f64,
    pub(super) width: i32,
    pub(super) height: i32,
}

impl Frame {
    /// A sheet that holds the outlines and the points.
    pub(super) fn around<'a>(
        outlines: impl Iterator<Item = &'a Outline>,
        points: impl Iterator<Item = Position>,
    ) -> Self {
        let rings = outlines.flat_map(|outline| outline.polygons.iter().flatten().flatten());
        let all: Vec<Position> = rings.copied().chain(points).collect();
        let middle = extent(all.iter().map(|point| point.lat));
        let plane = Plane::at(f64::midpoint(middle.0, middle.1));
        let flat: Vec<(f64, f64)> = all.iter().map(|point| plane.flatten(*point)).collect();
        let (west, east) = extent(flat.iter().map(|(east, _)| *east));
        let (south, north) = extent(flat.iter().map(|(_, north)| *north));
        let (across, down) = ((east - west).max(0.1), (north - south).max(0.1));
        let scale = ((WIDTH - 2.0 * MARGIN) / across).min((TALLEST - 2.0 * MARGIN) / down);
        Self {
            plane,
            west,
            north,
            scale,
            width: whole(across * scale + 2.0 * MARGIN),
            height: whole(down * scale + 2.0 * MARGIN),
        }
    }

    pub(super) fn place(&self, position: Position) -> Point {
        let (east, north) = self.plane.flatten(position);
        let x = (east - self.west) * self.scale + MARGIN;
        let y = (self.north - north) * self.scale + MARGIN;
        (whole(x), whole(y))
    }

    /// A ring on the sheet: points that fall together, or on the line of their neighbours,
    /// are one. Empty when nothing is left to see.
    pub(super) fn ring(&self, ring: &[Position]) -> Vec<Point> {
        let mut points: Vec<Point> = ring.iter().map(|p| self.place(*p)).collect();
        points.dedup();
        if points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
        let count = points.len();
        let kept: Vec<Point> = (0..count)
            .filter(|index| {
                let before = points[(index + count - 1) % count];
                let after = points[(index + 1) % count];
                !is_straight(before, points[*index], after)
            })
            .map(|index| points[index])
            .collect();
        if kept.len() < 3 { Vec::new() } else { kept }
    }
}

fn is_straight(a: Point, b: Point, c: Point) -> bool {
    let (ux, uy) = (i64::from(b.0 - a.0), i64::from(b.1 - a.1));
    let (vx, vy) = (i64::from(c.0 - b.0), i64::from(c.1 - b.1));
    ux * vy == uy * vx && ux * vx + uy * vy >= 0
}

/// Least and greatest; a small sheet around zero when there is nothing.
fn extent(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    for value in values {
        least = least.min(value);
        most = most.max(value);
    }
    if least <= most {
        (least, most)
    } else {
        (0.0, 0.0)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a point of the sheet: casts of floats stop at the limits"
)]
fn whole(value: f64) -> i32 {
    value.round() as i32
}

/// The middle of a ring, by its area; the mean of its points when it has none.
pub(super) fn middle(ring: &[Point]) -> Option<Point> {
    let last = *ring.last()?;
    let (mut area, mut x, mut y, mut before) = (0.0, 0.0, 0.0, last);
    for point in ring {
        let (ax, ay) = (f64::from(before.0), f64::from(before.1));
        let (bx, by) = (f64::from(point.0), f64::from(point.1));
        let cross = ax * by - bx * ay;
        area += cross;
        x += (ax + bx) * cross;
        y += (ay + by) * cross;
        before = *point;
    }
    if area.abs() < 1.0 {
        return Some(last);
    }
    Some((whole(x / (3.0 * area)), whole(y / (3.0 * area))))
}

/// Twice the area of a ring: to find the largest.
pub(super) fn size(ring: &[Point]) -> i64 {
    let mut before = ring.last().copied().unwrap_or_default();
    let mut area = 0;
    for point in ring {
        area += i64::from(before.0) * i64::from(point.1) - i64::from(point.0) * i64::from(before.1);
        before = *point;
    }
    area.abs()
}
