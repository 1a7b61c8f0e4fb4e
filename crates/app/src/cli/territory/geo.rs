//! `plus territory import-geo`: tiles of population, named places, outlines, counters and market
//! days, cut to the communes of a territory and kept in its folder.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use clap::Args;
use plus_planning::access::geo::import::{self, Credit, FileReport, Given, Imported, Sources};
use serde::Serialize;

use super::FormatArgs;
use crate::territory;

/// `plus territory import-geo`.
#[derive(Debug, Args)]
pub struct ImportGeo {
    /// Dossier du territoire
    #[arg(value_name = "DOSSIER")]
    folder: PathBuf,
    /// Carreaux de population de l’Insee (CSV)
    #[arg(long, value_name = "FICHIER")]
    tiles: PathBuf,
    /// Lieux nommés (CSV)
    #[arg(long, value_name = "FICHIER")]
    places: PathBuf,
    /// Contours des communes (GeoJSON)
    #[arg(long, value_name = "FICHIER")]
    outlines: PathBuf,
    /// Guichets des partenaires (CSV)
    #[arg(long, value_name = "FICHIER")]
    counters: Option<PathBuf>,
    /// Jours de marché (CSV)
    #[arg(long, value_name = "FICHIER")]
    markets: Option<PathBuf>,
    /// Source, licence, date et réserves de chaque fichier (TOML, une partie par nom de fichier)
    #[arg(long, value_name = "FICHIER")]
    sources: Option<PathBuf>,
    #[command(flatten)]
    format: FormatArgs,
}

/// A file given: its name and its bytes.
type Read = (String, Vec<u8>);

/// What is printed of a file.
#[derive(Debug, Serialize)]
struct Line {
    file: &'static str,
    from: String,
    kept: usize,
    left_out: BTreeMap<String, usize>,
    silent_on: Vec<String>,
}

impl ImportGeo {
    /// Runs it: either every file is good and all are written, or none is.
    ///
    /// # Errors
    /// A file that does not read, with its line; a folder that cannot be written.
    pub fn run(self) -> anyhow::Result<()> {
        let territory = territory::read_folder(&self.folder)?;
        let communes: BTreeSet<String> = territory
            .communes
            .iter()
            .map(|c| c.code.to_string())
            .collect();
        let imported = self.import(&communes)?;
        let folder = self.folder.join("geo");
        fs::create_dir_all(&folder)
            .with_context(|| format!("{} ne peut pas être créé", folder.display()))?;
        for written in &imported.files {
            let file = folder.join(written.name);
            fs::write(&file, &written.bytes)
                .with_context(|| format!("{} ne s’écrit pas", file.display()))?;
        }
        let lines: Vec<Line> = imported.reports.iter().map(line).collect();
        self.format.print(&lines, |lines| {
            let told: Vec<String> = lines.iter().map(told).collect();
            told.join("\n")
        })
    }

    fn import(&self, communes: &BTreeSet<String>) -> anyhow::Result<Imported> {
        let credits = self.credits()?;
        let (tiles, places) = (read(&self.tiles)?, read(&self.places)?);
        let outlines = read(&self.outlines)?;
        let counters = self.counters.as_deref().map(read).transpose()?;
        let markets = self.markets.as_deref().map(read).transpose()?;
        let sources = Sources {
            tiles: given(&tiles, &credits),
            places: given(&places, &credits),
            outlines: given(&outlines, &credits),
            counters: counters.as_ref().map(|read| given(read, &credits)),
            markets: markets.as_ref().map(|read| given(read, &credits)),
        };
        import::import(&sources, communes).context("rien n’est importé")
    }

    fn credits(&self) -> anyhow::Result<BTreeMap<String, Credit>> {
        let Some(file) = &self.sources else {
            return Ok(BTreeMap::new());
        };
        let text = fs::read_to_string(file)
            .with_context(|| format!("{} ne se lit pas", file.display()))?;
        toml::from_str(&text).with_context(|| format!("{} est à corriger", file.display()))
    }
}

fn read(file: &Path) -> anyhow::Result<Read> {
    let bytes = fs::read(file).with_context(|| format!("{} ne se lit pas", file.display()))?;
    let name = file.file_name().unwrap_or_default();
    Ok((name.to_string_lossy().into_owned(), bytes))
}

fn given<'a>(read: &'a Read, credits: &BTreeMap<String, Credit>) -> Given<'a> {
    Given {
        name: &read.0,
        bytes: &read.1,
        credit: credits.get(&read.0).cloned().unwrap_or_default(),
    }
}

fn line(report: &FileReport) -> Line {
    let left = report.left_out.iter();
    Line {
        file: report.file,
        from: report.from.clone(),
        kept: report.kept,
        left_out: left.map(|(why, count)| (why.to_string(), *count)).collect(),
        silent_on: report.silent_on.clone(),
    }
}

fn told(line: &Line) -> String {
    let kept = format!("{} : {} gardées, de {}.", line.file, line.kept, line.from);
    let left = line.left_out.iter();
    let left = left.map(|(why, count)| format!("{count} laissées : {why}."));
    let silent =
        (!line.silent_on.is_empty()).then(|| format!("Rien sur {}.", line.silent_on.join(", ")));
    let told: Vec<String> = std::iter::once(kept).chain(left).chain(silent).collect();
    told.join(" ")
}
