//! Maintenance: a file in the folder of the data closes the pages, and its absence opens
//! them. A file and no line of the database: the pages must also be closed while the database
//! is put back, and every process of this folder sees it at its next request.

use std::{fs, io, path::Path};

use serde::{Deserialize, Serialize};

/// Name of the file.
pub const FILE: &str = "maintenance.json";
/// What a reader is asked to wait when nobody said until when, seconds.
const USUAL_WAIT: i64 = 600;
/// The least and the most that a reader is asked to wait, seconds.
const WAITS: (i64, i64) = (60, 86_400);

/// A maintenance that goes on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Maintenance {
    /// When it began, milliseconds UTC.
    pub since: i64,
    /// When the pages should come back.
    pub until: Option<i64>,
}

impl Maintenance {
    /// When the pages come back, unless that is over: it lasts longer than was thought.
    pub fn back_at(self, now_ms: i64) -> Option<i64> {
        self.until.filter(|until| *until > now_ms)
    }

    /// Seconds to wait before another try.
    pub fn wait(self, now_ms: i64) -> i64 {
        let wait = self
            .until
            .map_or(USUAL_WAIT, |until| (until - now_ms) / 1_000);
        wait.clamp(WAITS.0, WAITS.1)
    }
}

/// What goes on in a folder; nothing when it is open. A file that does not read closes too.
pub fn standing(folder: &Path) -> Option<Maintenance> {
    match fs::read(folder.join(FILE)) {
        Ok(bytes) => Some(serde_json::from_slice(&bytes).unwrap_or_default()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(_) => Some(Maintenance::default()),
    }
}

/// Closes the pages of a folder.
///
/// # Errors
/// When the file cannot be written.
pub fn begin(folder: &Path, maintenance: Maintenance) -> io::Result<()> {
    let text = serde_json::to_vec(&maintenance)?;
    fs::write(folder.join(FILE), text)
}

/// Opens them; whether they were closed.
///
/// # Errors
/// When the file cannot be removed.
pub fn end(folder: &Path) -> io::Result<bool> {
    match fs::remove_file(folder.join(FILE)) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
