//! Running text: emphasis, values, links, words explained.

use plus_fiches::model::{Inline, inline_text};

use super::markup::{Html, plain};

/// Longest value kept on one line, in characters: it fits a screen of 320 pixels.
const LONGEST_VALUE: usize = 22;

impl Html<'_> {
    /// Running text.
    pub(super) fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            self.inline(inline);
        }
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) => self.words(text),
            Inline::Strong(inner) => self.tagged("<strong>", inner, "</strong>"),
            Inline::Term(inner) => self.tagged("<em>", inner, "</em>"),
            Inline::Quote(inner) => self.tagged("<q>", inner, "</q>"),
            Inline::Value(inner) => self.value(inner),
            Inline::Blank(inner) => self.tagged("<span class=\"fiche-blanc\">", inner, "</span>"),
            Inline::Superscript(inner) => self.tagged("<sup>", inner, "</sup>"),
            Inline::Subscript(inner) => self.tagged("<sub>", inner, "</sub>"),
            Inline::Foreign { language, text } => {
                self.raw("<i");
                if let Some(language) = language {
                    self.attribute("lang", language);
                }
                self.tagged(">", text, "</i>");
            }
            Inline::Link { target, text } => self.link(target, text),
            Inline::Definition { id, text } => self.defined("mot", &plain(id), text),
            Inline::Abbreviation { text, expansion } => self.abbreviation(text, expansion),
            // The words of a picture, all of them: packs hold no image.
            Inline::Picture(_) => self.words(&inline_text(std::slice::from_ref(inline))),
        }
    }

    fn tagged(&mut self, open: &'static str, inner: &[Inline], close: &'static str) {
        self.raw(open);
        self.inlines(inner);
        self.raw(close);
    }

    /// An amount or a delay does not break across lines, unless it is a sentence.
    fn value(&mut self, inner: &[Inline]) {
        if inline_text(inner).chars().count() > LONGEST_VALUE {
            return self.tagged("<span>", inner, "</span>");
        }
        self.tagged("<span class=\"insecable\">", inner, "</span>");
    }

    /// A word explained: a link to what it means, further down, which is also its description;
    /// the script shows it beside the word.
    fn defined(&mut self, family: &str, id: &str, text: &[Inline]) {
        if self.in_link {
            return self.inlines(text);
        }
        self.in_link = true;
        self.raw("<a class=\"fiche-mot\"");
        self.attribute("href", &format!("#{family}-{id}"));
        self.attribute("aria-describedby", &format!("sens-{family}-{id}"));
        self.tagged(">", text, "</a>");
        self.in_link = false;
    }

    fn abbreviation(&mut self, text: &str, expansion: &str) {
        let words = [Inline::Text(text.to_owned())];
        let Some(at) = self.abbreviations.get(expansion) else {
            self.raw("<abbr");
            self.attribute("title", expansion);
            return self.tagged(">", &words, "</abbr>");
        };
        self.defined("sigle", &at.to_string(), &words);
    }
}
