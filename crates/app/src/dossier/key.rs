//! The key of a machine that seals follow-ups: in a file of its own, beside the database and
//! in no copy of it (decision 0024).

use std::path::Path;

use super::seal::Key;
use crate::{
    outside::Outside,
    retrait::key::{KeyError, kept},
};

/// Name of the file in the data folder.
pub const FILE: &str = "dossier.cle";
const WRAPS: &str = "PLUS 2026-11 dossier : envelopper une clé v1";
const FINDS: &str = "PLUS 2026-11 dossier : trouver un nom v1";
const CODES: &str = "PLUS 2026-11 dossier : trouver un code v1";
const PRINTS: &str = "PLUS 2026-11 dossier : empreinte de la clé d’une machine v1";
const SALTS: &str = "PLUS 2026-11 dossier : sel des codes v1";
const FACTORS: &str = "PLUS 2026-11 identité : sceller un deuxième facteur v1";
const PAPERS: &str = "PLUS 2026-11 identité : codes de secours v1";
const TRAIL: &str = "PLUS 2026-11 trace : enchaîner v1";
const POINTS: &str = "PLUS 2026-11 trace : signer un point de contrôle v1";
const MARKS: &str = "PLUS 2026-11 trace : marquer une chose v1";

/// See the module.
pub struct DossierKey([u8; 32]);

impl std::fmt::Debug for DossierKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DossierKey(…)")
    }
}

impl DossierKey {
    /// That of a data folder, made the first time.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn of(folder: &Path, outside: &Outside) -> Result<Self, KeyError> {
        kept(&folder.join(FILE), outside).map(Self)
    }

    /// What wraps the key of each follow-up.
    pub(super) fn wrapping(&self) -> [u8; 32] {
        blake3::derive_key(WRAPS, &self.0)
    }

    /// What tells this key from another, and nothing of it, in hexadecimal.
    pub fn fingerprint(&self) -> String {
        let hash = blake3::derive_key(PRINTS, &self.0);
        blake3::Hash::from_bytes(hash).to_hex().to_string()
    }

    /// A word of a name as it is looked for, in hexadecimal: the same word always gives the
    /// same, and nobody without this key finds which.
    pub(crate) fn word(&self, word: &str) -> String {
        let key = blake3::derive_key(FINDS, &self.0);
        let hash = blake3::keyed_hash(&key, word.as_bytes()).to_hex();
        hash.chars().take(32).collect()
    }

    /// What a stretched code is found by, in hexadecimal.
    pub(crate) fn code(&self, stretched: &[u8; 32]) -> String {
        let key = blake3::derive_key(CODES, &self.0);
        blake3::keyed_hash(&key, stretched).to_hex().to_string()
    }

    /// What seals the secrets of second factors.
    pub(crate) fn identity(&self) -> Key {
        Key::from_travel(blake3::derive_key(FACTORS, &self.0))
    }

    /// What a code on paper of an account is known by, in hexadecimal: without this key, a
    /// copied database gives nothing to guess against.
    pub(crate) fn paper_code(&self, account: &str, code: &str) -> String {
        let key = blake3::derive_key(PAPERS, &self.0);
        let text = format!("{account}\0{code}");
        blake3::keyed_hash(&key, text.as_bytes())
            .to_hex()
            .to_string()
    }

    /// What chains the lines of the trail of security, and the seed of what signs its
    /// checkpoints.
    pub(crate) fn trail(&self) -> ([u8; 32], [u8; 32]) {
        let derived = |context| blake3::derive_key(context, &self.0);
        (derived(TRAIL), derived(POINTS))
    }

    /// What a thing is known by in that trail: sixteen signs in hexadecimal.
    pub(crate) fn mark(&self, thing: &str) -> String {
        let key = blake3::derive_key(MARKS, &self.0);
        let hash = blake3::keyed_hash(&key, thing.as_bytes()).to_hex();
        hash.chars().take(16).collect()
    }

    /// The salt with which a code is stretched.
    pub(crate) fn code_salt(&self) -> [u8; 16] {
        let derived = blake3::derive_key(SALTS, &self.0);
        let mut salt = [0; 16];
        salt.copy_from_slice(&derived[..16]);
        salt
    }
}
