//! A contact with the hub: enrolling, then sending what waits and taking what is new.
//!
//! Everything can be cut anywhere: what was committed stays, what was not is asked again.

use std::{
    fs::{File, OpenOptions},
    io,
    time::Duration,
};

use plus_domain::ids::NodeId;
use plus_journal::{
    Head,
    exchange::{Batch, Guards, Heard, Page, Reply, Turn},
    wire::hex_bytes,
};
use plus_store::{
    Store, StoreError,
    exchange::{
        away,
        node::{self, Enrolled},
        waiting::{self, Attempt, Outcome},
    },
    transfer,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    Identity,
    device::DeviceError,
    documents,
    effacement::{self, Erased, Standing},
    order::Order,
    purge,
    road::{HubKey, Road},
};
use crate::{outside::Outside, tls::local};

pub mod cles;
mod coffre;
mod heads;
mod verifiers;

pub use heads::Heads;

/// Between two contacts, when all is well and at most.
const SHORTEST: Duration = Duration::from_mins(1);
const LONGEST: Duration = Duration::from_mins(15);
/// Batches and pages of one contact at most: the next contact goes on.
const MOST_TURNS: u32 = 10_000;

/// Why a contact did not succeed. Nothing is lost by it: the next one goes on.
#[derive(Debug, thiserror::Error)]
pub enum ContactError {
    /// The address is not one that secrets may be sent to.
    #[error(
        "l’adresse du portail central commence par https:// (http:// sur cette machine seulement) : {0}"
    )]
    Address(String),
    /// This machine has no hub.
    #[error(
        "cette machine n’est reliée à aucun portail central : plus node enroll --hub ADRESSE --code CODE"
    )]
    Alone,
    /// The hub does not answer.
    #[error(
        "le portail central ne répond pas ({0}) : rien n’est perdu, ce qui attend partira plus tard"
    )]
    Unreachable(#[source] reqwest::Error),
    /// The hub answers that it will not.
    #[error("le portail central refuse : {0}")]
    Refused(String),
    /// What answers does not hold the key of the hub.
    #[error(
        "ce n’est pas notre portail central : sa réponse n’est pas signée de la clé connue. Rien n’a été pris, rien n’est perdu"
    )]
    Impostor,
    /// A server on the way answers in the place of the hub.
    #[error(
        "un serveur répond à la place du portail central (HTTP {0}) : rien n’est perdu, ce qui attend partira plus tard"
    )]
    InTheWay(u16),
    /// What came is not what the hub says.
    #[error("réponse illisible du portail central : {0}")]
    Unreadable(String),
    /// The settings.
    #[error("{0}")]
    Settings(String),
    /// What makes the codes of somebody cannot be sealed here.
    #[error("deuxième facteur : {0}")]
    Identite(#[from] crate::identite::IdentiteError),
    /// The certificate of the screens.
    #[error("certificat des écrans : {0}")]
    Certificate(String),
    /// The exchange does not end.
    #[error("l’échange ne finit pas : il reprendra au prochain contact")]
    Endless,
    /// The hub no longer trusts this machine: it must erase what it holds.
    #[error("cette machine est révoquée : elle efface ce qu’elle tient")]
    Ordered(Box<Order>),
    /// It has done so.
    #[error("{0}")]
    Erased(Erased),
    /// What binds verifiers to this machine.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// Files that cannot be erased, or locked.
    #[error("des fichiers de cette machine résistent : {0}")]
    Files(io::Error),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a machine presents to be enrolled.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Presented {
    /// The code used once, as it was typed.
    pub code: String,
    /// Public key.
    #[serde(with = "hex_bytes")]
    pub key: [u8; 32],
}

/// What the hub answers to a machine that it takes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Taken {
    /// Name of the machine.
    pub name: String,
    /// Identifier of the hub.
    pub hub: NodeId,
    /// Its public key.
    #[serde(with = "hex_bytes")]
    pub key: [u8; 32],
    /// Its life number.
    pub incarnation: u64,
}

/// Why the hub refuses.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Refusal {
    /// For a person.
    pub reason: String,
    /// The hub's clock, milliseconds UTC.
    pub time: i64,
    /// Whether the machine was revoked and must forget what it holds.
    #[serde(default)]
    pub revoked: bool,
}

/// A new life of a chain.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Life {
    /// Its number. From the machine: the last that it knows; from the hub: the new one.
    pub epoch: u64,
}

/// What lets an account sign in far from the hub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verifier {
    /// Account.
    pub account: String,
    /// Hash of its password (PHC string).
    pub hash: String,
    /// What makes its codes of six digits, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Whether its password alone does not open it: it has codes, or what serves at the hub only.
    #[serde(default)]
    pub second: bool,
}

