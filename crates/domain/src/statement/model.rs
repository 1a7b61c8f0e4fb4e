//! The frozen statement: what is printed, hashed and kept, and nothing else.
//!
//! Every file and every screen is rendered from this structure, so that the four
//! formats cannot disagree. It holds integers only (shares are in tenths of a
//! percent) and its JSON is the same bytes each time. It never holds a count that
//! is masked: whoever reads the whole file learns what the page shows.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{completeness::Gap, suites::Suites};
use crate::{ids::PartnerCode, period::Month, profile::choices};

/// Version of the structure, first field of the canonical JSON.
pub const FORMAT: u32 = 1;

choices! {
    /// What a table is broken down by. Each is one-way: no table crosses two.
    Breakdown {
        /// Kind of the demande.
        Kind = "nature",
        /// Result of the demande.
        Outcome = "resultat",
        /// Démarche of the demande, or its theme.
        Demarche = "demarche",
        /// Commune of the place, or its basin.
        Commune = "commune",
        /// Channel.
        Channel = "canal",
        /// Report age band.
        Age = "age",
        /// Accompanied for the first time: visites with an accompagnement.
        First = "premiere-fois",
    }
    /// How fine a table is. Fixed per partner and half-year (rules of issue).
    Level {
        /// As recorded: démarches, communes, four results.
        Fine = "fin",
        /// Merged: themes, basins, résolu or not.
        Coarse = "regroupe",
        /// Merged, and counted from January rather than over the month.
        YearToDate = "cumul",
        /// Not published: too few people. The total stands alone.
        Withheld = "total-seul",
    }
    /// What the cells of a table count.
    Unit {
        /// Visites.
        Visites = "visites",
        /// Demandes.
        Demandes = "demandes",
        /// Visites that hold an accompagnement.
        Accompagnements = "visites-accompagnement",
    }
    /// Why a table of the month is absent.
    WithheldReason {
        /// The total is below the threshold.
        TotalUnderThreshold = "total-sous-seuil",
        /// The total is too small to be broken down, whatever its parts.
        TotalTooSmall = "total-trop-petit",
        /// More than half of its rows would be masked this month.
        MostlyMasked = "trop-de-masques",
        /// The grain of the half-year gives it from January, not by month.
        GivenYearToDate = "donne-en-cumul",
        /// The grain of the half-year gives its total only.
        TotalOnly = "total-seul",
    }
}

impl Breakdown {
    /// What its cells count.
    pub fn unit(self) -> Unit {
        match self {
            Self::Kind | Self::Outcome | Self::Demarche => Unit::Demandes,
            Self::Commune | Self::Channel | Self::Age => Unit::Visites,
            Self::First => Unit::Accompagnements,
        }
    }

    /// Translation key of its title at a level.
    pub fn title_key(self, level: Level) -> String {
        let grain = if level == Level::Fine {
            "fin"
        } else {
            "regroupe"
        };
        format!("releve-titre-{}-{grain}", self.code())
    }
}

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// The true count. Zero is shown.
    Shown(u64),
    /// Masked: too few people, or a count that would betray another. One mark for
    /// both, never zero.
    Masked,
    /// A total that concerns fewer people than the threshold, at least one:
    /// « moins de 5 personnes ».
    LessThan(u32),
}

impl Cell {
    /// The count, when it is shown.
    pub fn shown(self) -> Option<u64> {
        match self {
            Self::Shown(n) => Some(n),
            Self::Masked | Self::LessThan(_) => None,
        }
    }
}

/// What a row is called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// A name of the time: a démarche, a theme, a commune, a basin. Printed as is.
    Name(String),
    /// A translation key: a kind, a result, a channel, an age band.
    Key(String),
    /// A theme whose démarche was not said; printed through the key
    /// `releve-sans-demarche`, with the name of the theme as its argument.
    WithoutDemarche(String),
}

