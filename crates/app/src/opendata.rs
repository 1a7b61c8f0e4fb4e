//! The open files of a year: made once, kept beside the data, and the same for everybody who
//! takes them.
//!
//! An edition is never made again: what two editions of a year differ by would tell of whoever
//! was recorded in between.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use jiff::civil::{Date, date};
use plus_domain::{
    opendata::{COLUMNS, Ligne, Preuve, Qui, TooFew, kanon, paths, people, prove},
    period::Period,
    territoire::Territoire,
    visite::Visite,
};
use plus_store::{Link, StoreError, visite};
use serde::{Deserialize, Serialize};

/// Folder of the open files, in that of the data.
pub const FOLDER: &str = "opendata";
/// What the columns of the file mean (Table Schema).
pub const SCHEMA: &str = include_str!("../../../data/commun/opendata/visites.schema.json");
/// Name under which [`SCHEMA`] is served.
pub const SCHEMA_NAME: &str = "visites.schema.json";
/// Visites read at a time.
const PAGE: i64 = 5_000;

/// What is written beside the file of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// Of which year.
    pub annee: i16,
    /// When it was made.
    pub publiee: Date,
    /// Name of the file.
    pub fichier: String,
    /// BLAKE3 of the file.
    pub empreinte: String,
    /// What it is proved to be.
    #[serde(flatten)]
    pub preuve: Preuve,
}

/// Why a year is not published.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It still runs.
    #[error(
        "l’année {0} n’est pas finie : un fichier ouvert se fait une fois, sur une année entière"
    )]
    Running(i16),
    /// It is published already.
    #[error(
        "l’année {0} est déjà publiée : une seconde édition montrerait, par différence, qui a été ajouté entre les deux"
    )]
    Already(i16),
    /// Too few people were received.
    #[error(transparent)]
    TooFew(#[from] TooFew),
    /// The file made does not hold what it must.
    #[error("la preuve ne tient pas : une ligne n’est partagée que par {0} personnes")]
    NotProved(u64),
    /// Those of the database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file cannot be written.
    #[error("le fichier ouvert ne s’écrit pas : {0}")]
    File(#[from] io::Error),
    /// The proof cannot be written.
    #[error("la preuve ne s’écrit pas : {0}")]
    Json(#[from] serde_json::Error),
    /// The lines cannot be written.
    #[error("le fichier ouvert ne s’écrit pas : {0}")]
    Csv(#[from] csv::Error),
}

/// Makes the file of a year and its proof, in a folder.
///
/// # Errors
/// A year that still runs, one that is published, too few people.
pub async fn publish(
    link: &mut Link,
    territory: &Territoire,
    (folder, year, today): (&Path, i16, Date),
) -> Result<Edition, OpenError> {
    if today.year() <= year {
        return Err(OpenError::Running(year));
    }
    if proof_of(folder, year).exists() {
        return Err(OpenError::Already(year));
    }
    let visites = of_year(link, year).await?;
    let (lines, proof) = lines(territory, &visites)?;
    let bytes = csv(&lines)?;
    let edition = Edition {
        annee: year,
        publiee: today,
        fichier: file_name(year),
        empreinte: blake3::hash(&bytes).to_hex().to_string(),
        preuve: proof,
    };
    fs::create_dir_all(folder)?;
    put(&folder.join(&edition.fichier), &bytes)?;
    // The proof last: a year is published once it stands.
    let mut told = serde_json::to_vec_pretty(&edition)?;
    told.push(b'\n');
    put(&proof_of(folder, year), &told)?;
    Ok(edition)
}

/// The lines of a file and their proof, counted again from the lines alone.
///
/// # Errors
/// Too few people; a proof that does not hold.
pub fn lines(
    territory: &Territoire,
    visites: &[Visite],
) -> Result<(Vec<Ligne>, Preuve), OpenError> {
    let paths: Vec<_> = visites.iter().map(|v| paths(territory, v)).collect();
    let who: Vec<Qui> = people(visites);
    let lines = kanon::lines(&paths, &who)?;
    let finest = paths.iter().map(|path| {
        let fine = path.iter().map(|values| values.last().cloned());
        let mut line = Ligne::default();
        for (value, fine) in line.iter_mut().zip(fine) {
            *value = fine.unwrap_or_default();
        }
        line
    });
    let proof = prove(&lines, &who, &finest.collect::<Vec<_>>());
    if !proof.tenue {
        return Err(OpenError::NotProved(proof.plus_rare));
    }
    Ok((lines, proof))
}

/// Every edition of a folder, the last year first.
pub fn editions(folder: &Path) -> Vec<Edition> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut years: Vec<i16> = names.filter_map(|name| year_of(&name)).collect();
    years.sort_unstable_by_key(|year| std::cmp::Reverse(*year));
    let read = |year| serde_json::from_slice(&fs::read(proof_of(folder, year)).ok()?).ok();
    years.into_iter().filter_map(read).collect()
}

/// « visites-2017.csv ».
pub fn file_name(year: i16) -> String {
    format!("visites-{year}.csv")
}

/// « visites-2017.preuve.json ».
pub fn proof_name(year: i16) -> String {
    format!("visites-{year}.preuve.json")
}

fn proof_of(folder: &Path, year: i16) -> PathBuf {
    folder.join(proof_name(year))
}

fn year_of(name: &str) -> Option<i16> {
    let year = name
        .strip_prefix("visites-")?
        .strip_suffix(".preuve.json")?;
    year.parse().ok()
}

async fn of_year(link: &mut Link, year: i16) -> Result<Vec<Visite>, StoreError> {
    let filter = visite::Filter {
        period: Some(Period {
            from: date(year, 1, 1),
            to: date(year, 12, 31),
        }),
        ..visite::Filter::default()
    };
    let mut all = Vec::new();
    let mut after: Option<visite::After> = None;
    loop {
        let page = visite::list(link, &filter, after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(all);
        };
        after = Some(visite::After::line(last));
        all.extend(page.into_iter().map(|line| line.visite));
    }
}

/// In the order of their values: that of the visites would say who came after whom.
fn csv(lines: &[Ligne]) -> Result<Vec<u8>, OpenError> {
    let mut sorted: Vec<&Ligne> = lines.iter().collect();
    sorted.sort_unstable();
    let mut written = csv::Writer::from_writer(Vec::new());
    written.write_record(COLUMNS)?;
    for line in sorted {
        written.write_record(line)?;
    }
    Ok(written
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?)
}

/// Writes a file whole, or not at all.
fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let part = path.with_extension("part");
    fs::write(&part, bytes)?;
    fs::rename(part, path)
}
