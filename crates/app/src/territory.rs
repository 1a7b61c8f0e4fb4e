//! The territory that this relay serves: read from its folder, published once in
//! the journal, served from there.
//!
//! What a territory may say is checked by the domain; here is only where it comes
//! from.

pub mod archive;
pub mod ecrire;
pub mod folder;
pub mod geo;

use std::{fs, io, path::Path};

use include_dir::{Dir, include_dir};
use plus_borne::voice::recorded::{RecordedError, Recordings};
use plus_domain::{
    event::Event,
    territoire::{Liste, Problem, Territoire, demo, demo::Demo},
};
use plus_store::{Store, StoreError, journal, territory};

use crate::outside::Outside;

/// The territory of the demonstration: the one line of the program that names a folder of
/// `territoires/`.
static DEMONSTRATION: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../territoires/espace-sud");

/// Folder of the geography, in the folder of a territory and in that of the data.
pub const FOLDER: &str = "geo";
/// Folder of the method of a launch, in the folder of a territory.
const METHOD: &str = "methode/";
/// Folder of recorded phrases, in the folder of a territory; then one folder a language.
const RECORDINGS: &str = "voix";
/// Language whose phrases are recorded: no program says it.
const RECORDED: &str = "gcf-MQ";

/// Why there is no territory to serve.
#[derive(Debug, thiserror::Error)]
pub enum TerritoryError {
    /// None was ever published here.
    #[error(
        "aucun territoire n’est publié ici : ajoutez --territory DOSSIER (au premier lancement : --install)"
    )]
    None,
    /// A file cannot be read.
    #[error("{0} : lecture impossible ({1})")]
    Read(String, #[source] io::Error),
    /// The files are wrong: every problem, with file, line and remedy.
    #[error("le territoire est à corriger :\n{}", lines(.0))]
    Wrong(Vec<Problem>),
    /// What was published cannot be read by this version.
    #[error("le territoire publié ne se lit pas avec cette version : {0}")]
    Published(#[from] serde_json::Error),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn lines(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(|p| format!("  {p}")).collect();
    lines.join("\n")
}

/// Reads a folder.
pub fn read_folder(folder: &Path) -> Result<Territoire, TerritoryError> {
    Territoire::from_files(files_of(folder)?).map_err(TerritoryError::Wrong)
}

/// The phrases that people of the territory recorded, none when it has no such folder.
///
/// # Errors
/// When the list is wrong, or names a file that is not there or is no sound.
pub fn recordings(folder: &Path) -> Result<Recordings, RecordedError> {
    Recordings::read(&folder.join(RECORDINGS).join(RECORDED), RECORDED)
}

/// The texts of a folder and of the folders inside: path inside it, content.
pub fn files_of(folder: &Path) -> Result<Vec<(String, String)>, TerritoryError> {
    let mut files = Vec::new();
    gather(folder, "", &mut files)?;
    Ok(files)
}

fn gather(
    folder: &Path,
    prefix: &str,
    files: &mut Vec<(String, String)>,
) -> Result<(), TerritoryError> {
    let refused = |at: &Path, e| TerritoryError::Read(at.display().to_string(), e);
    let entries = fs::read_dir(folder).map_err(|e| refused(folder, e))?;
    for entry in entries {
        let entry = entry.map_err(|e| refused(folder, e))?;
        let (path, name) = (
            entry.path(),
            entry.file_name().to_string_lossy().into_owned(),
        );
        let inside = format!("{prefix}{name}");
        // What editors and versioning leave is no part of the territory.
        if name.starts_with('.') {
            continue;
        }
        // Sounds and their list, tiles and outlines: the studio and the planner read them.
        if inside == RECORDINGS || inside == FOLDER {
            continue;
        }
        if path.is_dir() {
            gather(&path, &format!("{inside}/"), files)?;
            continue;
        }
        match fs::read_to_string(&path) {
            Ok(text) => files.push((inside, text)),
            // A convention that an office program wrote: kept, not read.
            Err(e) if inside.starts_with(METHOD) && e.kind() == io::ErrorKind::InvalidData => {}
            Err(e) => return Err(refused(&path, e)),
        }
    }
    Ok(())
}

/// The embedded one: for the demonstration and for tests.
pub fn demonstration() -> Result<Territoire, TerritoryError> {
    Territoire::from_files(demonstration_files()).map_err(TerritoryError::Wrong)
}

/// Its files: path inside the territory, text.
pub fn demonstration_files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    embedded(&DEMONSTRATION, &mut files);
    files
}

fn embedded(folder: &Dir<'_>, files: &mut Vec<(String, String)>) {
    for file in folder.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        if let Some(text) = file.contents_utf8() {
            files.push((path, text.to_owned()));
        }
    }
    let dirs = folder.dirs();
    for inner in dirs.filter(|dir| dir.path() != Path::new(FOLDER)) {
        embedded(inner, files);
    }
}

/// The territory of an EPCI by its SIREN code, with the operators of the whole
/// country; none when the code is not in our list.
pub fn of_epci(code: &str) -> Result<Option<Territoire>, TerritoryError> {
    let list = Liste::built_in();
    let found = list.find(code).map_err(TerritoryError::Wrong)?;
    let made = found.map(|epci| Territoire::for_epci(&epci.row, &epci.communes));
    made.transpose().map_err(TerritoryError::Wrong)
}

/// Invented accounts for a demonstration: those of the embedded one, save the partners
/// that this territory does not have.
pub fn demo_of(territory: &Territoire) -> Result<Demo, TerritoryError> {
    let text = DEMONSTRATION
        .get_file(demo::FILE)
        .and_then(include_dir::File::contents_utf8)
        .unwrap_or_default();
    let mut invented =
        Demo::from_text(text, &demonstration()?.partners).map_err(TerritoryError::Wrong)?;
    invented.accounts.retain(|a| {
        a.partner
            .as_ref()
            .is_none_or(|code| territory.partner(code).is_some())
    });
    Ok(invented)
}

/// The territory as published here.
pub async fn published(store: &Store) -> Result<Option<Territoire>, TerritoryError> {
    let found = territory::published(&mut store.read().await?).await?;
    let read = found.map(|(_, value)| serde_json::from_value(value));
    Ok(read.transpose()?)
}

/// Publishes a territory when it differs from the one that serves. Says whether it did.
pub async fn publish(
    store: &Store,
    outside: &Outside,
    new: &Territoire,
) -> Result<bool, TerritoryError> {
    // One that this version cannot read is to be replaced, not an obstacle.
    if published(store).await.ok().flatten().as_ref() == Some(new) {
        return Ok(false);
    }
    let mut tx = store.begin().await?;
    // Two processes of a hub that start together publish it once.
    journal::lock(&mut tx).await?;
    let known = territory::published(&mut tx).await?;
    let known = known.and_then(|(_, value)| serde_json::from_value::<Territoire>(value).ok());
    if known.as_ref() == Some(new) {
        return Ok(false);
    }
    outside
        .record(&mut tx, &[Event::TerritoryPublished(new.publication())])
        .await?;
    tx.commit().await?;
    Ok(true)
}