/// What a contact did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Synced {
    /// Name of this machine.
    pub name: String,
    /// Address of the hub.
    pub hub: String,
    /// Entries that the hub now holds and did not before.
    pub sent: u64,
    /// Entries taken from the hub.
    pub received: u64,
    /// Entries that still wait.
    pub waiting: u64,
    /// Old visites that left this machine: the hub and a backup of it hold them.
    pub dropped: u64,
    /// Whether this machine, put back from a copy, began a new life.
    pub new_life: bool,
    /// The hub's clock less this one's, milliseconds.
    pub clock_gap: i64,
    /// Documents that still wait to be fetched or sent.
    pub documents_waiting: u64,
    /// Bytes of them.
    pub documents_bytes_waiting: u64,
    /// Bytes carried today, both ways.
    pub day_bytes: u64,
}

/// Binds this machine to a hub with a code used once.
///
/// # Errors
/// When the hub does not answer, or does not take the code.
pub async fn enrol(
    store: &Store,
    outside: &Outside,
    hub: &str,
    code: &str,
) -> Result<Taken, ContactError> {
    if !matches!(effacement::standing(store).await?, Standing::Serving) {
        return Err(ContactError::Refused(
            "cette machine s’efface, ou s’est effacée, sur l’ordre de son portail".to_owned(),
        ));
    }
    let identity = Identity::of(store, outside).await?;
    let mut road = Road::new(hub, None, (&identity, outside), store)?;
    let presented = Presented {
        code: code.to_owned(),
        key: identity.public_key(),
    };
    let taken = road.enrol(&presented).await?;
    let mut tx = store.begin().await?;
    node::enrol(
        &mut tx,
        road.base.as_str().trim_end_matches('/'),
        (&taken.hub, &taken.key),
        (&taken.name, taken.incarnation),
    )
    .await?;
    away::begin_again(&mut tx, outside.now_ms()).await?;
    tx.commit().await?;
    Ok(taken)
}

/// # Errors
/// When this machine was erased.
async fn still_serves(store: &Store) -> Result<(), ContactError> {
    match effacement::standing(store).await? {
        Standing::Erased(erased) => Err(ContactError::Erased(erased)),
        Standing::Serving | Standing::Erasing => Ok(()),
    }
}

/// Waits until no other exchange of this machine runs, of this program or of another, and
/// keeps them away until the file is dropped: two would fetch the same document into one
/// file, or begin two lives.
async fn alone(store: &Store) -> Result<File, ContactError> {
    let folder = store.folder().to_owned();
    let locked = tokio::task::spawn_blocking(move || {
        let path = folder.join("echange.lock");
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        file.lock()?;
        Ok(file)
    });
    locked
        .await
        .map_err(io::Error::other)
        .flatten()
        .map_err(ContactError::Files)
}

/// The road to the hub of this machine.
///
/// # Errors
/// When this machine has none, or was erased, or its settings cannot be used.
pub async fn to_hub<'a>(
    store: &'a Store,
    own: (&'a Identity, &'a Outside),
) -> Result<Road<'a>, ContactError> {
    still_serves(store).await?;
    let enrolled = node::enrolled(&mut store.read().await?).await?;
    road_to(&enrolled.ok_or(ContactError::Alone)?, own, store)
}

/// Asks the hub one thing and waits for its answer; nothing when this machine has no hub: it
/// then answers by itself.
///
/// # Errors
/// When the hub cannot be reached or refuses.
pub async fn ask<A, R>(
    store: &Store,
    outside: &Outside,
    (what, asked): (&str, &A),
) -> Result<Option<R>, ContactError>
where
    A: Serialize + Sync,
    R: DeserializeOwned,
{
    if node::enrolled(&mut store.read().await?).await?.is_none() {
        return Ok(None);
    }
    let identity = Identity::of(store, outside).await?;
    let mut road = to_hub(store, (&identity, outside)).await?;
    Ok(Some(road.post(what, asked).await?))
}

/// Asks again for the keys of papers that are whole here and lack them (decision 0049): their
/// answer was lost. Nothing travels when there are none.
///
/// # Errors
/// When the hub cannot be reached or refuses.
pub async fn finish_coffre(store: &Store, outside: &Outside) -> Result<(), ContactError> {
    if !coffre::lacks_keys(store).await? {
        return Ok(());
    }
    let _alone = alone(store).await?;
    let identity = Identity::of(store, outside).await?;
    let mut road = to_hub(store, (&identity, outside)).await?;
    let finished = coffre::exchange(store, &mut road).await;
    documents::flush(store, &mut road).await?;
    finished
}

fn road_to<'a>(
    hub: &Enrolled,
    own: (&'a Identity, &'a Outside),
    store: &'a Store,
) -> Result<Road<'a>, ContactError> {
    let key = HubKey {
        now: hub.hub_key.clone(),
        next: hub.hub_next_key.clone(),
    };
    Road::new(&hub.address, Some(key), own, store)
}

