//! The columns of the file: their names, the other names that they may bear, and
//! where each stands.

use serde::{Deserialize, Serialize};

use super::{BadLine, fold};
use crate::{profile::choices, sensitive};

choices! {
    /// A column of the file, by the name that the template gives it.
    Column {
        /// Key of the visite in the file; lines that share it are one visite.
        Reference = "reference",
        /// Business date.
        Date = "date",
        /// Hour of arrival.
        Time = "heure",
        /// Place.
        Place = "lieu",
        /// Commune of the place.
        Commune = "commune",
        /// Channel.
        Channel = "canal",
        /// Partner of the demande.
        Partner = "partenaire",
        /// Démarche of the demande.
        Demarche = "demarche",
        /// Theme of the demande.
        Theme = "theme",
        /// Kind of the demande.
        Kind = "nature",
        /// Result of the demande.
        Outcome = "resultat",
        /// To whom the person was sent.
        RedirectedTo = "reoriente_vers",
        /// Duration in minutes.
        Minutes = "duree",
        /// Pseudonym of the person.
        Person = "pseudonyme",
        /// First time accompanied.
        First = "premiere_fois",
        /// Age band, or age.
        Age = "age",
        /// Sex.
        Sex = "sexe",
        /// Situation.
        Status = "statut",
        /// Commune of residence.
        Residence = "residence",
        /// Ease with digital procedures.
        Autonomy = "autonomie",
        /// Note.
        Note = "note",
        /// Login of who received.
        Author = "auteur",
    }
}

impl Column {
    /// Whether it speaks of one demande rather than of the visite.
    pub fn is_of_demande(self) -> bool {
        matches!(
            self,
            Self::Partner
                | Self::Demarche
                | Self::Theme
                | Self::Kind
                | Self::Outcome
                | Self::RedirectedTo
        )
    }

    /// Other names, folded.
    fn other_names(self) -> &'static [&'static str] {
        match self {
            Self::Reference => &["ref", "numero", "cle"],
            Self::Place => &["lieu-de-la-permanence", "arret"],
            Self::Commune => &["commune-du-lieu"],
            Self::RedirectedTo => &["reoriente-vers", "destination"],
            Self::Minutes => &["duree-minutes", "duree-en-minutes", "minutes"],
            Self::First => &["premiere-fois", "premiere-fois-accompagnee"],
            Self::Age => &["tranche-d-age", "tranche-age"],
            Self::Status => &["situation"],
            Self::Residence => &["commune-de-residence"],
            Self::Author => &["animatrice", "agent"],
            _ => &[],
        }
    }

    /// The column of a name, whatever its case, accents and blanks.
    pub fn of_header(text: &str) -> Option<Self> {
        let folded = fold(text);
        let named = |column: &&Self| {
            fold(column.code()) == folded || column.other_names().contains(&folded.as_str())
        };
        Self::ALL.iter().find(named).copied()
    }
}

/// Where each column stands.
#[derive(Debug)]
pub(super) struct Columns([Option<usize>; Column::ALL.len()]);

impl Columns {
    /// Reads the header; an unknown name is refused rather than left out in silence.
    pub fn read(header: &[String], line: u64) -> Result<Self, Vec<BadLine>> {
        let mut places = [None; Column::ALL.len()];
        let mut bad = Vec::new();
        for (at, text) in header.iter().enumerate() {
            if text.trim().is_empty() {
                continue;
            }
            match Column::of_header(text) {
                Some(column) if places[column as usize].is_none() => {
                    places[column as usize] = Some(at);
                }
                Some(column) => {
                    bad.push(BadLine::new(line, column.code(), "import-colonne-double"));
                }
                None => bad.push(BadLine::new(line, &shown(text), "import-colonne-inconnue")),
            }
        }
        let columns = Self(places);
        bad.extend(columns.missing(line));
        if bad.is_empty() {
            Ok(columns)
        } else {
            Err(bad)
        }
    }

    /// A date, a place, a partner and a result are needed.
    fn missing(&self, line: u64) -> impl Iterator<Item = BadLine> {
        let needed = [
            [Column::Date, Column::Date],
            [Column::Place, Column::Commune],
            [Column::Partner, Column::Demarche],
            [Column::Outcome, Column::Outcome],
        ];
        let absent = needed.map(|[a, b]| (a, self.at(a).is_none() && self.at(b).is_none()));
        absent
            .into_iter()
            .filter(|(_, absent)| *absent)
            .map(move |(column, _)| BadLine::new(line, column.code(), "import-colonne-manque"))
    }

    fn at(&self, column: Column) -> Option<usize> {
        self.0[column as usize]
    }

    /// The cell of a column, without blanks around, empty when absent.
    pub fn cell<'a>(&self, cells: &'a [String], column: Column) -> &'a str {
        let cell = self.at(column).and_then(|at| cells.get(at));
        cell.map_or("", |text| text.trim())
    }
}

/// A text of the file as a message may repeat it: short, and never a secret.
pub(super) fn shown(text: &str) -> String {
    if sensitive::find(text).is_some() {
        return "…".to_owned();
    }
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let mut short: String = text.trim().chars().map(plain).take(60).collect();
    if text.trim().chars().count() > 60 {
        short.push('…');
    }
    short
}
