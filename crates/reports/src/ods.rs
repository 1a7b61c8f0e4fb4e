//! A table as an OpenDocument spreadsheet (ISO/IEC 26300): real numbers, real dates, texts that
//! are never formulas (requirement S18). Packed as the text is: the same table, the same bytes.

use jiff::civil::Date;

use crate::{
    error::ReportError,
    odt::{manifest, meta, pack, push},
    table::{Cell, Table},
};

/// Its media type.
pub const MEDIA_TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.3"><office:body><office:spreadsheet>"#;
const FOOT: &str = "</table:table></office:spreadsheet></office:body></office:document-content>\n";
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-styles xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"/>
"#;

/// The table as a workbook of one sheet: its title, its heads, its rows, its notes.
///
/// # Errors
/// A package that cannot be written.
pub fn table(table: &Table, made_on: Date) -> Result<Vec<u8>, ReportError> {
    pack(
        MEDIA_TYPE,
        &[
            ("META-INF/manifest.xml", manifest(MEDIA_TYPE)),
            ("content.xml", content(table)),
            ("styles.xml", STYLES.to_owned()),
            ("meta.xml", meta((&table.title, "PLUS"), made_on)),
        ],
    )
}

fn content(table: &Table) -> String {
    let width = table.rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = width.max(table.columns.len()).max(1);
    let mut xml = HEAD.to_owned();
    xml.push_str("<table:table table:name=\"");
    push(&mut xml, &table.title);
    xml.push_str("\"><table:table-column table:number-columns-repeated=\"");
    xml.push_str(&width.to_string());
    xml.push_str("\"/>");
    texts(&mut xml, std::slice::from_ref(&table.title));
    texts(&mut xml, &table.columns);
    for cells in &table.rows {
        xml.push_str("<table:table-row>");
        for cell in cells {
            write(&mut xml, cell);
        }
        xml.push_str("</table:table-row>");
    }
    for note in &table.notes {
        texts(&mut xml, std::slice::from_ref(note));
    }
    xml.push_str(FOOT);
    xml
}

fn texts(xml: &mut String, line: &[String]) {
    xml.push_str("<table:table-row>");
    for words in line {
        text(xml, words);
    }
    xml.push_str("</table:table-row>");
}

fn write(xml: &mut String, cell: &Cell) {
    match cell {
        Cell::Empty => xml.push_str("<table:table-cell/>"),
        Cell::Text(words) | Cell::Hidden(words) => text(xml, words),
        Cell::Count(n) => number(xml, &n.to_string()),
        Cell::Tenths(n) => number(xml, &part(*n, 10)),
        Cell::Cents(n) => number(xml, &part(*n, 100)),
        Cell::Date(day) => {
            let value = format!("office:value-type=\"date\" office:date-value=\"{day}\"");
            cell_of(xml, &value, &day.to_string());
        }
    }
}

/// A decimal number given in its smallest parts, ten or a hundred of them a whole.
fn part(parts: i64, whole: u64) -> String {
    let sign = if parts < 0 { "-" } else { "" };
    let parts = parts.unsigned_abs();
    let digits = if whole == 10 { 1 } else { 2 };
    format!("{sign}{}.{:0digits$}", parts / whole, parts % whole)
}

fn number(xml: &mut String, written: &str) {
    let value = format!("office:value-type=\"float\" office:value=\"{written}\"");
    cell_of(xml, &value, written);
}

fn text(xml: &mut String, words: &str) {
    cell_of(xml, "office:value-type=\"string\"", words);
}

fn cell_of(xml: &mut String, value: &str, words: &str) {
    xml.push_str("<table:table-cell ");
    xml.push_str(value);
    xml.push_str("><text:p>");
    push(xml, words);
    xml.push_str("</text:p></table:table-cell>");
}
