//! The migrations of both engines, inside the program.

use std::sync::LazyLock;

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// A version, what it does, and its statements.
type Text = (i64, &'static str, &'static str);

include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// What makes a SQLite database of this version.
pub(super) static FOR_SQLITE: LazyLock<Migrator> = LazyLock::new(|| migrator(SQLITE));

/// What makes a PostgreSQL database of this version.
pub(super) static FOR_POSTGRES: LazyLock<Migrator> = LazyLock::new(|| migrator(POSTGRES));

fn migrator(texts: &'static [Text]) -> Migrator {
    let migration = |(version, description, sql): &Text| {
        let kind = MigrationType::Simple;
        Migration::new(
            *version,
            (*description).into(),
            kind,
            sql.into_sql_str(),
            false,
        )
    };
    Migrator::with_migrations(texts.iter().map(migration).collect())
}
