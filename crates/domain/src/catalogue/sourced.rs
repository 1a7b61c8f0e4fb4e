//! How sure a thing of the catalogue is, and the mark that says so.
//!
//! The value is private: the only way to it, `Sourced::shown`, gives its mark
//! with it. Screen, slip, print and speech take the words of the mark from here.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{period::month_name, territoire::names};

/// Where a thing comes from, and when it was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "statut", rename_all = "kebab-case")]
pub enum Status {
    /// It is in an official fiche of this date.
    Officiel {
        /// Number of the fiche: `F1341`.
        fiche: String,
        /// Date of the fiche.
        date: Date,
    },
    /// Somebody of the relay verified it.
    VerifieParLeRelais {
        /// Who.
        who: String,
        /// When.
        when: Date,
    },
    /// The partner in charge said that it is right.
    VerifieParLePartenaire {
        /// Which, with its article: « la CAF ».
        who: String,
        /// When.
        when: Date,
    },
    /// It is usual, nobody confirmed it.
    HabituelAConfirmer {
        /// Whom to ask, with its article: « la CGSS ».
        ask_whom: String,
    },
}

/// Kind of mark: for a class of style or a translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkKind {
    /// In an official fiche.
    Officiel,
    /// Verified by the relay.
    Verifie,
    /// To be confirmed.
    AConfirmer,
}

impl MarkKind {
    /// Stable word.
    pub fn code(self) -> &'static str {
        match self {
            Self::Officiel => "officiel",
            Self::Verifie => "verifie",
            Self::AConfirmer => "a-confirmer",
        }
    }
}

/// What is shown beside a thing to say how sure it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its kind.
    pub kind: MarkKind,
    /// Name of its icon in Phosphor; never alone.
    pub icon: &'static str,
    /// One or two words: « Officiel, 2019 », « À confirmer ».
    pub label: String,
    /// The whole sentence, for print, speech and the curious.
    pub long: String,
    /// What it says, for another language.
    pub status: Status,
}

impl Status {
    /// The mark of this status: the only place where its words are written.
    pub fn mark(&self) -> Mark {
        match self {
            Self::Officiel { fiche, date } => Mark {
                kind: MarkKind::Officiel,
                icon: "seal-check",
                label: format!("Officiel, {}", date.year()),
                long: format!(
                    "D’après la fiche {fiche} de service-public.fr, du {}.",
                    french_date(*date)
                ),
                status: self.clone(),
            },
            Self::VerifieParLeRelais { who, when } => Mark {
                kind: MarkKind::Verifie,
                icon: "check-circle",
                label: "Vérifié".to_owned(),
                long: format!("Vérifié par le relais ({who}) le {}.", french_date(*when)),
                status: self.clone(),
            },
            Self::VerifieParLePartenaire { who, when } => Mark {
                kind: MarkKind::Verifie,
                icon: "check-circle",
                label: "Vérifié".to_owned(),
                long: format!("Vérifié par {who} le {}.", french_date(*when)),
                status: self.clone(),
            },
            Self::HabituelAConfirmer { ask_whom } => Mark {
                kind: MarkKind::AConfirmer,
                icon: "question",
                label: "À confirmer".to_owned(),
                long: format!("Habituel, à confirmer auprès {}.", names::of(ask_whom)),
                status: self.clone(),
            },
        }
    }

    /// Whether somebody must still confirm it.
    pub fn is_to_confirm(&self) -> bool {
        matches!(self, Self::HabituelAConfirmer { .. })
    }
}

/// A value that cannot be shown without saying how sure it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sourced<T> {
    value: T,
    #[serde(flatten)]
    status: Status,
}

/// A value and its mark, together. Written out, one never goes without the other.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Shown<'a, T> {
    /// What is said.
    pub value: &'a T,
    /// How sure it is.
    pub mark: Mark,
}

impl<T> Sourced<T> {
    /// A value and where it comes from.
    pub fn new(value: T, status: Status) -> Self {
        Self { value, status }
    }

    /// The value with its mark.
    pub fn shown(&self) -> Shown<'_, T> {
        Shown {
            value: &self.value,
            mark: self.status.mark(),
        }
    }

    /// Where it comes from.
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// Takes the word of somebody who read it, unless an official fiche says it.
    pub(crate) fn confirm(&mut self, status: &Status) {
        if !matches!(self.status, Status::Officiel { .. }) {
            self.status = status.clone();
        }
    }
}

impl<T: AsRef<str>> Sourced<T> {
    /// Whether a confirmation of this text is about this value.
    pub(crate) fn says(&self, text: &str) -> bool {
        self.value.as_ref() == text
    }

    pub(crate) fn set_status(&mut self, status: Status) {
        self.status = status;
    }
}

impl<T: fmt::Display> Shown<'_, T> {
    /// As it is read aloud: the value, then the whole sentence of the mark.
    pub fn spoken(&self) -> String {
        format!("{} {}", sentence(&self.value.to_string()), self.mark.long)
    }
}

/// As it is printed: « Votre passeport (Officiel, 2019) ».
impl<T: fmt::Display> fmt::Display for Shown<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} ({})",
            self.value.to_string().trim_end_matches('.'),
            self.mark.label
        )
    }
}

fn sentence(text: &str) -> String {
    let ends = text.ends_with(['.', '!', '?']);
    if ends {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// « 28 août 2019 », « 1er mars 2020 ».
fn french_date(date: Date) -> String {
    let month = month_name(date.month());
    let day = if date.day() == 1 {
        "1er".to_owned()
    } else {
        date.day().to_string()
    };
    format!("{day} {month} {}", date.year())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn shown(status: Status) -> (String, String) {
        let paper = Sourced::new("Votre passeport".to_owned(), status);
        (paper.shown().to_string(), paper.shown().spoken())
    }

    #[test]
    fn print_and_speech_always_carry_the_mark() {
        let (print, speech) = shown(Status::HabituelAConfirmer {
            ask_whom: "la CGSS".into(),
        });
        assert_eq!(print, "Votre passeport (À confirmer)");
        assert_eq!(
            speech,
            "Votre passeport. Habituel, à confirmer auprès de la CGSS."
        );

        let (print, speech) = shown(Status::Officiel {
            fiche: "F1341".into(),
            date: date(2019, 8, 1),
        });
        assert_eq!(print, "Votre passeport (Officiel, 2019)");
        assert_eq!(
            speech,
            "Votre passeport. D’après la fiche F1341 de service-public.fr, du 1er août 2019."
        );

        let (print, speech) = shown(Status::VerifieParLeRelais {
            who: "Ghislaine R.".into(),
            when: date(2026, 10, 12),
        });
        assert_eq!(print, "Votre passeport (Vérifié)");
        assert_eq!(
            speech,
            "Votre passeport. Vérifié par le relais (Ghislaine R.) le 12 octobre 2026."
        );
    }

    #[test]
    fn what_is_written_in_the_journal_is_read_back() {
        let paper = Sourced::new(
            "Votre passeport".to_owned(),
            Status::Officiel {
                fiche: "F1341".into(),
                date: date(2019, 8, 28),
            },
        );
        let json = serde_json::to_string(&paper).unwrap();
        assert_eq!(
            json,
            r#"{"value":"Votre passeport","statut":"officiel","fiche":"F1341","date":"2019-08-28"}"#
        );
        assert_eq!(
            serde_json::from_str::<Sourced<String>>(&json).unwrap(),
            paper
        );
    }
}
