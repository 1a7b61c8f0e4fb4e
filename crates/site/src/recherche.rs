//! The index of the search: every passage of every page, in one script that the search page
//! loads from beside itself. It calls nobody, and works from a folder opened without a server.

use serde::Serialize;

use crate::{Error, Page, markdown::Drawn};

#[derive(Serialize)]
struct Entry<'a> {
    /// Address in the site.
    u: String,
    /// Title of the page.
    t: &'a str,
    /// Heading of the passage.
    h: &'a str,
    /// Words of the passage.
    x: String,
    /// In English.
    #[serde(skip_serializing_if = "is_false")]
    e: bool,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
fn is_false(value: &bool) -> bool {
    !*value
}

/// The script of the index.
pub fn script(pages: &[Page], drawn: &[Drawn]) -> Result<String, Error> {
    let mut entries = Vec::new();
    for (page, drawn) in pages.iter().zip(drawn) {
        for passage in &drawn.passages {
            let words = passage
                .text
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            let anchor = if passage.anchor.is_empty() {
                String::new()
            } else {
                format!("#{}", passage.anchor)
            };
            entries.push(Entry {
                u: format!("{}{anchor}", page.out),
                t: &page.outline.title,
                h: &passage.heading,
                x: words,
                e: page.english,
            });
        }
    }
    let json = serde_json::to_string(&entries)
        .map_err(|e| Error::Data("index.js".to_owned(), e.to_string()))?;
    Ok(format!("window.PLUS_SITE = {json};\n"))
}
