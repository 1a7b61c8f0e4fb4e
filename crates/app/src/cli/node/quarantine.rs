//! `plus node quarantine`: what was set apart, for a person to read. Nothing of it is dropped.

use clap::Args;
use plus_journal::Entry;
use plus_store::{
    Store,
    exchange::apart::{self, Apart},
};
use serde::Serialize;
use serde_json::Value;

use super::super::{DataArgs, FormatArgs};

/// `plus node quarantine`.
#[derive(Debug, Args)]
pub struct Quarantine {
    /// Identifiant ou nom d’une machine ; toutes si rien n’est dit
    #[arg(value_name = "MACHINE")]
    node: Option<String>,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Serialize)]
struct Listed {
    batches: Vec<Batch>,
}

#[derive(Debug, Serialize)]
struct Batch {
    id: String,
    node: String,
    epoch: u64,
    received_at: i64,
    reason: String,
    entries: Vec<Read>,
}

/// An entry, readable.
#[derive(Debug, Serialize)]
struct Read {
    seq: u64,
    #[serde(rename = "type")]
    kind: String,
    v: u32,
    /// When it was written, by the clock of the machine, milliseconds UTC.
    at: u64,
    /// Whether its hash is the one it claims.
    whole: bool,
    /// What it says; null when it was erased or is not JSON.
    body: Option<Value>,
}

impl Read {
    fn of(entry: Entry) -> Self {
        let body = entry.body.as_ref();
        Self {
            seq: entry.seq,
            v: entry.version,
            at: entry.hlc.millis(),
            whole: entry.is_whole(),
            body: body.and_then(|(_, body)| serde_json::from_slice(body).ok()),
            kind: entry.kind,
        }
    }
}

impl Batch {
    fn of(apart: Apart) -> Self {
        Self {
            id: apart.id,
            node: apart.node.to_string(),
            epoch: apart.epoch,
            received_at: apart.received_at,
            reason: apart.reason,
            entries: apart.entries.into_iter().map(Read::of).collect(),
        }
    }
}

impl Quarantine {
    /// Reads and reports.
    pub async fn run(self) -> anyhow::Result<()> {
        let (store, _) = self.data.open_existing().await?;
        let found = read(&store, self.node.as_deref()).await;
        store.close().await;
        let listed = Listed {
            batches: found?.into_iter().map(Batch::of).collect(),
        };
        self.format.print(&listed, said)
    }
}

async fn read(store: &Store, asked: Option<&str>) -> anyhow::Result<Vec<Apart>> {
    let mut link = store.read().await?;
    let node = match asked {
        Some(asked) => Some(super::find(&mut link, asked).await?.node),
        None => None,
    };
    Ok(apart::list(&mut link, node.as_ref()).await?)
}

fn said(listed: &Listed) -> String {
    if listed.batches.is_empty() {
        return "Rien n’est gardé à part.".to_owned();
    }
    let lines = listed.batches.iter().flat_map(|batch| {
        let head = format!(
            "{}  reçu le {} ({}) : {} écritures",
            batch.node,
            super::moment(batch.received_at),
            batch.reason,
            batch.entries.len()
        );
        std::iter::once(head).chain(batch.entries.iter().map(line))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn line(entry: &Read) -> String {
    let at = super::moment(i64::try_from(entry.at).unwrap_or(i64::MAX));
    let body = entry
        .body
        .as_ref()
        .map_or_else(String::new, Value::to_string);
    format!("  {}  {at}  {}  {body}", entry.seq, entry.kind)
}
