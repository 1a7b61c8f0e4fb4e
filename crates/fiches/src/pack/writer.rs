//! Writing a pack: document by document, then the lists, then the seal.
//!
//! The same documents in the same order give the same bytes, hence the same name: no time, no
//! random number and no hash map order gets in.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Serialize;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::building::Building;
use super::manifest::{Counts, Manifest};
use super::{Entry, PackError, PackId, file};
use crate::import::Report;
use crate::model::Document;
use crate::navigation;
use crate::search::IndexWriter;

/// Writes a pack under a folder of packs. Dropped before [`Writer::finish`], it leaves nothing.
pub struct Writer {
    root: PathBuf,
    documents: ZipWriter<BufWriter<File>>,
    index: IndexWriter,
    navigation: navigation::Collector,
    entries: Vec<Entry>,
    linked_from: BTreeMap<String, u32>,
    redirections: BTreeMap<String, String>,
    date: Option<Date>,
    counts: Counts,
    /// Last, so dropped last: the threads of the index still write until they are joined.
    building: Building,
}

impl Writer {
    /// Starts a pack under `root`, which is created if needed.
    pub fn create(root: &Path) -> Result<Self, PackError> {
        let building = Building::create(root)?;
        let documents = File::create(building.path().join(file::DOCUMENTS))?;
        let index = building.path().join(file::INDEX);
        fs::create_dir(&index)?;
        Ok(Self {
            root: root.to_owned(),
            documents: ZipWriter::new(BufWriter::new(documents)),
            index: IndexWriter::create(&index)?,
            building,
            navigation: navigation::Collector::default(),
            entries: Vec::new(),
            linked_from: BTreeMap::new(),
            redirections: BTreeMap::new(),
            date: None,
            counts: Counts::default(),
        })
    }

    /// Adds a document and the identifiers of those it links to. Documents come in the order
    /// of their identifiers, each once.
    pub fn add(&mut self, document: &Document, links: &[String]) -> Result<(), PackError> {
        debug_assert!(self.entries.last().is_none_or(|last| last.id < document.id));
        let record = serde_json::to_vec(document).map_err(|_| PackError::damaged(&document.id))?;
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        self.documents
            .start_file(document.id.as_str(), options)
            .map_err(zip_error)?;
        self.documents.write_all(&record)?;
        self.index.add(document, self.entries.len() as u64)?;
        self.navigation.add(document);
        self.counts.add(document.kind);
        self.date = self.date.max(document.updated);
        self.entries.push(Entry::of(document));
        for id in links {
            *self.linked_from.entry(id.clone()).or_default() += 1;
        }
        Ok(())
    }

    /// Says which documents replace those that are gone.
    pub fn redirect(&mut self, redirections: BTreeMap<String, String>) {
        self.redirections = redirections;
    }

    /// Writes the lists and the index, seals the pack and gives it its name.
    pub fn finish(mut self, report: &Report) -> Result<PackId, PackError> {
        for entry in &mut self.entries {
            entry.linked_from = self.linked_from.get(&entry.id).copied().unwrap_or(0);
        }
        self.documents.finish().map_err(zip_error)?.flush()?;
        let folder = self.building.path();
        json(&folder.join(file::ENTRIES), &self.entries)?;
        json(&folder.join(file::NAVIGATION), &self.navigation.finish())?;
        json(&folder.join(file::REPORT), report)?;
        if !self.redirections.is_empty() {
            json(&folder.join(file::REDIRECTIONS), &self.redirections)?;
        }
        self.index.finish(&folder.join(file::VOCABULARY))?;
        let manifest = Manifest::seal(folder, self.date, self.counts)?;
        publish(&self.root, self.building, &manifest)
    }
}

/// Gives a folder under construction the name that its manifest proves. When a sound pack has
/// that name, it is the same: it stays. A damaged one is replaced.
pub(super) fn publish(
    root: &Path,
    building: Building,
    manifest: &Manifest,
) -> Result<PackId, PackError> {
    let bytes = manifest.to_bytes()?;
    let id = PackId::of(&bytes);
    let target = root.join(id.as_str());
    fs::write(building.path().join(file::MANIFEST), &bytes)?;
    if target.exists() {
        let same = fs::read(target.join(file::MANIFEST)).is_ok_and(|found| found == bytes);
        if same && manifest.check_hashes(&target).is_ok() {
            return Ok(id);
        }
        fs::remove_dir_all(&target)?;
    }
    building.publish(&target)?;
    Ok(id)
}

fn json(path: &Path, value: &impl Serialize) -> Result<(), PackError> {
    let mut out = BufWriter::new(File::create(path)?);
    serde_json::to_writer(&mut out, value).map_err(std::io::Error::from)?;
    out.flush()?;
    Ok(())
}

pub(super) fn zip_error(error: zip::result::ZipError) -> PackError {
    match error {
        zip::result::ZipError::Io(error) => PackError::Io(error),
        _ => PackError::damaged(file::DOCUMENTS),
    }
}
