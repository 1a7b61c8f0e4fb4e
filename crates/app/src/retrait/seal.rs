//! How a paper is sealed (decision 0019).
//!
//! A random key of 256 bits per paper seals it (XChaCha20-Poly1305). That key is wrapped
//! twice, for the code and for the token of the slip, each time under
//! HKDF(key of this hub ‖ Argon2id(what is presented, salt of this paper)). A paper is found
//! by a keyed hash of Argon2id(what is presented, salt of this hub): a quick hash would let
//! whoever holds everything try all the codes in a minute. Nothing that opens is kept.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use plus_domain::{
    ids::RetraitId,
    retrait::{Pin, Secret},
};
use plus_journal::wire::hex;
use plus_store::retrait::Way;
use sha2::Sha256;

use super::key::ServerKey;
use crate::{
    outside::Outside,
    password::{HashError, Hasher},
};

/// What wraps a key begins so.
const WRAPS: &str = "PLUS retrait v1 clé";
/// What seals a paper begins so.
const SEALS: &str = "PLUS retrait v1 document";
/// What the key of a hub and a stretched secret are mixed for.
const MIXES: &[u8] = b"PLUS 2026-11 retrait : cle d'un document v1";
/// Bytes of a nonce of XChaCha20.
const NONCE: usize = 24;
/// Bytes of a salt.
const SALT: usize = 16;

/// A key of 256 bits; never shown.
pub struct Key([u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

/// Why nothing was sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// Argon2id.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The cipher or the derivation: never for papers of a bounded size.
    #[error("un document ne peut pas être scellé")]
    Cipher,
}

/// What seals and opens, at this hub.
pub struct Sealer<'a> {
    /// The key of this hub.
    pub server: &'a ServerKey,
    /// Argon2id, two at a time.
    pub hasher: &'a Hasher,
    /// Randomness.
    pub outside: &'a Outside,
}

impl Sealer<'_> {
    /// A new key of a paper.
    pub fn new_key(&self) -> Key {
        Key(self.outside.random_bytes())
    }

    /// What a code or a token is found by, in hexadecimal.
    ///
    /// # Errors
    /// Those of Argon2id.
    pub async fn lookup(&self, secret: &Secret) -> Result<String, SealError> {
        let salt = self.server.lookup_salt();
        let stretched = self.hasher.stretch(secret.bytes(), salt).await?;
        Ok(self.server.lookup(&stretched))
    }

    /// The way by which a secret leads to a paper.
    ///
    /// # Errors
    /// Those of Argon2id.
    pub async fn way(
        &self,
        id: &RetraitId,
        key: &Key,
        (secret, pin): (&Secret, Option<&Pin>),
    ) -> Result<Way, SealError> {
        let salt: [u8; SALT] = self.outside.random_bytes();
        let wrapping = self.wrapping(secret, pin, &salt).await?;
        Ok(Way {
            lookup: self.lookup(secret).await?,
            salt: salt.to_vec(),
            key: self.encrypt(&wrapping, (WRAPS, id), &key.0)?,
        })
    }

    /// The key of a paper; nothing when the secret or the PIN is not the one. It takes as
    /// long with a way that leads nowhere.
    ///
    /// # Errors
    /// Those of Argon2id.
    pub async fn unwrap(
        &self,
        id: &RetraitId,
        (salt, wrapped): (&[u8], &[u8]),
        (secret, pin): (&Secret, Option<&Pin>),
    ) -> Result<Option<Key>, SealError> {
        let mut own = [0; SALT];
        for (to, from) in own.iter_mut().zip(salt) {
            *to = *from;
        }
        let wrapping = self.wrapping(secret, pin, &own).await?;
        let opened = decrypt(&wrapping, (WRAPS, id), wrapped);
        Ok(opened.and_then(|bytes| bytes.try_into().ok()).map(Key))
    }

    /// Seals a paper.
    ///
    /// # Errors
    /// Never for a paper of a bounded size.
    pub fn seal(&self, id: &RetraitId, key: &Key, pdf: &[u8]) -> Result<Vec<u8>, SealError> {
        self.encrypt(key, (SEALS, id), pdf)
    }

    async fn wrapping(
        &self,
        secret: &Secret,
        pin: Option<&Pin>,
        salt: &[u8; SALT],
    ) -> Result<Key, SealError> {
        let mut presented = secret.bytes();
        presented.extend(b"\npin:");
        presented.extend(pin.map_or("", Pin::as_str).bytes());
        let stretched = self.hasher.stretch(presented, *salt).await?;
        let material = [&self.server.sealing()[..], &stretched].concat();
        let mut key = [0; 32];
        Hkdf::<Sha256>::new(Some(salt), &material)
            .expand(MIXES, &mut key)
            .map_err(|_| SealError::Cipher)?;
        Ok(Key(key))
    }

    fn encrypt(
        &self,
        key: &Key,
        about: (&str, &RetraitId),
        plain: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        let nonce: [u8; NONCE] = self.outside.random_bytes();
        let about = aad(about);
        let payload = Payload {
            msg: plain,
            aad: &about,
        };
        let cipher = XChaCha20Poly1305::new(&key.0.into());
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| SealError::Cipher)?;
        Ok([&nonce[..], &sealed].concat())
    }
}

/// Opens a paper; nothing when it is not what was sealed.
pub fn open(id: &RetraitId, key: &Key, sealed: &[u8]) -> Option<Vec<u8>> {
    decrypt(key, (SEALS, id), sealed)
}

fn decrypt(key: &Key, about: (&str, &RetraitId), sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_at_checked(NONCE)?;
    let nonce: [u8; NONCE] = nonce.try_into().ok()?;
    let about = aad(about);
    let payload = Payload {
        msg: sealed,
        aad: &about,
    };
    let cipher = XChaCha20Poly1305::new(&key.0.into());
    cipher.decrypt(&XNonce::from(nonce), payload).ok()
}

/// What was sealed of one paper opens as no other.
fn aad((what, id): (&str, &RetraitId)) -> Vec<u8> {
    format!("{what}\n{id}").into_bytes()
}

/// A name that finds nothing, for what is tried in vain.
pub fn nowhere(outside: &Outside) -> (RetraitId, Vec<u8>, Vec<u8>) {
    let id = RetraitId::new(hex(&outside.random_bytes::<16>()));
    let salt = outside.random_bytes::<SALT>().to_vec();
    // As long as a wrapped key: nonce, key, tag.
    (
        id,
        salt,
        outside.random_bytes::<{ NONCE + 32 + 16 }>().to_vec(),
    )
}
