//! What a printer uses up: toner, ink, and the box that fills with what is wasted.

use super::answer::Group;

/// What a supply is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SupplyKind {
    /// Toner.
    Toner,
    /// Ink.
    Ink,
    /// A box that fills: its level is what it holds already.
    Waste,
    /// Anything else: drum, fuser, staples.
    Other,
}

/// One supply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supply {
    /// As the printer names it.
    pub name: String,
    /// What it is.
    pub kind: SupplyKind,
    /// Percent, when the printer knows.
    pub level: Option<u8>,
}

/// The supplies of a printer: by `marker-levels` (the CUPS form, which most have), else
/// by `printer-supply` (PWG 5100.13).
pub fn read(group: Group<'_>) -> Vec<Supply> {
    let levels = group.numbers("marker-levels");
    if levels.is_empty() {
        return described(group);
    }
    let (names, kinds) = (group.texts("marker-names"), group.texts("marker-types"));
    let supplies = levels.iter().enumerate().map(|(at, level)| Supply {
        name: names.get(at).cloned().unwrap_or_default(),
        kind: kind(kinds.get(at).map_or("", String::as_str)),
        level: percent(*level, 100),
    });
    supplies.collect()
}

fn described(group: Group<'_>) -> Vec<Supply> {
    let names = group.texts("printer-supply-description");
    let supplies = group.texts("printer-supply").into_iter().enumerate();
    let supplies = supplies.map(|(at, text)| Supply {
        name: names.get(at).cloned().unwrap_or_default(),
        kind: kind(part(&text, "type").unwrap_or_default()),
        level: number(&text, "level")
            .and_then(|level| percent(level, number(&text, "maxcapacity").unwrap_or(100))),
    });
    supplies.collect()
}

/// A part of `type=toner;maxcapacity=100;level=25;`.
fn part<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let parts = text.split(';').filter_map(|part| part.split_once('='));
    parts
        .into_iter()
        .find_map(|(key, value)| (key.trim() == name).then_some(value.trim()))
}

fn number(text: &str, name: &str) -> Option<i32> {
    part(text, name)?.parse().ok()
}

/// Percent of a whole; what is below zero means that the printer does not know.
fn percent(level: i32, whole: i32) -> Option<u8> {
    if level < 0 || whole <= 0 {
        return None;
    }
    let percent = i64::from(level) * 100 / i64::from(whole);
    u8::try_from(percent.min(100)).ok()
}

fn kind(word: &str) -> SupplyKind {
    let word = word.to_ascii_lowercase();
    if word.contains("waste") {
        SupplyKind::Waste
    } else if word.starts_with("toner") {
        SupplyKind::Toner
    } else if word.starts_with("ink") {
        SupplyKind::Ink
    } else {
        SupplyKind::Other
    }
}
