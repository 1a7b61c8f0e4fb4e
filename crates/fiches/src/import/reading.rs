//! What must be known to read one file: its own glossary, and which other documents exist.

use std::collections::{BTreeMap, BTreeSet};

use super::xml::Element;
use crate::model::LinkTarget;

/// The official site, for pages that the pack does not hold and whose address is not given.
const OFFICIAL_SITE: &str = "https://www.service-public.fr";

/// Titles of the documents that the archive holds, by identifier.
pub(super) type Titles = BTreeMap<String, String>;

/// Reads one file. The methods are spread over the modules named after what they read.
pub(super) struct Reading<'a> {
    /// `None` while the titles are being collected: every page is then taken to exist.
    titles: Option<&'a Titles>,
    abbreviations: BTreeMap<String, String>,
    definitions: BTreeSet<String>,
    anchors: BTreeSet<String>,
}

impl<'a> Reading<'a> {
    /// Prepares to read the file of this root element.
    pub fn new(root: &Element, titles: Option<&'a Titles>) -> Self {
        let mut reading = Self {
            titles,
            abbreviations: BTreeMap::new(),
            definitions: BTreeSet::new(),
            anchors: BTreeSet::new(),
        };
        for child in root.elements() {
            reading.collect(child);
        }
        reading
    }

    /// For tests: a file that stands alone.
    #[cfg(test)]
    pub fn alone(root: &Element) -> Self {
        Self::new(root, None)
    }

    fn collect(&mut self, element: &Element) {
        let id = element.attribute("ID");
        match (element.name(), id) {
            ("Abreviation", Some(id)) => {
                let long = element
                    .first("Texte")
                    .map(Element::text)
                    .unwrap_or_default();
                self.abbreviations.insert(id.to_owned(), long);
            }
            ("Definition", Some(id)) => {
                self.definitions.insert(id.to_owned());
            }
            ("Chapitre" | "SousChapitre", Some(id)) => {
                self.anchors.insert(id.to_owned());
            }
            _ => {}
        }
        element.elements().for_each(|child| self.collect(child));
    }

    /// Long form of an abbreviation of this file.
    pub fn expansion(&self, id: &str) -> Option<&str> {
        self.abbreviations
            .get(id)
            .map(String::as_str)
            .filter(|long| !long.is_empty())
    }

    /// Whether this file defines the word.
    pub fn defines(&self, id: &str) -> bool {
        self.definitions.contains(id)
    }

    /// Whether this file has a chapter of that identifier.
    pub fn has_anchor(&self, id: &str) -> bool {
        self.anchors.contains(id)
    }

    /// Title of another document of the archive.
    pub fn title_of(&self, id: &str) -> Option<&str> {
        self.titles
            .and_then(|titles| titles.get(id))
            .map(String::as_str)
    }

    /// Where a link to a document leads: here when the archive holds it, else to the site.
    pub fn page_target(&self, id: &str, audience: Option<&str>) -> LinkTarget {
        self.official_url(id, audience)
            .map_or_else(|| LinkTarget::Page(id.to_owned()), LinkTarget::Official)
    }

    /// Address on the official site of a document that the archive does not hold.
    pub fn official_url(&self, id: &str, audience: Option<&str>) -> Option<String> {
        let held = self.titles.is_none_or(|titles| titles.contains_key(id));
        if held || !id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return None;
        }
        let part = match audience {
            Some("Professionnels") => "professionnels-entreprises",
            Some("Associations") => "associations",
            _ => "particuliers",
        };
        Some(format!("{OFFICIAL_SITE}/{part}/vosdroits/{id}"))
    }
}
