//! `plus kreyol`: the lines to give to a native reader, and what the reader says.

use std::{fs, path::PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};
use plus_domain::{
    territoire::Problem,
    traduction::{Identity, State, Traduction, common, read_file, review},
};

use crate::web::text::kreyol;

const TAG: &str = "gcf-MQ";

/// `plus kreyol`.
#[derive(Debug, Args)]
pub struct KreyolCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Écrit le tableau des lignes à relire, les devinées d’abord
    #[command(help_template = super::french::TEMPLATE)]
    Lines(Lines),
    /// Note dans un fichier ce qu’une relecture a dit
    #[command(help_template = super::french::TEMPLATE)]
    Record(Record),
}

#[derive(Debug, Args)]
struct Lines {
    /// Fichier à lire ; sans lui, toutes les lignes de PLUS
    #[arg(value_name = "FICHIER")]
    file: Option<PathBuf>,
    /// Seulement cette marque : A, B ou C
    #[arg(long, value_name = "MARQUE")]
    mark: Option<String>,
    /// Seulement cet état : brouillon, relu ou valide
    #[arg(long, value_name = "ÉTAT")]
    state: Option<String>,
}

#[derive(Debug, Args)]
struct Record {
    /// Le tableau relu
    #[arg(value_name = "RELECTURE")]
    review: PathBuf,
    /// Le fichier où l’écrire
    #[arg(value_name = "FICHIER")]
    file: PathBuf,
}

impl KreyolCommand {
    /// Runs the verb.
    pub fn run(self) -> anyhow::Result<()> {
        match self.verb {
            Verb::Lines(lines) => lines.run(),
            Verb::Record(record) => record.run(),
        }
    }
}

impl Lines {
    fn run(self) -> anyhow::Result<()> {
        let state = self.state.as_deref().map(|word| {
            State::from_code(word).context("écrivez brouillon, relu ou valide après --state")
        });
        let state = state.transpose()?;
        let mut lines = match &self.file {
            Some(file) => read(file)?.1,
            None => every_line()?,
        };
        lines.retain(|line| state.is_none_or(|state| line.state == state));
        if let Some(mark) = &self.mark {
            lines.retain(|line| line.trust.is_some_and(|trust| trust.code() == mark));
        }
        super::say(review::to_read(&lines).trim_end())
    }
}

impl Record {
    fn run(self) -> anyhow::Result<()> {
        let (text, lines) = read(&self.file)?;
        let table = fs::read_to_string(&self.review)
            .with_context(|| format!("{} : lecture impossible", self.review.display()))?;
        let (file, name) = (
            self.file.display().to_string(),
            self.review.display().to_string(),
        );
        let (text, count) = review::record(&file, &text, &lines, (&name, &table))
            .map_err(|problems| told(&problems))?;
        fs::write(&self.file, text).with_context(|| format!("{file} : écriture impossible"))?;
        super::say(&format!("{count} ligne(s) notée(s) dans {file}."))
    }
}

/// The lines of the pages, then those of the catalogue.
fn every_line() -> anyhow::Result<Vec<Traduction>> {
    let catalogue = common().map_err(|problems| told(&problems))?.into_iter();
    let catalogue = catalogue.filter(|line| line.language == TAG);
    Ok(kreyol::lines().into_iter().chain(catalogue).collect())
}

/// A file, as it is written and as it is understood.
fn read(file: &PathBuf) -> anyhow::Result<(String, Vec<Traduction>)> {
    let name = file.display().to_string();
    let text = fs::read_to_string(file).with_context(|| format!("{name} : lecture impossible"))?;
    let lines = read_file(&name, &text, TAG, Identity::Both).map_err(|problems| told(&problems))?;
    Ok((text, lines))
}

fn told(problems: &[Problem]) -> anyhow::Error {
    let lines: Vec<String> = problems.iter().map(Problem::to_string).collect();
    anyhow::anyhow!("{}", lines.join("\n"))
}
