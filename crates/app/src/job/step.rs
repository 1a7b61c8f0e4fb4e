//! What a piece of work holds while it runs: its job, and the way to say how far
//! it is and to learn that it must stop.

use plus_store::{
    StoreError,
    job::{self, Hold, Job},
};

use crate::web::state::App;

/// Why a piece of work does not go to its end.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// Somebody asked.
    #[error("cancelled")]
    Cancelled,
    /// Another worker has it.
    #[error("lost")]
    Lost,
    /// The program is closing: somebody will take it again.
    #[error("leaving")]
    Leaving,
    /// Something broke.
    #[error("{0}")]
    Failed(Box<dyn std::error::Error + Send + Sync>),
}

impl Stop {
    /// Something broke, whatever the cause.
    pub fn failed(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Failed(cause.into())
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::failed(error)
    }
}

/// A job being done.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    /// The application.
    pub app: &'a App,
    /// The job, as it was taken.
    pub job: &'a Job,
}

impl<'a> Step<'a> {
    /// The beginning of a job.
    pub fn new(app: &'a App, job: &'a Job) -> Self {
        Self { app, job }
    }

    /// Says how far the work is, between two pieces that may be lost.
    ///
    /// # Errors
    /// The work must stop here.
    pub async fn at(&self, done: usize, total: usize) -> Result<(), Stop> {
        let whole = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let now = self.app.outside.now_ms();
        let held = job::progress(&self.app.store, self.job, whole(done), whole(total), now).await?;
        match held {
            Hold::Kept => Ok(()),
            Hold::Cancelled => Err(Stop::Cancelled),
            Hold::Lost => Err(Stop::Lost),
        }
    }
}
