//! Accessible charts as SVG text: horizontal bars and months.
//!
//! A chart never stands alone: the caller writes the same figures as a table
//! beside it or one link away. Nothing here carries a script, a style attribute
//! or a font file. Lengths are percentages and `em`, so that a chart narrows
//! with its column without shrinking its text, and grows with the reader's text.

mod bars;
mod months;
mod pen;
pub mod qr;
mod stacks;

pub use pen::{Paint, STYLE};
pub use stacks::{SERIES, Stack, Stacks};

use pen::{Pen, escape};

/// What a chart shows, whatever its shape.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chart {
    /// Unique in its page: prefix of the ids that tie title and description.
    pub id: String,
    /// What is counted, in a few words.
    pub title: String,
    /// The chart in a sentence, for those who do not see it.
    pub desc: String,
    /// Names of the series, shown as a key when there are two.
    pub series: Vec<String>,
    /// The word written in place of a hidden figure, such as "masqué".
    pub hidden: String,
    /// One bar, or one month, each.
    pub rows: Vec<Row>,
}

/// One bar or one month.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// The name written beside the figure.
    pub label: String,
    /// The first figure; `None` when it is hidden.
    pub value: Option<u64>,
    /// The second figure, stacked on the first in bars, a second line in months.
    pub second: Option<u64>,
    /// Where the figure opens; the whole row becomes a link.
    pub href: Option<String>,
}

/// Shape of a chart of months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Months {
    /// One column a month, first series only.
    Columns,
    /// One line a series; the second is dashed.
    Lines,
}

impl Chart {
    /// Horizontal bars, longest value to the full width. Two series are stacked,
    /// the second hatched; the figure written is the sum.
    pub fn bars(&self, paint: Paint) -> String {
        bars::draw(self, paint)
    }

    /// Months from left to right.
    pub fn months(&self, shape: Months, paint: Paint) -> String {
        months::draw(self, shape, paint)
    }

    fn stacked(&self) -> bool {
        self.rows.iter().any(|row| row.second.is_some())
    }

    fn linked(&self) -> bool {
        self.rows.iter().any(|row| row.href.is_some())
    }

    /// Wraps a drawing in the root element, with its name and description.
    ///
    /// A chart whose rows are links is a group, not an image: assistive
    /// technology does not enter an image, and the links would be lost.
    fn document(&self, pen: Pen, height: f64, drawing: &str) -> String {
        let role = if self.linked() { "group" } else { "img" };
        let id = escape(&self.id);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\"{root} role=\"{role}\" \
             aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">{title}</title>\
             <desc id=\"{id}-d\">{desc}</desc>{drawing}</svg>",
            root = pen.root(height),
            title = escape(&self.title),
            desc = escape(&self.desc),
        )
    }
}

impl Row {
    /// What the row measures in all: `None` when its first figure is hidden.
    fn total(&self) -> Option<u64> {
        self.value
            .map(|value| value.saturating_add(self.second.unwrap_or(0)))
    }

    /// The row as a link when it opens onto something.
    fn linked(&self, drawing: &str) -> String {
        match &self.href {
            Some(href) => format!("<a href=\"{}\">{drawing}</a>", escape(href)),
            None => drawing.to_owned(),
        }
    }
}
