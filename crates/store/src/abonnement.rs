//! Addresses that follow the passages of a commune. No fact of the journal: an address goes
//! when its person leaves, with the letters that still wait for it.

use plus_domain::abonnement::{
    AGAIN_MS, Abonnement, MOST_AN_HOUR, MOST_TOLD, MOST_WAITING, TO_CONFIRM_MS,
};

use crate::{Link, Row, Store, StoreError, Tx, args, courrier::FOLLOWED, efface};

const HOUR_MS: i64 = 3_600_000;

/// What an asked subscription calls for. The person is told the same in every case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// A letter that asks to confirm.
    ToConfirm(Abonnement),
    /// A letter that says that it follows already, and how to leave.
    Already(Abonnement),
    /// Nothing: it was written to a moment ago, or too many wait.
    Quiet,
}

/// Asks for a subscription.
///
/// # Errors
/// Those of the database.
pub async fn ask(tx: &mut Tx, wanted: Abonnement, now_ms: i64) -> Result<Asked, StoreError> {
    let known = tx
        .fetch_first(
            "SELECT * FROM abonnement WHERE commune = $1 AND address = $2",
            args![&wanted.commune, &wanted.address],
        )
        .await?;
    let known = known.as_ref().map(read).transpose()?;
    if is_too_soon(tx, &wanted.address, known.as_ref(), now_ms).await? {
        return Ok(Asked::Quiet);
    }
    let asked = if let Some(known) = known {
        Abonnement {
            asked_at: now_ms,
            ..known
        }
    } else {
        insert(tx, &wanted).await?;
        wanted
    };
    tx.execute(
        "UPDATE abonnement SET asked_at = $1 WHERE id = $2",
        args![now_ms, &asked.id],
    )
    .await?;
    Ok(match asked.confirmed_at {
        Some(_) => Asked::Already(asked),
        None => Asked::ToConfirm(asked),
    })
}

async fn is_too_soon(
    tx: &mut Tx,
    address: &str,
    known: Option<&Abonnement>,
    now_ms: i64,
) -> Result<bool, StoreError> {
    if known.is_some_and(|k| now_ms - k.asked_at < AGAIN_MS) {
        return Ok(true);
    }
    let lately = tx
        .count(
            "SELECT COUNT(*) AS n FROM abonnement WHERE address = $1 AND asked_at > $2",
            args![address, now_ms - HOUR_MS],
        )
        .await?;
    Ok(lately >= MOST_AN_HOUR || waiting(tx).await? >= MOST_WAITING)
}

async fn insert(tx: &mut Tx, new: &Abonnement) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO abonnement (id, commune, address, language, token, asked_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (commune, address) DO NOTHING",
        args![
            &new.id,
            &new.commune,
            &new.address,
            &new.language,
            &new.token,
            new.asked_at
        ],
    )
    .await
    .map(|_| ())
}

/// Addresses that have not confirmed yet.
///
/// # Errors
/// Those of the database.
pub async fn waiting(link: &mut Link) -> Result<i64, StoreError> {
    link.count(
        "SELECT COUNT(*) AS n FROM abonnement WHERE confirmed_at IS NULL",
        args![],
    )
    .await
}

/// How many addresses follow, by commune.
///
/// # Errors
/// Those of the database.
pub async fn counts(link: &mut Link) -> Result<Vec<(String, i64)>, StoreError> {
    let rows = link
        .fetch(
            "SELECT commune, COUNT(*) AS n FROM abonnement WHERE confirmed_at IS NOT NULL
             GROUP BY commune ORDER BY commune",
            args![],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.text("commune")?, row.int("n")?)))
        .collect()
}

/// That of a link, unless its time to confirm is over.
///
/// # Errors
/// Those of the database.
pub async fn by_token(
    link: &mut Link,
    token: &str,
    now_ms: i64,
) -> Result<Option<Abonnement>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT * FROM abonnement
             WHERE token = $1 AND (confirmed_at IS NOT NULL OR asked_at > $2)",
            args![token, now_ms - TO_CONFIRM_MS],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// Its person confirms; once is enough, and twice is the same.
///
/// # Errors
/// Those of the database.
pub async fn confirm(tx: &mut Tx, id: &str, now_ms: i64) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE abonnement SET confirmed_at = $1 WHERE id = $2 AND confirmed_at IS NULL",
        args![now_ms, id],
    )
    .await
    .map(|_| ())
}

/// Its person leaves: the address goes, and the letters that wait for it.
///
/// # Errors
/// Those of the database.
pub async fn leave(tx: &mut Tx, id: &str) -> Result<(), StoreError> {
    let left = tx
        .execute("DELETE FROM abonnement WHERE id = $1", args![id])
        .await?;
    if left > 0 {
        efface::note(tx, efface::Kind::Abonnement, id).await?;
    }
    tx.execute(
        "DELETE FROM courrier WHERE cause LIKE $1",
        args![format!("{FOLLOWED}{id}/%")],
    )
    .await
    .map(|_| ())
}

/// Those who follow a commune and have confirmed it.
///
/// # Errors
/// Those of the database.
pub async fn of_commune(link: &mut Link, commune: &str) -> Result<Vec<Abonnement>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM abonnement WHERE commune = $1 AND confirmed_at IS NOT NULL
             ORDER BY id LIMIT $2",
            args![commune, MOST_TOLD],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Forgets the addresses that did not confirm in time.
///
/// # Errors
/// Those of the database.
pub async fn purge(store: &Store, now_ms: i64) -> Result<(), StoreError> {
    let before = now_ms - TO_CONFIRM_MS;
    let late =
        "SELECT 1 AS n FROM abonnement WHERE confirmed_at IS NULL AND asked_at <= $1 LIMIT 1";
    let found = store.read().await?.fetch_first(late, args![before]).await?;
    if found.is_none() {
        return Ok(());
    }
    let mut tx = store.begin().await?;
    tx.execute(
        "DELETE FROM abonnement WHERE confirmed_at IS NULL AND asked_at <= $1",
        args![before],
    )
    .await?;
    tx.commit().await
}

fn read(row: &Row) -> Result<Abonnement, StoreError> {
    Ok(Abonnement {
        id: row.text("id")?,
        commune: row.text("commune")?,
        address: row.text("address")?,
        language: row.text("language")?,
        token: row.text("token")?,
        asked_at: row.int("asked_at")?,
        confirmed_at: row.opt_int("confirmed_at")?,
    })
}
