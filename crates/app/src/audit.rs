//! The trail of security of this machine: its key, its checkpoints, its twelve months
//! (requirements S11 and S12, decision 0044).
//!
//! The key of the chain and that of its checkpoints come from `dossier.cle`, which is in no copy
//! of the database: who has the database alone writes no line that fits, and signs nothing.

use std::path::Path;

use ed25519_dalek::{Signer, SigningKey};
use plus_journal::wire::hex;
use plus_store::{
    Store, StoreError,
    audit::{self as kept, Deed, Examined, Genuine, Point},
};

use crate::{
    dossier::key::{DossierKey, FILE},
    node::is_signed_text,
    outside::Outside,
    retrait::key::KeyError,
};

/// Time between two checkpoints, milliseconds: a day.
const POINT_MS: i64 = 86_400_000;

/// Why the trail could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The key of this machine.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// There is a trail, and the key of it is not on this machine: it was put back without it.
    #[error("dossier.cle n’est pas sur cette machine : remettez la copie gardée à part")]
    Away,
}

/// The keys of the trail of a machine.
pub struct Keys {
    chain: kept::Key,
    signer: SigningKey,
}

impl Keys {
    /// Those of a data folder.
    ///
    /// # Errors
    /// When the key of the machine cannot be read or made.
    pub fn of(folder: &Path, outside: &Outside) -> Result<Self, KeyError> {
        let (chain, seed) = DossierKey::of(folder, outside)?.trail();
        Ok(Self {
            chain,
            signer: SigningKey::from_bytes(&seed),
        })
    }

    /// Public key of the checkpoints, hexadecimal.
    pub fn signer(&self) -> String {
        hex(&self.signer.verifying_key().to_bytes())
    }

    fn sign(&self, seq: i64, at: i64, hash: String) -> Point {
        let signature = self.signer.sign(Point::text(seq, at, &hash).as_bytes());
        Point {
            seq,
            at,
            hash,
            signer: self.signer(),
            signature: hex(&signature.to_bytes()),
        }
    }

    /// Whether a checkpoint is signed by this machine.
    pub fn is_genuine(&self, point: &Point) -> bool {
        let text = Point::text(point.seq, point.at, &point.hash);
        let key = self.signer.verifying_key().to_bytes();
        point.signer == self.signer() && is_signed_text(&key, text.as_bytes(), &point.signature)
    }
}

/// The mark of a thing: the same for the same thing on this machine, and nothing from which to
/// find which.
///
/// # Errors
/// When the key of the machine cannot be read.
pub fn mark(store: &Store, outside: &Outside, thing: &str) -> Result<String, KeyError> {
    Ok(DossierKey::of(store.folder(), outside)?.mark(thing))
}

/// Adds a line.
///
/// # Errors
/// See [`AuditError`].
pub async fn record(store: &Store, outside: &Outside, deed: &Deed) -> Result<(), AuditError> {
    let keys = Keys::of(store.folder(), outside)?;
    let mut tx = store.begin().await?;
    kept::append(&mut tx, &keys.chain, deed).await?;
    Ok(tx.commit().await?)
}

/// Signs the end of the trail as it is now, and keeps it; none when there is no line.
///
/// # Errors
/// See [`AuditError`].
pub async fn checkpoint(store: &Store, outside: &Outside) -> Result<Option<Point>, AuditError> {
    let keys = Keys::of(store.folder(), outside)?;
    let mut tx = store.begin().await?;
    let Some((seq, hash)) = kept::end(&mut tx).await? else {
        return Ok(None);
    };
    let known = kept::points(&mut tx).await?;
    if let Some(same) = known.into_iter().find(|point| point.seq == seq) {
        return Ok(Some(same));
    }
    let point = keys.sign(seq, outside.now_ms(), hash);
    kept::keep_point(&mut tx, &point).await?;
    tx.commit().await?;
    Ok(Some(point))
}

/// Checks the whole trail, against checkpoints kept elsewhere too.
///
/// # Errors
/// See [`AuditError`]; what is wrong with the trail is the answer.
pub async fn verify(
    store: &Store,
    outside: &Outside,
    elsewhere: &[Point],
) -> Result<Examined, AuditError> {
    if !store.folder().join(FILE).exists() {
        // No key is made here: it would stand where that of the trail has to be put back.
        let empty = kept::end(&mut store.read().await?).await?.is_none();
        if empty && elsewhere.is_empty() {
            return Ok(Examined::default());
        }
        return Err(AuditError::Away);
    }
    let keys = Keys::of(store.folder(), outside)?;
    let genuine = |point: &Point| keys.is_genuine(point);
    let mut link = store.read().await?;
    let held: (&[Point], Genuine<'_>) = (elsewhere, &genuine);
    Ok(kept::examine(&mut link, &keys.chain, held, outside.now_ms()).await?)
}

/// Checks what follows the last checkpoint; everything when there is none.
///
/// # Errors
/// See [`AuditError`].
pub async fn verify_end(store: &Store, outside: &Outside) -> Result<Examined, AuditError> {
    let mut link = store.read().await?;
    if kept::end(&mut link).await?.is_none() {
        return Ok(Examined::default());
    }
    let keys = Keys::of(store.folder(), outside)?;
    let genuine = |point: &Point| keys.is_genuine(point);
    Ok(kept::examine_end(&mut link, &keys.chain, &genuine, outside.now_ms()).await?)
}

/// Once a day a checkpoint; lines that one of twelve months ago covers go. How many went.
///
/// # Errors
/// See [`AuditError`].
pub async fn tend(store: &Store, outside: &Outside) -> Result<u64, AuditError> {
    let now = outside.now_ms();
    let last = kept::points(&mut store.read().await?).await?.pop();
    if last.is_none_or(|point| point.at <= now.saturating_sub(POINT_MS)) {
        checkpoint(store, outside).await?;
    }
    let mut tx = store.begin().await?;
    let gone = kept::prune(&mut tx, now).await?;
    tx.commit().await?;
    Ok(gone)
}
