//! Backups: one file that holds the database and its documents, verified.
//!
//! A backup that was not reopened is a hope: making one restores it aside and
//! checks the journal before saying it is done.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use plus_journal::exchange::Guards;
use plus_store::{
    Options, Store, StoreError, backup,
    exchange::{hub, machine},
    journal,
};
use zip::{CompressionMethod, ZipArchive, ZipWriter, result::ZipError, write::SimpleFileOptions};

/// Folders of a node that go with its database.
const FOLDERS: [&str; 2] = ["documents", "contenus"];
const DATABASE: &str = "plus.db";

/// Why there is no backup, or no restored folder.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file.
    #[error("{path} : {source}")]
    File {
        /// Which.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// The archive.
    #[error(
        "ce fichier n’est pas une sauvegarde entière de PLUS : il est abîmé, ou c’est autre chose. Prenez-en une autre."
    )]
    Archive(ZipError),
    /// The archive can be read, its database cannot.
    #[error("la base de cette sauvegarde est abîmée. Prenez-en une autre.")]
    Damaged(#[source] StoreError),
    /// Something in the archive has no place in a backup.
    #[error("« {0} » n’a pas sa place dans une sauvegarde de PLUS")]
    Foreign(String),
    /// The archive is one, without a database.
    #[error("ce fichier n’est pas une sauvegarde de PLUS : il n’a pas de base de données.")]
    NoDatabase,
    /// Restoring never writes over anything.
    #[error("{0} n’est pas vide : une restauration se fait dans un dossier nouveau")]
    NotEmpty(String),
    /// The file is there already.
    #[error("{0} existe déjà : choisissez un autre nom")]
    Exists(String),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ZipError> for BackupError {
    fn from(error: ZipError) -> Self {
        Self::Archive(error)
    }
}

/// What a backup or a restoration did.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    /// The file, or the folder.
    pub path: String,
    /// Bytes of the file.
    pub bytes: u64,
    /// Files inside.
    pub files: u64,
    /// Journal entries verified.
    pub entries: u64,
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.display().to_string();
    move |source| BackupError::File { path, source }
}

/// Makes a backup and verifies it by restoring it aside.
pub async fn create(store: &Store, target: &Path, now_ms: i64) -> Result<Report, BackupError> {
    if target.exists() {
        return Err(BackupError::Exists(target.display().to_string()));
    }
    let part = with_suffix(target, ".part");
    let copy = with_suffix(target, ".db.part");
    let checked = with_suffix(target, ".essai");
    let made = make(store, &part, &copy, &checked).await;
    // What cannot be removed was perhaps never made.
    let _gone = fs::remove_file(&copy);
    if made.is_err() {
        let _gone = fs::remove_file(&part);
    }
    let _gone = fs::remove_dir_all(&checked);
    let mut report = made?;
    fs::rename(&part, target).map_err(at(target))?;
    target.display().to_string().clone_into(&mut report.path);
    backup::note(store, now_ms).await?;
    Ok(report)
}

async fn make(
    store: &Store,
    part: &Path,
    copy: &Path,
    checked: &Path,
) -> Result<Report, BackupError> {
    backup::copy_database(store, copy).await?;
    pack(store.folder(), copy, part)?;
    restore(part, checked).await
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    path.with_file_name(name)
}

fn pack(folder: &Path, database: &Path, target: &Path) -> Result<(), BackupError> {
    let mut archive = ZipWriter::new(File::create(target).map_err(at(target))?);
    add(
        &mut archive,
        DATABASE,
        database,
        CompressionMethod::Deflated,
    )?;
    for name in FOLDERS {
        add_folder(&mut archive, name, &folder.join(name))?;
    }
    archive.finish()?.sync_all().map_err(at(target))
}

fn add_folder(archive: &mut ZipWriter<File>, name: &str, folder: &Path) -> Result<(), BackupError> {
    if !folder.is_dir() {
        return Ok(());
    }
    let entries = fs::read_dir(folder).map_err(at(folder))?;
    let mut entries: Vec<_> = entries.collect::<Result<_, _>>().map_err(at(folder))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, inside) = (
            entry.path(),
            format!("{name}/{}", entry.file_name().to_string_lossy()),
        );
        if path.is_dir() {
            add_folder(archive, &inside, &path)?;
        } else {
            add(archive, &inside, &path, CompressionMethod::Stored)?;
        }
    }
    Ok(())
}

