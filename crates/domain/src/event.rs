//! The facts that a node learns: the typed bodies of journal entries.
//!
//! `(type, version)` evolves, the envelope never does. An unknown type is not an
//! error of the journal: it is kept, and waits for a version that knows it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    account::Account,
    atelier::{Atelier, Bilan},
    borne::usage::Usage,
    convention,
    croisement::Vue,
    dossier::{Dossier, Ecriture, Promesse},
    droit::Exercice,
    emplacement::Emplacement,
    escalade::{Escalade, Message},
    file::Numero,
    financement::{Appel, Depense, Plan},
    formation, identite,
    ids::{AccountId, DemarcheCode, NoteId, PartnerCode, ServiceCode, VisiteId},
    lexique,
    mandat::{Acte, Mandat, Mandataire, Numerise},
    note::Note,
    period::Month,
    permanence::Permanence,
    projet,
    rendez_vous::RendezVous,
    retrait, satisfaction,
    signalement::{Made, Settled},
    statement::{Marque, Sceau},
    territoire::changement::Changement,
    tournee::{Absence, Besoin, Echange, Equipier, Escale, Presence, Tournee},
    visite::{Change, Visite},
};

/// Why a body could not be read as a fact.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// This version of PLUS does not know the type, or this version of it.
    #[error("type d’écriture inconnu : {kind} v{version}")]
    Unknown {
        /// Type.
        kind: String,
        /// Version.
        version: u32,
    },
    /// The type is known, the body does not fit.
    #[error("écriture {kind} illisible : {reason}")]
    Body {
        /// Type.
        kind: String,
        /// What the reader said.
        reason: String,
    },
}

/// Fields of a visite changed by somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisiteCorrection {
    /// Which visite.
    pub id: VisiteId,
    /// Who corrected.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
    /// What changed, with what the author saw.
    pub changes: Vec<Change>,
}

/// A visite that should not have been recorded. Its trace remains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisiteCancellation {
    /// Which visite.
    pub id: VisiteId,
    /// Who cancelled.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
    /// Whether it is cancelled (false: put back).
    pub cancelled: bool,
}

/// Somebody has looked at two values written apart for one field, and what stands is right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisiteReview {
    /// Which visite.
    pub id: VisiteId,
    /// Who looked.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
    /// Name of the field, as corrections name it.
    pub field: String,
    /// The value that lost.
    pub lost: Value,
    /// The value that its author saw standing.
    pub kept: Value,
}

/// A territory as published on this hub, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TerritoryPublication {
    /// Code of the territory.
    pub code: String,
    /// The territory, as `territoire::Territoire` writes it.
    pub territory: Value,
}

/// A content pack becomes the one that serves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContentPublication {
    /// BLAKE3 name of the pack.
    pub pack: String,
    /// The pack that served before, kept.
    pub previous: Option<String>,
    /// Document that holds the whole pack, where several machines share a database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive: Option<String>,
    /// Documents that it holds.
    pub count: u64,
    /// Date of the newest fiche.
    pub date: Option<Date>,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// The relay has verified a statement of its own catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemarcheConfirmation {
    /// Which démarche.
    pub demarche: DemarcheCode,
    /// Which item, as `catalogue` names it: `piece:2`, `cout`, `delai`, `adresse`.
    pub item: String,
    /// The text that was verified: if the catalogue changes it, it is to verify again.
    pub text: String,
    /// Who verified.
    pub author: AccountId,
    /// Date of the verification.
    pub date: Date,
}

/// An entry of the services on line was read again and is right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceConfirmation {
    /// Which service.
    pub service: ServiceCode,
    /// The whole text that was verified: if the catalogue changes it, it is to verify again.
    pub text: String,
    /// Who verified.
    pub author: AccountId,
    /// Date of the verification.
    pub date: Date,
}

/// A local note written, changed, or read again and found right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteWriting {
    /// The note, whole.
    pub note: Note,
    /// What its author saw before, whole; nothing for a new note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Box<Note>>,
}

/// A local note taken away from the public, or put back. Its trace remains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteClosing {
    /// Which note.
    pub id: NoteId,
    /// Who closed it, or put it back.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
    /// Whether it is closed (false: put back).
    pub closed: bool,
    /// Whether its author saw it closed.
    pub base: bool,
}

