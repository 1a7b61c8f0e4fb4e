//! The official content travels: a hub offers the pack that serves as one document, a
//! machine unpacks it when it came whole. No archive is imported on the machine.

use std::path::Path;

use plus_domain::event::ContentPublication;
use plus_fiches::pack::{Pack, PackError, PackId};
use plus_store::{Engine, Store, content, document, transfer};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::{ContentError, alone, folder, forget_others};

/// What a pack is called among documents that travel.
pub const KIND: &str = "pack";

/// One preparation at a time: it takes seconds, and every machine asks.
static PREPARING: Mutex<()> = Mutex::const_new(());

/// A document that a hub offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// What it is: `pack`; a machine leaves what it does not know.
    pub kind: String,
    /// Its name among those of its kind: the name of the pack.
    pub name: String,
    /// BLAKE3 of its bytes, hexadecimal.
    pub hash: String,
    /// Bytes.
    pub size: u64,
}

/// Everything that a hub offers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// Documents.
    #[serde(default)]
    pub documents: Vec<Offered>,
}

/// What this hub offers now: the pack that serves, prepared the first time that it is asked
/// for. Nothing when no content is published, or when its pack is not here yet.
///
/// # Errors
/// Those of the disk and of the database.
pub async fn contents(store: &Store, now_ms: i64) -> Result<Contents, ContentError> {
    let published = content::published(&mut store.read().await?).await?;
    let Some(published) = published else {
        return Ok(Contents::default());
    };
    let _alone = PREPARING.lock().await;
    if let Some(known) = prepared(store, &published).await? {
        return Ok(Contents {
            documents: vec![known],
        });
    }
    let documents = prepare(store, &published, now_ms).await?;
    Ok(Contents {
        documents: documents.into_iter().collect(),
    })
}

async fn prepared(
    store: &Store,
    published: &ContentPublication,
) -> Result<Option<Offered>, ContentError> {
    let known = transfer::offers(&mut store.read().await?, KIND).await?;
    let known = known.into_iter().find(|offer| offer.name == published.pack);
    let Some(known) = known else {
        return Ok(None);
    };
    let here = document::size(store, &known.hash).await? == Some(known.size);
    Ok(here.then_some(Offered {
        kind: known.kind,
        name: known.name,
        hash: known.hash,
        size: known.size,
    }))
}

async fn prepare(
    store: &Store,
    published: &ContentPublication,
    now_ms: i64,
) -> Result<Option<Offered>, ContentError> {
    let Some(hash) = archive(store, published).await? else {
        return Ok(None);
    };
    let Some(size) = document::size(store, &hash).await? else {
        return Ok(None);
    };
    let offer = transfer::Offer {
        hash: hash.clone(),
        kind: KIND.to_owned(),
        name: published.pack.clone(),
        size,
    };
    let mut tx = store.begin().await?;
    let before = transfer::offer(&mut tx, &offer, now_ms).await?;
    tx.commit().await?;
    // In a shared database archives are kept and removed with their publication.
    if store.engine() == Engine::Sqlite {
        for old in before {
            document::forget(store, &old.hash).await?;
        }
    }
    Ok(Some(Offered {
        kind: offer.kind,
        name: offer.name,
        hash,
        size,
    }))
}

/// The pack as one document: the one that a shared database holds, else made here.
async fn archive(
    store: &Store,
    published: &ContentPublication,
) -> Result<Option<String>, ContentError> {
    if let Some(held) = published.archive.clone() {
        let here = document::size(store, &held).await?.is_some();
        return Ok(here.then_some(held));
    }
    let (root, id): (_, PackId) = (folder(store), published.pack.parse()?);
    if !root.join(id.as_str()).exists() {
        return Ok(None);
    }
    let aside = root.join(format!("{id}.part"));
    let target = aside.clone();
    let written =
        tokio::task::spawn_blocking(move || Pack::open(&root, &id)?.to_archive(&target)).await;
    written.map_err(|stopped| PackError::Io(std::io::Error::other(stopped)))??;
    Ok(Some(document::adopt(store, &aside).await?))
}

/// Whether a machine lacks the pack that it is told to serve.
///
/// # Errors
/// Those of the database.
pub async fn lacks(store: &Store, offered: &Offered) -> Result<bool, ContentError> {
    let published = content::published(&mut store.read().await?).await?;
    let serves = published.is_some_and(|p| p.pack == offered.name);
    let Ok(id) = offered.name.parse::<PackId>() else {
        return Ok(false);
    };
    Ok(serves && !folder(store).join(id.as_str()).exists())
}

/// Unpacks a pack that came whole, each of its files checked against its manifest, and
/// forgets those that serve no more. Pages open it at the next request.
///
/// # Errors
/// When it is no pack, or damaged; those of the disk.
pub async fn arrived(store: &Store, file: &Path) -> Result<PackId, ContentError> {
    let (root, file) = (folder(store), file.to_owned());
    let unpacked = tokio::task::spawn_blocking(move || {
        std::fs::create_dir_all(&root)?;
        Pack::from_archive(&file, &root)
    });
    let stopped = |error| PackError::Io(std::io::Error::other(error));
    let id = unpacked.await.map_err(stopped)??;
    // Not while an import is at work here: what it builds is not published yet.
    if let (Ok(_alone), Some(published)) = (
        alone(store),
        content::published(&mut store.read().await?).await?,
    ) {
        let kept = [
            Some(published.pack),
            published.previous,
            Some(id.to_string()),
        ];
        forget_others(&folder(store), &kept);
    }
    Ok(id)
}
