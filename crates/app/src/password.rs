//! Passwords of accounts: which are refused, how they are hashed and checked.
//!
//! Rules of requirement S2: length is what counts, no composition is imposed,
//! nothing expires, easy words are refused. Hashing is Argon2id (S1), off the
//! asynchronous threads and two at a time, so that a flood of tries takes neither
//! the memory nor the processors of the relay. Nothing is stored here.

use std::{
    path::Path,
    sync::{Arc, LazyLock},
};

use argon2::{
    Params,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use scratch::Scratch;
use tokio::sync::Semaphore;

use self::voles::{Stolen, StolenError};
use crate::config::PasswordCost;

pub mod courants;
mod scratch;
pub mod voles;

/// Least length, characters.
pub const LEAST: usize = 12;
/// Most length, characters: beyond, the hash costs and protects nothing more.
pub const MOST: usize = 256;

const AT_ONCE: usize = 2;

static EASY: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../data/mots-de-passe-refuses.txt").lines();
    lines
        .map(str::trim)
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .collect()
});

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Under 12 characters.
    #[error("Prenez au moins 12 signes : trois ou quatre mots au hasard, par exemple.")]
    Short,
    /// Over 256 characters.
    #[error("Prenez 256 signes au plus.")]
    Long,
    /// Easy to guess: common words, names of here, one's own name, a single sign.
    #[error(
        "Ce mot de passe est facile à deviner. Prenez trois ou quatre mots sans lien entre eux."
    )]
    Easy,
    /// In the list of the stolen ones that this machine holds.
    #[error("Ce mot de passe a déjà été volé ailleurs. Prenez-en un autre.")]
    Stolen,
}

impl Refusal {
    /// Key of the sentence in the translations.
    pub fn key(self) -> &'static str {
        match self {
            Self::Short => "compte-mot-de-passe-court",
            Self::Long => "compte-mot-de-passe-long",
            Self::Easy => "compte-mot-de-passe-facile",
            Self::Stolen => "compte-mot-de-passe-vole",
        }
    }
}

/// Checks a password. `own` are words that this person should not use: login,
/// name, communes of the territory.
pub fn check(password: &str, own: &[&str]) -> Result<(), Refusal> {
    match password.chars().count() {
        n if n < LEAST => Err(Refusal::Short),
        n if n > MOST => Err(Refusal::Long),
        _ if courants::holds(password) || is_easy(password, own) => Err(Refusal::Easy),
        _ => Ok(()),
    }
}

/// Whether a password that passed [`check`] is in the list of the stolen ones, when this
/// machine has one (`web.stolen_passwords`). Reads a file: off the asynchronous threads.
///
/// # Errors
/// The list that is named does not answer: nothing is then accepted.
pub fn check_stolen(password: &str, list: Option<&Path>) -> Result<Option<Refusal>, StolenError> {
    let stolen = match list {
        Some(list) => Stolen::new(list).holds(password)?,
        None => false,
    };
    Ok(stolen.then_some(Refusal::Stolen))
}

fn is_easy(password: &str, own: &[&str]) -> bool {
    let own: Vec<String> = own
        .iter()
        .flat_map(|name| name.split(' '))
        .map(letters)
        .collect();
    let listed = EASY.iter().copied().chain(own.iter().map(String::as_str));
    let words: Vec<&str> = listed.filter(|w| !w.is_empty()).collect();
    let plain = letters(password);
    let tail = |c: char| !c.is_alphabetic();
    let disguised = letters(&undisguised(password.trim_end_matches(tail)));
    let mut signs: Vec<char> = password.chars().collect();
    signs.sort_unstable();
    signs.dedup();
    signs.len() < 5 || is_made_of(&plain, &words, 2) || is_made_of(&disguised, &words, 2)
}

/// Lower-case letters alone, without accents.
fn letters(text: &str) -> String {
    let folded = text.chars().flat_map(char::to_lowercase).map(|c| match c {
        'à' | 'â' | 'ä' | 'á' => 'a',
        'ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' | 'í' => 'i',
        'ô' | 'ö' | 'ò' | 'ó' => 'o',
        'ù' | 'û' | 'ü' | 'ú' => 'u',
        c => c,
    });
    folded.filter(|c| c.is_alphabetic()).collect()
}

