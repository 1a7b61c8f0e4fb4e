//! Documents by content: a folder beside an embedded database, a table in a
//! shared one, named by the BLAKE3 of their bytes either way.
//!
//! One that arrives by parts waits in `arriving/` until it is whole ([`Arriving`]).

mod arriving;

use std::{
    io::{Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

pub use self::arriving::Arriving;
use crate::{Engine, Store, StoreError, args};

/// Keeps bytes; answers their name. Keeping the same bytes twice is no matter.
pub async fn keep(store: &Store, bytes: Vec<u8>) -> Result<String, StoreError> {
    let hash = blake3::hash(&bytes).to_hex().to_string();
    match store.engine() {
        Engine::Sqlite => keep_file(store, &hash, bytes).await?,
        Engine::Postgres => {
            let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
            let mut tx = store.begin().await?;
            tx.execute(
                "INSERT INTO document (hash, size, bytes) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING",
                args![hash.as_str(), size, bytes],
            )
            .await?;
            tx.commit().await?;
        }
    }
    Ok(hash)
}

/// The bytes of a name, checked against it.
pub async fn fetch(store: &Store, hash: &str) -> Result<Vec<u8>, StoreError> {
    let bytes = match store.engine() {
        Engine::Sqlite => read_file(path(store, hash)?).await?,
        Engine::Postgres => {
            let mut link = store.read().await?;
            let row = link
                .fetch_first("SELECT bytes FROM document WHERE hash = $1", args![hash])
                .await?;
            row.ok_or_else(|| StoreError::NotFound(hash.to_owned()))?
                .bytes("bytes")?
        }
    };
    if blake3::hash(&bytes).to_hex().as_str() == hash {
        Ok(bytes)
    } else {
        Err(StoreError::value("document", format!("{hash} est abîmé")))
    }
}

/// Keeps a file of this machine as a document, without reading it whole into memory where
/// documents are files; the file is gone afterwards. Answers its name.
pub async fn adopt(store: &Store, file: &Path) -> Result<String, StoreError> {
    if store.engine() == Engine::Postgres {
        let bytes = read_file(file.to_owned()).await?;
        let hash = keep(store, bytes).await?;
        let _gone = std::fs::remove_file(file);
        return Ok(hash);
    }
    let (from, root, shown) = (file.to_owned(), folder(store), file.display().to_string());
    let moved = tokio::task::spawn_blocking(move || {
        let hash = hash_of(&from)?;
        let target = root.join(&hash[..2]).join(&hash);
        std::fs::create_dir_all(root.join(&hash[..2]))?;
        std::fs::rename(&from, &target)?;
        Ok(hash)
    });
    flatten(moved.await, shown)
}

fn hash_of(file: &Path) -> std::io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(std::fs::File::open(file)?)?;
    Ok(hasher.finalize().to_hex().to_string())
}

/// Part of a document: `length` bytes at most, from `offset`. Not checked against its name:
/// who puts the parts together does.
pub async fn part(
    store: &Store,
    hash: &str,
    (offset, length): (u64, u32),
) -> Result<Vec<u8>, StoreError> {
    let target = path(store, hash)?;
    if store.engine() == Engine::Postgres {
        let from = i64::try_from(offset).unwrap_or(i64::MAX - 1) + 1;
        let mut link = store.read().await?;
        let row = link
            .fetch_first(
                "SELECT substr(bytes, CAST($1 AS INTEGER), CAST($2 AS INTEGER)) AS bytes FROM document WHERE hash = $3",
                args![from, i64::from(length), hash],
            )
            .await?;
        let row = row.ok_or_else(|| StoreError::NotFound(hash.to_owned()))?;
        return row.bytes("bytes");
    }
    let shown = target.display().to_string();
    let read = tokio::task::spawn_blocking(move || {
        let mut file = std::fs::File::open(target)?;
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = Vec::new();
        file.take(u64::from(length)).read_to_end(&mut bytes)?;
        Ok(bytes)
    });
    flatten(read.await, shown)
}

/// Bytes of a document; none when it is not here.
pub async fn size(store: &Store, hash: &str) -> Result<Option<u64>, StoreError> {
    let target = path(store, hash)?;
    if store.engine() == Engine::Sqlite {
        return Ok(std::fs::metadata(target).ok().map(|file| file.len()));
    }
    let mut link = store.read().await?;
    let row = link
        .fetch_first("SELECT size FROM document WHERE hash = $1", args![hash])
        .await?;
    row.map(|row| Ok(u64::try_from(row.int("size")?).unwrap_or(0)))
        .transpose()
}

/// Removes a document that served only for a while. Removing what is gone already
/// is no matter.
pub async fn forget(store: &Store, hash: &str) -> Result<(), StoreError> {
    if store.engine() == Engine::Postgres {
        let mut tx = store.begin().await?;
        tx.execute("DELETE FROM document WHERE hash = $1", args![hash])
            .await?;
        return tx.commit().await;
    }
    let target = path(store, hash)?;
    let shown = target.display().to_string();
    let removed = tokio::task::spawn_blocking(move || match std::fs::remove_file(target) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    });
    flatten(removed.await, shown)
}

/// Folder of the documents of an embedded database.
pub fn folder(store: &Store) -> PathBuf {
    store.folder().join("documents")
}

fn path(store: &Store, hash: &str) -> Result<PathBuf, StoreError> {
    let plain = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
    if plain {
        Ok(folder(store).join(&hash[..2]).join(hash))
    } else {
        Err(StoreError::NotFound(hash.chars().take(64).collect()))
    }
}

/// Written aside, synced, then named: a reader never sees half a document.
async fn keep_file(store: &Store, hash: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
    let target = path(store, hash)?;
    if target.exists() {
        return Ok(());
    }
    let shown = target.display().to_string();
    let written = tokio::task::spawn_blocking(move || {
        let folder = target.parent().map(PathBuf::from).unwrap_or_default();
        std::fs::create_dir_all(&folder)?;
        let aside = target.with_extension("part");
        let mut file = std::fs::File::create(&aside)?;
        std::io::Write::write_all(&mut file, &bytes)?;
        file.sync_all()?;
        std::fs::rename(&aside, &target)
    })
    .await;
    flatten(written, shown)
}

async fn read_file(path: PathBuf) -> Result<Vec<u8>, StoreError> {
    let shown = path.display().to_string();
    flatten(
        tokio::task::spawn_blocking(move || std::fs::read(path)).await,
        shown,
    )
}

fn flatten<T>(
    done: Result<std::io::Result<T>, tokio::task::JoinError>,
    path: String,
) -> Result<T, StoreError> {
    match done {
        Ok(result) => result.map_err(|source| StoreError::File { path, source }),
        Err(stopped) => Err(StoreError::File {
            path,
            source: std::io::Error::other(stopped),
        }),
    }
}
