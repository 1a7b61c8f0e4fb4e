//! At a borne that keeps papers (decision 0049): a code is tried here too, whether its hub
//! answers or not, so that the same work is done and the same tries are counted. Pulling the
//! cable out gives nobody new ones.

use plus_domain::{
    ids::NodeId,
    retrait::{Pin, Retrait, Secret},
};
use plus_store::{StoreError, retrait as kept};

use super::{Opening, RetraitError, coffre, coffre::Coffre, count_try, look};
use crate::web::state::App;

/// What a try at a borne comes to, before its hub has said anything.
#[derive(Debug)]
pub enum Own {
    /// This machine keeps no papers: its hub alone says.
    Without,
    /// Milliseconds before another code may be tried.
    Wait(i64),
    /// Tried.
    Tried(Box<Try>),
}

/// A try, counted.
#[derive(Debug)]
pub struct Try {
    node: NodeId,
    /// When it was counted, milliseconds UTC; nothing for a token, which is not.
    counted: Option<i64>,
    ready: Option<Ready>,
}

/// A paper kept here that the secret opened; not given yet.
#[derive(Debug)]
struct Ready {
    retrait: Retrait,
    pdf: Vec<u8>,
}

impl Own {
    /// Whether a paper kept here opened.
    pub fn opens(&self) -> bool {
        matches!(self, Self::Tried(one) if one.ready.is_some())
    }
}

/// Tries what a person presents among the papers kept here. Nothing is given yet, and whatever
/// is found it takes as long.
///
/// # Errors
/// Those of the database.
pub async fn try_own(
    app: &App,
    node: &NodeId,
    (presented, pin): (&str, &str),
) -> Result<Own, RetraitError> {
    let Some(coffre) = pair(app) else {
        return Ok(Own::Without);
    };
    let key = coffre::key(&mut app.store.read().await?, &coffre).await?;
    let (Some(key), Some(secret)) = (key, Secret::read(presented)) else {
        return Ok(Own::Without);
    };
    let now = app.outside.now_ms();
    let counted = matches!(secret, Secret::Code(_)).then_some(now);
    if counted.is_some()
        && let Some(wait_ms) = count_try(app, node, now).await?
    {
        return Ok(Own::Wait(wait_ms));
    }
    let typed = (&secret, Pin::read(pin));
    let opened = look(app, &key, (node, now), typed).await?;
    Ok(Own::Tried(Box::new(Try {
        node: node.clone(),
        counted,
        ready: opened.map(|(retrait, pdf)| Ready { retrait, pdf }),
    })))
}

/// The key pair of this borne. One that cannot be read keeps nobody from asking the hub.
fn pair(app: &App) -> Option<Coffre> {
    Coffre::of(app.store.folder()).unwrap_or_else(|error| {
        tracing::error!(%error, "the papers of this borne cannot be opened");
        None
    })
}

/// It was right, here or at the hub: the try is taken back.
///
/// # Errors
/// Those of the database.
pub async fn absolve(app: &App, own: &Own) -> Result<(), StoreError> {
    match own {
        Own::Tried(one) => take_back(app, one).await,
        Own::Without | Own::Wait(_) => Ok(()),
    }
}

async fn take_back(app: &App, one: &Try) -> Result<(), StoreError> {
    let Some(at) = one.counted else { return Ok(()) };
    let mut tx = app.store.begin().await?;
    let mut limiter = kept::lock(&mut tx, &one.node).await?;
    limiter.absolve(at);
    kept::save(&mut tx, &one.node, &limiter).await?;
    tx.commit().await
}

/// Gives the paper that the try opened, if it did: from here, as a hub gives its own.
///
/// # Errors
/// Those of the database.
pub async fn give(app: &App, own: Own) -> Result<Option<Opening>, StoreError> {
    let Own::Tried(mut one) = own else {
        return Ok(None);
    };
    let Some(Ready { retrait, pdf }) = one.ready.take() else {
        return Ok(None);
    };
    take_back(app, &one).await?;
    let (id, now) = (app.outside.new_id(), app.outside.now_ms());
    let mut tx = app.store.begin().await?;
    kept::open(&mut tx, &id, (&retrait.id, &one.node), now).await?;
    tx.commit().await?;
    Ok(Some(Opening::Given {
        id,
        pages: retrait.pages,
        pdf,
    }))
}
