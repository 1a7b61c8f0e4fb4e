//! Folders under construction: beside the packs, locked while somebody builds in them.
//!
//! A build that was killed leaves its folder and loses its lock: [`clean`] then removes it.
//! The lock is a file beside the folder, held until the folder has its final name.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Packs never start with a dot.
const PREFIX: &str = ".building-";
const LOCK: &str = "lock";

/// A folder under construction. Dropped before [`Building::publish`], it disappears.
pub(super) struct Building {
    folder: PathBuf,
    /// Released by the system when the process ends, however it ends.
    _lock: File,
}

impl Building {
    /// Makes a new folder under `root`, which is created if needed.
    pub fn create(root: &Path) -> io::Result<Self> {
        fs::create_dir_all(root)?;
        clean(root)?;
        for number in 0..u32::MAX {
            let folder = root.join(format!("{PREFIX}{number}"));
            match Self::reserve(&folder) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                other => return other,
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Takes a number. Fails with `AlreadyExists` when another build has it.
    fn reserve(folder: &Path) -> io::Result<Self> {
        let path = folder.with_extension(LOCK);
        let lock = OpenOptions::new().write(true).create_new(true).open(path)?;
        if lock.try_lock().is_err() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        fs::create_dir(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            _lock: lock,
        })
    }

    /// Where to write.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Makes every file durable and gives the folder its final name, in one step.
    pub fn publish(self, target: &Path) -> io::Result<()> {
        sync(&self.folder)?;
        fs::rename(&self.folder, target)?;
        target.parent().map_or(Ok(()), sync_folder)
    }
}

impl Drop for Building {
    fn drop(&mut self) {
        remove(&self.folder);
    }
}

/// Removes what killed builds have left under `root`; builds at work keep theirs.
pub fn clean(root: &Path) -> io::Result<()> {
    for entry in fs::read_dir(root)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(PREFIX) && path.extension().is_some_and(|it| it == LOCK) {
            let lock = File::open(&path)?;
            if lock.try_lock().is_ok() {
                remove(&path.with_extension(""));
            }
        }
    }
    Ok(())
}

/// Removes a folder under construction (gone already when it was published) and its lock.
fn remove(folder: &Path) {
    let gone = |result: io::Result<()>| match result {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(%error, folder = %folder.display(), "a build left something behind");
        }
        _ => {}
    };
    gone(fs::remove_dir_all(folder));
    gone(fs::remove_file(folder.with_extension(LOCK)));
}

/// Makes the files of a folder and of its subfolders durable.
fn sync(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync(&entry.path())?;
        } else {
            File::open(entry.path())?.sync_all()?;
        }
    }
    sync_folder(folder)
}

/// Makes the names in a folder durable, where the system allows it.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}
