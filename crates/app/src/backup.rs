//! Backups: one file that holds the database and its documents, verified.
//!
//! A backup that was not reopened is a hope: making one restores it aside, reads its whole
//! journal and makes its projections again before saying it is done. Only then do the
//! machines learn that what they sent is safe (`chain.durable`).

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use jiff::{Timestamp, tz::TimeZone};
use plus_domain::period::Month;
use plus_store::{
    Options, Store, StoreError, backup,
    backup::{Examined, Made},
};
use zip::result::ZipError;

use crate::{
    efface::{self, EffaceError},
    outside::Outside,
};

mod archive;
pub mod base;
pub mod heads;
pub mod key;
pub mod mark;
pub mod nightly;
mod restore;
pub mod retention;

use key::{KeyError, Keys, Protection};
pub use restore::{Restored, renew, restore};

/// Folders of a node that go with its database.
const FOLDERS: [&str; 2] = ["documents", "contenus"];
const DATABASE: &str = "plus.db";
/// Folder of a node where a backup is prepared and tried: what is readable by whoever has
/// it stays beside the database that it comes from.
pub const WORKSHOP: &str = "sauvegarde-en-cours";

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
    /// A byte at least is not what it was.
    #[error(
        "ce fichier n’est pas une sauvegarde entière de PLUS : ses octets ne sont pas ceux qui ont été écrits. Prenez-en une autre."
    )]
    Altered,
    /// It is encrypted, and no key was given.
    #[error(
        "cette sauvegarde est chiffrée : donnez sa clé (--identity FICHIER) ou sa phrase (--passphrase-file FICHIER)"
    )]
    Locked,
    /// The key given is another's.
    #[error("cette clé ou cette phrase n’ouvre pas cette sauvegarde")]
    WrongKey,
    /// A key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The keys cannot encrypt.
    #[error("cette sauvegarde ne peut pas être chiffrée avec ces clés")]
    NoLock,
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
    /// A program of PostgreSQL is not there.
    #[error("{0} n’est pas installé sur cette machine : apt install postgresql")]
    NoProgram(&'static str),
    /// A program of PostgreSQL said no.
    #[error("{name} n’a pas réussi : {said}")]
    Program {
        /// Which.
        name: &'static str,
        /// What it said.
        said: String,
    },
    /// The work beside the program stopped.
    #[error("la sauvegarde s’est interrompue")]
    Interrupted(#[from] tokio::task::JoinError),
    /// The register of erasures.
    #[error(transparent)]
    Efface(#[from] EffaceError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl BackupError {
    /// Whether the key given is at fault, and not the backup.
    fn is_of_the_key(&self) -> bool {
        matches!(self, Self::Locked | Self::WrongKey | Self::Key(_))
    }
}

impl From<ZipError> for BackupError {
    fn from(error: ZipError) -> Self {
        Self::Archive(error)
    }
}

/// What a backup, its verification or a restoration did.
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
    /// Whether it can only be read with a key.
    pub encrypted: bool,
    /// Chains of machines that are safer than before.
    pub durable: u64,
}

impl Report {
    /// Of a file in which nothing whole was found.
    pub fn of_nothing(file: &Path) -> Self {
        Self {
            path: file.display().to_string(),
            bytes: fs::metadata(file).map_or(0, |known| known.len()),
            files: 0,
            entries: 0,
            encrypted: false,
            durable: 0,
        }
    }

    fn of(file: &Path, tried: &Tried, durable: u64) -> Self {
        Self {
            path: file.display().to_string(),
            bytes: tried.bytes,
            files: tried.files,
            entries: tried.examined.entries,
            encrypted: tried.encrypted,
            durable,
        }
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.display().to_string();
    move |source| BackupError::File { path, source }
}

/// Makes a backup, verifies it by restoring it aside, then says what it makes safe. Until
/// it is verified it does not have its name.
///
/// # Errors
/// When it cannot be made or verified: nothing is left of it, and the try is noted.
pub async fn create(
    store: &Store,
    target: &Path,
    protection: &Protection,
    outside: &Outside,
) -> Result<Report, BackupError> {
    if target.exists() {
        return Err(BackupError::Exists(target.display().to_string()));
    }
    let part = with_suffix(target, ".part");
    let workshop = match workshop(&store.folder().join(WORKSHOP), outside) {
        Ok(workshop) => workshop,
        Err(error) => return conclude(store, (target, true), Err(error), outside.now_ms()).await,
    };
    let made = make(store, &part, &workshop, protection).await;
    // What cannot be removed was perhaps never made.
    let _gone = fs::remove_dir_all(&workshop);
    let made = made.and_then(|tried| {
        fs::rename(&part, target).map_err(at(target))?;
        mark::sync_folder(target);
        Ok(tried)
    });
    if made.is_err() {
        let _gone = fs::remove_file(&part);
    }
    conclude(store, (target, true), made, outside.now_ms()).await
}

/// A new folder of its own, which nobody else may read.
fn workshop(inside: &Path, outside: &Outside) -> Result<PathBuf, BackupError> {
    use std::os::unix::fs::DirBuilderExt;
    let folder = inside.join(outside.new_id());
    let mut builder = fs::DirBuilder::new();
    builder
        .recursive(true)
        .mode(0o700)
        .create(&folder)
        .map_err(at(&folder))?;
    Ok(folder)
}

async fn make(
    store: &Store,
    part: &Path,
    workshop: &Path,
    protection: &Protection,
) -> Result<Tried, BackupError> {
    // What an interrupted try left, if it left something.
    let _gone = fs::remove_file(part);
    let copy = workshop.join("copie");
    fs::create_dir(&copy).map_err(at(&copy))?;
    backup::copy_database(store, &copy).await?;
    let (folder, target) = (store.folder().to_owned(), part.to_owned());
    let protection = protection.clone();
    let packed = tokio::task::spawn_blocking(move || {
        let packed = archive::pack(&folder, &copy.join(DATABASE), &target, &protection);
        // Before the copy is restored beside it: one at a time on the disk.
        let _gone = fs::remove_dir_all(&copy);
        packed
    });
    let keys = packed.await??;
    tried(part, keys, workshop).await.map(|(tried, _)| tried)
}

/// What restoring a backup aside has shown.
struct Tried {
    files: u64,
    bytes: u64,
    encrypted: bool,
    examined: Examined,
}

/// Restores a backup aside and examines what came of it.
async fn tried(file: &Path, keys: Keys, workshop: &Path) -> Result<(Tried, Keys), BackupError> {
    let aside = workshop.join("essai");
    let (files, keys) = unpack(file, keys, &aside).await?;
    let examined = examine(&aside).await.map_err(BackupError::Damaged)?;
    let tried = Tried {
        files,
        bytes: fs::metadata(file).map_err(at(file))?.len(),
        encrypted: archive::is_locked(file)?,
        examined,
    };
    Ok((tried, keys))
}

async fn unpack(file: &Path, keys: Keys, folder: &Path) -> Result<(u64, Keys), BackupError> {
    let (file, folder) = (file.to_owned(), folder.to_owned());
    let unpacked = tokio::task::spawn_blocking(move || {
        archive::unpack(&file, &keys, &folder).map(|files| (files, keys))
    });
    unpacked.await?
}

async fn examine(folder: &Path) -> Result<Examined, StoreError> {
    let copy = Store::open(&Options::folder(folder)).await?;
    let examined = backup::examine(&copy).await;
    copy.close().await;
    examined
}

/// Notes what became of a backup, and raises what it makes safe: the one place that does,
/// and only after a verification.
async fn conclude(
    store: &Store,
    (file, is_new): (&Path, bool),
    outcome: Result<Tried, BackupError>,
    now_ms: i64,
) -> Result<Report, BackupError> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let failure = outcome.as_ref().err();
    // Somebody who tries an old file with another key says nothing of the backups.
    let failure = failure.filter(|error| is_new || !error.is_of_the_key());
    let mut made = Made {
        at: now_ms,
        file: name.into_owned(),
        bytes: 0,
        entries: 0,
        encrypted: false,
        verified_at: None,
        failure: failure.map(told),
    };
    if let Ok(tried) = &outcome {
        made.bytes = i64::try_from(tried.bytes).unwrap_or(i64::MAX);
        made.entries = i64::try_from(tried.examined.entries).unwrap_or(i64::MAX);
        made.encrypted = tried.encrypted;
        made.verified_at = Some(now_ms);
    }
    let mut tx = store.begin().await?;
    // A file that is verified again is no new backup: only what is wrong with it is news.
    if is_new || made.failure.is_some() {
        backup::note(&mut tx, &made).await?;
    }
    let mut durable = 0;
    if let Ok(tried) = &outcome {
        // The promise is written beside the file before it is made; not on a disk that only
        // reads.
        if let Err(error) = mark::write(file, &tried.examined.heads, now_ms) {
            tracing::warn!(%error, "the promise is not written beside the backup");
        }
        let day = Timestamp::from_millisecond(now_ms).unwrap_or(Timestamp::UNIX_EPOCH);
        let month = Month::of(day.to_zoned_datetime(TimeZone::UTC).date());
        if let Err(error) = efface::beside(file, store.folder(), month) {
            tracing::warn!(%error, "the register of erasures is not beside the backup");
        }
        durable = backup::raise_durable(&mut tx, &tried.examined.heads).await?;
    }
    tx.commit().await?;
    outcome.map(|tried| Report::of(file, &tried, durable))
}

/// What failed and why, in one line.
fn told(error: &BackupError) -> String {
    let cause = std::error::Error::source(error).map(|cause| format!(" ({cause})"));
    format!("{error}{}", cause.unwrap_or_default())
}

/// Verifies a backup by restoring it aside, in a folder of its own inside `aside`. With the
/// database of the relay, what it makes safe is said to its machines.
///
/// # Errors
/// When it is not whole, or cannot be read with these keys.
pub async fn verify(
    file: &Path,
    keys: Keys,
    aside: &Path,
    relay: Option<&Store>,
    outside: &Outside,
) -> Result<Report, BackupError> {
    let workshop = workshop(aside, outside)?;
    let outcome = tried(file, keys, &workshop).await.map(|(tried, _)| tried);
    // What cannot be removed was perhaps never made.
    let _gone = fs::remove_dir_all(&workshop);
    if let Some(store) = relay {
        return conclude(store, (file, false), outcome, outside.now_ms()).await;
    }
    outcome.map(|tried| Report::of(file, &tried, 0))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    path.with_file_name(name)
}
