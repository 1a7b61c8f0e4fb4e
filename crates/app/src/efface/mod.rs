//! The register of erasures (requirement P13): what was erased stays erased in a backup that is
//! put back. It stands beside the data and beside the backups, and inside none of them; it
//! holds salted hashes of identifiers, and nothing else.

mod registre;

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use plus_domain::{
    dossier::{Cause, Dossier, DossierState},
    event::Event,
    ids::DossierId,
    period::Month,
    retrait::DAY_MS,
};
use plus_store::{
    Store, StoreError, dossier as kept,
    efface::{self as erased, Kind},
};

pub use self::registre::{Registre, Unreadable};
use crate::{
    backup::{key::private_file, mark::sync_folder},
    dossier, escalade, rendez_vous, retrait,
    web::state::App,
};

/// Name of the file, in the data folder and in that of the backups.
pub const FILE: &str = "effacements.registre";
/// Months that an erasure is remembered: no backup is kept longer than twelve.
const KEPT_MONTHS: usize = 14;

/// Why the register cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum EffaceError {
    /// A file.
    #[error("{path} : {source}")]
    File {
        /// Which.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// A file that is no register.
    #[error(
        "{path}, {source}. Sans lui, ce qui a été effacé reviendrait : remettez-en une copie, de l’autre dossier où il se trouve (données, sauvegardes)"
    )]
    Unreadable {
        /// Which.
        path: String,
        /// The line.
        source: Unreadable,
    },
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> EffaceError {
    let path = path.display().to_string();
    move |source| EffaceError::File { path, source }
}

/// The register of a folder; an empty one when there is none.
///
/// # Errors
/// A file that cannot be read, or that is no register.
pub fn of_folder(folder: &Path) -> Result<Registre, EffaceError> {
    let path = folder.join(FILE);
    match path.try_exists() {
        Ok(false) => Ok(Registre::default()),
        _ => read(&path),
    }
}

fn read(path: &Path) -> Result<Registre, EffaceError> {
    let text = fs::read_to_string(path).map_err(at(path))?;
    Registre::read(&text).map_err(|source| EffaceError::Unreadable {
        path: path.display().to_string(),
        source,
    })
}

/// Writes the register of a folder: all of it or nothing.
fn write(folder: &Path, registre: &Registre) -> Result<(), EffaceError> {
    let path = folder.join(FILE);
    // Of its own for each process: two may share a folder.
    let part = folder.join(format!("{FILE}.{}.part", std::process::id()));
    // What an interrupted try left, if it left something.
    let _gone = fs::remove_file(&part);
    let mut file = private_file(&part).map_err(at(&part))?;
    file.write_all(registre.write().as_bytes())
        .map_err(at(&part))?;
    file.sync_all().map_err(at(&part))?;
    fs::rename(&part, &path).map_err(at(&path))?;
    sync_folder(&path);
    Ok(())
}

/// Joins a register to that of a folder, and forgets there what was erased before a month.
fn join(folder: &Path, registre: &Registre, forget_before: Month) -> Result<(), EffaceError> {
    if !folder.exists() {
        // A disk that is not there today: written when it is back.
        return Ok(());
    }
    let held = of_folder(folder)?;
    let mut all = held.clone();
    all.join(registre);
    all.forget_before(forget_before);
    if all == held {
        return Ok(());
    }
    write(folder, &all)
}

/// The first month that is still remembered.
fn remembered(present: Month) -> Month {
    (0..KEPT_MONTHS).fold(present, |month, _| month.prev())
}

/// Puts the register of a data folder beside a backup that was just made of it.
///
/// # Errors
/// A register that cannot be read or written.
pub fn beside(backup: &Path, folder: &Path, present: Month) -> Result<(), EffaceError> {
    let registre = of_folder(folder)?;
    if registre.is_new() {
        return Ok(());
    }
    join(folder_of(backup), &registre, remembered(present))
}

fn folder_of(file: &Path) -> &Path {
    let parent = file.parent().filter(|p| !p.as_os_str().is_empty());
    parent.unwrap_or(Path::new("."))
}

/// Erases again, in a database, what a register holds; how many.
///
/// # Errors
/// Those of the database.
pub async fn again(store: &Store, registre: &Registre, now_ms: i64) -> Result<u64, StoreError> {
    let mut tx = store.begin().await?;
    let living = erased::living(&mut tx).await?;
    let back = living
        .iter()
        .filter(|(kind, id)| registre.holds(&kind.of(id)));
    let mut many = 0;
    for (kind, id) in back {
        erased::again(&mut tx, (*kind, id), now_ms).await?;
        many += 1;
    }
    tx.commit().await?;
    Ok(many)
}

