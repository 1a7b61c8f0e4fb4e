//! Putting a backup back: into a new folder, or an empty PostgreSQL database; never over
//! anything. A hub that was put back begins another life.

use std::{fs, path::Path};

use plus_journal::{Head, exchange::Guards};
use plus_store::{
    Options, Store, StoreError, backup, copy,
    exchange::{hub, machine},
    journal,
};

use super::{BackupError, DATABASE, at, key::Keys, mark, unpack};
use crate::efface;

/// What a restoration did.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Restored {
    /// The folder.
    pub path: String,
    /// Bytes of the file.
    pub bytes: u64,
    /// Files inside.
    pub files: u64,
    /// Journal entries verified.
    pub entries: u64,
    /// Whether machines will be told that their hub begins another life.
    pub new_life: bool,
    /// Entries that a later backup had promised safe and this one does not hold.
    pub missing: u64,
    /// That later backup.
    pub newer: Option<String>,
    /// What had been erased since, and is erased again; nothing without a register.
    pub erased: Option<u64>,
}

/// Restores a backup into a new folder, then opens and verifies it. A file that is not
/// whole leaves the folder as it was: absent or empty. With an address, the data goes into
/// that empty PostgreSQL database. A hub begins another life: its machines then give it
/// again what it lost. What the register of erasures holds is erased again.
///
/// # Errors
/// When the file is not whole, cannot be read with these keys, or there is no room.
pub async fn restore(
    file: &Path,
    keys: Keys,
    folder: &Path,
    (database, register): (Option<String>, Option<&Path>),
    now_ms: i64,
) -> Result<Restored, BackupError> {
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(BackupError::NotEmpty(folder.display().to_string()));
    }
    let made_here = !folder.exists();
    let restored = restore_into(file, keys, folder, (database, register), now_ms).await;
    if restored.is_err() {
        undo(folder, made_here);
    }
    restored
}

async fn restore_into(
    file: &Path,
    keys: Keys,
    folder: &Path,
    (database, register): (Option<String>, Option<&Path>),
    now_ms: i64,
) -> Result<Restored, BackupError> {
    let (files, _keys) = unpack(file, keys, folder).await?;
    let (entries, heads) = verified(folder).await.map_err(BackupError::Damaged)?;
    let missing = mark::missing(file, &heads);
    if database.is_some() {
        move_to(folder, database.clone()).await?;
    }
    let options = Options::folder(folder).with_database(database);
    Ok(Restored {
        path: folder.display().to_string(),
        bytes: fs::metadata(file).map_err(at(file))?.len(),
        files,
        entries,
        new_life: live_again(&options, now_ms).await?,
        missing: missing.as_ref().map_or(0, |(count, _)| *count),
        newer: missing.map(|(_, newer)| newer),
        erased: erased_again((file, register), &options, now_ms).await?,
    })
}

/// Erases again what was erased since the backup, before anybody can read it.
async fn erased_again(
    from: (&Path, Option<&Path>),
    options: &Options,
    now_ms: i64,
) -> Result<Option<u64>, BackupError> {
    let store = Store::open(options).await?;
    let many = efface::after_restoring(from, (store.folder(), &store), now_ms).await;
    if matches!(many, Ok(Some(1..))) {
        store.give_back().await?;
    }
    store.close().await;
    Ok(many?)
}

/// Opens a restored database and reads its whole journal.
async fn verified(folder: &Path) -> Result<(u64, Vec<Head>), StoreError> {
    let store = Store::open(&Options::folder(folder)).await?;
    let read = async {
        let mut link = store.read().await?;
        let entries = journal::verify(&mut link).await?;
        Ok((entries, backup::heads(&mut link).await?))
    };
    let read = read.await;
    store.close().await;
    read
}

/// Moves a restored database into an empty PostgreSQL one.
async fn move_to(folder: &Path, database: Option<String>) -> Result<(), BackupError> {
    let from = Store::open(&Options::folder(folder)).await?;
    let into = Store::open(&Options::folder(folder).with_database(database)).await?;
    let copied = copy::copy(&from, &into).await;
    from.close().await;
    into.close().await;
    copied?;
    let file = folder.join(DATABASE);
    fs::remove_file(&file).map_err(at(&file))
}

/// Begins a new life of a hub that was put back. A relay without machines stays as it was;
/// whether there were some.
async fn live_again(options: &Options, now_ms: i64) -> Result<bool, StoreError> {
    let store = Store::open(options).await?;
    let mut tx = store.begin().await?;
    let has_machines = !machine::all(&mut tx).await?.is_empty();
    if has_machines {
        // What it holds now is what a backup holds: as safe as that, and no safer.
        let heads = backup::heads(&mut tx).await?;
        backup::raise_durable(&mut tx, &heads).await?;
        hub::live_again(&mut tx, now_ms, Guards::default()).await?;
    }
    tx.commit().await?;
    store.close().await;
    Ok(has_machines)
}

/// Begins a new life of a hub that was put back by other means than [`restore`]; answers
/// its number.
///
/// # Errors
/// Those of the database.
pub async fn renew(store: &Store, now_ms: i64) -> Result<u64, StoreError> {
    let mut tx = store.begin().await?;
    let life = hub::live_again(&mut tx, now_ms, Guards::default()).await?;
    tx.commit().await?;
    Ok(life)
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
