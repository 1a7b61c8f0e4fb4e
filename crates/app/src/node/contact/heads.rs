//! Each tells the other which end of its chain it saw (requirement S12): a chain cut or
//! written again afterwards no longer fits what the other remembers.

use plus_store::{
    Store, StoreError,
    exchange::{
        node,
        witness::{self, Seen},
    },
};
use serde::{Deserialize, Serialize};

use super::{ContactError, Road};

/// Ends of chains, told to the other side.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Heads {
    /// From a machine: what it saw of the hub's chain, and its own end as the hub holds it.
    /// From the hub: the end of its own chain.
    pub heads: Vec<Seen>,
}

/// Tells the hub what was seen, and remembers what it shows.
pub(super) async fn tell(store: &Store, road: &mut Road<'_>) -> Result<(), ContactError> {
    let told = known(store).await?;
    let answer: Heads = match road.post("heads", &told).await {
        Ok(answer) => answer,
        // A hub that does not know this question yet.
        Err(ContactError::Refused(reason)) => {
            tracing::info!(%reason, "the hub does not hear what was seen");
            return Ok(());
        }
        Err(other) => return Err(other),
    };
    let wrong = remember(store, road, told, answer).await?;
    if wrong > 0 {
        tracing::error!(
            wrong,
            "a chain is not the one that was seen: plus journal verify"
        );
    }
    Ok(())
}

async fn remember(
    store: &Store,
    road: &Road<'_>,
    told: Heads,
    answer: Heads,
) -> Result<u64, StoreError> {
    let mut tx = store.begin().await?;
    let own = node::head(&mut tx).await?.node;
    let Some(enrolled) = node::enrolled(&mut tx).await? else {
        return Ok(0);
    };
    let mine = told.heads.into_iter().filter(|seen| seen.node == own);
    let theirs = answer.heads.into_iter();
    let seen: Vec<Seen> = mine
        .chain(theirs.filter(|seen| seen.node == enrolled.hub))
        .collect();
    let wrong = witness::hear(&mut tx, &enrolled.hub, &seen, road.outside.now_ms()).await?;
    tx.commit().await?;
    Ok(wrong)
}

/// The hub's chain as it was seen, and this machine's own as far as the hub holds it.
async fn known(store: &Store) -> Result<Heads, StoreError> {
    let mut link = store.read().await?;
    let own = node::head(&mut link).await?;
    let Some(enrolled) = node::enrolled(&mut link).await? else {
        return Ok(Heads::default());
    };
    let mut heads = witness::all(&mut link).await?;
    heads.retain(|seen| seen.node == enrolled.hub);
    heads.extend(node::seen_at(&mut link, &own, enrolled.peer.acked).await?);
    Ok(Heads { heads })
}
