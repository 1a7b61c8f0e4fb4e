//! What this machine erased, by opaque identifiers: the source of the register of erasures that
//! stands outside every backup (requirement P13), and what is erased again from it.

use plus_domain::{
    ids::{DossierId, RendezVousId, RetraitId},
    retrait::Reason,
};

use crate::{Link, StoreError, Tx, abonnement, args, dossier, rappel, rendez_vous, retrait};

/// What may be erased again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The key of a dossier, of a mandate, of a contact or of what was asked of a partner.
    Cle,
    /// Somebody who follows the passages.
    Abonnement,
    /// Somebody to call back.
    Rappel,
    /// A paper left at a borne.
    Retrait,
}

impl Kind {
    /// How the register calls one: no identifier of one kind is taken for one of another.
    pub fn of(self, id: &str) -> String {
        let kind = match self {
            Self::Cle => "cle",
            Self::Abonnement => "abonnement",
            Self::Rappel => "rappel",
            Self::Retrait => "retrait",
        };
        format!("{kind}/{id}")
    }
}

/// Notes an erasure, in the transaction that makes it. To be called when something was erased,
/// and not for whatever identifier somebody sends.
///
/// # Errors
/// Those of the database.
pub async fn note(tx: &mut Tx, kind: Kind, id: &str) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO efface (subject) VALUES ($1) ON CONFLICT (subject) DO NOTHING",
        args![kind.of(id)],
    )
    .await
    .map(|_| ())
}

/// Everything noted, and since when it is in the register (milliseconds UTC), if it is.
///
/// # Errors
/// Those of the database.
pub async fn all(link: &mut Link) -> Result<Vec<(String, Option<i64>)>, StoreError> {
    let sql = "SELECT subject, noted_at FROM efface ORDER BY subject";
    let rows = link.fetch(sql, args![]).await?;
    rows.iter()
        .map(|row| Ok((row.text("subject")?, row.opt_int("noted_at")?)))
        .collect()
}

/// Whether something waits to be written in the register.
///
/// # Errors
/// Those of the database.
pub async fn is_waiting(link: &mut Link) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) AS n FROM efface WHERE noted_at IS NULL";
    Ok(link.count(sql, args![]).await? > 0)
}

/// These are in the register; those that were there before `forget_before` are forgotten: no
/// backup is that old. Instants in milliseconds UTC.
///
/// # Errors
/// Those of the database.
pub async fn noted(
    tx: &mut Tx,
    subjects: &[String],
    (now_ms, forget_before): (i64, i64),
) -> Result<(), StoreError> {
    for subject in subjects {
        tx.execute(
            "UPDATE efface SET noted_at = $2 WHERE subject = $1 AND noted_at IS NULL",
            args![subject, now_ms],
        )
        .await?;
    }
    tx.execute(
        "DELETE FROM efface WHERE noted_at < $1",
        args![forget_before],
    )
    .await
    .map(|_| ())
}

/// Everything here that an erasure made elsewhere, or before a restoration, may concern.
///
/// # Errors
/// Those of the database.
pub async fn living(link: &mut Link) -> Result<Vec<(Kind, String)>, StoreError> {
    let mut living = Vec::new();
    for (kind, sql) in [
        (
            Kind::Cle,
            "SELECT subject AS id FROM dossier_cle ORDER BY subject",
        ),
        (Kind::Abonnement, "SELECT id FROM abonnement ORDER BY id"),
        (Kind::Rappel, "SELECT id FROM rappel ORDER BY id"),
        (
            Kind::Retrait,
            "SELECT id FROM retrait WHERE erased_at IS NULL ORDER BY id",
        ),
    ] {
        for row in link.fetch(sql, args![]).await? {
            living.push((kind, row.text("id")?));
        }
    }
    Ok(living)
}

/// Erases one again: its key, the words that find it, the letters that wait for it.
///
/// # Errors
/// Those of the database.
pub async fn again(
    tx: &mut Tx,
    (kind, subject): (Kind, &str),
    now_ms: i64,
) -> Result<(), StoreError> {
    match kind {
        Kind::Cle => {
            let id = RendezVousId::new(subject);
            if rendez_vous::get(tx, &id).await?.is_some() {
                rendez_vous::forget_contact(tx, &id).await?;
            }
            dossier::destroy(tx, &DossierId::new(subject)).await
        }
        Kind::Abonnement => abonnement::leave(tx, subject).await,
        Kind::Rappel => rappel::done(tx, subject).await,
        Kind::Retrait => {
            let id = RetraitId::new(subject);
            retrait::erase(tx, &id, (now_ms, Reason::Annule))
                .await
                .map(|_| ())
        }
    }
}
