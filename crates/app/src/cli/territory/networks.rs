//! `plus territory import-networks`: the roads and the buses of a territory, read whole and then
//! kept in its folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use clap::Args;
use jiff::civil::Date;
use plus_planning::access::time::{road, transit};
use serde::Serialize;

use super::FormatArgs;
use crate::{
    implantation::{ROADS, TRANSIT, read_roads, read_transit},
    outside::Outside,
    territory::{self, FOLDER},
};

/// `plus territory import-networks`.
#[derive(Debug, Args)]
pub struct ImportNetworks {
    /// Dossier du territoire
    #[arg(value_name = "DOSSIER")]
    folder: PathBuf,
    /// Routes : un extrait d’OpenStreetMap (.osm.pbf)
    #[arg(long, value_name = "FICHIER")]
    roads: Option<PathBuf>,
    /// Horaires des bus (GTFS)
    #[arg(long, value_name = "FICHIER")]
    transit: Option<PathBuf>,
    #[command(flatten)]
    format: FormatArgs,
}

/// What was read and kept.
#[derive(Debug, Serialize)]
struct Kept {
    #[serde(skip_serializing_if = "Option::is_none")]
    roads: Option<road::Read>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transit: Option<transit::Read>,
    /// The day on which the buses were read.
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<Date>,
}

impl ImportNetworks {
    /// Runs it: either every file given is good and all are kept, or none is.
    ///
    /// # Errors
    /// A file that does not read, with its block or its line; a folder that cannot be written.
    pub fn run(self) -> anyhow::Result<()> {
        if self.roads.is_none() && self.transit.is_none() {
            bail!("donnez --roads, --transit, ou les deux");
        }
        territory::read_folder(&self.folder)?;
        let today = Outside::machine().today(&jiff::tz::TimeZone::system());
        let roads = self.roads.as_deref();
        let roads = roads.map(|file| read_roads(file, today));
        let transit = self.transit.as_deref();
        let transit = transit.map(|file| read_transit(file, None, today));
        let roads = roads.transpose().context("rien n’est importé")?;
        let (transit, day) = transit.transpose().context("rien n’est importé")?.unzip();
        let folder = self.folder.join(FOLDER);
        fs::create_dir_all(&folder)
            .with_context(|| format!("{} ne peut pas être créé", folder.display()))?;
        copied(self.roads.as_deref(), &folder.join(ROADS))?;
        copied(self.transit.as_deref(), &folder.join(TRANSIT))?;
        let kept = Kept {
            roads: roads.map(|read| read.summary()),
            transit: transit.map(|read| read.summary()),
            day,
        };
        self.format.print(&kept, told)
    }
}

/// Written aside, then put in its place: a copy that is cut leaves what was there.
fn copied(from: Option<&Path>, to: &Path) -> anyhow::Result<()> {
    let Some(from) = from else {
        return Ok(());
    };
    let aside = to.with_extension("part");
    fs::copy(from, &aside)
        .and_then(|_| fs::rename(&aside, to))
        .with_context(|| format!("{} ne s’écrit pas", to.display()))
}

fn told(kept: &Kept) -> String {
    let roads = kept.roads.map(|read| {
        format!(
            "{ROADS} : {} routes, {} points, {} points à l’écart du réseau principal.",
            read.roads, read.nodes, read.apart
        )
    });
    let transit = kept.transit.zip(kept.day).map(|(read, day)| {
        format!(
            "{TRANSIT} : {} arrêts, {} courses le {day}.",
            read.stops, read.running
        )
    });
    let lines: Vec<String> = roads.into_iter().chain(transit).collect();
    lines.join("\n")
}
