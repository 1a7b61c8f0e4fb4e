//! Keys of backups: who will be able to read one, and with what one is read (the `age`
//! format, decision 0013). Secrets come from files that nobody else may read, or from the
//! environment, never from the command line (requirement S14).

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    iter,
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

use age::{
    Encryptor, Identity, scrypt,
    secrecy::{ExposeSecret, SecretString},
    x25519,
};

/// Cost of a passphrase: 2^17 blocks, 128 MiB, about half a second. What is read may have
/// cost up to sixteen times more.
const WORK: u8 = 17;
const MOST_WORK: u8 = 21;
/// Least length of a passphrase, signs.
const SHORTEST: usize = 12;

/// Why a key does not serve.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Nothing says who may read the backup.
    #[error(
        "dites qui pourra lire cette sauvegarde : --recipient age1… (plus backup key FICHIER en fait une), --passphrase-file FICHIER, ou --clear pour la laisser lisible par tous ceux qui ont le fichier"
    )]
    None,
    /// Two ways at once.
    #[error("une seule façon à la fois : des clés (--recipient), une phrase, ou --clear")]
    Several,
    /// A file.
    #[error("{path} : {source}")]
    File {
        /// Which.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// Others may read a secret.
    #[error(
        "{0} peut être lu par d’autres comptes de cette machine : rien n’est fait. Fermez-le (chmod 600 {0}), et changez ce secret si quelqu’un a pu le lire"
    )]
    Open(String),
    /// The file holds no identity.
    #[error("{0} ne contient pas de clé de sauvegarde (AGE-SECRET-KEY-1…)")]
    NoIdentity(String),
    /// Not a recipient.
    #[error("« {0} » n’est pas une clé publique de sauvegarde (age1…)")]
    Recipient(String),
    /// Too short.
    #[error("la phrase de la sauvegarde est trop courte : au moins {SHORTEST} signes")]
    Short,
    /// A new key never takes the place of another.
    #[error("{0} existe déjà : une clé ne prend jamais la place d’une autre")]
    Exists(String),
}

/// Who will be able to read a backup.
#[derive(Clone)]
pub enum Protection {
    /// Whoever has the file.
    Clear,
    /// Whoever knows the passphrase.
    Passphrase(SecretString),
    /// Whoever holds the secret key of one of these public keys.
    Recipients(Vec<x25519::Recipient>),
}

/// What a backup is read with.
#[derive(Default)]
pub struct Keys(Vec<Box<dyn Identity + Send + Sync>>);

impl std::fmt::Debug for Protection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Clear => "Clear",
            Self::Passphrase(_) => "Passphrase",
            Self::Recipients(_) => "Recipients",
        })
    }
}

impl Protection {
    /// From what was asked: recipients, or a passphrase, or nothing at all on purpose.
    ///
    /// # Errors
    /// When nothing was asked, or two things, or something that is no key.
    pub fn of(
        recipients: &[String],
        passphrase: Option<SecretString>,
        clear: bool,
    ) -> Result<Self, KeyError> {
        match (recipients.is_empty(), passphrase, clear) {
            (true, None, true) => Ok(Self::Clear),
            (true, Some(passphrase), false) => Ok(Self::Passphrase(long_enough(passphrase)?)),
            (false, None, false) => {
                let read =
                    |text: &String| text.parse().map_err(|_| KeyError::Recipient(text.clone()));
                let recipients: Result<_, _> = recipients.iter().map(read).collect();
                recipients.map(Self::Recipients)
            }
            (true, None, false) => Err(KeyError::None),
            _ => Err(KeyError::Several),
        }
    }

    /// Whether a backup made so can be read by whoever has it.
    pub fn is_clear(&self) -> bool {
        matches!(self, Self::Clear)
    }

    /// What encrypts a backup, and what this process may read it again with to verify it.
    /// With public keys that is a key of this one backup, forgotten at the end: no machine
    /// needs to hold a secret to make backups and verify them.
    pub(super) fn begin(&self) -> Option<(Encryptor, Keys)> {
        match self {
            Self::Clear => None,
            Self::Passphrase(passphrase) => {
                let mut recipient = scrypt::Recipient::new(passphrase.clone());
                recipient.set_work_factor(WORK);
                let encryptor = Encryptor::with_recipients(iter::once(&recipient as _));
                Some((encryptor.ok()?, Keys::passphrase(passphrase.clone())))
            }
            Self::Recipients(recipients) => {
                let passing = x25519::Identity::generate();
                let all = iter::once(passing.to_public()).chain(recipients.iter().cloned());
                let all: Vec<x25519::Recipient> = all.collect();
                let encryptor = Encryptor::with_recipients(all.iter().map(|r| r as _));
                Some((encryptor.ok()?, Keys(vec![Box::new(passing)])))
            }
        }
    }
}

fn long_enough(passphrase: SecretString) -> Result<SecretString, KeyError> {
    if passphrase.expose_secret().chars().count() < SHORTEST {
        return Err(KeyError::Short);
    }
    Ok(passphrase)
}

impl Keys {
    /// A passphrase.
    pub fn passphrase(passphrase: SecretString) -> Self {
        let mut identity = scrypt::Identity::new(passphrase);
        identity.set_max_work_factor(MOST_WORK);
        Self(vec![Box::new(identity)])
    }

    /// The secret keys of a file.
    ///
    /// # Errors
    /// When others may read it, or it holds none.
    pub fn of_file(path: &Path) -> Result<Self, KeyError> {
        let text = read_secret(path)?;
        let lines = text.lines().map(str::trim);
        let keys: Vec<Box<dyn Identity + Send + Sync>> = lines
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .filter_map(|line| line.parse::<x25519::Identity>().ok())
            .map(|key| Box::new(key) as _)
            .collect();
        if keys.is_empty() {
            return Err(KeyError::NoIdentity(path.display().to_string()));
        }
        Ok(Self(keys))
    }

    /// These keys and those.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &dyn Identity> {
        self.0.iter().map(|key| &**key as &dyn Identity)
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} key(s)", self.0.len())
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> KeyError {
    let path = path.display().to_string();
    move |source| KeyError::File { path, source }
}

/// The first line of a file that only its owner may read.
///
/// # Errors
/// When others may read it.
pub fn passphrase_of(path: &Path) -> Result<SecretString, KeyError> {
    let text = read_secret(path)?;
    Ok(SecretString::from(
        text.lines().next().unwrap_or_default().to_owned(),
    ))
}

/// A file that only its owner may read (S14).
fn read_secret(path: &Path) -> Result<String, KeyError> {
    let mode = fs::metadata(path).map_err(at(path))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(KeyError::Open(path.display().to_string()));
    }
    fs::read_to_string(path).map_err(at(path))
}

/// A new file that only its owner may read or write.
pub(crate) fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    options.open(path)
}

/// Makes a key: its secret half in a new file of mode 600, its public half in the answer.
///
/// # Errors
/// When the file is there already, or cannot be written.
pub fn make(path: &Path, now: &str) -> Result<String, KeyError> {
    if path.exists() {
        return Err(KeyError::Exists(path.display().to_string()));
    }
    let key = x25519::Identity::generate();
    let (public, secret) = (key.to_public().to_string(), key.to_string());
    let text = format!(
        "# Clé de sauvegarde de PLUS, faite le {now}. Sans elle, rien ne se relit.\n# Clé publique : {public}\n{}\n",
        secret.expose_secret()
    );
    let mut file = private_file(path).map_err(at(path))?;
    file.write_all(text.as_bytes()).map_err(at(path))?;
    file.sync_all().map_err(at(path))?;
    Ok(public)
}
