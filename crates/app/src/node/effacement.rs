//! Obeying the order to erase: nobody signs in any more, what waits is sent, then everything
//! goes. Cut anywhere, it goes on at the next contact.

use std::{fs, io, path::Path};

use plus_store::{
    Store,
    exchange::{
        node,
        wipe::{self, State},
    },
};

use super::{contact::ContactError, device, order::Order};
use crate::{backup::WORKSHOP, outside::Outside, retrait::coffre};

/// Folders of a node that go with its database.
const FOLDERS: [&str; 5] = ["documents", "contenus", "sons", "https", WORKSHOP];

/// Where this machine stands with an order to erase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// There is none.
    Serving,
    /// Received, not yet obeyed whole.
    Erasing,
    /// Obeyed.
    Erased(Erased),
}

/// A machine that was erased, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// When, milliseconds UTC.
    pub at: i64,
    /// Code of why.
    pub motif: String,
}

impl std::fmt::Display for Erased {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let day = jiff::Timestamp::from_millisecond(self.at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let why = match self.motif.as_str() {
            "vol" => "déclarée volée ou perdue",
            "fin" => "fin de service",
            "pret" => "prêtée, ou rendue",
            _ => "révoquée",
        };
        write!(
            f,
            "cette machine a été effacée le {} sur ordre du portail central ({why}) : elle ne sert plus. Pour la remettre en service, prenez un dossier de données neuf : plus node enroll --data DOSSIER --hub ADRESSE --code CODE",
            day.strftime("%d/%m/%Y à %H:%M UTC")
        )
    }
}

/// Where this machine stands.
///
/// # Errors
/// Those of the database.
pub async fn standing(store: &Store) -> Result<Standing, plus_store::StoreError> {
    Ok(match wipe::state(&mut store.read().await?).await? {
        State::None => Standing::Serving,
        State::Pending(_) => Standing::Erasing,
        State::Done(order, at) => Standing::Erased(Erased {
            at,
            motif: serde_json::from_str::<Order>(&order)
                .map(|order| order.motif)
                .unwrap_or_default(),
        }),
    })
}

/// Hears an order: whether it is one, and from then on nobody signs in.
///
/// # Errors
/// When it is not for this machine, or not from its hub; those of the database.
pub async fn hear(store: &Store, order: &Order) -> Result<(), ContactError> {
    let (own, hub) = {
        let mut link = store.read().await?;
        let hub = node::enrolled(&mut link)
            .await?
            .ok_or(ContactError::Alone)?;
        (node::head(&mut link).await?.node, hub.hub_key)
    };
    if !order.is_for(&own, &hub) {
        return Err(ContactError::Unreadable(
            "un ordre d’effacement qui n’est pas signé par le portail central".to_owned(),
        ));
    }
    let text = written(order);
    let mut tx = store.begin().await?;
    wipe::begin(&mut tx, &text).await?;
    tx.commit().await?;
    Ok(())
}

/// Erases everything: the hub holds what was not sent. The key of the device first, without
/// which no verifier can be read again, then the files, then the database.
///
/// # Errors
/// Those of the database and of files; called again, it goes on.
pub async fn finish(store: &Store, outside: &Outside, order: &Order) -> Result<(), ContactError> {
    let folder = store.folder();
    device::forget(folder)?;
    coffre::forget(folder).map_err(ContactError::Files)?;
    for name in FOLDERS {
        remove(&folder.join(name))?;
    }
    wipe::finish(store, &written(order), outside.now_ms()).await?;
    tracing::warn!("this machine was erased on the order of its hub");
    Ok(())
}

fn written(order: &Order) -> String {
    serde_json::to_string(order).unwrap_or_default()
}

fn remove(folder: &Path) -> Result<(), ContactError> {
    match fs::remove_dir_all(folder) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(ContactError::Files(e)),
        _ => Ok(()),
    }
}
