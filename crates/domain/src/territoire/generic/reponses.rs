//! What is answered in the browser when a relay is installed, beyond what the command asks:
//! hours, crew, groups of communes, names and conventions of partners, places, logo.
//!
//! Each answer takes the place of the model in its file, and of the mark that it lifts. What was
//! not answered stays as the command writes it.

use std::{collections::BTreeMap, fmt::Write as _};

use serde::{Deserialize, Serialize};

use super::{CommuneRow, bassin::Basin, nom, toml_text, typographic};
use crate::territoire::{WEEKDAYS, reste::MARK};

/// Where a block of partner begins.
const PARTNER: &str = "[[partenaire]]";
/// Hours of the model, Monday to Friday.
const MODEL_HOURS: &str = "08:30-12:30";
/// People of each trade of the model.
pub(super) const CREW: [(&str, u32); 3] = [
    ("charge-de-mission", 1),
    ("coordination", 1),
    ("animatrice", 4),
];

/// A place as it was named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LieuDit {
    /// INSEE code of its commune.
    pub commune: String,
    /// Its name, without that of the commune.
    pub name: String,
    /// Number and street, empty while nobody knows.
    pub address: String,
}

/// The answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reponses {
    /// Days open, `lundi` to `dimanche`, with their hours.
    pub hours: Option<BTreeMap<String, String>>,
    /// People of each trade, by its code.
    pub crew: BTreeMap<String, u32>,
    /// Group of each commune, by INSEE code.
    pub groups: Option<BTreeMap<String, String>>,
    /// Name and name in a sentence of a partner, by its code.
    pub names: BTreeMap<String, (String, String)>,
    /// First day of the convention of a partner, by its code.
    pub since: BTreeMap<String, String>,
    /// Places.
    pub places: Option<Vec<LieuDit>>,
    /// The logo, as SVG.
    pub logo: Option<String>,
}

impl Reponses {
    /// Hours of a day, empty when it is closed.
    pub fn hours_of(&self, day: &str) -> String {
        match &self.hours {
            Some(hours) => hours.get(day).cloned().unwrap_or_default(),
            None if WEEKDAYS.iter().take(5).any(|(_, name)| *name == day) => MODEL_HOURS.to_owned(),
            None => String::new(),
        }
    }

    /// People of a trade.
    pub fn people_of(&self, trade: &str) -> u32 {
        let model = CREW.iter().find(|(code, _)| *code == trade);
        let model = model.map_or(1, |(_, people)| *people);
        self.crew.get(trade).copied().unwrap_or(model)
    }

    /// Trades of the model.
    pub fn trades() -> impl Iterator<Item = &'static str> {
        CREW.iter().map(|(code, _)| *code)
    }

    /// Writes hours, crew and logo in the head of the territory.
    pub(super) fn head(&self, head: &str) -> String {
        let logo = if self.logo.is_some() {
            ""
        } else {
            " et le logo (logo.svg)"
        };
        let head = head
            .replace("{horaires}", &self.hours_block())
            .replace("{et-logo}", logo);
        CREW.iter().fold(head, |head, (code, _)| {
            head.replace(&format!("{{{code}}}"), &self.people_of(code).to_string())
        })
    }

    fn hours_block(&self) -> String {
        let mut block = String::new();
        if self.hours.is_none() {
            let _ = writeln!(
                block,
                "{MARK} les jours et les heures où le relais reçoit ; ceux-ci sont un modèle"
            );
        }
        block.push_str("[horaires]\n");
        for (_, day) in WEEKDAYS {
            let hours = self.hours_of(day);
            if !hours.is_empty() {
                let _ = writeln!(block, "{day} = {}", toml_text(&hours));
            }
        }
        block
    }

    /// The groups that were named; none: nobody named them.
    pub(super) fn basins<'c>(&self, communes: &'c [CommuneRow]) -> Option<Vec<Basin<'c>>> {
        let groups = self.groups.as_ref()?;
        let mut basins: Vec<Basin<'c>> = Vec::new();
        for commune in communes {
            let name = groups.get(&commune.code).cloned();
            let name = name.unwrap_or_else(|| typographic(&commune.name));
            match basins.iter_mut().find(|basin| basin.name == name) {
                Some(basin) => basin.communes.push(commune),
                None => basins.push(Basin {
                    code: nom::slug(&name),
                    name,
                    communes: vec![commune],
                }),
            }
        }
        Some(basins)
    }

    /// The file of partners with their own names and the first day of their conventions.
    pub(super) fn partners(&self, file: &str) -> String {
        let mut written = String::new();
        for block in blocks(file) {
            let code = value_of(&block, "code").unwrap_or_default();
            let (name, since) = (self.names.get(code), self.since.get(code));
            for line in block.lines() {
                let renamed = name.and_then(|name| renamed(line, name));
                // The name that was asked for is there.
                if name.is_some() && line.starts_with(MARK) {
                    continue;
                }
                let _ = writeln!(written, "{}", renamed.as_deref().unwrap_or(line));
                if let Some(since) = since.filter(|_| line.starts_with("code = ")) {
                    let _ = writeln!(written, "depuis = {since}");
                }
            }
        }
        written
    }
}

/// A line of a partner with its own name.
fn renamed(line: &str, (name, phrase): &(String, String)) -> Option<String> {
    let key = line.split(" = ").next()?;
    let said = match key {
        "nom" => name,
        "appellation" => phrase,
        _ => return None,
    };
    Some(format!("{key} = {}", toml_text(said)))
}

/// The head of a file of partners, then each partner with the comment above it.
fn blocks(file: &str) -> Vec<String> {
    let mut blocks = vec![String::new()];
    let (mut above, mut past_head) = (String::new(), false);
    for line in file.lines() {
        past_head |= line.is_empty();
        if past_head && line.starts_with('#') {
            above.push_str(line);
            above.push('\n');
            continue;
        }
        if line == PARTNER {
            blocks.push(String::new());
        }
        if let Some(block) = blocks.last_mut() {
            block.push_str(&std::mem::take(&mut above));
            block.push_str(line);
            block.push('\n');
        }
    }
    blocks
}

/// What a key of a block says.
fn value_of<'b>(block: &'b str, key: &str) -> Option<&'b str> {
    let found = block
        .lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
    found.map(|value| value.trim_matches('"'))
}
