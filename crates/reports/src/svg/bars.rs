//! Horizontal bars. The name stands above its bar, so that a long name needs no
//! room of its own on a telephone; the figure stands at the right, in a column.

use super::pen::{Ink, Paint, Pen};
use super::{Chart, Row};
use crate::french;

/// Height of one row and where its bar lies, in em.
const ROW: f64 = 3.1;
const BASELINE: f64 = 1.1;
const BAR_TOP: f64 = 1.55;
const BAR: f64 = 0.95;
/// Height of one line of the key, in em.
const KEY: f64 = 1.7;

pub(super) fn draw(chart: &Chart, paint: Paint) -> String {
    let pen = Pen::new(paint);
    let longest = chart.rows.iter().filter_map(Row::total).max().unwrap_or(0);
    let mut drawing = String::new();
    let mut top = 0.0;
    if chart.stacked() {
        drawing.push_str(&pen.hatching(&chart.id));
        drawing.push_str(&key(chart, pen));
        top = KEY * chart.series.len() as f64 + 0.4;
    }
    for row in &chart.rows {
        drawing.push_str(&row.linked(&bar(chart, pen, row, top, longest)));
        top += ROW;
    }
    chart.document(pen, super::pen::round(top), &drawing)
}

fn bar(chart: &Chart, pen: Pen, row: &Row, top: f64, longest: u64) -> String {
    let baseline = top + BASELINE;
    let figure = row
        .total()
        .map_or_else(|| chart.hidden.clone(), french::number);
    let mut drawing = pen.text(Ink::Label, 0.0, baseline, "start", &row.label);
    drawing.push_str(&pen.text(Ink::Value, 100.0, baseline, "end", &figure));
    let y = top + BAR_TOP;
    let first = width(row.value, longest);
    if first > 0.0 {
        drawing.push_str(&pen.rect(Ink::First, 0.0, y, first, BAR));
    }
    let second = row.value.map_or(0.0, |_| width(row.second, longest));
    if second > 0.0 {
        drawing.push_str(&pen.rect(Ink::Second, first, y, second, BAR));
        drawing.push_str(&Pen::hatched(&chart.id, first, y, second, BAR));
    }
    drawing
}

/// Width in percent of a figure, the longest being the whole width.
fn width(value: Option<u64>, longest: u64) -> f64 {
    match value {
        Some(value) if longest > 0 => value as f64 / longest as f64 * 100.0,
        _ => 0.0,
    }
}

/// The key: one line a series, its mark then its name.
fn key(chart: &Chart, pen: Pen) -> String {
    let mut drawing = String::new();
    for (index, name) in chart.series.iter().enumerate() {
        let top = index as f64 * KEY;
        if index == 0 {
            drawing.push_str(&pen.square(Ink::First, top + 0.25));
        } else {
            drawing.push_str(&pen.square(Ink::Second, top + 0.25));
            drawing.push_str(&Pen::hatched_square(&chart.id, top + 0.25));
        }
        drawing.push_str(&pen.key_name(1.5, top + BASELINE, name));
    }
    drawing
}
