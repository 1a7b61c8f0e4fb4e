//! The backup of each night: made, verified, the old ones removed; a failure is noted where
//! the team sees it, and tried again an hour later.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use plus_store::{Store, StoreError, backup};
use tokio::sync::watch;

use super::{
    BackupError, Report, WORKSHOP, at, conclude, create, heads,
    key::Protection,
    retention::{self, Kept},
};
use crate::outside::Outside;

/// Between two looks at the clock.
const PACE: Duration = Duration::from_mins(5);
/// Without a backup for so long, the next one does not wait for the night, milliseconds.
const LATE_MS: i64 = 26 * 3_600_000;

/// The backups of a relay, as its settings say.
#[derive(Debug, Clone)]
pub struct Nightly {
    /// Folder where they are kept: another disk, ideally.
    pub folder: PathBuf,
    /// Who may read them.
    pub protection: Protection,
    /// Hour of the night, local time.
    pub hour: i8,
    /// How many are kept.
    pub kept: Kept,
}

/// Makes the backup of each night until `stop` turns true.
pub async fn keep(
    store: Store,
    outside: Outside,
    (nightly, zone): (Nightly, TimeZone),
    mut stop: watch::Receiver<bool>,
) {
    sweep(&store);
    while !*stop.borrow() {
        match tend(&store, &outside, &nightly, &zone).await {
            Ok(None) => {}
            Ok(Some(made)) => tracing::info!(made.path, made.bytes, made.entries, "backed up"),
            Err(cause) => tracing::error!(cause = super::told(&cause), "no backup was made"),
        }
        tokio::select! {
            () = tokio::time::sleep(PACE) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Makes the backup of the day if it is due; nothing when it is not, or when another
/// process of this relay makes it.
///
/// # Errors
/// When it is due and cannot be made.
pub async fn tend(
    store: &Store,
    outside: &Outside,
    nightly: &Nightly,
    zone: &TimeZone,
) -> Result<Option<Report>, BackupError> {
    let now = outside.now_ms();
    let last = backup::last(store).await?;
    if !is_due(last, now, nightly.hour, zone) || !claimed(store, now).await? {
        return Ok(None);
    }
    let name = retention::name(local(now, zone), !nightly.protection.is_clear());
    let target = nightly.folder.join(name);
    let report = match fs::create_dir_all(&nightly.folder).map_err(at(&nightly.folder)) {
        Ok(()) => create(store, &target, &nightly.protection, outside).await?,
        // A disk that is not there: noted like any other failure.
        Err(error) => conclude(store, (&target, true), Err(error), now).await?,
    };
    heads::write(store, &target, now).await?;
    thin(&nightly.folder, nightly.kept)?;
    Ok(Some(report))
}

async fn claimed(store: &Store, now: i64) -> Result<bool, StoreError> {
    let mut tx = store.begin().await?;
    let claimed = backup::claim(&mut tx, now).await?;
    tx.commit().await?;
    Ok(claimed)
}

fn local(at_ms: i64, zone: &TimeZone) -> DateTime {
    let at = Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    at.to_zoned_datetime(zone.clone()).datetime()
}

/// Whether the backup of the day is due: none was made since the hour of this night, and
/// that hour has come; or none for more than a day.
fn is_due(last: Option<i64>, now: i64, hour: i8, zone: &TimeZone) -> bool {
    let Some(last) = last else { return true };
    if now - last > LATE_MS {
        return true;
    }
    let (last, now) = (local(last, zone), local(now, zone));
    let tonight = now.date().at(hour, 0, 0, 0);
    now >= tonight && last < tonight
}

/// Removes the backups whose time has passed.
fn thin(folder: &Path, kept: Kept) -> Result<(), BackupError> {
    let entries = fs::read_dir(folder).map_err(at(folder))?;
    let names: Vec<String> = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    for name in retention::leaving(&names, kept) {
        let old = folder.join(name);
        fs::remove_file(&old).map_err(at(&old))?;
        // Its ends of chains go with it, when they are there.
        let _gone = fs::remove_file(heads::beside(&old));
    }
    Ok(())
}

/// Takes away what an interrupted backup left beside the database, when the program starts.
fn sweep(store: &Store) {
    // Nothing was left, most of the time.
    let _gone = fs::remove_dir_all(store.folder().join(WORKSHOP));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> i64 {
        // 26 November 2026, in the hours of Martinique (UTC − 4).
        1_795_651_200_000 + (hour + 4) * 3_600_000
    }

    #[test]
    fn a_backup_is_due_once_a_night_and_at_once_when_one_was_missed() {
        let zone = TimeZone::get("America/Martinique").unwrap();
        assert_eq!(local(at(0), &zone).to_string(), "2026-11-26T00:00:00");
        let due = |last: i64, now: i64| is_due(Some(at(last)), at(now), 2, &zone);
        assert!(is_due(None, at(15), 2, &zone), "never made");
        assert!(!due(-20, 1), "the night has not come");
        assert!(due(-20, 2), "tonight");
        assert!(!due(2, 3), "made");
        assert!(!due(2, 23), "made this morning");
        assert!(due(-12, 15), "the machine slept through the night");
    }
}
