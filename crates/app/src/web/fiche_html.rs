//! An official fiche as HTML: safe, accessible, usable without JavaScript.
//!
//! A pure function of the reading model, the texts and the place: every word is escaped,
//! headings start at `h2` and never skip a level, cases fold as `<details>`, tables have
//! scopes, words of the glossary link to their definition further down. No word of the
//! document is left out or changed; what the relay adds stands beside it and says so. It
//! writes no script and no inline style, and knows nothing of the page around it.

mod around;
mod blocks;
mod cases;
mod guide;
mod inlines;
mod links;
mod markup;

use plus_fiches::model::{Answers, Choices, Document, Standing};

use super::{ici::Ici, text::Texts};
use markup::Html;

/// First level of heading: the page keeps `h1` for the title.
const FIRST_LEVEL: u8 = 2;

/// For whom a document is written.
#[derive(Debug, Clone, Copy)]
pub struct Manner<'a> {
    /// Texts of the product, in the language of the page.
    pub texts: &'a Texts,
    /// Where the reader is.
    pub ici: &'a Ici,
    /// What the reader has answered. Nothing: everything shows.
    pub answers: &'a Answers,
}

/// A way through a guide.
#[derive(Debug, Clone, Copy)]
pub struct Way<'a> {
    /// Identifier of the document that holds the guide.
    pub guide: &'a str,
    /// The choices made.
    pub choices: &'a Choices,
    /// Where they lead.
    pub standing: &'a Standing<'a>,
}

/// The reading part of a document: warnings, introduction, body, then what stands around it.
/// The page gives the title, the breadcrumb, the source and the date.
pub fn render(document: &Document, manner: Manner<'_>) -> String {
    let mut html = Html::new(document, manner);
    html.whole(document);
    html.finish()
}

/// The same under the answers of a way: they are said first, and what is certainly not for
/// this reader is gone.
pub fn render_answered(document: &Document, way: Way<'_>, manner: Manner<'_>) -> String {
    let mut html = Html::new(document, manner);
    html.answered = true;
    html.answers_given(way, &document.id);
    html.whole(&document.under(manner.answers));
    html.finish()
}

/// One question of a guide, or the links where it ends.
pub fn render_step(document: &Document, way: Way<'_>, manner: Manner<'_>) -> String {
    let mut html = Html::new(document, manner);
    html.answers_given(way, &document.id);
    html.step(way);
    html.finish()
}

impl Html<'_> {
    fn whole(&mut self, document: &Document) {
        self.warnings(&document.warnings);
        self.blocks(&document.introduction, FIRST_LEVEL);
        self.details(document);
        self.blocks(&document.body, FIRST_LEVEL);
        self.around(document);
    }
}

#[cfg(test)]
mod tests;
