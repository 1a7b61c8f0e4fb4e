//! What remains to be completed in the files of a territory: what nobody could know when they
//! were written.
//!
//! Two marks: a comment `# à compléter : …` in a file of the territory, and a place that nobody
//! confirmed. They are no fault: the territory serves. They go when the line goes.

use std::fmt;

use super::{methode, place, problem::Problems, source::Source};

/// Mark of a line to complete, in a comment.
pub const MARK: &str = "# à compléter :";
const PLACES: &str = "lieux.csv";

/// One thing to complete.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reste {
    /// Path of the file inside the territory.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// What to say there.
    pub what: String,
}

impl fmt::Display for Reste {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} : {}", self.file, self.line, self.what)
    }
}

/// Everything to complete, in the order of files and lines.
pub fn to_complete<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Vec<Reste> {
    let mut all: Vec<Reste> = files
        .into_iter()
        .filter(|(path, _)| is_read(path))
        .flat_map(|(path, text)| {
            let places = if path == PLACES {
                places(text)
            } else {
                Vec::new()
            };
            marked(path, text).into_iter().chain(places)
        })
        .collect();
    all.sort();
    all
}

/// TOML and CSV of the territory itself: a model of the method is not to be completed here.
fn is_read(path: &str) -> bool {
    let table = path
        .rsplit_once('.')
        .is_some_and(|(_, extension)| matches!(extension, "toml" | "csv"));
    table && !methode::is_method(path) && !path.starts_with("geo/")
}

fn marked(path: &str, text: &str) -> Vec<Reste> {
    let lines = text.lines().zip(1..);
    let found = lines.filter_map(|(line, number)| {
        let (_, what) = line.split_once(MARK)?;
        Some(Reste {
            file: path.to_owned(),
            line: number,
            what: what.trim().to_owned(),
        })
    });
    found.collect()
}

/// Places that nobody confirmed.
fn places(text: &str) -> Vec<Reste> {
    let problems = Problems::default();
    let source = Source::new(PLACES.to_owned(), text);
    let places = place::read(&source, &problems).into_iter();
    let unsure = places.filter(|found| found.value.to_confirm);
    unsure
        .map(|found| Reste {
            file: found.at.file,
            line: found.at.line,
            what: format!(
                "« {} » : lieu à reconnaître sur place (adresse, position, accès)",
                found.value.name
            ),
        })
        .collect()
}
