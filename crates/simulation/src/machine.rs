//! A machine of a story: its database, its clock, the copy that it may be put back from.

use std::path::{Path, PathBuf};

use plus_domain::{event::Event, ids::NodeId};
use plus_journal::exchange::{Guard, Guards};
use plus_store::{Durability, Options, Stamp, Store, StoreError, append, args, backup, journal};
use tempfile::TempDir;

/// What stories stand on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ground {
    /// Databases in the memory of the system. A commit is durable because nothing there
    /// forgets: what `synchronous=FULL` promises is modelled, not bought from a disk.
    Memory,
    /// Files on the disk, with `synchronous=FULL`.
    Disk,
    /// The hub in a PostgreSQL server (an empty schema for each story, in the address), its
    /// nodes in memory. The hub is then never put back from a copy.
    Postgres(String),
}

impl Ground {
    fn durability(&self) -> Durability {
        match self {
            Self::Disk => Durability::Full,
            Self::Memory | Self::Postgres(_) => Durability::Modelled,
        }
    }
}

/// Where a story keeps its files, and a database that is migrated already.
pub struct Workshop {
    folder: TempDir,
    ground: Ground,
    template: PathBuf,
    opened: u32,
}

impl Workshop {
    /// A new folder, with its template.
    pub async fn new(ground: &Ground) -> Result<Self, StoreError> {
        let folder = folder(ground).map_err(|source| StoreError::File {
            path: "dossier temporaire".to_owned(),
            source,
        })?;
        let first = folder.path().join("modele");
        let copy = folder.path().join("copie-du-modele");
        let options = Options::folder(&first).with_durability(ground.durability());
        let store = Store::open(&options).await?;
        made(&copy)?;
        backup::copy_database(&store, &copy).await?;
        store.close().await;
        Ok(Self {
            folder,
            ground: ground.clone(),
            template: copy.join(plus_store::FILE),
            opened: 0,
        })
    }

    /// Copies a database aside: where the copy is.
    pub async fn copy(&mut self, store: &Store) -> Result<PathBuf, StoreError> {
        self.opened += 1;
        let folder = self.folder.path().join(format!("copie-{}", self.opened));
        made(&folder)?;
        backup::copy_database(store, &folder).await?;
        Ok(folder.join(plus_store::FILE))
    }

    /// A database that is a copy of another, or new.
    pub async fn open(&mut self, copy: Option<&Path>) -> Result<Store, StoreError> {
        self.opened += 1;
        let here = self.folder.path().join(self.opened.to_string());
        let file = here.join(plus_store::FILE);
        let made = std::fs::create_dir_all(&here)
            .and_then(|()| std::fs::copy(copy.unwrap_or(&self.template), &file));
        made.map_err(|source| StoreError::File {
            path: file.display().to_string(),
            source,
        })?;
        Store::open(&self.options(here)).await
    }

    /// The hub's database, on PostgreSQL when the ground says so.
    pub async fn open_hub(&mut self, copy: Option<&Path>) -> Result<Store, StoreError> {
        let Ground::Postgres(address) = &self.ground else {
            return self.open(copy).await;
        };
        let here = self.folder.path().join("portail");
        let options = self.options(here).with_database(Some(address.clone()));
        Store::open(&options).await
    }

    fn options(&self, folder: PathBuf) -> Options {
        Options {
            readers: 1,
            ..Options::folder(folder)
        }
        .with_durability(self.ground.durability())
    }

    /// Whether the hub may be put back from a copy of its file.
    pub fn copies_the_hub(&self) -> bool {
        !matches!(self.ground, Ground::Postgres(_))
    }
}

fn made(folder: &Path) -> Result<(), StoreError> {
    std::fs::create_dir_all(folder).map_err(|source| StoreError::File {
        path: folder.display().to_string(),
        source,
    })
}

fn folder(ground: &Ground) -> std::io::Result<TempDir> {
    let memory = Path::new("/dev/shm");
    if *ground == Ground::Disk || !memory.is_dir() {
        return tempfile::tempdir();
    }
    tempfile::tempdir_in(memory)
}

/// A machine: its database, and the copy that it may be put back from.
pub struct Machine {
    /// Its identifier.
    pub name: &'static str,
    /// Its database.
    pub store: Store,
    /// The last copy that was made of it.
    pub copy: Option<PathBuf>,
    /// Its clock less the true one, milliseconds.
    pub drift: i64,
    /// Whether its disk was ever replaced by a copy.
    pub put_back: bool,
}

impl Machine {
    /// A machine with its identity.
    pub async fn new(name: &'static str, store: Store, drift: i64) -> Result<Self, StoreError> {
        let mut tx = store.begin().await?;
        journal::own(&mut tx, name).await?;
        tx.commit().await?;
        Ok(Self {
            name,
            store,
            copy: None,
            drift,
            put_back: false,
        })
    }

    /// Its identifier, as the journal holds it.
    pub fn node(&self) -> NodeId {
        NodeId::new(self.name)
    }

    /// Writes a fact at the true instant `now`, by this machine's clock.
    ///
    /// # Errors
    /// Those of the database, and the rules of the fact.
    pub async fn write(
        &self,
        event: Event,
        (now, salt): (i64, u8),
        guards: Guards,
    ) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        if !guards.hold(Guard::Clock) {
            // A program that forgets its clock when it stops.
            tx.execute("UPDATE node SET hlc = 0 WHERE own = 1", args![])
                .await?;
        }
        let mut stamp = Stamp {
            now_ms: now + self.drift,
            node_id: self.name.to_owned(),
            salt: &mut move || [salt; 16],
        };
        append(&mut tx, &[event], &mut stamp).await?;
        tx.commit().await
    }
}
