//! `mise-a-jour`: looks for new official content and imports it.
//!
//! A try that does not go well is no failure of the job: it is written with its
//! reason, raises an alert, and the next one is planned. The old content serves on.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use plus_fiches::import::{self, ImportError, Limits, Progress, Watch};
use plus_store::{fraicheur::watch, job};

use super::{
    Outcome, Step, Stop,
    outcome::{MiseAJour, Refus, What},
    task,
};
use crate::{
    content::{
        self, Built, ContentError, Source, Work,
        arrival::{self, Arrived},
        fraicheur::{self, Taken},
    },
    web::state::App,
};

/// Between two looks at the progress.
const SECOND: Duration = Duration::from_secs(1);
/// The whole of the progress, and where each part of the work begins in it.
const TOTAL: usize = 100;
const READING: usize = 40;
const WRITING: usize = 70;

/// Asks for a try when one is due; answers whether it did.
pub async fn ask_if_due(app: &App) -> Result<bool, plus_store::StoreError> {
    let Some(address) = app.config.content.address.as_deref() else {
        return Ok(false);
    };
    let known = watch(&mut app.store.read().await?, address).await?;
    let is_due = known.is_none_or(|w| w.next_at <= app.outside.now_ms());
    Ok(is_due && matches!(ask(app, address, task::NOBODY).await?, Asked::New(_)))
}

/// A try that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// By this: the identifier of its job.
    New(String),
    /// By somebody before: that of theirs, which waits or runs.
    Before(String),
}

/// Asks for a try, unless one waits or runs.
pub async fn ask(app: &App, address: &str, author: &str) -> Result<Asked, plus_store::StoreError> {
    let mut tx = app.store.begin().await?;
    let last = watch(&mut tx, address).await?.unwrap_or_default().job;
    let running = job::by_id(&mut tx, &last).await?;
    if running.is_some_and(|job| job.state == job::State::Waiting) {
        return Ok(Asked::Before(last));
    }
    let id = app.outside.new_id();
    let next = fraicheur::after_success(&app.outside, &app.config.content);
    let claimed = plus_store::fraicheur::claim(&mut tx, address, &last, &id, next).await?;
    if claimed {
        let task = task::Task::MiseAJour(task::MiseAJour {
            address: address.to_owned(),
        });
        task.write(&mut tx, &id, author, app.outside.now_ms())
            .await?;
        tx.commit().await?;
        app.jobs.notify_one();
        return Ok(Asked::New(id));
    }
    drop(tx);
    let theirs = watch(&mut app.store.read().await?, address).await?;
    Ok(Asked::Before(theirs.unwrap_or_default().job))
}

/// Why a try stops.
enum Halt {
    /// The job must stop.
    Stop(Stop),
    /// The content stays as it is, for a reason.
    Refused(ContentError),
}

impl From<Stop> for Halt {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

impl From<plus_store::StoreError> for Halt {
    fn from(error: plus_store::StoreError) -> Self {
        Self::Stop(error.into())
    }
}

impl From<ContentError> for Halt {
    fn from(error: ContentError) -> Self {
        match error {
            ContentError::Store(error) => Self::Stop(error.into()),
            ContentError::Import(ImportError::Cancelled) => Self::Stop(Stop::Cancelled),
            // Tried again a little later.
            ContentError::Busy => Self::Stop(Stop::failed(error)),
            other => Self::Refused(other),
        }
    }
}

/// Makes one try.
pub async fn refresh(step: &Step<'_>, wanted: &task::MiseAJour) -> Result<Outcome, Stop> {
    let (app, address) = (step.app, wanted.address.as_str());
    let (store, outside, content) = (&app.store, &app.outside, &app.config.content);
    match attempt(step, address).await {
        Ok((done, taken)) => {
            fraicheur::succeeded(store, outside, content, address, taken).await?;
            Ok(Outcome::MiseAJour(done))
        }
        Err(Halt::Stop(stop)) => Err(stop),
        Err(Halt::Refused(error)) => {
            let reason = error.to_string();
            tracing::warn!(address, reason, "content not brought up to date");
            fraicheur::failed(store, outside, content, address, &reason).await?;
            Ok(Outcome::MiseAJourRefusee(Refus { reason }))
        }
    }
}

async fn attempt(step: &Step<'_>, address: &str) -> Result<(MiseAJour, Option<Taken>), Halt> {
    let app = step.app;
    let serves = app.pack().await?.is_some();
    let last = watch(&mut app.store.read().await?, address).await?;
    let known = fraicheur::known(last.as_ref(), serves);
    let (archive, validators) = match fetch(step, address, &known).await? {
        Arrived::New(archive, validators) => (archive, validators),
        Arrived::Unchanged => return Ok((MiseAJour::of(What::Inchange), None)),
    };
    let path = archive.path().to_owned();
    let hash = content::hash(&path)?;
    let taken = Taken {
        validators,
        archive: hash.clone(),
    };
    if serves && fraicheur::is_last(last.as_ref(), &hash) {
        return Ok((MiseAJour::of(What::MemeArchive), Some(taken)));
    }
    let built = build(step, address, path).await?;
    let done = MiseAJour::built(&built);
    let published = built.publish(&app.store, &app.outside).await;
    // It was needed until here.
    drop(archive);
    published?;
    step.at(TOTAL, TOTAL).await?;
    Ok((done, Some(taken)))
}

async fn fetch(
    step: &Step<'_>,
    address: &str,
    known: &arrival::Validators,
) -> Result<Arrived, Halt> {
    let at = AtomicUsize::new(0);
    let progress = |done: u64, total: Option<u64>| {
        let part = total.map_or(0, |total| READING as u64 * done / total.max(1));
        at.store(usize::try_from(part).unwrap_or(0), Ordering::Relaxed);
    };
    tokio::select! {
        arrived = arrival::since(&step.app.store, address, known, &progress) => Ok(arrived?),
        stop = follow(step, &at) => Err(stop.into()),
    }
}

/// Stops the work of another thread when it is no longer waited for.
struct Cancel(Arc<AtomicBool>);

impl Drop for Cancel {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

async fn build(step: &Step<'_>, address: &str, archive: PathBuf) -> Result<Built, Halt> {
    let source = Source {
        archive,
        name: address.to_owned(),
        force: false,
    };
    let work = Work::begin(&step.app.store, source).await?;
    let (at, cancel) = (Arc::new(AtomicUsize::new(READING)), Cancel(Arc::default()));
    let (told, asked) = (Arc::clone(&at), Arc::clone(&cancel.0));
    let building = tokio::task::spawn_blocking(move || {
        let mut progress = |progress| told.store(reached(progress), Ordering::Relaxed);
        let mut watch = Watch {
            limits: Limits::default(),
            progress: &mut progress,
            cancel: &|| asked.load(Ordering::Relaxed),
        };
        work.build(&mut watch)
    });
    tokio::select! {
        built = building => Ok(built.map_err(Stop::failed)??),
        stop = follow(step, &at) => Err(stop.into()),
    }
}

fn reached(progress: Progress) -> usize {
    let (from, to) = match progress.step {
        import::Step::Reading => (READING, WRITING),
        import::Step::Writing => (WRITING, TOTAL),
    };
    from + (to - from) * progress.done / progress.total.max(1)
}

/// Says how far the work is; returns when it must stop.
async fn follow(step: &Step<'_>, at: &AtomicUsize) -> Stop {
    loop {
        if let Err(stop) = step.at(at.load(Ordering::Relaxed), TOTAL).await {
            return stop;
        }
        tokio::time::sleep(SECOND).await;
    }
}