/// Somebody has read again an official fiche that a démarche rests on, and what it
/// changes to the démarche.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FicheReading {
    /// For which démarche.
    pub demarche: DemarcheCode,
    /// Number of the fiche: `F1341`.
    pub fiche: String,
    /// Name of what the fiche said then; `None`: it was gone.
    pub fingerprint: Option<String>,
    /// Who read it.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// A statement sent to a partner, frozen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementIssue {
    /// Number, such as `2026-10-caf-1`.
    pub number: String,
    /// Partner.
    pub partner: PartnerCode,
    /// Month.
    pub month: Month,
    /// The canonical JSON: the truth.
    pub json: String,
    /// BLAKE3 of the canonical JSON.
    pub hash: String,
    /// BLAKE3 of each file stored with it, by format.
    pub files: BTreeMap<String, String>,
    /// Decisions of protection, as `statement` writes them: what later tables must respect.
    pub protection: Value,
    /// The seal over its files; nothing in those of older programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<Sceau>,
    /// Who issued it.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// The plan of financing, whole, as somebody leaves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanWriting {
    /// The plan.
    pub plan: Plan,
    /// Who changed it.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
    /// Instant of the plan that its author saw; nothing for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<i64>,
}

/// One thing of a register, as somebody leaves it: the latest word on a thing stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Writing<T> {
    /// The thing.
    pub item: T,
    /// Who wrote it.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// One thing of the project.
pub type ProjetWriting = Writing<projet::Item>;
/// One thing of the register of conventions.
pub type ConventionWriting = Writing<convention::Item>;
/// One thing of the register of training.
pub type FormationWriting = Writing<formation::Item>;

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident($body:ty) = $kind:literal, $version:literal;)*) => {
        /// A fact of the journal.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Event {
            $($(#[$doc])* $variant($body),)*
        }

        impl Event {
            /// Type of the entry, stable for ever.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => $kind,)* }
            }

            /// Version of the body that this program writes.
            pub fn version(&self) -> u32 {
                match self { $(Self::$variant(_) => $version,)* }
            }

            /// The body of the entry: JSON bytes, fields in the order of the type.
            pub fn body(&self) -> Vec<u8> {
                let written = match self { $(Self::$variant(body) => serde_json::to_vec(body),)* };
                written.expect("facts hold only text, numbers and lists, which JSON writes")
            }

            /// Reads a body of the version that this program writes.
            pub fn read(kind: &str, version: u32, body: &[u8]) -> Result<Self, EventError> {
                match (kind, version) {
                    $(($kind, $version) => read_body(kind, body).map(Self::$variant),)*
                    _ => Err(EventError::Unknown { kind: kind.to_owned(), version }),
                }
            }

            /// Every type and version that this program reads.
            pub const KNOWN: &[(&str, u32)] = &[$(($kind, $version),)*];
        }
    };
}

