//! Official content of this node: imported aside, published by one entry, read
//! from an immutable pack.
//!
//! The old pack serves until the new one is whole and was found sound; the one before
//! is kept, older ones are removed. A pack that cannot be opened is told and never
//! stops the relay: its own catalogue remains.

pub mod arrival;
mod bounds;
pub mod changes;
pub mod fraicheur;
pub mod travel;

use std::{
    collections::BTreeSet,
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use plus_domain::event::{ContentPublication, Event};
use plus_fiches::{
    import::{self, ImportError, Limits, Report, Watch},
    pack::{Pack, PackError, PackId},
};
use plus_store::{Engine, Store, StoreError, content, document, fraicheur as kept};

use self::changes::Diff;
use crate::{outside::Outside, territory};

/// Version of the program, for what another one may read otherwise.
pub const READER: &str = env!("CARGO_PKG_VERSION");

/// Why no content is published or read.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// The archive cannot be read.
    #[error("{path} : {source}")]
    File {
        /// Which.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// The import refused it.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The pack.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// The archive could not be fetched.
    #[error("{address} : {reason}")]
    Fetch {
        /// Where from.
        address: String,
        /// Why.
        reason: String,
    },
    /// The archive can be read, and does not look like the next one.
    #[error(
        "{0} Le contenu en service reste le même. Pour l’importer quand même : plus content import … --force"
    )]
    Doubtful(String),
    /// Somebody else imports on this machine.
    #[error("un autre import est en cours sur cette machine : attendez qu’il finisse")]
    Busy,
    /// There is nothing to go back to.
    #[error("aucun contenu d’avant n’est gardé ici")]
    NothingBefore,
    /// The territory, whose démarches name the fiches to compare.
    #[error(transparent)]
    Territory(#[from] territory::TerritoryError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Folder of the packs of a node.
pub fn folder(store: &Store) -> PathBuf {
    store.folder().join("contenus")
}

fn open_file(path: &Path) -> Result<File, ContentError> {
    File::open(path).map_err(|source| ContentError::File {
        path: path.display().to_string(),
        source,
    })
}

/// Reads an archive and says what an import would give, writing nothing.
pub fn check(archive: &Path, watch: &mut Watch<'_>) -> Result<Report, ContentError> {
    Ok(import::check(open_file(archive)?, watch)?)
}

/// What is to be imported.
#[derive(Debug, Clone)]
pub struct Source {
    /// The archive.
    pub archive: PathBuf,
    /// Where it comes from, as people name it.
    pub name: String,
    /// Builds again what serves already, and publishes what looks doubtful.
    pub force: bool,
}

/// Imports an archive and publishes its pack. Importing what already serves
/// changes nothing.
pub async fn import(
    store: &Store,
    outside: &Outside,
    archive: &Path,
    watch: &mut Watch<'_>,
) -> Result<(PackId, Report), ContentError> {
    let source = Source {
        archive: archive.to_owned(),
        name: archive.display().to_string(),
        force: false,
    };
    let work = Work::begin(store, source).await?;
    let done = work.build(watch)?;
    done.publish(store, outside).await
}

/// An import that begins: all that its work on files needs, so that it may be done
/// away from the threads that answer.
#[derive(Debug)]
pub struct Work {
    source: Source,
    root: PathBuf,
    before: Option<ContentPublication>,
    imports: Vec<kept::Import>,
    /// Fiches that our démarches name.
    named: BTreeSet<String>,
    /// Nobody else imports on this machine until it is dropped.
    alone: File,
}

/// A pack that was built and found sound.
pub struct Built {
    report: Report,
    id: PackId,
    /// What is to publish; nothing when it serves already.
    fresh: Option<(Diff, ContentPublication)>,
    pack: Pack,
    archive: String,
    work: Work,
}

impl Work {
    /// Reads what serves now, and keeps others from importing meanwhile.
    pub async fn begin(store: &Store, source: Source) -> Result<Self, ContentError> {
        let alone = alone(store)?;
        let mut link = store.read().await?;
        Ok(Self {
            source,
            root: folder(store),
            before: content::published(&mut link).await?,
            imports: kept::imports(&mut link).await?,
            named: named(store).await?,
            alone,
        })
    }

    /// Builds the pack and compares it with the one that serves.
    pub fn build(self, watch: &mut Watch<'_>) -> Result<Built, ContentError> {
        let archive = hash(&self.source.archive)?;
        if let Some((pack, report)) = self.serving(&archive) {
            return Ok(Built {
                report,
                id: pack.id().clone(),
                fresh: None,
                pack,
                archive,
                work: self,
            });
        }
        let file = open_file(&self.source.archive)?;
        let (id, report) = import::build(file, &self.root, watch)?;
        let pack = Pack::open(&self.root, &id)?;
        pack.verify()?;
        let fresh = self.compared(&pack, &report)?;
        Ok(Built {
            report,
            id,
            fresh,
            pack,
            archive,
            work: self,
        })
    }

    /// The pack that serves, when this archive gave it to this version and it is sound.
    fn serving(&self, archive: &str) -> Option<(Pack, Report)> {
        let before = self.before.as_ref()?;
        let same = |import: &kept::Import| {
            import.archive == archive && import.reader == READER && import.pack == before.pack
        };
        if self.source.force || !self.imports.iter().any(same) {
            return None;
        }
        let pack = Pack::open(&self.root, &before.pack.parse().ok()?).ok()?;
        pack.verify().ok()?;
        let report = pack.report().ok()?;
        Some((pack, report))
    }

    /// What the pack changes, and how it is to be published; nothing when it serves
    /// already. One that looks doubtful is removed.
    fn compared(
        &self,
        pack: &Pack,
        report: &Report,
    ) -> Result<Option<(Diff, ContentPublication)>, ContentError> {
        let serves = |b: &ContentPublication| b.pack == pack.id().as_str();
        if self.before.as_ref().is_some_and(serves) {
            return Ok(None);
        }
        let before = opened(&self.root, self.before.as_ref().map(|b| b.pack.as_str()));
        if let (Some(before), false) = (&before, self.source.force)
            && let Some(reason) = bounds::refusal(pack, report, before)
        {
            self.forget(pack.id());
            return Err(ContentError::Doubtful(reason));
        }
        let diff = Diff::between(before.as_ref(), pack, &self.named)?;
        Ok(Some((diff, publication(pack, self.before.as_ref()))))
    }

    /// Removes a pack that was refused, unless it is one of those that are kept.
    fn forget(&self, id: &PackId) {
        let previous = self.before.as_ref().and_then(|b| b.previous.as_deref());
        if previous != Some(id.as_str()) {
            let _gone = fs::remove_dir_all(self.root.join(id.as_str()));
        }
    }
}

impl Built {
    /// Publishes it, in one entry with what it changes.
    pub async fn publish(
        self,
        store: &Store,
        outside: &Outside,
    ) -> Result<(PackId, Report), ContentError> {
        let import = kept::Import {
            id: outside.new_id(),
            at: outside.now_ms(),
            source: self.work.source.name,
            archive: self.archive,
            reader: READER.to_owned(),
            pack: self.id.to_string(),
            diff: String::new(),
        };
        if let Some((diff, publication)) = self.fresh {
            publish(store, outside, &self.pack, publication, &import, &diff).await?;
        }
        drop(self.work.alone);
        Ok((self.id, self.report))
    }

    /// How many documents it changes; nothing when it serves already.
    pub fn changes(&self) -> Option<changes::Counts> {
        self.fresh.as_ref().map(|(diff, _)| diff.counts)
    }
}

/// Publishes again the pack that served before. Doing it twice changes nothing.
pub async fn restore(store: &Store, outside: &Outside) -> Result<PackId, ContentError> {
    let alone = alone(store)?;
    let known = content::all(&mut store.read().await?).await?;
    let now = known.first().ok_or(ContentError::NothingBefore)?;
    let wanted = now.previous.as_ref().ok_or(ContentError::NothingBefore)?;
    let wanted = known.iter().find(|p| p.pack == *wanted);
    let wanted = wanted.ok_or(ContentError::NothingBefore)?;
    let id = bring(store, wanted).await?;
    let root = folder(store);
    let pack = Pack::open(&root, &id)?;
    pack.verify()?;
    let diff = Diff::between(
        opened(&root, Some(&now.pack)).as_ref(),
        &pack,
        &named(store).await?,
    )?;
    let import = kept::Import {
        id: outside.new_id(),
        at: outside.now_ms(),
        source: String::new(),
        archive: String::new(),
        reader: READER.to_owned(),
        pack: id.to_string(),
        diff: String::new(),
    };
    let publication = publication(&pack, Some(now));
    publish(store, outside, &pack, publication, &import, &diff).await?;
    drop(alone);
    Ok(id)
}

/// Keeps others of this machine from importing, until the file is dropped.
fn alone(store: &Store) -> Result<File, ContentError> {
    let path = store.folder().join("contenus.lock");
    let told = |source| ContentError::File {
        path: path.display().to_string(),
        source,
    };
    fs::create_dir_all(store.folder()).map_err(told)?;
    let mut options = OpenOptions::new();
    let file = options
        .create(true)
        .append(true)
        .open(&path)
        .map_err(told)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(ContentError::Busy),
        Err(fs::TryLockError::Error(source)) => Err(told(source)),
    }
}

