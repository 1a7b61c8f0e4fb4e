//! Months from left to right, as columns or as lines, over a light scale.

use super::pen::{Ink, KEY_SIGNS, LINE, Paint, Pen, round, wrap};
use super::{Chart, Months, Row};
use crate::french;

/// Where the plot lies, in em from the top; months are named below it.
const PLOT_TOP: f64 = 1.6;
const PLOT_BOTTOM: f64 = 12.6;
/// Room at the left for the figures of the scale, in percent.
const GUTTER: f64 = 12.0;
/// Beyond this many months the names stand on two levels, to keep them apart.
const ONE_LEVEL: usize = 6;
/// Beyond this many months only the highest and the last figure are written,
/// and one name out of three. Below, but with two levels of names, the others
/// are left out where the screen is narrow.
const ALL_FIGURES: usize = 13;

/// Months placed along the width, and figures along the height.
struct Scale {
    slot: f64,
    top: u64,
}

impl Scale {
    fn of(chart: &Chart) -> Self {
        let figures = chart.rows.iter().flat_map(|row| [row.value, row.second]);
        Self {
            slot: (100.0 - GUTTER) / chart.rows.len().max(1) as f64,
            top: round_up(figures.flatten().max().unwrap_or(0)),
        }
    }

    fn x(&self, index: usize) -> f64 {
        GUTTER + (index as f64 + 0.5) * self.slot
    }

    fn y(&self, value: u64) -> f64 {
        PLOT_BOTTOM - value as f64 / self.top as f64 * (PLOT_BOTTOM - PLOT_TOP)
    }
}

pub(super) fn draw(chart: &Chart, shape: Months, paint: Paint) -> String {
    let pen = Pen::new(paint);
    let scale = Scale::of(chart);
    let mut drawing = grid(pen, &scale);
    if shape == Months::Lines {
        drawing.push_str(&lines(chart, pen, &scale));
    }
    for (index, row) in chart.rows.iter().enumerate() {
        drawing.push_str(&row.linked(&month(chart, pen, &scale, shape, index, row)));
    }
    let mut height = PLOT_BOTTOM + 3.2;
    if shape == Months::Lines && chart.series.len() > 1 {
        let (key, end) = key(chart, pen, height);
        drawing.push_str(&key);
        height = end;
    }
    chart.document(pen, round(height), &drawing)
}

/// Three hairlines with their figure, at zero, half and the top of the scale.
fn grid(pen: Pen, scale: &Scale) -> String {
    let mut drawing = String::new();
    for figure in [0, scale.top / 2, scale.top] {
        let y = scale.y(figure);
        drawing.push_str(&pen.line(Ink::Grid, (0.0, y), (100.0, y), false));
        if figure > 0 {
            drawing.push_str(&pen.text(Ink::Small, 0.0, y - 0.3, "start", &french::number(figure)));
        }
    }
    drawing
}

/// One month: its mark, its figure where there is room, its name.
fn month(chart: &Chart, pen: Pen, scale: &Scale, shape: Months, index: usize, row: &Row) -> String {
    let x = scale.x(index);
    let mut drawing = String::new();
    if let Some(value) = row.value {
        drawing.push_str(&mark(pen, scale, shape, x, scale.y(value)));
    }
    if let Some(ink) = figure_ink(chart, index) {
        let text = row
            .value
            .map_or_else(|| chart.hidden.clone(), french::number);
        let y = row.value.map_or(PLOT_BOTTOM, |value| scale.y(value));
        drawing.push_str(&pen.text(ink, x, y - 0.5, "middle", &text));
    }
    if let Some(level) = name_level(chart.rows.len(), index) {
        drawing.push_str(&pen.text(Ink::Small, x, PLOT_BOTTOM + level, "middle", &row.label));
    }
    drawing
}

/// A column from the foot of the plot, or a dot on the line.
fn mark(pen: Pen, scale: &Scale, shape: Months, x: f64, y: f64) -> String {
    match shape {
        // Nothing is drawn of nothing: a rectangle without height is a fault for some readers.
        Months::Columns if y >= PLOT_BOTTOM => String::new(),
        Months::Columns => {
            let width = scale.slot * 0.7;
            pen.rect(Ink::First, x - width / 2.0, y, width, PLOT_BOTTOM - y)
        }
        Months::Lines => pen.dot(Ink::First, x, y),
    }
}

/// How far below the plot a month's name stands, in em; `None` when it is left out.
fn name_level(months: usize, index: usize) -> Option<f64> {
    if months > ALL_FIGURES {
        index.is_multiple_of(3).then_some(1.3)
    } else if months > ONE_LEVEL && !index.is_multiple_of(2) {
        Some(2.5)
    } else {
        Some(1.3)
    }
}

/// How a month's figure is written: always, where there is room, or not at all.
fn figure_ink(chart: &Chart, index: usize) -> Option<Ink> {
    let months = chart.rows.len();
    let highest = chart.rows.iter().map(|row| row.value).max().flatten();
    let value = chart.rows[index].value;
    let stands_out = index + 1 == months || (value.is_some() && value == highest);
    if stands_out || months <= ONE_LEVEL {
        Some(Ink::Value)
    } else {
        (months <= ALL_FIGURES).then_some(Ink::Dense)
    }
}

/// The segments of both series; a hidden month leaves a gap.
fn lines(chart: &Chart, pen: Pen, scale: &Scale) -> String {
    let mut drawing = String::new();
    for (index, pair) in chart.rows.windows(2).enumerate() {
        let mut segment = |ink, from: Option<u64>, to: Option<u64>, dashed| {
            if let (Some(from), Some(to)) = (from, to) {
                let from = (scale.x(index), scale.y(from));
                let to = (scale.x(index + 1), scale.y(to));
                drawing.push_str(&pen.line(ink, from, to, dashed));
            }
        };
        segment(Ink::First, pair[0].value, pair[1].value, false);
        segment(Ink::Second, pair[0].second, pair[1].second, true);
    }
    drawing
}

/// The key under the plot, and where it ends.
fn key(chart: &Chart, pen: Pen, top: f64) -> (String, f64) {
    let mut drawing = String::new();
    let mut y = top + 0.8;
    for (index, name) in chart.series.iter().enumerate() {
        let (ink, dashed) = if index == 0 {
            (Ink::First, false)
        } else {
            (Ink::Second, true)
        };
        let lines = wrap(name, KEY_SIGNS);
        drawing.push_str(&pen.dash(ink, y, dashed));
        drawing.push_str(&pen.lines(Ink::Small, "2.6em", y + 0.3, &lines));
        y += 0.45 + LINE * lines.len() as f64;
    }
    (drawing, y)
}

/// The next figure of the form 2, 4, 10, 20, 40, 60, 80, 100…: even, so that its
/// half can be written.
fn round_up(highest: u64) -> u64 {
    let mut power = 1_u64;
    loop {
        for step in [2_u64, 4, 6, 8, 10] {
            let candidate = step.saturating_mul(power);
            if candidate >= highest || candidate == u64::MAX {
                return candidate;
            }
        }
        power = power.saturating_mul(10);
    }
}
