//! `plus territory new`: the folder of a territory from the code of its EPCI, by flags or by
//! questions; what a flag says is not asked.

use std::{
    fs,
    io::{self, BufRead, IsTerminal as _, Write as _},
    path::PathBuf,
};

use anyhow::{Context as _, bail};
use clap::Args;
use plus_domain::{
    period::Month,
    territoire::{Epci, Liste, Nouveau, Problem, RowsSource, Territoire, reste, typographic},
};
use serde::Serialize;

use super::FormatArgs;
use crate::territory::{TerritoryError, folder};

/// How often a code that is not found is asked again.
const TRIES: usize = 3;
/// Digits of a SIREN.
const SIREN: usize = 9;

/// `plus territory new`.
#[derive(Debug, Args)]
pub struct New {
    /// Code SIREN de l’EPCI, neuf chiffres
    #[arg(long, value_name = "SIREN")]
    epci: Option<String>,
    /// Dossier à écrire, qui n’existe pas encore
    #[arg(long, value_name = "DOSSIER")]
    to: Option<PathBuf>,
    /// Liste de communes en données ouvertes (CSV) ; sans elle, celle que PLUS porte
    #[arg(long, value_name = "FICHIER")]
    data: Option<PathBuf>,
    /// Nom court du service
    #[arg(long, value_name = "NOM")]
    short_name: Option<String>,
    /// Nom du service et de son territoire
    #[arg(long, value_name = "NOM")]
    name: Option<String>,
    /// Langues des pages, séparées par des virgules, le français d’abord
    #[arg(long, value_name = "LANGUES", value_delimiter = ',')]
    languages: Option<Vec<String>>,
    /// Numéro du relais
    #[arg(long, value_name = "NUMÉRO")]
    telephone: Option<String>,
    /// SIRET du porteur, quatorze chiffres
    #[arg(long, value_name = "SIRET")]
    siret: Option<String>,
    /// Mois d’ouverture, AAAA-MM : les étapes du lancement prennent leurs dates
    #[arg(long, value_name = "MOIS", value_parser = month)]
    opening: Option<Month>,
    /// Ne rien demander : prendre ce qui est proposé, laisser le reste à compléter
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    format: FormatArgs,
}

fn month(text: &str) -> Result<Month, String> {
    text.parse()
        .map_err(|e: plus_domain::period::PeriodError| e.to_string())
}

/// What was written.
#[derive(Debug, Serialize)]
struct Written {
    folder: String,
    code: String,
    name: String,
    communes: usize,
    population: u64,
    partners: usize,
    to_complete: usize,
}

impl New {
    /// Runs it: asks what is missing, then writes everything or nothing.
    ///
    /// # Errors
    /// An EPCI that the list does not have, a list that does not read, a folder that exists.
    pub fn run(self) -> anyhow::Result<()> {
        let mut asker = Asker { mute: self.yes };
        let (list, source) = self.list()?;
        let epci = self.epci(&list, &mut asker)?;
        let new = self.told(&epci, source, &mut asker)?;
        let to = match &self.to {
            Some(to) => to.clone(),
            None => asker
                .ask("Dossier à écrire", &format!("territoires/{}", new.code()))?
                .into(),
        };
        let files = new.files();
        let territory = Territoire::from_files(files.clone()).map_err(TerritoryError::Wrong)?;
        let inside = files.iter();
        folder::write(
            &to,
            inside.map(|(path, text)| (path.as_str(), text.as_bytes())),
        )?;
        let texts = files.iter();
        let left = reste::to_complete(texts.map(|(path, text)| (path.as_str(), text.as_str())));
        let written = Written {
            folder: to.display().to_string(),
            code: territory.identity.code.clone(),
            name: territory.identity.name.clone(),
            communes: territory.communes.len(),
            population: territory.population(),
            partners: territory.partners.len(),
            to_complete: left.len(),
        };
        self.format.print(&written, text)
    }

    fn list(&self) -> anyhow::Result<(Liste, RowsSource)> {
        let Some(file) = &self.data else {
            return Ok((Liste::built_in(), RowsSource::default()));
        };
        let shown = file.display().to_string();
        let text =
            fs::read_to_string(file).with_context(|| format!("{shown} ne se lit pas en UTF-8"))?;
        let list = Liste::read(&shown, &text).map_err(|faults| to_mend(&faults))?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let source = RowsSource {
            from: format!("fichier {name}"),
            licence: String::new(),
        };
        Ok((list, source))
    }

    /// The EPCI of the flag, or of the question, asked again when it is not found.
    fn epci(&self, list: &Liste, asker: &mut Asker) -> anyhow::Result<Epci> {
        let mut typed = self.epci.clone();
        for again in 1..=TRIES {
            let code = match typed.take() {
                Some(code) => code,
                None => asker.need("Code SIREN de l’EPCI, neuf chiffres", "--epci")?,
            };
            let found = list.find(code.trim()).map_err(|faults| to_mend(&faults))?;
            if let Some(epci) = found {
                return Ok(epci.clone());
            }
            let why = unknown(list, code.trim(), self.data.is_some());
            if self.epci.is_some() || again == TRIES {
                bail!(why);
            }
            tell(&format!("{why}\n"))?;
        }
        bail!("aucun EPCI")
    }

