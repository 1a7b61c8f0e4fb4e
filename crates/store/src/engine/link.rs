//! A connection that reads, or a transaction that writes.

use std::ops::{Deref, DerefMut};

use sqlx::{
    AssertSqlSafe, Postgres, SqlSafeStr, SqlStr, Sqlite, Transaction, pool::PoolConnection,
};

use super::{Arg, Engine, Row, Sql};
use crate::StoreError;

/// A connection to either engine. Reading connections refuse to write.
#[derive(Debug)]
pub struct Link(pub(super) Inner);

#[derive(Debug)]
pub(super) enum Inner {
    SqliteRead(PoolConnection<Sqlite>),
    SqliteWrite(Transaction<'static, Sqlite>),
    PostgresRead(PoolConnection<Postgres>),
    PostgresWrite(Transaction<'static, Postgres>),
}

/// A transaction that writes. Dropped without `commit`, it leaves no trace.
#[derive(Debug)]
pub struct Tx(pub(super) Link);

impl Deref for Tx {
    type Target = Link;

    fn deref(&self) -> &Link {
        &self.0
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Link {
        &mut self.0
    }
}

impl Tx {
    /// Makes everything durable. Only after this may a screen say « enregistré ».
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.0.0 {
            Inner::SqliteWrite(tx) => tx.commit().await?,
            Inner::PostgresWrite(tx) => tx.commit().await?,
            Inner::SqliteRead(_) | Inner::PostgresRead(_) => {}
        }
        Ok(())
    }
}

/// Runs one call on whichever engine stands behind.
macro_rules! on_db {
    ($link:expr, $sql:expr, $args:expr, $method:ident, $wrap:expr) => {{
        let sql = $sql;
        match &mut $link.0 {
            Inner::SqliteRead(c) => bind!(sql, $args).$method(&mut **c).await.map($wrap.0),
            Inner::SqliteWrite(c) => bind!(sql, $args).$method(&mut **c).await.map($wrap.0),
            Inner::PostgresRead(c) => bind!(sql, $args).$method(&mut **c).await.map($wrap.1),
            Inner::PostgresWrite(c) => bind!(sql, $args).$method(&mut **c).await.map($wrap.1),
        }
    }};
}

macro_rules! bind {
    ($sql:expr, $args:expr) => {{
        let mut query = sqlx::query($sql);
        for arg in $args {
            query = match arg {
                Arg::Int(value) => query.bind(value),
                Arg::Text(value) => query.bind(value),
                Arg::Bytes(value) => query.bind(value),
            };
        }
        query
    }};
}

impl Link {
    /// Which engine stands behind.
    pub fn engine(&self) -> Engine {
        match self.0 {
            Inner::SqliteRead(_) | Inner::SqliteWrite(_) => Engine::Sqlite,
            Inner::PostgresRead(_) | Inner::PostgresWrite(_) => Engine::Postgres,
        }
    }

    /// Runs a statement; answers how many rows it touched.
    pub async fn execute(&mut self, sql: &'static str, args: Vec<Arg>) -> Result<u64, StoreError> {
        self.touch(sql.into_sql_str(), args).await
    }

    /// Runs a built statement.
    pub async fn execute_sql(&mut self, sql: Sql) -> Result<u64, StoreError> {
        let (text, args) = sql.into_parts();
        self.touch(AssertSqlSafe(text).into_sql_str(), args).await
    }

    async fn touch(&mut self, sql: SqlStr, args: Vec<Arg>) -> Result<u64, StoreError> {
        check(sql.as_str(), args.len())?;
        let touched = on_db!(
            self,
            sql,
            args,
            execute,
            (
                |done: sqlx::sqlite::SqliteQueryResult| done.rows_affected(),
                |done: sqlx::postgres::PgQueryResult| done.rows_affected()
            )
        )?;
        Ok(touched)
    }

    /// Every row of a statement.
    pub async fn fetch(
        &mut self,
        sql: &'static str,
        args: Vec<Arg>,
    ) -> Result<Vec<Row>, StoreError> {
        self.rows(sql.into_sql_str(), args).await
    }

    /// Every row of a built statement.
    pub async fn fetch_sql(&mut self, sql: Sql) -> Result<Vec<Row>, StoreError> {
        let (text, args) = sql.into_parts();
        self.rows(AssertSqlSafe(text).into_sql_str(), args).await
    }

    /// Every row of a statement whose names come from the schema of the database.
    pub(crate) async fn fetch_described(
        &mut self,
        sql: String,
        args: Vec<Arg>,
    ) -> Result<Vec<Row>, StoreError> {
        self.rows(AssertSqlSafe(sql).into_sql_str(), args).await
    }

    async fn rows(&mut self, sql: SqlStr, args: Vec<Arg>) -> Result<Vec<Row>, StoreError> {
        check(sql.as_str(), args.len())?;
        Ok(on_db!(
            self,
            sql,
            args,
            fetch_all,
            (wrap_sqlite, wrap_postgres)
        )?)
    }

    /// The first row, if any.
    pub async fn fetch_first(
        &mut self,
        sql: &'static str,
        args: Vec<Arg>,
    ) -> Result<Option<Row>, StoreError> {
        Ok(self.fetch(sql, args).await?.into_iter().next())
    }

    /// One whole number, 0 when there is no row.
    pub async fn count(&mut self, sql: &'static str, args: Vec<Arg>) -> Result<i64, StoreError> {
        self.fetch_first(sql, args)
            .await?
            .map_or(Ok(0), |row| row.int("n"))
    }
}

fn wrap_sqlite(rows: Vec<sqlx::sqlite::SqliteRow>) -> Vec<Row> {
    rows.into_iter().map(Row::Sqlite).collect()
}

fn wrap_postgres(rows: Vec<sqlx::postgres::PgRow>) -> Vec<Row> {
    rows.into_iter().map(Row::Postgres).collect()
}

/// On SQLite a missing argument silently binds NULL: refuse it.
fn check(sql: &str, given: usize) -> Result<(), StoreError> {
    let mut expected = 0;
    for piece in sql.split('$').skip(1) {
        let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
        expected = expected.max(piece[..digits].parse().unwrap_or(0));
    }
    if expected == given {
        Ok(())
    } else {
        Err(StoreError::Arguments {
            expected,
            given,
            sql: sql.to_owned(),
        })
    }
}

impl Link {
    pub(crate) fn sqlite(&mut self) -> Option<&mut sqlx::SqliteConnection> {
        match &mut self.0 {
            Inner::SqliteRead(c) => Some(&mut **c),
            Inner::SqliteWrite(c) => Some(&mut **c),
            Inner::PostgresRead(_) | Inner::PostgresWrite(_) => None,
        }
    }

    pub(crate) fn postgres(&mut self) -> Option<&mut sqlx::PgConnection> {
        match &mut self.0 {
            Inner::PostgresRead(c) => Some(&mut **c),
            Inner::PostgresWrite(c) => Some(&mut **c),
            Inner::SqliteRead(_) | Inner::SqliteWrite(_) => None,
        }
    }

    /// Rows for a set of texts, given whole as `$1`: a JSON list on SQLite
    /// (`json_each($1)`), an array on PostgreSQL (`ANY($1)`).
    pub async fn fetch_set(
        &mut self,
        sqlite: &'static str,
        postgres: &'static str,
        values: &[String],
    ) -> Result<Vec<Row>, StoreError> {
        if let Some(conn) = self.sqlite() {
            let list = serde_json::Value::from(values.to_vec()).to_string();
            return Ok(wrap_sqlite(
                sqlx::query(sqlite).bind(list).fetch_all(conn).await?,
            ));
        }
        match self.postgres() {
            Some(conn) => Ok(wrap_postgres(
                sqlx::query(postgres).bind(values).fetch_all(conn).await?,
            )),
            None => Ok(Vec::new()),
        }
    }
}
