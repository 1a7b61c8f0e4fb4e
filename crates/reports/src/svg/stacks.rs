//! Stacked bars of several series, told apart by their hatching as much as by their colour:
//! what a table of two dimensions looks like.

use super::{
    Chart,
    pen::{Ink, KEY_SIGNS, LINE, Paint, Pen, escape, round, wrap},
};
use crate::french;

/// Series that can be told apart.
pub const SERIES: usize = 6;

const BASELINE: f64 = 1.1;
const UNDER_NAME: f64 = 0.45;
const BAR: f64 = 0.95;
const SPACE: f64 = 0.6;
/// Turns of the hatching, in degrees, from the third series on.
const TURNS: [u16; SERIES - 2] = [45, 135, 0, 90];

/// What the bars show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stacks {
    /// Unique in its page: prefix of the ids that tie title and description.
    pub id: String,
    /// What is counted, in a few words.
    pub title: String,
    /// The chart in a sentence, for those who do not see it.
    pub desc: String,
    /// Names of the series, [`SERIES`] at most; those beyond are not drawn.
    pub series: Vec<String>,
    /// The word written in place of a hidden total, such as "masqué".
    pub hidden: String,
    /// One bar each.
    pub bars: Vec<Stack>,
}

/// One bar.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stack {
    /// The name written above.
    pub label: String,
    /// The figure of each series; one that is hidden is not drawn.
    pub parts: Vec<Option<u64>>,
    /// The figure written at the right; `None` when it is hidden.
    pub total: Option<u64>,
}

impl Stacks {
    /// The drawing.
    pub fn draw(&self, paint: Paint) -> String {
        let pen = Pen::new(paint);
        let mut drawing = self.hatchings(pen);
        let (key, mut top) = self.key(pen);
        drawing.push_str(&key);
        top += 0.4;
        let longest = self.bars.iter().map(Stack::drawn).max().unwrap_or(0);
        for bar in &self.bars {
            let (drawn, end) = self.bar(pen, bar, top, longest);
            drawing.push_str(&drawn);
            top = end;
        }
        let named = Chart {
            id: self.id.clone(),
            title: self.title.clone(),
            desc: self.desc.clone(),
            ..Chart::default()
        };
        named.document(pen, round(top), &drawing)
    }

    fn hatchings(&self, pen: Pen) -> String {
        let patterns = TURNS.iter().enumerate().map(|(at, turn)| {
            format!(
                "<pattern id=\"{}-h{at}\" width=\"7\" height=\"7\" \
                 patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate({turn})\">\
                 <path {} d=\"M0 0V7\"/></pattern>",
                escape(&self.id),
                pen.ink(Ink::Hatch),
            )
        });
        format!("<defs>{}</defs>", patterns.collect::<String>())
    }

    /// The key, its mark then its name for each series, and where it ends.
    fn key(&self, pen: Pen) -> (String, f64) {
        let mut drawing = String::new();
        let mut top = 0.0;
        for (at, name) in self.series.iter().take(SERIES).enumerate() {
            let place = format!(
                "x=\"0\" y=\"{}em\" width=\"1em\" height=\"1em\" rx=\"2\"",
                round(top + 0.25)
            );
            drawing.push_str(&self.mark(pen, at, &place));
            let lines = wrap(name, KEY_SIGNS);
            drawing.push_str(&pen.lines(Ink::Small, "1.5em", top + BASELINE, &lines));
            top += 0.45 + LINE * lines.len() as f64;
        }
        (drawing, top)
    }

    /// One bar from `top` on, and where it ends.
    fn bar(&self, pen: Pen, bar: &Stack, top: f64, longest: u64) -> (String, f64) {
        let baseline = top + BASELINE;
        let figure = bar
            .total
            .map_or_else(|| self.hidden.clone(), french::number);
        let name = wrap(&bar.label, KEY_SIGNS);
        let mut drawing = pen.lines(Ink::Label, "0", baseline, &name);
        drawing.push_str(&pen.text(Ink::Value, 100.0, baseline, "end", &figure));
        let y = baseline + LINE * name.len().saturating_sub(1) as f64 + UNDER_NAME;
        let mut x = 0.0;
        for (at, part) in bar.parts.iter().take(SERIES).enumerate() {
            let width = part.unwrap_or(0) as f64 / longest.max(1) as f64 * 100.0;
            if width > 0.0 {
                let place = format!(
                    "x=\"{}%\" y=\"{}em\" width=\"{}%\" height=\"{BAR}em\"",
                    round(x),
                    round(y),
                    round(width),
                );
                drawing.push_str(&self.mark(pen, at, &place));
            }
            x += width;
        }
        (drawing, y + BAR + SPACE)
    }

    /// A rectangle of a series: the first full, the second plain, the others hatched.
    fn mark(&self, pen: Pen, at: usize, place: &str) -> String {
        let ink = if at == 0 { Ink::First } else { Ink::Second };
        let plain = format!("<rect {} {place}/>", pen.ink(ink));
        match at.checked_sub(2) {
            Some(turn) => format!(
                "{plain}<rect fill=\"url(#{}-h{turn})\" {place}/>",
                escape(&self.id)
            ),
            None => plain,
        }
    }
}

impl Stack {
    /// Length of what is drawn.
    fn drawn(&self) -> u64 {
        self.parts.iter().take(SERIES).flatten().sum()
    }
}
