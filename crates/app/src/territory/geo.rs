//! The geography of the territory: where people live, from the folder `geo/` of its files.
//!
//! A relay that opens with `--territory` keeps it in the folder of its data, so that it is there
//! the next time too; a relay without one weighs places by the population of their commune.

use std::{fs, io, path::Path};

use plus_planning::access::geo::{FILES, Geo};

use super::{DEMONSTRATION, FOLDER};
use crate::implantation::{ROADS, TRANSIT};

/// Keeps what a territory's folder says, when it has geography. Answers whether it had.
///
/// # Errors
/// A file cannot be read or written.
pub fn keep(territory: &Path, data: &Path) -> io::Result<bool> {
    let (from, to) = (territory.join(FOLDER), data.join(FOLDER));
    if !from.is_dir() {
        return Ok(false);
    }
    fs::create_dir_all(&to)?;
    for file in FILES.into_iter().chain([ROADS, TRANSIT]) {
        let source = from.join(file);
        if source.is_file() {
            fs::copy(source, to.join(file))?;
        }
    }
    Ok(true)
}

/// Keeps what is embedded for the demonstration.
///
/// # Errors
/// A file cannot be written.
pub fn keep_embedded(data: &Path) -> io::Result<()> {
    let to = data.join(FOLDER);
    fs::create_dir_all(&to)?;
    for name in FILES {
        let inside = format!("{FOLDER}/{name}");
        if let Some(file) = DEMONSTRATION.get_file(inside) {
            fs::write(to.join(name), file.contents())?;
        }
    }
    Ok(())
}

/// What is kept; nothing when nothing is. A file that does not read is told and serves nobody.
pub fn kept(data: &Path) -> Option<Geo> {
    let folder = data.join(FOLDER);
    let read: Vec<(&str, Vec<u8>)> = FILES
        .iter()
        .filter_map(|name| Some((*name, fs::read(folder.join(name)).ok()?)))
        .collect();
    if read.is_empty() {
        return None;
    }
    let bytes_of = |name: &str| {
        let found = read.iter().find(|(known, _)| *known == name);
        found.map(|(_, bytes)| bytes.as_slice())
    };
    Geo::read(bytes_of)
        .inspect_err(
            |error| tracing::error!(%error, "the geography of the territory does not read"),
        )
        .ok()
}