/// Fiches that the démarches of the published territory name.
async fn named(store: &Store) -> Result<BTreeSet<String>, ContentError> {
    let territory = territory::published(store).await?;
    let demarches = territory.iter().flat_map(|t| t.catalogue.demarches());
    Ok(demarches.flat_map(|d| d.fiches.iter().cloned()).collect())
}

/// A pack, if it is here and can be opened.
fn opened(root: &Path, id: Option<&str>) -> Option<Pack> {
    Pack::open(root, &id?.parse().ok()?).ok()
}

/// BLAKE3 of an archive, as hexadecimal text.
pub fn hash(path: &Path) -> Result<String, ContentError> {
    let mut hasher = blake3::Hasher::new();
    let read = hasher.update_reader(open_file(path)?).map(|_| ());
    read.map_err(|source| ContentError::File {
        path: path.display().to_string(),
        source,
    })?;
    Ok(hasher.finalize().to_hex().to_string())
}

fn publication(pack: &Pack, before: Option<&ContentPublication>) -> ContentPublication {
    ContentPublication {
        pack: pack.id().to_string(),
        previous: before.map(|b| b.pack.clone()),
        archive: None,
        count: pack.entries().len() as u64,
        date: pack.date(),
        at: 0,
    }
}

async fn publish(
    store: &Store,
    outside: &Outside,
    pack: &Pack,
    publication: ContentPublication,
    import: &kept::Import,
    diff: &Diff,
) -> Result<(), ContentError> {
    let publication = ContentPublication {
        archive: share(store, pack).await?,
        at: import.at,
        ..publication
    };
    let import = kept::Import {
        diff: diff.write(),
        ..import.clone()
    };
    let previous = publication.previous.clone();
    let mut tx = store.begin().await?;
    outside
        .record(&mut tx, &[Event::ContentPublished(publication)])
        .await?;
    kept::keep(&mut tx, &import).await?;
    tx.commit().await?;
    let kept = [Some(pack.id().to_string()), previous];
    forget_others(&folder(store), &kept);
    forget_archives(store, &kept).await
}

