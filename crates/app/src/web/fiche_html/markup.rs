//! Writing markup: escaping, tags, texts. The only place that writes to the output.

use crate::web::text::Texts;

/// HTML being written.
pub(super) struct Html<'a> {
    out: String,
    texts: &'a Texts,
}

impl<'a> Html<'a> {
    pub fn new(texts: &'a Texts) -> Self {
        Self {
            out: String::new(),
            texts,
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
        self.words(&text);
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

    /// Opens a link. Addresses of other sites get `rel`; only followable ones become links.
    pub fn open_link(&mut self, href: &str, outside: bool) {
        self.raw("<a");
        self.attribute("href", href);
        if outside {
            self.raw(" rel=\"noopener\"");
        }
        self.raw(">");
    }

    /// A link to another site, or its words alone when it has no address.
    pub fn outside_link(&mut self, url: Option<&str>, words: &str) {
        match url.filter(|url| is_followable(url)) {
            Some(url) => {
                self.open_link(url, true);
                self.words(words);
                self.raw("</a>");
            }
            None => self.words(words),
        }
    }

    /// A link to another document.
    pub fn page_link(&mut self, id: &str, official: Option<&str>, words: &str) {
        if official.is_some() {
            return self.outside_link(official, words);
        }
        self.open_page(id);
        self.words(words);
        self.raw("</a>");
    }

    /// Opens a link to another document.
    pub fn open_page(&mut self, id: &str) {
        self.open_link(&format!("/fiches/{}", plain(id)), false);
    }
}

/// An identifier reduced to what an address or an anchor may hold.
fn plain(id: &str) -> String {
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
