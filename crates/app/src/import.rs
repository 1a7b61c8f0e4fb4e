//! Past visites from a file: decoded, read, checked against what is stored, then
//! written by the one write path.
//!
//! The command line and the screen come through here. Everything is checked before
//! anything is written; writing goes batch by batch, each whole or absent, and a
//! visite that is stored already is left as it is.

pub mod file;
mod refusal;
mod text;
mod workbook;

use std::{collections::BTreeMap, sync::Arc};

use plus_domain::{
    event::Event,
    ids::{AccountId, DemandeId},
    period::Period,
    territoire::Territoire,
    visite::{
        Visite,
        import::{self, BadLine, Column, Imported, Known},
    },
};
use plus_store::{Store, StoreError, account, visite};

use crate::outside::Outside;

pub use file::{FileError, Reading};
pub use refusal::{Mend, Refusal};

/// Visites written at once.
pub const BATCH: usize = 2_000;
/// Largest file, bytes.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;

/// Where identifiers of imported visites come from. Changing it would import twice.
const CONTEXT: &str = "PLUS 2026-11 import de visites v1";

/// Why nothing is imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file does not open.
    #[error(transparent)]
    File(#[from] FileError),
    /// Lines must be mended.
    #[error("{} lignes à revoir", .0.len())]
    Lines(Vec<BadLine>),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The reading stopped short.
    #[error("{0}")]
    Reading(#[from] tokio::task::JoinError),
}

/// Who imports, into what.
#[derive(Debug, Clone)]
pub struct Desk<'a> {
    /// The database.
    pub store: &'a Store,
    /// Clock, identifiers, randomness.
    pub outside: &'a Outside,
    /// The territory.
    pub territory: Arc<Territoire>,
    /// Author of the lines that name none.
    pub author: AccountId,
}

/// A file that may be imported.
#[derive(Debug, Clone)]
pub struct Checked {
    /// How its bytes were read.
    pub reading: Reading,
    /// Lines that hold something.
    pub lines: usize,
    /// Visites in the file.
    pub visites: usize,
    /// Days that they cover.
    pub period: Period,
    /// Visites stored already.
    pub already: usize,
    /// Of these, how many no longer say the same as the file.
    pub changed: usize,
    /// The others: what an import adds.
    pub fresh: Vec<Visite>,
}

impl Desk<'_> {
    /// Reads a file and says what importing it would add, writing nothing.
    pub async fn check(&self, bytes: Vec<u8>) -> Result<Checked, ImportError> {
        let team = self.team().await?;
        let zone = jiff::tz::TimeZone::get(&self.territory.identity.time_zone)
            .unwrap_or(jiff::tz::TimeZone::UTC);
        let (territory, author) = (Arc::clone(&self.territory), self.author.clone());
        let today = self.outside.today(&zone);
        // Heavy: off the async threads.
        let read = tokio::task::spawn_blocking(move || {
            let file = file::open(&bytes)?;
            let known = Known {
                territory: &territory,
                zone: &zone,
                team: &team,
                author: &author,
                today,
                id: &identifier,
            };
            let read = import::read(&file.sheet, &known).map_err(ImportError::Lines)?;
            Ok::<_, ImportError>((file.reading, file.sheet.rows.len(), read))
        });
        let (reading, lines, read) = read.await??;
        self.sort(reading, lines, read).await
    }

    /// Logins of those who receive or received.
    async fn team(&self) -> Result<BTreeMap<String, AccountId>, StoreError> {
        let accounts = account::list(&mut self.store.read().await?).await?;
        let team = accounts.into_iter().filter(|a| a.partner.is_none());
        Ok(team.map(|a| (a.login.to_lowercase(), a.id)).collect())
    }

    /// Parts what is stored already from what is new. A reference that another
    /// visite bears is a line to mend: it must not pass for « already there ».
    async fn sort(
        &self,
        reading: Reading,
        lines: usize,
        read: Vec<Imported>,
    ) -> Result<Checked, ImportError> {
        let dates = || read.iter().map(|i| i.visite.date);
        let (from, to) = dates().min().zip(dates().max()).unwrap_or_default();
        let mut checked = Checked {
            reading,
            lines,
            visites: read.len(),
            period: Period { from, to },
            already: 0,
            changed: 0,
            fresh: Vec::new(),
        };
        let mut bad = Vec::new();
        let mut link = self.store.read().await?;
        for batch in read.chunks(BATCH) {
            let stored = visite::stored(&mut link, &ids(batch.iter().map(|i| &i.visite))).await?;
            for Imported { line, visite } in batch {
                let Some(demandes) = stored.get(visite.id.as_str()) else {
                    checked.fresh.push(visite.clone());
                    continue;
                };
                let same = |id: &DemandeId| demandes.contains(id.as_str());
                checked.already += 1;
                if !visite.demandes.iter().any(|d| same(&d.id)) {
                    bad.push(BadLine::new(
                        *line,
                        Column::Reference.code(),
                        "import-reference-prise",
                    ));
                } else if !visite.demandes.iter().all(|d| same(&d.id)) {
                    checked.changed += 1;
                }
            }
        }
        // In the order of dates a batch touches few months of the roll-up.
        checked.fresh.sort_by_key(|v| (v.date, v.at, v.id.clone()));
        if bad.is_empty() {
            Ok(checked)
        } else {
            Err(ImportError::Lines(bad))
        }
    }

    /// Writes a batch, whole or not at all; answers how many were added. What came
    /// meanwhile is left as it is.
    pub async fn write(&self, batch: &[Visite]) -> Result<usize, StoreError> {
        let mut tx = self.store.begin().await?;
        let stored = visite::stored(&mut tx, &ids(batch.iter())).await?;
        let fresh = batch.iter().filter(|v| !stored.contains_key(v.id.as_str()));
        let events: Vec<Event> = fresh.cloned().map(Event::VisiteRecorded).collect();
        if !events.is_empty() {
            self.outside.record(&mut tx, &events).await?;
        }
        tx.commit().await?;
        Ok(events.len())
    }
}

fn ids<'a>(visites: impl Iterator<Item = &'a Visite>) -> Vec<String> {
    visites.map(|v| v.id.to_string()).collect()
}

/// The identifier of a key: a UUID of version 8, made from the key alone, so that
/// the same line is the same visite each time.
fn identifier(key: &str) -> String {
    let whole = blake3::derive_key(CONTEXT, key.as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&whole[..16]);
    uuid::Builder::from_custom_bytes(bytes)
        .into_uuid()
        .to_string()
}

/// The template: names of the columns, as French spreadsheets open them.
pub fn template() -> Vec<u8> {
    let names: Vec<&str> = Column::ALL.iter().map(|c| c.code()).collect();
    format!("\u{FEFF}{}\r\n", names.join(";")).into_bytes()
}
