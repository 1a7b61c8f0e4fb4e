//! Rendez-vous, what finds each by its code, and what reminds of it.
//!
//! Keys of what is sealed in them stand beside those of dossiers (`dossier_cle`).

use jiff::civil::Date;
use plus_domain::{
    ids::{PermanenceId, RendezVousId},
    period::Period,
    rendez_vous::{RendezVous, RendezVousState},
};

use crate::{Link, Row, StoreError, Tx, args, courrier::RENDEZ_VOUS, dossier};

/// A rendez-vous.
///
/// # Errors
/// Those of the database.
pub async fn get(link: &mut Link, id: &RendezVousId) -> Result<Option<RendezVous>, StoreError> {
    let sql = "SELECT body FROM rendez_vous WHERE id = $1";
    let row = link.fetch_first(sql, args![id]).await?;
    row.as_ref().map(|row| row.json("body")).transpose()
}

/// Those of a half-day, in the order of their hours.
///
/// # Errors
/// Those of the database.
pub async fn of(link: &mut Link, permanence: &PermanenceId) -> Result<Vec<RendezVous>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM rendez_vous WHERE permanence = $1 ORDER BY id",
            args![permanence],
        )
        .await?;
    sorted(&rows)
}

/// Those that were said for the days of a period, in the order of their hours.
///
/// # Errors
/// Those of the database.
pub async fn between(link: &mut Link, period: Period) -> Result<Vec<RendezVous>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM rendez_vous WHERE date >= $1 AND date <= $2 ORDER BY date, id",
            args![period.from, period.to],
        )
        .await?;
    sorted(&rows)
}

fn sorted(rows: &[Row]) -> Result<Vec<RendezVous>, StoreError> {
    let read = rows.iter().map(|row| row.json("body"));
    let mut all: Vec<RendezVous> = read.collect::<Result<_, StoreError>>()?;
    all.sort_by(|a, b| (a.begins(), a.since, &a.id).cmp(&(b.begins(), b.since, &b.id)));
    Ok(all)
}

/// Holds a half-day until the transaction ends: of two that come at once for one slot, the
/// second sees what the first took.
///
/// # Errors
/// Those of the database.
pub async fn hold(tx: &mut Tx, permanence: &PermanenceId) -> Result<(), StoreError> {
    let hold = "UPDATE permanence SET hlc = hlc WHERE id = $1";
    tx.execute(hold, args![permanence]).await.map(|_| ())
}

/// How many of a period stand in a state: figures, without whose they are.
///
/// # Errors
/// Those of the database.
pub async fn count(
    link: &mut Link,
    period: Period,
    state: RendezVousState,
) -> Result<i64, StoreError> {
    link.count(
        "SELECT COUNT(*) AS n FROM rendez_vous WHERE date >= $1 AND date <= $2 AND state = $3",
        args![period.from, period.to, state.code()],
    )
    .await
}

// ---------------------------------------------------------------- codes and reminders

/// What finds a rendez-vous on the machine where it was taken; no fact of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Which.
    pub id: RendezVousId,
    /// What its code is found by.
    pub lookup: String,
    /// A keyed hash of how to reach its person, empty when she left nothing.
    pub joint: String,
    /// Until when the code opens it, milliseconds UTC.
    pub expires_at: i64,
    /// Whether it was reminded of, or need not be.
    pub reminded: bool,
}

/// Keeps what finds a rendez-vous.
///
/// # Errors
/// Those of the database.
pub async fn keep_access(tx: &mut Tx, access: &Access) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO rendez_vous_code (rendez_vous, lookup, joint, expires_at, reminded)
         VALUES ($1, $2, $3, $4, $5)",
        args![
            &access.id,
            access.lookup.as_str(),
            access.joint.as_str(),
            access.expires_at,
            i64::from(access.reminded)
        ],
    )
    .await
    .map(|_| ())
}

/// How many rendez-vous that are held or waited for from a day on may be reached in the same way.
///
/// # Errors
/// Those of the database.
pub async fn held_by(link: &mut Link, joint: &str, from: Date) -> Result<i64, StoreError> {
    link.count(
        "SELECT COUNT(*) AS n FROM rendez_vous_code c JOIN rendez_vous r ON r.id = c.rendez_vous
         WHERE c.joint = $1 AND c.joint <> '' AND r.date >= $2 AND r.state IN ('pris', 'deplace', 'propose', 'attend')",
        args![joint, from],
    )
    .await
}

