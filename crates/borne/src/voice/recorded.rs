//! What a person recorded, for a language that no program speaks: Kréyol.
//!
//! A territory gives them in `voix/gcf-MQ/`: one sound for each phrase, `wav` or `ogg`, and
//! `phrases.tsv`, which says on each line the file, a tab, and the phrase exactly as pages
//! show it. A line that is empty or begins with `#` says nothing.

use std::{
    collections::HashMap,
    io,
    path::{Path, PathBuf},
};

use tokio::fs;

use super::Key;

/// Name of the list.
pub const LIST: &str = "phrases.tsv";
/// Largest file, bytes: a phrase, not a speech.
const MOST: u64 = 2 << 20;

/// Phrases that a person recorded in one language.
#[derive(Debug, Default)]
pub struct Recordings {
    tag: String,
    files: HashMap<Key, PathBuf>,
}

/// Why recordings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RecordedError {
    /// A file cannot be read.
    #[error("{path} : lecture impossible ({source})")]
    Read {
        /// Which.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// A line of the list is not right.
    #[error("{LIST}, ligne {line} : {reason}")]
    Line {
        /// Its number, from 1.
        line: usize,
        /// What is wrong, and what is expected.
        reason: &'static str,
    },
}

impl Recordings {
    /// Those of the folder of a language, none when it is not there.
    ///
    /// # Errors
    /// When the list cannot be read, or names a file that is not there or is no sound.
    pub fn read(folder: &Path, tag: &str) -> Result<Self, RecordedError> {
        let list = folder.join(LIST);
        let text = match std::fs::read_to_string(&list) {
            Ok(text) => text,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(source) => {
                let path = list.display().to_string();
                return Err(RecordedError::Read { path, source });
            }
        };
        let mut files = HashMap::new();
        for (at, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let refuse = |reason| RecordedError::Line {
                line: at + 1,
                reason,
            };
            let (file, phrase) = line
                .split_once('\t')
                .ok_or_else(|| refuse("le fichier, une tabulation, la phrase"))?;
            let path = sound(folder, file).map_err(refuse)?;
            files.insert(key(tag, phrase), path);
        }
        Ok(Self {
            tag: tag.to_owned(),
            files,
        })
    }

    /// The key of a phrase that was recorded.
    pub fn find(&self, phrase: &str, tag: &str) -> Option<Key> {
        let key = key(tag, phrase);
        (tag == self.tag && self.files.contains_key(&key)).then_some(key)
    }

    /// The sound of a key and its type, if it is one of these.
    pub async fn get(&self, wanted: &Key) -> Option<(Vec<u8>, &'static str)> {
        let path = self.files.get(wanted)?;
        let file = fs::read(path).await.ok()?;
        Some((file, media_type(path)?))
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.files.len()
    }
}

fn key(tag: &str, phrase: &str) -> Key {
    let plain: Vec<&str> = phrase.split_whitespace().collect();
    Key::of(&["enregistré", tag, &plain.join(" ")])
}

/// The path of a file of the list: beside it, of a known kind, not too large.
fn sound(folder: &Path, file: &str) -> Result<PathBuf, &'static str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !file.chars().all(plain) || file.starts_with('.') {
        return Err("un nom de fichier sans dossier, en lettres, chiffres et tirets");
    }
    let path = folder.join(file);
    media_type(&path).ok_or("un fichier .wav ou .ogg")?;
    let about = std::fs::metadata(&path).map_err(|_| "ce fichier n’est pas là")?;
    if about.len() > MOST {
        return Err("un fichier de 2 Mo au plus");
    }
    Ok(path)
}

fn media_type(path: &Path) -> Option<&'static str> {
    Some(match path.extension()?.to_str()? {
        "wav" => "audio/wav",
        "ogg" => "audio/ogg",
        _ => return None,
    })
}
