//! Opening: one write connection and a pool of readers on SQLite, one pool on
//! PostgreSQL; migrations run first.

use std::{
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use sqlx::{
    PgPool, SqlitePool,
    migrate::MigrateError,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{
    link::{Inner, Link, Tx},
    migrations,
};
use crate::StoreError;

/// First SQLite with the fix of the WAL-reset corruption.
const SQLITE_LEAST: (u32, u32, u32) = (3, 51, 3);
const BUSY: Duration = Duration::from_secs(10);
/// How long somebody waits for a connection of PostgreSQL before being told to come again.
const PATIENCE: Duration = Duration::from_secs(10);
/// Transactions of PostgreSQL that write at once: those that add to the journal go one by one
/// anyway, the others are short.
const WRITERS: u32 = 4;
/// Pages that a reader keeps, as SQLite says it: 256 KiB. The system keeps the file in
/// memory already; eight times as much made no page quicker, and four readers held
/// 20 MB more.
const READER_CACHE: &str = "-256";
/// Pages that the writer keeps, as SQLite says it: 32 MiB, taken as they are needed. A
/// batch of another machine touches every index: with the usual 2 MiB each page was read
/// again, and written twice, within one transaction.
const WRITER_CACHE: &str = "-32768";
/// Pages of the write-ahead log after which it is folded back: 32 MiB. At the usual 4 MiB
/// every second batch of a fleet waited for the disk twice more.
const CHECKPOINT: &str = "8000";
/// Statements that a connection keeps compiled.
const STATEMENTS: usize = 256;
/// Name of the database file in its folder.
pub const FILE: &str = "plus.db";

/// Which engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Embedded.
    Sqlite,
    /// A server.
    Postgres,
}

/// What a commit is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// It is on the disk before anybody hears of it (`synchronous=FULL`). Always, for data
    /// that counts.
    Full,
    /// It is where the system will put it some day: for stories told in memory, whose
    /// machine never stops.
    Modelled,
}

/// Where the data is.
#[derive(Debug, Clone)]
pub struct Options {
    /// Folder of the node: documents, and the SQLite database.
    pub folder: PathBuf,
    /// `postgres://…` when a server holds the database.
    pub database: Option<String>,
    /// Readers at once. Three by default: one for each core of the least machine, and
    /// one for a long crossing. Each holds a megabyte or two.
    pub readers: u32,
    /// What a commit is worth on SQLite; a PostgreSQL server decides for itself.
    pub durability: Durability,
}

impl Options {
    /// The embedded database of a folder.
    pub fn folder(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            database: None,
            readers: 3,
            durability: Durability::Full,
        }
    }

    /// The same, in a PostgreSQL server.
    #[must_use]
    pub fn with_database(self, url: Option<String>) -> Self {
        Self {
            database: url,
            ..self
        }
    }

    /// The same, with another worth of a commit.
    #[must_use]
    pub fn with_durability(self, durability: Durability) -> Self {
        Self { durability, ..self }
    }
}

#[derive(Debug, Clone)]
enum Pools {
    Sqlite {
        write: SqlitePool,
        read: SqlitePool,
    },
    /// Two pools there too: writers that wait for a replica do not keep readers out.
    Postgres {
        write: PgPool,
        read: PgPool,
    },
}

/// An open database.
#[derive(Debug, Clone)]
pub struct Store {
    pools: Pools,
    folder: PathBuf,
}

impl Store {
    /// Opens, creating and migrating as needed.
    pub async fn open(options: &Options) -> Result<Self, StoreError> {
        std::fs::create_dir_all(&options.folder).map_err(|source| StoreError::File {
            path: options.folder.display().to_string(),
            source,
        })?;
        let pools = match options.database.as_deref() {
            None => open_sqlite(&options.folder.join(FILE), options).await?,
            Some(url) if url.starts_with("postgres") => open_postgres(url, options.readers).await?,
            Some(other) => return Err(StoreError::Address(redacted(other))),
        };
        Ok(Self {
            pools,
            folder: options.folder.clone(),
        })
    }

