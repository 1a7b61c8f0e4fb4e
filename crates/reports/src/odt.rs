//! A report as an OpenDocument text (ISO/IEC 26300), to be changed in LibreOffice.
//!
//! A package of five files and its images, the first of which names the kind and is not
//! compressed. The same report gives the same bytes: nothing in it says when it was packed.

use std::{
    fmt::Write as _,
    io::{Cursor, Write as _},
};

use jiff::civil::Date;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{
    error::ReportError,
    png,
    rapport::{Drawing, Grid, Rapport, Section},
};

/// Its media type.
pub const MEDIA_TYPE: &str = "application/vnd.oasis.opendocument.text";

const MANIFEST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="@kind@"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/></manifest:manifest>
"#;

const STYLES: &str = include_str!("../assets/odt/styles.xml");

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3"><office:body><office:text>"#;
const FOOT: &str = "</office:text></office:body></office:document-content>\n";

/// Packs the report, its drawings as images with their words.
///
/// # Errors
/// A table whose rows are not as long as its head; a drawing that is none.
pub fn rapport(rapport: &Rapport, made_on: Date) -> Result<Vec<u8>, ReportError> {
    rapport.check()?;
    let title = (rapport.title.as_str(), rapport.issuer.as_str());
    let pictures = pictures(rapport)?;
    let mut files = vec![
        (
            "META-INF/manifest.xml".to_owned(),
            with_pictures(&manifest(MEDIA_TYPE), &pictures).into_bytes(),
        ),
        (
            "content.xml".to_owned(),
            content(rapport, &pictures).into_bytes(),
        ),
        ("styles.xml".to_owned(), styles(rapport).into_bytes()),
        ("meta.xml".to_owned(), meta(title, made_on).into_bytes()),
    ];
    let images = pictures.into_iter().enumerate();
    files.extend(images.map(|(at, image)| (place(at), image.png)));
    zipped(Some(MEDIA_TYPE), &files)
}

/// An OpenDocument package: what it is, not compressed, then its files.
pub(crate) fn pack(kind: &str, files: &[(&str, String)]) -> Result<Vec<u8>, ReportError> {
    let files = files.iter();
    let files = files.map(|(name, text)| ((*name).to_owned(), text.clone().into_bytes()));
    zipped(Some(kind), &files.collect::<Vec<_>>())
}

/// A package of files; `kind`, when there is one, comes first and in clear.
pub(crate) fn zipped(
    kind: Option<&str>,
    files: &[(String, Vec<u8>)],
) -> Result<Vec<u8>, ReportError> {
    let mut pack = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    if let Some(kind) = kind {
        pack.start_file("mimetype", stored)?;
        pack.write_all(kind.as_bytes())?;
    }
    for (name, bytes) in files {
        pack.start_file(name.as_str(), packed)?;
        pack.write_all(bytes)?;
    }
    Ok(pack.finish()?.into_inner())
}

/// A drawing as an image, and how large it stands on paper.
pub(crate) struct Picture {
    pub(crate) png: Vec<u8>,
    /// Width and height, in hundredths of a millimetre.
    pub(crate) size: (u32, u32),
}

/// Width of the column, and height of a map, in hundredths of a millimetre.
const COLUMN: u32 = 17_000;
const MAP: u32 = 12_000;

/// Every drawing of a report as an image, in the order of reading.
pub(crate) fn pictures(rapport: &Rapport) -> Result<Vec<Picture>, ReportError> {
    rapport.drawings().map(picture).collect()
}

fn picture(drawing: &Drawing) -> Result<Picture, ReportError> {
    let image = png::drawing(&drawing.svg)?;
    let (wide, high) = png::size(&image).unwrap_or((1, 1));
    let scaled = |by: u32, of: u32, to: u32| {
        let exact = u64::from(by) * u64::from(of) / u64::from(to.max(1));
        u32::try_from(exact).unwrap_or(u32::MAX)
    };
    let size = match drawing.width {
        Some(share) => {
            let width = COLUMN * u32::from(share.min(100)) / 100;
            (width, scaled(width, high, wide))
        }
        None if wide > 0 && scaled(MAP, wide, high) > COLUMN => {
            (COLUMN, scaled(COLUMN, high, wide))
        }
        None => (scaled(MAP, wide, high), MAP),
    };
    Ok(Picture { png: image, size })
}

/// Where an image stands in the package.
fn place(at: usize) -> String {
    format!("Pictures/{}.png", at + 1)
}

fn with_pictures(manifest: &str, pictures: &[Picture]) -> String {
    let entries = (0..pictures.len()).map(|at| {
        format!(
            "<manifest:file-entry manifest:full-path=\"{}\" manifest:media-type=\"image/png\"/>",
            place(at)
        )
    });
    let entries = entries.collect::<String>() + "</manifest:manifest>";
    manifest.replacen("</manifest:manifest>", &entries, 1)
}

/// What the package says that it holds.
pub(crate) fn manifest(kind: &str) -> String {
    MANIFEST.replace("@kind@", kind)
}

fn content(rapport: &Rapport, pictures: &[Picture]) -> String {
    let mut xml = HEAD.to_owned();
    let mut pictures = pictures.iter().enumerate();
    paragraph(&mut xml, "Title", &rapport.title);
    paragraph(&mut xml, "Subtitle", &rapport.subtitle);
    for (at, part) in rapport.sections.iter().enumerate() {
        section(&mut xml, at, part, &mut pictures);
    }
    xml.push_str(FOOT);
    xml
}

/// The images that are still to be placed.
type Pictures<'a> = std::iter::Enumerate<std::slice::Iter<'a, Picture>>;

fn section(xml: &mut String, at: usize, section: &Section, pictures: &mut Pictures<'_>) {
    xml.push_str("<text:h text:style-name=\"Heading_20_1\" text:outline-level=\"1\">");
    push(xml, &section.title);
    xml.push_str("</text:h>");
    for sentence in &section.paragraphs {
        paragraph(xml, "Text_20_body", sentence);
    }
    if let Some(one) = &section.drawing {
        drawn(xml, one, pictures);
    }
    for (nth, grid) in section.tables.iter().enumerate() {
        if !grid.caption.is_empty() {
            paragraph(xml, "Caption", &grid.caption);
        }
        if let Some(one) = &grid.drawing {
            drawn(xml, one, pictures);
        }
        table(xml, &format!("T{}-{}", at + 1, nth + 1), grid);
    }
}

/// A drawing as an image; its words are its description, for who does not see it.
fn drawn(xml: &mut String, drawing: &Drawing, pictures: &mut Pictures<'_>) {
    if let Some((at, picture)) = pictures.next() {
        let (width, height) = picture.size;
        let centimetres = |size: u32| format!("{}.{:03}cm", size / 1000, size % 1000);
        // Writing to a String cannot fail.
        let _written = write!(
            xml,
            "<text:p text:style-name=\"Drawing\"><draw:frame draw:name=\"D{}\" \
             text:anchor-type=\"as-char\" svg:width=\"{}\" svg:height=\"{}\"><draw:image \
             xlink:href=\"{}\" xlink:type=\"simple\" xlink:show=\"embed\" \
             xlink:actuate=\"onLoad\"/><svg:desc>",
            at + 1,
            centimetres(width),
            centimetres(height),
            place(at),
        );
        push(xml, &drawing.alt);
        xml.push_str("</svg:desc></draw:frame></text:p>");
    }
    for line in &drawing.key {
        paragraph(xml, "Note", line);
    }
}

fn table(xml: &mut String, name: &str, grid: &Grid) {
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
