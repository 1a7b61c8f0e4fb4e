//! `docs/site.toml`: which pages the site shows, under which role, and the words around them.

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;

use crate::{Error, text_of};

/// The file, from the root of the house.
pub const FILE: &str = "docs/site.toml";

/// The plan of the site.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The Markdown of the first page.
    pub accueil: String,
    /// Pages written in English; all others are in French.
    pub anglais: Vec<String>,
    /// Titles of pages in lists, where their own would not tell them apart.
    #[serde(default)]
    pub titres: BTreeMap<String, String>,
    /// The words around pages, by language.
    pub mots: BTreeMap<String, Mots>,
    /// Whom the site is for, in the order shown.
    #[serde(rename = "role")]
    pub roles: Vec<Role>,
}

/// Somebody whom pages are for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// Its name.
    pub titre: String,
    /// Its page: her day, and the way to the others.
    pub entree: String,
    /// Pages shown beside, by subject.
    #[serde(rename = "partie", default)]
    pub parties: Vec<Partie>,
    /// Pages that others lead to, or folders of them (with a `/` at the end): not shown beside.
    #[serde(default)]
    pub aussi: Vec<String>,
}

/// Pages of one subject.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partie {
    /// The subject.
    pub titre: String,
    /// The pages, in order.
    pub pages: Vec<String>,
}

/// The words around a page, in its language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each is its own French sentence in docs/site.toml"
)]
pub struct Mots {
    pub site: String,
    pub accueil: String,
    pub contenu: String,
    pub chercher: String,
    pub chercher_quoi: String,
    pub pages: String,
    pub ici: String,
    pub dans_la_page: String,
    pub pied: String,
    pub source: String,
    pub recherche_titre: String,
    pub recherche_aide: String,
    pub recherche_toutes: String,
    pub recherche_aucune: String,
    pub recherche_nombre: String,
}

impl Plan {
    /// Reads the plan of the house.
    ///
    /// # Errors
    /// The file is missing, or a key of it is unknown or absent.
    pub fn read(root: &Path) -> Result<Self, Error> {
        let bad = |why: String| Error::Data(FILE.to_owned(), why);
        let plan: Self = toml::from_str(&text_of(root, FILE)?).map_err(|e| bad(e.to_string()))?;
        for language in ["fr", "en"] {
            if !plan.mots.contains_key(language) {
                return Err(bad(format!("[mots.{language}] is missing")));
            }
        }
        Ok(plan)
    }

    /// The words around a page of a language.
    pub fn words(&self, english: bool) -> &Mots {
        &self.mots[if english { "en" } else { "fr" }]
    }
}
