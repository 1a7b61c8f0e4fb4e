//! Official content of this node: imported aside, published by one entry, read
//! from an immutable pack.
//!
//! The old pack serves until the new one is whole; the one before is kept, older
//! ones are removed. A pack that cannot be opened is told and never stops the relay:
//! its own catalogue remains.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use plus_domain::event::{ContentPublication, Event};
use plus_fiches::{
    import::{self, ImportError, Limits, Report, Watch},
    pack::{Pack, PackError, PackId},
};
use plus_store::{Store, StoreError, content};

use crate::outside::Outside;

/// Why no content is published or read.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// The archive cannot be read.
    #[error("{path} : {source}")]
    File {
        /// Which.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// The import refused it.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The pack.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Folder of the packs of a node.
pub fn folder(store: &Store) -> PathBuf {
    store.folder().join("contenus")
}

fn open_file(path: &Path) -> Result<File, ContentError> {
    File::open(path).map_err(|source| ContentError::File {
        path: path.display().to_string(),
        source,
    })
}

/// Reads an archive and says what an import would give, writing nothing.
pub fn check(archive: &Path, watch: &mut Watch<'_>) -> Result<Report, ContentError> {
    Ok(import::check(open_file(archive)?, watch)?)
}

/// Imports an archive and publishes its pack. Importing what already serves
/// changes nothing.
pub async fn import(
    store: &Store,
    outside: &Outside,
    archive: &Path,
    watch: &mut Watch<'_>,
) -> Result<(PackId, Report), ContentError> {
    let root = folder(store);
    let (id, report) = import::build(open_file(archive)?, &root, watch)?;
    let pack = Pack::open(&root, &id)?;
    pack.verify()?;
    let before = content::published(&mut store.read().await?).await?;
    if before.as_ref().is_none_or(|b| b.pack != id.as_str()) {
        publish(store, outside, &pack, before.map(|b| b.pack)).await?;
    }
    Ok((id, report))
}

async fn publish(
    store: &Store,
    outside: &Outside,
    pack: &Pack,
    previous: Option<String>,
) -> Result<(), ContentError> {
    let publication = ContentPublication {
        pack: pack.id().to_string(),
        previous: previous.clone(),
        count: pack.entries().len() as u64,
        date: pack.date(),
        at: outside.now_ms(),
    };
    let mut tx = store.begin().await?;
    outside
        .record(&mut tx, &[Event::ContentPublished(publication)])
        .await?;
    tx.commit().await?;
    forget_others(&folder(store), &[Some(pack.id().to_string()), previous]);
    Ok(())
}

/// Removes the packs that are neither served nor kept. One that cannot be removed
/// only takes room.
fn forget_others(root: &Path, kept: &[Option<String>]) {
    for entry in fs::read_dir(root).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_pack = name.parse::<PackId>().is_ok();
        if is_pack && !kept.contains(&Some(name)) {
            let _gone = fs::remove_dir_all(entry.path());
        }
    }
}

/// The pack that serves, if content was imported.
pub async fn published(store: &Store) -> Result<Option<Pack>, ContentError> {
    let Some(publication) = content::published(&mut store.read().await?).await? else {
        return Ok(None);
    };
    let id: PackId = publication.pack.parse()?;
    Ok(Some(Pack::open(&folder(store), &id)?))
}

/// What an import watches when nobody stops it.
pub fn unhurried(progress: &mut dyn FnMut(import::Progress)) -> Watch<'_> {
    Watch {
        limits: Limits::default(),
        progress,
        cancel: &|| false,
    }
}
