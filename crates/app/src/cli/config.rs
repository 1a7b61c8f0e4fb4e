//! `plus config`: every setting with its default, and whether a file of settings is right.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::FormatArgs;
use crate::config::{
    Config,
    reference::{Key, keys},
};

const HEAD: &str = "# Les réglages

Cette page est écrite par `plus config reference` : elle dit ce que le programme lit, et rien d’autre. Le fichier est `plus.toml`, dans le dossier des données (installé par paquet : `/etc/plus/plus.toml`). Tout y est facultatif ; une clé inconnue est refusée. La ligne de commande passe avant l’environnement, l’environnement avant le fichier. Après un changement : `plus config check /etc/plus/plus.toml`, puis relancer PLUS.
";
const COLUMNS: &str =
    "\n| Clé | Se mesure en | Si rien n’est dit | Sens | Ailleurs |\n|---|---|---|---|---|\n";

/// `plus config`.
#[derive(Debug, Args)]
pub struct ConfigCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Dit chaque réglage de plus.toml : sens, unité, valeur si rien n’est dit
    #[command(help_template = super::french::TEMPLATE)]
    Reference(Reference),
    /// Vérifie un fichier de réglages sans rien ouvrir
    #[command(help_template = super::french::TEMPLATE)]
    Check(Check),
}

#[derive(Debug, Args)]
struct Reference {
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Args)]
struct Check {
    /// Fichier à vérifier, comme /etc/plus/plus.toml
    #[arg(value_name = "FICHIER")]
    file: PathBuf,
    #[command(flatten)]
    format: FormatArgs,
}

/// What is reported of a file that is right. The names are stable.
#[derive(Debug, Serialize)]
struct Checked {
    file: String,
    fine: bool,
}

impl ConfigCommand {
    /// Runs it.
    pub fn run(self) -> anyhow::Result<()> {
        match self.verb {
            Verb::Reference(reference) => reference.format.print(&keys()?, |keys| page(keys)),
            Verb::Check(check) => {
                Config::read(&check.file)?;
                let checked = Checked {
                    file: check.file.display().to_string(),
                    fine: true,
                };
                check
                    .format
                    .print(&checked, |c| format!("{} : rien à redire", c.file))
            }
        }
    }
}

/// The page of the guide, in Markdown.
fn page(keys: &[Key]) -> String {
    let mut parts = vec![HEAD.to_owned()];
    let mut table = None;
    for key in keys {
        let (section, name) = key.key.rsplit_once('.').unwrap_or(("", &key.key));
        if table.replace(section) != Some(section) {
            parts.push(title(section));
        }
        parts.push(line(name, key));
    }
    parts.concat().trim_end().to_owned()
}

fn title(section: &str) -> String {
    let title = if section.is_empty() {
        "En tête du fichier".to_owned()
    } else {
        format!("`[{section}]`")
    };
    format!("\n## {title}\n{COLUMNS}")
}

fn line(name: &str, key: &Key) -> String {
    let quoted = |text: &str| format!("`{text}`");
    let default = key.default.as_deref().map_or("—".to_owned(), quoted);
    let words: Vec<String> = key
        .elsewhere
        .split(' ')
        .filter(|w| !w.is_empty())
        .map(quoted)
        .collect();
    let meaning = key.meaning.replace('|', "\\|");
    format!(
        "| `{name}` | {} | {default} | {meaning} | {} |\n",
        key.unit,
        words.join(", ")
    )
}
