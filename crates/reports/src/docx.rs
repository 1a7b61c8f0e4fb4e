//! A report as a WordprocessingML document (ISO/IEC 29500, transitional), to be changed in any
//! word processor: headings, tables whose head is repeated on each page, drawings with their
//! words, the language and the title. The same report gives the same bytes.

use std::fmt::Write as _;

use jiff::civil::Date;

use crate::{
    error::ReportError,
    odt::{Picture, pictures, push, zipped},
    rapport::{Drawing, Grid, Rapport, Section},
};

/// Its media type.
pub const MEDIA_TYPE: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>
"#;
const RELS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>
"#;
/// Relations of the text before its images.
const PARTS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/>"#;
const STYLES: &str = include_str!("../assets/docx/styles.xml");
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>"#;
/// A page of A4, two centimetres around the text.
const FOOT: &str = r#"<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>
"#;
const FOOTER: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">"#;
/// Width of the text, in twentieths of a point.
const COLUMN: usize = 9_638;
/// English metric units in a hundredth of a millimetre.
const EMU: u32 = 360;
/// Relations that are not images.
const OTHERS: usize = 2;

/// Packs the report, its drawings as images with their words.
///
/// # Errors
/// A table whose rows are not as long as its head; a drawing that is none.
pub fn rapport(rapport: &Rapport, made_on: Date) -> Result<Vec<u8>, ReportError> {
    rapport.check()?;
    let pictures = pictures(rapport)?;
    let texts = [
        ("[Content_Types].xml", TYPES.to_owned()),
        ("_rels/.rels", RELS.to_owned()),
        ("docProps/core.xml", core(rapport, made_on)),
        ("word/document.xml", document(rapport, &pictures)),
        (
            "word/styles.xml",
            STYLES.replace("@lang@", &escaped(&rapport.lang)),
        ),
        ("word/footer1.xml", footer(rapport)),
        ("word/_rels/document.xml.rels", relations(pictures.len())),
    ];
    let texts = texts.into_iter();
    let mut files: Vec<(String, Vec<u8>)> = texts
        .map(|(name, text)| (name.to_owned(), text.into_bytes()))
        .collect();
    let images = pictures.into_iter().enumerate();
    files.extend(images.map(|(at, image)| (format!("word/{}", place(at)), image.png)));
    zipped(None, &files)
}

/// Where an image stands beside the text.
fn place(at: usize) -> String {
    format!("media/{}.png", at + 1)
}

fn escaped(text: &str) -> String {
    let mut xml = String::new();
    push(&mut xml, text);
    xml
}

fn relations(pictures: usize) -> String {
    let images = (0..pictures).map(|at| {
        format!(
            "<Relationship Id=\"rId{}\" Type=\"http://schemas.openxmlformats.org/officeDocument/\
             2006/relationships/image\" Target=\"{}\"/>",
            at + 1 + OTHERS,
            place(at)
        )
    });
    format!("{PARTS}{}</Relationships>\n", images.collect::<String>())
}

/// Title, author, language, day.
fn core(rapport: &Rapport, made_on: Date) -> String {
    let [title, author, subject, lang] = [
        &rapport.title,
        &rapport.issuer,
        &rapport.subtitle,
        &rapport.lang,
    ]
    .map(|text| escaped(text));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<cp:coreProperties \
         xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{title}</dc:title>\
         <dc:subject>{subject}</dc:subject><dc:creator>{author}</dc:creator>\
         <dc:language>{lang}</dc:language><dcterms:created xsi:type=\"dcterms:W3CDTF\">\
         {made_on}T00:00:00Z</dcterms:created></cp:coreProperties>\n"
    )
}

fn footer(rapport: &Rapport) -> String {
    let mut xml = FOOTER.to_owned();
    let said = [rapport.issuer.as_str(), rapport.made.as_str()];
    let said: Vec<&str> = said.into_iter().filter(|text| !text.is_empty()).collect();
    paragraph(&mut xml, "Note", &said.join(" · "));
    xml.push_str("</w:ftr>\n");
    xml
}

/// The images that are still to be placed.
type Pictures<'a> = std::iter::Enumerate<std::slice::Iter<'a, Picture>>;

