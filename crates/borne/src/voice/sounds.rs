//! Sounds already made, on disk, within a bound: the one not heard for longest goes first.
//!
//! A file is whole or not there: it is written beside, then renamed, and checked when it is
//! read. Nothing of a person stands here: only sentences of public pages are said, and a
//! file carries the key of its sentence, not its words.

use std::{
    io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

use lru::LruCache;
use tokio::fs;

use super::{Key, wav};

/// Most bytes kept: about an hour and ten minutes of speech.
pub const MOST: u64 = 64 << 20;
/// What a file takes beside its bytes: the part of the last block, and its name.
const AROUND: u64 = 4 << 10;

#[derive(Debug)]
struct Held {
    kept: LruCache<Key, u64>,
    weight: u64,
    written: u64,
}

/// See the module.
#[derive(Debug)]
pub struct Sounds {
    folder: PathBuf,
    most: u64,
    held: Mutex<Held>,
}

impl Sounds {
    /// The sounds of a folder, made if needed, with `most` bytes at most.
    ///
    /// # Errors
    /// When the folder cannot be made or read.
    pub fn open(folder: &Path, most: u64) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let sounds = Self {
            folder: folder.to_owned(),
            most,
            held: Mutex::new(Held {
                kept: LruCache::unbounded(),
                weight: 0,
                written: 0,
            }),
        };
        for (key, bytes) in found(folder)? {
            sounds.note(key, bytes);
        }
        sounds.forget(sounds.too_many());
        Ok(sounds)
    }

    /// The sound of a key, if it is kept and whole.
    pub async fn get(&self, key: &Key) -> Option<Vec<u8>> {
        self.held().kept.get(key)?;
        let file = fs::read(self.path(key)).await.ok();
        let whole = file.filter(|file| wav::samples(file).is_some());
        if whole.is_none() {
            self.drop_one(key);
        }
        whole
    }

    /// Keeps a sound, and lets the oldest go.
    ///
    /// # Errors
    /// When the disk refuses it; the sound can be used all the same.
    pub async fn put(&self, key: &Key, file: &[u8]) -> io::Result<()> {
        let beside = self.folder.join(self.name_beside(key));
        let written = async {
            fs::write(&beside, file).await?;
            fs::rename(&beside, self.path(key)).await
        };
        if let Err(error) = written.await {
            // Best done: the next start takes away what is left.
            let _left = fs::remove_file(&beside).await;
            return Err(error);
        }
        self.note(key.clone(), file.len() as u64);
        self.forget(self.too_many());
        Ok(())
    }

    /// Bytes kept now, with what files take around them.
    pub fn weight(&self) -> u64 {
        self.held().weight
    }

    /// Sounds kept now.
    pub fn count(&self) -> usize {
        self.held().kept.len()
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.folder.join(format!("{}.wav", key.as_str()))
    }

    /// A name that no other writing of the same sound has at the same time.
    fn name_beside(&self, key: &Key) -> String {
        let mut held = self.held();
        held.written += 1;
        format!("{}.{}.part", key.as_str(), held.written)
    }

    fn note(&self, key: Key, bytes: u64) {
        let weight = bytes + AROUND;
        let mut held = self.held();
        let before = held.kept.put(key, weight).unwrap_or(0);
        held.weight = held.weight + weight - before;
    }

    fn drop_one(&self, key: &Key) {
        let mut held = self.held();
        if let Some(weight) = held.kept.pop(key) {
            held.weight -= weight;
        }
    }

    /// Takes the oldest out of the list until the rest fits.
    fn too_many(&self) -> Vec<Key> {
        let mut held = self.held();
        let mut gone = Vec::new();
        while held.weight > self.most {
            let Some((key, weight)) = held.kept.pop_lru() else {
                break;
            };
            held.weight -= weight;
            gone.push(key);
        }
        gone
    }

    fn forget(&self, gone: Vec<Key>) {
        for key in gone {
            // Already gone is as good.
            let _gone = std::fs::remove_file(self.path(&key));
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The sounds of a folder, the oldest first; what a stop left half written is removed.
fn found(folder: &Path) -> io::Result<Vec<(Key, u64)>> {
    let mut sounds = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.strip_suffix(".part").is_some() {
            std::fs::remove_file(entry.path())?;
        }
        let Some(key) = name.strip_suffix(".wav").and_then(Key::read) else {
            continue;
        };
        let about = entry.metadata()?;
        let at = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        sounds.push((at, key, about.len()));
    }
    sounds.sort_by(|a, b| (a.0, a.1.as_str()).cmp(&(b.0, b.1.as_str())));
    Ok(sounds
        .into_iter()
        .map(|(_, key, bytes)| (key, bytes))
        .collect())
}
