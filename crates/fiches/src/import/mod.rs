//! Import: from the official zip, which nobody vouches for, to one immutable content pack.
//!
//! Two passes over the archive, file by file, so that memory does not grow with it: the first
//! reads every file, names those that cannot be read and collects titles; the second reads the
//! good ones again, now knowing which documents exist, and writes the pack. Nothing is visible
//! until the pack is whole. It must not fetch anything: a file comes in, a folder comes out.

mod archive;
mod blocks;
mod document;
mod elements;
mod inlines;
mod reading;
mod redirections;
mod report;
mod services;
mod xml;

use std::collections::BTreeMap;
use std::io::{Read, Seek};
use std::path::Path;

use self::archive::{Archive, Entry};
use self::reading::Titles;
use self::redirections::Redirections;
use self::xml::Element;
use crate::model::Document;
use crate::pack::{PackError, PackId, Writer};

pub use self::elements::{ELEMENTS, Treatment};
pub use self::report::{Failure, Report};

/// What an archive may not exceed. The defaults leave a wide margin over the official content
/// (22 MB packed, about 5,500 files, 70 MB unpacked, 1 MB for the largest file, 10 for 1).
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Most bytes of the archive itself, packed.
    pub archive_bytes: u64,
    /// Most entries.
    pub entries: usize,
    /// Most bytes unpacked from one entry; a larger file is refused by name.
    pub entry_bytes: u64,
    /// Most bytes unpacked in all; beyond, the whole archive is refused.
    pub total_bytes: u64,
    /// Highest compression ratio, for entries larger than `ratio_floor`.
    pub ratio: u64,
    /// Size in bytes under which any ratio passes.
    pub ratio_floor: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            archive_bytes: 150 << 20,
            entries: 50_000,
            entry_bytes: 8 << 20,
            total_bytes: 1 << 30,
            ratio: 100,
            ratio_floor: 1 << 20,
        }
    }
}

/// How far the import is. `done` goes from 0 to `total`, once per step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub step: Step,
    /// Files done in this step.
    pub done: usize,
    /// Files to do in this step.
    pub total: usize,
}

/// The steps of an import, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Reading and checking every file.
    Reading,
    /// Writing the pack and its search index.
    Writing,
}

/// The first file that was refused and why: often the reason of all the others.
fn first_reason(report: &Report) -> String {
    let first = report.failed.first();
    first.map_or_else(String::new, |f| format!(" {} : {}", f.file, f.reason))
}

/// Why an import gives no pack. The texts are for the person who runs it.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file is not a zip, or it is cut or damaged beyond its list of entries.
    #[error(
        "Ce fichier n'est pas une archive zip lisible : elle est abîmée ou incomplète. \
         Téléchargez-la de nouveau."
    )]
    NotAZip,
    /// The archive itself is too large to be one of content: nothing in it is read.
    #[error(
        "Ce fichier dépasse {} Mo : l'archive officielle est bien plus petite. Il est refusé.",
        limit >> 20
    )]
    ArchiveTooLarge {
        /// Most bytes accepted.
        limit: u64,
    },
    /// Two files have the same name.
    #[error(
        "Cette archive contient deux fichiers du même nom : elle est refusée. \
         Téléchargez-la de nouveau."
    )]
    SameNameTwice,
    /// More entries than a content archive can have.
    #[error("Cette archive compte {found} fichiers : au-delà de {limit}, elle est refusée.")]
    TooManyEntries {
        /// Entries in the archive.
        found: usize,
        /// Most entries accepted.
        limit: usize,
    },
    /// The archive unpacks to more than a content archive can hold.
    #[error("Cette archive dépasse {limit} octets une fois ouverte : elle est refusée.")]
    TooLarge {
        /// Most bytes accepted.
        limit: u64,
    },
    /// No file of the archive could be imported. The report says why.
    #[error("Aucune fiche n'a pu être lue dans cette archive.{}", first_reason(.0))]
    NothingImported(Box<Report>),
    /// The person asked to stop.
    #[error("Import arrêté à votre demande. Le contenu en service n'a pas changé.")]
    Cancelled,
    /// The archive changed between the two passes.
    #[error("L'archive a changé pendant l'import. Recommencez.")]
    SourceChanged,
    /// The archive could not be read.
    #[error("L'archive n'a pas pu être lue : {0}")]
    Io(#[from] std::io::Error),
    /// The pack could not be written.
    #[error(transparent)]
    Pack(#[from] PackError),
}

/// What runs an import: limits, where to say how far it is, whether to stop.
pub struct Watch<'a> {
    /// What the archive may not exceed.
    pub limits: Limits,
    /// Called before each file.
    pub progress: &'a mut dyn FnMut(Progress),
    /// Asked before each file; true stops the import.
    pub cancel: &'a dyn Fn() -> bool,
}

/// Reads the whole archive and says what an import would do, without writing anything.
pub fn check(source: impl Read + Seek, watch: &mut Watch<'_>) -> Result<Report, ImportError> {
    let mut archive = Archive::open(source, watch.limits)?;
    Ok(read(&mut archive, watch)?.report)
}

