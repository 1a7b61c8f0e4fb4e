//! Content packs: one folder, written once, named by the BLAKE3 of what it holds.
//!
//! ```text
//! <pack id>/
//!   manifest.json    format, date, counts, and size and BLAKE3 of every other file
//!   documents.zip    one deflated JSON record per document: read at random, none kept in memory
//!   entries.json     head of every document: title, kind, parent, date
//!   navigation.json  themes, and what stands under each theme and dossier
//!   vocabulary.txt   words of the content, for correcting typing mistakes
//!   report.json      account of the import
//!   redirections.json  old identifiers and what replaces them, when the archive tells
//!   index/           search index
//! ```
//!
//! The name is the BLAKE3 of the manifest, so it vouches for every byte. Packs are never
//! changed; which one is in service is decided elsewhere (a pointer entry of the journal).

mod archive;
mod building;
mod check;
mod compare;
mod entry;
mod fingerprint;
mod manifest;
mod open;
mod search;
mod writer;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use self::building::clean;
pub use self::compare::{Comparison, LineChanges};
pub use self::entry::Entry;
pub(crate) use self::entry::cut;
pub use self::fingerprint::Fingerprint;
pub use self::manifest::Counts;
pub use self::open::{MenuPart, Pack};
pub use self::search::Findings;
pub use self::writer::Writer;

/// Name of a pack: the BLAKE3 of its manifest, as 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PackId(String);

impl PackId {
    fn of(manifest: &[u8]) -> Self {
        Self(blake3::hash(manifest).to_hex().to_string())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PackId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PackId {
    type Err = PackError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if text.len() == 64 && text.bytes().all(is_hex) {
            Ok(Self(text.to_owned()))
        } else {
            Err(PackError::BadName)
        }
    }
}

impl TryFrom<String> for PackId {
    type Error = PackError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PackId> for String {
    fn from(id: PackId) -> Self {
        id.0
    }
}

/// Why a pack cannot be written, opened or read. The texts are for the person in charge.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// Not a name of pack.
    #[error("Ce nom de contenu n'est pas valable.")]
    BadName,
    /// No such pack in the folder.
    #[error("Le contenu {0} est introuvable.")]
    NotFound(PackId),
    /// A file is missing, cut or altered.
    #[error("Le contenu est abîmé (fichier {file}). Importez-le de nouveau.")]
    Damaged {
        /// Name of the file inside the pack.
        file: String,
    },
    /// The pack was written by another version.
    #[error("Ce contenu vient d'une autre version du logiciel. Importez-le de nouveau.")]
    OtherFormat,
    /// The disk refused.
    #[error("Le disque a refusé l'opération : {0}")]
    Io(#[from] std::io::Error),
    /// The search index refused.
    #[error("L'index de recherche n'a pas pu être lu ou écrit : {0}")]
    Index(String),
}

impl From<tantivy::TantivyError> for PackError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Index(error.to_string())
    }
}

impl PackError {
    fn damaged(file: &str) -> Self {
        Self::Damaged {
            file: file.to_owned(),
        }
    }
}

/// Names of the files of a pack.
mod file {
    pub const MANIFEST: &str = "manifest.json";
    pub const DOCUMENTS: &str = "documents.zip";
    pub const ENTRIES: &str = "entries.json";
    pub const NAVIGATION: &str = "navigation.json";
    pub const VOCABULARY: &str = "vocabulary.txt";
    pub const REPORT: &str = "report.json";
    pub const REDIRECTIONS: &str = "redirections.json";
    pub const INDEX: &str = "index";
}
