//! Drafts: what somebody was typing when the page closed. No fact of the journal.

use crate::{Link, StoreError, Tx, args};

/// Keeps what was typed.
pub async fn save(
    tx: &mut Tx,
    account: &str,
    form: &str,
    content: &str,
    now_ms: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO draft (account, form, content, saved_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (account, form) DO UPDATE SET content = excluded.content, saved_at = excluded.saved_at",
        args![account, form, content, now_ms],
    )
    .await
    .map(|_| ())
}

/// What was typed, if kept.
pub async fn load(
    link: &mut Link,
    account: &str,
    form: &str,
) -> Result<Option<String>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT content FROM draft WHERE account = $1 AND form = $2",
            args![account, form],
        )
        .await?;
    row.map(|r| r.text("content")).transpose()
}

/// Forgets it.
pub async fn forget(tx: &mut Tx, account: &str, form: &str) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM draft WHERE account = $1 AND form = $2",
        args![account, form],
    )
    .await
    .map(|_| ())
}
