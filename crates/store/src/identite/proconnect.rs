//! Accounts tied to an identity of ProConnect, and browsers on their way there and back.
//!
//! An identity is a `sub` of a provider behind ProConnect (`idp_id`), never an e-mail address
//! (requirement O6).

use crate::{Link, Row, StoreError, Tx, args};

/// Who somebody is for ProConnect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Her identifier, by the provider named beside.
    pub sub: String,
    /// Which provider vouches for her.
    pub idp: String,
}

/// The tie of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lien {
    /// The account.
    pub account: String,
    /// When it was tied, milliseconds UTC.
    pub linked_at: i64,
    /// When it last opened the account, milliseconds UTC.
    pub used_at: Option<i64>,
}

fn read_lien(row: &Row) -> Result<Lien, StoreError> {
    Ok(Lien {
        account: row.text("account")?,
        linked_at: row.int("linked_at")?,
        used_at: row.opt_int("used_at")?,
    })
}

/// Ties an account to an identity; false when either is tied already.
///
/// # Errors
/// Those of the database.
pub async fn tie(
    tx: &mut Tx,
    account: &str,
    who: &Identity,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let tied = tx
        .execute(
            "INSERT INTO proconnect (sub, idp, account, linked_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT DO NOTHING",
            args![&who.sub, &who.idp, account, now_ms],
        )
        .await?;
    Ok(tied == 1)
}

/// Unties an account; false when it was not tied.
///
/// # Errors
/// Those of the database.
pub async fn untie(tx: &mut Tx, account: &str) -> Result<bool, StoreError> {
    let untied = tx
        .execute("DELETE FROM proconnect WHERE account = $1", args![account])
        .await?;
    Ok(untied == 1)
}

/// The tie of an account.
///
/// # Errors
/// Those of the database.
pub async fn lien(link: &mut Link, account: &str) -> Result<Option<Lien>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT account, linked_at, used_at FROM proconnect WHERE account = $1",
            args![account],
        )
        .await?;
    row.as_ref().map(read_lien).transpose()
}

/// The account of an identity; notes that it came.
///
/// # Errors
/// Those of the database.
pub async fn recognise(
    tx: &mut Tx,
    who: &Identity,
    now_ms: i64,
) -> Result<Option<String>, StoreError> {
    tx.execute(
        "UPDATE proconnect SET used_at = $1 WHERE sub = $2 AND idp = $3",
        args![now_ms, &who.sub, &who.idp],
    )
    .await?;
    let row = tx
        .fetch_first(
            "SELECT account FROM proconnect WHERE sub = $1 AND idp = $2",
            args![&who.sub, &who.idp],
        )
        .await?;
    row.map(|row| row.text("account")).transpose()
}

/// A browser on its way to the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aller {
    /// The account to tie; nobody when the provider says who comes in.
    pub account: Option<String>,
    /// Hash of the invitation by which it is tied.
    pub invitation: Option<String>,
    /// Where to go afterwards.
    pub next: String,
}

/// Keeps a way out, by the hash of what was sent and of the secret of the browser.
///
/// # Errors
/// Those of the database.
pub async fn leave(
    tx: &mut Tx,
    (state, screen): (&str, &str),
    way: &Aller,
    expires_at: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO proconnect_aller (state, screen, account, invitation, next, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        args![
            state,
            screen,
            way.account.as_deref(),
            way.invitation.as_deref(),
            &way.next,
            expires_at
        ],
    )
    .await
    .map(|_| ())
}

/// Takes the way out that a browser comes back from: it serves once, in that browser alone.
///
/// # Errors
/// Those of the database.
pub async fn come_back(
    tx: &mut Tx,
    (state, screen): (&str, &str),
    now_ms: i64,
) -> Result<Option<Aller>, StoreError> {
    let row = tx
        .fetch_first(
            "SELECT account, invitation, next FROM proconnect_aller
             WHERE state = $1 AND screen = $2 AND expires_at > $3",
            args![state, screen, now_ms],
        )
        .await?;
    let taken = tx
        .execute(
            "DELETE FROM proconnect_aller WHERE state = $1 AND screen = $2",
            args![state, screen],
        )
        .await?;
    tx.execute(
        "DELETE FROM proconnect_aller WHERE expires_at <= $1",
        args![now_ms],
    )
    .await?;
    // Of two that come back at once, the one that removed the line has it.
    let row = row.filter(|_| taken == 1);
    let read = |row: Row| {
        Ok(Aller {
            account: row.opt_text("account")?,
            invitation: row.opt_text("invitation")?,
            next: row.text("next")?,
        })
    };
    row.map(read).transpose()
}

/// Keeps where a session is closed at the provider, sealed.
///
/// # Errors
/// Those of the database.
pub async fn keep_end(tx: &mut Tx, session: &str, sealed: &str) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM proconnect_session WHERE session NOT IN (SELECT id FROM session)",
        args![],
    )
    .await?;
    tx.execute(
        "INSERT INTO proconnect_session (session, fin) VALUES ($1, $2)",
        args![session, sealed],
    )
    .await
    .map(|_| ())
}

/// Takes where a session is closed at the provider, sealed.
///
/// # Errors
/// Those of the database.
pub async fn take_end(tx: &mut Tx, session: &str) -> Result<Option<String>, StoreError> {
    let row = tx
        .fetch_first(
            "SELECT fin FROM proconnect_session WHERE session = $1",
            args![session],
        )
        .await?;
    tx.execute(
        "DELETE FROM proconnect_session WHERE session = $1",
        args![session],
    )
    .await?;
    row.map(|row| row.text("fin")).transpose()
}
