//! A document that arrives part after part: a file that grows, until its bytes are those
//! that its name says.

use std::{fs, io::Write, path::PathBuf};

use super::{flatten, folder, hash_of, path};
use crate::{Store, StoreError};

/// See the module.
#[derive(Debug, Clone)]
pub struct Arriving {
    hash: String,
    file: PathBuf,
}

impl Arriving {
    /// The document of a name, however far it is.
    ///
    /// # Errors
    /// When the name is not a BLAKE3.
    pub fn of(store: &Store, hash: &str) -> Result<Self, StoreError> {
        // Refuses what is not a name, before it is part of a path.
        path(store, hash)?;
        Ok(Self {
            hash: hash.to_owned(),
            file: folder(store).join("arriving").join(hash),
        })
    }

    /// Where its bytes are.
    pub fn file(&self) -> &PathBuf {
        &self.file
    }

    /// How many bytes are here.
    pub fn length(&self) -> u64 {
        fs::metadata(&self.file).map_or(0, |file| file.len())
    }

    /// Adds a part at the end. A part that was written by half by a stop of the machine is
    /// told by the length, or in the end by the name.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn append(&self, bytes: Vec<u8>) -> Result<(), StoreError> {
        let (file, shown) = (self.file.clone(), self.file.display().to_string());
        let written = tokio::task::spawn_blocking(move || {
            if let Some(folder) = file.parent() {
                fs::create_dir_all(folder)?;
            }
            let mut options = fs::OpenOptions::new();
            let mut file = options.create(true).append(true).open(&file)?;
            file.write_all(&bytes)?;
            file.sync_data()
        });
        flatten(written.await, shown)
    }

    /// Whether the bytes are those that the name says. When they are not, all is removed:
    /// it begins again.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn is_whole(&self) -> Result<bool, StoreError> {
        let (file, shown) = (self.file.clone(), self.file.display().to_string());
        let found = tokio::task::spawn_blocking(move || hash_of(&file)).await;
        let whole = flatten(found, shown)? == self.hash;
        if !whole {
            self.forget();
        }
        Ok(whole)
    }

    /// Removes what is here. Removing what is gone already is no matter.
    pub fn forget(&self) {
        let _gone = fs::remove_file(&self.file);
    }
}
