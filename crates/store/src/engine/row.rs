//! A row that came back, read by column name.

use sqlx::{ColumnIndex, Decode, Type, postgres::PgRow, sqlite::SqliteRow};

use crate::StoreError;

/// A row of either engine.
#[derive(Debug)]
pub enum Row {
    /// From SQLite.
    Sqlite(SqliteRow),
    /// From PostgreSQL.
    Postgres(PgRow),
}

fn get<'r, R, T>(row: &'r R, column: &str) -> Result<T, StoreError>
where
    R: sqlx::Row,
    for<'c> &'c str: ColumnIndex<R>,
    T: Decode<'r, R::Database> + Type<R::Database>,
{
    row.try_get(column)
        .map_err(|e| StoreError::value(column, e))
}

macro_rules! reader {
    ($($(#[$doc:meta])* $name:ident -> $type:ty;)*) => {$(
        $(#[$doc])*
        pub fn $name(&self, column: &str) -> Result<$type, StoreError> {
            match self {
                Self::Sqlite(row) => get(row, column),
                Self::Postgres(row) => get(row, column),
            }
        }
    )*};
}

impl Row {
    reader! {
        /// A whole number.
        int -> i64;
        /// A whole number or nothing.
        opt_int -> Option<i64>;
        /// A text.
        text -> String;
        /// A text or nothing.
        opt_text -> Option<String>;
        /// Bytes.
        bytes -> Vec<u8>;
        /// Bytes or nothing.
        opt_bytes -> Option<Vec<u8>>;
    }

    /// A yes or no, stored 1 or 0.
    pub fn flag(&self, column: &str) -> Result<bool, StoreError> {
        Ok(self.int(column)? != 0)
    }

    /// A text read by its own rule.
    pub fn parsed<T, E: std::fmt::Display>(
        &self,
        column: &str,
        read: impl Fn(&str) -> Result<T, E>,
    ) -> Result<T, StoreError> {
        let text = self.text(column)?;
        read(&text).map_err(|e| StoreError::value(column, e))
    }

    /// A choice read from its code.
    pub fn choice<T>(&self, column: &str, read: fn(&str) -> Option<T>) -> Result<T, StoreError> {
        let text = self.text(column)?;
        read(&text).ok_or_else(|| StoreError::value(column, text))
    }

    /// A JSON text.
    pub fn json<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<T, StoreError> {
        self.parsed(column, |text| serde_json::from_str(text))
    }
}
