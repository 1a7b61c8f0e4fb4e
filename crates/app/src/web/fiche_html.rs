//! An official fiche as HTML: safe, accessible, usable without JavaScript.
//!
//! A pure function of the reading model and the texts: every word is escaped, headings start
//! at `h2` and never skip a level, cases fold as `<details>`, tables have scopes, words of the
//! glossary link to their definition further down. It writes no script and no inline style,
//! and knows nothing of the page around it.

mod around;
mod blocks;
mod markup;

use plus_fiches::model::Document;

use super::text::Texts;
use markup::Html;

/// First level of heading: the page keeps `h1` for the title.
const FIRST_LEVEL: u8 = 2;

/// The reading part of a document: warnings, introduction, body, then what stands around it.
/// The page gives the title, the breadcrumb, the source and the date.
pub fn render(document: &Document, texts: &Texts) -> String {
    let mut html = Html::new(texts);
    html.warnings(&document.warnings);
    html.blocks(&document.introduction, FIRST_LEVEL);
    html.details(document);
    html.blocks(&document.body, FIRST_LEVEL);
    html.around(document);
    html.finish()
}

#[cfg(test)]
mod tests;
