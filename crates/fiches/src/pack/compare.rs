//! What differs between two packs, and line by line between two states of a document.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::fingerprint::told;
use super::{Pack, PackError};
use crate::model::Document;

/// Documents that are not the same in two packs, by identifier, each list sorted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Comparison {
    /// Only in the later one.
    pub added: Vec<String>,
    /// In both, and they no longer say the same.
    pub changed: Vec<String>,
    /// Only in the earlier one.
    pub removed: Vec<String>,
    /// Only in the earlier one, and replaced by another document: old, new.
    pub redirected: Vec<(String, String)>,
}

impl Pack {
    /// What this pack changes to an earlier one.
    pub fn compare(&self, before: &Self) -> Result<Comparison, PackError> {
        let mut found = Comparison::default();
        for entry in &self.entries {
            if before.entry(&entry.id).is_none() {
                found.added.push(entry.id.clone());
            } else if self.fingerprint(&entry.id)? != before.fingerprint(&entry.id)? {
                found.changed.push(entry.id.clone());
            }
        }
        for entry in &before.entries {
            match (self.entry(&entry.id), self.redirected(&entry.id)) {
                (Some(_), _) => {}
                (None, Some(new)) => found.redirected.push((entry.id.clone(), new.to_owned())),
                (None, None) => found.removed.push(entry.id.clone()),
            }
        }
        Ok(found)
    }
}

/// Lines that a document has gained and lost. What only moved is in neither.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LineChanges {
    /// Gained, in reading order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<String>,
    /// Lost, in reading order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
}

impl LineChanges {
    /// What was gained and lost from one state of a document to the next; `None`: it is not
    /// there.
    pub fn between(before: Option<&Document>, after: Option<&Document>) -> Self {
        let lines = |document: Option<&Document>| {
            let mut lines = Vec::new();
            if let Some(document) = document {
                told(document, &mut |line| lines.push(line.to_owned()));
            }
            lines
        };
        Self::net(&lines(after), &lines(before))
    }

    /// This change, then a later one, as one: what came and went is in neither list.
    #[must_use]
    pub fn then(self, later: Self) -> Self {
        let added: Vec<String> = self.added.into_iter().chain(later.added).collect();
        let removed: Vec<String> = self.removed.into_iter().chain(later.removed).collect();
        Self::net(&added, &removed)
    }

    /// Whether no line was gained or lost.
    pub const fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }

    /// Lines of each list that the other does not match, counted one for one.
    fn net(added: &[String], removed: &[String]) -> Self {
        let mut balance: BTreeMap<&str, i64> = BTreeMap::new();
        for line in added {
            *balance.entry(line).or_default() += 1;
        }
        for line in removed {
            *balance.entry(line).or_default() -= 1;
        }
        let mut more = balance.clone();
        let gained = kept(added, |line| take(&mut more, line, 1));
        let lost = kept(removed, |line| take(&mut balance, line, -1));
        Self {
            added: gained,
            removed: lost,
        }
    }
}

fn kept(lines: &[String], mut is_kept: impl FnMut(&str) -> bool) -> Vec<String> {
    let kept = lines.iter().filter(|line| is_kept(line));
    kept.cloned().collect()
}

/// Takes one from a balance of that sign.
fn take(balance: &mut BTreeMap<&str, i64>, line: &str, sign: i64) -> bool {
    match balance.get_mut(line) {
        Some(left) if left.signum() == sign => {
            *left -= sign;
            true
        }
        _ => false,
    }
}

impl Comparison {
    /// Documents of a set that are no longer the same, gone ones included.
    pub fn among<'a>(&'a self, ids: &'a BTreeSet<String>) -> impl Iterator<Item = &'a String> {
        let old = self.redirected.iter().map(|(old, _)| old);
        let all = self.changed.iter().chain(&self.removed).chain(old);
        all.filter(|id| ids.contains(*id))
    }

    /// Whether nothing differs.
    pub const fn is_empty(&self) -> bool {
        self.added.is_empty()
            && self.changed.is_empty()
            && self.removed.is_empty()
            && self.redirected.is_empty()
    }
}
