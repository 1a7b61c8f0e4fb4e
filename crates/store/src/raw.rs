//! Rows as they are, from one database to another: no rule, no hash, no roll-up. What the
//! work of a hub is measured beside, in the same run.

use crate::{Arg, Link, Row, StoreError, Tx, bulk, journal, project};

/// The rows of a part of a journal, table by table.
#[derive(Debug, Clone)]
pub struct Rows(Vec<(&'static bulk::Table<'static>, Vec<Vec<Arg>>)>);

/// Rows behind the entries after a position, at most so many entries; none when there is
/// nothing beyond.
///
/// # Errors
/// Those of the database.
pub async fn read(link: &mut Link, after: i64, most: i64) -> Result<Option<Rows>, StoreError> {
    let to = after + most;
    let mut rows = Vec::new();
    let entries = part(
        link,
        "SELECT * FROM journal WHERE pos > $1 AND pos <= $2 ORDER BY pos",
        (&journal::JOURNAL, after, to),
    );
    let entries = entries.await?;
    if entries.is_empty() {
        return Ok(None);
    }
    rows.push((&journal::JOURNAL, entries));
    let of: [(&'static str, &'static bulk::Table<'static>); 3] = [
        (
            "SELECT * FROM body WHERE pos > $1 AND pos <= $2 ORDER BY pos",
            &journal::BODY,
        ),
        (
            "SELECT * FROM visite WHERE pos > $1 AND pos <= $2 ORDER BY pos",
            &project::visites::VISITE,
        ),
        (
            "SELECT d.* FROM demande d JOIN visite v ON v.id = d.visite
             WHERE v.pos > $1 AND v.pos <= $2 ORDER BY v.pos, d.rank",
            &project::visites::DEMANDE,
        ),
    ];
    for (sql, table) in of {
        rows.push((table, part(link, sql, (table, after, to)).await?));
    }
    Ok(Some(Rows(rows)))
}

async fn part(
    link: &mut Link,
    sql: &'static str,
    (table, after, to): (&bulk::Table<'_>, i64, i64),
) -> Result<Vec<Vec<Arg>>, StoreError> {
    let rows = link.fetch(sql, crate::args![after, to]).await?;
    rows.iter().map(|row| args_of(row, table)).collect()
}

fn args_of(row: &Row, table: &bulk::Table<'_>) -> Result<Vec<Arg>, StoreError> {
    let read = |(name, kind): &(&str, bulk::Kind)| {
        Ok(match kind {
            bulk::Kind::Int => Arg::Int(row.opt_int(name)?),
            bulk::Kind::Text => Arg::Text(row.opt_text(name)?),
            bulk::Kind::Bytes => Arg::Bytes(row.opt_bytes(name)?),
        })
    };
    table.columns.iter().map(read).collect()
}

/// Writes rows that were read elsewhere.
///
/// # Errors
/// Those of the database; a row that is there already.
pub async fn write(tx: &mut Tx, rows: Rows) -> Result<(), StoreError> {
    for (table, rows) in rows.0 {
        bulk::write(tx, table, bulk::Conflict::Refuse, rows).await?;
    }
    Ok(())
}
