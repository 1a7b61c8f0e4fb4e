//! A change of the files of a territory made in the browser: proposed, seen by others, published
//! or given up, and taken back by another one. It holds the files before and after, so that
//! nothing of what stood is lost.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Difference, Problem, Territoire, differences, reste};
use crate::ids::AccountId;

/// The files of a territory: path inside it, text.
pub type Fichiers = BTreeMap<String, String>;

/// Where a change stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Etat {
    /// It is written, and serves nobody yet.
    Propose,
    /// It serves.
    Publie,
    /// It will not.
    Abandonne,
}

/// One file, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fichier {
    /// Path inside the territory.
    pub path: String,
    /// Its text when the change began; none: it was not there.
    pub before: Option<String>,
    /// Its text with the change; none: it is taken away.
    pub after: Option<String>,
}

/// A change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Changement {
    /// Identifier.
    pub id: String,
    /// Why, in the words of its author; empty when nothing was said.
    #[serde(default)]
    pub motif: String,
    /// The files that it changes, by path.
    pub fichiers: Vec<Fichier>,
    /// Where it stands.
    pub etat: Etat,
    /// Who proposed it.
    pub par: AccountId,
    /// The change that it takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revient_sur: Option<String>,
    /// Who wrote this state of it.
    pub author: AccountId,
    /// Instant of this state, milliseconds UTC.
    pub at: i64,
}

/// Why a change cannot be laid over the files that stand: these are no longer as they were when
/// it began.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("ces fichiers ont changé depuis : {}", .0.join(", "))]
pub struct Depasse(pub Vec<String>);

impl Changement {
    /// An empty one.
    pub fn new(id: String, author: AccountId, at: i64) -> Self {
        Self {
            id,
            motif: String::new(),
            fichiers: Vec::new(),
            etat: Etat::Propose,
            par: author.clone(),
            revient_sur: None,
            author,
            at,
        }
    }

    /// The text of a file with this change, or as it stands.
    pub fn text<'c>(&'c self, standing: &'c Fichiers, path: &str) -> Option<&'c str> {
        match self.fichiers.iter().find(|file| file.path == path) {
            Some(file) => file.after.as_deref(),
            None => standing.get(path).map(String::as_str),
        }
    }

    /// Says what a file becomes. One that becomes what it was is no longer part of the change.
    pub fn set(&mut self, standing: &Fichiers, path: &str, after: Option<String>) {
        match self.fichiers.iter_mut().find(|file| file.path == path) {
            Some(file) => file.after = after,
            None => self.fichiers.push(Fichier {
                path: path.to_owned(),
                before: standing.get(path).cloned(),
                after,
            }),
        }
        self.fichiers.retain(|file| file.before != file.after);
        self.fichiers.sort_by(|a, b| a.path.cmp(&b.path));
    }

    /// The files with this change.
    ///
    /// # Errors
    /// One of its files is no longer as it was when the change began.
    pub fn over(&self, standing: &Fichiers) -> Result<Fichiers, Depasse> {
        let is_other = |file: &&Fichier| standing.get(&file.path) != file.before.as_ref();
        let others = self.fichiers.iter().filter(is_other);
        let others: Vec<String> = others.map(|file| file.path.clone()).collect();
        if others.is_empty() {
            Ok(self.laid(standing))
        } else {
            Err(Depasse(others))
        }
    }

    /// The files with this change, whatever became of them since.
    pub fn laid(&self, standing: &Fichiers) -> Fichiers {
        let mut files = standing.clone();
        for file in &self.fichiers {
            match &file.after {
                Some(text) => files.insert(file.path.clone(), text.clone()),
                None => files.remove(&file.path),
            };
        }
        files
    }

    /// What it changes, with the words of the files.
    pub fn differences(&self) -> Vec<Difference> {
        let side = |of: fn(&Fichier) -> &Option<String>| -> Fichiers {
            let files = self.fichiers.iter();
            let there = files.filter_map(|f| Some((f.path.clone(), of(f).clone()?)));
            there.collect()
        };
        differences(&side(|f| &f.before), &side(|f| &f.after))
    }

    /// The change that takes this one back.
    #[must_use]
    pub fn reverse(&self, id: String, author: AccountId, at: i64) -> Self {
        let files = self.fichiers.iter().cloned();
        let turned = files.map(|file| Fichier {
            path: file.path,
            before: file.after,
            after: file.before,
        });
        Self {
            fichiers: turned.collect(),
            revient_sur: Some(self.id.clone()),
            ..Self::new(id, author, at)
        }
    }
}

/// What a change would give, seen before it serves.
#[derive(Debug)]
pub struct Relecture {
    /// The territory, or everything that stops it.
    pub territoire: Result<Box<Territoire>, Vec<Problem>>,
    /// Codes of partners and places that go away: what was counted of them keeps no name. A date
    /// of end would.
    pub disparus: Vec<String>,
    /// Lines « à compléter » that remain.
    pub restes: usize,
}

impl Relecture {
    /// Reads what the files would give, beside the territory that serves.
    pub fn of(files: &Fichiers, serving: &Territoire) -> Self {
        let territoire = Territoire::from_files(files.clone()).map(Box::new);
        let disparus = match &territoire {
            Ok(new) => gone(serving, new),
            Err(_) => Vec::new(),
        };
        let texts = files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()));
        Self {
            territoire,
            disparus,
            restes: reste::to_complete(texts).len(),
        }
    }
}

fn gone(serving: &Territoire, new: &Territoire) -> Vec<String> {
    let partners = serving.partners.iter().map(|p| &p.code);
    let partners = partners.filter(|code| new.partner(code).is_none());
    let places = serving.places.iter().map(|p| &p.code);
    let places = places.filter(|code| new.place(code).is_none());
    let partners = partners.map(ToString::to_string);
    partners.chain(places.map(ToString::to_string)).collect()
}