/// Sends what waits, then takes what is new.
///
/// # Errors
/// When the hub cannot be reached or refuses; what was exchanged before stays.
pub async fn sync(store: &Store, outside: &Outside) -> Result<Synced, ContactError> {
    let _alone = alone(store).await?;
    still_serves(store).await?;
    let enrolled = node::enrolled(&mut store.read().await?).await?;
    let enrolled = enrolled.ok_or(ContactError::Alone)?;
    let identity = Identity::of(store, outside).await?;
    let mut road = road_to(&enrolled, (&identity, outside), store)?;
    let mut done = Synced {
        name: enrolled.name,
        hub: enrolled.address,
        ..Synced::default()
    };
    let outcome = match exchange(store, &mut road, &mut done).await {
        Err(ContactError::Ordered(order)) => obey(store, &mut road, *order).await,
        other => other,
    };
    // Erased: there is nowhere left to note it.
    still_serves(store).await?;
    documents::flush(store, &mut road).await?;
    let mut tx = store.begin().await?;
    let refusal = outcome.as_ref().err().map(ToString::to_string);
    let answered = road.heard.then_some(road.gap);
    node::note_contact(&mut tx, outside.now_ms(), answered, refusal.as_deref()).await?;
    let attempt = Attempt {
        at: outside.now_ms(),
        outcome: outcome.as_ref().map_or_else(told, |()| Outcome::Done),
        sent: i64::try_from(done.sent).unwrap_or(i64::MAX),
        received: i64::try_from(done.received).unwrap_or(i64::MAX),
        reason: refusal,
    };
    waiting::note_attempt(&mut tx, &attempt).await?;
    tx.commit().await?;
    outcome?;
    done.waiting = super::waiting(store).await?.unwrap_or(0);
    done.clock_gap = road.gap;
    let today = documents::day(outside.now_ms());
    let day = transfer::carried(&mut store.read().await?, &today).await?;
    done.day_bytes = day.total();
    Ok(done)
}

/// How a try ended that did not succeed.
fn told(error: &ContactError) -> Outcome {
    match error {
        ContactError::Unreachable(_) | ContactError::InTheWay(_) => Outcome::Unreachable,
        ContactError::Refused(_) => Outcome::Refused,
        _ => Outcome::Broken,
    }
}

/// Stays in contact while the program runs: every minute when the hub answers, less and
/// less often when it does not, never at the same instant as another machine. `after` is
/// run after each contact that succeeded: what came may change what pages show.
pub async fn keep<F: Future<Output = ()>>(store: &Store, outside: &Outside, after: impl Fn() -> F) {
    let mut wait = SHORTEST;
    loop {
        let [chance] = outside.random_bytes::<1>();
        tokio::time::sleep(wait.mul_f64(0.5 + f64::from(chance) / 255.0)).await;
        wait = match sync(store, outside).await {
            Ok(done) => {
                if done.sent + done.received > 0 {
                    tracing::info!(done.sent, done.received, "exchanged with the hub");
                }
                after().await;
                SHORTEST
            }
            Err(ContactError::Erased(_)) => return,
            // Bound later, or never: looked at again as quietly.
            Err(ContactError::Alone) => SHORTEST,
            Err(error) => {
                tracing::warn!(%error, "no exchange with the hub");
                (wait * 2).min(LONGEST)
            }
        };
    }
}

async fn exchange(
    store: &Store,
    road: &mut Road<'_>,
    done: &mut Synced,
) -> Result<(), ContactError> {
    push(store, road, done).await?;
    pull(store, road, done).await?;
    verifiers::take(store, road).await?;
    cles::exchange(store, road).await?;
    // The hub is near: what comes after may be long, or cut, and changes nothing to that.
    let mut tx = store.begin().await?;
    away::begin_again(&mut tx, road.outside.now_ms()).await?;
    tx.commit().await?;
    heads::tell(store, road).await?;
    certificate(store, road).await?;
    coffre::exchange(store, road).await?;
    // Last: entries come first.
    let waiting = documents::exchange(store, road).await?;
    (done.documents_waiting, done.documents_bytes_waiting) = (waiting.documents, waiting.bytes);
    done.dropped = purge::old_visites(store, road.outside.now_ms()).await?;
    Ok(())
}

