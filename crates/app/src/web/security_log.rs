//! What is written of security in the log of the program, under the target
//! `plus::securite`: who came in, who was refused, what was tried, which
//! inputs were refused. The chained trail of requirement S11 is apart (`trace`).
//!
//! Never a password, a code, what was typed, a name or an address of the network: an account
//! by its identifier, a place by a mark that changes each time the program starts, a page by
//! its pattern, which holds no link of anybody.

use plus_domain::account::Account;

use super::{address::Address, state::App};

/// What happened to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// It was made.
    Made,
    /// It was closed.
    Closed,
    /// It was opened again.
    Reopened,
    /// A link to choose a password was given.
    Linked,
    /// Its password was chosen.
    Password,
    /// It was tied to an identity of ProConnect.
    Tied,
    /// It was untied.
    Untied,
}

/// By which way somebody comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A password alone.
    Password,
    /// A password, then a code.
    Code,
    /// A passkey.
    Passkey,
    /// An identity of ProConnect.
    Proconnect,
}

impl Way {
    /// Stable word of the log.
    pub fn code(self) -> &'static str {
        match self {
            Self::Password => "mot-de-passe",
            Self::Code => "code",
            Self::Passkey => "cle-d-acces",
            Self::Proconnect => "proconnect",
        }
    }
}

impl Deed {
    /// Stable word of the log.
    fn code(self) -> &'static str {
        match self {
            Self::Made => "compte-fait",
            Self::Closed => "compte-ferme",
            Self::Reopened => "compte-rouvert",
            Self::Linked => "lien-donne",
            Self::Password => "mot-de-passe-choisi",
            Self::Tied => "proconnect-relie",
            Self::Untied => "proconnect-delie",
        }
    }
}

/// Somebody signed in.
pub fn came_in(app: &App, account: &Account, from: &Address, way: Way) {
    let (account, place, way) = (account.id.as_str(), mark(app, from), way.code());
    tracing::info!(target: "plus::securite", account, place, way, "entree");
}

/// What came by another way than a password was not believed; `why` is a word of ours.
pub fn turned_away(app: &App, from: &Address, way: Way, why: &str) {
    let (account, place, way) = ("-", mark(app, from), way.code());
    tracing::warn!(target: "plus::securite", account, place, way, why, "refus");
}

/// A login or a password was wrong; the account, when the login is that of one.
pub fn kept_out(app: &App, account: Option<&Account>, from: &Address) {
    let account = account.map_or("-", |account| account.id.as_str());
    let place = mark(app, from);
    tracing::warn!(target: "plus::securite", account, place, way = "mot-de-passe", "refus");
}

/// Somebody tries too often, and waits.
pub fn slowed(app: &App, from: &Address, wait_ms: i64) {
    let place = mark(app, from);
    tracing::warn!(target: "plus::securite", place, wait_ms, "attente");
}

/// Somebody signed out.
pub fn left(account: &Account) {
    let account = account.id.as_str();
    tracing::info!(target: "plus::securite", account, "sortie");
}

/// Something was done to an account, by somebody (`-`: by who holds the link, or the shell).
pub fn changed(deed: Deed, account: &str, by: &str) {
    tracing::info!(target: "plus::securite", account, by, deed = deed.code(), "compte");
}

/// A page was asked for, or a form sent, by who may not.
pub fn stopped(family: &str, method: &str, pattern: &str, account: &str, reference: &str) {
    tracing::warn!(
        target: "plus::securite", family, method, pattern, account, reference, "arret"
    );
}

/// What was sent is refused: a form that breaks a rule, what cannot be read, what somebody
/// changed meanwhile. `status` is that of the answer; what was typed is never here.
pub fn refused_input(status: u16, method: &str, pattern: &str, account: &str, reference: &str) {
    tracing::info!(
        target: "plus::securite", status, method, pattern, account, reference, "saisie"
    );
}

/// Eight signs for a place: the same for the same place until the program stops, and nothing
/// from which to find it.
fn mark(app: &App, Address(address): &Address) -> String {
    let hash = blake3::keyed_hash(&app.places(), address.as_bytes());
    hash.to_hex()[..8].to_owned()
}
