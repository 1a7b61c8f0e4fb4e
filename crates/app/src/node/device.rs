//! What binds a verifier to this machine: a key in a file of its own, beside the database
//! and in no copy of it.
//!
//! The hash of a password that comes down is sealed with it (ChaCha20-Poly1305). A database
//! copied without the file lets nobody in, and gives nothing to guess passwords against.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use chacha20poly1305::{
    ChaCha20Poly1305, Key, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use plus_journal::wire::{hex, unhex, unhex_bytes};

use crate::{
    config::{Config, ConfigError},
    outside::Outside,
};

/// Name of the file in the data folder, unless `device_key` of `plus.toml` says where.
pub const FILE: &str = "appareil.cle";
/// What the key is for.
const CONTEXT: &str = "PLUS 2026-11 mots de passe liés à l’appareil v1";
/// How a sealed verifier begins, before where it comes from.
const MARK: &str = "plus-appareil-v1";
/// Bytes of a nonce.
const NONCE: usize = 12;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// The file.
    #[error("la clé de cet appareil ({path}) : {source}")]
    File {
        /// Which.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is not a key.
    #[error(
        "la clé de cet appareil ({0}) n’est pas lisible : effacez ce fichier, le prochain contact en fera une autre"
    )]
    Content(String),
    /// The settings.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A verifier could not be sealed.
    #[error("une forme de mot de passe ne peut pas être liée à cet appareil")]
    Seal,
}

/// Where a password was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// At the hub.
    Hub,
    /// On this machine, before it had one.
    Here,
}

impl Origin {
    fn code(self) -> &'static str {
        match self {
            Self::Hub => "portail",
            Self::Here => "ici",
        }
    }
}

/// The key of this machine.
pub struct DeviceKey(Key);

impl std::fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceKey(…)")
    }
}

/// Where the key of a data folder stands.
///
/// # Errors
/// When the settings of the folder cannot be read.
pub fn path(folder: &Path) -> Result<PathBuf, ConfigError> {
    let config = Config::of_folder(folder)?;
    Ok(config
        .device_key
        .map_or_else(|| folder.join(FILE), |path| folder.join(path)))
}

impl DeviceKey {
    /// The key of a data folder; none when the file is not there.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn of(folder: &Path) -> Result<Option<Self>, DeviceError> {
        let path = path(folder)?;
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                let secret: [u8; 32] = unhex(text.trim())
                    .ok_or_else(|| DeviceError::Content(path.display().to_string()))?;
                Ok(Some(Self(blake3::derive_key(CONTEXT, &secret).into())))
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(at(&path)(source)),
        }
    }

    /// The same, made when it is not there.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn make(folder: &Path, outside: &Outside) -> Result<Self, DeviceError> {
        if let Some(key) = Self::of(folder)? {
            return Ok(key);
        }
        let (path, secret) = (path(folder)?, outside.random_bytes::<32>());
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path).map_err(at(&path))?;
        file.write_all(hex(&secret).as_bytes()).map_err(at(&path))?;
        file.sync_all().map_err(at(&path))?;
        Ok(Self(blake3::derive_key(CONTEXT, &secret).into()))
    }

    /// Binds the hash of a password to this machine, for one account.
    ///
    /// # Errors
    /// Never for a hash of a plausible length.
    pub fn seal(
        &self,
        account: &str,
        hash: &str,
        origin: Origin,
        nonce: [u8; NONCE],
    ) -> Result<String, DeviceError> {
        let about = about(account, origin);
        let payload = Payload {
            msg: hash.as_bytes(),
            aad: about.as_bytes(),
        };
        let sealed = ChaCha20Poly1305::new(&self.0).encrypt(&Nonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| DeviceError::Seal)?;
        let code = origin.code();
        Ok(format!("{MARK}${code}${}${}", hex(&nonce), hex(&sealed)))
    }

    /// The hash that was bound; none when it is of another machine or another account.
    pub fn open(&self, account: &str, stored: &str) -> Option<String> {
        let origin = origin(stored)?;
        let mut parts = stored.rsplit('$');
        let (sealed, nonce) = (unhex_bytes(parts.next()?)?, unhex::<NONCE>(parts.next()?)?);
        let about = about(account, origin);
        let payload = Payload {
            msg: &sealed,
            aad: about.as_bytes(),
        };
        let opened = ChaCha20Poly1305::new(&self.0).decrypt(&Nonce::from(nonce), payload);
        String::from_utf8(opened.ok()?).ok()
    }
}

