//! Papers that a borne keeps for when it is cut off, at a contact (decision 0049): it says what
//! it holds and what became of it, and takes what it should hold. What it should not, goes.
//!
//! What is sealed comes by parts and can be cut anywhere. Its keys come last, once it is whole.

use std::collections::BTreeSet;

use plus_domain::{
    event::Event,
    ids::{NodeId, RetraitId},
    retrait::{Erased, Reason, Retrait, Said},
};
use plus_store::{
    Store, StoreError, Tx,
    document::{self, Arriving},
    retrait::{self as kept, Way, porte},
    setting,
};
use reqwest::Method;

use super::ContactError;
use crate::{
    node::{
        disk, documents,
        road::{Road, Sent},
    },
    retrait::{
        coffre::{self, Coffre},
        key::KeyError,
        wire::{Chemin, Cles, Inventaire, Manifeste, Papier},
    },
};

/// Turns of one contact: the key pair is made, papers are taken, they are said taken.
const TURNS: u32 = 4;
/// Largest paper that is taken, bytes: three times what a hub lets anybody leave.
const MOST: u64 = 64 << 20;
/// Name of the setting that holds what arrives, by its names.
const ARRIVING: &str = "coffre.arrive";

/// See the module. A hub that does not know how, or a cut, keeps nothing else from travelling.
pub(super) async fn exchange(store: &Store, road: &mut Road<'_>) -> Result<(), ContactError> {
    match turns(store, road).await {
        Err(error @ (ContactError::Refused(_) | ContactError::Settings(_))) => {
            tracing::warn!(%error, "no papers for when this machine is cut off");
            Ok(())
        }
        Err(ContactError::Unreachable(_) | ContactError::InTheWay(_)) => Ok(()),
        other => other,
    }
}

