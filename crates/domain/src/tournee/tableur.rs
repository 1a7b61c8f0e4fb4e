//! The team, the places, the days of the partners and the absences as a spreadsheet holds them.
//!
//! A sheet is written from what is known and read back: what did not change changes nothing,
//! and a column that is left out keeps what was said. Rows of text come in, facts go out with
//! what they change; a sheet with a line to mend changes nothing at all.

mod cells;
mod lines;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Absence, Equipier, Escale, Presence};
use crate::{
    emplacement::Emplacement,
    event::Event,
    ids::{AccountId, CommuneCode, PartnerCode},
    profile::choices,
    visite::import::{BadLine, Sheet, fold},
};
use lines::Line;

/// Most lines of a sheet: many more places than a territory has.
pub const MOST_LINES: usize = 5_000;

choices! {
    /// What a sheet speaks of.
    Tableur {
        /// The team.
        Equipe = "equipe",
        /// The places of the tour.
        Escales = "escales",
        /// The days of the partners.
        Presences = "presences",
        /// Leave, training, the van at the garage.
        Absences = "absences",
        /// Sites where a kiosk may stand.
        Emplacements = "emplacements",
    }
}

impl Tableur {
    /// Its columns, in their order; the first one says of whom or of what.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Equipe => &["nom", "conduit", "savoirs", "mensuel", "part"],
            Self::Escales => &[
                "lieu", "nom", "commune", "servi", "jours", "savoir", "marche", "poids",
            ],
            Self::Presences => &["partenaire", "mois", "jours", "voulues"],
            Self::Absences => &["qui", "du", "au", "genre", "intitule"],
            Self::Emplacements => &[
                "nom",
                "commune",
                "latitude",
                "longitude",
                "proprietaire",
                "courant",
                "reseau",
                "nuit",
                "abri",
                "note",
            ],
        }
    }

    /// Columns without which nothing can be read, and which no other sheet has together.
    fn needed(self) -> &'static [&'static str] {
        match self {
            Self::Equipe => &["nom"],
            Self::Escales => &["lieu"],
            Self::Presences => &["partenaire", "mois", "jours"],
            Self::Absences => &["qui", "du", "genre"],
            Self::Emplacements => &["nom", "commune", "latitude", "longitude"],
        }
    }

    /// What a header speaks of: places have a name too, so that they are asked for first.
    pub fn of_header(header: &[String]) -> Option<Self> {
        let named: BTreeSet<String> = header.iter().map(|cell| fold(cell)).collect();
        let order = [
            Self::Escales,
            Self::Presences,
            Self::Absences,
            Self::Emplacements,
            Self::Equipe,
        ];
        let has = |subject: &Self| subject.needed().iter().all(|c| named.contains(*c));
        order.into_iter().find(has)
    }
}

/// What is known before the sheet is read.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The team by name; who was never described, as a newcomer.
    pub team: &'a [(String, Equipier)],
    /// The stops, by name and commune.
    pub places: &'a [(String, String, Escale)],
    /// The partners, by name.
    pub partners: &'a [(String, PartnerCode)],
    /// What partners offer.
    pub presences: &'a [Presence],
    /// Who is away.
    pub absences: &'a [Absence],
    /// The communes, by name.
    pub communes: &'a [(String, CommuneCode)],
    /// The sites where a kiosk may stand.
    pub emplacements: &'a [Emplacement],
    /// Name of the van among those who are away.
    pub van: &'a str,
    /// Who imports.
    pub author: &'a AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
    /// Makes the identifier of what is new.
    pub new_id: &'a dyn Fn() -> String,
}

impl std::fmt::Debug for Known<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Known").finish_non_exhaustive()
    }
}

/// What a line of the sheet changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Line of the sheet.
    pub line: u64,
    /// The fact.
    pub event: Event,
    /// What was said before, by column; nothing: it is new.
    pub was: Option<Vec<String>>,
    /// What the sheet says, by column.
    pub becomes: Vec<String>,
}

