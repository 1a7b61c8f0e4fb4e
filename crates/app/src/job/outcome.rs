//! What came out of a job, kept with it as JSON and shown on its page.

use jiff::civil::Date;
use plus_domain::period::Month;
use plus_store::job::State;
use serde::{Deserialize, Serialize};

use super::tournee::Planned;
use crate::{
    content::{Built, changes::Counts},
    import::{Checked, Reading, Refusal},
};

/// The end of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "genre", rename_all = "kebab-case")]
pub enum Outcome {
    /// Addresses of the catalogue.
    Adresses(Looked),
    /// Statements.
    Releves(Releves),
    /// A file that was read and waits for a confirmation.
    ImportVerifie(Import),
    /// Visites added from a file.
    Import(Import),
    /// A file refused, with its lines to mend.
    ImportRefuse(Refusal),
    /// A crossing of two dimensions.
    Croisement(Crossing),
    /// New official content was looked for.
    MiseAJour(MiseAJour),
    /// It could not be brought: the old one serves on.
    MiseAJourRefusee(Refus),
    /// A plan of the tour.
    Tournee(Planned),
    /// Somebody stopped it.
    Interrompu,
    /// Given up after several tries; the causes are in the log.
    Abandonne,
}

/// How many addresses were found in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// Addresses that answer, where they are or elsewhere.
    pub fine: usize,
    /// Addresses that moved.
    pub moved: usize,
    /// Addresses that do not answer, or refuse.
    pub trouble: usize,
    /// Whether looking is turned off.
    pub off: bool,
}

/// What became of the statements of a month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Releves {
    /// The month.
    pub month: String,
    /// How many were prepared.
    #[serde(default)]
    pub prepared: usize,
    /// Numbers issued now.
    pub issued: Vec<String>,
    /// Numbers that stood already, unchanged.
    pub already: Vec<String>,
    /// Sentences: what was not issued, and why.
    pub told: Vec<String>,
}

/// A crossing, cell by cell; the empty ones are absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crossing {
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// What is counted for a pair of values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Value of the row.
    pub row: String,
    /// Value of the column.
    pub column: String,
    /// Visites.
    pub visites: i64,
    /// Demandes.
    pub demandes: i64,
}

/// What looking for new content gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MiseAJour {
    /// What was found.
    pub what: What,
    /// How many documents it changes.
    pub counts: Counts,
}

/// What was found where the content comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// The server says that nothing is new.
    Inchange,
    /// The archive that was taken last time.
    MemeArchive,
    /// Another archive, that says the same.
    MemeContenu,
    /// New content, that serves from now on.
    Nouveau,
}

impl What {
    /// Code, in the keys of its texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::Inchange => "inchange",
            Self::MemeArchive => "meme-archive",
            Self::MemeContenu => "meme-contenu",
            Self::Nouveau => "nouveau",
        }
    }
}

/// Why no content was brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refus {
    /// A French sentence.
    pub reason: String,
}

impl MiseAJour {
    /// Nothing was imported.
    pub fn of(what: What) -> Self {
        Self {
            what,
            counts: Counts::default(),
        }
    }

    /// An archive was read.
    pub fn built(built: &Built) -> Self {
        match built.changes() {
            None => Self::of(What::MemeContenu),
            Some(counts) => Self {
                what: What::Nouveau,
                counts,
            },
        }
    }
}

/// What an import adds, or added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// Name of the file.
    pub file: String,
    /// How its bytes were read.
    pub reading: Reading,
    /// Lines of the file.
    pub lines: usize,
    /// Visites of the file.
    pub visites: usize,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Visites that were stored already.
    pub already: usize,
    /// Of these, those that no longer say the same as the file.
    pub changed: usize,
    /// Visites to add.
    pub fresh: usize,
    /// Visites added.
    pub added: usize,
}

impl Import {
    /// What a check found.
    pub fn of(checked: &Checked, file: &str) -> Self {
        Self {
            file: file.to_owned(),
            reading: checked.reading,
            lines: checked.lines,
            visites: checked.visites,
            from: checked.period.from,
            to: checked.period.to,
            already: checked.already,
            changed: checked.changed,
            fresh: checked.fresh.len(),
            added: 0,
        }
    }

    /// Where the figures of its days are.
    pub fn figures(&self) -> String {
        let (from, to) = (Month::of(self.from), Month::of(self.to));
        format!("/pilotage/chiffres?de={from}&a={to}")
    }
}

impl Outcome {
    /// The state that it leaves its job in.
    pub fn state(&self) -> State {
        match self {
            Self::Adresses(_)
            | Self::Releves(_)
            | Self::Import(_)
            | Self::Croisement(_)
            | Self::MiseAJour(_)
            | Self::Tournee(_) => State::Done,
            Self::ImportVerifie(_) => State::Proposed,
            Self::Interrompu => State::Cancelled,
            Self::ImportRefuse(_) | Self::MiseAJourRefusee(_) | Self::Abandonne => State::Failed,
        }
    }

    /// As kept.
    pub fn write(&self) -> String {
        serde_json::to_string(self)
            .expect("outcomes hold only text, numbers and lists, which JSON writes")
    }

    /// As kept, read; nothing while the job runs.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}
