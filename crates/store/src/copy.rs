//! The whole of one database into another, engine to engine: how a PostgreSQL hub is backed
//! up into one file, and how a hub moves from one engine to the other.
//!
//! Both engines hold the same tables with the same three types: a copy is the same rows.
//! Pages are small, so that memory does not grow with what is copied.

use sqlx::AssertSqlSafe;

use crate::{
    Arg, Engine, Link, Row, Store, StoreError, Tx, args,
    bulk::{self, Kind},
    schema::{self, Described},
};

/// Rows of a page; documents are large and go one by one.
const PAGE: usize = 500;
const LARGE: [&str; 2] = ["document", "retrait_scelle"];

/// Copies every table into an empty database, in one transaction of each.
///
/// # Errors
/// Those of the databases; when the target already holds something, or has other tables.
pub async fn copy(from: &Store, into: &Store) -> Result<(), StoreError> {
    let mut link = from.read().await?;
    let mut tx = into.begin().await?;
    prepare(&mut tx).await?;
    link.execute(snapshot(from.engine()), args![]).await?;
    let copied = copy_all(&mut link, &mut tx).await;
    // The connection goes back to its pool: out of its transaction, whatever happened.
    link.execute("ROLLBACK", args![]).await?;
    copied?;
    tx.commit().await?;
    into.count_again().await
}

fn snapshot(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "BEGIN",
        Engine::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    }
}

/// Refuses a database in use. What migrations wrote in a new one goes.
async fn prepare(tx: &mut Tx) -> Result<(), StoreError> {
    let held = tx
        .count(
            "SELECT (SELECT COUNT(*) FROM journal) + (SELECT COUNT(*) FROM node) AS n",
            args![],
        )
        .await?;
    if held > 0 {
        let reason = "la base où remettre les données n’est pas vide";
        return Err(StoreError::Refused(reason.to_owned()));
    }
    tx.execute("DELETE FROM incarnation", args![])
        .await
        .map(|_| ())
}

async fn copy_all(link: &mut Link, tx: &mut Tx) -> Result<(), StoreError> {
    let (here, there) = (schema::tables(link).await?, schema::tables(tx).await?);
    if here != there {
        let reason = "les deux bases ne sont pas de la même version de PLUS";
        return Err(StoreError::Refused(reason.to_owned()));
    }
    for table in &here {
        copy_table(link, tx, table).await?;
    }
    Ok(())
}

async fn copy_table(link: &mut Link, tx: &mut Tx, table: &Described) -> Result<(), StoreError> {
    let columns = table.columns();
    let target = bulk::Table {
        name: &table.name,
        columns: &columns,
        key: &[],
    };
    let mut pages = Pages::open(link, table).await?;
    loop {
        let rows = pages.next(link).await?;
        if rows.is_empty() {
            return Ok(());
        }
        let rows: Vec<Vec<Arg>> = rows
            .iter()
            .map(|row| read(row, &columns))
            .collect::<Result<_, _>>()?;
        bulk::write(tx, &target, bulk::Conflict::Refuse, rows).await?;
    }
}

/// The cells of a row.
pub(crate) fn read(row: &Row, columns: &[(&str, Kind)]) -> Result<Vec<Arg>, StoreError> {
    let cell = |(name, kind): &(&str, Kind)| {
        Ok(match kind {
            Kind::Int => Arg::Int(row.opt_int(name)?),
            Kind::Text => Arg::Text(row.opt_text(name)?),
            Kind::Bytes => Arg::Bytes(row.opt_bytes(name)?),
        })
    };
    columns.iter().map(cell).collect()
}

/// Pages of a table: after a key on SQLite, by a cursor on PostgreSQL. Names come from the
/// schema, never from anybody.
pub(crate) struct Pages {
    sql: String,
    key: Option<Key>,
}

/// Where a page of SQLite ends: how the next is asked, and what its last row was.
struct Key {
    columns: Vec<Kind>,
    further: String,
    after: Option<Vec<Arg>>,
}

impl Pages {
    pub async fn open(link: &mut Link, table: &Described) -> Result<Self, StoreError> {
        let Described { name, columns } = table;
        let most = if LARGE.contains(&name.as_str()) {
            1
        } else {
            PAGE
        };
        let list: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let list = list.join(", ");
        if let Some(conn) = link.postgres() {
            let sql =
                format!("DECLARE copie_{name} NO SCROLL CURSOR FOR SELECT {list} FROM {name}");
            sqlx::query(AssertSqlSafe(sql)).execute(conn).await?;
            return Ok(Self {
                sql: format!("FETCH {most} FROM copie_{name}"),
                key: None,
            });
        }
        let order = schema::order(link, table).await?;
        Ok(Self::after_key(name, &order, &list, most))
    }

    fn after_key(name: &str, order: &[(String, Kind)], list: &str, most: usize) -> Self {
        let each = |write: &dyn Fn(usize, &str) -> String| {
            let columns = order.iter().enumerate();
            let written = columns.map(|(i, (column, _))| write(i, column));
            written.collect::<Vec<_>>().join(", ")
        };
        let key = each(&|_, column| column.to_owned());
        let named = each(&|i, column| format!("{column} AS key_{i}"));
        let given = each(&|i, _| format!("${}", i + 1));
        let rest = format!("ORDER BY {key} LIMIT {most}");
        Self {
            sql: format!("SELECT {named}, {list} FROM {name} {rest}"),
            key: Some(Key {
                columns: order.iter().map(|(_, kind)| *kind).collect(),
                further: format!(
                    "SELECT {named}, {list} FROM {name} WHERE ({key}) > ({given}) {rest}"
                ),
                after: None,
            }),
        }
    }

    pub async fn next(&mut self, link: &mut Link) -> Result<Vec<Row>, StoreError> {
        let Some(key) = &mut self.key else {
            return link.fetch_described(self.sql.clone(), args![]).await;
        };
        let rows = match key.after.take() {
            Some(after) => link.fetch_described(key.further.clone(), after).await?,
            None => link.fetch_described(self.sql.clone(), args![]).await?,
        };
        key.after = rows.last().map(|last| key.of(last)).transpose()?;
        Ok(rows)
    }
}

impl Key {
    fn of(&self, row: &Row) -> Result<Vec<Arg>, StoreError> {
        let cell = |(i, kind): (usize, &Kind)| {
            let name = format!("key_{i}");
            Ok(match kind {
                Kind::Int => Arg::Int(row.opt_int(&name)?),
                Kind::Text => Arg::Text(row.opt_text(&name)?),
                Kind::Bytes => Arg::Bytes(row.opt_bytes(&name)?),
            })
        };
        self.columns.iter().enumerate().map(cell).collect()
    }
}