/// A sheet, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// What it speaks of.
    pub subject: Tableur,
    /// What it changes.
    pub changes: Vec<Change>,
    /// Lines that say what is known already.
    pub same: usize,
}

/// Why nothing of a sheet is taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Its first line names the columns of no sheet.
    #[error("no known columns")]
    Header,
    /// No line under the header.
    #[error("no line")]
    Empty,
    /// Too many lines.
    #[error("too many lines")]
    TooLong,
    /// Lines to mend.
    #[error("{} line(s) to mend", .0.len())]
    Lines(Vec<BadLine>),
}

/// The sites of a sheet that describes nothing else, without a relay: all of them are new.
///
/// # Errors
/// See [`Refused`]; a sheet of another subject has no known columns.
pub fn sites(
    sheet: &Sheet,
    communes: &[(String, CommuneCode)],
) -> Result<Vec<Emplacement>, Refused> {
    let rank = std::cell::Cell::new(0_usize);
    let known = Known {
        team: &[],
        places: &[],
        partners: &[],
        presences: &[],
        absences: &[],
        communes,
        emplacements: &[],
        van: "",
        author: &AccountId::new(""),
        at: 0,
        new_id: &|| {
            rank.set(rank.get() + 1);
            format!("emplacement-{}", rank.get())
        },
    };
    let read = read(sheet, &known)?;
    if read.subject != Tableur::Emplacements {
        return Err(Refused::Header);
    }
    let said = read
        .changes
        .into_iter()
        .filter_map(|change| match change.event {
            Event::EmplacementSet(said) => Some(said),
            _ => None,
        });
    Ok(said.collect())
}

/// The lines of a sheet that says what is known: what a spreadsheet opens, to be changed and
/// read back.
pub fn rows(subject: Tableur, known: &Known<'_>) -> Vec<Vec<String>> {
    match subject {
        Tableur::Equipe => {
            let team = known.team.iter();
            team.map(|(name, said)| cells::equipier(name, said))
                .collect()
        }
        Tableur::Escales => {
            let places = known.places.iter();
            places
                .map(|(name, commune, said)| cells::escale(name, commune, said))
                .collect()
        }
        Tableur::Presences => {
            let offers = known.presences.iter();
            offers.map(|said| cells::presence(known, said)).collect()
        }
        Tableur::Absences => {
            let away = known.absences.iter().filter(|a| !a.cancelled);
            away.map(|said| cells::absence(known, said)).collect()
        }
        Tableur::Emplacements => {
            let sites = known.emplacements.iter().filter(|e| !e.withdrawn);
            sites.map(|said| cells::emplacement(known, said)).collect()
        }
    }
}

/// Reads a sheet whole, or says every line that must be mended.
///
/// # Errors
/// When there is anything to mend.
pub fn read(sheet: &Sheet, known: &Known<'_>) -> Result<Read, Refused> {
    let subject = Tableur::of_header(&sheet.header).ok_or(Refused::Header)?;
    if sheet.rows.is_empty() {
        return Err(Refused::Empty);
    }
    if sheet.rows.len() > MOST_LINES {
        return Err(Refused::TooLong);
    }
    let (mut changes, mut bad, mut same) = (Vec::new(), Vec::new(), 0);
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for row in &sheet.rows {
        let line = Line::new(&sheet.header, row);
        match line.read(subject, known) {
            Err(errors) => bad.push(BadLine {
                line: row.line,
                errors,
            }),
            Ok(said) if !seen.insert(said.key.clone()) => {
                let column = subject.columns()[0];
                bad.push(BadLine::new(row.line, column, "tableur-deux-fois"));
            }
            Ok(said) if said.was.as_ref() == Some(&said.becomes) => same += 1,
            Ok(said) => changes.push(Change {
                line: row.line,
                event: said.event,
                was: said.was,
                becomes: said.becomes,
            }),
        }
    }
    if bad.is_empty() {
        Ok(Read {
            subject,
            changes,
            same,
        })
    } else {
        Err(Refused::Lines(bad))
    }
}

#[cfg(test)]
mod tests;
