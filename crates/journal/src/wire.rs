//! Entries as JSON between machines: bytes as hexadecimal, bodies as the text that they are.
//!
//! A body is JSON and therefore UTF-8. It travels as a string and not as a value, because
//! its hash covers its bytes: nobody may write it anew on the way.

use plus_domain::ids::NodeId;
use serde::{Deserialize, Serialize};

use crate::{Entry, Hash, Hlc, Salt};

/// An entry as it travels.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    node: NodeId,
    epoch: u64,
    seq: u64,
    #[serde(with = "hash_or_none")]
    prev: Option<Hash>,
    kind: String,
    v: u32,
    hlc: u64,
    #[serde(with = "hex_bytes")]
    content: Hash,
    #[serde(with = "hex_bytes")]
    hash: Hash,
    /// Absent once erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Body>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Body {
    #[serde(with = "hex_bytes")]
    salt: Salt,
    text: String,
}

impl Line {
    fn of(entry: &Entry) -> Self {
        let body = entry.body.as_ref().and_then(|(salt, body)| {
            let text = String::from_utf8(body.clone()).ok()?;
            Some(Body { salt: *salt, text })
        });
        Self {
            node: entry.node.clone(),
            epoch: entry.epoch,
            seq: entry.seq,
            prev: entry.prev,
            kind: entry.kind.clone(),
            v: entry.version,
            hlc: entry.hlc.raw(),
            content: entry.content,
            hash: entry.hash,
            body,
        }
    }

    fn entry(self) -> Entry {
        Entry {
            node: self.node,
            epoch: self.epoch,
            seq: self.seq,
            prev: self.prev,
            kind: self.kind,
            version: self.v,
            hlc: Hlc::from_raw(self.hlc),
            content: self.content,
            hash: self.hash,
            body: self.body.map(|b| (b.salt, b.text.into_bytes())),
        }
    }
}

/// A list of entries, for serde.
pub mod entries {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Line;
    use crate::Entry;

    /// Writes the list.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn serialize<S: Serializer>(entries: &[Entry], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(entries.iter().map(Line::of))
    }

    /// Reads a list. Hashes are not checked here: the chain is, by whoever takes it.
    ///
    /// # Errors
    /// When a line is not an entry.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Entry>, D::Error> {
        let lines = Vec::<Line>::deserialize(from)?;
        Ok(lines.into_iter().map(Line::entry).collect())
    }
}

/// Bytes of a known length in hexadecimal, for serde.
pub mod hex_bytes {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes the bytes.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn serialize<S: Serializer, const N: usize>(
        bytes: &[u8; N],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.serialize_str(&super::hex(bytes))
    }

    /// Reads them.
    ///
    /// # Errors
    /// When the text is not `2 N` hexadecimal digits.
    pub fn deserialize<'de, D: Deserializer<'de>, const N: usize>(
        from: D,
    ) -> Result<[u8; N], D::Error> {
        let text = String::deserialize(from)?;
        super::unhex(&text).ok_or_else(|| D::Error::custom("hexadécimal attendu"))
    }
}

/// A hash that may be absent, for serde.
pub mod hash_or_none {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::Hash;

    /// Writes the hash, or null.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn serialize<S: Serializer>(hash: &Option<Hash>, to: S) -> Result<S::Ok, S::Error> {
        match hash {
            Some(hash) => to.serialize_str(&super::hex(hash)),
            None => to.serialize_none(),
        }
    }

    /// Reads it.
    ///
    /// # Errors
    /// When the text is not a hash.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Hash>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        let read = |text: String| {
            super::unhex(&text).ok_or_else(|| D::Error::custom("empreinte hexadécimale attendue"))
        };
        text.map(read).transpose()
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, b| {
            // Writing to a string cannot fail.
            let _written = write!(text, "{b:02x}");
            text
        })
}

/// Bytes of a known length, nothing when the text is anything else.
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N {
        return None;
    }
    unhex_bytes(text)?.try_into().ok()
}

/// Reads hexadecimal digits, as many as there are: nothing when one is missing or is none.
pub fn unhex_bytes(text: &str) -> Option<Vec<u8>> {
    let digit = |d: u8| {
        char::from(d)
            .to_digit(16)
            .and_then(|d| u8::try_from(d).ok())
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let bytes = pairs
        .iter()
        .map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?));
    rest.is_empty().then(|| bytes.collect()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_is_read_whole_or_not_at_all() {
        assert_eq!(unhex_bytes("00ffA0"), Some(vec![0, 255, 160]));
        assert_eq!(unhex_bytes(""), Some(Vec::new()));
        for wrong in ["0", "0g", "é0", "00 "] {
            assert_eq!(unhex_bytes(wrong), None, "{wrong}");
        }
        assert_eq!(unhex::<2>("0102"), Some([1, 2]));
        assert_eq!(unhex::<2>("010203"), None);
    }
}