/// It was moved: its code serves until another instant, and it is reminded of again or not.
///
/// # Errors
/// Those of the database.
pub async fn moved(
    tx: &mut Tx,
    id: &RendezVousId,
    (expires_at, reminded): (i64, bool),
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE rendez_vous_code SET expires_at = $1, reminded = $2 WHERE rendez_vous = $3",
        args![expires_at, i64::from(reminded), id],
    )
    .await
    .map(|_| ())
}

/// Forgets how to reach its person: the key is destroyed, the letters that wait go.
///
/// # Errors
/// Those of the database.
pub async fn forget_contact(tx: &mut Tx, id: &RendezVousId) -> Result<(), StoreError> {
    dossier::destroy_key(tx, id.as_str()).await?;
    tx.execute(
        "UPDATE rendez_vous_code SET joint = '', reminded = 1 WHERE rendez_vous = $1",
        args![id],
    )
    .await?;
    tx.execute(
        "DELETE FROM courrier WHERE cause LIKE $1",
        args![format!("{RENDEZ_VOUS}{id}/%")],
    )
    .await
    .map(|_| ())
}

/// The rendez-vous that a code opens at an instant.
///
/// # Errors
/// Those of the database.
pub async fn by_code(
    link: &mut Link,
    lookup: &str,
    now_ms: i64,
) -> Result<Option<RendezVousId>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT rendez_vous FROM rendez_vous_code WHERE lookup = $1 AND expires_at > $2",
            args![lookup, now_ms],
        )
        .await?;
    row.map(|row| row.text("rendez_vous").map(RendezVousId::new))
        .transpose()
}

/// Those of a day that are held, were taken on this machine, and were not reminded of.
///
/// # Errors
/// Those of the database.
pub async fn to_remind(link: &mut Link, day: Date) -> Result<Vec<RendezVous>, StoreError> {
    let rows = link
        .fetch(
            "SELECT r.body AS body FROM rendez_vous r
             JOIN rendez_vous_code c ON c.rendez_vous = r.id AND c.reminded = 0
             WHERE r.date = $1 AND r.state IN ('pris', 'deplace', 'propose') ORDER BY r.id",
            args![day],
        )
        .await?;
    sorted(&rows)
}

/// It was reminded of.
///
/// # Errors
/// Those of the database.
pub async fn note_reminded(tx: &mut Tx, id: &RendezVousId) -> Result<(), StoreError> {
    let sql = "UPDATE rendez_vous_code SET reminded = 1 WHERE rendez_vous = $1";
    tx.execute(sql, args![id]).await.map(|_| ())
}

/// Those whose key is here and must go: said for before a day, or given up.
///
/// # Errors
/// Those of the database.
pub async fn due(link: &mut Link, before: Date) -> Result<Vec<RendezVousId>, StoreError> {
    let rows = link
        .fetch(
            "SELECT r.id AS id FROM rendez_vous r JOIN dossier_cle c ON c.subject = r.id
             WHERE r.date < $1 OR r.state = 'annule' ORDER BY r.id",
            args![before],
        )
        .await?;
    rows.iter()
        .map(|row| row.text("id").map(RendezVousId::new))
        .collect()
}

/// Forgets the codes whose term is past; how many.
///
/// # Errors
/// Those of the database.
pub async fn forget_codes(tx: &mut Tx, now_ms: i64) -> Result<u64, StoreError> {
    let sql = "DELETE FROM rendez_vous_code WHERE expires_at <= $1";
    tx.execute(sql, args![now_ms]).await
}

/// Whether a code is past its term: asked without writing.
///
/// # Errors
/// Those of the database.
pub async fn has_old_codes(link: &mut Link, now_ms: i64) -> Result<bool, StoreError> {
    let sql = "SELECT 1 AS n FROM rendez_vous_code WHERE expires_at <= $1 LIMIT 1";
    Ok(link.fetch_first(sql, args![now_ms]).await?.is_some())
}