/// Whether a paper is whole here and lacks its keys: they were asked for, and the answer lost.
pub(super) async fn lacks_keys(store: &Store) -> Result<bool, ContactError> {
    let names = setting::get(&mut store.read().await?, ARRIVING).await?;
    for name in names.unwrap_or_default().split(' ') {
        if !name.is_empty() && Arriving::of(store, name)?.is_whole().await? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn turns(store: &Store, road: &mut Road<'_>) -> Result<(), ContactError> {
    for _turn in 0..TURNS {
        let pair = pair(store)?;
        let said = inventaire(store, pair.as_ref()).await?;
        let manifeste: Manifeste = road.post("retrait/coffre", &said).await?;
        if !manifeste.wanted {
            return Ok(());
        }
        let Some(pair) = pair else {
            Coffre::make(store.folder(), road.outside).map_err(unusable)?;
            continue;
        };
        let changed = settle(store, (&pair, &manifeste)).await?;
        withdraw(store, road, &manifeste).await?;
        let took = take(store, road, &manifeste).await?;
        if !changed && !took {
            return Ok(());
        }
    }
    Ok(())
}

/// The key pair of this borne. One that cannot be read gives way to another: nobody stands there
/// to mend it, and the hub seals again for that one.
fn pair(store: &Store) -> Result<Option<Coffre>, ContactError> {
    match Coffre::of(store.folder()) {
        Err(error @ KeyError::Content(_)) => {
            tracing::warn!(%error, "another key pair is made");
            coffre::forget(store.folder()).map_err(ContactError::Files)?;
            Ok(None)
        }
        other => other.map_err(unusable),
    }
}

fn unusable(error: impl std::fmt::Display) -> ContactError {
    ContactError::Settings(error.to_string())
}

async fn inventaire(store: &Store, pair: Option<&Coffre>) -> Result<Inventaire, ContactError> {
    let Some(pair) = pair else {
        return Ok(Inventaire::default());
    };
    let mut link = store.read().await?;
    let print = coffre::print(&mut link, pair).await?;
    let all = kept::list(&mut link).await?;
    let lives = all.iter().filter(|one| one.erased.is_none());
    Ok(Inventaire {
        recipient: pair.recipient(),
        held: if print.is_empty() {
            Vec::new()
        } else {
            lives.map(|one| one.id.clone()).collect()
        },
        print,
        said: all.iter().filter_map(Said::of).collect(),
    })
}

/// Keeps the key that the hub sealed, when it sent one. Under another key than before, what is
/// kept here opens no more.
async fn settle(
    store: &Store,
    (pair, manifeste): (&Coffre, &Manifeste),
) -> Result<bool, ContactError> {
    if manifeste.sealed.is_empty() {
        return Ok(false);
    }
    let mut tx = store.begin().await?;
    let other = coffre::keep(&mut tx, pair, &manifeste.sealed).await?;
    let other = other.ok_or_else(|| unusable("la clé du coffre n’est pas pour cette borne"))?;
    if other {
        porte::drop_waiting(&mut tx).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// Destroys what should not be here any more: given up, used up or past its term.
async fn withdraw(
    store: &Store,
    road: &Road<'_>,
    manifeste: &Manifeste,
) -> Result<(), ContactError> {
    let due: BTreeSet<&RetraitId> = manifeste.papers.iter().map(|one| &one.id).collect();
    let all = kept::list(&mut store.read().await?).await?;
    let here = all.into_iter().filter(|one| one.erased.is_none());
    for one in here.filter(|one| !due.contains(&one.id)) {
        let mut tx = store.begin().await?;
        erase(&mut tx, road, &one).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn erase(tx: &mut Tx, road: &Road<'_>, one: &Retrait) -> Result<(), StoreError> {
    let at = road.outside.now_ms();
    let reason = one.due(at).unwrap_or(Reason::Annule);
    if kept::erase(tx, &one.id, (at, reason)).await? {
        let told = Event::RetraitErased(Erased {
            id: one.id.clone(),
            reason,
            author: None,
            at,
        });
        road.outside.record(tx, &[told]).await?;
    }
    Ok(())
}

/// Takes what is lacking; whether something came.
async fn take(
    store: &Store,
    road: &mut Road<'_>,
    manifeste: &Manifeste,
) -> Result<bool, ContactError> {
    let (own, now) = (own(store).await?, road.outside.now_ms());
    let all = kept::list(&mut store.read().await?).await?;
    let known: BTreeSet<RetraitId> = all.into_iter().map(|one| one.id).collect();
    let lacking = manifeste.papers.iter().filter(|one| {
        !known.contains(&one.id) && one.expires_at > now && (1..=MOST).contains(&one.size)
    });
    let lacking: Vec<&Papier> = lacking.collect();
    arriving(store, &lacking).await?;
    let mut took = false;
    for papier in lacking {
        if fetch(store, road, papier).await? {
            took |= keep(store, road, (&own, papier)).await?;
        }
    }
    Ok(took)
}

async fn own(store: &Store) -> Result<NodeId, StoreError> {
    let head = plus_store::exchange::node::head(&mut store.read().await?).await?;
    Ok(head.node)
}

/// Remembers what arrives, and removes what was arriving and is not to come any more.
async fn arriving(store: &Store, lacking: &[&Papier]) -> Result<(), ContactError> {
    let names: Vec<&str> = lacking.iter().map(|one| one.hash.as_str()).collect();
    let wanted = names.join(" ");
    let before = setting::get(&mut store.read().await?, ARRIVING).await?;
    let before = before.unwrap_or_default();
    if before == wanted {
        return Ok(());
    }
    for name in before.split(' ').filter(|name| !name.is_empty()) {
        if !names.contains(&name) {
            Arriving::of(store, name)?.forget();
        }
    }
    let mut tx = store.begin().await?;
    setting::set(&mut tx, ARRIVING, &wanted).await?;
    tx.commit().await?;
    Ok(())
}

/// Fetches what is sealed of a paper; whether it is whole.
async fn fetch(store: &Store, road: &mut Road<'_>, one: &Papier) -> Result<bool, ContactError> {
    let arriving = Arriving::of(store, &one.hash)?;
    let lacks = one.size.saturating_sub(arriving.length());
    if !disk::has_room(&document::folder(store), 2 * lacks) {
        tracing::warn!("no room for the papers of when this machine is cut off");
        return Ok(false);
    }
    while arriving.length() < one.size {
        let from = arriving.length();
        let most = u64::from(documents::PART).min(one.size - from);
        if !documents::allowed(store, road, most).await? {
            return Ok(false);
        }
        let what = format!("retrait/coffre/{}/part?from={from}", one.id);
        let came = road.timed(&Sent::new(Method::GET, &what)).await?;
        documents::flush(store, road).await?;
        // Given up meanwhile: the next turn says so.
        if !came.status.is_success() || came.body.is_empty() {
            return Ok(false);
        }
        arriving.append(came.body).await?;
    }
    Ok(arriving.is_whole().await?)
}

/// Asks for the keys of a paper that is whole, and keeps both at once.
async fn keep(
    store: &Store,
    road: &mut Road<'_>,
    (own, one): (&NodeId, &Papier),
) -> Result<bool, ContactError> {
    let what = format!("retrait/coffre/{}/cles", one.id);
    let cles: Cles = match road.post(&what, &()).await {
        Ok(cles) => cles,
        Err(ContactError::Refused(reason)) => {
            tracing::warn!(%reason, "a paper is not handed over");
            return Ok(false);
        }
        Err(other) => return Err(other),
    };
    let arriving = Arriving::of(store, &one.hash)?;
    let content = tokio::fs::read(arriving.file()).await;
    let content = content.map_err(ContactError::Files)?;
    let retrait = waiting(own, one, road.outside.now_ms());
    let mut tx = store.begin().await?;
    let ways = [&Way::from(cles.code), &Way::from(cles.token)];
    kept::add(&mut tx, &retrait, ways, content).await?;
    tx.commit().await?;
    arriving.forget();
    Ok(true)
}

/// The paper as this borne keeps it: who left it is no affair of its own.
fn waiting(own: &NodeId, one: &Papier, now: i64) -> Retrait {
    Retrait {
        id: one.id.clone(),
        borne: Some(own.clone()),
        pages: one.pages,
        author: "".into(),
        at: now,
        expires_at: one.expires_at,
        has_pin: one.has_pin,
        wrong_pins: 0,
        printed_at: None,
        printed_by: None,
        reprints: 0,
        erased: None,
    }
}

impl From<Chemin> for Way {
    fn from(said: Chemin) -> Self {
        Self {
            lookup: said.lookup,
            salt: said.salt,
            key: said.key,
        }
    }
}
