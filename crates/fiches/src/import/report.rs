//! What an import says of each file and element.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::elements;
use super::xml::{Element, Node};
use crate::model::Document;

/// The account of an import. `files = imported + failed.len()`, always. The list of
/// redirections is none of the files when it can be read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Report {
    /// Files in the archive, folders not counted.
    pub files: usize,
    /// Files that became a document.
    pub imported: usize,
    /// Files that did not, with the reason, in the order of the archive.
    pub failed: Vec<Failure>,
    /// Elements that this version does not know, with how often they occur. Their content is
    /// kept; only their meaning is lost.
    pub unknown_elements: BTreeMap<String, usize>,
    /// Known elements that give the reader no words, by decision, with how often they occur
    /// (an element below another silent one is not counted apart).
    pub silent_elements: BTreeMap<String, usize>,
    /// Elements that should reach the reader and have words that do not, with how many texts
    /// are lost. Measured on each file against the words of its document; empty when all is
    /// well.
    #[serde(default)]
    pub dropped_elements: BTreeMap<String, usize>,
    /// Files named like a document that could not be read: the archive should have none.
    #[serde(default)]
    pub broken: usize,
    /// Links from the text of a document to another one.
    #[serde(default)]
    pub links: usize,
    /// Of these, those that lead to a document that the archive does not hold.
    #[serde(default)]
    pub broken_links: usize,
    /// Old identifiers that lead to a document of the archive.
    #[serde(default)]
    pub redirections: usize,
}

/// A file that was not imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Name in the archive.
    pub file: String,
    /// Why, in French, for the person who runs the import.
    pub reason: String,
}

impl Report {
    /// Names a file that was not imported.
    pub(super) fn fail(&mut self, file: &str, reason: &impl ToString) {
        // Names come from the archive: keep them short and without control characters.
        let file: String = file.chars().filter(|c| !c.is_control()).take(120).collect();
        self.broken += usize::from(is_document(&file));
        self.failed.push(Failure {
            file,
            reason: reason.to_string(),
        });
    }

    /// In parts of a thousand: links that lead to a document that is not there.
    pub const fn broken_links_per_thousand(&self) -> usize {
        match self.links {
            0 => 0,
            links => 1000 * self.broken_links / links,
        }
    }

    /// Counts the unknown and the silent elements of a file.
    pub(super) fn count(&mut self, element: &Element) {
        self.visit(element, false);
    }

    /// Counts the texts of a file that its document does not hold.
    pub(super) fn compare(&mut self, root: &Element, document: &Document) {
        let mut whole = Whole::of(document);
        self.look_for(root, &mut whole);
    }

    fn look_for(&mut self, element: &Element, whole: &mut Whole) {
        // The date is data: the model holds it as a day.
        if elements::is_silent(element.name()) || element.name() == "dc:date" {
            return;
        }
        for node in &element.children {
            match node {
                Node::Element(child) => self.look_for(child, whole),
                Node::Text(text) if whole.holds(text) => {}
                Node::Text(_) => {
                    let name: String = element.name().chars().take(60).collect();
                    *self.dropped_elements.entry(name).or_default() += 1;
                }
            }
        }
    }

    fn visit(&mut self, element: &Element, below_silent: bool) {
        let name = element.name();
        let silent = elements::is_silent(name);
        if elements::known(name).is_none() {
            let name: String = name.chars().take(60).collect();
            *self.unknown_elements.entry(name).or_default() += 1;
        } else if silent && !below_silent {
            *self.silent_elements.entry(name.to_owned()).or_default() += 1;
        }
        for child in element.elements() {
            self.visit(child, below_silent || silent);
        }
    }
}

/// The words of a document in one piece, without any space, to look for texts in.
struct Whole {
    text: String,
    /// Where the last text was found: the next one is most often right after.
    at: usize,
}

/// Bytes looked at first, after the last text found.
const NEAR: usize = 4_096;

impl Whole {
    fn of(document: &Document) -> Self {
        let mut text = String::new();
        document.lines(&mut |_, line| push_dense(&mut text, line));
        Self { text, at: 0 }
    }

    fn holds(&mut self, words: &str) -> bool {
        let mut dense = String::new();
        push_dense(&mut dense, words);
        let end = self.text.ceil_char_boundary(self.at + NEAR + dense.len());
        let near = self.text[self.at..end].find(&dense).map(|at| self.at + at);
        let found = near.or_else(|| self.text.find(&dense));
        if let Some(at) = found {
            self.at = at + dense.len();
        }
        found.is_some()
    }
}

/// Appends a text without its spaces nor the carets of descriptions.
fn push_dense(out: &mut String, text: &str) {
    out.extend(text.chars().filter(|c| !c.is_whitespace() && *c != '^'));
}

/// « F1050.xml », « N19810.xml », « R1.xml », in whatever folder.
fn is_document(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file);
    let number = name
        .strip_prefix(['F', 'N', 'R'])
        .and_then(|rest| rest.strip_suffix(".xml"));
    number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}
