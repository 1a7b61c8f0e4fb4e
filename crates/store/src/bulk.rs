//! Set-based writing: one statement per table and batch.
//!
//! Row by row is some thirty times slower. On PostgreSQL the rows travel as arrays
//! (`unnest`); on SQLite they are bound one value at a time to statements of a few sizes,
//! so that each is compiled once. (As one JSON text read by `json_each` they took three
//! times as long: each value was found again, and each hash spelled in hexadecimal.)

use sqlx::AssertSqlSafe;

use crate::{Arg, StoreError, engine::Tx};

/// Type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// BIGINT.
    Int,
    /// TEXT.
    Text,
    /// BLOB or BYTEA.
    Bytes,
}

/// What to do with a row whose key is already there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// It is an error.
    Refuse,
    /// The new row takes its place.
    Replace,
    /// The new row takes its place if its clock `(hlc, node)` is later.
    ReplaceIfLater,
    /// Its numbers are added.
    Add,
    /// The old row stays.
    Keep,
}

/// A table as the bulk writer sees it: names are those of the schema, never typed by
/// anybody.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    /// Name.
    pub name: &'a str,
    /// Columns, in the order of the rows.
    pub columns: &'a [(&'a str, Kind)],
    /// Key columns.
    pub key: &'a [&'a str],
}

/// Most rows in one statement of PostgreSQL.
const CHUNK: usize = 2_000;
/// Rows in the statements of SQLite, the largest first.
const SIZES: [usize; 4] = [64, 16, 4, 1];

/// Writes rows, each with one argument per column.
pub async fn write(
    tx: &mut Tx,
    table: &Table<'_>,
    conflict: Conflict,
    rows: Vec<Vec<Arg>>,
) -> Result<(), StoreError> {
    if let Some(wrong) = rows.iter().find(|row| row.len() != table.columns.len()) {
        return Err(StoreError::Arguments {
            expected: table.columns.len(),
            given: wrong.len(),
            sql: table.name.to_owned(),
        });
    }
    let head = format!("INSERT INTO {} ({}) ", table.name, column_list(table));
    let tail = conflict_clause(table, conflict);
    let mut rows = rows.into_iter();
    while rows.len() > 0 {
        let size = tx.rows_at_once(rows.len());
        let chunk = rows.by_ref().take(size).collect();
        tx.write_rows(table, (&head, &tail), chunk).await?;
    }
    Ok(())
}

fn column_list(table: &Table<'_>) -> String {
    table
        .columns
        .iter()
        .map(|(name, _)| *name)
        .collect::<Vec<_>>()
        .join(", ")
}

fn sqlite_source(table: &Table<'_>, rows: usize) -> String {
    let row = format!("({})", vec!["?"; table.columns.len()].join(","));
    format!("VALUES {}", vec![row.as_str(); rows].join(","))
}

fn postgres_source(table: &Table<'_>) -> String {
    let arrays: Vec<String> = table
        .columns
        .iter()
        .enumerate()
        .map(|(i, (_, kind))| {
            let name = match kind {
                Kind::Int => "bigint",
                Kind::Text => "text",
                Kind::Bytes => "bytea",
            };
            format!("${}::{name}[]", i + 1)
        })
        .collect();
    format!("SELECT * FROM unnest({}) WHERE true", arrays.join(", "))
}

fn conflict_clause(table: &Table<'_>, conflict: Conflict) -> String {
    let key = table.key.join(", ");
    let others = table
        .columns
        .iter()
        .filter(|(name, _)| !table.key.contains(name));
    let set = |rule: &dyn Fn(&str) -> String| {
        others
            .clone()
            .map(|(name, _)| rule(name))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let name = table.name;
    let replace = |c: &str| format!("{c} = excluded.{c}");
    match conflict {
        Conflict::Refuse => String::new(),
        Conflict::Keep => format!(" ON CONFLICT ({key}) DO NOTHING"),
        Conflict::Replace => format!(" ON CONFLICT ({key}) DO UPDATE SET {}", set(&replace)),
        Conflict::ReplaceIfLater => format!(
            " ON CONFLICT ({key}) DO UPDATE SET {} WHERE excluded.hlc > {name}.hlc OR (excluded.hlc = {name}.hlc AND excluded.node > {name}.node)",
            set(&replace)
        ),
        Conflict::Add => {
            let add = |c: &str| format!("{c} = {name}.{c} + excluded.{c}");
            format!(" ON CONFLICT ({key}) DO UPDATE SET {}", set(&add))
        }
    }
}

impl Tx {
    /// How many of the rows that are left go in the next statement.
    fn rows_at_once(&mut self, left: usize) -> usize {
        if self.sqlite().is_none() {
            return left.min(CHUNK);
        }
        let fits = SIZES.into_iter().find(|size| *size <= left);
        fits.unwrap_or(1)
    }

    async fn write_rows(
        &mut self,
        table: &Table<'_>,
        (head, tail): (&str, &str),
        rows: Vec<Vec<Arg>>,
    ) -> Result<(), StoreError> {
        if let Some(conn) = self.sqlite() {
            let sql = format!("{head}{}{tail}", sqlite_source(table, rows.len()));
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for arg in rows.into_iter().flatten() {
                query = match arg {
                    Arg::Int(value) => query.bind(value),
                    Arg::Text(value) => query.bind(value),
                    Arg::Bytes(value) => query.bind(value),
                };
            }
            query.execute(conn).await?;
        } else if let Some(conn) = self.postgres() {
            let sql = format!("{head}{}{tail}", postgres_source(table));
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for ((_, kind), column) in table.columns.iter().zip(columns(table, rows)) {
                let column = column.into_iter();
                query = match kind {
                    Kind::Int => query.bind(column.map(Arg::into_int).collect::<Vec<_>>()),
                    Kind::Text => query.bind(column.map(Arg::into_text).collect::<Vec<_>>()),
                    Kind::Bytes => query.bind(column.map(Arg::into_bytes).collect::<Vec<_>>()),
                };
            }
            query.execute(conn).await?;
        }
        Ok(())
    }
}

/// The rows, turned: one list for each column.
fn columns(table: &Table<'_>, rows: Vec<Vec<Arg>>) -> Vec<Vec<Arg>> {
    let empty = || Vec::with_capacity(rows.len());
    let mut columns: Vec<Vec<Arg>> = table.columns.iter().map(|_| empty()).collect();
    for row in rows {
        for (column, arg) in columns.iter_mut().zip(row) {
            column.push(arg);
        }
    }
    columns
}

impl Arg {
    fn into_int(self) -> Option<i64> {
        if let Self::Int(value) = self {
            value
        } else {
            None
        }
    }

    fn into_text(self) -> Option<String> {
        if let Self::Text(value) = self {
            value
        } else {
            None
        }
    }

    fn into_bytes(self) -> Option<Vec<u8>> {
        if let Self::Bytes(value) = self {
            value
        } else {
            None
        }
    }
}
