//! People to call back. No fact of the journal: a number goes when the call is made.

use plus_domain::{
    ids::{AccountId, DemarcheCode},
    rappel::{Moment, Phone, Rappel},
};

use crate::{Link, Row, StoreError, Tx, args, efface};

/// Most people waiting at once: beyond, a machine is writing, not people.
pub const MOST: i64 = 500;

/// Keeps somebody's number. The same number asks again: its place in the list stays,
/// what it says is new, and it is nobody's any more. Answers `false` when too many
/// wait already, and keeps nothing.
pub async fn add(tx: &mut Tx, rappel: &Rappel) -> Result<bool, StoreError> {
    if count(tx).await? >= MOST {
        return Ok(false);
    }
    tx.execute(
        "INSERT INTO rappel (id, at, phone, moment, demarche, language) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (phone) DO UPDATE SET moment = excluded.moment, demarche = excluded.demarche,
           language = excluded.language, taken_by = NULL",
        args![
            &rappel.id,
            rappel.at,
            rappel.phone.as_str(),
            rappel.moment.code(),
            rappel.demarche.as_ref().map(DemarcheCode::as_str),
            &rappel.language
        ],
    )
    .await?;
    Ok(true)
}

/// Everybody who waits, the longest first.
pub async fn list(link: &mut Link) -> Result<Vec<Rappel>, StoreError> {
    let rows = link
        .fetch("SELECT * FROM rappel ORDER BY at, id", args![])
        .await?;
    rows.iter().map(read).collect()
}

/// How many wait.
pub async fn count(link: &mut Link) -> Result<i64, StoreError> {
    link.count("SELECT COUNT(*) AS n FROM rappel", args![])
        .await
}

/// Says who takes care of it. Answers `false` when it is done already, or taken by
/// somebody else.
pub async fn take(tx: &mut Tx, id: &str, by: &AccountId) -> Result<bool, StoreError> {
    let done = tx
        .execute(
            "UPDATE rappel SET taken_by = $2 WHERE id = $1 AND (taken_by IS NULL OR taken_by = $2)",
            args![id, by],
        )
        .await?;
    Ok(done > 0)
}

/// Puts it back for everybody.
pub async fn leave(tx: &mut Tx, id: &str) -> Result<(), StoreError> {
    tx.execute("UPDATE rappel SET taken_by = NULL WHERE id = $1", args![id])
        .await
        .map(|_| ())
}

/// The call is made: the number goes, from the file too (`secure_delete`).
pub async fn done(tx: &mut Tx, id: &str) -> Result<(), StoreError> {
    let called = tx
        .execute("DELETE FROM rappel WHERE id = $1", args![id])
        .await?;
    match called {
        0 => Ok(()),
        _ => efface::note(tx, efface::Kind::Rappel, id).await,
    }
}

fn read(row: &Row) -> Result<Rappel, StoreError> {
    let phone = row.text("phone")?;
    Ok(Rappel {
        id: row.text("id")?,
        at: row.int("at")?,
        phone: Phone::read(&phone).ok_or_else(|| StoreError::value("phone", "no number"))?,
        moment: row.choice("moment", Moment::from_code)?,
        demarche: row.opt_text("demarche")?.map(DemarcheCode::new),
        language: row.text("language")?,
        taken_by: row.opt_text("taken_by")?.map(AccountId::new),
    })
}
