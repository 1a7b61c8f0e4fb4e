//! What an import changes, kept with it; and what several imports in a row change.
//!
//! A fiche that changed twice has changed once, and one that came back to what it
//! was has not changed. Of the fiches that our démarches name the lines are kept too.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use plus_fiches::pack::{Comparison, Entry, LineChanges, Pack, PackError};
use plus_store::fraicheur::Import;
use serde::{Deserialize, Serialize};

/// Documents named in one import beyond those of our démarches.
const MOST: usize = 500;
/// Characters of the lines kept of one fiche.
const MOST_TEXT: usize = 40_000;

/// A document at some time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Its title.
    pub title: String,
    /// Day of its last modification, as published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<Date>,
    /// Name of what it says.
    pub fingerprint: String,
}

/// What became of one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Its identifier.
    pub id: String,
    /// Before; nothing: it was not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<State>,
    /// After; nothing: it is no longer there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<State>,
    /// The document that replaces it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
    /// Its lines, when one of our démarches names it.
    #[serde(default, skip_serializing_if = "LineChanges::is_empty")]
    pub lines: LineChanges,
    /// Whether there were more lines than are kept.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cut: bool,
}

/// How many documents an import changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// That were not there.
    pub added: usize,
    /// That no longer say the same.
    pub changed: usize,
    /// That are gone.
    pub removed: usize,
    /// That another one replaces.
    pub redirected: usize,
}

/// What an import changes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Diff {
    /// Whether there was nothing to compare with.
    pub first: bool,
    /// How many documents, all of them.
    pub counts: Counts,
    /// The documents: those of our démarches, and the first of the others.
    pub documents: Vec<Change>,
}

impl Diff {
    /// What a pack changes to the one before, if there is one that can be read.
    pub fn between(
        before: Option<&Pack>,
        after: &Pack,
        named: &BTreeSet<String>,
    ) -> Result<Self, PackError> {
        let Some(before) = before else {
            return Ok(Self {
                first: true,
                ..Self::default()
            });
        };
        let found = after.compare(before)?;
        let mut documents = Vec::new();
        let mut others = 0;
        for (id, replaced_by) in ids(&found) {
            let ours = named.contains(id);
            others += usize::from(!ours);
            if ours || others <= MOST {
                documents.push(change(before, after, id, replaced_by, ours)?);
            }
        }
        Ok(Self {
            first: false,
            counts: Counts::of(&found),
            documents,
        })
    }

    /// As kept.
    pub fn write(&self) -> String {
        serde_json::to_string(self)
            .expect("changes hold only text, numbers and lists, which JSON writes")
    }

    /// As kept, read; nothing when another version wrote it otherwise.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

impl Counts {
    fn of(found: &Comparison) -> Self {
        Self {
            added: found.added.len(),
            changed: found.changed.len(),
            removed: found.removed.len(),
            redirected: found.redirected.len(),
        }
    }
}

fn ids(found: &Comparison) -> impl Iterator<Item = (&String, Option<String>)> {
    let plain = found
        .changed
        .iter()
        .chain(&found.removed)
        .chain(&found.added);
    let replaced = found.redirected.iter();
    plain
        .map(|id| (id, None))
        .chain(replaced.map(|(old, new)| (old, Some(new.clone()))))
}

fn change(
    before: &Pack,
    after: &Pack,
    id: &str,
    replaced_by: Option<String>,
    ours: bool,
) -> Result<Change, PackError> {
    let lines = if ours {
        LineChanges::between(before.document(id)?.as_ref(), after.document(id)?.as_ref())
    } else {
        LineChanges::default()
    };
    let mut room = MOST_TEXT;
    let mut cut = false;
    let mut kept = |lines: Vec<String>| {
        let all = lines.len();
        let short: Vec<String> = lines
            .into_iter()
            .take_while(|l| spend(&mut room, l))
            .collect();
        cut |= short.len() < all;
        short
    };
    Ok(Change {
        id: id.to_owned(),
        before: state(before, id)?,
        after: state(after, id)?,
        replaced_by,
        lines: LineChanges {
            added: kept(lines.added),
            removed: kept(lines.removed),
        },
        cut,
    })
}

fn spend(room: &mut usize, line: &str) -> bool {
    let fits = line.len() <= *room;
    *room = room.saturating_sub(line.len());
    fits
}

fn state(pack: &Pack, id: &str) -> Result<Option<State>, PackError> {
    let (Some(entry), Some(fingerprint)) = (pack.entry(id), pack.fingerprint(id)?) else {
        return Ok(None);
    };
    let Entry { title, updated, .. } = entry;
    Ok(Some(State {
        title: title.clone(),
        updated: *updated,
        fingerprint: fingerprint.to_string(),
    }))
}

/// What several imports change to one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// As one change.
    pub change: Change,
    /// Instant of the first of those imports, milliseconds UTC.
    pub since: i64,
    /// Instant of the last.
    pub until: i64,
}

