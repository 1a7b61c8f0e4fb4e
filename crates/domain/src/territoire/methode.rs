//! The method that goes with a territory: calendar of a launch, posts, training, convention,
//! equipment.
//!
//! The models are in `data/methode`, copied into each new territory (`methode/`), where they
//! belong to the relay. Nothing of them is served: they are checked, so that a table that was
//! changed by hand still reads.

use super::{problem::Problems, rows::rows, source::Source};

/// Folder of the method inside a territory.
pub(super) const FOLDER: &str = "methode/";

macro_rules! method_files {
    ($($path:literal),* $(,)?) => {
        &[$((concat!("methode/", $path), include_str!(concat!("../../../../data/methode/", $path)))),*]
    };
}

const FILES: &[(&str, &str)] = method_files![
    "LISEZMOI.md",
    "calendrier.csv",
    "postes.csv",
    "formation.csv",
    "materiel.csv",
    "convention-partenaire.md",
];

const CALENDAR: &str = "methode/calendrier.csv";
const POSTS: &str = "methode/postes.csv";

/// Columns of the tables that are checked.
const TABLES: [(&str, &[&str]); 4] = [
    (
        CALENDAR,
        &["code", "mois", "duree", "phase", "etape", "qui", "preuve"],
    ),
    (POSTS, &["code", "poste", "nombre", "temps", "missions"]),
    (
        "methode/formation.csv",
        &["code", "module", "heures", "donne_par", "pour", "objectif"],
    ),
    (
        "methode/materiel.csv",
        &["code", "genre", "quoi", "nombre", "exigence", "pour_quoi"],
    ),
];
/// Columns that hold a whole number.
const NUMBERS: [&str; 4] = ["duree", "nombre", "heures", "mois"];
/// Most that one of them may say.
const MOST: u32 = 10_000;

/// A step of a launch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Etape {
    pub(super) code: String,
    /// Months from the opening, negative before it.
    pub(super) month: i64,
    /// Months that it lasts; 0: a day.
    pub(super) length: i64,
    pub(super) phase: String,
    pub(super) label: String,
    /// The post that answers for it.
    pub(super) who: String,
    /// What shows that it is done.
    pub(super) evidence: String,
}

/// People that a launch asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PosteModele {
    pub(super) code: String,
    pub(super) label: String,
    pub(super) count: u32,
}

/// The models, by their path inside a territory.
pub(super) fn files() -> Vec<(String, String)> {
    let files = FILES.iter();
    files
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

/// Whether a path stands in the folder of the method.
pub(super) fn is_method(path: &str) -> bool {
    path.starts_with(FOLDER)
}

/// Checks a table of the method; other files of the folder are notes for people.
pub(super) fn check(source: &Source, problems: &Problems) {
    let known = TABLES.iter().find(|(path, _)| *path == source.file);
    let Some((_, columns)) = known.filter(|_| source.check(problems)) else {
        return;
    };
    for row in rows(source, columns, problems) {
        row.code("code");
        for column in columns.iter().filter(|column| **column != "code") {
            let Some(text) = row.text(column) else {
                continue;
            };
            let number = text.strip_prefix('-').filter(|_| *column == "mois");
            let number = number.unwrap_or(&text).parse::<u32>();
            if NUMBERS.contains(column) && !number.is_ok_and(|n| n <= MOST) {
                row.refuse(
                    format!("« {text} » n’est pas un nombre entier (colonne « {column} »)"),
                    "écrivez seulement des chiffres",
                );
            }
        }
    }
}

/// The steps of the model, in the order of its file.
pub(super) fn etapes() -> Vec<Etape> {
    read(CALENDAR, |row| {
        let text = |column| row.optional(column);
        Some(Etape {
            code: text("code")?,
            month: text("mois")?.parse().ok()?,
            length: text("duree")?.parse().ok()?,
            phase: text("phase")?,
            label: text("etape")?,
            who: text("qui")?,
            evidence: text("preuve")?,
        })
    })
}

/// The posts of the model.
pub(super) fn postes() -> Vec<PosteModele> {
    read(POSTS, |row| {
        Some(PosteModele {
            code: row.optional("code")?,
            label: row.optional("poste")?,
            count: row.optional("nombre")?.parse().ok()?,
        })
    })
}

fn read<T>(path: &str, one: impl Fn(&super::Row) -> Option<T>) -> Vec<T> {
    // Faultless: a test reads the files.
    let problems = Problems::default();
    let text = FILES.iter().find(|(file, _)| *file == path);
    let source = Source::new(path.to_owned(), text.map_or("", |(_, text)| text));
    let columns = TABLES.iter().find(|(file, _)| *file == path);
    let columns = columns.map_or(&[][..], |(_, columns)| columns);
    let rows = rows(&source, columns, &problems);
    rows.iter().filter_map(one).collect()
}