/// « m0td3p@sse » read as « motdepasse ».
fn undisguised(text: &str) -> String {
    let read = |c| match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        c => c,
    };
    text.chars().map(read).collect()
}

/// Whether a text is nothing but at most `most` of the words. So is an empty text:
/// digits alone are easy whatever their number.
fn is_made_of(text: &str, words: &[&str], most: usize) -> bool {
    if text.is_empty() {
        return true;
    }
    most > 0
        && words
            .iter()
            .filter_map(|word| text.strip_prefix(word))
            .any(|rest| is_made_of(rest, words, most - 1))
}

/// What a check of a password says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Not the one, or nobody by that name.
    Wrong,
    /// The one.
    Right {
        /// Hashed at a lower cost than today's: to hash again.
        stale: bool,
    },
}

/// A password could not be hashed or its hash could not be read.
#[derive(Debug, thiserror::Error)]
#[error("hash of a password: {0}")]
pub struct HashError(String);

/// Hashes and checks passwords. Clones share the same two places.
#[derive(Debug, Clone)]
pub struct Hasher {
    cost: PasswordCost,
    places: Arc<Semaphore>,
}

impl Hasher {
    /// With a cost.
    pub fn new(cost: PasswordCost) -> Self {
        Self {
            cost,
            places: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// The PHC string of a password.
    pub async fn hash(&self, password: String, salt: [u8; 16]) -> Result<String, HashError> {
        let argon = self.argon()?;
        self.aside(move || {
            let hash: PasswordHash = argon
                .hash_password_with_salt(password.as_bytes(), &salt)
                .map_err(|e| HashError(e.to_string()))?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Checks a password against a stored hash. Without a hash — nobody by that
    /// name, or no password yet — it takes as long and is wrong.
    pub async fn verify(
        &self,
        password: String,
        stored: Option<String>,
    ) -> Result<Verdict, HashError> {
        let known = stored.is_some();
        let phc = stored.unwrap_or_else(|| self.nobody());
        let current = self.parameters();
        let argon = self.argon()?;
        self.aside(move || {
            let hash = PasswordHash::new(&phc).map_err(|e| HashError(e.to_string()))?;
            let right = argon.verify_password(password.as_bytes(), &hash).is_ok();
            let stale = !phc.starts_with(&current);
            Ok(if right && known {
                Verdict::Right { stale }
            } else {
                Verdict::Wrong
            })
        })
        .await
    }

    /// Stretches a secret into 256 bits, at a cost that no setting changes: what was made
    /// with them a month ago must be made again.
    pub async fn stretch(&self, secret: Vec<u8>, salt: [u8; 16]) -> Result<[u8; 32], HashError> {
        self.aside(move || scratch::stretch(&secret, &salt).map_err(|e| HashError(e.to_string())))
            .await
    }

    fn argon(&self) -> Result<Scratch, HashError> {
        Params::new(self.cost.memory_kib, self.cost.passes, 1, None)
            .map(Scratch)
            .map_err(|e| HashError(e.to_string()))
    }

    /// Beginning of every PHC string of today's cost.
    fn parameters(&self) -> String {
        format!(
            "$argon2id$v=19$m={},t={},p=1$",
            self.cost.memory_kib, self.cost.passes
        )
    }

    /// A hash that no password has: what is checked for somebody who does not exist.
    fn nobody(&self) -> String {
        let (salt, hash) = ("A".repeat(22), "A".repeat(43));
        format!("{}{salt}${hash}", self.parameters())
    }

    async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, HashError> {
        let broken = |e: &dyn std::error::Error| HashError(e.to_string());
        let place = self
            .places
            .clone()
            .acquire_owned()
            .await
            .map_err(|e| broken(&e))?;
        let done = tokio::task::spawn_blocking(move || {
            let _held_until_done = place;
            work()
        });
        done.await.map_err(|e| broken(&e))?
    }
}

#[cfg(test)]
mod tests;
