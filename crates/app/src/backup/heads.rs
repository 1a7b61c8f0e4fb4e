//! Ends of chains, in a file to keep elsewhere than on this machine (requirement S12):
//! written beside each backup of the night, and by `plus journal heads`.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use plus_store::{
    Store, StoreError,
    audit::{self, Point},
    exchange::witness::{self, Seen},
};
use serde::{Deserialize, Serialize};

use super::{BackupError, at, key::private_file, retention};

/// Ends of chains, as a file keeps them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Kept {
    /// When, milliseconds UTC.
    #[serde(default)]
    pub at: i64,
    /// The ends.
    pub heads: Vec<Seen>,
    /// BLAKE3 of them all: what the QR code shows.
    #[serde(default)]
    pub digest: String,
    /// The last checkpoint of the trail of security, signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<Point>,
}

impl Kept {
    /// The ends of every chain that a machine holds whole.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(store: &Store, now_ms: i64) -> Result<Self, StoreError> {
        let mut link = store.read().await?;
        let heads = witness::heads(&mut link).await?;
        Ok(Self {
            trace: audit::points(&mut link).await?.pop(),
            at: now_ms,
            digest: digest(&heads),
            heads,
        })
    }

    /// Whether nobody changed the file since.
    pub fn is_whole(&self) -> bool {
        self.digest.is_empty() || self.digest == digest(&self.heads)
    }

    /// When, as a person writes it.
    pub fn day(&self) -> String {
        let at = jiff::Timestamp::from_millisecond(self.at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        at.strftime("%Y-%m-%dT%H:%MZ").to_string()
    }

    /// What the QR code says: when, and the sum of all the ends.
    pub fn code(&self) -> String {
        format!("plus-fins-de-suites 1 {} {}", self.day(), self.digest)
    }
}

/// One short text for all the ends.
fn digest(heads: &[Seen]) -> String {
    let mut hasher = blake3::Hasher::new();
    for seen in heads {
        let hash = plus_journal::wire::hex(&seen.hash);
        let line = format!("{} {} {} {hash}\n", seen.node, seen.epoch, seen.seq);
        hasher.update(line.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// The file that stands beside a backup.
pub(super) fn beside(backup: &Path) -> PathBuf {
    let name = backup.file_name().unwrap_or_default().to_string_lossy();
    backup.with_file_name(format!("{}.fins.json", retention::stem(&name)))
}

/// Writes the ends of the day beside a backup.
pub(super) async fn write(store: &Store, backup: &Path, now_ms: i64) -> Result<(), BackupError> {
    let kept = Kept::of(store, now_ms).await?;
    let text = serde_json::to_vec_pretty(&kept).unwrap_or_default();
    let target = beside(backup);
    // Of a try of the same minute, if there was one.
    let _gone = fs::remove_file(&target);
    let mut file = private_file(&target).map_err(at(&target))?;
    file.write_all(&text).map_err(at(&target))?;
    file.sync_all().map_err(at(&target))
}
