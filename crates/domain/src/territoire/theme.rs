//! Themes of life: how a person looks for what they need.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::ThemeCode;

use super::{
    colour::Plate,
    problem::{Found, Problems},
    table::Table,
};

/// A word shown to everybody: in French, and in the other languages of the territory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// In French.
    pub fr: String,
    /// In the other languages, by their tag (`gcf-MQ`, `en`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub others: BTreeMap<String, String>,
}

impl Label {
    /// In a language; in French when it was not translated.
    pub fn in_language(&self, tag: &str) -> &str {
        self.others.get(tag).unwrap_or(&self.fr)
    }

    /// Reads `{ fr = "Santé", en = "Health" }`.
    pub(crate) fn read(parent: &Table, key: &str) -> Option<Self> {
        let Some(table) = parent.table(key) else {
            if !parent.has(key) {
                parent.refuse(
                    key,
                    format!("il manque « {key} »"),
                    "ajoutez { fr = \"…\" }",
                );
            }
            return None;
        };
        let mut others: BTreeMap<_, _> = table.every_text().into_iter().collect();
        let fr = others.remove("fr");
        if fr.is_none() && !table.has("fr") {
            parent.refuse(key, "il manque le texte en français", "ajoutez fr = \"…\"");
        }
        Some(Self { fr: fr?, others })
    }
}

/// A theme of life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Theme {
    /// Code, such as `sante`.
    pub code: ThemeCode,
    /// Two words at best.
    pub label: Label,
    /// Name of its icon in Phosphor, such as `first-aid-kit`.
    pub icon: String,
    /// Its plate on a light page.
    pub light: Plate,
    /// Its plate on a dark page.
    pub dark: Plate,
}

/// Reads `[[theme]]`.
pub(crate) fn read(root: &Table, problems: &Problems) -> Vec<Found<Theme>> {
    let read = |table: Table| {
        let at = table.at_key("code");
        let code = table.code("code");
        let label = Label::read(&table, "libelle");
        let icon = table.code("icone");
        let light = Plate::read(&table, "clair", problems);
        let dark = Plate::read(&table, "sombre", problems);
        table.close();
        let value = Theme {
            code: ThemeCode::new(code?),
            label: label?,
            icon: icon?,
            light: light?,
            dark: dark?,
        };
        Some(Found { value, at })
    };
    root.tables("theme").into_iter().filter_map(read).collect()
}
