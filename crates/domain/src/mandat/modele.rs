//! Templates of the mandate: each version stays for ever, so that an old mandate is drawn again
//! as it was signed.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Elements that a mandate must carry (requirement P17).
pub const ELEMENTS: u8 = 17;

/// Every version, the one in force last.
const VERSIONS: &[(&str, &str)] = &[
    (
        "2026-11",
        include_str!("../../../../data/commun/mandat/2026-11.toml"),
    ),
    (
        "2026-11-28",
        include_str!("../../../../data/commun/mandat/2026-11-28.toml"),
    ),
];

/// An element, with its words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// Number of the element, from 1.
    pub element: u8,
    /// Its title.
    #[serde(rename = "titre")]
    pub title: String,
    /// Its sentences, with names between braces.
    #[serde(rename = "texte")]
    pub text: String,
}

/// A version of the template.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Modele {
    /// Its version.
    pub version: String,
    /// Title of the paper.
    #[serde(rename = "titre")]
    pub title: String,
    /// Its elements, in order.
    #[serde(rename = "article")]
    pub articles: Vec<Article>,
}

/// Why a template cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModeleError {
    /// No version has this name.
    #[error("ce modèle de mandat n’est pas connu : {0}")]
    Unknown(String),
    /// It cannot be read.
    #[error("modèle de mandat illisible : {0}")]
    Unreadable(String),
    /// An element is missing, or stands elsewhere.
    #[error("élément {0} manquant")]
    Missing(u8),
    /// A name between braces has no value.
    #[error("« {0} » n’a pas de valeur")]
    Unfilled(String),
}

impl Modele {
    /// The version in force.
    ///
    /// # Errors
    /// When the program was built with a template that does not hold.
    pub fn in_force() -> Result<Self, ModeleError> {
        let (version, _) = VERSIONS.last().unwrap_or(&("", ""));
        Self::of_version(version)
    }

    /// A version.
    ///
    /// # Errors
    /// An unknown version.
    pub fn of_version(version: &str) -> Result<Self, ModeleError> {
        Self::read(Self::source(version)?)
    }

    /// The bytes of a version: what its hash covers.
    ///
    /// # Errors
    /// An unknown version.
    pub fn source(version: &str) -> Result<&'static str, ModeleError> {
        let found = VERSIONS.iter().find(|(name, _)| *name == version);
        found
            .map(|(_, text)| *text)
            .ok_or_else(|| ModeleError::Unknown(version.to_owned()))
    }

    /// Reads a template.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn read(text: &str) -> Result<Self, ModeleError> {
        let read: Self =
            toml::from_str(text).map_err(|why| ModeleError::Unreadable(why.to_string()))?;
        for element in 1..=ELEMENTS {
            let found = read.articles.get(usize::from(element) - 1);
            if found.is_none_or(|a| a.element != element || a.text.trim().is_empty()) {
                return Err(ModeleError::Missing(element));
            }
        }
        Ok(read)
    }

    /// Title and sentences of each element, with its names filled.
    ///
    /// # Errors
    /// A name without value.
    pub fn filled(
        &self,
        values: &BTreeMap<&str, String>,
    ) -> Result<Vec<(String, String)>, ModeleError> {
        let articles = self.articles.iter();
        articles
            .map(|article| {
                let text = fill(&article.text, values)?;
                Ok((format!("{}. {}", article.element, article.title), text))
            })
            .collect()
    }
}

/// What stands for a name in a sentence that is translated.
const BLANK: char = '…';

impl Article {
    /// Its sentences as the memory of translations knows them, an ellipsis in the place of each
    /// name; nothing when they are a name alone, which no language changes.
    pub fn to_translate(&self) -> Option<String> {
        let mut said = String::new();
        let mut rest = self.text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            said.push_str(before);
            said.push(BLANK);
            rest = after.split_once('}').map_or("", |(_, rest)| rest);
        }
        said.push_str(rest);
        said.chars().any(char::is_alphabetic).then_some(said)
    }

    /// A translation of its sentences, with the names in the place of the ellipses, in the order
    /// of the French; nothing when they are not as many.
    pub fn translated(&self, said: &str, values: &BTreeMap<&str, String>) -> Option<String> {
        let names: Vec<&str> = self
            .text
            .split('{')
            .skip(1)
            .filter_map(|part| part.split('}').next())
            .collect();
        let parts: Vec<&str> = said.split(BLANK).collect();
        if parts.len() != names.len() + 1 {
            return None;
        }
        let mut filled = parts[0].to_owned();
        for (name, part) in names.iter().zip(&parts[1..]) {
            filled.push_str(values.get(name)?);
            filled.push_str(part);
        }
        Some(filled)
    }
}

/// A sentence with its names: what stands between braces is replaced once, a value that holds
/// braces stays as it is.
///
/// # Errors
/// A name without value.
pub fn fill(text: &str, values: &BTreeMap<&str, String>) -> Result<String, ModeleError> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, following) = after
            .split_once('}')
            .ok_or_else(|| ModeleError::Unfilled(after.to_owned()))?;
        let value = values.get(name);
        let value = value.ok_or_else(|| ModeleError::Unfilled(name.to_owned()))?;
        filled.push_str(before);
        filled.push_str(value);
        rest = following;
    }
    Ok(filled + rest)
}
