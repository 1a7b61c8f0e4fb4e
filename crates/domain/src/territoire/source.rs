//! One text file of a territory, and the way from a byte to its line and column.
//!
//! It refuses what no honest file holds: control characters, invisible signs
//! that turn text around, or a size no territory needs. It reads no format.

use super::problem::{At, Problems};

/// No file of a territory is larger, in bytes.
const MAX_BYTES: usize = 2_000_000;

/// A file, by its path inside the territory.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) file: String,
    pub(crate) text: String,
    line_starts: Vec<usize>,
}

impl Source {
    /// Takes a file. A byte order mark is dropped: spreadsheets write one.
    pub(crate) fn new(file: String, text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self {
            file,
            text,
            line_starts,
        }
    }

    /// Line and column of a byte.
    pub(crate) fn at(&self, offset: usize) -> At {
        let offset = offset.min(self.text.len());
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let start = self.line_starts[line - 1];
        let before = self.text.get(start..offset).unwrap_or_default();
        At {
            file: self.file.clone(),
            line: count(line),
            column: Some(count(before.chars().count() + 1)),
        }
    }

    /// The beginning of a line.
    pub(crate) fn line(&self, line: u64) -> At {
        At {
            file: self.file.clone(),
            line: u32::try_from(line).unwrap_or(u32::MAX).max(1),
            column: None,
        }
    }

    /// Whether the file may be read at all; says why when not.
    pub(crate) fn check(&self, problems: &Problems) -> bool {
        if self.text.len() > MAX_BYTES {
            problems.add(
                At::start_of(&self.file),
                "ce fichier est trop grand",
                "gardez moins de 2 Mo par fichier",
            );
            return false;
        }
        for (offset, sign) in self.text.char_indices() {
            if is_forbidden(sign) && !matches!(sign, '\n' | '\r' | '\t') {
                problems.add(
                    self.at(offset),
                    format!("signe invisible interdit (U+{:04X})", u32::from(sign)),
                    "effacez ce signe et tapez le texte à nouveau",
                );
            }
        }
        true
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Control characters, and the invisible signs that turn text around or hide in it.
pub(crate) fn is_forbidden(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_is_found_by_line_and_column_in_characters() {
        let source = Source::new("a.toml".into(), "é = 1\nnom = 2\n");
        let at = source.at(source.text.find("nom").unwrap());
        assert_eq!((at.line, at.column), (2, Some(1)));
        assert_eq!(source.at(3).column, Some(3), "é is one character");
        assert_eq!(source.at(9_999).line, 3, "the end of the file");
    }

    #[test]
    fn a_text_turned_around_is_refused_with_its_place() {
        let problems = Problems::default();
        Source::new("a.toml".into(), "nom = \"x\"\ny = \"\u{202e}\"").check(&problems);
        let list = problems.into_sorted();
        assert_eq!((list[0].line, list[0].column), (2, Some(6)));
    }
}