/// One line of a table. Rows come in a fixed order or by name, never by count:
/// the order of masked counts would betray them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Code of the value at the level of the table.
    pub code: String,
    /// Code of the coarser value that holds it, when the table is fine and the
    /// breakdown has one.
    pub group: Option<String>,
    /// What it is called.
    pub label: Label,
    /// Its count.
    pub cell: Cell,
    /// Share of the total in tenths of a percent, by largest remainder over the
    /// shown rows and all masked rows together; none when masked.
    pub share: Option<u16>,
}

/// The time that a table covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// One month.
    Month(Month),
    /// From January of the year to the end of this month, which may be earlier
    /// than the month of the statement: the table is brought up to date only when
    /// enough people were received since. Print it.
    YearToDate(Month),
}

/// A one-way table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// What it is broken down by.
    pub id: Breakdown,
    /// Translation key of the title.
    pub title_key: String,
    /// What it counts.
    pub unit: Unit,
    /// The time that it covers.
    pub span: Span,
    /// How fine it is.
    pub level: Level,
    /// Its rows. Values of zero are shown, or absent when the list of values is
    /// long (démarches, communes).
    pub rows: Vec<Row>,
    /// Its total, always the true one.
    pub total: Cell,
    /// Keys of the remarks under it.
    pub notes: Vec<String>,
}

impl Table {
    /// The row of a code.
    pub fn row(&self, code: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.code == code)
    }

    /// How many rows are masked.
    pub fn masked(&self) -> usize {
        self.rows
            .iter()
            .filter(|row| row.cell == Cell::Masked)
            .count()
    }
}

/// A table of the month that is not there, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withheld {
    /// The table.
    pub id: Breakdown,
    /// How fine it would be.
    pub level: Level,
    /// Why.
    pub reason: WithheldReason,
}

impl Withheld {
    /// Translation key of the sentence that stands in its place.
    pub fn key(self) -> String {
        format!("releve-absent-{}", self.reason.code())
    }
}

/// The partner, with the name it had at the time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    /// Code.
    pub code: PartnerCode,
    /// Name in the month of the statement.
    pub name: String,
}

/// First issue or correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatementKind {
    /// First issue for the month.
    Initial,
    /// Replaces the statement of this number, which remains readable.
    Amendment(String),
}

/// The figures at the head of the page. They repeat cells of the tables, under
/// the same decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Headline {
    /// Visites where the partner is concerned.
    pub visites: Cell,
    /// Demandes to the partner. Never added to visites.
    pub demandes: Cell,
    /// Demandes done with the person.
    pub accompagnements: Cell,
    /// People accompanied for the first time (usagers accompagnés).
    pub usagers_accompagnes: Cell,
    /// Whether « au moins » stands before it: under 80 % of answers, or the share
    /// of answers cannot be shown.
    pub at_least: bool,
    /// Share of visites with an accompagnement whose « première fois » is known,
    /// tenths of a percent.
    pub answers_share: Option<u16>,
    /// Demandes solved on the spot.
    pub resolved: Cell,
    /// Their share of the demandes, tenths of a percent.
    pub resolved_share: Option<u16>,
    /// Share of demandes whose kind came from habit, untouched by the animatrice;
    /// tenths of a percent, rounded to a whole percent. It speaks of the recording, not of people.
    pub kind_untouched_share: Option<u16>,
    /// Median duration of a visite in minutes, from 11 people on.
    pub median_minutes: Option<u32>,
}

/// The month before, exactly as its latest statement gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonthBefore {
    /// Number of that statement.
    pub number: String,
    /// The month.
    pub month: Month,
    /// Visites.
    pub visites: Cell,
    /// Demandes.
    pub demandes: Cell,
    /// Split by kind, when it was published.
    pub kinds: Option<Table>,
}

/// Totals since January.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cumul {
    /// Last month counted; earlier than the month of the statement when too few
    /// people were received since. Print it.
    pub through: Month,
    /// Visites.
    pub visites: Cell,
    /// Demandes.
    pub demandes: Cell,
}

