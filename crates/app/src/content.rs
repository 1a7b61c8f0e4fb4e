//! Official content of this node: imported aside, published by one entry, read
//! from an immutable pack.
//!
//! The old pack serves until the new one is whole; the one before is kept, older
//! ones are removed. A pack that cannot be opened is told and never stops the relay:
//! its own catalogue remains.

pub mod arrival;

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
use plus_store::{Engine, Store, StoreError, content, document};

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
    /// The archive could not be fetched.
    #[error("{address} : {reason}")]
    Fetch {
        /// Where from.
        address: String,
        /// Why.
        reason: String,
    },
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
        archive: share(store, pack).await?,
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

/// Where a database is shared by several machines, keeps the whole pack in it; on an
/// embedded one, its folder is the only copy.
async fn share(store: &Store, pack: &Pack) -> Result<Option<String>, ContentError> {
    if store.engine() == Engine::Sqlite {
        return Ok(None);
    }
    let aside = folder(store).join(format!("{}.part", pack.id()));
    let written = pack.to_archive(&aside).map_err(ContentError::from);
    let bytes = written.and_then(|()| read_file(&aside));
    let _gone = fs::remove_file(&aside);
    Ok(Some(document::keep(store, bytes?).await?))
}

/// Brings the published pack to this machine when another one imported it.
pub async fn bring(store: &Store, published: &ContentPublication) -> Result<PackId, ContentError> {
    let id: PackId = published.pack.parse()?;
    let root = folder(store);
    let Some(archive) = published.archive.as_ref() else {
        return Ok(id);
    };
    if root.join(id.as_str()).exists() {
        return Ok(id);
    }
    let bytes = document::fetch(store, archive).await?;
    let brought = tokio::task::spawn_blocking(move || unpack(&root, &bytes)).await;
    brought.map_err(|stopped| PackError::Io(io::Error::other(stopped)))?
}

fn unpack(root: &Path, bytes: &[u8]) -> Result<PackId, ContentError> {
    let aside = root.join(format!("{}.part", blake3::hash(bytes).to_hex()));
    let told = |source| ContentError::File {
        path: aside.display().to_string(),
        source,
    };
    fs::create_dir_all(root).map_err(told)?;
    fs::write(&aside, bytes).map_err(told)?;
    let unpacked = Pack::from_archive(&aside, root);
    let _gone = fs::remove_file(&aside);
    Ok(unpacked?)
}

fn read_file(path: &Path) -> Result<Vec<u8>, ContentError> {
    fs::read(path).map_err(|source| ContentError::File {
        path: path.display().to_string(),
        source,
    })
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
    let id = bring(store, &publication).await?;
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
