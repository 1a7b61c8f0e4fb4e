//! The drawing: one path a commune, one form a mark, classes instead of colours.

use std::fmt::Write as _;

use super::{
    CLASSES, Kind, Map, Mark, Shape,
    frame::{Frame, Point, middle, size},
    in_order,
};

/// Radius of the largest circle, in units of the sheet.
const LARGEST: f64 = 40.0;
/// Half the side of a mark.
const HALF: i32 = 9;

/// Draws a map as SVG.
pub fn draw(map: &Map<'_>) -> String {
    let outlines = map.shapes.iter().map(|shape| shape.outline);
    let frame = Frame::around(outlines, map.marks.iter().map(|mark| mark.position));
    let mut svg = head(map, &frame);
    for shape in &map.shapes {
        commune(&mut svg, map.id, shape, &frame);
    }
    for mark in in_order(&map.marks) {
        form(&mut svg, mark, frame.place(mark.position));
    }
    for shape in &map.shapes {
        label(&mut svg, shape, &frame);
    }
    svg.push_str("</svg>");
    svg
}

/// The same drawing with colours of its own, for paper.
pub fn draw_printed(map: &Map<'_>) -> String {
    let style = format!("<style>{}</style><defs>", super::PRINTED);
    draw(map).replacen("<defs>", &style, 1)
}

fn head(map: &Map<'_>, frame: &Frame) -> String {
    let id = escape(map.id);
    let (title, description) = (escape(map.title), escape(map.description));
    let (width, height) = (frame.width, frame.height);
    format!(
        "<svg class=\"map\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\" aria-labelledby=\"{id}-t {id}-d\">\
         <title id=\"{id}-t\">{title}</title><desc id=\"{id}-d\">{description}</desc>\
         <defs><pattern id=\"{id}-h\" width=\"14\" height=\"14\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><path class=\"map-hatch\" d=\"M0 0V14\"/></pattern></defs>"
    )
}

fn commune(svg: &mut String, id: &str, shape: &Shape<'_>, frame: &Frame) {
    let rings = shape.outline.polygons.iter().flatten();
    let path: String = rings.map(|ring| path_of(&frame.ring(ring))).collect();
    let title = escape(&shape.title);
    // Writing to a String cannot fail.
    let _ = match shape.class {
        Some(class) => write!(
            svg,
            "<path class=\"map-commune map-{}\" fill-rule=\"evenodd\" d=\"{path}\"><title>{title}</title></path>",
            class.min(CLASSES - 1)
        ),
        None => write!(
            svg,
            "<path class=\"map-commune map-unknown\" fill=\"url(#{}-h)\" fill-rule=\"evenodd\" d=\"{path}\"><title>{title}</title></path>",
            escape(id)
        ),
    };
}

/// A closed path, each point told from the one before: shorter by a third.
fn path_of(ring: &[Point]) -> String {
    let Some((first, rest)) = ring.split_first() else {
        return String::new();
    };
    let mut path = format!("M{} {}l", first.0, first.1);
    let mut before = *first;
    for (index, point) in rest.iter().enumerate() {
        let (x, y) = (point.0 - before.0, point.1 - before.1);
        let space = if index == 0 || x < 0 { "" } else { " " };
        let between = if y < 0 { "" } else { " " };
        // Writing to a String cannot fail.
        let _ = write!(path, "{space}{x}{between}{y}");
        before = *point;
    }
    path.push('z');
    path
}

fn form(svg: &mut String, mark: &Mark, (x, y): Point) {
    let title = escape(&mark.title);
    let (class, shape) = match mark.kind {
        Kind::Circle => ("map-circle", circle(mark.size, (x, y))),
        Kind::Stop => ("map-stop", path_of(&triangle(x, y))),
        Kind::Counter => ("map-counter", path_of(&diamond(x, y))),
        Kind::Kiosk => ("map-kiosk", path_of(&square(x, y))),
        Kind::Proposed => ("map-proposed", path_of(&square(x, y))),
    };
    // Writing to a String cannot fail.
    let _ = write!(
        svg,
        "<path class=\"{class}\" d=\"{shape}\"><title>{title}</title></path>"
    );
}

/// A circle whose area is `size` of that of the largest.
fn circle(size: f64, (x, y): Point) -> String {
    let share = if size.is_finite() {
        size.clamp(0.0, 1.0)
    } else {
        0.0
    };
    let radius = (LARGEST * share.sqrt()).max(2.0).round();
    format!(
        "M{} {y}a{radius} {radius} 0 1 0 {} 0a{radius} {radius} 0 1 0 {} 0z",
        f64::from(x) - radius,
        2.0 * radius,
        -2.0 * radius
    )
}

fn triangle(x: i32, y: i32) -> [Point; 3] {
    [(x, y - HALF), (x + HALF, y + HALF), (x - HALF, y + HALF)]
}

fn diamond(x: i32, y: i32) -> [Point; 4] {
    [(x, y - HALF), (x + HALF, y), (x, y + HALF), (x - HALF, y)]
}

fn square(x: i32, y: i32) -> [Point; 4] {
    [
        (x - HALF, y - HALF),
        (x + HALF, y - HALF),
        (x + HALF, y + HALF),
        (x - HALF, y + HALF),
    ]
}

/// In the middle of the largest part of the commune.
fn label(svg: &mut String, shape: &Shape<'_>, frame: &Frame) {
    if shape.label.is_empty() {
        return;
    }
    let outer = shape.outline.polygons.iter().filter_map(|p| p.first());
    let rings = outer.map(|ring| frame.ring(ring));
    let largest = rings.max_by_key(|ring| size(ring));
    if let Some((x, y)) = largest.and_then(|ring| middle(&ring)) {
        let text = escape(&shape.label);
        // Writing to a String cannot fail.
        let _ = write!(
            svg,
            "<text class=\"map-label\" x=\"{x}\" y=\"{y}\" text-anchor=\"middle\" aria-hidden=\"true\">{text}</text>"
        );
    }
}

/// Text for XML; control characters, which XML forbids, are dropped.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            sign if sign.is_control() || matches!(sign, '\u{fffe}' | '\u{ffff}') => {}
            sign => escaped.push(sign),
        }
    }
    escaped
}
