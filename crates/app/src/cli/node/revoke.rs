//! `plus node revoke`: the first thing to do when a machine is gone.

use anyhow::bail;
use clap::Args;
use plus_domain::machine::Motif;
use plus_store::exchange::{
    exposed,
    machine::{self, Machine},
};
use serde::Serialize;

use super::super::{DataArgs, FormatArgs};
use crate::outside::Outside;

/// `plus node revoke`.
#[derive(Debug, Args)]
pub struct Revoke {
    /// Identifiant ou nom de la machine, donné par plus node list
    #[arg(value_name = "MACHINE")]
    node: String,
    /// Pourquoi : vol (volée ou perdue), fin (ne sert plus) ou pret (prêtée, ou rendue)
    #[arg(long, value_name = "MOTIF", default_value = "vol", value_parser = motif)]
    reason: Motif,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

fn motif(text: &str) -> Result<Motif, String> {
    Motif::from_code(text).ok_or_else(|| "les motifs sont vol, fin et pret".to_owned())
}

#[derive(Debug, Serialize)]
struct Report {
    node: String,
    name: String,
    revoked: bool,
    reason: &'static str,
    /// Logins of the accounts whose password has to be changed.
    passwords_to_change: Vec<String>,
    /// Entries that it still held back when it was last seen.
    waiting: Option<i64>,
}

impl Revoke {
    /// Revokes and reports.
    pub async fn run(self) -> anyhow::Result<()> {
        let (store, _) = self.data.open_existing().await?;
        let revoked = revoke(&store, &self.node, self.reason).await;
        store.close().await;
        self.format.print(&revoked?, said)
    }
}

async fn revoke(store: &plus_store::Store, asked: &str, motif: Motif) -> anyhow::Result<Report> {
    let mut tx = store.begin().await?;
    let found = super::find(&mut tx, asked).await?;
    let now = Outside::machine().now_ms();
    if !machine::revoke(&mut tx, &found.node, motif, now).await? {
        bail!("« {} » est déjà révoquée", found.name);
    }
    let known = exposed::accounts(&mut tx, &found.node).await?;
    tx.commit().await?;
    let Machine {
        node,
        name,
        waiting,
        ..
    } = found;
    let to_change = known
        .into_iter()
        .filter(|one| motif.exposes() && one.handed_at.is_some() && one.must_change);
    Ok(Report {
        node: node.to_string(),
        name,
        revoked: true,
        reason: motif.code(),
        passwords_to_change: to_change.map(|one| one.account.login).collect(),
        waiting,
    })
}

fn said(revoked: &Report) -> String {
    let mut lines = vec![format!(
        "« {} » est révoquée dès maintenant : elle ne reçoit plus que l’ordre de s’effacer, et ce qu’elle envoie est gardé à part.",
        revoked.name
    )];
    if !revoked.passwords_to_change.is_empty() {
        lines.push(format!(
            "Mots de passe à changer à la prochaine connexion : {}.",
            revoked.passwords_to_change.join(", ")
        ));
    }
    if let Some(waiting) = revoked.waiting.filter(|n| *n > 0) {
        lines.push(format!(
            "Au dernier contact elle tenait encore {waiting} écritures : si elle revient, lisez-les avec plus node quarantine."
        ));
    }
    lines.push(format!(
        "Ce qu’elle tenait des personnes : plus node exposed {} --data DOSSIER",
        revoked.node
    ));
    lines.join("\n")
}
