//! A machine of a story: its database, its clock, the copy that it may be put back from.

use std::path::{Path, PathBuf};

use plus_domain::{event::Event, ids::NodeId};
use plus_journal::exchange::{Guard, Guards};
use plus_store::{
    Durability, Options, Stamp, Store, StoreError, append, args, backup, exchange::unread, journal,
};
use tempfile::TempDir;
use tokio::sync::OnceCell;

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

/// A database that is migrated already, as its file: every machine of every story begins
/// with it.
static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();

async fn template() -> Result<&'static [u8], StoreError> {
    let made = TEMPLATE.get_or_try_init(|| async {
        let folder =
            folder(&Ground::Memory).map_err(|source| unwritten(Path::new("modèle"), source))?;
        let (first, copy) = (folder.path().join("modele"), folder.path().join("copie"));
        let options = Options::folder(&first).with_durability(Durability::Modelled);
        let store = Store::open(&options).await?;
        made(&copy)?;
        backup::copy_database(&store, &copy).await?;
        store.close().await;
        let file = copy.join(plus_store::FILE);
        std::fs::read(&file).map_err(|source| unwritten(&file, source))
    });
    made.await.map(Vec::as_slice)
}

/// Where a story keeps its files.
pub struct Workshop {
    folder: TempDir,
    ground: Ground,
    opened: u32,
}

impl Workshop {
    /// A new folder.
    pub fn new(ground: &Ground) -> Result<Self, StoreError> {
        Ok(Self {
            folder: folder(ground)
                .map_err(|source| unwritten(Path::new("dossier temporaire"), source))?,
            ground: ground.clone(),
            opened: 0,
        })
    }

    /// Copies the disk of a machine aside, as it is between two transactions: where the
    /// copy is.
    pub fn copy(&mut self, machine: &Machine) -> Result<PathBuf, StoreError> {
        let here = self.next()?;
        copied(&machine.folder, &here)?;
        Ok(here)
    }

    /// A machine on a copy of a disk, or on a new one.
    pub async fn open(&mut self, copy: Option<&Path>) -> Result<(PathBuf, Store), StoreError> {
        let here = self.next()?;
        if let Some(copy) = copy {
            copied(copy, &here)?;
        } else {
            let file = here.join(plus_store::FILE);
            let written = std::fs::write(&file, template().await?);
            written.map_err(|source| unwritten(&file, source))?;
        }
        let store = Store::open(&self.options(here.clone())).await?;
        Ok((here, store))
    }

    fn next(&mut self) -> Result<PathBuf, StoreError> {
        self.opened += 1;
        let here = self.folder.path().join(self.opened.to_string());
        made(&here)?;
        Ok(here)
    }

    /// The hub's database, on PostgreSQL when the ground says so.
    pub async fn open_hub(&mut self, copy: Option<&Path>) -> Result<(PathBuf, Store), StoreError> {
        let Ground::Postgres(address) = &self.ground else {
            return self.open(copy).await;
        };
        let here = self.folder.path().join("portail");
        let options = self.options(here.clone());
        let store = Store::open(&options.with_database(Some(address.clone()))).await?;
        Ok((here, store))
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

/// The database of a folder, and the journal beside it.
fn copied(from: &Path, to: &Path) -> Result<(), StoreError> {
    for suffix in ["", "-wal"] {
        let name = format!("{}{suffix}", plus_store::FILE);
        let (from, to) = (from.join(&name), to.join(name));
        if suffix.is_empty() || from.exists() {
            std::fs::copy(&from, &to).map_err(|source| unwritten(&from, source))?;
        }
    }
    Ok(())
}

fn made(folder: &Path) -> Result<(), StoreError> {
    std::fs::create_dir_all(folder).map_err(|source| unwritten(folder, source))
}

fn unwritten(path: &Path, source: std::io::Error) -> StoreError {
    StoreError::File {
        path: path.display().to_string(),
        source,
    }
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
    /// Its disk.
    pub folder: PathBuf,
    /// Its database.
    pub store: Store,
    /// The last copy that was made of it.
    pub copy: Option<PathBuf>,
    /// Its clock less the true one, milliseconds.
    pub drift: i64,
    /// Whether its disk was ever replaced by a copy.
    pub put_back: bool,
    /// Whether another machine has its name.
    pub twin: bool,
    /// Whether it still has the version before this one.
    pub older: bool,
}

/// The type that came with this version. The hub alone writes it in a story.
#[cfg(feature = "mutants")]
pub const NEW_TYPE: &str = "account.set";

impl Machine {
    /// A machine with its identity.
    pub async fn new(
        name: &'static str,
        (folder, store): (PathBuf, Store),
        drift: i64,
    ) -> Result<Self, StoreError> {
        let mut tx = store.begin().await?;
        journal::own(&mut tx, name).await?;
        tx.commit().await?;
        Ok(Self {
            name,
            folder,
            store,
            copy: None,
            drift,
            put_back: false,
            twin: false,
            older: false,
        })
    }

    /// Its identifier, as the journal holds it.
    pub fn node(&self) -> NodeId {
        NodeId::new(self.name)
    }

    /// The rules by which it receives. A build without the feature `mutants` has no older
    /// machine.
    pub fn rules(&self, guards: Guards) -> Guards {
        #[cfg(feature = "mutants")]
        if self.older {
            return guards.before(NEW_TYPE);
        }
        guards
    }

    /// It gets this version, which reads what the one before received and could not.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn update(&mut self, guards: Guards) -> Result<(), StoreError> {
        self.older = false;
        self.open(guards).await
    }

    /// What a program of this version does when it opens its database.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn open(&self, guards: Guards) -> Result<(), StoreError> {
        if !self.older && guards.hold(Guard::Learn) {
            unread::learn(&self.store).await?;
        }
        Ok(())
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
