//! Erasing what a machine holds, on the order of its hub (requirement S23).
//!
//! In two steps, each whole: at once, nobody signs in any more; once the hub holds what was
//! not sent, everything goes but the hashes of the journal, which say nothing of anybody,
//! and the memory that the machine was erased.

use crate::{Link, Store, StoreError, Tx, args, session, setting};

/// Name of the setting that remembers the order, in JSON.
const ORDER: &str = "machine.ordre";
/// Name of the setting that remembers that it was obeyed: the instant, milliseconds UTC.
const DONE: &str = "machine.effacee";

/// Tables that hold nothing of anybody: hashes of entries, numbers of chains.
pub const KEPT: [&str; 6] = [
    "journal",
    "node",
    "incarnation",
    // Who of the team did what, without a name: what is wanted of a machine that was stolen.
    "audit_trail",
    "audit_end",
    "audit_point",
];

/// Every other table, emptied. `setting` remembers the erasure and nothing else.
pub const EMPTIED: &[&str] = &[
    "DELETE FROM body",
    "DELETE FROM unprojected",
    "DELETE FROM trace",
    "DELETE FROM visite",
    "DELETE FROM demande",
    "DELETE FROM review",
    "DELETE FROM rollup",
    "DELETE FROM permanence",
    "DELETE FROM account",
    "DELETE FROM territory",
    "DELETE FROM content",
    "DELETE FROM confirmation",
    "DELETE FROM statement",
    "DELETE FROM document",
    "DELETE FROM job",
    "DELETE FROM draft",
    "DELETE FROM setting",
    "DELETE FROM credential",
    "DELETE FROM session",
    "DELETE FROM second_facteur",
    "DELETE FROM code_secours",
    "DELETE FROM second_pas",
    "DELETE FROM delai_facteur",
    "DELETE FROM reprise",
    "DELETE FROM cle_acces",
    "DELETE FROM defi",
    "DELETE FROM proconnect",
    "DELETE FROM proconnect_aller",
    "DELETE FROM proconnect_session",
    "DELETE FROM throttle",
    "DELETE FROM one_time_link",
    "DELETE FROM rappel",
    "DELETE FROM content_watch",
    "DELETE FROM content_import",
    "DELETE FROM fiche_seen",
    "DELETE FROM note",
    "DELETE FROM note_state",
    "DELETE FROM service_confirmation",
    "DELETE FROM signalement",
    "DELETE FROM signalement_suite",
    "DELETE FROM adresse",
    "DELETE FROM lexique",
    "DELETE FROM unanswered",
    "DELETE FROM chain",
    "DELETE FROM quarantine",
    "DELETE FROM machine",
    "DELETE FROM invitation",
    "DELETE FROM nonce",
    "DELETE FROM peer",
    "DELETE FROM handed",
    "DELETE FROM away",
    "DELETE FROM backup",
    "DELETE FROM witness",
    "DELETE FROM attempt",
    "DELETE FROM document_due",
    "DELETE FROM document_offer",
    "DELETE FROM document_received",
    "DELETE FROM link_day",
    "DELETE FROM courrier",
    "DELETE FROM beat",
    "DELETE FROM alarm",
    "DELETE FROM borne_order",
    "DELETE FROM borne_setting",
    "DELETE FROM borne_day",
    "DELETE FROM panne",
    "DELETE FROM retrait",
    "DELETE FROM retrait_scelle",
    "DELETE FROM retrait_ouverture",
    "DELETE FROM retrait_essai",
    "DELETE FROM retrait_porte",
    "DELETE FROM coffre",
    "DELETE FROM usage",
    "DELETE FROM planification",
    "DELETE FROM financement",
    "DELETE FROM depense",
    "DELETE FROM appel",
    "DELETE FROM projet",
    "DELETE FROM convention",
    "DELETE FROM formation",
    "DELETE FROM suivi",
    "DELETE FROM numero",
    "DELETE FROM rendez_vous",
    "DELETE FROM escalade",
    "DELETE FROM atelier",
    "DELETE FROM atelier_bilan",
    "DELETE FROM atelier_urne",
    "DELETE FROM rendez_vous_code",
    "DELETE FROM dossier_cle",
    "DELETE FROM dossier_mot",
    "DELETE FROM dossier_code",
    "DELETE FROM dossier_lecture",
    "DELETE FROM efface",
    "DELETE FROM papier_scelle",
    "DELETE FROM cle_remise",
    "DELETE FROM satisfaction",
    "DELETE FROM satisfaction_suite",
    "DELETE FROM satisfaction_urne",
    "DELETE FROM abonnement",
    "DELETE FROM agenda",
    "DELETE FROM vue_lien",
    "DELETE FROM preparation",
];

/// Where a machine stands with an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// There is none.
    None,
    /// Received, not yet obeyed whole: the order.
    Pending(String),
    /// Obeyed, at this instant (milliseconds UTC): the order.
    Done(String, i64),
}

/// Where this machine stands.
///
/// # Errors
/// Those of the database.
pub async fn state(link: &mut Link) -> Result<State, StoreError> {
    let Some(order) = setting::get(link, ORDER).await? else {
        return Ok(State::None);
    };
    let done = setting::get(link, DONE).await?;
    Ok(match done.and_then(|text| text.parse().ok()) {
        Some(at) => State::Done(order, at),
        None => State::Pending(order),
    })
}

/// The order is heard: every session ends and nobody signs in any more. What waits to be
/// sent stays.
///
/// # Errors
/// Those of the database.
pub async fn begin(tx: &mut Tx, order: &str) -> Result<(), StoreError> {
    setting::set(tx, ORDER, order).await?;
    session::close_all(tx).await?;
    for statement in [
        "DELETE FROM credential",
        "DELETE FROM second_facteur",
        "DELETE FROM one_time_link",
        "DELETE FROM draft",
        "DELETE FROM rappel",
        "DELETE FROM dossier_cle",
    ] {
        tx.execute(statement, args![]).await?;
    }
    Ok(())
}

/// Empties everything in one transaction, the key of this machine last, then gives the pages
/// of the file back.
///
/// # Errors
/// Those of the database; nothing is then erased.
pub async fn finish(store: &Store, order: &str, now_ms: i64) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    for statement in EMPTIED {
        tx.execute(statement, args![]).await?;
    }
    setting::set(&mut tx, ORDER, order).await?;
    setting::set(&mut tx, DONE, &now_ms.to_string()).await?;
    tx.commit().await?;
    store.give_back().await
}
