//! What was promised to the machines, written beside the backups: how far each chain is
//! safe, and in which file. Somebody who restores an older file is told what is missing.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
};

use plus_journal::Head;
use serde::{Deserialize, Serialize};

use super::{BackupError, at, key::private_file};

/// Name of the file, in the folder of the backups.
pub const FILE: &str = "dernier-abri.json";

/// The last promise made of the backups of a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mark {
    /// Name of the backup that covers it.
    pub file: String,
    /// When it was verified, milliseconds UTC.
    pub at: i64,
    /// How far each chain is safe, by machine and epoch (`machine/epoch`).
    pub chains: BTreeMap<String, u64>,
}

fn name(head: &Head) -> String {
    format!("{}/{}", head.node, head.epoch)
}

fn path(backup: &Path) -> PathBuf {
    backup.with_file_name(FILE)
}

/// Writes what a verified backup covers. A promise made by a later one stays.
pub(super) fn write(backup: &Path, heads: &[Head], now_ms: i64) -> Result<(), BackupError> {
    let mut mark = read(backup).unwrap_or_default();
    for head in heads {
        let safe = mark.chains.entry(name(head)).or_default();
        *safe = head.seq.max(*safe);
    }
    if mark.at <= now_ms {
        mark.at = now_ms;
        mark.file = backup
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
    }
    let (target, part) = (path(backup), backup.with_file_name(format!("{FILE}.part")));
    let text = serde_json::to_vec_pretty(&mark).unwrap_or_default();
    // What an interrupted try left, if it left something.
    let _gone = fs::remove_file(&part);
    let mut file = private_file(&part).map_err(at(&part))?;
    file.write_all(&text).map_err(at(&part))?;
    file.sync_all().map_err(at(&part))?;
    fs::rename(&part, &target).map_err(at(&target))?;
    sync_folder(backup);
    Ok(())
}

/// The promise that stands beside a backup; none when there is none to read.
pub fn read(backup: &Path) -> Option<Mark> {
    let text = fs::read(path(backup)).ok()?;
    serde_json::from_slice(&text).ok()
}

/// How many entries were promised safe that a backup does not hold, and the file that holds
/// them.
pub(super) fn missing(backup: &Path, heads: &[Head]) -> Option<(u64, String)> {
    let mark = read(backup)?;
    let held: BTreeMap<String, u64> = heads.iter().map(|h| (name(h), h.seq)).collect();
    let known = mark.chains.keys().any(|chain| held.contains_key(chain));
    let lacks =
        |(chain, safe): (&String, &u64)| safe.saturating_sub(held.get(chain).copied().unwrap_or(0));
    let missing = mark.chains.iter().map(lacks).sum();
    // Promises of another relay, kept in the same folder, say nothing of this one.
    (missing > 0 && (known || held.is_empty())).then_some((missing, mark.file))
}

/// Makes a new name lasting: the folder that holds it is written too.
pub(crate) fn sync_folder(file: &Path) {
    // Some file systems cannot: then the name is as lasting as they make it.
    let _synced = file
        .parent()
        .map(File::open)
        .and_then(|f| f.ok()?.sync_all().ok());
}
