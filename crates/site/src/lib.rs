//! The documentation as a site of static pages, from the Markdown of the house.
//!
//! It reads files and writes files: it knows nothing of a relay, and is no part of the program
//! `plus`. What shows which page to whom stands in `docs/site.toml`. A link that leads nowhere,
//! a picture that is missing or that says nothing to who does not see it is a fault, with its
//! file and its line; a site with a fault is not written.

pub mod markdown;
pub mod openapi;
pub mod plan;
pub mod recherche;
mod slug;
mod targets;
mod write;

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use markdown::Outline;
use plan::Plan;

/// What is wrong in a page, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file, from the root of the house.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// The sentence.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// Why there is no site.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file is not read or not written.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// `docs/site.toml` or the API's description is not understood.
    #[error("{0}: {1}")]
    Data(String, String),
    /// A page is not drawn.
    #[error(transparent)]
    Template(#[from] askama::Error),
    /// Pages are wrong; each fault on its line.
    #[error("{}", lines(.0))]
    Faults(Vec<Fault>),
}

fn lines(faults: &[Fault]) -> String {
    let said: Vec<_> = faults.iter().map(Fault::to_string).collect();
    said.join("\n")
}

/// A page of the site, before it is drawn.
#[derive(Debug)]
pub struct Page {
    /// Its Markdown, from the root of the house.
    pub source: String,
    /// Its place in the site.
    pub out: String,
    /// Written in English; otherwise in French.
    pub english: bool,
    /// The Markdown.
    pub text: String,
    /// Its title and headings.
    pub outline: Outline,
    /// The roles that it stands under, as places in the plan.
    pub roles: Vec<usize>,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Built {
    /// Pages, the search included.
    pub pages: usize,
    /// Pictures and other files that pages lead to.
    pub files: usize,
}

/// Reads the house under `root` and writes its site into `out`. A site that was there is
/// replaced; any other folder that holds something is left alone.
///
/// # Errors
/// Every fault of every page at once, or the first file that is not read or not written.
pub fn build(root: &Path, out: &Path) -> Result<Built, Error> {
    let plan = Plan::read(root)?;
    let (pages, mut faults) = targets::pages(root, &plan)?;
    let site = targets::Site::new(root, &pages);
    let drawn: Vec<_> = pages
        .iter()
        .map(|page| markdown::render(page, &site))
        .collect();
    for page in &drawn {
        faults.extend(page.faults.iter().cloned());
    }
    if !faults.is_empty() {
        faults.sort();
        return Err(Error::Faults(faults));
    }
    write::all(root, out, &plan, &pages, &drawn)
}

/// The text of a file of the house.
fn text_of(root: &Path, path: &str) -> Result<String, Error> {
    let path = root.join(path);
    fs::read_to_string(&path).map_err(|e| Error::File(path, e))
}
