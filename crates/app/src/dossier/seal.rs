//! How a follow-up is sealed: XChaCha20-Poly1305 under a random key of 256 bits of its own,
//! itself wrapped under the key of this machine. To erase is to destroy the wrapped key.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use plus_journal::wire::{hex, unhex_bytes};

use super::key::DossierKey;
use crate::outside::Outside;

/// Bytes of a nonce of XChaCha20.
const NONCE: usize = 24;
/// What wraps a key begins so.
const WRAPS: &str = "PLUS dossier v1 clé";
/// A file that is sealed begins so.
const FILES: &str = "PLUS dossier v1 papier";
/// What is sealed begins so.
const SEALS: &str = "PLUS dossier v1 écrit";

/// A key of 256 bits; never shown.
pub struct Key([u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

/// The cipher refused: never for texts of a bounded size.
#[derive(Debug, thiserror::Error)]
#[error("un écrit ne peut pas être scellé")]
pub struct CipherError;

impl Key {
    /// A new key.
    pub fn draw(outside: &Outside) -> Self {
        Self(outside.random_bytes())
    }

    /// As it goes to another machine of the relay, on the road alone.
    pub fn to_travel(&self) -> [u8; 32] {
        self.0
    }

    /// As it came from another machine of the relay.
    pub fn from_travel(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// Wrapped, for a follow-up or a mandate.
    ///
    /// # Errors
    /// Never.
    pub fn wrapped(
        &self,
        subject: &str,
        under: &DossierKey,
        outside: &Outside,
    ) -> Result<Vec<u8>, CipherError> {
        let key = Self(under.wrapping());
        key.encrypt((WRAPS, subject), &self.0, outside)
    }

    /// Unwrapped; nothing when it is not what was wrapped for this subject on this machine.
    pub fn unwrap(subject: &str, wrapped: &[u8], under: &DossierKey) -> Option<Self> {
        let key = Self(under.wrapping());
        let plain = key.decrypt((WRAPS, subject), wrapped)?;
        plain.try_into().ok().map(Self)
    }

    /// Seals a text of a subject, in hexadecimal.
    ///
    /// # Errors
    /// Never for a text of a bounded size.
    pub fn seal(
        &self,
        subject: &str,
        plain: &[u8],
        outside: &Outside,
    ) -> Result<String, CipherError> {
        let sealed = self.encrypt((SEALS, subject), plain, outside)?;
        Ok(hex(&sealed))
    }

    /// Opens what was sealed; nothing when it is anything else.
    pub fn open(&self, subject: &str, sealed: &str) -> Option<Vec<u8>> {
        self.decrypt((SEALS, subject), &unhex_bytes(sealed)?)
    }

    /// Seals a file of a subject.
    ///
    /// # Errors
    /// Never for a file of a bounded size.
    pub fn seal_file(
        &self,
        subject: &str,
        plain: &[u8],
        outside: &Outside,
    ) -> Result<Vec<u8>, CipherError> {
        self.encrypt((FILES, subject), plain, outside)
    }

    /// Opens a file that was sealed; nothing when it is anything else.
    pub fn open_file(&self, subject: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        self.decrypt((FILES, subject), sealed)
    }

    fn encrypt(
        &self,
        about: (&str, &str),
        plain: &[u8],
        outside: &Outside,
    ) -> Result<Vec<u8>, CipherError> {
        let nonce: [u8; NONCE] = outside.random_bytes();
        let aad = aad(about);
        let payload = Payload {
            msg: plain,
            aad: &aad,
        };
        let cipher = XChaCha20Poly1305::new(&self.0.into());
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| CipherError)?;
        Ok([&nonce[..], &sealed].concat())
    }

    fn decrypt(&self, about: (&str, &str), sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE)?;
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        let aad = aad(about);
        let payload = Payload {
            msg: sealed,
            aad: &aad,
        };
        let cipher = XChaCha20Poly1305::new(&self.0.into());
        cipher.decrypt(&XNonce::from(nonce), payload).ok()
    }
}

/// What was sealed of one subject opens as no other.
fn aad((what, subject): (&str, &str)) -> Vec<u8> {
    format!("{what}\n{subject}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_under_its_key_for_its_subject_and_not_otherwise() {
        let outside = Outside::seeded(7);
        let folder = tempfile::tempdir().unwrap();
        let machine = DossierKey::of(folder.path(), &outside).unwrap();
        let key = Key::draw(&outside);
        let sealed = key.seal("d1", b"bonjour", &outside).unwrap();
        assert!(!sealed.contains(&hex(b"bonjour")));
        assert_eq!(key.open("d1", &sealed), Some(b"bonjour".to_vec()));
        assert_eq!(key.open("d2", &sealed), None, "of another follow-up");
        assert_eq!(key.open("d1", &sealed.replace(&sealed[60..62], "zz")), None);

        let wrapped = key.wrapped("d1", &machine, &outside).unwrap();
        let again = DossierKey::of(folder.path(), &outside).unwrap();
        let back = Key::unwrap("d1", &wrapped, &again).unwrap();
        assert_eq!(back.open("d1", &sealed), Some(b"bonjour".to_vec()));
        let other = tempfile::tempdir().unwrap();
        let elsewhere = DossierKey::of(other.path(), &outside).unwrap();
        assert!(Key::unwrap("d1", &wrapped, &elsewhere).is_none());
    }
}