fn add(
    archive: &mut ZipWriter<File>,
    name: &str,
    path: &Path,
    how: CompressionMethod,
) -> Result<(), BackupError> {
    let options = SimpleFileOptions::default()
        .compression_method(how)
        .large_file(true);
    archive.start_file(name, options)?;
    let mut file = File::open(path).map_err(at(path))?;
    io::copy(&mut file, archive).map(|_| ()).map_err(at(path))
}

/// Restores a backup into a new folder, then opens and verifies it. A file that is
/// not whole leaves the folder as it was: absent or empty.
pub async fn restore(file: &Path, folder: &Path) -> Result<Report, BackupError> {
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(BackupError::NotEmpty(folder.display().to_string()));
    }
    let made_here = !folder.exists();
    let restored = restore_into(file, folder).await;
    if restored.is_err() {
        undo(folder, made_here);
    }
    restored
}

async fn restore_into(file: &Path, folder: &Path) -> Result<Report, BackupError> {
    let files = unpack(file, folder)?;
    let entries = verified(folder).await.map_err(BackupError::Damaged)?;
    Ok(Report {
        path: folder.display().to_string(),
        bytes: fs::metadata(file).map_err(at(file))?.len(),
        files,
        entries,
    })
}

/// Opens a restored database and reads its whole journal.
async fn verified(folder: &Path) -> Result<u64, StoreError> {
    let store = Store::open(&Options::folder(folder)).await?;
    let entries = match store.read().await {
        Ok(mut link) => journal::verify(&mut link).await,
        Err(error) => Err(error),
    };
    store.close().await;
    entries
}

/// Begins a new life of a hub that was put back: its machines then give it again what it
/// lost. A relay without machines stays as it was; whether there were some.
///
/// # Errors
/// Those of the database.
pub async fn live_again(folder: &Path, now_ms: i64) -> Result<bool, StoreError> {
    let store = Store::open(&Options::folder(folder)).await?;
    let mut tx = store.begin().await?;
    let has_machines = !machine::all(&mut tx).await?.is_empty();
    if has_machines {
        hub::live_again(&mut tx, now_ms, Guards::default()).await?;
    }
    tx.commit().await?;
    store.close().await;
    Ok(has_machines)
}

/// Takes away what a failed restoration wrote: all of it is ours, since the folder
/// was empty. The folder itself goes too if it was made here.
fn undo(folder: &Path, made_here: bool) {
    // What cannot be removed was perhaps never made.
    if made_here {
        let _gone = fs::remove_dir_all(folder);
        return;
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let _gone = if path.is_dir() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
    }
}

fn unpack(file: &Path, folder: &Path) -> Result<u64, BackupError> {
    let mut archive = ZipArchive::new(File::open(file).map_err(at(file))?)?;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index)?;
        let name = entry.name()?.into_owned();
        let target = entry
            .enclosed_name()
            .filter(|path| is_ours(path))
            .map(|path| folder.join(path))
            .ok_or(BackupError::Foreign(name))?;
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(at(parent))?;
        }
        let mut out = File::create(&target).map_err(at(&target))?;
        // Bytes that do not have the sum they claim are no fault of the disk.
        io::copy(&mut entry, &mut out).map_err(|source| match source.kind() {
            io::ErrorKind::InvalidData
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::UnexpectedEof => BackupError::Archive(ZipError::Io(source)),
            _ => at(&target)(source),
        })?;
        out.sync_all().map_err(at(&target))?;
    }
    if folder.join(DATABASE).is_file() {
        Ok(archive.len() as u64)
    } else {
        Err(BackupError::NoDatabase)
    }
}

fn is_ours(path: &Path) -> bool {
    path == Path::new(DATABASE) || FOLDERS.iter().any(|folder| path.starts_with(folder))
}