/// Everything counted since January of the year.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearToDate {
    /// Totals, once they concern enough people.
    pub totals: Option<Cumul>,
    /// Split by kind, and the tables whose grain is the year to date.
    pub tables: Vec<Table>,
}

impl YearToDate {
    /// The table of a breakdown.
    pub fn table(&self, id: Breakdown) -> Option<&Table> {
        self.tables.iter().find(|table| table.id == id)
    }
}

/// What the relay did in the month, for everybody: no figure about people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Permanences {
    /// Permanences closed, each a half-day at a place.
    pub held: u32,
    /// Permanences cancelled.
    pub cancelled: u32,
    /// Communes where at least one was held.
    pub communes: u32,
}

/// Where the data was cut, so that the same bytes can be made again (A8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataCut {
    /// Position of the local journal: entries counted up to this one.
    pub journal_position: u64,
    /// Instant, milliseconds UTC.
    pub at: i64,
    /// Version of the program.
    pub code_version: String,
}

/// A statement, frozen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Version of this structure.
    pub format: u32,
    /// Number, such as `2026-10-caf-1`.
    pub number: String,
    /// First issue or amendment.
    pub kind: StatementKind,
    /// The month.
    pub month: Month,
    /// Date of issue, in the territory.
    pub frozen_on: Date,
    /// For whom.
    pub partner: Partner,
    /// Name of the relay.
    pub relay: String,
    /// Fewest people that a shown count concerns.
    pub threshold: u32,
    /// Figures at the head.
    pub headline: Headline,
    /// The month before; none in a first statement and in an amendment.
    pub month_before: Option<MonthBefore>,
    /// Since January; empty in an amendment.
    pub year_to_date: YearToDate,
    /// Tables of the month.
    pub tables: Vec<Table>,
    /// Tables of the month that are absent, and why.
    pub withheld: Vec<Withheld>,
    /// Half-days of the relay.
    pub permanences: Permanences,
    /// What came of rendez-vous and of demandes handed over; nothing in those of older programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suites: Option<Suites>,
    /// Keys of the method, at the foot.
    pub method: Vec<String>,
    /// Keys of the definitions, at the foot.
    pub definitions: Vec<String>,
    /// What lacked when it was frozen without waiting.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Gap>,
    /// The key that seals it, as people compare keys; nothing in those of older programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
    /// Where the data was cut.
    pub data: DataCut,
}

impl Statement {
    /// The number of the `rank`-th statement of a partner for a month.
    pub fn number_of(month: Month, partner: &PartnerCode, rank: u32) -> String {
        format!("{month}-{partner}-{rank}")
    }

    /// The canonical JSON: UTF-8, no blanks, fields in the order of the types.
    /// The statement is these bytes; the hash is taken over them.
    ///
    /// # Panics
    /// Never: the structure holds only what JSON can write.
    pub fn canonical_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a statement holds only text, numbers and lists")
    }

    /// Reads the canonical JSON back.
    pub fn from_json(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }

    /// The table of the month for a breakdown.
    pub fn table(&self, id: Breakdown) -> Option<&Table> {
        self.tables.iter().find(|table| table.id == id)
    }

    /// Whether the month is reduced to « moins de N ».
    pub fn is_reduced(&self) -> bool {
        matches!(self.headline.demandes, Cell::LessThan(_))
    }

    /// Rows and totals printed in the tables, and how many of them are masked.
    pub fn cells(&self) -> (usize, usize) {
        let before = self.month_before.iter().flat_map(|m| m.kinds.iter());
        let tables = self
            .tables
            .iter()
            .chain(&self.year_to_date.tables)
            .chain(before);
        tables.fold((0, 0), |(all, masked), table| {
            (all + table.rows.len() + 1, masked + table.masked())
        })
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.number)
    }
}
