//! Names of things: identifiers made by nodes and codes written in territories.
//!
//! Identifiers are UUIDv7 text and are always passed in; codes are short
//! lower-case words chosen by people. Nothing here makes an identifier.

use serde::{Deserialize, Serialize};

macro_rules! identifier {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the text as it is; its shape is the concern of who made it.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text of the identifier.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
    )*};
}

identifier! {
    /// A visite (UUIDv7).
    VisiteId;
    /// A demande inside a visite (UUIDv7).
    DemandeId;
    /// A permanence: a half-day at a place (UUIDv7).
    PermanenceId;
    /// A pseudonym: the same person over time, without identity (UUIDv7).
    PersonId;
    /// A plan of the tour (UUIDv7).
    TourneeId;
    /// An exchange of half-days (UUIDv7).
    EchangeId;
    /// A procedure carried to a partner (UUIDv7).
    EscaladeId;
    /// A site where a kiosk may stand (UUIDv7).
    EmplacementId;
    /// Days when somebody of the team is not on board (UUIDv7).
    AbsenceId;
    /// An account of the team or of a partner (UUIDv7).
    AccountId;
    /// A local note (UUIDv7).
    NoteId;
    /// An expense that was made (UUIDv7).
    DepenseId;
    /// A claim to a funder (UUIDv7).
    AppelId;
    /// A follow-up (UUIDv7).
    DossierId;
    /// A case of somebody's rights on what is kept (UUIDv7).
    ExerciceId;
    /// A writing of a follow-up, a step or a paper in it (UUIDv7).
    EcritId;
    /// A number in the queue of a half-day (UUIDv7).
    NumeroId;
    /// A rendez-vous (UUIDv7).
    RendezVousId;
    /// An atelier (UUIDv7).
    AtelierId;
    /// A promise made to a person (UUIDv7).
    PromesseId;
    /// A mandate (UUIDv7).
    MandatId;
    /// An act done under a mandate (UUIDv7).
    ActeId;
    /// A node: one running copy with its own journal.
    NodeId;
    /// A partner, such as `caf`.
    PartnerCode;
    /// A paper left to be taken at a borne.
    RetraitId;
    /// A démarche of the catalogue, such as `carte-identite-adulte`.
    DemarcheCode;
    /// A service on line, such as `caf-mon-compte`.
    ServiceCode;
    /// A report that a page is wrong (UUIDv7).
    SignalementId;
    /// A place of the territory, such as `le-marin-mondesir`.
    PlaceCode;
    /// A theme of life, such as `sante`.
    ThemeCode;
    /// A life event, such as `deces`.
    EvenementCode;
    /// A commune, by its INSEE code, such as `97217`.
    CommuneCode;
}

/// Whether a text has the shape of a code: lower-case ASCII letters, digits and
/// inner hyphens, 1 to 60 signs.
pub fn is_code(text: &str) -> bool {
    (1..=60).contains(&text.len())
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
