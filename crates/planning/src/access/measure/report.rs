//! Measures of a whole territory: three groups, and each commune.
//!
//! A report is made of times of one level and carries how they were obtained.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Group, Sample, Settings, Summary, summarise};
use crate::access::{
    geo::Tile,
    time::{Level, MixError, Provenance, Reach, Times},
};

/// Measures at the two ends of what is known; equal where a network was read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measures {
    /// If every time is the shortest that is likely.
    pub low: Summary,
    /// If every time is the longest that is likely.
    pub high: Summary,
}

/// One line: a group, in a commune or in all of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The Insee code; none for the whole territory.
    pub commune: Option<String>,
    /// Whose access.
    pub group: Group,
    /// The measures; none when nobody of the group lives there.
    pub measures: Option<Measures>,
}

/// Measures of access of a territory.
#[derive(Debug, Clone, PartialEq)]
pub struct Report<L: Level> {
    /// How the times were obtained.
    pub provenance: Provenance<L::Method>,
    /// Thresholds and τ.
    pub settings: Settings,
    /// The whole territory first, then communes in the order of codes; groups in theirs.
    pub rows: Vec<Row>,
}

/// Measures times from tiles. `places` gives the place of each tile, to name the longest.
pub fn report<L: Level>(
    tiles: &[Tile],
    places: &[Option<usize>],
    times: &Times<L>,
    settings: &Settings,
) -> Result<Report<L>, MixError> {
    if tiles.len() != times.bands().len() || tiles.len() != places.len() {
        return Err(MixError::Origins);
    }
    let people = People {
        tiles,
        places,
        bands: times.bands(),
        settings,
    };
    Ok(Report {
        provenance: times.provenance().clone(),
        settings: settings.clone(),
        rows: people.rows(),
    })
}

struct People<'a> {
    tiles: &'a [Tile],
    places: &'a [Option<usize>],
    bands: &'a [crate::access::time::Band],
    settings: &'a Settings,
}

impl People<'_> {
    fn rows(&self) -> Vec<Row> {
        let everywhere: Vec<usize> = (0..self.tiles.len()).collect();
        let mut rows = self.of(None, &everywhere);
        let mut communes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, tile) in self.tiles.iter().enumerate() {
            if let Some(commune) = &tile.commune {
                communes.entry(commune).or_default().push(index);
            }
        }
        for (commune, indexes) in communes {
            rows.extend(self.of(Some(commune), &indexes));
        }
        rows
    }

    fn of(&self, commune: Option<&str>, indexes: &[usize]) -> Vec<Row> {
        let row = |group| Row {
            commune: commune.map(str::to_owned),
            group,
            measures: self.measures(indexes, group),
        };
        Group::ALL.map(row).to_vec()
    }

    fn measures(&self, indexes: &[usize], group: Group) -> Option<Measures> {
        let low = self.samples(indexes, group, false);
        let high = self.samples(indexes, group, true);
        Some(Measures {
            low: summarise(&low, self.settings)?,
            high: summarise(&high, self.settings)?,
        })
    }

    fn samples(&self, indexes: &[usize], group: Group, is_high: bool) -> Vec<Sample> {
        let reach = |index: usize| -> Reach {
            let band = self.bands[index];
            if is_high { band.high } else { band.low }
        };
        let sample = |index: &usize| Sample {
            reach: reach(*index),
            weight: group.weight(&self.tiles[*index]),
            place: self.places[*index],
        };
        indexes.iter().map(sample).collect()
    }
}
