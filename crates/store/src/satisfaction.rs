//! What people say at the end of a visite: the ballot box of this machine, which is no fact of
//! the journal, what was counted, and what changed because of it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use plus_domain::{
    period::{Month, parse_date},
    satisfaction::{Avis, Comptes, Depouillement, Moment, Suite},
};

use crate::{Link, Row, StoreError, Tx, args, journal};

/// One more answer in the box of a half-day. Nothing says when, of what, or by whom.
///
/// # Errors
/// Those of the database.
pub async fn add(
    tx: &mut Tx,
    (date, moment): (Date, Moment),
    avis: Avis,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO satisfaction_urne (date, moment, avis, count) VALUES ($1, $2, $3, 1)
         ON CONFLICT (date, moment, avis) DO UPDATE SET count = satisfaction_urne.count + 1",
        args![date, moment.code(), avis.code()],
    )
    .await
    .map(|_| ())
}

/// What the box holds, by half-day.
///
/// # Errors
/// Those of the database.
pub async fn waiting(link: &mut Link) -> Result<Vec<Depouillement>, StoreError> {
    let rows = link
        .fetch(
            "SELECT date, moment, avis, count FROM satisfaction_urne ORDER BY date, moment, avis",
            args![],
        )
        .await?;
    let mut found: BTreeMap<(Date, Moment), Comptes> = BTreeMap::new();
    for row in &rows {
        let key = (
            row.parsed("date", parse_date)?,
            row.choice("moment", Moment::from_code)?,
        );
        let avis = row.choice("avis", Avis::from_code)?;
        found
            .entry(key)
            .or_default()
            .add(avis, small(row, "count")?);
    }
    let counted = found
        .into_iter()
        .map(|((date, moment), comptes)| Depouillement {
            date,
            moment,
            comptes,
        });
    Ok(counted.collect())
}

/// Takes a half-day out of the box; answers it whole, with what this machine had already
/// counted of it, should its clock have gone back.
///
/// # Errors
/// Those of the database.
pub async fn take(tx: &mut Tx, held: &Depouillement) -> Result<Depouillement, StoreError> {
    let place = || args![held.date, held.moment.code()];
    tx.execute(
        "DELETE FROM satisfaction_urne WHERE date = $1 AND moment = $2",
        place(),
    )
    .await?;
    let node = journal::node_id(tx).await?;
    let before = tx
        .fetch_first(
            "SELECT bien, moyen, mal FROM satisfaction
             WHERE node = $1 AND date = $2 AND moment = $3",
            args![node.as_ref(), held.date, held.moment.code()],
        )
        .await?;
    let before = before.as_ref().map(comptes).transpose()?;
    Ok(Depouillement {
        comptes: held.comptes.with(before.unwrap_or_default()),
        ..held.clone()
    })
}

/// Answers of each month from a day to another, both included: all machines, and the box of
/// this one.
///
/// # Errors
/// Those of the database.
pub async fn by_month(
    link: &mut Link,
    (from, to): (Date, Date),
) -> Result<BTreeMap<Month, Comptes>, StoreError> {
    let rows = link
        .fetch(
            "SELECT date, bien, moyen, mal FROM satisfaction
             WHERE date >= $1 AND date <= $2 ORDER BY date, node, moment",
            args![from, to],
        )
        .await?;
    let mut months: BTreeMap<Month, Comptes> = BTreeMap::new();
    for row in &rows {
        let held = months
            .entry(Month::of(row.parsed("date", parse_date)?))
            .or_default();
        *held = held.with(comptes(row)?);
    }
    for waits in waiting(link).await? {
        if (from..=to).contains(&waits.date) {
            let held = months.entry(Month::of(waits.date)).or_default();
            *held = held.with(waits.comptes);
        }
    }
    Ok(months)
}

/// What changed because of what people say, the last one first.
///
/// # Errors
/// Those of the database.
pub async fn suites(link: &mut Link) -> Result<Vec<Suite>, StoreError> {
    let rows = link
        .fetch(
            "SELECT id, date, text, removed, author, at FROM satisfaction_suite
             WHERE removed = 0 ORDER BY date DESC, at DESC, id",
            args![],
        )
        .await?;
    let suite = |row: &Row| {
        Ok(Suite {
            id: row.text("id")?,
            date: row.parsed("date", parse_date)?,
            text: row.text("text")?,
            removed: row.flag("removed")?,
            author: row.text("author")?.into(),
            at: row.int("at")?,
        })
    };
    rows.iter().map(suite).collect()
}

fn comptes(row: &Row) -> Result<Comptes, StoreError> {
    Ok(Comptes {
        bien: small(row, "bien")?,
        moyen: small(row, "moyen")?,
        mal: small(row, "mal")?,
    })
}

fn small(row: &Row, column: &str) -> Result<u32, StoreError> {
    u32::try_from(row.int(column)?).map_err(|e| StoreError::value(column, e))
}
