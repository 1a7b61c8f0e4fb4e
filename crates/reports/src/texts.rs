//! The sentences of reports, one file a language (`locales/`). No sentence that a
//! reader sees is written in code; this module only finds and completes them.

use std::{collections::BTreeMap, sync::LazyLock};

/// The sentences of one language, by key.
#[derive(Debug, Clone)]
pub struct Texts {
    sentences: BTreeMap<String, String>,
}

static FRENCH: LazyLock<Texts> = LazyLock::new(|| {
    let parsed = toml::from_str(include_str!("../locales/fr.toml"));
    Texts {
        sentences: parsed.expect("locales/fr.toml is a flat list of keys and sentences"),
    }
});

impl Texts {
    /// French, the language of the statements.
    pub fn french() -> &'static Self {
        &FRENCH
    }

    /// Whether a sentence has this key.
    pub fn has(&self, key: &str) -> bool {
        self.sentences.contains_key(key)
    }

    /// The sentence of a key; the key itself when there is none, so that a gap is
    /// seen rather than hidden.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.sentences.get(key).map_or(key, String::as_str)
    }

    /// The sentence of a key, its `{names}` replaced in one pass: a value that
    /// holds a brace is never read as a name.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut rest = self.get(key);
        let mut filled = String::with_capacity(rest.len());
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                filled.push('{');
                rest = after;
                break;
            };
            let value = values.iter().find(|(known, _)| *known == name);
            filled.push_str(value.map_or("", |(_, value)| value));
            rest = after;
        }
        filled.push_str(rest);
        filled
    }
}
