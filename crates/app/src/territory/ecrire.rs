//! A change of the territory published from a page: its files are written, then the journal says
//! so. Should the program stop in between, the folder is read again at the next start and
//! published: files and screens never stay apart.

use std::{fs, io, path::Path};

use plus_domain::{
    event::Event,
    territoire::{
        Problem, Territoire,
        changement::{Changement, Depasse, Etat, Fichiers, Relecture},
    },
};
use plus_store::{Store, StoreError};

use super::{TerritoryError, files_of};
use crate::outside::Outside;

/// Why a change was not published.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The files are no longer those it began with.
    #[error(transparent)]
    Past(#[from] Depasse),
    /// The territory would be wrong: every problem.
    #[error("le territoire serait à corriger")]
    Wrong(Vec<Problem>),
    /// The folder cannot be read.
    #[error(transparent)]
    Folder(#[from] TerritoryError),
    /// The disk refuses: nothing was changed.
    #[error("{0} ne s’écrit pas ({1})")]
    Disk(String, #[source] io::Error),
    /// The database: the files are as they were.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The texts of a folder, by path.
///
/// # Errors
/// It cannot be read.
pub fn standing(folder: &Path) -> Result<Fichiers, TerritoryError> {
    Ok(files_of(folder)?.into_iter().collect())
}

/// Writes the files of a change that is to serve, publishes the territory, and gives it.
/// `change` already says who publishes, and when.
///
/// # Errors
/// The files are as they were, and why.
pub async fn publish(
    (store, outside): (&Store, &Outside),
    folder: &Path,
    serving: &Territoire,
    change: Changement,
) -> Result<Territoire, WriteError> {
    let before = standing(folder)?;
    let after = change.over(&before)?;
    let read = Relecture::of(&after, serving);
    let new = *read.territoire.map_err(WriteError::Wrong)?;
    let change = Changement {
        etat: Etat::Publie,
        ..change
    };
    lay(folder, &before, &after)?;
    match record(store, outside, &new, change).await {
        Ok(()) => Ok(new),
        Err(error) => {
            // Should this fail too, the next start publishes the folder as it is.
            lay(folder, &after, &before)?;
            Err(error.into())
        }
    }
}

async fn record(
    store: &Store,
    outside: &Outside,
    new: &Territoire,
    change: Changement,
) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    let events = [
        Event::TerritoireSet(change),
        Event::TerritoryPublished(new.publication()),
    ];
    outside.record(&mut tx, &events).await?;
    tx.commit().await?;
    Ok(())
}

/// Brings the folder from some files to others, each whole or not at all. What was written is
/// put back when one refuses.
fn lay(folder: &Path, from: &Fichiers, to: &Fichiers) -> Result<(), WriteError> {
    let paths = from.keys().chain(to.keys());
    let mut changed: Vec<&String> = paths
        .filter(|path| from.get(*path) != to.get(*path))
        .collect();
    changed.sort();
    changed.dedup();
    for (done, path) in changed.iter().enumerate() {
        let Err(error) = put(folder, path, to.get(*path)) else {
            continue;
        };
        for back in &changed[..done] {
            // The disk just refused: what cannot be put back is told by the next reading.
            let _restored = put(folder, back, from.get(*back));
        }
        return Err(WriteError::Disk((*path).clone(), error));
    }
    Ok(())
}

/// One file, written aside then put in its place; or taken away.
fn put(folder: &Path, path: &str, text: Option<&String>) -> io::Result<()> {
    let file = folder.join(path);
    let Some(text) = text else {
        return match fs::remove_file(&file) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        };
    };
    let parent = file.parent().unwrap_or(folder);
    fs::create_dir_all(parent)?;
    let mut aside = tempfile::Builder::new()
        .prefix(".territoire-")
        .tempfile_in(parent)?;
    io::Write::write_all(&mut aside, text.as_bytes())?;
    aside.as_file().sync_all()?;
    if let Ok(held) = fs::metadata(&file) {
        aside.as_file().set_permissions(held.permissions())?;
    } else {
        let readable = std::os::unix::fs::PermissionsExt::from_mode(0o644);
        aside.as_file().set_permissions(readable)?;
    }
    aside.persist(&file)?;
    Ok(())
}
