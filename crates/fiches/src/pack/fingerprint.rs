//! What a document says, as a short name: two documents that read alike have the same one.
//!
//! Only what the reader is told counts: titles, text, services, offices, definitions, and the
//! addresses that they lead to. The date, the breadcrumb, the menus around and the lists of
//! related documents do not: they change without the document saying anything else.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Pack, PackError};
use crate::model::{Document, DocumentKind, Role};

/// Fields that stand around the document: their addresses are not followed to act.
const AROUND: [&str; 3] = ["references", "learn_more", "partners"];

/// Name of what one document says: the first half of a BLAKE3, as 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// That of a document.
    pub fn of(document: &Document) -> Self {
        let mut hasher = blake3::Hasher::new();
        told(document, &mut |line| {
            hasher.update(&(line.len() as u64).to_le_bytes());
            hasher.update(line.as_bytes());
        });
        let mut half = [0; 16];
        half.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        Self(half)
    }
}

/// Every line that counts, in reading order, then every address, sorted.
pub(super) fn told(document: &Document, sink: &mut dyn FnMut(&str)) {
    let is_menu = matches!(document.kind, DocumentKind::Theme | DocumentKind::Dossier);
    document.lines(&mut |role, line| {
        if role != Role::Meta && (is_menu || role != Role::Related) {
            sink(line);
        }
    });
    // A document that cannot be written as JSON cannot be in a pack either.
    let record = serde_json::to_value(document).unwrap_or_default();
    let mut found = Vec::new();
    addresses(&record, &mut found);
    // The order of the fields is not ours to rely on.
    found.sort_unstable();
    found.into_iter().for_each(sink);
}

fn addresses<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| addresses(item, found)),
        Value::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Value::String(url) if name == "url" => found.push(url),
                    Value::Array(urls) if name == "urls" => {
                        found.extend(urls.iter().filter_map(Value::as_str));
                    }
                    _ if AROUND.contains(&name.as_str()) => {}
                    _ => addresses(field, found),
                }
            }
        }
        _ => {}
    }
}

impl Pack {
    /// What a document says, as a short name; `None` when the pack has no such document. Two
    /// packs give the same one as long as the document reads the same.
    pub fn fingerprint(&self, id: &str) -> Result<Option<Fingerprint>, PackError> {
        let Some(entry) = self.entry(id) else {
            return Ok(None);
        };
        if entry.fingerprint.is_some() {
            return Ok(entry.fingerprint);
        }
        // A pack written before fingerprints were kept.
        Ok(self.document(id)?.as_ref().map(Fingerprint::of))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Fingerprint {
    type Err = PackError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digit = |at: usize| char::from(text.as_bytes()[at]).to_digit(16);
        let mut bytes = [0; 16];
        if text.len() != 2 * bytes.len() {
            return Err(PackError::BadName);
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            let (high, low) = (digit(2 * at), digit(2 * at + 1));
            let value = high.zip(low).map(|(high, low)| 16 * high + low);
            *byte = value
                .and_then(|value| u8::try_from(value).ok())
                .ok_or(PackError::BadName)?;
        }
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = PackError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Fingerprint> for String {
    fn from(fingerprint: Fingerprint) -> Self {
        fingerprint.to_string()
    }
}
