//! What a figure counts, and how much of it a line holds.

use plus_domain::stats::{Dimension, Measures};

/// What a figure counts: never added to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mesure {
    /// Visites.
    Visites,
    /// Demandes.
    Demandes,
    /// Demandes done with the person.
    Accompagnements,
    /// People accompanied for the first time.
    Usagers,
    /// Distinct pseudonyms.
    Personnes,
    /// Minutes.
    Minutes,
}

impl Mesure {
    const ALL: [Self; 6] = [
        Self::Visites,
        Self::Demandes,
        Self::Accompagnements,
        Self::Usagers,
        Self::Personnes,
        Self::Minutes,
    ];

    /// As an address writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Visites => "visites",
            Self::Demandes => "demandes",
            Self::Accompagnements => "accompagnements",
            Self::Usagers => "usagers",
            Self::Personnes => "personnes",
            Self::Minutes => "minutes",
        }
    }

    /// The one asked for; nothing said, the one that a breakdown is counted in.
    pub(super) fn read(code: &str, dimension: Dimension) -> Option<Self> {
        if code.is_empty() {
            let is_demande = dimension.is_of_demande();
            return Some(if is_demande {
                Self::Demandes
            } else {
                Self::Visites
            });
        }
        Self::ALL.into_iter().find(|measure| measure.code() == code)
    }

    /// Its count; nothing of people, who do not add up.
    pub fn of(self, measures: &Measures) -> i64 {
        match self {
            Self::Visites => measures.visites,
            Self::Demandes => measures.demandes,
            Self::Accompagnements => measures.accompagnements,
            Self::Usagers => measures.first,
            Self::Personnes => 0,
            Self::Minutes => measures.minutes,
        }
    }

    /// The value that every line holds beside those of its figure.
    pub(super) fn holds(self) -> Option<(Dimension, String)> {
        match self {
            Self::Accompagnements => Some((Dimension::Kind, "accompagnement".to_owned())),
            Self::Usagers => Some((Dimension::First, "premiere".to_owned())),
            _ => None,
        }
    }
}
