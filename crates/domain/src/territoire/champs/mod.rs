//! The files of a territory as fields to fill: what a form shows of a TOML or CSV file, and how
//! what is typed goes back into it, leaving comments, order and layout as they were.
//!
//! A file is a list of elements (a table, an item of a list, a row), an element a list of
//! fields. What no form can say, such as a whole new list, is written in the text of the file.

mod attente;
mod rangs;
mod tables;

use std::collections::BTreeMap;

/// How a field is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// Words.
    Texte,
    /// Words on several lines.
    Long,
    /// One text a line.
    Lignes,
    /// A number, with a comma or a point.
    Nombre,
    /// `oui`, `non`, or nothing.
    OuiNon,
    /// A date, `2027-09-01`, or an instant as TOML writes it.
    Jour,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Champ {
    /// Its name in the element: `nom`, `escalade.jours`, `nom_date.0.depuis`.
    pub cle: String,
    /// What it holds, as it is typed; empty when the file does not say it.
    pub valeur: String,
    /// How it is typed.
    pub nature: Nature,
    /// What the file says of it in a line « à compléter »; empty without one.
    pub aide: String,
}

/// A table, an item of a list, a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Where it is: empty for the head of a TOML file, `marque`, `partenaire.3`, `12`.
    pub adresse: String,
    /// What names it: `CAF`; empty when nothing does.
    pub titre: String,
    /// The list that holds it: `partenaire`; empty for what stands alone.
    pub liste: String,
    /// Its fields.
    pub champs: Vec<Champ>,
}

/// Why something was not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refus {
    /// Only TOML and CSV have fields.
    #[error("ce fichier n’a pas de champs : changez son texte")]
    SansChamps,
    /// The file cannot be read: its text is to be mended first.
    #[error("ce fichier ne se lit pas : corrigez d’abord son texte")]
    Illisible,
    /// Nothing stands there any more.
    #[error("cet élément n’est plus dans le fichier")]
    Introuvable,
    /// What was typed is not of the nature of its field.
    #[error("« {0} » : {nature}", nature = said(*.1))]
    Nature(String, Nature),
}

fn said(nature: Nature) -> &'static str {
    match nature {
        Nature::Nombre => "écrivez un nombre",
        Nature::OuiNon => "écrivez oui ou non",
        Nature::Jour => "écrivez une date, comme 2027-09-01",
        Nature::Texte | Nature::Long | Nature::Lignes => "écrivez un texte",
    }
}

/// A format with fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Toml,
    Csv,
}

impl Format {
    fn of(path: &str) -> Result<Self, Refus> {
        match path.rsplit_once('.').map(|(_, extension)| extension) {
            Some("toml") => Ok(Self::Toml),
            Some("csv") => Ok(Self::Csv),
            _ => Err(Refus::SansChamps),
        }
    }
}

/// The elements of a file, in its order.
///
/// # Errors
/// It has no fields, or cannot be read.
pub fn elements(path: &str, text: &str) -> Result<Vec<Element>, Refus> {
    match Format::of(path)? {
        Format::Toml => {
            let mut all = tables::elements(text)?;
            attente::add(&mut all, text);
            Ok(all)
        }
        Format::Csv => rangs::elements(text),
    }
}

/// The text of a file with what was typed in some fields of an element. A field left as it was
/// is not written again; one that is emptied goes away.
///
/// # Errors
/// The element is not there, or a value is not of the nature of its field.
pub fn written(
    path: &str,
    text: &str,
    adresse: &str,
    typed: &BTreeMap<String, String>,
) -> Result<String, Refus> {
    let all = elements(path, text)?;
    let element = all.into_iter().find(|e| e.adresse == adresse);
    let element = element.ok_or(Refus::Introuvable)?;
    let changed: Vec<(Champ, String)> = element
        .champs
        .into_iter()
        .filter_map(|champ| {
            let value = typed.get(&champ.cle)?.replace("\r\n", "\n");
            (value.trim_end() != champ.valeur.trim_end()).then_some((champ, value))
        })
        .collect();
    if changed.is_empty() {
        return Ok(text.to_owned());
    }
    match Format::of(path)? {
        Format::Toml => {
            let text = tables::written(text, adresse, &changed)?;
            Ok(attente::done(&text, adresse, &changed))
        }
        Format::Csv => rangs::written(text, adresse, &changed),
    }
}

/// The text of a file with one more element after one of its lists, made like it, and where the
/// new one is. Its code is another one; the rest is to be changed.
///
/// # Errors
/// The element is not there, or stands in no list.
pub fn added(path: &str, text: &str, like: &str) -> Result<(String, String), Refus> {
    match Format::of(path)? {
        Format::Toml => tables::added(text, like),
        Format::Csv => rangs::added(text, like),
    }
}

/// The text of a file without an element.
///
/// # Errors
/// The element is not there, or is the head of the file.
pub fn removed(path: &str, text: &str, adresse: &str) -> Result<String, Refus> {
    match Format::of(path)? {
        Format::Toml => tables::removed(text, adresse),
        Format::Csv => rangs::removed(text, adresse),
    }
}

/// Keys that name an element, the most telling first.
const NAMES: [&str; 5] = ["nom", "libelle", "titre", "code", "jour"];

/// What names an element.
fn title(champs: &[Champ]) -> String {
    let named = |key: &&str| champs.iter().find(|c| c.cle == **key);
    let found = NAMES
        .iter()
        .find_map(|key| named(key).filter(|c| !c.valeur.is_empty()));
    // One that changed its name goes by the last.
    let dated = || {
        champs.iter().rev().find(|c| {
            c.cle
                .rsplit_once('.')
                .is_some_and(|(_, last)| last == "nom")
        })
    };
    let found = found
        .filter(|c| c.cle != "code")
        .or_else(dated)
        .or_else(|| champs.iter().find(|c| !c.valeur.is_empty()));
    found.map(|c| c.valeur.clone()).unwrap_or_default()
}

/// A code that no element of the list has: `caf-2`, `caf-3`…
fn free_code(code: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut rank = 2_u32;
    loop {
        let other = format!("{code}-{rank}");
        if !taken(&other) {
            return other;
        }
        rank += 1;
    }
}
