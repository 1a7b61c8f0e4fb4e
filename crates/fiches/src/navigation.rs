//! The way down: themes, then dossiers, then fiches.
//!
//! The official menus name half of the fiches only; the others hang under the dossier that
//! their breadcrumb names. Both are kept apart, because only the first are in editorial order.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::model::{Document, DocumentKind};

/// What stands under each theme and dossier. Only documents that exist are named.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Navigation {
    /// Identifiers of the themes, in alphabetical order of their titles.
    pub themes: Vec<String>,
    /// Parts of the menu of each theme and dossier.
    pub menus: BTreeMap<String, Vec<Part>>,
}

/// A part of a menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Heading as published, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The documents hang here by their breadcrumb; no menu names them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unlisted: bool,
    /// Identifiers.
    pub entries: Vec<String>,
}

/// Collects documents one by one, then ties them together.
#[derive(Default)]
pub(crate) struct Collector {
    themes: Vec<(String, String)>,
    published: BTreeMap<String, Vec<Part>>,
    /// Identifier → title and parents of what a menu may list.
    listable: BTreeMap<String, (String, Vec<String>)>,
}

impl Collector {
    pub fn add(&mut self, document: &Document) {
        let id = document.id.clone();
        if document.kind == DocumentKind::Theme {
            self.themes
                .push((crate::search::fold(&document.title), id.clone()));
        }
        if matches!(document.kind, DocumentKind::Theme | DocumentKind::Dossier) {
            let parts = document.menu.iter().map(|section| Part {
                title: section.title.clone(),
                unlisted: false,
                entries: section
                    .entries
                    .iter()
                    .map(|entry| entry.id.clone())
                    .collect(),
            });
            self.published.insert(id.clone(), parts.collect());
        }
        if document.kind.is_listed() {
            let title = crate::search::fold(&document.title);
            self.listable.insert(id, (title, document.parents.clone()));
        }
    }

    pub fn finish(mut self) -> Navigation {
        self.themes.sort_unstable();
        let mut menus = self.published;
        for parts in menus.values_mut() {
            for part in &mut *parts {
                part.entries.retain(|id| self.listable.contains_key(id));
            }
            parts.retain(|part| !part.entries.is_empty());
        }
        for (id, unlisted) in unlisted(&self.listable, &menus) {
            let entries = unlisted.into_iter().map(|(_, id)| id).collect();
            menus.entry(id).or_default().push(Part {
                title: None,
                unlisted: true,
                entries,
            });
        }
        let themes = self.themes.into_iter().map(|(_, id)| id).collect();
        Navigation { themes, menus }
    }
}

/// For each menu, the documents that no menu names and whose nearest existing parent it is,
/// sorted by title.
fn unlisted(
    listable: &BTreeMap<String, (String, Vec<String>)>,
    menus: &BTreeMap<String, Vec<Part>>,
) -> BTreeMap<String, BTreeSet<(String, String)>> {
    let named: BTreeSet<&String> = menus
        .values()
        .flatten()
        .flat_map(|part| &part.entries)
        .collect();
    let mut found: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    for (id, (title, parents)) in listable.iter().filter(|(id, _)| !named.contains(id)) {
        if let Some(parent) = parents.iter().find(|parent| menus.contains_key(*parent)) {
            let place = found.entry(parent.clone()).or_default();
            place.insert((title.clone(), id.clone()));
        }
    }
    found
}
