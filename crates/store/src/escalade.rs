//! Procedures carried to a partner, and what was written about them.
//!
//! Keys of what is sealed in them stand beside those of dossiers (`dossier_cle`).

use plus_domain::{
    escalade::{Escalade, Message},
    ids::{DossierId, EscaladeId, PartnerCode},
};

use crate::{Link, Row, StoreError, args};

/// One of them.
///
/// # Errors
/// Those of the database.
pub async fn get(link: &mut Link, id: &EscaladeId) -> Result<Option<Escalade>, StoreError> {
    let sql = "SELECT body FROM escalade WHERE kind = 'escalade' AND key = $1";
    let row = link.fetch_first(sql, args![id]).await?;
    row.as_ref().map(|row| row.json("body")).transpose()
}

/// Every one, the last said first.
///
/// # Errors
/// Those of the database.
pub async fn all(link: &mut Link) -> Result<Vec<Escalade>, StoreError> {
    let sql = "SELECT body FROM escalade WHERE kind = 'escalade'";
    sorted(&link.fetch(sql, args![]).await?)
}

/// Those of a partner, the last said first.
///
/// # Errors
/// Those of the database.
pub async fn of_partner(
    link: &mut Link,
    partner: &PartnerCode,
) -> Result<Vec<Escalade>, StoreError> {
    let sql = "SELECT body FROM escalade WHERE kind = 'escalade' AND partner = $1";
    sorted(&link.fetch(sql, args![partner]).await?)
}

/// Those of a follow-up, the last said first.
///
/// # Errors
/// Those of the database.
pub async fn of_dossier(link: &mut Link, dossier: &DossierId) -> Result<Vec<Escalade>, StoreError> {
    let sql =
        "SELECT body FROM escalade WHERE kind = 'escalade' AND dossier IN (SELECT CAST($1 AS TEXT)
               UNION SELECT key FROM suivi WHERE kind = 'dossier' AND dossier = $1)";
    sorted(&link.fetch(sql, args![dossier]).await?)
}

fn sorted(rows: &[Row]) -> Result<Vec<Escalade>, StoreError> {
    let read = rows.iter().map(|row| row.json("body"));
    let mut all: Vec<Escalade> = read.collect::<Result<_, StoreError>>()?;
    all.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
    Ok(all)
}

/// What was written about one, in order.
///
/// # Errors
/// Those of the database.
pub async fn messages(link: &mut Link, id: &EscaladeId) -> Result<Vec<Message>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM escalade WHERE kind = 'message' AND escalade = $1 ORDER BY hlc, key",
            args![id],
        )
        .await?;
    rows.iter().map(|row| row.json("body")).collect()
}

/// Those whose key is still here, with whether their follow-up was erased.
///
/// # Errors
/// Those of the database.
pub async fn with_key(link: &mut Link) -> Result<Vec<(Escalade, bool)>, StoreError> {
    let rows = link
        .fetch(
            "SELECT e.body, COALESCE(s.state, '') AS state FROM escalade e
             JOIN dossier_cle c ON c.subject = e.key
             LEFT JOIN suivi s ON s.kind = 'dossier' AND s.key = e.dossier
             WHERE e.kind = 'escalade' ORDER BY e.key",
            args![],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.json("body")?, row.text("state")? == "efface")))
        .collect()
}
