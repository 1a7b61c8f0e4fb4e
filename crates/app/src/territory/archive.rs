//! A territory in one file, to give to another relay: a zip without any personal data, whose
//! first entry says what it holds.
//!
//! The same folder gives the same bytes: entries in the order of their names, stored as they
//! are, with no date. Nothing is written before every byte was checked against that list.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Cursor, Read as _, Write as _},
    path::{Component, Path},
};

use plus_domain::territoire::{Problem, Territoire, sortie};
use serde::{Deserialize, Serialize};
use zip::{
    CompressionMethod, DateTime, ZipArchive, ZipWriter, result::ZipError, write::SimpleFileOptions,
};

use super::TerritoryError;

/// Name of the entry that says what the archive holds.
const MANIFEST: &str = "MANIFESTE.json";
/// What the list says it is.
const FORMAT: &str = "plus-territoire/1";
/// Largest archive that is read, in bytes: roads and tiles of a department are far below.
const MOST: u64 = 256 << 20;

/// Files by their path inside the territory.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Why there is no archive, or none that can be trusted.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// A file cannot be read or written.
    #[error("{0} : lecture ou écriture impossible ({1})")]
    Disk(String, #[source] io::Error),
    /// It is no archive of a territory.
    #[error("ce fichier n’est pas un territoire exporté par PLUS")]
    Foreign,
    /// It holds more than a territory can.
    #[error("cette archive est trop grande pour un territoire (256 Mo au plus)")]
    TooLarge,
    /// It is not what it was when it was made.
    #[error("cette archive a été changée ou abîmée : {0}")]
    Altered(String),
    /// A text of it may not leave.
    #[error("rien n’est exporté, car :\n{}", lines(.0))]
    Personal(Vec<Problem>),
    /// The territory itself.
    #[error(transparent)]
    Territory(#[from] TerritoryError),
    /// The format.
    #[error("l’archive ne s’écrit pas ({0})")]
    Zip(#[from] ZipError),
}

fn lines(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(|p| format!("  {p}")).collect();
    lines.join("\n")
}

/// What an archive holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    format: String,
    /// Code of the territory.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its files, by path.
    pub files: BTreeMap<String, Sealed>,
}

/// A file of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    bytes: u64,
    blake3: String,
}

impl Sealed {
    fn of(bytes: &[u8]) -> Self {
        Self {
            bytes: bytes.len() as u64,
            blake3: blake3::hash(bytes).to_hex().to_string(),
        }
    }
}

/// Every file of a folder that may leave, texts looked at for what is a person's.
///
/// # Errors
/// The territory is to be mended, or a text holds what may be a person's.
pub fn leaving(folder: &Path) -> Result<(Territoire, Files), ArchiveError> {
    let territory = super::read_folder(folder)?;
    let mut files = Files::new();
    gather(folder, "", &mut files)?;
    files.retain(|path, _| !sortie::stays(path));
    let texts = texts(&files);
    let shared = sortie::shareable(&texts).map_err(ArchiveError::Personal)?;
    for (path, text) in shared {
        files.insert(path, text.into_bytes());
    }
    Ok((territory, files))
}

fn texts(files: &Files) -> BTreeMap<String, String> {
    let texts = files.iter();
    texts
        .filter_map(|(path, bytes)| Some((path.clone(), String::from_utf8(bytes.clone()).ok()?)))
        .collect()
}

