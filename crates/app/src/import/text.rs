//! CSV as spreadsheets write it: with a semicolon, a comma or a tab, in UTF-8 or
//! in Windows-1252.

use std::borrow::Cow;

use plus_domain::visite::import::{Row, Sheet};

use super::file::{FileError, MOST_COLUMNS, MOST_LINES, Reading};

/// Windows-1252 from 0x80 to 0x9F; the rest is as in Latin-1. The five that have no
/// sign are shown as such.
const HIGH: [char; 32] = [
    '€', '\u{FFFD}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{FFFD}', 'Ž',
    '\u{FFFD}', '\u{FFFD}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{FFFD}',
    'ž', 'Ÿ',
];

/// The text of the bytes. Bytes that are UTF-8 are UTF-8: accents of Windows-1252
/// are not, save by a chance that no real file has.
pub(super) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Reading), FileError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.contains(&0) {
        return Err(FileError::Unreadable);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((Cow::Borrowed(text), Reading::Utf8));
    }
    let text = bytes.iter().map(|byte| match byte {
        0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
        byte => char::from(*byte),
    });
    Ok((Cow::Owned(text.collect()), Reading::Windows1252))
}

/// The rows of a text. Lines beyond the bound are left: one more is enough to
/// refuse the file.
pub(super) fn read(text: &str) -> Sheet {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    // The text is UTF-8 and lengths are free: nothing else can go wrong.
    while rows.len() < MOST_LINES && reader.read_record(&mut record).unwrap_or(false) {
        let cells = record.iter().take(MOST_COLUMNS);
        let cells: Vec<String> = cells.map(str::to_owned).collect();
        if cells.iter().any(|c| !c.trim().is_empty()) {
            let line = record.position().map_or(0, |at| line_of(text, at));
            rows.push(Row { line, cells });
        }
    }
    Sheet::of_rows(rows)
}

/// The line where a record begins: its position is that of the blank lines before it.
fn line_of(text: &str, at: &csv::Position) -> u64 {
    let start = usize::try_from(at.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    let blank = rest.iter().take_while(|b| matches!(b, b'\n' | b'\r'));
    let skipped = blank.filter(|b| **b == b'\n').count();
    at.line() + u64::try_from(skipped).unwrap_or(0)
}

/// The sign that parts the first lines most often.
fn delimiter(text: &str) -> u8 {
    let count = |sign: u8| {
        let lines = text.lines().take(20);
        lines.flat_map(str::bytes).filter(|b| *b == sign).count()
    };
    let signs = [b',', b'\t', b';'];
    signs
        .into_iter()
        .max_by_key(|sign| count(*sign))
        .unwrap_or(b';')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_separator_is_known_by_the_header() {
        for (text, cells) in [
            ("date;lieu,x;note\n1;2;3", 3),
            ("date,lieu\n1,2", 2),
            ("date\tlieu\tnote\tage\n1\t2\t3\t4", 4),
        ] {
            assert_eq!(read(text).header.len(), cells, "{text}");
            assert_eq!(read(text).rows[0].cells.len(), cells, "{text}");
        }
    }

    #[test]
    fn windows_1252_is_read_and_said() {
        let (text, reading) = decode(b"r\xE9sultat;n\x9Cud;\x80").unwrap();
        assert_eq!(
            (text.as_ref(), reading),
            ("résultat;nœud;€", Reading::Windows1252)
        );
        let (text, reading) = decode("\u{FEFF}résultat".as_bytes()).unwrap();
        assert_eq!((text.as_ref(), reading), ("résultat", Reading::Utf8));
    }

    #[test]
    fn the_line_said_is_that_of_the_file() {
        let sheet = read("a;b\n\n1;\"deux\nlignes\"\n;\n3;4\n");
        let lines: Vec<u64> = sheet.rows.iter().map(|r| r.line).collect();
        assert_eq!(lines, [3, 6]);
    }
}
