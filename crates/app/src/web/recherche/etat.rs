//! What the search keeps between two requests: the lexicon of the territory, the names that are
//! completed, and the words seen too seldom to be read.

use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use plus_domain::recherche::{Caution, Sightings};
use plus_store::{StoreError, lexique};

use super::propositions::Propositions;
use crate::{
    recherche::Words,
    web::state::{App, AppState},
};

/// See the module.
#[derive(Debug, Default)]
pub struct Etat {
    words: RwLock<((i64, i64), Words)>,
    propositions: RwLock<Option<Arc<Propositions>>>,
    seen: Mutex<Sightings>,
    /// Key of the hashes of `seen`: this process alone has it, and nothing is written of it.
    key: OnceLock<[u8; 32]>,
}

impl AppState {
    /// The lexicon as it is now, even when another process changed it.
    pub async fn words(&self) -> Result<Words, StoreError> {
        let mut link = self.store.read().await?;
        let version = lexique::version(&mut link).await?;
        {
            let held = self.recherche.words.read();
            let held = held.unwrap_or_else(PoisonError::into_inner);
            if held.0 == version {
                return Ok(held.1.clone());
            }
        }
        let words = Words::load(&mut link).await?;
        let held = self.recherche.words.write();
        *held.unwrap_or_else(PoisonError::into_inner) = (version, words.clone());
        Ok(words)
    }

    /// Notes words badly answered; answers how many requests to count now (see [`Sightings`]).
    pub fn sighted(&self, words: &str, caution: Caution) -> u32 {
        let key = self
            .recherche
            .key
            .get_or_init(|| self.outside.random_bytes());
        let whole = blake3::keyed_hash(key, words.as_bytes());
        let mut hash = [0; 16];
        hash.copy_from_slice(&whole.as_bytes()[..16]);
        let mut seen = self
            .recherche
            .seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        seen.see(hash, self.outside.now_ms(), caution)
    }
}

/// What may be proposed, from the territory and the content of now.
pub async fn propositions(app: &App) -> Result<Arc<Propositions>, StoreError> {
    let (territory, pack) = (app.territory(), app.pack().await?);
    let same = |held: &&Arc<Propositions>| held.is_of(&territory, pack.as_ref());
    {
        let held = app.recherche.propositions.read();
        let held = held.unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = held.as_ref().filter(same) {
            return Ok(Arc::clone(held));
        }
    }
    let made = Arc::new(Propositions::new(territory, pack));
    let held = app.recherche.propositions.write();
    *held.unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&made));
    Ok(made)
}