/// Renews the certificate of the screens when it is time. A hub that cannot give one keeps
/// nothing else from travelling: the one that serves has a year left.
async fn certificate(store: &Store, road: &mut Road<'_>) -> Result<(), ContactError> {
    match local::renew(store, road).await {
        Ok(false) => Ok(()),
        Ok(true) => {
            tracing::info!("new certificate for the screens");
            Ok(())
        }
        Err(error @ (ContactError::Refused(_) | ContactError::Certificate(_))) => {
            tracing::warn!(%error, "no certificate for the screens");
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// Sends batch after batch until the hub holds the whole chain.
async fn push(store: &Store, road: &mut Road<'_>, done: &mut Synced) -> Result<(), ContactError> {
    for _turn in 0..MOST_TURNS {
        let (epoch, batch, acked) = next_batch(store).await?;
        let reply: Reply = road.post(&format!("journal/{epoch}"), &batch).await?;
        let mut tx = store.begin().await?;
        let heard = node::hear_reply(&mut tx, &reply, Guards::default()).await?;
        tx.commit().await?;
        match heard {
            Heard::Held { .. } => done.sent += reply.head.saturating_sub(acked),
            // Of a former life of the hub, which cannot answer to what was just asked.
            Heard::Stale => return Err(ContactError::Endless),
            // Put back from a copy, or copied: what was sent under the old number is set
            // apart at the hub, and what it lacks is sent again in a new life.
            Heard::Forked | Heard::RolledBack => {
                begin_again(store, road, epoch).await?;
                done.new_life = true;
                continue;
            }
        }
        if super::waiting(store).await? == Some(0) {
            return Ok(());
        }
    }
    Err(ContactError::Endless)
}

async fn next_batch(store: &Store) -> Result<(u64, Batch, u64), StoreError> {
    let (head, acked) = state(store).await?;
    let batch = batch_after(store, &head, acked).await?;
    Ok((head.epoch, batch, acked))
}

/// The end of this machine's chain, and how much of it the hub holds.
async fn state(store: &Store) -> Result<(Head, u64), StoreError> {
    let mut link = store.read().await?;
    let head = node::head(&mut link).await?;
    let enrolled = node::enrolled(&mut link).await?;
    Ok((head, enrolled.map_or(0, |enrolled| enrolled.peer.acked)))
}

async fn batch_after(store: &Store, head: &Head, after: u64) -> Result<Batch, StoreError> {
    let entries = node::batch(&mut store.read().await?, head, after).await?;
    Ok(Batch {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        waiting: head.seq.saturating_sub(after + entries.len() as u64),
        health: super::health::of(store).await?,
        entries,
    })
}

/// This machine was put back from a copy: it takes the new life that the hub gives it.
async fn begin_again(store: &Store, road: &mut Road<'_>, epoch: u64) -> Result<(), ContactError> {
    let life: Life = road.post("epoch", &Life { epoch }).await?;
    let mut tx = store.begin().await?;
    node::live_again(&mut tx, life.epoch, road.outside.now_ms()).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes page after page until there is no more.
async fn pull(store: &Store, road: &mut Road<'_>, done: &mut Synced) -> Result<(), ContactError> {
    for _turn in 0..MOST_TURNS {
        let enrolled = node::enrolled(&mut store.read().await?).await?;
        let cursor = enrolled.map_or(0, |enrolled| enrolled.peer.cursor);
        let life = node::head(&mut store.read().await?).await?.epoch;
        let path = format!("page?cursor={cursor}&life={life}");
        let page: Page = road.get(&path).await?;
        let (count, more) = (page.entries.len() as u64, page.more);
        let mut tx = store.begin().await?;
        let turned =
            node::take_page(&mut tx, page, road.outside.now_ms(), Guards::default()).await?;
        tx.commit().await?;
        if turned == Turn::Apply {
            done.received += count;
            if !more {
                return Ok(());
            }
        }
    }
    Err(ContactError::Endless)
}

/// Obeys an order to erase: sends all that no backup of the hub is known to hold, then erases.
/// What the hub had answered for is sent again: it may have been put back from a backup since,
/// and a machine that it believes no more is not told so.
async fn obey(store: &Store, road: &mut Road<'_>, first: Order) -> Result<(), ContactError> {
    effacement::hear(store, &first).await?;
    let (head, _) = state(store).await?;
    let enrolled = node::enrolled(&mut store.read().await?).await?;
    let mut after = enrolled.map_or(0, |enrolled| enrolled.peer.durable);
    for _turn in 0..MOST_TURNS {
        let batch = batch_after(store, &head, after).await?;
        if batch.entries.is_empty() {
            effacement::finish(store, road.outside, &first).await?;
            return Ok(());
        }
        let last = batch.entries.last().map_or(after, |entry| entry.seq);
        let epoch = head.epoch;
        let answer: Result<Reply, _> = road.post(&format!("journal/{epoch}"), &batch).await;
        match answer {
            Err(ContactError::Ordered(order)) if order.received >= last => {
                effacement::hear(store, &order).await?;
                after = last;
            }
            Err(ContactError::Ordered(_)) | Ok(_) => return Err(ContactError::Endless),
            Err(other) => return Err(other),
        }
    }
    Err(ContactError::Endless)
}
