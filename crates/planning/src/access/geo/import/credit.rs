//! The page that says where each file of the folder comes from.

use std::fmt::Write as _;

use serde::Deserialize;

use super::{FileReport, Given};

/// Where a file comes from. Whatever is not known is said to be missing, never invented.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Credit {
    /// Who made it and where it was taken.
    pub source: String,
    /// Under which licence; "à vérifier" when nobody has checked.
    pub licence: String,
    /// The date of what it says.
    pub date: String,
    /// What must be known before its figures are used.
    pub cautions: Vec<String>,
}

const HEAD: &str = "# Géographie du territoire : sources et licences\n\n\
    Écrit par `plus territory import-geo`. Les fichiers de ce dossier sont réduits aux \
    communes du territoire ; les guichets des environs sont gardés, car on y va. Les revenus \
    par carreau ne sont pas repris : on ne montre jamais le revenu ni la pauvreté d’un seul \
    carreau.\n";

/// Writes `SOURCES.md`.
pub(super) fn page<'a>(files: impl Iterator<Item = (&'a Given<'a>, &'a FileReport)>) -> String {
    let mut page = HEAD.to_owned();
    for (given, report) in files {
        section(&mut page, &given.credit, report);
    }
    page
}

fn section(page: &mut String, credit: &Credit, report: &FileReport) {
    // Writing to a String cannot fail.
    let _ = write!(
        page,
        "\n## {}\n\n- Fichier d’origine : {}\n- Source : {}\n- Licence : {}\n- Date : {}\n- Lignes gardées : {}\n",
        report.file,
        report.from,
        or_missing(&credit.source),
        or_missing(&credit.licence),
        or_missing(&credit.date),
        report.kept,
    );
    for (reason, rows) in &report.left_out {
        let _ = writeln!(page, "- Lignes laissées, {reason} : {rows}");
    }
    if !report.silent_on.is_empty() {
        let communes = report.silent_on.join(", ");
        let _ = writeln!(page, "- Communes dont ce fichier ne dit rien : {communes}");
    }
    for caution in &credit.cautions {
        let _ = writeln!(page, "- Attention : {caution}");
    }
}

fn or_missing(text: &str) -> &str {
    if text.is_empty() { "non dite" } else { text }
}
