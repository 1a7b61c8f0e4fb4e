//! Keys of follow-ups, at a contact: what was opened here goes to the hub, what the team of this
//! machine follows comes from it (decision 0030).

use plus_journal::wire::hex_bytes;
use plus_store::{
    Store,
    exchange::{cles, node},
    setting,
};
use serde::{Deserialize, Serialize};

use super::{ContactError, MOST_TURNS};
use crate::{
    dossier::{key::DossierKey, seal::Key},
    node::road::Road,
};

/// Keys of one turn at most.
pub const PAGE: usize = 500;

/// A key, as it travels: on the road alone, never kept so.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cle {
    /// Of what.
    pub subject: String,
    /// Itself.
    #[serde(with = "hex_bytes")]
    pub key: [u8; 32],
}

impl std::fmt::Debug for Cle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cle({})", self.subject)
    }
}

/// What a machine says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Trousseau {
    /// The mark that the hub gave at the turn before: another one says that this machine was put
    /// back from a copy, or lost its own key. Empty the first time.
    pub mark: String,
    /// Keys that the hub may not have.
    pub gives: Vec<Cle>,
    /// Subjects of those that it took at the turn before.
    pub took: Vec<String>,
    /// Those that it let go of.
    pub forgot: Vec<String>,
}

/// What the hub answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rendu {
    /// The mark to present at the next turn.
    pub mark: String,
    /// Keys that the team of the machine needs.
    pub gives: Vec<Cle>,
    /// Those that it needs no more.
    pub forget: Vec<String>,
}

/// Exchanges keys until neither side has any to give. A hub that does not know how keeps nothing
/// else from travelling.
pub(super) async fn exchange(store: &Store, road: &mut Road<'_>) -> Result<(), ContactError> {
    let machine = DossierKey::of(store.folder(), road.outside)
        .map_err(|error| ContactError::Settings(error.to_string()))?;
    let mut said = Trousseau {
        mark: mark(store, &machine).await?,
        ..Trousseau::default()
    };
    for _turn in 0..MOST_TURNS {
        let mut own = own(store, &machine).await?;
        said.gives = std::mem::take(&mut own.keys);
        let rendu: Rendu = match road.post("cles", &said).await {
            Ok(rendu) => rendu,
            Err(ContactError::Refused(reason)) => {
                tracing::warn!(%reason, "no exchange of keys");
                return Ok(());
            }
            Err(other) => return Err(other),
        };
        let is_last = own.subjects.is_empty() && rendu.gives.is_empty() && rendu.forget.is_empty();
        said = keep(store, road, (&machine, rendu), &own).await?;
        if is_last {
            return Ok(());
        }
    }
    Err(ContactError::Endless)
}

/// Where the mark of the hub is kept, with the fingerprint of the key of this machine: when that
/// key is another, what is held opens no more, and no mark is presented.
const MARK: &str = "cles.marque";

async fn mark(store: &Store, machine: &DossierKey) -> Result<String, ContactError> {
    let kept = setting::get(&mut store.read().await?, MARK).await?;
    let own = kept.and_then(|kept| {
        let (print, mark) = kept.split_once(' ')?;
        (print == machine.fingerprint()).then(|| mark.to_owned())
    });
    Ok(own.unwrap_or_default())
}

/// Keys of this machine that the hub may not have, the subjects that they are of and those of
/// which nothing opens here, and the life of the hub.
async fn own(store: &Store, machine: &DossierKey) -> Result<Own, ContactError> {
    let mut link = store.read().await?;
    let enrolled = node::enrolled(&mut link).await?;
    let incarnation = enrolled.map_or(0, |enrolled| enrolled.peer.incarnation);
    let most = i64::try_from(PAGE).unwrap_or(i64::MAX);
    let held = cles::to_give(&mut link, incarnation, most).await?;
    let subjects = held.iter().map(|(subject, _)| subject.clone()).collect();
    let opened = held.into_iter().filter_map(|(subject, wrapped)| {
        let key = Key::unwrap(&subject, &wrapped, machine)?.to_travel();
        Some(Cle { subject, key })
    });
    Ok(Own {
        keys: opened.collect(),
        subjects,
        incarnation,
    })
}

/// See [`own`].
struct Own {
    keys: Vec<Cle>,
    subjects: Vec<String>,
    incarnation: u64,
}

/// Keeps what came; what to say of it at the next turn. Only what opens here is said taken.
async fn keep(
    store: &Store,
    road: &Road<'_>,
    (machine, rendu): (&DossierKey, Rendu),
    own: &Own,
) -> Result<Trousseau, ContactError> {
    let mut tx = store.begin().await?;
    cles::given(&mut tx, &own.subjects, own.incarnation).await?;
    cles::let_go(&mut tx, &rendu.forget).await?;
    let mut took = Vec::with_capacity(rendu.gives.len());
    for cle in rendu.gives {
        let held = cles::held(&mut tx, &cle.subject).await?;
        let opens = |held: Vec<u8>| Key::unwrap(&cle.subject, &held, machine).is_some();
        if !held.is_some_and(opens) {
            let key = Key::from_travel(cle.key);
            let wrapped = key.wrapped(&cle.subject, machine, road.outside);
            let wrapped = wrapped.map_err(|error| ContactError::Settings(error.to_string()))?;
            cles::take(&mut tx, (cle.subject.clone(), wrapped), own.incarnation).await?;
        }
        took.push(cle.subject);
    }
    let kept = format!("{} {}", machine.fingerprint(), rendu.mark);
    setting::set(&mut tx, MARK, &kept).await?;
    tx.commit().await?;
    Ok(Trousseau {
        mark: rendu.mark,
        gives: Vec::new(),
        took,
        forgot: rendu.forget,
    })
}
