//! The key of a hub that seals papers: in a file of its own, beside the database and in no
//! copy of it, as that of a device (`node::device`). Hubs that share a database share it.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use plus_domain::ids::NodeId;
use plus_journal::wire::{hex, unhex};

use crate::{
    config::{Config, ConfigError},
    outside::Outside,
};

/// Name of the file in the data folder, unless `retrait_key` of `plus.toml` says where.
pub const FILE: &str = "retrait.cle";
const FINDS: &str = "PLUS 2026-11 retrait : trouver un document v1";
const SALTS: &str = "PLUS 2026-11 retrait : sel de la recherche v1";
const SEALS: &str = "PLUS 2026-11 retrait : sceller un document v1";
const BORNES: &str = "PLUS 2026-11 retrait : coffre d'une borne v1";
const PRINTS: &str = "PLUS 2026-11 retrait : empreinte d'une cle v1";

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file.
    #[error("la clé {path} : {source}")]
    File {
        /// Which.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// It is not a key.
    #[error("la clé {0} n’est pas lisible : remettez-la depuis sa copie")]
    Content(String),
    /// The settings.
    #[error(transparent)]
    Config(#[from] ConfigError),
}

/// See the module.
pub struct ServerKey([u8; 32]);

impl std::fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ServerKey(…)")
    }
}

impl ServerKey {
    /// That of a data folder, made the first time.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn of(folder: &Path, outside: &Outside) -> Result<Self, KeyError> {
        kept(&path(folder)?, outside).map(Self)
    }

    /// That of the coffre of a borne, as this hub draws it from its own: the papers that the
    /// borne keeps are bound to it, and it opens none of the others.
    #[must_use]
    pub fn of_borne(&self, borne: &NodeId) -> Self {
        let key = blake3::derive_key(BORNES, &self.0);
        Self(*blake3::keyed_hash(&key, borne.as_str().as_bytes()).as_bytes())
    }

    /// The key that travelled, sealed, to a borne.
    pub(super) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// What travels, once sealed.
    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// What tells it from another and opens nothing, in hexadecimal.
    pub(super) fn fingerprint(&self) -> String {
        hex(&blake3::derive_key(PRINTS, &self.0)[..16])
    }

    /// Finds: a keyed hash of a stretched secret, in hexadecimal.
    pub(super) fn lookup(&self, stretched: &[u8; 32]) -> String {
        let key = blake3::derive_key(FINDS, &self.0);
        blake3::keyed_hash(&key, stretched).to_hex().to_string()
    }

    /// The salt with which what is presented is stretched before it is looked for.
    pub(super) fn lookup_salt(&self) -> [u8; 16] {
        let derived = blake3::derive_key(SALTS, &self.0);
        let mut salt = [0; 16];
        salt.copy_from_slice(&derived[..16]);
        salt
    }

    /// What is mixed into the key of each paper.
    pub(super) fn sealing(&self) -> [u8; 32] {
        blake3::derive_key(SEALS, &self.0)
    }
}

/// Where the key of a data folder stands.
///
/// # Errors
/// When the settings of the folder cannot be read.
pub fn path(folder: &Path) -> Result<PathBuf, ConfigError> {
    let said = Config::of_folder(folder)?.retrait_key;
    Ok(folder.join(said.as_deref().unwrap_or(FILE)))
}

/// The 256 bits of a file, drawn and written the first time.
///
/// # Errors
/// When the file cannot be read or written.
pub(crate) fn kept(path: &Path, outside: &Outside) -> Result<[u8; 32], KeyError> {
    match fs::read_to_string(path) {
        Ok(text) => read(path, &text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let secret = hex(&outside.random_bytes::<32>());
            read(path, &make(path, outside, &secret)?)
        }
        Err(source) => Err(at(path)(source)),
    }
}

fn read(path: &Path, text: &str) -> Result<[u8; 32], KeyError> {
    unhex(text.trim()).ok_or_else(|| KeyError::Content(path.display().to_string()))
}

/// Written whole under another name first: two that begin at once hold the same key. Answers
/// what the file holds in the end.
pub(super) fn make(path: &Path, outside: &Outside, secret: &str) -> Result<String, KeyError> {
    let mark = hex(&outside.random_bytes::<8>());
    let draft = path.with_extension(mark);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let mut file = options.open(&draft).map_err(at(&draft))?;
    file.write_all(secret.as_bytes()).map_err(at(&draft))?;
    file.sync_all().map_err(at(&draft))?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft).map_err(at(&draft))?;
    match linked {
        Ok(()) => Ok(secret.to_owned()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::read_to_string(path).map_err(at(path))
        }
        Err(source) => Err(at(path)(source)),
    }
}

pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> KeyError {
    let path = path.display().to_string();
    move |source| KeyError::File { path, source }
}
