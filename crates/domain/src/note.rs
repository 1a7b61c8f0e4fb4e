//! Local notes: what the official page does not know, told by the relay.
//!
//! A note stands on a démarche, on an official fiche, or on an office wherever it
//! is named. It is signed and dated, and never mixed with official text. With it
//! are kept the fingerprints of the fiches that its author had before her eyes:
//! when one changes, the note is to be read again.

mod form;

use std::{collections::BTreeMap, fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use form::{NoteDraft, NoteForm, TEXT, TITLE};

use crate::{
    catalogue::WebAddress,
    ids::{AccountId, DemarcheCode, NoteId, PartnerCode},
    profile::choices,
};

/// What a note stands on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum NoteSubject {
    /// A démarche of the catalogue.
    Demarche(DemarcheCode),
    /// An official document, by its identifier: `F1341`.
    Fiche(String),
    /// A partner of the territory, wherever its démarches or its work are shown.
    Partner(PartnerCode),
    /// A kind of office as the official fiches name it (*pivot*): `mairie`, `cpam`.
    Office(String),
}

/// A text that names no subject of a note.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("« {0} » n’est pas un sujet de note")]
pub struct NotASubject(String);

impl NoteSubject {
    /// What kind of thing it is, as addresses and texts name it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Demarche(_) => "demarche",
            Self::Fiche(_) => "fiche",
            Self::Partner(_) => "partenaire",
            Self::Office(_) => "guichet",
        }
    }

    /// Its code, without its kind.
    pub fn code(&self) -> &str {
        match self {
            Self::Demarche(code) => code.as_str(),
            Self::Partner(code) => code.as_str(),
            Self::Fiche(id) | Self::Office(id) => id,
        }
    }
}

impl fmt::Display for NoteSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind(), self.code())
    }
}

impl FromStr for NoteSubject {
    type Err = NotASubject;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || NotASubject(text.chars().take(80).collect());
        let (kind, code) = text.split_once(':').ok_or_else(refuse)?;
        match kind {
            "demarche" if crate::ids::is_code(code) => Ok(Self::Demarche(code.into())),
            "partenaire" if crate::ids::is_code(code) => Ok(Self::Partner(code.into())),
            "fiche" if is_document(code) => Ok(Self::Fiche(code.to_owned())),
            "guichet" if is_office(code) => Ok(Self::Office(code.to_owned())),
            _ => Err(refuse()),
        }
    }
}

impl TryFrom<String> for NoteSubject {
    type Error = NotASubject;

    fn try_from(text: String) -> Result<Self, NotASubject> {
        text.parse()
    }
}

impl From<NoteSubject> for String {
    fn from(subject: NoteSubject) -> Self {
        subject.to_string()
    }
}

/// Identifier of an official document: a capital letter and digits.
fn is_document(text: &str) -> bool {
    let digits = text.strip_prefix(['F', 'N', 'R']).unwrap_or_default();
    (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Kind of office as the source writes it, such as `cpam` or `paris_mairie`.
fn is_office(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-');
    (1..=60).contains(&text.len()) && text.bytes().all(fits)
}

choices! {
    /// Where a note stands on a day.
    NoteState {
        /// Shown to the public.
        InForce = "en-cours",
        /// Its first day is to come.
        ToCome = "a-venir",
        /// Its last day is over.
        Over = "finie",
        /// Closed by somebody.
        Closed = "close",
    }
}

/// Somebody read a note again and found it still right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reread {
    /// Who.
    pub by: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// A local note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// Identifier.
    pub id: NoteId,
    /// What it stands on.
    pub subject: NoteSubject,
    /// Title, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The text: lines, no markup.
    pub text: String,
    /// First day shown, at once when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day shown, without end when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Fingerprint of each official document that its author had before her eyes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub seen: BTreeMap<String, String>,
    /// Who wrote it last.
    pub author: AccountId,
    /// When, milliseconds UTC.
    pub at: i64,
    /// Who last found it still right, since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reread: Option<Reread>,
}

impl Note {
    /// Where it stands on a day.
    pub fn state(&self, closed: bool, today: Date) -> NoteState {
        if closed {
            NoteState::Closed
        } else if self.from.is_some_and(|from| today < from) {
            NoteState::ToCome
        } else if self.until.is_some_and(|until| until < today) {
            NoteState::Over
        } else {
            NoteState::InForce
        }
    }

    /// The instant of its present wording or of its last reading: what a later
    /// write must have seen.
    pub fn version(&self) -> i64 {
        self.reread.as_ref().map_or(self.at, |reread| reread.at)
    }

    /// The documents that it rests on and that are no longer what was read.
    /// `now` gives the fingerprint of a document, nothing when it is gone.
    pub fn changed<'a>(&'a self, now: &BTreeMap<String, String>) -> Vec<&'a str> {
        let seen = self.seen.iter();
        seen.filter(|(id, was)| now.get(*id) != Some(was))
            .map(|(id, _)| id.as_str())
            .collect()
    }
}

