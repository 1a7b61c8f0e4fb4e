//! A GTFS, read for one day: its stops, and the runs of its vehicles.
//!
//! Tables are checked one against another: a trip of an unknown route, a time at an unknown
//! stop, a vehicle that goes back in time are refused with their file and line.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::civil::Date;

use super::{archive::Archive, calendar, stop_times};
use crate::access::{
    position::Position,
    table::{FileError, Limits, Row, Table},
};

/// Most stops of a network: all pairs of them are looked at.
const STOPS: usize = 20_000;

/// One passage of a vehicle at a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) stop: usize,
    /// Seconds of the day, above 24 h after midnight.
    pub(super) arrival: u32,
    pub(super) departure: u32,
    pub(super) boards: bool,
    pub(super) alights: bool,
}

/// One run of a vehicle, stop by stop; never fewer than two.
pub(super) type Run = Vec<Call>;

/// What runs on the day.
#[derive(Debug)]
pub(super) struct Feed {
    pub(super) stops: Vec<Position>,
    pub(super) trips: usize,
    pub(super) runs: Vec<Run>,
}

/// The trips of a timetable: all those known, and those that run on the day.
pub(super) struct Trips {
    pub(super) known: HashSet<String>,
    pub(super) running: HashMap<String, usize>,
}

/// Reads a timetable for one day.
pub(super) fn read(file: &str, bytes: &[u8], day: Date) -> Result<Feed, FileError> {
    let mut archive = Archive::open(file, bytes)?;
    let (index, stops) = stops(&archive.needed("stops.txt")?)?;
    let routes = routes(&archive.needed("routes.txt")?)?;
    let services = calendar::services_on(&mut archive, file, day)?;
    let trips = trips(&archive.needed("trips.txt")?, &routes, &services)?;
    let calls = archive.needed("stop_times.txt")?;
    let mut runs = stop_times::read(&calls, &trips, &index)?;
    if let Some(bytes) = archive.optional("frequencies.txt")? {
        runs = stop_times::repeat(&bytes, runs, &trips)?;
    }
    Ok(Feed {
        stops,
        trips: trips.known.len(),
        runs: runs.into_iter().filter(|run| run.len() > 1).collect(),
    })
}

type Stops = (HashMap<String, usize>, Vec<Position>);

/// Stations, entrances and the like may have no position: they are not stops.
fn stops(bytes: &[u8]) -> Result<Stops, FileError> {
    let (mut index, mut positions) = (HashMap::new(), Vec::new());
    let needed = ["stop_id", "stop_lat", "stop_lon"];
    Table::open("stops.txt", bytes, &needed, Limits::TIMETABLE)?.read(|row| {
        let id = row.filled("stop_id")?;
        if !matches!(row.text("location_type"), "" | "0") {
            return Ok(());
        }
        let position = row.position("stop_lat", "stop_lon")?;
        if index.insert(id.to_owned(), positions.len()).is_some() {
            return Err(twice(row, "stop_id"));
        }
        if positions.len() == STOPS {
            return Err(row.wrong("stop_id", &format!("plus de {STOPS} arrêts")));
        }
        positions.push(position);
        Ok(())
    })?;
    Ok((index, positions))
}

fn routes(bytes: &[u8]) -> Result<BTreeSet<String>, FileError> {
    let mut routes = BTreeSet::new();
    Table::open("routes.txt", bytes, &["route_id"], Limits::TIMETABLE)?.read(|row| {
        if !routes.insert(row.filled("route_id")?.to_owned()) {
            return Err(twice(row, "route_id"));
        }
        Ok(())
    })?;
    Ok(routes)
}

fn trips(
    bytes: &[u8],
    routes: &BTreeSet<String>,
    services: &BTreeSet<String>,
) -> Result<Trips, FileError> {
    let (mut known, mut running) = (HashSet::new(), HashMap::new());
    let needed = ["route_id", "service_id", "trip_id"];
    Table::open("trips.txt", bytes, &needed, Limits::TIMETABLE)?.read(|row| {
        if !routes.contains(row.filled("route_id")?) {
            return Err(row.wrong("route_id", "cette ligne n’est pas dans routes.txt"));
        }
        let trip = row.filled("trip_id")?;
        if !known.insert(trip.to_owned()) {
            return Err(twice(row, "trip_id"));
        }
        if services.contains(row.filled("service_id")?) {
            running.insert(trip.to_owned(), running.len());
        }
        Ok(())
    })?;
    Ok(Trips { known, running })
}

fn twice(row: &Row<'_>, column: &str) -> FileError {
    row.wrong(column, "cet identifiant est déjà plus haut")
}
