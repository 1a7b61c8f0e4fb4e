//! How this machine is, as it tells its hub and its own team: room on its disk, age of its
//! version, what it could not project.

use std::path::Path;

use jiff::civil::Date;
use plus_journal::exchange::Health;
use plus_store::{Store, StoreError, exchange::waiting};

/// The file that says when this version was released.
const RELEASE: &str = include_str!("../../../../publiccode.yml");

/// Room on a disk, bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disk {
    /// Free for this program.
    pub free: u64,
    /// In all.
    pub total: u64,
}

/// The disk that holds a folder; none when the system does not say.
pub fn disk(folder: &Path) -> Option<Disk> {
    let told = rustix::fs::statvfs(folder).ok()?;
    Some(Disk {
        free: told.f_bavail.saturating_mul(told.f_frsize),
        total: told.f_blocks.saturating_mul(told.f_frsize),
    })
}

/// When this version was released.
pub fn released() -> Option<Date> {
    let line = RELEASE
        .lines()
        .find_map(|l| l.strip_prefix("releaseDate:"))?;
    line.trim().trim_matches('"').parse().ok()
}

/// What this machine says of itself.
///
/// # Errors
/// Those of the database.
pub async fn of(store: &Store) -> Result<Health, StoreError> {
    let unprojected = waiting::unprojected_count(&mut store.read().await?).await?;
    let disk = disk(store.folder());
    Ok(Health {
        disk_free: disk.map(|d| d.free),
        disk_total: disk.map(|d| d.total),
        released: released().map(|day| day.to_string()),
        unprojected: u64::try_from(unprojected).unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_disk_of_a_folder_says_its_room() {
        let disk = disk(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        assert!(disk.total > 0 && disk.free <= disk.total, "{disk:?}");
        assert_eq!(super::disk(Path::new("/nulle-part-du-tout")), None);
    }

    #[test]
    fn this_version_knows_its_day() {
        assert!(released().is_some_and(|day| day.year() >= 2026));
    }
}
