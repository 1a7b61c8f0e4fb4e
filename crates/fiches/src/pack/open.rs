//! Reading a pack: a few megabytes in memory, the rest on disk.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use zip::ZipArchive;
use zip::result::ZipError;

use super::manifest::{Counts, Manifest};
use super::writer::zip_error;
use super::{Entry, PackError, PackId, file};
use crate::import::Report;
use crate::model::Document;
use crate::navigation::Navigation;
use crate::search::{Searcher, find};

/// An open pack. Cheap to share between threads behind an `Arc`.
pub struct Pack {
    id: PackId,
    pub(super) folder: PathBuf,
    pub(super) manifest: Manifest,
    pub(super) entries: Vec<Entry>,
    navigation: Navigation,
    redirections: BTreeMap<String, String>,
    documents: Mutex<ZipArchive<BufReader<File>>>,
    pub(super) searcher: Searcher,
}

/// A part of a menu, with the heads of its documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuPart<'a> {
    /// Heading as published, if any.
    pub title: Option<&'a str>,
    /// The documents hang here by their breadcrumb; no official menu names them.
    pub unlisted: bool,
    /// Documents.
    pub entries: Vec<&'a Entry>,
}

impl Pack {
    /// Opens a pack of a folder of packs. Checks its name against its manifest, and that every
    /// file is there with its size; [`Pack::verify`] checks every byte.
    pub fn open(root: &Path, id: &PackId) -> Result<Self, PackError> {
        let folder = root.join(id.as_str());
        let manifest = match fs::read(folder.join(file::MANIFEST)) {
            Ok(bytes) if PackId::of(&bytes) == *id => Manifest::from_bytes(&bytes)?,
            Ok(_) => return Err(PackError::damaged(file::MANIFEST)),
            Err(_) => return Err(PackError::NotFound(id.clone())),
        };
        manifest.check_sizes(&folder)?;
        let documents = BufReader::new(File::open(folder.join(file::DOCUMENTS))?);
        let documents = ZipArchive::new(documents).map_err(zip_error)?;
        let entries: Vec<Entry> = json(&folder, file::ENTRIES)?;
        let (index, vocabulary) = (folder.join(file::INDEX), folder.join(file::VOCABULARY));
        Ok(Self {
            id: id.clone(),
            searcher: Searcher::open(&index, &vocabulary, &entries)?,
            entries,
            navigation: json(&folder, file::NAVIGATION)?,
            redirections: redirections(&folder, &manifest)?,
            documents: Mutex::new(documents),
            manifest,
            folder,
        })
    }

    /// Its name.
    pub const fn id(&self) -> &PackId {
        &self.id
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Checks every byte of every file.
    pub fn verify(&self) -> Result<(), PackError> {
        self.manifest.check_hashes(&self.folder)
    }

    /// Day of its most recent document: how fresh the content is.
    pub const fn date(&self) -> Option<Date> {
        self.manifest.date
    }

    /// How many documents of each kind it holds.
    pub const fn count(&self) -> Counts {
        self.manifest.counts
    }

    /// The account of the import that made it.
    pub fn report(&self) -> Result<Report, PackError> {
        json(&self.folder, file::REPORT)
    }

    /// Reads a document; `None` when the pack has none of that identifier.
    pub fn document(&self, id: &str) -> Result<Option<Document>, PackError> {
        if self.entry(id).is_none() {
            return Ok(None);
        }
        let mut record = Vec::new();
        {
            // A panic elsewhere leaves the archive as it was: reading starts with a seek.
            let mut documents = self
                .documents
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            match documents.by_name(id) {
                Ok(mut file) => file.read_to_end(&mut record)?,
                Err(ZipError::FileNotFound) => return Ok(None),
                Err(error) => return Err(zip_error(error)),
            };
        }
        serde_json::from_slice(&record)
            .map(Some)
            .map_err(|_| PackError::damaged(id))
    }

    /// Head of a document.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        find(&self.entries, id)
    }

    /// Identifier of the document that replaces one that the pack no longer holds.
    pub fn redirected(&self, id: &str) -> Option<&str> {
        self.redirections.get(id).map(String::as_str)
    }

    /// Heads of all documents, by identifier.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The themes, in alphabetical order.
    pub fn themes(&self) -> Vec<&Entry> {
        self.navigation
            .themes
            .iter()
            .filter_map(|id| self.entry(id))
            .collect()
    }

    /// What stands under a theme or a dossier; nothing under anything else.
    pub fn children(&self, id: &str) -> Vec<MenuPart<'_>> {
        let parts = self
            .navigation
            .menus
            .get(id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let with_heads = parts.iter().map(|part| MenuPart {
            title: part.title.as_deref(),
            unlisted: part.unlisted,
            entries: part
                .entries
                .iter()
                .filter_map(|id| self.entry(id))
                .collect(),
        });
        with_heads.collect()
    }
}

/// Absent where the archive had none.
fn redirections(folder: &Path, manifest: &Manifest) -> Result<BTreeMap<String, String>, PackError> {
    let held = |name: &str| manifest.files.iter().any(|sealed| sealed.name == name);
    if held(file::REDIRECTIONS) {
        json(folder, file::REDIRECTIONS)
    } else {
        Ok(BTreeMap::new())
    }
}

fn json<T: DeserializeOwned>(folder: &Path, name: &str) -> Result<T, PackError> {
    let bytes = fs::read(folder.join(name))?;
    serde_json::from_slice(&bytes).map_err(|_| PackError::damaged(name))
}