/// Where a sealed verifier comes from; none when it is not sealed.
pub fn origin(stored: &str) -> Option<Origin> {
    let rest = stored.strip_prefix(MARK)?.strip_prefix('$')?;
    let code = rest.split('$').next()?;
    [Origin::Hub, Origin::Here]
        .into_iter()
        .find(|origin| origin.code() == code)
}

/// The hash of a password as it is checked: unbound when it was bound to this machine, none
/// when it was bound to another.
///
/// # Errors
/// When the key is there and cannot be read.
pub fn unbound(
    folder: &Path,
    account: &str,
    stored: String,
) -> Result<Option<String>, DeviceError> {
    if origin(&stored).is_none() {
        return Ok(Some(stored));
    }
    let key = DeviceKey::of(folder)?;
    Ok(key.and_then(|key| key.open(account, &stored)))
}

/// Removes the key of a data folder, its bytes written over first.
///
/// # Errors
/// When the file is there and cannot be removed.
pub fn forget(folder: &Path) -> Result<(), DeviceError> {
    let path = path(folder)?;
    if !path.exists() {
        return Ok(());
    }
    std::fs::write(&path, "0".repeat(64)).map_err(at(&path))?;
    std::fs::remove_file(&path).map_err(at(&path))
}

fn about(account: &str, origin: Origin) -> String {
    format!("{MARK}\n{}\n{account}", origin.code())
}

fn at(path: &Path) -> impl FnOnce(std::io::Error) -> DeviceError {
    let path = path.display().to_string();
    move |source| DeviceError::File { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2Vs$aGFjaMOp";

    #[test]
    fn a_verifier_opens_on_its_machine_for_its_account_and_nowhere_else() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let key = DeviceKey::make(one.path(), &Outside::fixed(0, 1)).unwrap();
        let sealed = key.seal("maryse", HASH, Origin::Hub, [7; NONCE]).unwrap();
        assert!(!sealed.contains("argon2"), "{sealed}");
        let read = |folder: &Path, account| unbound(folder, account, sealed.clone()).unwrap();
        assert_eq!(read(one.path(), "maryse").as_deref(), Some(HASH));
        assert_eq!(read(one.path(), "rose"), None);
        assert_eq!(read(other.path(), "maryse"), None, "no key there");
        DeviceKey::make(other.path(), &Outside::fixed(0, 2)).unwrap();
        assert_eq!(read(other.path(), "maryse"), None, "another key");
        let claimed = sealed.replace("$portail$", "$ici$");
        assert_eq!(
            key.open("maryse", &claimed),
            None,
            "its origin is sealed too"
        );
    }

    #[test]
    fn a_hash_that_was_never_bound_is_read_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let read = unbound(folder.path(), "maryse", HASH.into()).unwrap();
        assert_eq!(read.as_deref(), Some(HASH));
        assert!(!folder.path().join(FILE).exists(), "reading makes no key");
    }

    #[test]
    fn the_key_is_for_its_owner_alone_and_can_be_forgotten() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        DeviceKey::make(folder.path(), &Outside::fixed(0, 1)).unwrap();
        let file = folder.path().join(FILE);
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::write(&file, "pas une clé").unwrap();
        assert!(matches!(
            DeviceKey::of(folder.path()),
            Err(DeviceError::Content(_))
        ));
        forget(folder.path()).unwrap();
        assert!(!file.exists());
        forget(folder.path()).unwrap();
    }
}
