//! The small world in which a template is compiled: our templates, our fonts,
//! one file of data. No disk, no network, no clock, no system font: the same
//! data gives the same bytes on every machine.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

/// The templates, by their path.
const TEMPLATES: [(&str, &str); 4] = [
    (
        "house.typ",
        include_str!("../../assets/templates/house.typ"),
    ),
    (
        "statement.typ",
        include_str!("../../assets/templates/statement.typ"),
    ),
    (
        "affiche.typ",
        include_str!("../../assets/templates/affiche.typ"),
    ),
    (
        "rapport.typ",
        include_str!("../../assets/templates/rapport.typ"),
    ),
];

/// The drawings that templates show, by their path.
const DRAWINGS: [(&str, &str); 2] = [
    ("logo.svg", include_str!("../../assets/templates/logo.svg")),
    (
        "madras.svg",
        include_str!("../../assets/templates/madras.svg"),
    ),
];

/// Path of the data in the templates.
const DATA: &str = "data.json";

const FONTS: [&[u8]; 5] = [
    include_bytes!("../../assets/fonts/AtkinsonHyperlegibleNext-Regular.ttf"),
    include_bytes!("../../assets/fonts/AtkinsonHyperlegibleNext-SemiBold.ttf"),
    include_bytes!("../../assets/fonts/AtkinsonHyperlegibleNext-Bold.ttf"),
    include_bytes!("../../assets/fonts/AtkinsonHyperlegibleNext-ExtraBold.ttf"),
    include_bytes!("../../assets/fonts/AtkinsonHyperlegibleMono-Regular.ttf"),
];

/// What never changes from one document to the next, made at the first one.
struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: Vec<Source>,
}

static PRESS: LazyLock<Press> = LazyLock::new(|| {
    let fonts: Vec<Font> = FONTS
        .iter()
        .filter_map(|font| Font::new(Bytes::new(*font), 0))
        .collect();
    // Header cells of rows (`pdf.header-cell`) still stand behind this feature.
    let features = [Feature::A11yExtras].into_iter().collect();
    Press {
        library: LazyHash::new(Library::builder().with_features(features).build()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        sources: TEMPLATES
            .iter()
            .map(|(path, text)| Source::new(file_id(path), (*text).to_owned()))
            .collect(),
        fonts,
    }
});

/// One template and its data.
pub(super) struct Sheet {
    template: FileId,
    data: Bytes,
}

impl Sheet {
    /// `template` is a path of [`TEMPLATES`]; `data` is the JSON that it reads.
    pub(super) fn new(template: &str, data: String) -> Self {
        Self {
            template: file_id(template),
            data: Bytes::from_string(data),
        }
    }
}

impl World for Sheet {
    fn library(&self) -> &LazyHash<Library> {
        &PRESS.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &PRESS.book
    }

    fn main(&self) -> FileId {
        self.template
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = PRESS.sources.iter().find(|source| source.id() == id);
        found.cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.vpath().get_without_slash();
        if path == DATA {
            return Ok(self.data.clone());
        }
        let found = DRAWINGS.iter().find(|(known, _)| *known == path);
        found
            .map(|(_, text)| Bytes::from_string(*text))
            .ok_or_else(|| not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        PRESS.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Whether one of the fonts draws this character.
pub(super) fn draws(character: char) -> bool {
    PRESS
        .fonts
        .iter()
        .any(|font| font.info().coverage.contains(character.into()))
}

fn file_id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("the paths of the templates are plain names");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}