/// What was read of a document: the version, or that it was gone.
pub type Seen<'a> = Option<Option<&'a str>>;

/// The changes of some imports, each with its instant.
#[derive(Debug)]
pub struct History(Vec<(i64, Diff)>);

impl History {
    /// Of the imports that are kept, the latest first.
    pub fn of(imports: &[Import]) -> Self {
        let read = |i: &Import| Some((i.at, Diff::read(&i.diff)?));
        Self(imports.iter().rev().filter_map(read).collect())
    }

    /// The same, from an instant on.
    #[must_use]
    pub fn since(mut self, at_ms: i64) -> Self {
        self.0.retain(|(at, _)| *at >= at_ms);
        self
    }

    /// Identifiers of all documents that changed.
    pub fn ids(&self) -> BTreeSet<&str> {
        let changes = self.0.iter().flat_map(|(_, diff)| &diff.documents);
        changes.map(|change| change.id.as_str()).collect()
    }

    /// What changed in a document since the version that was read; nothing when it
    /// says again what it said.
    pub fn of_document(&self, id: &str, seen: Seen<'_>) -> Option<Sum> {
        let mut sum: Option<Sum> = None;
        for (at, diff) in &self.0 {
            for change in diff.documents.iter().filter(|c| c.id == id) {
                let version = change.after.as_ref().map(|s| s.fingerprint.as_str());
                sum = match sum {
                    _ if seen == Some(version) => None,
                    None => Some(Sum {
                        change: change.clone(),
                        since: *at,
                        until: *at,
                    }),
                    Some(before) => Some(before.then(change, *at)),
                };
            }
        }
        sum.filter(|sum| sum.change.is_real())
    }

    /// The same for each of them.
    pub fn all(&self) -> BTreeMap<&str, Sum> {
        let ids = self.ids().into_iter();
        ids.filter_map(|id| Some((id, self.of_document(id, None)?)))
            .collect()
    }
}

impl Sum {
    fn then(self, later: &Change, at: i64) -> Self {
        Self {
            change: Change {
                after: later.after.clone(),
                replaced_by: later.replaced_by.clone(),
                lines: self.change.lines.then(later.lines.clone()),
                cut: self.change.cut || later.cut,
                ..self.change
            },
            until: at,
            ..self
        }
    }
}

impl Change {
    /// Whether the two ends differ.
    fn is_real(&self) -> bool {
        let name = |s: &Option<State>| s.as_ref().map(|s| s.fingerprint.clone());
        name(&self.before) != name(&self.after)
    }

    /// Its title, the newest that is known.
    pub fn title(&self) -> &str {
        let state = self.after.as_ref().or(self.before.as_ref());
        state.map_or(self.id.as_str(), |state| state.title.as_str())
    }

    /// Name of what it says after, as a form sends it: empty when it is gone.
    pub fn version(&self) -> &str {
        let after = self.after.as_ref();
        after.map_or("", |state| state.fingerprint.as_str())
    }
}
