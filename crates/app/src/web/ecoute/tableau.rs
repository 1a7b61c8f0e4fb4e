//! A table being read aloud: which header stands above each cell, merged cells included.

use super::markup::Tag;

/// See the module.
#[derive(Debug, Default)]
pub struct Tableau {
    in_head: bool,
    /// Words of the header of each column.
    headers: Vec<String>,
    /// Rows for which a cell from above still fills each column.
    filled: Vec<usize>,
    column: usize,
    cell: Option<Cell>,
}

#[derive(Debug)]
struct Cell {
    column: usize,
    columns: usize,
    is_header: bool,
    words: Vec<String>,
    announced: bool,
}

/// More columns or rows than any table of a page: a wrong number must not cost memory.
const MOST: usize = 64;

impl Tableau {
    /// An element opens inside the table.
    pub fn opens(&mut self, name: &str, tag: Tag<'_>) {
        match name {
            "thead" => self.in_head = true,
            "tr" => {
                self.column = 0;
            }
            "td" | "th" => self.opens_cell(name, tag),
            _ => {}
        }
    }

    fn opens_cell(&mut self, name: &str, tag: Tag<'_>) {
        let span = |attribute| {
            let said = tag.attribute(attribute).and_then(|n| n.parse().ok());
            said.unwrap_or(1).clamp(1, MOST)
        };
        while self.filled.get(self.column).is_some_and(|rows| *rows > 0) {
            self.column += 1;
        }
        let (columns, rows) = (span("colspan"), span("rowspan"));
        let end = (self.column + columns).min(MOST);
        self.filled.resize(self.filled.len().max(end), 0);
        for filled in self.filled.iter_mut().take(end).skip(self.column) {
            // This row counts too: it is taken off when the row ends.
            *filled = rows;
        }
        let scope = tag.attribute("scope");
        self.cell = Some(Cell {
            column: self.column,
            columns,
            is_header: name == "th" && (self.in_head || scope == Some("col")),
            words: Vec::new(),
            announced: false,
        });
        self.column = end;
    }

    /// An element closes inside the table.
    pub fn closes(&mut self, name: &str) {
        match name {
            "thead" => self.in_head = false,
            "tr" => {
                for rows in &mut self.filled {
                    *rows = rows.saturating_sub(1);
                }
            }
            "td" | "th" => self.closes_cell(),
            _ => {}
        }
    }

    fn closes_cell(&mut self) {
        let Some(cell) = self.cell.take().filter(|cell| cell.is_header) else {
            return;
        };
        let end = (cell.column + cell.columns).min(MOST);
        self.headers
            .resize(self.headers.len().max(end), String::new());
        for header in self.headers.iter_mut().take(end).skip(cell.column) {
            *header = cell.words.join(" ");
        }
    }

    /// The header to say before the first words of a cell.
    pub fn header(&mut self) -> Option<String> {
        let cell = self.cell.as_mut()?;
        if cell.is_header || std::mem::replace(&mut cell.announced, true) {
            return None;
        }
        let header = self.headers.get(cell.column)?;
        (!header.is_empty()).then(|| header.trim_end_matches([':', ' ']).to_owned())
    }

    /// Words of the cell being read.
    pub fn hears(&mut self, words: &str) {
        if let Some(cell) = &mut self.cell {
            cell.words.push(words.to_owned());
        }
    }
}
