//! Writing markup: escaping, tags, texts. The only place that writes to the output.

use std::collections::HashMap;

use plus_fiches::model::Document;

use super::Manner;
use crate::web::{
    assets,
    langue::Language,
    text::{Argument, Texts},
};

/// HTML being written.
pub(super) struct Html<'a> {
    out: String,
    texts: &'a Texts,
    /// Language of the page, when it is not French: our words say so inside French text.
    language: Option<&'static str>,
    /// For whom it is written.
    pub manner: Manner<'a>,
    /// Identifier of the document.
    pub id: &'a str,
    /// Long form of an abbreviation → its place in the glossary.
    pub abbreviations: HashMap<&'a str, usize>,
    /// Inside a link: a link cannot hold another one.
    pub in_link: bool,
    /// The reader has gone through a guide, even saying « I do not know ».
    pub answered: bool,
}

impl<'a> Html<'a> {
    pub fn new(document: &'a Document, manner: Manner<'a>) -> Self {
        let abbreviations = document.abbreviations.iter().enumerate();
        let language = manner.texts.language();
        Self {
            out: String::new(),
            texts: manner.texts,
            language: (language != Language::French).then(|| language.tag()),
            manner,
            id: &document.id,
            // The first of several that read the same is the one to lead to.
            abbreviations: abbreviations
                .rev()
                .map(|(at, it)| (it.long.as_str(), at))
                .collect(),
            in_link: false,
            answered: false,
        }
    }

    pub fn finish(self) -> String {
        self.out
    }

    /// Markup of ours: never a word of the document.
    pub fn raw(&mut self, markup: &'static str) {
        self.out.push_str(markup);
    }

    /// Words, escaped for text and for attribute values alike.
    pub fn words(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\'' => self.out.push_str("&#39;"),
                c => self.out.push(c),
            }
        }
    }

    /// A text of the product.
    pub fn text(&mut self, key: &str) {
        let text = self.texts.get(key);
        self.ours(&text);
    }

    /// A text of the product with its arguments.
    pub fn sentence(&mut self, key: &str, arguments: &[(&'static str, &str)]) {
        let named = arguments
            .iter()
            .map(|(name, value)| ((*name).into(), value.value()));
        let text = self.texts.get_with(key, &named.collect());
        self.ours(&text);
    }

    /// Words of the product, in the language of the page.
    fn ours(&mut self, text: &str) {
        let Some(language) = self.language else {
            return self.words(text);
        };
        self.raw("<span");
        self.attribute("lang", language);
        self.raw(">");
        self.words(text);
        self.raw("</span>");
    }

    /// An icon of the sprite; a word always goes with it.
    pub fn icon(&mut self, name: &'static str) {
        self.raw("<svg class=\"icone\" aria-hidden=\"true\" focusable=\"false\"><use href=\"/assets/icons.svg?v=");
        self.raw(assets::version());
        self.raw("#");
        self.raw(name);
        self.raw("\"></use></svg>");
    }

    /// « Ici », beside what the relay adds or puts first.
    pub fn mark(&mut self, icon: &'static str, key: &str) {
        self.raw("<span class=\"badge info\">");
        self.icon(icon);
        self.text(key);
        self.raw("</span>");
    }

    /// A text of the product between two tags.
    pub fn between(&mut self, open: &'static str, key: &str, close: &'static str) {
        self.raw(open);
        self.text(key);
        self.raw(close);
    }

    /// ` aria-label="…"`, from a text of the product.
    pub fn label(&mut self, key: &str) {
        let text = self.texts.get(key);
        self.attribute("aria-label", &text);
    }

    /// Words between two tags, nothing when there are none.
    pub fn wrapped(&mut self, open: &'static str, words: &str, close: &'static str) {
        if !words.trim().is_empty() {
            self.raw(open);
            self.words(words);
            self.raw(close);
        }
    }

    /// ` name="value"`
    pub fn attribute(&mut self, name: &'static str, value: &str) {
        self.raw(" ");
        self.raw(name);
        self.raw("=\"");
        self.words(value);
        self.raw("\"");
    }

    /// ` id="prefix-value"`, the value kept to what an anchor may hold.
    pub fn anchor(&mut self, name: &'static str, prefix: &str, id: &str) {
        self.attribute(name, &format!("{prefix}-{}", plain(id)));
    }

    /// A heading; below `h6` there is none, so the sixth level stays.
    pub fn heading(&mut self, level: u8, words: &str) {
        let (open, close) = match level {
            ..=2 => ("<h2>", "</h2>"),
            3 => ("<h3>", "</h3>"),
            4 => ("<h4>", "</h4>"),
            5 => ("<h5>", "</h5>"),
            _ => ("<h6>", "</h6>"),
        };
        self.wrapped(open, words, close);
    }
}

/// An identifier reduced to what an address or an anchor may hold.
pub(super) fn plain(id: &str) -> String {
    id.chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect()
}

/// The importer lets no other address through; a page trusts nobody.
pub(super) fn is_followable(url: &str) -> bool {
    let scheme = url
        .split_once(':')
        .map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https" | "mailto" | "tel"))
}
