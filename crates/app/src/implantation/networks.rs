//! The roads and the buses of a territory, when it gives them: two files beside its geography.
//!
//! They are read once, when they are first asked for: an extract of a whole island takes a
//! second or two.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use jiff::{ToSpan as _, civil::Date};
use plus_planning::access::{
    table::FileError,
    time::{
        road::{PbfError, RoadTimes, Rules as RoadRules},
        transit::{Rules as TransitRules, TransitTimes},
    },
};

/// The extract of OpenStreetMap, in the folder `geo/`.
pub const ROADS: &str = "routes.osm.pbf";
/// The timetable of the buses (GTFS), in the folder `geo/`.
pub const TRANSIT: &str = "bus.zip";
/// Largest file that is read, bytes: a region of France is under it.
const LARGEST: u64 = 1 << 30;
/// Weeks in which an ordinary day is looked for.
const WEEKS: i64 = 5;

/// Why a network is not read.
#[derive(Debug, thiserror::Error)]
pub enum NetworkError {
    /// The file is not there, or may not be opened.
    #[error("{0} ne se lit pas")]
    File(String, #[source] io::Error),
    /// Longer than anything useful.
    #[error("{0} dépasse 1 Gio : donnez un extrait plus petit")]
    TooLarge(String),
    /// The extract is damaged or of another kind.
    #[error(transparent)]
    Roads(#[from] PbfError),
    /// The timetable is wrong: table, line and column.
    #[error(transparent)]
    Transit(#[from] FileError),
    /// No bus at all on the day.
    #[error("aucun bus ne roule le {0} d’après {1} : donnez un jour de semaine de cet horaire")]
    Still(Date, String),
}

/// What a territory says of its roads and of its buses.
#[derive(Debug, Clone, Default)]
pub struct Networks {
    /// By car.
    pub roads: Option<RoadTimes>,
    /// By bus, on one day.
    pub transit: Option<TransitTimes>,
    /// The day of the buses.
    pub day: Option<Date>,
}

impl Networks {
    /// What is kept in a folder `geo/`. A file that does not read is told and serves nobody.
    pub fn kept(folder: &Path, today: Date) -> Self {
        let told = |error: NetworkError| tracing::error!(%error, "a network does not read");
        let roads = folder.join(ROADS);
        let roads = roads.is_file().then(|| read_roads(&roads, today));
        let transit = folder.join(TRANSIT);
        let transit = transit
            .is_file()
            .then(|| read_transit(&transit, None, today));
        let transit = transit.and_then(|read| read.map_err(told).ok());
        Self {
            roads: roads.and_then(|read| read.map_err(told).ok()),
            day: transit.as_ref().map(|(_, day)| *day),
            transit: transit.map(|(read, _)| read),
        }
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.roads.is_none() && self.transit.is_none()
    }
}

/// The networks of a folder, read once and only when they are asked for.
#[derive(Debug, Default)]
pub struct Kept {
    folder: Option<PathBuf>,
    read: OnceLock<Networks>,
}

impl Kept {
    /// Those of a folder `geo/`.
    pub fn of(folder: PathBuf) -> Self {
        Self {
            folder: Some(folder),
            read: OnceLock::new(),
        }
    }

    /// What is known; the first call takes as long as the files are large.
    pub fn get(&self, today: Date) -> Option<&Networks> {
        let folder = self.folder.as_deref()?;
        let read = self.read.get_or_init(|| Networks::kept(folder, today));
        (!read.is_empty()).then_some(read)
    }
}

fn bytes(file: &Path) -> Result<(String, Vec<u8>), NetworkError> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let name = name.into_owned();
    let length = fs::metadata(file).map_err(|e| NetworkError::File(name.clone(), e))?;
    if length.len() > LARGEST {
        return Err(NetworkError::TooLarge(name));
    }
    match fs::read(file) {
        Ok(bytes) => Ok((name, bytes)),
        Err(error) => Err(NetworkError::File(name, error)),
    }
}

/// The roads of an extract.
///
/// # Errors
/// See [`NetworkError`].
pub fn read_roads(file: &Path, today: Date) -> Result<RoadTimes, NetworkError> {
    let (name, bytes) = bytes(file)?;
    Ok(RoadTimes::read(&name, &bytes, RoadRules::default(), today)?)
}

/// The buses of a timetable on a day; without one, on the first ordinary Tuesday of the coming
/// weeks with as many trips as any of them, so that a day of strike or of holidays says nothing.
///
/// # Errors
/// See [`NetworkError`]; nothing runs on that day.
pub fn read_transit(
    file: &Path,
    day: Option<Date>,
    today: Date,
) -> Result<(TransitTimes, Date), NetworkError> {
    let (name, bytes) = bytes(file)?;
    let read = |day| TransitTimes::read(&name, &bytes, TransitRules::on(day), today);
    let days = day.map_or_else(|| tuesdays(today), |day| vec![day]);
    let mut best: Option<(TransitTimes, Date)> = None;
    for day in days {
        let found = read(day)?;
        let running = best.as_ref().map_or(0, |(best, _)| best.summary().running);
        if found.summary().running > running {
            best = Some((found, day));
        }
    }
    best.ok_or_else(|| NetworkError::Still(day.unwrap_or(today), name.clone()))
}

/// The Tuesdays to come.
fn tuesdays(today: Date) -> Vec<Date> {
    let ahead = (1 - i64::from(today.weekday().to_monday_zero_offset())).rem_euclid(7);
    let first = today.saturating_add(ahead.days());
    let weeks = 0..WEEKS;
    weeks
        .map(|week| first.saturating_add((week * 7).days()))
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Weekday, date};

    use super::tuesdays;

    #[test]
    fn an_ordinary_day_is_a_tuesday_to_come() {
        for day in 23..30 {
            let today = date(2026, 11, day);
            let found = tuesdays(today);
            assert_eq!(found.len(), 5);
            assert!(found.iter().all(|day| day.weekday() == Weekday::Tuesday));
            assert!(
                found[0] >= today && (found[0] - today).get_days() < 7,
                "{today}"
            );
        }
    }
}