fn gather(folder: &Path, prefix: &str, files: &mut Files) -> Result<(), ArchiveError> {
    let refused = |at: &Path| {
        let at = at.display().to_string();
        move |e| ArchiveError::Disk(at, e)
    };
    for entry in fs::read_dir(folder).map_err(refused(folder))? {
        let entry = entry.map_err(refused(folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let (path, inside) = (entry.path(), format!("{prefix}{name}"));
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            gather(&path, &format!("{inside}/"), files)?;
        } else {
            files.insert(inside, fs::read(&path).map_err(refused(&path))?);
        }
    }
    Ok(())
}

/// The archive of files: the same bytes each time.
///
/// # Errors
/// The format refuses a name or a size.
pub fn pack(territory: &Territoire, files: &Files) -> Result<Vec<u8>, ArchiveError> {
    let sealed = files.iter();
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        code: territory.identity.code.clone(),
        name: territory.identity.name.clone(),
        files: sealed
            .map(|(path, bytes)| (path.clone(), Sealed::of(bytes)))
            .collect(),
    };
    let head = serde_json::to_vec_pretty(&manifest).map_err(|e| ZipError::Io(e.into()))?;
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let entries = files.iter().map(|(path, bytes)| (path.as_str(), bytes));
    for (path, bytes) in std::iter::once((MANIFEST, &head)).chain(entries) {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        archive.start_file(path, options)?;
        archive.write_all(bytes).map_err(ZipError::Io)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// Reads an archive: its list, and its files once each is what the list says.
///
/// # Errors
/// It is none, was changed, holds what leads out of the folder, or makes no territory.
pub fn unpack(file: &Path) -> Result<(Manifest, Files), ArchiveError> {
    let bytes = read_whole(file)?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ArchiveError::Foreign)?;
    let mut files = Files::new();
    let mut left = MOST;
    for index in 0..archive.len() {
        let (name, bytes) = entry(&mut archive, index, left)?;
        left = left.saturating_sub(bytes.len() as u64);
        if files.insert(name.clone(), bytes).is_some() {
            return Err(ArchiveError::Altered(format!("{name} y est deux fois")));
        }
    }
    let head = files.remove(MANIFEST).ok_or(ArchiveError::Foreign)?;
    let manifest: Manifest = serde_json::from_slice(&head).map_err(|_| ArchiveError::Foreign)?;
    if manifest.format != FORMAT {
        return Err(ArchiveError::Foreign);
    }
    check(&manifest, &files)?;
    let texts = texts(&files).into_iter();
    let texts = texts.filter(|(path, _)| !path.starts_with("geo/"));
    Territoire::from_files(texts).map_err(TerritoryError::Wrong)?;
    Ok((manifest, files))
}

fn read_whole(file: &Path) -> Result<Vec<u8>, ArchiveError> {
    let refused = |e| ArchiveError::Disk(file.display().to_string(), e);
    let length = fs::metadata(file).map_err(refused)?.len();
    if length > MOST {
        return Err(ArchiveError::TooLarge);
    }
    fs::read(file).map_err(refused)
}

fn entry(
    archive: &mut ZipArchive<Cursor<Vec<u8>>>,
    index: usize,
    left: u64,
) -> Result<(String, Vec<u8>), ArchiveError> {
    let altered = |_| ArchiveError::Altered("une partie ne se lit pas".to_owned());
    let entry = archive
        .by_index(index)
        .map_err(|_| ArchiveError::Altered("une partie ne se lit pas".to_owned()))?;
    let name = entry
        .name()
        .map_err(|_| ArchiveError::Altered("un nom ne se lit pas".to_owned()))?
        .into_owned();
    if entry.is_dir() || !is_inside(&name) {
        return Err(ArchiveError::Altered(format!(
            "« {name} » n’a pas sa place dans un territoire"
        )));
    }
    let mut bytes = Vec::new();
    entry
        .take(left + 1)
        .read_to_end(&mut bytes)
        .map_err(altered)?;
    if bytes.len() as u64 > left {
        return Err(ArchiveError::TooLarge);
    }
    Ok((name, bytes))
}

/// Whether a name leads to a file of the folder, and nowhere else.
fn is_inside(name: &str) -> bool {
    let plain = |part: Component<'_>| matches!(part, Component::Normal(part) if !part.to_string_lossy().starts_with('.'));
    !name.is_empty() && !name.contains(['\\', '\0']) && Path::new(name).components().all(plain)
}

/// Every file is of the list, and the same to the byte.
fn check(manifest: &Manifest, files: &Files) -> Result<(), ArchiveError> {
    for (path, sealed) in &manifest.files {
        let Some(bytes) = files.get(path) else {
            return Err(ArchiveError::Altered(format!("{path} manque")));
        };
        if Sealed::of(bytes) != *sealed {
            return Err(ArchiveError::Altered(format!("{path} n’est plus le même")));
        }
    }
    match files
        .keys()
        .find(|path| !manifest.files.contains_key(*path))
    {
        Some(path) => Err(ArchiveError::Altered(format!(
            "{path} n’est pas dans la liste"
        ))),
        None => Ok(()),
    }
}

/// The texts of a territory, whether it is a folder or an archive.
///
/// # Errors
/// Neither reads.
pub fn texts_of(place: &Path) -> Result<BTreeMap<String, String>, ArchiveError> {
    if place.is_dir() {
        let files = super::files_of(place)?;
        return Ok(files.into_iter().collect());
    }
    let (_, files) = unpack(place)?;
    let mut texts = texts(&files);
    texts.retain(|path, _| !path.starts_with("geo/"));
    Ok(texts)
}
