//! Keys that open a follow-up or a mandate, wrapped; what is destroyed with them.

use jiff::civil::Date;
use plus_domain::{
    ids::{DossierId, MandatId},
    mandat::Numerise,
};

use super::one;
use crate::{Link, StoreError, Tx, args, efface};

/// Keeps a wrapped key.
///
/// # Errors
/// Those of the database.
pub async fn keep_key(tx: &mut Tx, subject: &str, wrapped: Vec<u8>) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO dossier_cle (subject, wrapped) VALUES ($1, $2)",
        args![subject, wrapped],
    )
    .await
    .map(|_| ())
}

/// A wrapped key; nothing once it is destroyed, or when it never was on this machine.
///
/// # Errors
/// Those of the database.
pub async fn key(link: &mut Link, subject: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT wrapped FROM dossier_cle WHERE subject = $1";
    let row = link.fetch_first(sql, args![subject]).await?;
    row.map(|row| row.bytes("wrapped")).transpose()
}

/// The wrapped keys of several subjects that are on this machine.
///
/// # Errors
/// Those of the database.
pub async fn keys(
    link: &mut Link,
    subjects: &[String],
) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    let sqlite = "SELECT subject, wrapped FROM dossier_cle
         WHERE subject IN (SELECT value FROM json_each($1))";
    let postgres = "SELECT subject, wrapped FROM dossier_cle WHERE subject = ANY($1)";
    let rows = link.fetch_set(sqlite, postgres, subjects).await?;
    rows.iter()
        .map(|row| Ok((row.text("subject")?, row.bytes("wrapped")?)))
        .collect()
}

/// Destroys the key of a mandate.
///
/// # Errors
/// Those of the database.
pub async fn destroy_key(tx: &mut Tx, subject: &str) -> Result<bool, StoreError> {
    let sql = "DELETE FROM dossier_cle WHERE subject = $1";
    let was_here = tx.execute(sql, args![subject]).await? > 0;
    if was_here {
        efface::note(tx, efface::Kind::Cle, subject).await?;
        let paper = "DELETE FROM papier_scelle WHERE subject = $1";
        tx.execute(paper, args![subject]).await?;
        // The machines that it was given to have it until they say otherwise.
        let given =
            "UPDATE cle_remise SET state = 'effacee' WHERE subject = $1 AND state <> 'lachee'";
        tx.execute(given, args![subject]).await?;
    }
    Ok(was_here)
}

/// Keeps the paper of a mandate, sealed, in the place of the one before.
///
/// # Errors
/// Those of the database.
pub async fn keep_paper(tx: &mut Tx, subject: &str, sealed: Vec<u8>) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO papier_scelle (subject, sealed) VALUES ($1, $2)
         ON CONFLICT (subject) DO UPDATE SET sealed = excluded.sealed",
        args![subject, sealed],
    )
    .await
    .map(|_| ())
}

/// The paper of a mandate, sealed; nothing when it was scanned on another machine, or is gone.
///
/// # Errors
/// Those of the database.
pub async fn paper(link: &mut Link, subject: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT sealed FROM papier_scelle WHERE subject = $1";
    let row = link.fetch_first(sql, args![subject]).await?;
    row.map(|row| row.bytes("sealed")).transpose()
}

/// What the journal says of the scanned paper of a mandate.
///
/// # Errors
/// Those of the database.
pub async fn scanned(link: &mut Link, id: &MandatId) -> Result<Option<Numerise>, StoreError> {
    one(link, "numerise", id.as_str()).await
}

/// The mandate whose scanned paper travels under this name, when it is the latest of it.
///
/// # Errors
/// Those of the database.
pub async fn scanned_as(link: &mut Link, sealed: &str) -> Result<Option<Numerise>, StoreError> {
    let sql = "SELECT body FROM suivi WHERE kind = 'numerise' AND body LIKE $1";
    let named = format!("%\"sealed\":\"{sealed}\"%");
    let row = link.fetch_first(sql, args![named]).await?;
    row.as_ref().map(|row| row.json("body")).transpose()
}

/// Destroys what opens a dossier and what finds it. Its mandates have keys of their own.
///
/// # Errors
/// Those of the database.
pub async fn destroy(tx: &mut Tx, id: &DossierId) -> Result<(), StoreError> {
    destroy_key(tx, id.as_str()).await?;
    for sql in [
        "DELETE FROM dossier_mot WHERE dossier = $1",
        "DELETE FROM dossier_code WHERE dossier = $1",
        "DELETE FROM dossier_lecture WHERE dossier = $1",
    ] {
        tx.execute(sql, args![id]).await?;
    }
    Ok(())
}

/// Dossiers that were not said erased.
///
/// # Errors
/// Those of the database.
pub async fn not_erased(link: &mut Link) -> Result<Vec<DossierId>, StoreError> {
    let sql =
        "SELECT key AS id FROM suivi WHERE kind = 'dossier' AND state <> 'efface' ORDER BY key";
    let rows = link.fetch(sql, args![]).await?;
    rows.iter()
        .map(|row| row.text("id").map(DossierId::new))
        .collect()
}

/// Dossiers whose erasure came from elsewhere and whose key is still here.
///
/// # Errors
/// Those of the database.
pub async fn to_destroy(link: &mut Link) -> Result<Vec<DossierId>, StoreError> {
    let rows = link
        .fetch(
            "SELECT s.key AS id FROM suivi s JOIN dossier_cle c ON c.subject = s.key
             WHERE s.kind = 'dossier' AND s.state = 'efface' ORDER BY s.key",
            args![],
        )
        .await?;
    rows.iter()
        .map(|row| row.text("id").map(DossierId::new))
        .collect()
}

/// Mandates whose last day is before `day` and whose key is still here, with that day; those
/// that were stopped earlier wait for their term all the same: longer, never shorter.
///
/// # Errors
/// Those of the database.
pub async fn mandats_over(link: &mut Link, day: Date) -> Result<Vec<MandatId>, StoreError> {
    let rows = link
        .fetch(
            "SELECT s.key AS id FROM suivi s JOIN dossier_cle c ON c.subject = s.key
             WHERE s.kind = 'mandat' AND s.due < $1 ORDER BY s.key",
            args![day],
        )
        .await?;
    rows.iter()
        .map(|row| row.text("id").map(MandatId::new))
        .collect()
}