fn document(rapport: &Rapport, pictures: &[Picture]) -> String {
    let mut xml = HEAD.to_owned();
    let mut pictures = pictures.iter().enumerate();
    paragraph(&mut xml, "Title", &rapport.title);
    paragraph(&mut xml, "Subtitle", &rapport.subtitle);
    for part in &rapport.sections {
        section(&mut xml, part, &mut pictures);
    }
    xml.push_str(FOOT);
    xml
}

fn section(xml: &mut String, section: &Section, pictures: &mut Pictures<'_>) {
    paragraph(xml, "Heading1", &section.title);
    for sentence in &section.paragraphs {
        paragraph(xml, "Normal", sentence);
    }
    if let Some(one) = &section.drawing {
        drawn(xml, one, pictures);
    }
    for grid in &section.tables {
        if !grid.caption.is_empty() {
            paragraph(xml, "Caption", &grid.caption);
        }
        if let Some(one) = &grid.drawing {
            drawn(xml, one, pictures);
        }
        table(xml, grid);
        for note in &grid.notes {
            paragraph(xml, "Note", note);
        }
    }
}

/// A drawing as an image; its words are its description, for who does not see it.
fn drawn(xml: &mut String, drawing: &Drawing, pictures: &mut Pictures<'_>) {
    if let Some((at, picture)) = pictures.next() {
        let (width, height) = (picture.size.0 * EMU, picture.size.1 * EMU);
        let (id, relation, said) = (at + 1, at + 1 + OTHERS, escaped(&drawing.alt));
        // Writing to a String cannot fail.
        let _written = write!(
            xml,
            "<w:p><w:pPr><w:pStyle w:val=\"Drawing\"/></w:pPr><w:r><w:drawing><wp:inline \
             distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{width}\" \
             cy=\"{height}\"/><wp:docPr id=\"{id}\" name=\"D{id}\" descr=\"{said}\"/><a:graphic>\
             <a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">\
             <pic:pic><pic:nvPicPr><pic:cNvPr id=\"{id}\" name=\"D{id}\" descr=\"{said}\"/>\
             <pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed=\"rId{relation}\"/>\
             <a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>\
             <a:off x=\"0\" y=\"0\"/><a:ext cx=\"{width}\" cy=\"{height}\"/></a:xfrm>\
             <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>\
             </a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
        );
    }
    for line in &drawing.key {
        paragraph(xml, "Note", line);
    }
}

fn table(xml: &mut String, grid: &Grid) {
    let columns = grid.head.len().max(1);
    let width = COLUMN / columns;
    let _written = write!(
        xml,
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"Lines\"/><w:tblW w:w=\"{COLUMN}\" w:type=\"dxa\"/>\
         <w:tblLook w:val=\"00A0\" w:firstRow=\"1\" w:firstColumn=\"1\"/>\
         <w:tblCaption w:val=\"{}\"/></w:tblPr><w:tblGrid>",
        escaped(&grid.caption)
    );
    for _ in 0..columns {
        let _written = write!(xml, "<w:gridCol w:w=\"{width}\"/>");
    }
    xml.push_str("</w:tblGrid>");
    // The head is said again on each page, and read as a head.
    let heads = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>";
    row(xml, &grid.head, heads, |_| "TableHeading");
    for cells in &grid.rows {
        row(xml, cells, "<w:trPr><w:cantSplit/></w:trPr>", |at| {
            if at < grid.words {
                "TableContents"
            } else {
                "Figure"
            }
        });
    }
    xml.push_str("</w:tbl>");
}

fn row(xml: &mut String, cells: &[String], kind: &str, style: impl Fn(usize) -> &'static str) {
    xml.push_str("<w:tr>");
    xml.push_str(kind);
    let width = COLUMN / cells.len().max(1);
    for (at, cell) in cells.iter().enumerate() {
        let _written = write!(
            xml,
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>"
        );
        paragraph(xml, style(at), cell);
        xml.push_str("</w:tc>");
    }
    xml.push_str("</w:tr>");
}

fn paragraph(xml: &mut String, style: &str, text: &str) {
    let _written = write!(
        xml,
        "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t xml:space=\"preserve\">"
    );
    push(xml, text);
    xml.push_str("</w:t></w:r></w:p>");
}
