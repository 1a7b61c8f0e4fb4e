//! What the tables are, as the engine says it: for what must walk them all, whatever a
//! migration adds.

use crate::{Link, Row, StoreError, args, bulk::Kind};

/// A table and its columns, in the order of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Described {
    pub name: String,
    pub columns: Vec<(String, Kind)>,
}

impl Described {
    /// Its columns, as the bulk writer takes them.
    pub fn columns(&self) -> Vec<(&str, Kind)> {
        let columns = self.columns.iter();
        columns.map(|(name, kind)| (name.as_str(), *kind)).collect()
    }
}

const SQLITE: &str = "SELECT m.name AS t, c.name AS c, c.type AS k
    FROM sqlite_master m, pragma_table_info(m.name) c
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> '_sqlx_migrations'
    ORDER BY m.name, c.name";

const POSTGRES: &str = "SELECT CAST(table_name AS TEXT) AS t, CAST(column_name AS TEXT) AS c,
      CAST(data_type AS TEXT) AS k
    FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name <> '_sqlx_migrations'
    ORDER BY CAST(table_name AS TEXT) COLLATE \"C\", CAST(column_name AS TEXT) COLLATE \"C\"";

/// Every table of this database.
pub(crate) async fn tables(link: &mut Link) -> Result<Vec<Described>, StoreError> {
    let sql = if link.sqlite().is_some() {
        SQLITE
    } else {
        POSTGRES
    };
    let mut tables: Vec<Described> = Vec::new();
    for row in link.fetch(sql, args![]).await? {
        let (name, column) = (row.text("t")?, column(&row)?);
        match tables.last_mut().filter(|table| table.name == name) {
            Some(table) => table.columns.push(column),
            None => tables.push(Described {
                name,
                columns: vec![column],
            }),
        }
    }
    Ok(tables)
}

/// What orders the rows of a table of SQLite: its key when the table is its own index, the
/// number of the row elsewhere.
pub(crate) async fn order(
    link: &mut Link,
    table: &Described,
) -> Result<Vec<(String, Kind)>, StoreError> {
    let rows = link
        .fetch(
            "SELECT c.name AS c, c.type AS k FROM pragma_table_list($1) l, pragma_table_info($1) c
             WHERE l.wr = 1 AND c.pk > 0 ORDER BY c.pk",
            args![table.name.as_str()],
        )
        .await?;
    if rows.is_empty() {
        return Ok(vec![("rowid".to_owned(), Kind::Int)]);
    }
    rows.iter().map(column).collect()
}

fn column(row: &Row) -> Result<(String, Kind), StoreError> {
    let kind = match row.text("k")?.to_lowercase().as_str() {
        "bigint" | "integer" => Kind::Int,
        "blob" | "bytea" => Kind::Bytes,
        _ => Kind::Text,
    };
    Ok((row.text("c")?, kind))
}
