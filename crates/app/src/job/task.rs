//! The kinds of long work, and how one is asked for.

use jiff::civil::Date;
use plus_domain::{ids::AccountId, period::Month};
use plus_store::{
    StoreError, Tx, document,
    job::{self, Job},
};
use serde::{Deserialize, Serialize};

use super::{Outcome, Stop, tournee::Recherche};
use crate::web::state::App;

/// A piece of long work, with what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// `adresses`: looks whether the addresses of the catalogue answer.
    Adresses,
    /// `croisement`.
    Croisement(Croisement),
    /// `import-visites`.
    ImportVisites(ImportVisites),
    /// `mise-a-jour`.
    MiseAJour(MiseAJour),
    /// `preparation`.
    Preparation(Preparation),
    /// `rapport-mensuel`.
    RapportMensuel(RapportMensuel),
    /// `tournee`: looks for a plan.
    Tournee(Recherche),
}

/// Author of the work that PLUS asks for by itself.
pub const NOBODY: &str = "";
/// Name of the work that prepares statements.
pub const PREPARATION: &str = "preparation";

/// New official content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MiseAJour {
    /// Address of the archive.
    pub address: String,
}

/// Two dimensions over some days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Croisement {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Restriction: kind and code.
    pub scope: (String, String),
    /// Code of the dimension of the rows.
    pub rows: String,
    /// Code of the dimension of the columns.
    pub columns: String,
}

/// Visites of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportVisites {
    /// The file, as a document; removed when the job ends.
    pub document: String,
    /// Its name.
    pub file: String,
}

/// Statements of a month, for every partner of that month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RapportMensuel {
    /// The month.
    pub month: Month,
}

/// Statements of a month prepared, and frozen when it is their day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preparation {
    /// The month.
    pub month: Month,
}

impl Task {
    /// Its name in the table, and in the keys of its texts.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Adresses => "adresses",
            Self::Croisement(_) => "croisement",
            Self::ImportVisites(_) => "import-visites",
            Self::MiseAJour(_) => "mise-a-jour",
            Self::Preparation(_) => PREPARATION,
            Self::RapportMensuel(_) => "rapport-mensuel",
            Self::Tournee(_) => "tournee",
        }
    }

    /// Reads the task of a job.
    pub fn read(job: &Job) -> Result<Self, Stop> {
        let read = match job.name.as_str() {
            "adresses" => Ok(Self::Adresses),
            "croisement" => serde_json::from_str(&job.payload).map(Self::Croisement),
            "import-visites" => serde_json::from_str(&job.payload).map(Self::ImportVisites),
            "mise-a-jour" => serde_json::from_str(&job.payload).map(Self::MiseAJour),
            PREPARATION => serde_json::from_str(&job.payload).map(Self::Preparation),
            "rapport-mensuel" => serde_json::from_str(&job.payload).map(Self::RapportMensuel),
            "tournee" => serde_json::from_str(&job.payload).map(Self::Tournee),
            name => return Err(Stop::failed(format!("unknown kind of job: {name}"))),
        };
        read.map_err(Stop::failed)
    }

    /// What it needs, as kept.
    pub(super) fn payload(&self) -> String {
        let written = match self {
            Self::Adresses => Ok("{}".to_owned()),
            Self::Croisement(body) => serde_json::to_string(body),
            Self::ImportVisites(body) => serde_json::to_string(body),
            Self::MiseAJour(body) => serde_json::to_string(body),
            Self::Preparation(body) => serde_json::to_string(body),
            Self::RapportMensuel(body) => serde_json::to_string(body),
            Self::Tournee(body) => serde_json::to_string(body),
        };
        written.expect("tasks hold only text, numbers and lists, which JSON writes")
    }

    /// Removes what served for the job alone, once it has ended.
    pub async fn leave(&self, app: &App) -> Result<(), StoreError> {
        match self {
            Self::ImportVisites(import) => document::forget(&app.store, &import.document).await,
            Self::Adresses
            | Self::Croisement(_)
            | Self::MiseAJour(_)
            | Self::Preparation(_)
            | Self::RapportMensuel(_)
            | Self::Tournee(_) => Ok(()),
        }
    }

    /// Prepares it, to be confirmed after `outcome` was read; answers the identifier
    /// of the job.
    pub async fn propose(
        &self,
        app: &App,
        author: &AccountId,
        outcome: &Outcome,
        total: usize,
    ) -> Result<String, StoreError> {
        let proposed = Job {
            id: app.outside.new_id(),
            name: self.name().to_owned(),
            payload: self.payload(),
            attempts: 0,
            done: 0,
            total: i64::try_from(total).unwrap_or(i64::MAX),
            state: job::State::Proposed,
            outcome: outcome.write(),
            cancel: false,
            author: author.to_string(),
            created_at: app.outside.now_ms(),
        };
        let mut tx = app.store.begin().await?;
        job::propose(&mut tx, &proposed).await?;
        tx.commit().await?;
        Ok(proposed.id)
    }

    /// Asks for it and wakes the worker; answers the identifier of the job.
    pub async fn ask(&self, app: &App, author: &AccountId) -> Result<String, StoreError> {
        let id = app.outside.new_id();
        let mut tx = app.store.begin().await?;
        self.write(&mut tx, &id, author.as_str(), app.outside.now_ms())
            .await?;
        tx.commit().await?;
        app.jobs.notify_one();
        Ok(id)
    }

    /// Writes it among those that wait.
    pub(super) async fn write(
        &self,
        tx: &mut Tx,
        id: &str,
        author: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        job::ask(tx, id, self.name(), &self.payload(), author, now_ms).await
    }
}