/// What a restoration erased again; nothing without a register, which is in `from`, or else
/// beside the backup.
///
/// # Errors
/// A register that cannot be read, or that was named and is not there; those of the database.
pub async fn after_restoring(
    (backup, from): (&Path, Option<&Path>),
    (folder, store): (&Path, &Store),
    now_ms: i64,
) -> Result<Option<u64>, EffaceError> {
    let path = from.map_or_else(|| folder_of(backup).join(FILE), Path::to_path_buf);
    if from.is_none() && !path.exists() {
        return Ok(None);
    }
    let registre = read(&path)?;
    write(folder, &registre)?;
    Ok(Some(again(store, &registre, now_ms).await?))
}

/// Before anybody reads (requirements P12 and P13): erases again what the registers hold,
/// then what is past its term, whatever happened while this machine was off.
///
/// # Errors
/// A register that cannot be read; those of the database.
pub async fn before_serving(app: &App, abri: Option<PathBuf>) -> Result<(), EffaceError> {
    let mut registre = of_folder(app.store.folder())?;
    if let Some(abri) = &abri {
        registre.join(&of_folder(abri)?);
    }
    if !registre.is_new() {
        // A machine that was away may give back a key that was destroyed: refused by this one.
        let present = Month::of(app.today());
        join(app.store.folder(), &registre, remembered(present))?;
    }
    app.set_abri(abri);
    let many = again(&app.store, &registre, app.outside.now_ms()).await?;
    if many > 0 {
        tracing::warn!(many, "erased again: this database came from a backup");
    }
    retrait::sweep(app).await?;
    dossier::sweep(app).await?;
    rendez_vous::sweep(app).await?;
    escalade::sweep(app).await?;
    say_erased(app, &registre).await?;
    if let Err(error) = keep(app).await {
        tracing::error!(%error, "the register of erasures cannot be written");
    }
    Ok(())
}

/// The follow-ups that a register holds are said erased again: the fact that said so was lost
/// with what the backup did not hold. Those past their term were said so just before.
async fn say_erased(app: &App, registre: &Registre) -> Result<(), StoreError> {
    let mut tx = app.store.begin().await?;
    let known = kept::not_erased(&mut tx).await?;
    let lost = known
        .into_iter()
        .filter(|id| registre.holds(&Kind::Cle.of(id.as_str())));
    let lost: Vec<DossierId> = lost.collect();
    for id in lost {
        if let Some(dossier) = kept::get(&mut tx, &id).await? {
            let event = Event::DossierSet(Dossier {
                state: DossierState::Efface,
                team: Vec::new(),
                cause: Some(Cause::Demande),
                frozen: None,
                author: None,
                at: app.outside.now_ms(),
                ..dossier
            });
            app.outside.record(&mut tx, &[event]).await?;
        }
    }
    tx.commit().await
}

/// Writes in the registers what was erased since.
///
/// # Errors
/// A register that cannot be read or written: what waits is written at the next call.
pub async fn keep(app: &App) -> Result<(), EffaceError> {
    let abri = app.abri();
    let folders = [Some(app.store.folder()), abri.as_deref()];
    let noted = {
        let mut link = app.store.read().await?;
        let is_waiting = erased::is_waiting(&mut link).await?;
        let is_known = folders.iter().flatten().all(|f| f.join(FILE).exists());
        if !is_waiting && is_known {
            return Ok(());
        }
        erased::all(&mut link).await?
    };
    let registre = told(app, &noted)?;
    for folder in folders.into_iter().flatten() {
        join(folder, &registre, remembered(Month::of(app.today())))?;
    }
    let waiting: Vec<String> = noted
        .into_iter()
        .filter_map(|(id, since)| since.is_none().then_some(id))
        .collect();
    let now = app.outside.now_ms();
    let old = now - DAY_MS * 31 * i64::try_from(KEPT_MONTHS).unwrap_or(i64::MAX);
    let mut tx = app.store.begin().await?;
    erased::noted(&mut tx, &waiting, (now, old)).await?;
    Ok(tx.commit().await?)
}

/// The register of the data folder, with what was erased since.
fn told(app: &App, noted: &[(String, Option<i64>)]) -> Result<Registre, EffaceError> {
    let present = Month::of(app.today());
    let mut registre = of_folder(app.store.folder())?;
    if registre.is_new() {
        registre = Registre::new(app.outside.random_bytes());
    }
    for (subject, _) in noted {
        registre.add(subject, present);
    }
    Ok(registre)
}
