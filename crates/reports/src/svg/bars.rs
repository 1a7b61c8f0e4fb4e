//! Horizontal bars. The name stands above its bar, so that a long name needs no
//! room of its own on a telephone; the figure stands at the right, in a column.

use super::pen::{Ink, KEY_SIGNS, LINE, Paint, Pen, round, wrap};
use super::{Chart, Row};
use crate::french;

/// Baseline of the name, top and height of the bar under it, and the space that
/// follows, in em.
const BASELINE: f64 = 1.1;
const UNDER_NAME: f64 = 0.45;
const BAR: f64 = 0.95;
const SPACE: f64 = 0.6;
/// Longest line of a name, in signs: what a telephone leaves beside the figure.
const NAME_SIGNS: usize = 26;

pub(super) fn draw(chart: &Chart, paint: Paint) -> String {
    let pen = Pen::new(paint);
    let longest = chart.rows.iter().filter_map(Row::total).max().unwrap_or(0);
    let mut drawing = String::new();
    let mut top = 0.0;
    if chart.stacked() {
        drawing.push_str(&pen.hatching(&chart.id));
        let (key, end) = key(chart, pen);
        drawing.push_str(&key);
        top = end + 0.4;
    }
    for row in &chart.rows {
        let (bar, end) = bar(chart, pen, row, top, longest);
        drawing.push_str(&row.linked(&bar));
        top = end;
    }
    chart.document(pen, round(top), &drawing)
}

/// One row from `top` on, and where it ends.
fn bar(chart: &Chart, pen: Pen, row: &Row, top: f64, longest: u64) -> (String, f64) {
    let baseline = top + BASELINE;
    let figure = row
        .total()
        .map_or_else(|| chart.hidden.clone(), french::number);
    let name = wrap(&row.label, NAME_SIGNS);
    let mut drawing = pen.lines(Ink::Label, "0", baseline, &name);
    drawing.push_str(&pen.text(Ink::Value, 100.0, baseline, "end", &figure));
    let y = baseline + LINE * name.len().saturating_sub(1) as f64 + UNDER_NAME;
    let first = width(row.value, longest);
    if first > 0.0 {
        drawing.push_str(&pen.rect(Ink::First, 0.0, y, first, BAR));
    }
    let second = row.value.map_or(0.0, |_| width(row.second, longest));
    if second > 0.0 {
        drawing.push_str(&pen.rect(Ink::Second, first, y, second, BAR));
        drawing.push_str(&Pen::hatched(&chart.id, first, y, second, BAR));
    }
    (drawing, y + BAR + SPACE)
}

/// Width in percent of a figure, the longest being the whole width.
fn width(value: Option<u64>, longest: u64) -> f64 {
    match value {
        Some(value) if longest > 0 => value as f64 / longest as f64 * 100.0,
        _ => 0.0,
    }
}

/// The key, its mark then its name for each series, and where it ends.
fn key(chart: &Chart, pen: Pen) -> (String, f64) {
    let mut drawing = String::new();
    let mut top = 0.0;
    for (index, name) in chart.series.iter().enumerate() {
        if index == 0 {
            drawing.push_str(&pen.square(Ink::First, top + 0.25));
        } else {
            drawing.push_str(&pen.square(Ink::Second, top + 0.25));
            drawing.push_str(&Pen::hatched_square(&chart.id, top + 0.25));
        }
        let lines = wrap(name, KEY_SIGNS);
        drawing.push_str(&pen.lines(Ink::Small, "1.5em", top + BASELINE, &lines));
        top += 0.45 + LINE * lines.len() as f64;
    }
    (drawing, top)
}
