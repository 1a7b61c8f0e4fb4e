//! A report for the elected or for the State, format apart: sections of sentences, drawings and
//! tables. [`crate::pdf::rapport`], [`crate::odt::rapport`] and [`crate::docx::rapport`] write it.

use serde::Serialize;

use crate::error::ReportError;

/// A drawing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drawing {
    /// An SVG that stands alone: its colours are in it.
    pub svg: String,
    /// The same in words.
    pub alt: String,
    /// What its signs mean, a line each.
    pub key: Vec<String>,
    /// Its width on paper, in hundredths of the column; none: as high as a map.
    pub width: Option<u8>,
}

/// A table: the first column names the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Grid {
    /// What it shows; empty when the title of its section says it.
    pub caption: String,
    /// Names of the columns.
    pub head: Vec<String>,
    /// Cells, one for each column.
    pub rows: Vec<Vec<String>>,
    /// Columns of words, from the left; the others hold figures.
    pub words: usize,
    /// The same figures drawn, above the table that says them.
    pub drawing: Option<Drawing>,
    /// Remarks under it.
    pub notes: Vec<String>,
}

/// A section.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Its title.
    pub title: String,
    /// Sentences.
    pub paragraphs: Vec<String>,
    /// A drawing.
    pub drawing: Option<Drawing>,
    /// Tables, in order.
    pub tables: Vec<Grid>,
}

/// The report: every word comes with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rapport {
    /// Tag of its language.
    pub lang: String,
    /// Name of the relay.
    pub issuer: String,
    /// Title.
    pub title: String,
    /// A line under it.
    pub subtitle: String,
    /// Sections, in order.
    pub sections: Vec<Section>,
    /// When it was made.
    pub made: String,
    /// « page {x} sur {y} ».
    pub page: String,
}

impl Rapport {
    /// Every drawing, in the order of reading.
    pub(crate) fn drawings(&self) -> impl Iterator<Item = &Drawing> {
        self.sections.iter().flat_map(|section| {
            let tables = section.tables.iter();
            let above = section.drawing.iter();
            above.chain(tables.filter_map(|grid| grid.drawing.as_ref()))
        })
    }

    /// Refuses a table whose rows are not as long as its head.
    pub(crate) fn check(&self) -> Result<(), ReportError> {
        for grid in self.sections.iter().flat_map(|s| &s.tables) {
            if let Some(row) = grid.rows.iter().find(|row| row.len() != grid.head.len()) {
                let (cells, columns) = (row.len(), grid.head.len());
                return Err(ReportError::Row { cells, columns });
            }
        }
        Ok(())
    }
}
