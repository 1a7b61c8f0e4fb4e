//! What proves an account beside its password: codes of six digits, passkeys, codes for the day
//! when the telephone is lost; and the agreements by which they are forgotten.
//!
//! Never in the journal. What is sealed here was sealed by who calls: this module holds no key.

mod cle;
pub mod proconnect;

use plus_domain::{
    event::Event,
    identite::{Facteurs, Reprise, Trace},
};

use crate::{Link, Row, StoreError, Tx, args, journal};
pub use cle::{Cle, Defi, add_cle, challenge, cle, cles, remove_cle, take_challenge, use_cle};

/// The codes of six digits of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The secret that opens the account, sealed.
    pub secret: Option<String>,
    /// A secret that waits for its first code, sealed.
    pub pending: Option<String>,
    /// Step of the last code that was used: nothing at or before it is taken.
    pub last_step: i64,
}

/// What an account has of second factors.
///
/// # Errors
/// Those of the database.
pub async fn factors(link: &mut Link, account: &str) -> Result<Facteurs, StoreError> {
    let row = link
        .fetch_first(
            "SELECT secret, elsewhere, renew FROM second_facteur WHERE account = $1",
            args![account],
        )
        .await?;
    let cles = link
        .count(
            "SELECT COUNT(*) AS n FROM cle_acces WHERE account = $1",
            args![account],
        )
        .await?;
    let none = Facteurs {
        cles,
        ..Facteurs::default()
    };
    row.map_or(Ok(none), |row| {
        Ok(Facteurs {
            code: row.opt_text("secret")?.is_some(),
            ailleurs: row.flag("elsewhere")?,
            a_refaire: row.flag("renew")?,
            ..none
        })
    })
}

/// The codes of six digits of an account.
///
/// # Errors
/// Those of the database.
pub async fn code(link: &mut Link, account: &str) -> Result<Option<Code>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT secret, pending, last_step FROM second_facteur WHERE account = $1",
            args![account],
        )
        .await?;
    let read = |row: Row| {
        Ok(Code {
            secret: row.opt_text("secret")?,
            pending: row.opt_text("pending")?,
            last_step: row.int("last_step")?,
        })
    };
    row.map(read).transpose()
}

/// Keeps a secret that waits for its first code. The one that opens the account stays.
///
/// # Errors
/// Those of the database.
pub async fn propose(tx: &mut Tx, account: &str, sealed: &str) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO second_facteur (account, pending, last_step, renew, elsewhere)
         VALUES ($1, $2, -1, 0, 0)
         ON CONFLICT (account) DO UPDATE SET pending = excluded.pending",
        args![account, sealed],
    )
    .await
    .map(|_| ())
}

/// The secret that waited opens the account from now on, `step` being that of its first code.
/// False when it is not the one that waits.
///
/// # Errors
/// Those of the database.
pub async fn confirm(
    tx: &mut Tx,
    account: &str,
    sealed: &str,
    (step, now_ms): (i64, i64),
) -> Result<bool, StoreError> {
    let changed = tx
        .execute(
            "UPDATE second_facteur SET secret = pending, pending = NULL, last_step = $1, renew = 0,
               elsewhere = 0, added_at = $2
             WHERE account = $3 AND pending = $4",
            args![step, now_ms, account, sealed],
        )
        .await?;
    Ok(changed == 1)
}

/// Spends a code: false when it was spent, or one after it. Two tries at once cannot both pass.
///
/// # Errors
/// Those of the database.
pub async fn spend_step(tx: &mut Tx, account: &str, step: i64) -> Result<bool, StoreError> {
    let changed = tx
        .execute(
            "UPDATE second_facteur SET last_step = $1 WHERE account = $2 AND last_step < $3",
            args![step, account, step],
        )
        .await?;
    Ok(changed == 1)
}

/// As a machine far from its hub keeps it: the secret sealed there, or none when what the
/// account has cannot serve there.
///
/// # Errors
/// Those of the database.
pub async fn bring(tx: &mut Tx, account: &str, sealed: Option<&str>) -> Result<(), StoreError> {
    let elsewhere = sealed.is_none();
    tx.execute(
        "INSERT INTO second_facteur (account, secret, last_step, renew, elsewhere)
         VALUES ($1, $2, -1, 0, $3)
         ON CONFLICT (account) DO UPDATE SET secret = excluded.secret,
           elsewhere = excluded.elsewhere, pending = NULL",
        args![account, sealed, elsewhere],
    )
    .await
    .map(|_| ())
}

/// Every account that has codes here, or some elsewhere.
///
/// # Errors
/// Those of the database.
pub async fn with_code(link: &mut Link) -> Result<Vec<String>, StoreError> {
    let rows = link
        .fetch(
            "SELECT account FROM second_facteur ORDER BY account",
            args![],
        )
        .await?;
    rows.iter().map(|row| row.text("account")).collect()
}

/// Forgets the codes of six digits of an account.
///
/// # Errors
/// Those of the database.
pub async fn forget_code(tx: &mut Tx, account: &str) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM second_facteur WHERE account = $1",
        args![account],
    )
    .await
    .map(|_| ())
}

/// Forgets everything that proves an account beside its password.
///
/// # Errors
/// Those of the database.
pub async fn forget(tx: &mut Tx, account: &str) -> Result<(), StoreError> {
    for statement in [
        "DELETE FROM second_facteur WHERE account = $1",
        "DELETE FROM code_secours WHERE account = $1",
        "DELETE FROM cle_acces WHERE account = $1",
        "DELETE FROM second_pas WHERE account = $1",
        "DELETE FROM delai_facteur WHERE account = $1",
        "DELETE FROM reprise WHERE account = $1",
        "DELETE FROM proconnect WHERE account = $1",
    ] {
        tx.execute(statement, args![account]).await?;
    }
    Ok(())
}