    /// What the flags and the answers say.
    fn told(&self, epci: &Epci, source: RowsSource, asker: &mut Asker) -> anyhow::Result<Nouveau> {
        let mut new = Nouveau {
            source,
            ..Nouveau::new(epci.row.clone(), epci.communes.clone())
        };
        new.short_name = Some(match &self.short_name {
            Some(said) => said.clone(),
            None => asker.ask("Nom court du service", &new.short_name())?,
        });
        new.name = Some(match &self.name {
            Some(said) => said.clone(),
            None => asker.ask("Nom du service et de son territoire", &new.name())?,
        });
        let languages = match &self.languages {
            Some(said) => said.join(","),
            None => asker.ask("Langues des pages", &new.languages().join(","))?,
        };
        let languages = languages.split(',').map(|tag| tag.trim().to_owned());
        new.languages = Some(languages.filter(|tag| !tag.is_empty()).collect());
        new.telephone = asker.optional("Numéro du relais", self.telephone.as_ref())?;
        new.siret = asker.optional("SIRET du porteur", self.siret.as_ref())?;
        new.opening = match self.opening {
            Some(month) => Some(month),
            None => asker
                .optional("Mois d’ouverture, comme 2027-09", None)?
                .map(|said| said.parse())
                .transpose()?,
        };
        Ok(new)
    }
}

/// What is to be mended in a list, with file, line and remedy.
fn to_mend(faults: &[Problem]) -> anyhow::Error {
    let lines: Vec<String> = faults.iter().map(|fault| format!("  {fault}")).collect();
    anyhow::anyhow!(
        "la liste de communes est à corriger :\n{}",
        lines.join("\n")
    )
}

/// Why a code gives nothing, with the names that it may stand for.
fn unknown(list: &Liste, typed: &str, given: bool) -> String {
    let near: Vec<String> = list
        .near(typed)
        .into_iter()
        .map(|row| format!("  {} ({})", typographic(&row.name), row.code))
        .collect();
    let is_siren = typed.len() == SIREN && typed.bytes().all(|b| b.is_ascii_digit());
    let what = if is_siren {
        format!("l’EPCI {typed} n’est pas dans la liste")
    } else {
        format!("« {typed} » n’est pas un code SIREN : il a neuf chiffres")
    };
    if !near.is_empty() {
        return format!("{what}. Noms proches :\n{}", near.join("\n"));
    }
    let held = list.len();
    if given {
        format!("{what}. Le fichier donné en tient {held}.")
    } else {
        format!(
            "{what}. Celle que PLUS porte en tient {held} : donnez --data FICHIER.csv pour les autres (docs/guide/territoire.md)."
        )
    }
}

fn text(written: &Written) -> String {
    format!(
        "{} : {} communes ({} habitants), {} partenaires, écrit dans {}.\n{} points à compléter : plus territory check {}",
        written.name,
        written.communes,
        written.population,
        written.partners,
        written.folder,
        written.to_complete,
        written.folder
    )
}

/// Questions on the error stream, answers from the input: results alone go to the output.
struct Asker {
    /// Nothing is asked any more: what is proposed is taken.
    mute: bool,
}

impl Asker {
    /// An answer, or what is proposed when the answer is empty or the input has ended.
    fn ask(&mut self, question: &str, proposed: &str) -> anyhow::Result<String> {
        let said = self.line(&format!("{question} [{proposed}] : "))?;
        let said = said.filter(|said| !said.is_empty());
        Ok(said.unwrap_or_else(|| proposed.to_owned()))
    }

    /// An answer that may be left for later.
    fn optional(
        &mut self,
        question: &str,
        flag: Option<&String>,
    ) -> anyhow::Result<Option<String>> {
        if let Some(said) = flag {
            return Ok(Some(said.clone()));
        }
        let said = self.line(&format!("{question} [à compléter] : "))?;
        Ok(said.filter(|said| !said.is_empty()))
    }

    /// An answer without which nothing can be written.
    fn need(&mut self, question: &str, flag: &str) -> anyhow::Result<String> {
        let said = self.line(&format!("{question} : "))?;
        match said.filter(|said| !said.is_empty()) {
            Some(said) => Ok(said),
            None => bail!("il manque {flag} ({question})"),
        }
    }

    /// A line of the input; none once it has ended.
    fn line(&mut self, question: &str) -> anyhow::Result<Option<String>> {
        if self.mute {
            return Ok(None);
        }
        let input = io::stdin();
        if input.is_terminal() {
            tell(question)?;
        }
        let mut said = String::new();
        if input.lock().read_line(&mut said)? == 0 {
            self.mute = true;
            return Ok(None);
        }
        Ok(Some(said.trim().to_owned()))
    }
}

fn tell(text: &str) -> io::Result<()> {
    let mut out = io::stderr().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}
