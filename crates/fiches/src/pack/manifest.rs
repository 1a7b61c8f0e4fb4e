//! The manifest: what a pack holds, and the proof of it.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{PackError, file};
use crate::model::DocumentKind;

/// Version of the layout, of the records and of the index. Any change to one of them, to how
/// words are folded or to the reading model takes the next number: an older pack is then
/// refused and imported again.
const FORMAT: u32 = 1;

/// How many documents of each kind a pack holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Fiches.
    pub fiches: usize,
    /// Guided searches.
    pub guided_searches: usize,
    /// Themes.
    pub themes: usize,
    /// Dossiers.
    pub dossiers: usize,
    /// Services and forms.
    pub services: usize,
}

impl Counts {
    pub(super) fn add(&mut self, kind: DocumentKind) {
        *match kind {
            DocumentKind::Fiche => &mut self.fiches,
            DocumentKind::GuidedSearch => &mut self.guided_searches,
            DocumentKind::Theme => &mut self.themes,
            DocumentKind::Dossier => &mut self.dossiers,
            DocumentKind::Service => &mut self.services,
        } += 1;
    }

    /// All documents.
    pub const fn total(&self) -> usize {
        self.fiches + self.guided_searches + self.themes + self.dossiers + self.services
    }
}

/// The manifest of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    format: u32,
    /// Day of the most recent document.
    pub date: Option<Date>,
    pub counts: Counts,
    /// Every other file, sorted by name.
    pub files: Vec<Sealed>,
}

/// A file of a pack with its size and BLAKE3.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sealed {
    pub name: String,
    pub bytes: u64,
    blake3: String,
}

impl Manifest {
    /// Seals every file of a folder.
    pub fn seal(folder: &Path, date: Option<Date>, counts: Counts) -> Result<Self, PackError> {
        let mut files = Vec::new();
        for name in names(folder)? {
            let (bytes, blake3) = hash(&folder.join(&name))?;
            files.push(Sealed {
                name,
                bytes,
                blake3,
            });
        }
        Ok(Self {
            format: FORMAT,
            date,
            counts,
            files,
        })
    }

    /// The bytes whose BLAKE3 is the name of the pack.
    pub fn to_bytes(&self) -> Result<Vec<u8>, PackError> {
        serde_json::to_vec_pretty(self).map_err(|_| PackError::damaged(file::MANIFEST))
    }

    /// Reads a manifest back; refuses other formats and file names that leave the folder.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PackError> {
        #[derive(Deserialize)]
        struct Version {
            format: u32,
        }
        let damaged = |_| PackError::damaged(file::MANIFEST);
        let version: Version = serde_json::from_slice(bytes).map_err(damaged)?;
        if version.format != FORMAT {
            return Err(PackError::OtherFormat);
        }
        let manifest: Self = serde_json::from_slice(bytes).map_err(damaged)?;
        if manifest.files.iter().all(|sealed| is_plain(&sealed.name)) {
            Ok(manifest)
        } else {
            Err(PackError::damaged(file::MANIFEST))
        }
    }

    /// Checks that every file is there with its size: quick, done at each opening.
    pub fn check_sizes(&self, folder: &Path) -> Result<(), PackError> {
        for sealed in &self.files {
            let found = std::fs::metadata(folder.join(&sealed.name)).map(|it| it.len());
            if found.ok() != Some(sealed.bytes) {
                return Err(PackError::damaged(&sealed.name));
            }
        }
        Ok(())
    }

    /// Checks every byte of every file.
    pub fn check_hashes(&self, folder: &Path) -> Result<(), PackError> {
        for sealed in &self.files {
            let found = hash(&folder.join(&sealed.name));
            if !found.is_ok_and(|(_, blake3)| blake3 == sealed.blake3) {
                return Err(PackError::damaged(&sealed.name));
            }
        }
        Ok(())
    }
}

/// A name of ours: a file of the pack or of its index folder.
fn is_plain(name: &str) -> bool {
    let name = name.strip_prefix(concat!("index", "/")).unwrap_or(name);
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    !name.is_empty() && !name.starts_with('.') && name.bytes().all(fits)
}

/// Names of the files of a folder and of its index, sorted, the manifest left out.
fn names(folder: &Path) -> Result<Vec<String>, PackError> {
    let mut names = Vec::new();
    for (prefix, folder) in [("", folder), ("index/", &folder.join(file::INDEX))] {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.file_type()?.is_file() && is_plain(&name) && name != file::MANIFEST {
                names.push(format!("{prefix}{name}"));
            }
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// Size and BLAKE3 of a file, read in pieces.
fn hash(path: &Path) -> Result<(u64, String), PackError> {
    let mut reader = BufReader::with_capacity(1 << 16, File::open(path)?);
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let read = reader.read(&mut buffer)?;
        if read == 0 {
            return Ok((bytes, hasher.finalize().to_hex().to_string()));
        }
        bytes += read as u64;
        hasher.update(&buffer[..read]);
    }
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn names_that_leave_the_folder_are_refused() {
        for good in ["documents.zip", "index/meta.json", "vocabulary.txt"] {
            assert!(is_plain(good), "{good}");
        }
        for bad in [
            "../x",
            "/etc/passwd",
            "index/../x",
            "index/index/x",
            "",
            ".hidden",
            "a\\b",
        ] {
            assert!(!is_plain(bad), "{bad}");
        }
    }
}
