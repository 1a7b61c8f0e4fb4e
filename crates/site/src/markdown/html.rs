//! The HTML of tables, and of words.

use pulldown_cmark::Alignment;

/// Words as HTML, in a text or in an attribute.
pub fn escape(words: &str) -> String {
    words
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// French words whose marks stay on the line of their word: no break before « : ; ? ! » » nor
/// after « « ».
pub fn unbroken(html: &str) -> String {
    let mut html = html.replace("« ", "«\u{a0}");
    for mark in [":", ";", "?", "!", "»", "%"] {
        html = html.replace(&format!(" {mark}"), &format!("\u{a0}{mark}"));
    }
    html
}

/// A table being read, cell by cell.
#[derive(Debug)]
pub struct Table {
    figures: Vec<bool>,
    rows: Vec<Vec<String>>,
    /// Words that stand in no cell.
    outside: String,
}

impl Table {
    /// A table whose columns stand on these sides: those on the right hold figures.
    pub fn new(sides: &[Alignment]) -> Self {
        let right = |side: &Alignment| *side == Alignment::Right;
        Self {
            figures: sides.iter().map(right).collect(),
            rows: Vec::new(),
            outside: String::new(),
        }
    }

    /// Another row; the first is that of headers.
    pub fn row(&mut self) {
        self.rows.push(Vec::new());
    }

    /// Another cell.
    pub fn next(&mut self) {
        if let Some(row) = self.rows.last_mut() {
            row.push(String::new());
        }
    }

    /// The HTML of the cell that is being read.
    pub fn cell(&mut self) -> &mut String {
        let cell = self.rows.last_mut().and_then(|row| row.last_mut());
        cell.unwrap_or(&mut self.outside)
    }

    /// The whole, in a frame that scrolls by the keyboard, named by the heading above it. One
    /// without a single header only places things: it is no table for who listens.
    pub fn html(self, named: &str) -> String {
        let (head, body) = self
            .rows
            .split_first()
            .map_or((&[][..], &[][..]), |(h, b)| (&h[..], b));
        let headers = head.iter().any(|cell| !cell.is_empty());
        let role = if headers {
            ""
        } else {
            " role=\"presentation\""
        };
        let mut html = format!(
            "<div class=\"cadre-tableau\" tabindex=\"0\" role=\"group\" aria-label=\"{}\"><table{role}>\n",
            escape(named)
        );
        if headers {
            html.push_str("<thead><tr>");
            for (at, cell) in head.iter().enumerate() {
                html.push_str(&self.header(at, cell));
            }
            html.push_str("</tr></thead>\n");
        }
        html.push_str("<tbody>\n");
        for row in body {
            html.push_str("<tr>");
            for (at, cell) in row.iter().enumerate() {
                html.push_str(&self.figure(at, cell));
            }
            html.push_str("</tr>\n");
        }
        html.push_str("</tbody></table></div>\n");
        html
    }

    /// A header; a corner without words is none.
    fn header(&self, at: usize, cell: &str) -> String {
        if cell.is_empty() {
            return "<td></td>".to_owned();
        }
        format!("<th scope=\"col\"{}>{cell}</th>", self.class(at))
    }

    fn figure(&self, at: usize, cell: &str) -> String {
        format!("<td{}>{cell}</td>", self.class(at))
    }

    fn class(&self, at: usize) -> &'static str {
        if self.figures.get(at) == Some(&true) {
            " class=\"nombre\""
        } else {
            ""
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{escape, unbroken};

    #[test]
    fn marks_of_french_stay_with_their_word() {
        assert_eq!(
            unbroken("« Zéro » : 3 %"),
            "«\u{a0}Zéro\u{a0}»\u{a0}: 3\u{a0}%"
        );
        assert_eq!(escape("a < b & \"c\""), "a &lt; b &amp; &quot;c&quot;");
    }
}