/// Removes from a shared database the packs that are neither served nor kept.
async fn forget_archives(store: &Store, kept: &[Option<String>]) -> Result<(), ContentError> {
    let all = content::all(&mut store.read().await?).await?;
    let is_kept = |p: &&ContentPublication| kept.contains(&Some(p.pack.clone()));
    let needed: BTreeSet<_> = all
        .iter()
        .filter(is_kept)
        .filter_map(|p| p.archive.as_ref())
        .collect();
    let held = all.iter().filter_map(|p| p.archive.as_ref());
    for old in held.filter(|archive| !needed.contains(archive)) {
        document::forget(store, old).await?;
    }
    Ok(())
}

/// Where a database is shared by several machines, keeps the whole pack in it; on an
/// embedded one, its folder is the only copy.
async fn share(store: &Store, pack: &Pack) -> Result<Option<String>, ContentError> {
    if store.engine() == Engine::Sqlite {
        return Ok(None);
    }
    let aside = folder(store).join(format!("{}.part", pack.id()));
    let written = pack.to_archive(&aside).map_err(ContentError::from);
    let bytes = written.and_then(|()| read_file(&aside));
    let _gone = fs::remove_file(&aside);
    Ok(Some(document::keep(store, bytes?).await?))
}

/// Brings a published pack to this machine when another one imported it.
pub async fn bring(store: &Store, published: &ContentPublication) -> Result<PackId, ContentError> {
    let id: PackId = published.pack.parse()?;
    let root = folder(store);
    let Some(archive) = published.archive.as_ref() else {
        return Ok(id);
    };
    if root.join(id.as_str()).exists() {
        return Ok(id);
    }
    let bytes = document::fetch(store, archive).await?;
    let here = root.clone();
    let brought = tokio::task::spawn_blocking(move || unpack(&here, &bytes)).await;
    let brought = brought.map_err(|stopped| PackError::Io(io::Error::other(stopped)))?;
    // Not while an import is at work here: what it builds is not published yet.
    if let Ok(_alone) = alone(store) {
        let kept = [Some(published.pack.clone()), published.previous.clone()];
        forget_others(&root, &kept);
    }
    brought
}

fn unpack(root: &Path, bytes: &[u8]) -> Result<PackId, ContentError> {
    let aside = root.join(format!("{}.part", blake3::hash(bytes).to_hex()));
    let told = |source| ContentError::File {
        path: aside.display().to_string(),
        source,
    };
    fs::create_dir_all(root).map_err(told)?;
    fs::write(&aside, bytes).map_err(told)?;
    let unpacked = Pack::from_archive(&aside, root);
    let _gone = fs::remove_file(&aside);
    Ok(unpacked?)
}

fn read_file(path: &Path) -> Result<Vec<u8>, ContentError> {
    fs::read(path).map_err(|source| ContentError::File {
        path: path.display().to_string(),
        source,
    })
}

/// Removes the packs that are neither served nor kept. One that cannot be removed
/// only takes room.
fn forget_others(root: &Path, kept: &[Option<String>]) {
    for entry in fs::read_dir(root).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_pack = name.parse::<PackId>().is_ok();
        if is_pack && !kept.contains(&Some(name)) {
            let _gone = fs::remove_dir_all(entry.path());
        }
    }
}

/// The pack that serves, if content was imported.
pub async fn published(store: &Store) -> Result<Option<Pack>, ContentError> {
    let Some(publication) = content::published(&mut store.read().await?).await? else {
        return Ok(None);
    };
    let id = bring(store, &publication).await?;
    Ok(Some(Pack::open(&folder(store), &id)?))
}

/// What an import watches when nobody stops it.
pub fn unhurried(progress: &mut dyn FnMut(import::Progress)) -> Watch<'_> {
    Watch {
        limits: Limits::default(),
        progress,
        cancel: &|| false,
    }
}
