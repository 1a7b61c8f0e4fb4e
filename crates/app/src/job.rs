//! Long work beside the pages: taken, done step by step, taken again after a kill.
//!
//! A worker runs in every process that serves. It wakes when somebody asks, and
//! looks now and then for what another process left. Each kind of work has its
//! file under `job/`; it must be safe to repeat, since a kill makes it begin again.

pub mod adresses;
pub mod courrier;
mod croisement;
pub mod fraicheur;
mod import;
pub mod outcome;
pub mod releves;
mod step;
pub mod task;
pub mod tournee;

use std::time::Duration;

use plus_store::{
    job::{self, ATTEMPTS, Hold, Job, State},
    recherche,
};
use tokio::{sync::watch, task::JoinError};

use crate::{audit, convention, dossier, efface, escalade, rendez_vous, retrait, web::state::App};

pub use outcome::Outcome;
pub use step::{Step, Stop};
pub use task::Task;

/// Between two looks at the table when nobody asks for anything.
const CALM: Duration = Duration::from_secs(30);
/// Between two renewals of the lease during a long step.
const BEAT: Duration = Duration::from_secs(20);
/// Milliseconds before a try that failed is made again.
const AGAIN_MS: i64 = 15_000;
/// Milliseconds that prepared work waits for its confirmation.
const UNCONFIRMED_MS: i64 = 24 * 3_600_000;
/// Once stopping, what the worker may still take to give its job back.
pub const LEAVE: Duration = Duration::from_secs(10);

/// Does what is asked until `stop` turns true.
pub async fn work(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match job::take(&app.store, app.outside.now_ms()).await {
            Ok(Some(job)) => run(&app, &job, &mut stop).await,
            Ok(None) => {
                if let Err(cause) = forget_unconfirmed(&app).await {
                    tracing::error!(%cause, "old proposals cannot be removed");
                }
                if let Err(cause) = recherche::purge(&app.store, app.today()).await {
                    tracing::error!(%cause, "old searches cannot be removed");
                }
                if let Err(cause) = retrait::sweep(&app).await {
                    tracing::error!(%cause, "papers past their term cannot be erased");
                }
                if let Err(cause) = dossier::sweep(&app).await {
                    tracing::error!(%cause, "follow-ups past their term cannot be erased");
                }
                if let Err(cause) = rendez_vous::sweep(&app).await {
                    tracing::error!(%cause, "contacts past their term cannot be erased");
                }
                if let Err(cause) = convention::remind(&app).await {
                    tracing::error!(%cause, "what the registers ask for cannot be told");
                }
                if let Err(cause) = escalade::sweep(&app).await {
                    tracing::error!(%cause, "what was asked of partners cannot be swept");
                }
                if let Err(cause) = audit::tend(&app.store, &app.outside).await {
                    tracing::error!(%cause, "the trail of security cannot be signed or pruned");
                }
                if let Err(cause) = efface::keep(&app).await {
                    tracing::error!(%cause, "the register of erasures cannot be written");
                }
                match dossier::index_arrived(&app).await {
                    // There may be more: what was asked meanwhile comes first.
                    Ok(many) if many >= dossier::INDEXED => continue,
                    Ok(_) => {}
                    Err(cause) => {
                        tracing::error!(%cause, "what other machines wrote cannot be indexed");
                    }
                }
                match fraicheur::ask_if_due(&app).await {
                    Ok(true) => continue,
                    Ok(false) => {}
                    Err(cause) => tracing::error!(%cause, "new content cannot be asked for"),
                }
                idle(&app, &mut stop).await;
            }
            Err(cause) => {
                tracing::error!(%cause, "jobs cannot be read");
                idle(&app, &mut stop).await;
            }
        }
    }
}

/// Removes what was prepared and that nobody confirmed within a day.
async fn forget_unconfirmed(app: &App) -> Result<(), plus_store::StoreError> {
    let before = app.outside.now_ms() - UNCONFIRMED_MS;
    let old = job::unconfirmed(&mut app.store.read().await?, before).await?;
    for job in old {
        withdraw(app, &job).await?;
    }
    Ok(())
}

