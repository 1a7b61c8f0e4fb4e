//! The communes of the territory shaded by a number: what every such map has in common.

use plus_planning::access::{
    geo::Geo,
    map::{CLASSES, Shape, class_of, equal_steps},
};

use super::page::Page;

/// A shade of a map.
pub struct Shade {
    /// Its class.
    pub class: u8,
    /// What it means.
    pub label: String,
}

/// Each commune that has an outline, by its number; `told` gives its name and what is said of it.
pub fn shapes<'a>(
    geo: &'a Geo,
    values: &[f64],
    told: impl Fn(&str, f64) -> (String, String),
) -> Vec<Shape<'a>> {
    let steps = equal_steps(values);
    let shape = |(outline, value): (&'a plus_planning::access::geo::Outline, &f64)| {
        let (label, title) = told(&outline.commune, *value);
        Shape {
            outline,
            class: Some(class_of(*value, &steps)),
            label,
            title,
        }
    };
    geo.outlines.iter().zip(values).map(shape).collect()
}

/// What the shades of these numbers mean; the sentence is that of `key`.
pub fn shades(page: &Page, values: &[f64], key: &str) -> Vec<Shade> {
    let most = values.iter().copied().fold(0.0, f64::max);
    let steps = equal_steps(values);
    let ends: Vec<f64> = [0.0].into_iter().chain(steps).chain([most]).collect();
    let said = |value: f64| page.number(format!("{value:.0}"));
    let shade = |(class, ends): (u8, &[f64])| Shade {
        class,
        label: page.arg("de", said(ends[0])).arg("a", said(ends[1])).t(key),
    };
    (0..CLASSES).zip(ends.windows(2)).map(shade).collect()
}
