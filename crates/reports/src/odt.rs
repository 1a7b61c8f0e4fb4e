//! A report as an OpenDocument text (ISO/IEC 26300), to be changed in LibreOffice.
//!
//! A package of five files, the first of which names the kind and is not compressed. The same
//! report gives the same bytes: nothing in it says when it was packed.

use std::io::{Cursor, Write as _};

use jiff::civil::Date;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{
    error::ReportError,
    rapport::{Grid, Rapport, Section},
};

/// Its media type.
pub const MEDIA_TYPE: &str = "application/vnd.oasis.opendocument.text";

const MANIFEST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="@kind@"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/></manifest:manifest>
"#;

const STYLES: &str = include_str!("../assets/odt/styles.xml");

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.3"><office:body><office:text>"#;
const FOOT: &str = "</office:text></office:body></office:document-content>\n";

/// Packs the report. Drawings are told by their words.
///
/// # Errors
/// A table whose rows are not as long as its head.
pub fn rapport(rapport: &Rapport, made_on: Date) -> Result<Vec<u8>, ReportError> {
    rapport.check()?;
    let title = (rapport.title.as_str(), rapport.issuer.as_str());
    pack(
        MEDIA_TYPE,
        &[
            ("META-INF/manifest.xml", manifest(MEDIA_TYPE)),
            ("content.xml", content(rapport)),
            ("styles.xml", styles(rapport)),
            ("meta.xml", meta(title, made_on)),
        ],
    )
}

/// An OpenDocument package: what it is, not compressed, then its files.
pub(crate) fn pack(kind: &str, files: &[(&str, String)]) -> Result<Vec<u8>, ReportError> {
    let mut pack = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    pack.start_file("mimetype", stored)?;
    pack.write_all(kind.as_bytes())?;
    for (name, text) in files {
        pack.start_file(*name, packed)?;
        pack.write_all(text.as_bytes())?;
    }
    Ok(pack.finish()?.into_inner())
}

/// What the package says that it holds.
pub(crate) fn manifest(kind: &str) -> String {
    MANIFEST.replace("@kind@", kind)
}

fn content(rapport: &Rapport) -> String {
    let mut xml = HEAD.to_owned();
    paragraph(&mut xml, "Title", &rapport.title);
    paragraph(&mut xml, "Subtitle", &rapport.subtitle);
    for (at, part) in rapport.sections.iter().enumerate() {
        section(&mut xml, at, part);
    }
    xml.push_str(FOOT);
    xml
}

fn section(xml: &mut String, at: usize, section: &Section) {
    xml.push_str("<text:h text:style-name=\"Heading_20_1\" text:outline-level=\"1\">");
    push(xml, &section.title);
    xml.push_str("</text:h>");
    for sentence in &section.paragraphs {
        paragraph(xml, "Text_20_body", sentence);
    }
    if let Some(drawing) = &section.drawing {
        paragraph(xml, "Text_20_body", &drawing.alt);
        for line in &drawing.key {
            paragraph(xml, "Note", line);
        }
    }
    for (nth, grid) in section.tables.iter().enumerate() {
        table(xml, &format!("T{}-{}", at + 1, nth + 1), grid);
    }
}

fn table(xml: &mut String, name: &str, grid: &Grid) {
    if !grid.caption.is_empty() {
        paragraph(xml, "Caption", &grid.caption);
    }
    let columns = grid.head.len();
    xml.push_str("<table:table table:name=\"");
    push(xml, name);
    xml.push_str("\"><table:table-column table:number-columns-repeated=\"");
    xml.push_str(&columns.max(1).to_string());
    xml.push_str("\"/><table:table-header-rows>");
    row(xml, &grid.head, |_| "Table_20_Heading");
    xml.push_str("</table:table-header-rows>");
    for cells in &grid.rows {
        row(xml, cells, |at| {
            if at < grid.words {
                "Table_20_Contents"
            } else {
                "Figure"
            }
        });
    }
    xml.push_str("</table:table>");
    for note in &grid.notes {
        paragraph(xml, "Note", note);
    }
}

fn row(xml: &mut String, cells: &[String], style: impl Fn(usize) -> &'static str) {
    xml.push_str("<table:table-row>");
    for (at, cell) in cells.iter().enumerate() {
        xml.push_str("<table:table-cell office:value-type=\"string\">");
        paragraph(xml, style(at), cell);
        xml.push_str("</table:table-cell>");
    }
    xml.push_str("</table:table-row>");
}

fn paragraph(xml: &mut String, style: &str, text: &str) {
    xml.push_str("<text:p text:style-name=\"");
    xml.push_str(style);
    xml.push_str("\">");
    push(xml, text);
    xml.push_str("</text:p>");
}

/// Text as XML: marks are escaped, and what XML 1.0 cannot hold is left out.
pub(crate) fn push(xml: &mut String, text: &str) {
    for sign in text.chars() {
        match sign {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '\t' | '\n' | '\r' => xml.push(' '),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => xml.push(sign),
        }
    }
}

fn styles(rapport: &Rapport) -> String {
    let mut foot = String::new();
    push(&mut foot, &rapport.issuer);
    let mut lang = String::new();
    push(&mut lang, &rapport.lang);
    STYLES.replace("@lang@", &lang).replace("@foot@", &foot)
}

/// Its title, who makes it, and when.
pub(crate) fn meta((told, issuer): (&str, &str), made_on: Date) -> String {
    let mut title = String::new();
    push(&mut title, told);
    let mut author = String::new();
    push(&mut author, issuer);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-meta \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" office:version=\"1.3\">\
         <office:meta><meta:generator>PLUS</meta:generator><dc:title>{title}</dc:title>\
         <dc:creator>{author}</dc:creator><dc:date>{made_on}T00:00:00</dc:date></office:meta>\
         </office:document-meta>\n"
    )
}