    /// Which engine.
    pub fn engine(&self) -> Engine {
        match self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres { .. } => Engine::Postgres,
        }
    }

    /// Folder of the node.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A connection that reads.
    pub async fn read(&self) -> Result<Link, StoreError> {
        Ok(Link(match &self.pools {
            Pools::Sqlite { read, .. } => Inner::SqliteRead(read.acquire().await?),
            Pools::Postgres { read, .. } => Inner::PostgresRead(read.acquire().await?),
        }))
    }

    /// A transaction that writes: alone on SQLite, where a deferred one that
    /// upgrades would fail whatever the busy timeout.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(Tx(Link(match &self.pools {
            Pools::Sqlite { write, .. } => {
                Inner::SqliteWrite(write.begin_with("BEGIN IMMEDIATE").await?)
            }
            Pools::Postgres { write, .. } => Inner::PostgresWrite(write.begin().await?),
        })))
    }

    /// Lets PostgreSQL count again what the tables hold, after much was written at
    /// once. Until its own daemon passes, it plans for empty tables: a crossing took
    /// 13 s instead of 0.3. SQLite plans without counts, always the same way.
    pub async fn count_again(&self) -> Result<(), StoreError> {
        if let Pools::Postgres { write, .. } = &self.pools {
            sqlx::query("ANALYZE").execute(write).await?;
        }
        Ok(())
    }

    /// Gives back what was deleted: on SQLite the pages of the file and of its log, on
    /// PostgreSQL the dead rows.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn give_back(&self) -> Result<(), StoreError> {
        match &self.pools {
            Pools::Sqlite { write, .. } => {
                sqlx::query("VACUUM").execute(write).await?;
                sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
                    .execute(write)
                    .await?;
            }
            Pools::Postgres { .. } => {}
        }
        Ok(())
    }

    /// Closes every connection; on SQLite the write-ahead log is folded back.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres { write, read } => {
                read.close().await;
                write.close().await;
            }
        }
    }
}

/// The database holds the key of the machine and what passwords are checked against: made
/// for this account alone, closed to everybody else when it was not (requirement S14). Its
/// journals take its rights.
fn keep_private(file: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    let opened = options.create(true).append(true).mode(0o600).open(file)?;
    let mode = opened.metadata()?.permissions().mode();
    let closed = mode & !0o007;
    if closed == mode {
        return Ok(());
    }
    opened.set_permissions(std::fs::Permissions::from_mode(closed & 0o777))
}

async fn open_sqlite(file: &Path, asked: &Options) -> Result<Pools, StoreError> {
    if let Err(error) = keep_private(file) {
        tracing::warn!(%error, "the database may be open to others");
    }
    let synchronous = match asked.durability {
        Durability::Full => SqliteSynchronous::Full,
        Durability::Modelled => SqliteSynchronous::Off,
    };
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .busy_timeout(BUSY)
        .foreign_keys(false)
        // The statements of a batch have four sizes each: they are compiled once.
        .statement_cache_capacity(STATEMENTS)
        .pragma("secure_delete", "ON");
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        // A file does not hang up: asking before each use would wake the thread twice.
        .test_before_acquire(false)
        .connect_with(
            options
                .clone()
                .pragma("cache_size", WRITER_CACHE)
                .pragma("wal_autocheckpoint", CHECKPOINT),
        )
        .await?;
    let version: String = sqlx::query_scalar("SELECT sqlite_version()")
        .fetch_one(&write)
        .await?;
    if parse_version(&version) < Some(SQLITE_LEAST) {
        return Err(StoreError::SqliteTooOld(version));
    }
    migrated(migrations::FOR_SQLITE.run(&write).await)?;
    let read = SqlitePoolOptions::new()
        .max_connections(asked.readers.max(1))
        .test_before_acquire(false)
        .connect_lazy_with(
            options
                .create_if_missing(false)
                .read_only(true)
                .pragma("cache_size", READER_CACHE),
        );
    Ok(Pools::Sqlite { write, read })
}

async fn open_postgres(url: &str, readers: u32) -> Result<Pools, StoreError> {
    let options = PgConnectOptions::from_str(url)?
        .application_name("plus")
        .options([("client_min_messages", "warning")]);
    let pool = |most| {
        PgPoolOptions::new()
            .max_connections(most)
            .acquire_timeout(PATIENCE)
    };
    let write = pool(WRITERS).connect_with(options.clone()).await?;
    migrated(migrations::FOR_POSTGRES.run(&write).await)?;
    let read = pool(readers.max(2)).connect_lazy_with(options);
    Ok(Pools::Postgres { write, read })
}

/// A database that knows more than this program is refused before anything is written to it
/// (requirement S27).
fn migrated(done: Result<(), MigrateError>) -> Result<(), StoreError> {
    match done {
        Err(MigrateError::VersionMissing(newest)) => Err(StoreError::Newer(newest)),
        other => Ok(other?),
    }
}

fn parse_version(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split('.').map(|p| p.parse().ok());
    Some((parts.next()??, parts.next()??, parts.next()??))
}

/// The address without what could be a password.
fn redacted(address: &str) -> String {
    address
        .split('@')
        .next_back()
        .unwrap_or("")
        .chars()
        .take(80)
        .collect()
}
