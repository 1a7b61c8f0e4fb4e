//! The kinds of long work, and how one is asked for.

use plus_domain::{ids::AccountId, period::Month};
use plus_store::{
    StoreError,
    job::{self, Job},
};
use serde::{Deserialize, Serialize};

use super::Stop;
use crate::web::state::App;

/// A piece of long work, with what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// `rapport-mensuel`.
    RapportMensuel(RapportMensuel),
}

/// Statements of a month, for every partner of that month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RapportMensuel {
    /// The month.
    pub month: Month,
}

impl Task {
    /// Its name in the table, and in the keys of its texts.
    pub fn name(&self) -> &'static str {
        match self {
            Self::RapportMensuel(_) => "rapport-mensuel",
        }
    }

    /// Reads the task of a job.
    pub fn read(job: &Job) -> Result<Self, Stop> {
        let read = match job.name.as_str() {
            "rapport-mensuel" => serde_json::from_str(&job.payload).map(Self::RapportMensuel),
            name => return Err(Stop::failed(format!("unknown kind of job: {name}"))),
        };
        read.map_err(Stop::failed)
    }

    fn payload(&self) -> String {
        let written = match self {
            Self::RapportMensuel(body) => serde_json::to_string(body),
        };
        written.expect("tasks hold only text, numbers and lists, which JSON writes")
    }

    /// Asks for it and wakes the worker; answers the identifier of the job.
    pub async fn ask(&self, app: &App, author: &AccountId) -> Result<String, StoreError> {
        let id = app.outside.new_id();
        let mut tx = app.store.begin().await?;
        job::ask(
            &mut tx,
            &id,
            self.name(),
            &self.payload(),
            author.as_str(),
            app.outside.now_ms(),
        )
        .await?;
        tx.commit().await?;
        app.jobs.notify_one();
        Ok(id)
    }
}
