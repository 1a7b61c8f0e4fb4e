//! Links: inside, to the official site, to other sites. One that leaves says it, with an icon
//! and a word; one whose address must not be followed keeps its words alone.

use plus_fiches::model::{Choices, Inline, LinkTarget};

use super::markup::{Html, is_followable, plain};

/// Ends the mark of a link that leaves: a comma that follows stays on its line (U+2060).
const JOINED: &str = "\u{2060}</span>";

/// Where a link leads, once its address has been looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leads<'a> {
    /// A document or a place of this site.
    Here,
    /// The official site: « (site officiel) » is shown.
    Official(&'a str),
    /// Another site: said to those who listen, shown by the icon.
    Elsewhere(&'a str),
    /// Nowhere that may be followed.
    Nowhere,
}

impl<'a> Leads<'a> {
    fn outside(url: &'a str, official: bool) -> Self {
        match (is_followable(url), official) {
            (false, _) => Self::Nowhere,
            (true, true) => Self::Official(url),
            (true, false) => Self::Elsewhere(url),
        }
    }
}

impl Html<'_> {
    /// A link to another site, or its words alone when it has no address.
    pub fn outside_link(&mut self, url: Option<&str>, words: &str) {
        let leads = url.map_or(Leads::Nowhere, |url| Leads::outside(url, false));
        self.leading(leads, |html| html.words(words));
    }

    /// A link to another document.
    pub fn page_link(&mut self, id: &str, official: Option<&str>, words: &str) {
        if let Some(url) = official {
            return self.leading(Leads::outside(url, true), |html| html.words(words));
        }
        self.open_page(id);
        self.words(words);
        self.raw("</a>");
    }

    /// A link of running text. Inside another link, its words alone.
    pub(super) fn link(&mut self, target: &LinkTarget, text: &[Inline]) {
        if self.in_link {
            return self.inlines(text);
        }
        self.in_link = true;
        let leads = match target {
            LinkTarget::Page(id) => {
                self.open_page(id);
                Leads::Here
            }
            LinkTarget::Anchor(id) => {
                self.raw("<a");
                self.anchor("href", "#partie", id);
                self.raw(">");
                Leads::Here
            }
            LinkTarget::Official(url) => Leads::outside(url, true),
            LinkTarget::Web(url) => Leads::outside(url, false),
        };
        if leads == Leads::Here {
            self.inlines(text);
            self.raw("</a>");
        } else {
            self.leading(leads, |html| html.inlines(text));
        }
        self.in_link = false;
    }

    /// Words that lead out of this site, if they may.
    fn leading(&mut self, leads: Leads<'_>, words: impl FnOnce(&mut Self)) {
        let (Leads::Official(url) | Leads::Elsewhere(url)) = leads else {
            return words(self);
        };
        self.raw("<a");
        self.attribute("href", url);
        self.raw(" rel=\"noopener\">");
        words(self);
        if matches!(leads, Leads::Official(_)) {
            self.raw(" <span class=\"fiche-sortie\">");
            self.text("fiche-html-site-officiel");
            self.icon("arrow-square-out");
            self.raw(JOINED);
        } else if url.starts_with("http") || url.starts_with("HTTP") {
            self.between(
                "<span class=\"oreille\"> ",
                "fiche-html-autre-site",
                "</span>",
            );
            self.raw("<span class=\"fiche-sortie\">");
            self.icon("arrow-square-out");
            self.raw(JOINED);
        }
        self.raw("</a>");
    }

    /// Opens a link to another document.
    pub fn open_page(&mut self, id: &str) {
        self.raw("<a");
        self.attribute("href", &format!("/fiches/{}", plain(id)));
        self.raw(">");
    }

    /// Opens a large link to a document, which takes the answers of a guide along.
    pub fn open_answered(&mut self, id: &str, guide: &str, choices: &Choices) {
        let (id, guide) = (plain(id), plain(guide));
        self.raw("<a class=\"fiche-choix-lien\"");
        self.attribute(
            "href",
            &format!("/fiches/{id}?guide={guide}&choix={choices}"),
        );
        self.raw(">");
    }

    /// Opens a large link: an answer to a question.
    pub fn open_choice(&mut self, guide: &str, choices: &Choices) {
        self.raw("<a class=\"fiche-choix-lien\"");
        self.attribute("href", &format!("/fiches/{}?choix={choices}", plain(guide)));
        self.raw(">");
    }

    /// Inlines inside a link that is open.
    pub fn inlines_in_link(&mut self, text: &[Inline]) {
        self.in_link = true;
        self.inlines(text);
        self.in_link = false;
    }

    /// Opens a link to a question of a guide.
    pub fn open_question(&mut self, guide: &str, choices: &Choices) {
        let address = format!("/fiches/{}", plain(guide));
        let query = if choices.is_empty() { "" } else { "?choix=" };
        self.raw("<a");
        self.attribute("href", &format!("{address}{query}{choices}"));
        self.raw(">");
    }
}
