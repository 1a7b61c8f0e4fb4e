//! Where the hub of a fleet keeps its data: SQLite, or a schema of its own in PostgreSQL.

use std::{
    fs,
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
};

use plus::config::{Config, FILE};
use plus_store::{Options, Store};
use sqlx::AssertSqlSafe;

static SCHEMAS: AtomicU32 = AtomicU32::new(0);

/// An engine.
pub enum Base {
    /// A file of the folder.
    Sqlite,
    /// A server, by its address.
    Postgres(String),
}

impl Base {
    /// The server of the tests, if there is one.
    #[expect(
        clippy::disallowed_methods,
        clippy::print_stderr,
        reason = "a test learns here where PostgreSQL is, and says that it did not run"
    )]
    pub fn postgres() -> Option<Self> {
        let server = std::env::var("PLUS_TEST_POSTGRES").ok();
        if server.is_none() {
            eprintln!("PLUS_TEST_POSTGRES absent : essai sur SQLite seulement");
        }
        server.map(Self::Postgres)
    }

    /// The address of a new database, empty; none when it is a file of the folder.
    pub async fn address(&self) -> Option<String> {
        let Self::Postgres(server) = self else {
            return None;
        };
        let number = SCHEMAS.fetch_add(1, Ordering::Relaxed);
        let schema = format!("flotte_{}_{number}", std::process::id());
        let pool = sqlx::PgPool::connect(server).await.unwrap();
        let sql = AssertSqlSafe(format!("CREATE SCHEMA {schema}"));
        sqlx::query(sql).execute(&pool).await.unwrap();
        pool.close().await;
        Some(format!("{server}?options=-c%20search_path%3D{schema}"))
    }
}

/// Says in a folder where its database is, for every command that follows.
pub fn say(folder: &Path, address: Option<&str>) {
    if let Some(address) = address {
        fs::write(folder.join(FILE), format!("database = \"{address}\"\n")).unwrap();
    }
}

/// The database of a folder, wherever it is.
pub async fn open(folder: &Path) -> Store {
    let database = Config::of_folder(folder).unwrap().database;
    let options = Options::folder(folder).with_database(database);
    Store::open(&options).await.unwrap()
}