events! {
    /// A visite is recorded.
    VisiteRecorded(Visite) = "visite.recorded", 1;
    /// Some of its fields are corrected.
    VisiteCorrected(VisiteCorrection) = "visite.corrected", 1;
    /// It is cancelled, or put back.
    VisiteCancelled(VisiteCancellation) = "visite.cancelled", 1;
    /// Two values written apart for one field are looked at, and what stands is right.
    VisiteReviewed(VisiteReview) = "visite.reviewed", 1;
    /// A permanence is planned, opened, closed, moved or cancelled.
    PermanenceSet(Permanence) = "permanence.set", 1;
    /// An account is made or changed (never its secret).
    AccountSet(Account) = "account.set", 1;
    /// What proves an account changes (never its secret).
    IdentiteNoted(identite::Trace) = "identite.noted", 1;
    /// A territory is published.
    TerritoryPublished(TerritoryPublication) = "territory.published", 1;
    /// A content pack is published.
    ContentPublished(ContentPublication) = "content.published", 1;
    /// An item of the catalogue is verified by the relay.
    DemarcheConfirmed(DemarcheConfirmation) = "demarche.confirmed", 1;
    /// An entry of the services on line is verified.
    ServiceConfirmed(ServiceConfirmation) = "service.confirmed", 1;
    /// Somebody says that a page is wrong.
    SignalementMade(Made) = "signalement.made", 1;
    /// The relay answers it.
    SignalementSettled(Settled) = "signalement.settled", 1;
    /// A local note is written, changed or read again.
    NoteSet(NoteWriting) = "note.set", 1;
    /// A local note is closed, or put back.
    NoteClosed(NoteClosing) = "note.closed", 1;
    /// A fiche that has changed is read again for a démarche.
    FicheSeen(FicheReading) = "fiche.seen", 1;
    /// A statement is issued, or amended.
    StatementIssued(StatementIssue) = "statement.issued", 1;
    /// A statement is approved, or handed over to a mail server.
    StatementMarked(Marque) = "statement.marked", 1;
    /// A line of the lexicon of the territory is proposed, reviewed or withdrawn.
    LexiqueSet(lexique::Line) = "lexique.set", 1;
    /// What the planner must know of a member of the team.
    EquipierSet(Equipier) = "equipier.set", 1;
    /// Days when somebody is not on board, or taken back.
    AbsenceSet(Absence) = "absence.set", 1;
    /// What the planner must know of a place.
    EscaleSet(Escale) = "escale.set", 1;
    /// What makes the need of a place is weighed otherwise.
    BesoinSet(Besoin) = "besoin.set", 1;
    /// The days that a partner offers.
    PresenceSet(Presence) = "presence.set", 1;
    /// A plan of the tour is saved, published or given up.
    TourneeSet(Tournee) = "tournee.set", 1;
    /// An exchange of half-days, asked or answered.
    EchangeSet(Echange) = "echange.set", 1;
    /// A procedure is carried to a partner, answered or closed.
    EscaladeSet(Escalade) = "escalade.set", 1;
    /// Something is written about it, sealed.
    EscaladeWritten(Message) = "escalade.written", 1;
    /// A site where a kiosk may stand is described, or given up.
    EmplacementSet(Emplacement) = "emplacement.set", 1;
    /// A kiosk was used.
    UsageRecorded(Usage) = "usage.recorded", 1;
    /// A paper is left, to be taken at a borne.
    RetraitDeposited(retrait::Deposited) = "retrait.deposited", 1;
    /// It was handed over to its one borne, for when that one is cut off.
    RetraitCarried(retrait::Carried) = "retrait.carried", 1;
    /// A borne printed it.
    RetraitPrinted(retrait::Printed) = "retrait.printed", 1;
    /// Nobody can read it any more.
    RetraitErased(retrait::Erased) = "retrait.erased", 1;
    /// The plan of financing is written or changed.
    PlanSet(PlanWriting) = "financement.plan", 1;
    /// Spending is written, changed or taken away.
    DepenseSet(Depense) = "financement.depense", 1;
    /// A claim is written, paid or taken away.
    AppelSet(Appel) = "financement.appel", 1;
    /// The answers of a half-day that is over are counted.
    SatisfactionCounted(satisfaction::Depouillement) = "satisfaction.counted", 1;
    /// What the relay changed because of what people say is written, or taken back.
    SatisfactionSuite(satisfaction::Suite) = "satisfaction.suite", 1;
    /// A milestone, a piece of equipment or a sending of the project is written.
    ProjetSet(ProjetWriting) = "projet.set", 1;
    /// A convention or a meeting with partners is written.
    ConventionSet(ConventionWriting) = "convention.set", 1;
    /// A module, a session, the steps of who arrives are written.
    FormationSet(FormationWriting) = "formation.set", 1;
    /// A view of the crossing is kept, renamed, given up.
    VueSet(Vue) = "vue.set", 1;
    /// A change of the files of the territory is proposed, published or given up.
    TerritoireSet(Changement) = "territoire.set", 1;
    /// A number of the queue is taken, called, received or gives up.
    NumeroSet(Numero) = "file.numero", 1;
    /// A rendez-vous is taken, moved, given up, kept or not.
    RendezVousSet(RendezVous) = "rendez-vous.set", 1;
    /// An atelier is planned, held, cancelled or corrected.
    AtelierSet(Atelier) = "atelier.set", 1;
    /// What people said that they can do, in an atelier, is counted.
    AtelierCounted(Bilan) = "atelier.counted", 1;
    /// A follow-up is opened, shared, closed or erased.
    DossierSet(Dossier) = "dossier.set", 1;
    /// Something is written in it, sealed.
    DossierWritten(Ecriture) = "dossier.written", 1;
    /// Something is promised, kept or not.
    PromesseSet(Promesse) = "dossier.promesse", 1;
    /// A mandate is signed, or ends.
    MandatSet(Mandat) = "mandat.set", 1;
    /// What a person asks about what is kept of her, and the answer.
    DroitSet(Exercice) = "droit.set", 1;
    /// An act is done under it.
    MandatUsed(Acte) = "mandat.used", 1;
    /// The paper of a mandate, scanned.
    MandatScanned(Numerise) = "mandat.scanned", 1;
    /// The coordinator says what somebody of the team is.
    MandataireSet(Mandataire) = "mandat.mandataire", 1;
}

fn read_body<T: DeserializeOwned>(kind: &str, body: &[u8]) -> Result<T, EventError> {
    serde_json::from_slice(body).map_err(|e| EventError::Body {
        kind: kind.to_owned(),
        reason: e.to_string(),
    })
}
