//! This machine among the others: its key, and how a request is signed with it.
//!
//! A signature covers method, path, body, time and a number used once, so that it passes a
//! reverse proxy and cannot be played again. No credential ends by its age: a van may stay
//! away for a year. A clock that is wrong bars nobody: the refusal tells the hub's time.

pub mod code;
pub mod contact;
pub mod device;
pub mod disk;
pub mod documents;
pub mod effacement;
pub mod health;
pub mod order;
pub mod purge;
pub mod reply;
pub mod road;

use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use plus_domain::ids::NodeId;
use plus_journal::wire::{hex, unhex};
use plus_store::{Link, Store, StoreError, Tx, exchange, journal, setting};

use self::reply::Replied;
use crate::outside::Outside;

/// Name of the setting that holds the secret key, in hexadecimal.
const KEY: &str = "machine_key";
/// That which holds the key that follows it, at a hub that will change its own.
const NEXT_KEY: &str = "machine_key_next";
/// What is signed begins so: a signature made for this serves nothing else.
const CONTEXT: &str = "PLUS échange entre machines v1";
/// How far a signed time may be from the hub's, milliseconds.
pub const MOST_GAP_MS: i64 = 10 * 60_000;

/// Headers of a signed request.
pub mod header {
    /// Identifier of the machine that signs.
    pub const NODE: &str = "x-plus-node";
    /// Its time, milliseconds UTC.
    pub const TIME: &str = "x-plus-time";
    /// A number used once, 16 bytes in hexadecimal.
    pub const NONCE: &str = "x-plus-nonce";
    /// The ed25519 signature, 64 bytes in hexadecimal.
    pub const SIGNATURE: &str = "x-plus-signature";
}

/// What a signature covers.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// `GET` or `POST`.
    pub method: &'a str,
    /// Path and question: `/sync/v1/page?cursor=12`.
    pub path: &'a str,
    /// The body as it travels, compressed if it is.
    pub body: &'a [u8],
    /// Time of the signature, milliseconds UTC.
    pub time: i64,
    /// Number used once.
    pub nonce: &'a str,
}

impl Asked<'_> {
    /// The bytes that are signed: one line a field, none of which can hold a line break.
    fn message(&self) -> Vec<u8> {
        let body = blake3::hash(self.body).to_hex();
        let Self {
            method,
            path,
            time,
            nonce,
            ..
        } = self;
        format!("{CONTEXT}\n{method}\n{path}\n{body}\n{time}\n{nonce}").into_bytes()
    }
}

/// Whether a signature (hexadecimal) is that of a public key over a request.
pub fn is_signed(public_key: &[u8], asked: &Asked<'_>, signature: &str) -> bool {
    is_signed_text(public_key, &asked.message(), signature)
}

/// Whether a signature (hexadecimal) is that of a public key over bytes, which say first what
/// they are for.
pub fn is_signed_text(public_key: &[u8], text: &[u8], signature: &str) -> bool {
    let read = || {
        let key = VerifyingKey::from_bytes(public_key.try_into().ok()?).ok()?;
        let signature = Signature::from_bytes(&unhex(signature)?);
        key.verify(text, &signature).ok()
    };
    read().is_some()
}

/// This machine: its identifier and its key.
#[derive(Debug)]
pub struct Identity {
    /// Identifier, that of its journal.
    pub node: NodeId,
    key: SigningKey,
    next: Option<SigningKey>,
}

impl Identity {
    /// Reads it; makes it the first time.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(store: &Store, outside: &Outside) -> Result<Self, StoreError> {
        match Self::known(&mut store.read().await?).await? {
            Some(known) => Ok(known),
            None => Self::make(store, outside).await,
        }
    }

    async fn known(link: &mut Link) -> Result<Option<Self>, StoreError> {
        let Some(key) = key_in(link, KEY).await? else {
            return Ok(None);
        };
        Ok(Some(Self {
            node: exchange::node::head(link).await?.node,
            key,
            next: key_in(link, NEXT_KEY).await?,
        }))
    }

    async fn make(store: &Store, outside: &Outside) -> Result<Self, StoreError> {
        let mut tx = store.begin().await?;
        let node = journal::own(&mut tx, &outside.new_id()).await?.head.node;
        let key = match key_in(&mut tx, KEY).await? {
            Some(key) => key,
            None => new_key(&mut tx, KEY, outside).await?,
        };
        tx.commit().await?;
        let next = None;
        Ok(Self { node, key, next })
    }

    /// Its public key.
    pub fn public_key(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// The public key that it will have, in hexadecimal; empty when it does not change.
    pub fn next_key(&self) -> String {
        let next = self.next.as_ref();
        next.map_or_else(String::new, |key| hex(&key.verifying_key().to_bytes()))
    }

    /// Signs a request: the signature in hexadecimal.
    pub fn sign(&self, asked: &Asked<'_>) -> String {
        self.sign_text(&asked.message())
    }

    /// Signs bytes, which say first what they are for: the signature in hexadecimal.
    pub fn sign_text(&self, text: &[u8]) -> String {
        hex(&self.key.sign(text).to_bytes())
    }

    /// Signs a reply: the signature in hexadecimal.
    pub fn sign_reply(&self, replied: &Replied<'_>) -> String {
        replied.sign(&self.key)
    }
}

async fn key_in(link: &mut Link, name: &str) -> Result<Option<SigningKey>, StoreError> {
    let Some(text) = setting::get(link, name).await? else {
        return Ok(None);
    };
    // Emptied once it serves.
    if text.is_empty() {
        return Ok(None);
    }
    let seed = unhex(&text).ok_or_else(|| StoreError::value(name, "longueur"))?;
    Ok(Some(SigningKey::from_bytes(&seed)))
}

async fn new_key(tx: &mut Tx, name: &str, outside: &Outside) -> Result<SigningKey, StoreError> {
    let seed = outside.random_bytes();
    setting::set(tx, name, &hex(&seed)).await?;
    Ok(SigningKey::from_bytes(&seed))
}

/// At a hub: prepares the key that will follow, which every reply says from now on. Doing
/// it twice changes nothing.
///
/// # Errors
/// Those of the database.
pub async fn prepare_key(store: &Store, outside: &Outside) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    if key_in(&mut tx, NEXT_KEY).await?.is_none() {
        new_key(&mut tx, NEXT_KEY, outside).await?;
    }
    tx.commit().await
}

/// At a hub: signs with the prepared key from now on; whether one was prepared.
///
/// # Errors
/// Those of the database.
pub async fn change_key(store: &Store) -> Result<bool, StoreError> {
    let mut tx = store.begin().await?;
    let Some(next) = key_in(&mut tx, NEXT_KEY).await? else {
        return Ok(false);
    };
    setting::set(&mut tx, KEY, &hex(&next.to_bytes())).await?;
    setting::set(&mut tx, NEXT_KEY, "").await?;
    tx.commit().await?;
    Ok(true)
}

/// How many entries of this machine its hub does not hold yet; none when it has no hub.
///
/// # Errors
/// Those of the database.
pub async fn waiting(store: &Store) -> Result<Option<u64>, StoreError> {
    let mut link = store.read().await?;
    let Some(enrolled) = exchange::node::enrolled(&mut link).await? else {
        return Ok(None);
    };
    let head = exchange::node::head(&mut link).await?;
    Ok(Some(head.seq.saturating_sub(enrolled.peer.acked)))
}
