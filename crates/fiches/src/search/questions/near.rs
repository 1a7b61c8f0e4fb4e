//! Words that mean nearly the same in daily life.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::super::analysis::{analyzer, terms};

/// One family of words a line; lines that start with `#` are comments.
const FAMILIES: &str = include_str!("../../../../../data/lexique/proches.txt");

static NEAR: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| read(FAMILIES));

/// Terms that mean nearly the same as this one, itself left out.
pub(super) fn of(term: &str) -> &'static [String] {
    NEAR.get(term).map(Vec::as_slice).unwrap_or_default()
}

fn read(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut analyzer = analyzer();
    let mut near: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let family = terms(&mut analyzer, line);
        for term in &family {
            let known = near.entry(term.clone()).or_default();
            for other in &family {
                if other != term && !known.contains(other) {
                    known.push(other.clone());
                }
            }
        }
    }
    near
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_links_all_its_words_whatever_their_accents() {
        let near = read("# famille\nmère maman\nmaman mamie\n");
        assert_eq!(near["maman"], ["mer", "mam"]);
        assert_eq!(near["mer"], ["maman"]);
    }

    #[test]
    fn every_family_of_the_project_has_words() {
        for line in FAMILIES.lines().filter(|line| !line.starts_with('#')) {
            assert!(terms(&mut analyzer(), line).len() >= 2, "{line}");
        }
    }
}
