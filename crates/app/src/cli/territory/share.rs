//! `plus territory export`, `import`, `diff`: a territory given to another relay, and what
//! differs between two.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;
use plus_domain::territoire::{Difference, differences};
use serde::Serialize;

use super::FormatArgs;
use crate::territory::{archive, folder};

/// `plus territory export`.
#[derive(Debug, Args)]
pub struct Export {
    /// Dossier du territoire
    #[arg(value_name = "DOSSIER")]
    folder: PathBuf,
    /// Archive à écrire
    #[arg(value_name = "ARCHIVE")]
    archive: PathBuf,
    #[command(flatten)]
    format: FormatArgs,
}

/// `plus territory import`.
#[derive(Debug, Args)]
pub struct Import {
    /// Archive écrite par « plus territory export »
    #[arg(value_name = "ARCHIVE")]
    archive: PathBuf,
    /// Dossier à écrire, qui n’existe pas encore
    #[arg(long, value_name = "DOSSIER")]
    to: PathBuf,
    #[command(flatten)]
    format: FormatArgs,
}

/// `plus territory diff`.
#[derive(Debug, Args)]
pub struct Diff {
    /// Premier territoire : un dossier ou une archive
    #[arg(value_name = "PREMIER")]
    first: PathBuf,
    /// Second territoire
    #[arg(value_name = "SECOND")]
    second: PathBuf,
    #[command(flatten)]
    format: FormatArgs,
}

/// What left, or came in.
#[derive(Debug, Serialize)]
struct Moved {
    code: String,
    name: String,
    files: usize,
    path: String,
    /// BLAKE3 of the archive.
    archive: String,
}

/// A difference, as it is reported.
#[derive(Debug, Serialize)]
struct Line {
    file: String,
    at: String,
    before: Option<String>,
    after: Option<String>,
}

impl Export {
    /// Runs it.
    ///
    /// # Errors
    /// The territory is to be mended, a line may be a person's, the archive exists.
    pub fn run(self) -> anyhow::Result<()> {
        if self.archive.exists() {
            bail!(
                "{} existe déjà : rien n’a été touché ; donnez un autre nom",
                self.archive.display()
            );
        }
        let (territory, files) = archive::leaving(&self.folder)?;
        let bytes = archive::pack(&territory, &files)?;
        fs::write(&self.archive, &bytes)
            .with_context(|| format!("{} ne s’écrit pas", self.archive.display()))?;
        let moved = Moved {
            code: territory.identity.code,
            name: territory.identity.name,
            files: files.len(),
            path: self.archive.display().to_string(),
            archive: blake3::hash(&bytes).to_hex().to_string(),
        };
        self.format.print(&moved, |moved| {
            format!(
                "{} : {} fichiers dans {}, sans donnée personnelle. Empreinte : {}",
                moved.name, moved.files, moved.path, moved.archive
            )
        })
    }
}

impl Import {
    /// Runs it: every byte is checked before one is written.
    ///
    /// # Errors
    /// The archive is none or was changed, the folder exists.
    pub fn run(self) -> anyhow::Result<()> {
        let (manifest, files) = archive::unpack(&self.archive)
            .with_context(|| format!("{} n’est pas repris", self.archive.display()))?;
        let bytes = fs::read(&self.archive)
            .with_context(|| format!("{} ne se lit pas", self.archive.display()))?;
        let inside = files.iter();
        let inside = inside.map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
        folder::write(&self.to, inside)?;
        let moved = Moved {
            code: manifest.code,
            name: manifest.name,
            files: files.len(),
            path: self.to.display().to_string(),
            archive: blake3::hash(&bytes).to_hex().to_string(),
        };
        self.format.print(&moved, |moved| {
            format!(
                "{} : {} fichiers vérifiés et écrits dans {}.",
                moved.name, moved.files, moved.path
            )
        })
    }
}

impl Diff {
    /// Runs it.
    ///
    /// # Errors
    /// One of the two does not read.
    pub fn run(self) -> anyhow::Result<()> {
        let (first, second) = (
            archive::texts_of(&self.first)?,
            archive::texts_of(&self.second)?,
        );
        let found = differences(&first, &second);
        let told: Vec<String> = found.iter().map(Difference::to_string).collect();
        let lines: Vec<Line> = found.into_iter().map(line).collect();
        self.format.print(&lines, |lines| {
            if lines.is_empty() {
                "Rien ne diffère.".to_owned()
            } else {
                format!("{}\n{} différence(s).", told.join("\n"), lines.len())
            }
        })
    }
}

fn line(found: Difference) -> Line {
    Line {
        file: found.file,
        at: found.at,
        before: found.before,
        after: found.after,
    }
}
