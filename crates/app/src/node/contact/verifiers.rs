//! Passwords of the team and what makes their codes, as a machine keeps them to work far from
//! its hub. A code that served at the hub is not known here: it lives a minute and a half.

use plus_journal::wire::unhex_bytes;
use plus_store::{Store, Tx, credential, identite as kept, session};

use super::{ContactError, Verifier};
use crate::{
    identite,
    node::{
        device::{self, DeviceKey, Origin},
        road::Road,
    },
    outside::Outside,
};

/// Takes what lets the team sign in here, bound to this machine. A password that changed at
/// the hub changes here; who may no longer sign in is forgotten, and her session ends.
pub(super) async fn take(store: &Store, road: &mut Road<'_>) -> Result<(), ContactError> {
    let known: Vec<Verifier> = road.get("verifiers").await?;
    let key = DeviceKey::make(store.folder(), road.outside)?;
    let mut tx = store.begin().await?;
    for one in &known {
        let stored = credential::hash_of(&mut tx, &one.account).await?;
        let held = stored.and_then(|stored| key.open(&one.account, &stored));
        if held.as_deref() != Some(&one.hash) {
            if held.is_some() {
                // Changed at the hub: whoever is signed in with the old one no longer is.
                session::close_account(&mut tx, &one.account).await?;
            }
            let (now, nonce) = (road.outside.now_ms(), road.outside.random_bytes());
            let sealed = key.seal(&one.account, &one.hash, Origin::Hub, nonce)?;
            credential::set(&mut tx, &one.account, &sealed, now).await?;
        }
        factor(store, &mut tx, one, road.outside).await?;
    }
    settle_others(&mut tx, &known, (&key, road.outside)).await?;
    session::close_disabled(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

/// The second factor of somebody, as the hub has it now: its secret sealed by this machine,
/// nothing when she has none. What changed ends her sessions.
async fn factor(
    store: &Store,
    tx: &mut Tx,
    one: &Verifier,
    outside: &Outside,
) -> Result<(), ContactError> {
    let given = one.code.as_deref().and_then(unhex_bytes);
    let held = kept::code(tx, &one.account).await?;
    let known = match held.as_ref().and_then(|code| code.secret.as_deref()) {
        Some(sealed) => identite::opened(store, outside, &one.account, sealed)?,
        None => None,
    };
    if known == given && held.is_some() == one.second {
        return Ok(());
    }
    if held.is_some() {
        session::close_account(tx, &one.account).await?;
    }
    if !one.second {
        return Ok(kept::forget_code(tx, &one.account).await?);
    }
    let sealed = given.map(|secret| identite::sealed(store, outside, &one.account, &secret));
    let sealed = sealed.transpose()?;
    Ok(kept::bring(tx, &one.account, sealed.as_deref()).await?)
}

/// Passwords that the hub does not give: those that it gave before are forgotten, those that
/// were chosen here before this machine had a hub are bound to it.
async fn settle_others(
    tx: &mut Tx,
    known: &[Verifier],
    (key, outside): (&DeviceKey, &Outside),
) -> Result<(), ContactError> {
    for (account, stored) in credential::all(tx).await? {
        if known.iter().any(|one| one.account == account) {
            continue;
        }
        match device::origin(&stored) {
            Some(Origin::Hub) => {
                credential::forget(tx, &account).await?;
                kept::forget(tx, &account).await?;
                session::close_account(tx, &account).await?;
            }
            Some(Origin::Here) => {}
            None => {
                let sealed = key.seal(&account, &stored, Origin::Here, outside.random_bytes())?;
                credential::rewrite(tx, &account, &sealed).await?;
            }
        }
    }
    Ok(())
}
