//! Lines « à compléter » that say what to write: `# à compléter : … : telephone = "…"`. Each is
//! an empty field of its element, and goes once the field is filled.

use std::collections::BTreeMap;

use super::{Champ, Element, Nature};
use crate::territoire::reste::MARK;

/// A line that waits.
struct Line<'t> {
    /// Of which element.
    adresse: String,
    cle: &'t str,
    what: &'t str,
    at: usize,
}

/// Adds the fields that wait to their elements.
pub(super) fn add(elements: &mut [Element], text: &str) {
    for line in waiting(text) {
        let Some(element) = elements.iter_mut().find(|e| e.adresse == line.adresse) else {
            continue;
        };
        match element.champs.iter_mut().find(|c| c.cle == line.cle) {
            Some(champ) => line.what.clone_into(&mut champ.aide),
            None => element.champs.push(Champ {
                cle: line.cle.to_owned(),
                valeur: String::new(),
                nature: Nature::Texte,
                aide: line.what.to_owned(),
            }),
        }
    }
}

/// The text without the lines that waited for what was just written.
pub(super) fn done(text: &str, adresse: &str, changed: &[(Champ, String)]) -> String {
    let is_filled = |line: &Line<'_>| {
        let filled = |(champ, value): &(Champ, String)| champ.cle == line.cle && !value.is_empty();
        line.adresse == adresse && changed.iter().any(filled)
    };
    let gone: Vec<usize> = waiting(text)
        .into_iter()
        .filter(is_filled)
        .map(|line| line.at)
        .collect();
    let lines = text.split_inclusive('\n').enumerate();
    let kept = lines.filter(|(at, _)| !gone.contains(at));
    kept.map(|(_, line)| line).collect()
}

/// The lines that wait, each with the element it stands in.
fn waiting(text: &str) -> Vec<Line<'_>> {
    let mut ranks: BTreeMap<&str, usize> = BTreeMap::new();
    let mut adresse = String::new();
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(list) = between(line, "[[", "]]") {
            let rank = *ranks.entry(list).and_modify(|rank| *rank += 1).or_insert(0);
            adresse = format!("{list}.{rank}");
        } else if let Some(table) = between(line, "[", "]") {
            table.clone_into(&mut adresse);
        } else if let Some((cle, what)) = line.strip_prefix(MARK).and_then(example) {
            let adresse = adresse.clone();
            found.push(Line {
                adresse,
                cle,
                what,
                at,
            });
        }
    }
    found
}

fn between<'t>(line: &'t str, begin: &str, end: &str) -> Option<&'t str> {
    line.strip_prefix(begin)?.strip_suffix(end)
}

/// `le numéro du relais, dix chiffres : telephone = "…"`: the key, and what it is. Only a text
/// is shown so: a number would lack its example.
fn example(said: &str) -> Option<(&str, &str)> {
    let (what, example) = said.rsplit_once(" : ")?;
    let (cle, value) = example.split_once(" = ")?;
    let is_key = !cle.is_empty() && cle.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    (is_key && value.starts_with('"')).then_some((cle, what.trim()))
}
