//! The list of documents that were replaced: old identifier → new identifier.
//!
//! The publisher's list (`redirections.xml`) was not seen when this was written: what is read is
//! any element that names exactly two identifiers, in its attributes or in its direct children.
//! Which one is new is told by the name that stands before it, else by the order.

use std::collections::BTreeMap;

use super::document::is_id;
use super::xml::{self, Element};

/// Name of the list in the archive.
pub(super) const FILE: &str = "redirections.xml";

/// Most pairs kept: ten times the documents of the official content.
const MOST: usize = 50_000;
/// Longest chain followed.
const LONGEST: usize = 10;

/// Names that announce the new identifier.
const NEW: [&str; 7] = ["new", "nouv", "cible", "dest", "target", "redirig", "vers"];

/// Old identifier → the one that replaces it, as published.
pub(super) type Redirections = BTreeMap<String, String>;

/// Reads the list; the error is the French reason.
pub(super) fn read(bytes: &[u8]) -> Result<Redirections, String> {
    let root = xml::parse(bytes).map_err(|error| error.to_string())?;
    let mut found = Redirections::new();
    collect(&root, &mut found);
    Ok(found)
}

fn collect(element: &Element, found: &mut Redirections) {
    if let Some((old, new)) = pair(element)
        && found.len() < MOST
    {
        found.entry(old).or_insert(new);
    }
    element.elements().for_each(|child| collect(child, found));
}

/// The two identifiers that an element names, the old one first.
fn pair(element: &Element) -> Option<(String, String)> {
    let children = element
        .elements()
        .filter(|child| child.elements().next().is_none())
        .map(|child| (child.name().to_owned(), child.text()));
    let attributes = element
        .attributes()
        .map(|(n, v)| (n.to_owned(), v.to_owned()));
    let mut named: Vec<(String, String)> = attributes
        .chain(children)
        .filter_map(|(name, value)| Some((name.to_lowercase(), id_in(&value)?)))
        .collect();
    let is_new = |name: &str| NEW.iter().any(|start| name.contains(start));
    // Stable: with no telling name, or two of them, the order decides.
    named.sort_by_key(|(name, _)| is_new(name));
    match named.as_slice() {
        [(_, old), (_, new)] if old != new => Some((old.clone(), new.clone())),
        _ => None,
    }
}

/// The identifier that a value is, or that an address or a file name ends with.
fn id_in(value: &str) -> Option<String> {
    let last = value.trim().rsplit('/').next()?;
    let id = last.strip_suffix(".xml").unwrap_or(last);
    let numbered = id.ends_with(|c: char| c.is_ascii_digit());
    (numbered && is_id(id)).then(|| id.to_owned())
}

/// Keeps what leads from a document that is gone to one that is held, chains followed.
pub(super) fn settle(published: &Redirections, held: impl Fn(&str) -> bool) -> Redirections {
    let last = |old: &String| {
        let mut at = published.get(old)?;
        for _ in 0..LONGEST {
            if held(at) {
                return Some((old.clone(), at.clone()));
            }
            at = published.get(at)?;
        }
        None
    };
    let gone = published.keys().filter(|old| !held(old));
    gone.filter_map(last).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Vec<(String, String)> {
        read(text.as_bytes()).unwrap().into_iter().collect()
    }

    #[test]
    fn a_pair_is_read_however_it_is_written() {
        let expected = vec![("F1".to_owned(), "F2".to_owned())];
        for text in [
            "<R><Redirection ID=\"F1\" nouvelID=\"F2\"/></R>",
            "<R><Redirection nouveau=\"F2\" ancien=\"F1\"/></R>",
            "<R><Redirection><Ancien>F1</Ancien><Nouveau>F2</Nouveau></Redirection></R>",
            "<R><Redirection ID=\"F1\" cible=\"https://www.service-public.fr/particuliers/vosdroits/F2\" date=\"2026-01-01\"/></R>",
            "<R><Redirection source=\"F1.xml\" destination=\"F2.xml\"/></R>",
        ] {
            assert_eq!(pairs(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_pair_is_left() {
        for text in [
            "<R/>",
            "<R a=\"F1\"/>",
            "<R a=\"F1\" b=\"F1\"/>",
            "<R a=\"F1\" b=\"../F2x\"/>",
        ] {
            assert!(pairs(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn chains_are_followed_and_circles_dropped() {
        let list = pairs(
            "<R><a x=\"F1\" y=\"F2\"/><a x=\"F2\" y=\"F3\"/><a x=\"F8\" y=\"F9\"/><a x=\"F9\" y=\"F8\"/><a x=\"F4\" y=\"F3\"/></R>",
        );
        let settled = settle(&list.into_iter().collect(), |id| id == "F3" || id == "F4");
        let expected = [("F1", "F3"), ("F2", "F3")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(settled, Redirections::from(expected));
    }
}
