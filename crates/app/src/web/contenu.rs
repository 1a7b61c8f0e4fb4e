//! The official content that pages read: the published pack, opened once and
//! exchanged whole when another is published, even by another process.
//!
//! A pack that cannot be opened is told in the log; the one before goes on serving,
//! or the relay's own catalogue alone.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use plus_domain::event::ContentPublication;
use plus_fiches::pack::{Pack, PackError};
use plus_store::{Store, StoreError, content};

use crate::content::{ContentError, bring, folder};

/// The pack that serves, if any.
#[derive(Default)]
pub struct Contenu {
    held: RwLock<Option<Arc<Pack>>>,
    /// The pack that could not be opened, told once.
    told: Mutex<String>,
}

impl std::fmt::Debug for Contenu {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let id = self.held().map(|pack| pack.id().to_string());
        f.debug_tuple("Contenu").field(&id).finish()
    }
}

impl Contenu {
    /// The published pack, `None` when no content was imported.
    pub async fn pack(&self, store: &Store) -> Result<Option<Arc<Pack>>, StoreError> {
        let published = content::published(&mut store.read().await?).await?;
        let held = self.held();
        let Some(wanted) = published else {
            return Ok(None);
        };
        if held
            .as_ref()
            .is_some_and(|pack| pack.id().as_str() == wanted.pack)
        {
            return Ok(held);
        }
        match open(store, &wanted).await {
            Ok(pack) => {
                let mut place = self.held.write().unwrap_or_else(PoisonError::into_inner);
                *place = Some(Arc::clone(&pack));
                Ok(Some(pack))
            }
            Err(error) => {
                self.tell(&wanted.pack, &error);
                match held {
                    Some(held) => Ok(Some(held)),
                    None => Ok(self.before(store, &wanted).await),
                }
            }
        }
    }

    /// Says once that a pack is not here: every page asks for it.
    fn tell(&self, pack: &str, error: &ContentError) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if *told != pack {
            tracing::error!(pack, %error, "content not opened");
            pack.clone_into(&mut told);
        }
    }

    /// The pack before the published one, when the latter has not arrived here yet.
    async fn before(&self, store: &Store, wanted: &ContentPublication) -> Option<Arc<Pack>> {
        let before = ContentPublication {
            pack: wanted.previous.clone()?,
            archive: None,
            ..wanted.clone()
        };
        let pack = open(store, &before).await.ok()?;
        let mut place = self.held.write().unwrap_or_else(PoisonError::into_inner);
        *place = Some(Arc::clone(&pack));
        Some(pack)
    }

    fn held(&self) -> Option<Arc<Pack>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.clone()
    }
}

async fn open(store: &Store, published: &ContentPublication) -> Result<Arc<Pack>, ContentError> {
    let (root, id) = (folder(store), bring(store, published).await?);
    let opened = tokio::task::spawn_blocking(move || Pack::open(&root, &id)).await;
    let stopped = |error| PackError::Io(std::io::Error::other(error));
    Ok(Arc::new(opened.map_err(stopped)??))
}

/// Reads in a pack away from the threads that answer: it waits for the disk.
pub async fn reading<T: Send + 'static>(
    pack: Arc<Pack>,
    read: impl FnOnce(&Pack) -> Result<T, PackError> + Send + 'static,
) -> Result<T, PackError> {
    let done = tokio::task::spawn_blocking(move || read(&pack)).await;
    done.unwrap_or_else(|stopped| Err(PackError::Io(std::io::Error::other(stopped))))
}
