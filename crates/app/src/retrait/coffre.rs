//! The coffre of a borne: what it keeps to give papers while it is cut off from its hub
//! (decision 0049).
//!
//! Its key pair (age, X25519) is made here and its secret half never leaves: a file of its own,
//! in no copy of the database. With it opens the key of this coffre, which the hub drew from
//! its own and sealed. The papers are bound to that key as those of a hub to `retrait.cle`: the
//! files of a borne without `coffre.cle`, or `coffre.cle` without the code, open nothing.

use std::{fs, io, path::Path};

use age::{secrecy::ExposeSecret, x25519};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use plus_store::{Link, StoreError, Tx, setting};

use super::key::{KeyError, ServerKey, at, make};
use crate::outside::Outside;

/// Name of the file in the data folder.
pub const FILE: &str = "coffre.cle";
/// Name of the setting that holds the key of this coffre: its fingerprint, then what is sealed
/// of it, in base64.
const SEALED: &str = "coffre.scelle";

/// The key pair of a borne.
pub struct Coffre(x25519::Identity);

impl std::fmt::Debug for Coffre {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Coffre(…)")
    }
}

/// What is no key of a coffre, or cannot be sealed for one.
#[derive(Debug, thiserror::Error)]
#[error("ce n’est pas la clé publique d’une borne (age1…)")]
pub struct NoRecipient;

impl Coffre {
    /// That of a data folder, when there is one.
    ///
    /// # Errors
    /// When the file cannot be read, or holds no key.
    pub fn of(folder: &Path) -> Result<Option<Self>, KeyError> {
        let path = folder.join(FILE);
        match fs::read_to_string(&path) {
            Ok(text) => read(&path, &text).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(at(&path)(source)),
        }
    }

    /// Makes that of a data folder, unless another process just did.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn make(folder: &Path, outside: &Outside) -> Result<Self, KeyError> {
        let path = folder.join(FILE);
        let secret = x25519::Identity::generate().to_string();
        let kept = make(&path, outside, secret.expose_secret())?;
        read(&path, &kept)
    }

    /// Its public half, `age1…`.
    pub fn recipient(&self) -> String {
        self.0.to_public().to_string()
    }

    /// The key that was sealed for it; nothing when it was for another.
    fn open(&self, sealed: &[u8]) -> Option<ServerKey> {
        let bytes = age::decrypt(&self.0, sealed).ok()?;
        bytes.try_into().ok().map(ServerKey::from_bytes)
    }
}

fn read(path: &Path, text: &str) -> Result<Coffre, KeyError> {
    let key = text.trim().parse().map(Coffre);
    key.map_err(|_| KeyError::Content(path.display().to_string()))
}

/// Overwrites and removes the key pair: what the borne keeps opens no more.
///
/// # Errors
/// Those of the disk.
pub fn forget(folder: &Path) -> io::Result<()> {
    let path = folder.join(FILE);
    if !path.exists() {
        return Ok(());
    }
    fs::write(&path, "0".repeat(128))?;
    fs::remove_file(&path)
}

/// At the hub: seals the key of a coffre for the public half that its borne said.
///
/// # Errors
/// When that is no public key.
pub(super) fn seal(recipient: &str, key: &ServerKey) -> Result<String, NoRecipient> {
    let to: x25519::Recipient = recipient.parse().map_err(|_| NoRecipient)?;
    let sealed = age::encrypt(&to, key.bytes()).map_err(|_| NoRecipient)?;
    Ok(STANDARD.encode(sealed))
}

/// At a borne: the key of its coffre; nothing when it has none, or none that its key pair opens.
///
/// # Errors
/// Those of the database.
pub async fn key(link: &mut Link, coffre: &Coffre) -> Result<Option<ServerKey>, StoreError> {
    let kept = setting::get(link, SEALED).await?.unwrap_or_default();
    let sealed = kept.split_once(' ').map(|(_, sealed)| sealed);
    let sealed = sealed.and_then(|text| STANDARD.decode(text).ok());
    Ok(sealed.and_then(|sealed| coffre.open(&sealed)))
}

/// What a borne says of the key of its coffre, so that the hub knows whether to send it.
///
/// # Errors
/// Those of the database.
pub async fn print(link: &mut Link, coffre: &Coffre) -> Result<String, StoreError> {
    let key = key(link, coffre).await?;
    Ok(key.map_or_else(String::new, |key| key.fingerprint()))
}

/// Keeps the key that the hub sealed; whether it is another one than that under which papers
/// were kept here before. Nothing when it does not open.
///
/// # Errors
/// Those of the database.
pub async fn keep(tx: &mut Tx, coffre: &Coffre, sealed: &str) -> Result<Option<bool>, StoreError> {
    let opened = STANDARD.decode(sealed).ok();
    let Some(key) = opened.and_then(|bytes| coffre.open(&bytes)) else {
        return Ok(None);
    };
    let before = setting::get(tx, SEALED).await?.unwrap_or_default();
    let before = before.split_once(' ').map(|(print, _)| print.to_owned());
    let print = key.fingerprint();
    setting::set(tx, SEALED, &format!("{print} {sealed}")).await?;
    Ok(Some(before.is_some_and(|before| before != print)))
}