/// A piece of the text of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Words(String),
    /// An address that may be followed.
    Link(WebAddress),
    /// The end of a line.
    Break,
}

/// The text in pieces: its https addresses can be followed, nothing else is read.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (i, line) in text.lines().enumerate() {
        if i > 0 {
            pieces.push(Piece::Break);
        }
        of_line(line, &mut pieces);
    }
    pieces
}

fn of_line(line: &str, pieces: &mut Vec<Piece>) {
    let mut words = String::new();
    for word in line.split_inclusive(' ') {
        let bare = word.trim_end_matches([' ', '.', ',', ';', ':', '!', '?', ')', '»', '\u{a0}']);
        let before = bare.len() - bare.trim_start_matches(['(', '«', '\u{a0}']).len();
        match WebAddress::new(&bare[before..]) {
            Some(address) => {
                words.push_str(&word[..before]);
                if !words.is_empty() {
                    pieces.push(Piece::Words(std::mem::take(&mut words)));
                }
                pieces.push(Piece::Link(address));
                words.push_str(&word[bare.len()..]);
            }
            None => words.push_str(word),
        }
    }
    if !words.is_empty() {
        pieces.push(Piece::Words(words));
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn note() -> Note {
        Note {
            id: "n1".into(),
            subject: NoteSubject::Fiche("F1341".into()),
            title: None,
            text: "Ici, la mairie du Marin prend les empreintes.".into(),
            from: Some(date(2026, 11, 1)),
            until: Some(date(2026, 11, 30)),
            seen: BTreeMap::from([("F1341".into(), "aa".into())]),
            author: "ghislaine".into(),
            at: 10,
            reread: None,
        }
    }

    #[test]
    fn a_note_is_shown_from_its_first_day_to_its_last() {
        for (day, state) in [
            (date(2026, 10, 31), NoteState::ToCome),
            (date(2026, 11, 1), NoteState::InForce),
            (date(2026, 11, 30), NoteState::InForce),
            (date(2026, 12, 1), NoteState::Over),
        ] {
            assert_eq!(note().state(false, day), state, "{day}");
            assert_eq!(note().state(true, day), NoteState::Closed);
        }
    }

    #[test]
    fn a_note_is_to_read_again_when_its_fiche_changed_or_went() {
        let now = |hash: &str| BTreeMap::from([("F1341".to_owned(), hash.to_owned())]);
        assert!(note().changed(&now("aa")).is_empty());
        assert_eq!(note().changed(&now("bb")), ["F1341"]);
        assert_eq!(note().changed(&BTreeMap::new()), ["F1341"]);
        let rests_on_nothing = Note {
            seen: BTreeMap::new(),
            ..note()
        };
        assert!(rests_on_nothing.changed(&now("bb")).is_empty());
    }

    #[test]
    fn a_subject_is_read_as_it_is_written_and_nothing_else_is() {
        for text in [
            "demarche:rsa",
            "fiche:F1341",
            "partenaire:caf",
            "guichet:paris_mairie",
        ] {
            let subject: NoteSubject = text.parse().unwrap();
            assert_eq!(subject.to_string(), text);
        }
        for text in [
            "",
            "rsa",
            "fiche:1341",
            "fiche:F",
            "demarche:../x",
            "guichet:CPAM",
            "autre:x",
        ] {
            assert!(text.parse::<NoteSubject>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_https_addresses_become_links() {
        let found = pieces("Voyez (https://www.caf.fr/972), ou javascript:alert(1).\nVenez !");
        let link = WebAddress::new("https://www.caf.fr/972").unwrap();
        assert_eq!(
            found,
            [
                Piece::Words("Voyez (".into()),
                Piece::Link(link),
                Piece::Words("), ou javascript:alert(1).".into()),
                Piece::Break,
                Piece::Words("Venez !".into()),
            ]
        );
    }

    proptest! {
        #[test]
        fn no_word_is_lost_between_the_pieces(text in "([a-zé«(). ]|https://a\\.b/c| |\n){0,60}") {
            let told: String = pieces(&text).into_iter().map(|piece| match piece {
                Piece::Words(words) => words,
                Piece::Link(address) => address.as_str().to_owned(),
                Piece::Break => "\n".to_owned(),
            }).collect();
            let lines: Vec<&str> = text.lines().collect();
            prop_assert_eq!(told, lines.join("\n"));
        }
    }
}