/// Imports an archive into a new pack under `root`.
///
/// The pack is built beside its final place and renamed when it is whole; a cancelled or killed
/// import leaves nothing that [`crate::pack::Pack::open`] could open. The same archive read by
/// the same version gives the same [`PackId`]; when that pack exists already, it stays.
pub fn build(
    source: impl Read + Seek,
    root: &Path,
    watch: &mut Watch<'_>,
) -> Result<(PackId, Report), ImportError> {
    let mut archive = Archive::open(source, watch.limits)?;
    let survey = read(&mut archive, watch)?;
    if survey.positions.is_empty() {
        return Err(ImportError::NothingImported(Box::new(survey.report)));
    }
    let mut writer = Writer::create(root)?;
    archive.rewind();
    writer.redirect(survey.redirections);
    let total = survey.positions.len();
    for (done, index) in survey.positions.values().enumerate() {
        watch.before(Step::Writing, done, total)?;
        let (document, links) = read_again(&mut archive, *index, &survey.titles)?;
        writer.add(&document, &links)?;
    }
    watch.before(Step::Writing, total, total)?;
    let id = writer.finish(&survey.report)?;
    Ok((id, survey.report))
}

impl Watch<'_> {
    fn before(&mut self, step: Step, done: usize, total: usize) -> Result<(), ImportError> {
        if (self.cancel)() {
            return Err(ImportError::Cancelled);
        }
        (self.progress)(Progress { step, done, total });
        Ok(())
    }
}

/// What the first pass learns.
struct Survey {
    report: Report,
    titles: Titles,
    /// Identifier → position in the archive, in the order in which the pack is written.
    positions: BTreeMap<String, usize>,
    /// How many links lead to each identifier.
    links: BTreeMap<String, usize>,
    redirections: Redirections,
}

fn read<R: Read + Seek>(
    archive: &mut Archive<R>,
    watch: &mut Watch<'_>,
) -> Result<Survey, ImportError> {
    let mut survey = Survey {
        report: Report::default(),
        titles: Titles::new(),
        positions: BTreeMap::new(),
        links: BTreeMap::new(),
        redirections: Redirections::new(),
    };
    let total = archive.len();
    for index in 0..total {
        watch.before(Step::Reading, index, total)?;
        match archive.entry(index)? {
            Entry::Folder => continue,
            Entry::Refused { name, reason } => survey.report.fail(&name, &reason),
            Entry::File { name, bytes } if is_list(&name) => {
                if survey.redirect(&name, &bytes) {
                    continue;
                }
            }
            Entry::File { name, bytes } => survey.take(index, &name, &bytes),
        }
        survey.report.files += 1;
    }
    watch.before(Step::Reading, total, total)?;
    survey.conclude();
    Ok(survey)
}

/// Whether a file of the archive is the list of redirections.
fn is_list(name: &str) -> bool {
    name.rsplit('/').next() == Some(redirections::FILE)
}

impl Survey {
    /// Takes the list of redirections; whether it can be read.
    fn redirect(&mut self, name: &str, bytes: &[u8]) -> bool {
        match redirections::read(bytes) {
            Ok(found) => self.redirections.extend(found),
            Err(reason) => {
                self.report.fail(name, &reason);
                return false;
            }
        }
        true
    }

    /// Once every document is known: where links and redirections lead.
    fn conclude(&mut self) {
        let held = |id: &str| self.titles.contains_key(id);
        self.redirections = redirections::settle(&self.redirections, held);
        self.report.redirections = self.redirections.len();
        self.report.links = self.links.values().sum();
        let lost = self.links.iter().filter(|(id, _)| !held(id));
        self.report.broken_links = lost.map(|(_, count)| count).sum();
    }

    fn take(&mut self, index: usize, name: &str, bytes: &[u8]) {
        let read =
            document::root(bytes).and_then(|root| Ok((document::document(&root, None)?, root)));
        let (document, root) = match read {
            Ok(read) => read,
            Err(error) => return self.report.fail(name, &error),
        };
        if self.positions.contains_key(&document.id) {
            let reason = format!(
                "l'identifiant {} est déjà pris par un autre fichier",
                document.id
            );
            return self.report.fail(name, &reason);
        }
        let mut links = Vec::new();
        linked(&root, &mut links);
        for id in links {
            *self.links.entry(id).or_default() += 1;
        }
        self.report.count(&root);
        self.report.compare(&root, &document);
        self.report.imported += 1;
        self.positions.insert(document.id.clone(), index);
        self.titles.insert(document.id, document.title);
    }
}

/// Reads a good file again, with the titles of all documents.
fn read_again<R: Read + Seek>(
    archive: &mut Archive<R>,
    index: usize,
    titles: &Titles,
) -> Result<(Document, Vec<String>), ImportError> {
    let Entry::File { bytes, .. } = archive.entry(index)? else {
        return Err(ImportError::SourceChanged);
    };
    let root = document::root(&bytes).map_err(|_| ImportError::SourceChanged)?;
    let document =
        document::document(&root, Some(titles)).map_err(|_| ImportError::SourceChanged)?;
    let mut links = Vec::new();
    linked(&root, &mut links);
    links.sort_unstable();
    links.dedup();
    links.retain(|id| *id != document.id && titles.contains_key(id));
    Ok((document, links))
}

/// Documents that a file links to from its text. Menus are left out: they repeat themselves.
fn linked(element: &Element, out: &mut Vec<String>) {
    let id = match element.name() {
        "LienInterne" if !is_abbreviation(element) => element.owned("LienPublication"),
        "QuestionReponse" | "CommentFaireSi" => element.owned("ID"),
        _ => None,
    };
    out.extend(id);
    element.elements().for_each(|child| linked(child, out));
}

/// A link that opens no page: it names an abbreviation of its own file.
fn is_abbreviation(link: &Element) -> bool {
    matches!(link.attribute("type"), Some("Sigle" | "Acronyme"))
}

/// Reads one file that stands alone, for tests and tools.
///
/// Links are taken to lead to existing documents. The error is the French reason.
pub fn read_file(bytes: &[u8]) -> Result<Document, String> {
    let root = document::root(bytes).map_err(|error| error.to_string())?;
    document::document(&root, None).map_err(|error| error.to_string())
}
