//! The small official archive, built once, and archives made by hand.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use plus_fiches::import::{self, ImportError, Limits, Report, Watch};
use plus_fiches::model::Document;
use plus_fiches::pack::{Pack, PackId};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// A pack in its own folder.
pub struct Built {
    pub folder: TempDir,
    pub id: PackId,
    pub report: Report,
    pub pack: Pack,
}

/// The pack of the small official archive, shared by all tests: packs never change.
pub static MINI: LazyLock<Built> = LazyLock::new(|| built(&std::fs::read(mini_path()).unwrap()));

/// Its files by name.
pub static FILES: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| unpack(&mini_path()));

pub fn mini_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/vosdroits-mini.zip")
}

pub fn unpack(archive: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut zip = ZipArchive::new(File::open(archive).unwrap()).unwrap();
    let mut files = BTreeMap::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.insert(file.name().unwrap().into_owned(), bytes);
    }
    files
}

pub fn mini_document(id: &str) -> Document {
    MINI.pack
        .document(id)
        .unwrap()
        .unwrap_or_else(|| panic!("{id} must be there"))
}

/// An archive of these files.
pub fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A fiche with this body, after a minimal head.
pub fn fiche(id: &str, title: &str, body: &str) -> String {
    format!(
        "<Publication xmlns:dc=\"http://purl.org/dc/elements/1.1/\" ID=\"{id}\" \
         type=\"Fiche d'information\"><dc:title>{title}</dc:title>{body}</Publication>"
    )
}

pub fn build_in(folder: &Path, archive: &[u8]) -> Result<(PackId, Report), ImportError> {
    build_with(folder, archive, Limits::default())
}

pub fn build_with(
    folder: &Path,
    archive: &[u8],
    limits: Limits,
) -> Result<(PackId, Report), ImportError> {
    let mut watch = Watch {
        limits,
        progress: &mut |_| {},
        cancel: &|| false,
    };
    import::build(Cursor::new(archive), folder, &mut watch)
}

pub fn built(archive: &[u8]) -> Built {
    let folder = TempDir::new().unwrap();
    let (id, report) = build_in(folder.path(), archive).unwrap();
    let pack = Pack::open(folder.path(), &id).unwrap();
    Built {
        folder,
        id,
        report,
        pack,
    }
}