/// Gives up prepared work and removes what served for it alone.
pub async fn withdraw(app: &App, job: &Job) -> Result<(), plus_store::StoreError> {
    let mut tx = app.store.begin().await?;
    let held = job::withdraw(&mut tx, &job.id, &Outcome::Interrompu.write()).await?;
    tx.commit().await?;
    match Task::read(job) {
        Ok(task) if held => task.leave(app).await,
        _ => Ok(()),
    }
}

async fn idle(app: &App, stop: &mut watch::Receiver<bool>) {
    tokio::select! {
        () = app.jobs.notified() => {}
        () = tokio::time::sleep(CALM) => {}
        () = asked(stop) => {}
    }
}

/// Waits for the stop; a sender that is gone means the same.
async fn asked(stop: &mut watch::Receiver<bool>) {
    let _gone = stop.wait_for(|stop| *stop).await;
}

/// Runs one job in a task of its own, so that a panic is only a try that failed.
async fn run(app: &App, job: &Job, stop: &mut watch::Receiver<bool>) {
    tracing::info!(id = %job.id, name = %job.name, attempt = job.attempts, "job begins");
    let mut work = tokio::spawn(perform(app.clone(), job.clone()));
    let halted = tokio::select! {
        done = &mut work => return conclude(app, job, done).await,
        () = lose(app, job) => Stop::Lost,
        () = asked(stop) => Stop::Leaving,
    };
    // What was being written is rolled back before anybody else takes the job.
    work.abort();
    let _aborted = work.await;
    conclude(app, job, Ok(Err(halted))).await;
}

/// Renews the lease; returns when it is lost.
async fn lose(app: &App, job: &Job) {
    loop {
        tokio::time::sleep(BEAT).await;
        if matches!(
            job::renew(&app.store, job, app.outside.now_ms()).await,
            Ok(Hold::Lost)
        ) {
            return;
        }
    }
}

async fn perform(app: App, job: Job) -> Result<Outcome, Stop> {
    let step = Step::new(&app, &job);
    match Task::read(&job)? {
        Task::Adresses => adresses::check(&step).await,
        Task::Croisement(wanted) => croisement::count(&step, &wanted).await,
        Task::ImportVisites(wanted) => import::visites(&step, &wanted).await,
        Task::MiseAJour(wanted) => fraicheur::refresh(&step, &wanted).await,
        Task::Preparation(wanted) => releves::prepare(&step, &wanted).await,
        Task::RapportMensuel(wanted) => releves::issue(&step, &wanted).await,
        Task::Tournee(wanted) => tournee::look(&step, &wanted).await,
    }
}

async fn conclude(app: &App, job: &Job, done: Result<Result<Outcome, Stop>, JoinError>) {
    let told = match done {
        Ok(Ok(outcome)) => end(app, job, outcome.state(), &outcome).await,
        Ok(Err(Stop::Cancelled)) => end(app, job, State::Cancelled, &Outcome::Interrompu).await,
        Ok(Err(Stop::Lost)) => Ok(()),
        Ok(Err(Stop::Leaving)) => job::release(&app.store, job, app.outside.now_ms(), false).await,
        Ok(Err(Stop::Failed(cause))) => fail(app, job, &cause).await,
        Err(panic) => fail(app, job, &panic).await,
    };
    if let Err(cause) = told {
        tracing::error!(id = %job.id, %cause, "the end of a job was not written");
    }
}

async fn end(
    app: &App,
    job: &Job,
    state: State,
    outcome: &Outcome,
) -> Result<(), plus_store::StoreError> {
    let held = job::end(&app.store, job, state, &outcome.write()).await?;
    tracing::info!(id = %job.id, state = state.code(), held, "job ends");
    match Task::read(job) {
        Ok(task) if held => task.leave(app).await,
        _ => Ok(()),
    }
}

/// A try that failed is made again a little later, the last one ends the job.
async fn fail(
    app: &App,
    job: &Job,
    cause: &(dyn std::fmt::Display + Sync),
) -> Result<(), plus_store::StoreError> {
    tracing::error!(id = %job.id, name = %job.name, attempt = job.attempts, %cause, "job failed");
    if job.attempts >= ATTEMPTS {
        return end(app, job, State::Failed, &Outcome::Abandonne).await;
    }
    let due = app.outside.now_ms() + AGAIN_MS * job.attempts;
    job::release(&app.store, job, due, true).await
}
