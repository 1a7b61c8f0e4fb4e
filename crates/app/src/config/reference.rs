//! Every key of `plus.toml`, for who writes one: the default is read from the code itself,
//! the meaning from `data/reglages.csv`. A test holds the two and the page of the guide equal.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Config;

const MEANINGS: &str = include_str!("../../data/reglages.csv");

/// What is written of a key.
#[derive(Debug, Clone, Deserialize)]
struct Meaning {
    cle: String,
    unite: String,
    sens: String,
    ailleurs: String,
}

/// A key of the file. The names are stable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Key {
    /// As it is written, with its table: `web.session.idle_minutes`.
    pub key: String,
    /// What it is measured in, or what it names.
    pub unit: String,
    /// As TOML writes it; nothing when nothing is said.
    pub default: Option<String>,
    /// What it says.
    pub meaning: String,
    /// The option and the variable of the environment that go before the file.
    pub elsewhere: String,
}

/// Every default of the program, by its key; `null` when nothing is said.
///
/// # Errors
/// When the settings cannot be written.
pub fn defaults() -> Result<BTreeMap<String, Value>, serde_json::Error> {
    let mut found = BTreeMap::new();
    leaves("", serde_json::to_value(Config::default())?, &mut found);
    Ok(found)
}

fn leaves(above: &str, value: Value, found: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let key = if above.is_empty() {
                    name
                } else {
                    format!("{above}.{name}")
                };
                leaves(&key, value, found);
            }
        }
        leaf => {
            found.insert(above.to_owned(), leaf);
        }
    }
}

/// Every key, in the order of the page: those that nobody explained come last.
///
/// # Errors
/// When the settings or their meanings cannot be read.
pub fn keys() -> anyhow::Result<Vec<Key>> {
    let mut defaults = defaults()?;
    let mut keys = Vec::new();
    for line in csv::Reader::from_reader(MEANINGS.as_bytes()).deserialize() {
        let said: Meaning = line?;
        // One that the program lost is not a key any more.
        if let Some(value) = defaults.remove(&said.cle) {
            keys.push(Key {
                default: written(&value),
                key: said.cle,
                unit: said.unite,
                meaning: said.sens,
                elsewhere: said.ailleurs,
            });
        }
    }
    keys.extend(defaults.into_iter().map(|(key, value)| Key {
        default: written(&value),
        key,
        unit: String::new(),
        meaning: String::new(),
        elsewhere: String::new(),
    }));
    Ok(keys)
}

/// Keys that are explained, whether the program has them or not.
///
/// # Errors
/// When the meanings cannot be read.
pub fn explained() -> Result<Vec<String>, csv::Error> {
    let mut reader = csv::Reader::from_reader(MEANINGS.as_bytes());
    let lines = reader.deserialize::<Meaning>();
    lines.map(|line| line.map(|said| said.cle)).collect()
}

/// As TOML writes it.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::Array(items) => {
            let items: Vec<String> = items.iter().filter_map(written).collect();
            Some(format!("[{}]", items.join(", ")))
        }
        other => Some(other.to_string()),
    }
}
