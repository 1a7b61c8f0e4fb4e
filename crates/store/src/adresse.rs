//! What the addresses of the catalogue answered last. No fact of the journal.

use std::collections::BTreeMap;

use plus_domain::adresse::{Finding, Known, State};

use crate::{Link, Row, StoreError, Tx, args};

/// Keeps what was found; `since` stays while the state is the same.
pub async fn keep(
    tx: &mut Tx,
    address: &str,
    finding: &Finding,
    now_ms: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO adresse (address, state, detail, checked_at, since) VALUES ($1, $2, $3, $4, $4)
         ON CONFLICT (address) DO UPDATE SET
           since = CASE WHEN adresse.state = excluded.state AND adresse.detail = excluded.detail
                        THEN adresse.since ELSE excluded.since END,
           state = excluded.state, detail = excluded.detail, checked_at = excluded.checked_at",
        args![address, finding.state.code(), &finding.detail, now_ms],
    )
    .await
    .map(|_| ())
}

/// Everything known, by address.
pub async fn all(link: &mut Link) -> Result<BTreeMap<String, Known>, StoreError> {
    let rows = link
        .fetch("SELECT * FROM adresse ORDER BY address", args![])
        .await?;
    rows.iter().map(read).collect()
}

/// What is known of one address.
pub async fn of(link: &mut Link, address: &str) -> Result<Option<Known>, StoreError> {
    let row = link
        .fetch_first("SELECT * FROM adresse WHERE address = $1", args![address])
        .await?;
    Ok(row.as_ref().map(read).transpose()?.map(|(_, known)| known))
}

/// Forgets the addresses that were not looked at since an instant: the catalogue no
/// longer holds them.
pub async fn forget_before(tx: &mut Tx, instant_ms: i64) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM adresse WHERE checked_at < $1",
        args![instant_ms],
    )
    .await
    .map(|_| ())
}

fn read(row: &Row) -> Result<(String, Known), StoreError> {
    let finding = Finding {
        state: row.choice("state", State::from_code)?,
        detail: row.text("detail")?,
    };
    let known = Known {
        finding,
        checked_at: row.int("checked_at")?,
        since: row.int("since")?,
    };
    Ok((row.text("address")?, known))
}