// ------------------------------------------------------------- codes on paper

/// Replaces the codes on paper of an account, by their hashes.
///
/// # Errors
/// Those of the database.
pub async fn set_secours(tx: &mut Tx, account: &str, hashes: &[String]) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM code_secours WHERE account = $1",
        args![account],
    )
    .await?;
    for hash in hashes {
        tx.execute(
            "INSERT INTO code_secours (account, hash) VALUES ($1, $2)",
            args![account, hash],
        )
        .await?;
    }
    Ok(())
}

/// Spends a code on paper: false when it is none of theirs.
///
/// # Errors
/// Those of the database.
pub async fn spend_secours(tx: &mut Tx, account: &str, hash: &str) -> Result<bool, StoreError> {
    let spent = tx
        .execute(
            "DELETE FROM code_secours WHERE account = $1 AND hash = $2",
            args![account, hash],
        )
        .await?;
    Ok(spent == 1)
}

/// How many codes on paper are left to an account.
///
/// # Errors
/// Those of the database.
pub async fn secours_left(link: &mut Link, account: &str) -> Result<i64, StoreError> {
    link.count(
        "SELECT COUNT(*) AS n FROM code_secours WHERE account = $1",
        args![account],
    )
    .await
}

// ------------------------------------------------- passwords that were right

/// Somebody whose password was right, and whose second factor is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendu {
    /// Her account.
    pub account: String,
    /// Where she was going.
    pub next: String,
}

/// Keeps, for a screen, who it waits for.
///
/// # Errors
/// Those of the database.
pub async fn wait(
    tx: &mut Tx,
    screen: &str,
    who: &Attendu,
    expires_at: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO second_pas (screen, account, next, expires_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (screen) DO UPDATE SET account = excluded.account, next = excluded.next,
           expires_at = excluded.expires_at",
        args![screen, &who.account, &who.next, expires_at],
    )
    .await
    .map(|_| ())
}

/// Who a screen waits for.
///
/// # Errors
/// Those of the database.
pub async fn waiting(
    link: &mut Link,
    screen: &str,
    now_ms: i64,
) -> Result<Option<Attendu>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT account, next FROM second_pas WHERE screen = $1 AND expires_at > $2",
            args![screen, now_ms],
        )
        .await?;
    let read = |row: Row| {
        Ok(Attendu {
            account: row.text("account")?,
            next: row.text("next")?,
        })
    };
    row.map(read).transpose()
}

/// A screen waits for nobody any more; what is too old goes too.
///
/// # Errors
/// Those of the database.
pub async fn wait_no_more(tx: &mut Tx, screen: &str, now_ms: i64) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM second_pas WHERE screen = $1 OR expires_at <= $2",
        args![screen, now_ms],
    )
    .await
    .map(|_| ())
}

/// Notes that an account has no second factor, unless it is known already.
///
/// # Errors
/// Those of the database.
pub async fn note_without(tx: &mut Tx, account: &str, now_ms: i64) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO delai_facteur (account, since) VALUES ($1, $2)
         ON CONFLICT (account) DO NOTHING",
        args![account, now_ms],
    )
    .await
    .map(|_| ())
}

/// Since when it is known that an account has none, milliseconds UTC.
///
/// # Errors
/// Those of the database.
pub async fn without_since(link: &mut Link, account: &str) -> Result<Option<i64>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT since FROM delai_facteur WHERE account = $1",
            args![account],
        )
        .await?;
    row.map(|row| row.int("since")).transpose()
}

// ------------------------------------------------------------------ recovery

/// The first agreement that waits for an account, lapsed or not.
///
/// # Errors
/// Those of the database.
pub async fn reprise(link: &mut Link, account: &str) -> Result<Option<Reprise>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT asked_by, asked_at FROM reprise WHERE account = $1",
            args![account],
        )
        .await?;
    let read = |row: Row| {
        Ok(Reprise {
            by: row.text("asked_by")?.into(),
            at: row.int("asked_at")?,
        })
    };
    row.map(read).transpose()
}

/// Keeps a first agreement.
///
/// # Errors
/// Those of the database.
pub async fn ask_reprise(tx: &mut Tx, account: &str, first: &Reprise) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO reprise (account, asked_by, asked_at) VALUES ($1, $2, $3)
         ON CONFLICT (account) DO UPDATE SET asked_by = excluded.asked_by,
           asked_at = excluded.asked_at",
        args![account, &first.by, first.at],
    )
    .await
    .map(|_| ())
}

/// What happened to what proves an account, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn traces(link: &mut Link, account: &str) -> Result<Vec<Trace>, StoreError> {
    let stored = journal::about(link, account).await?;
    let read = stored.iter().filter_map(|stored| {
        let (_, body) = stored.entry.body.as_ref()?;
        match Event::read(&stored.entry.kind, stored.entry.version, body) {
            Ok(Event::IdentiteNoted(trace)) => Some(trace),
            _ => None,
        }
    });
    let mut traces: Vec<Trace> = read.collect();
    // Of one instant, the last written is the latest.
    traces.reverse();
    traces.sort_by_key(|trace| std::cmp::Reverse(trace.at));
    Ok(traces)
}
