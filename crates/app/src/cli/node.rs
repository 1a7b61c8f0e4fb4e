//! `plus node` and `plus sync`: the machines of a relay, and their hub.

mod exposed;
mod quarantine;
mod revoke;

use std::net::IpAddr;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use plus_domain::machine::{Kind, Motif};
use plus_store::{
    Link,
    exchange::machine::{self, Machine},
};
use serde::Serialize;

use super::{DataArgs, FormatArgs};
use crate::{
    node::{self, code, contact},
    outside::Outside,
    tls::local::{self, Names},
};

/// `plus node`.
#[derive(Debug, Args)]
pub struct NodeCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Sur le portail central : donne un code pour relier une machine
    #[command(help_template = super::french::TEMPLATE)]
    Invite(Invite),
    /// Sur une machine : la relie au portail central avec un code
    #[command(help_template = super::french::TEMPLATE)]
    Enroll(Enroll),
    /// Sur le portail central : liste les machines et leur dernier contact
    #[command(help_template = super::french::TEMPLATE)]
    List(List),
    /// Sur le portail central : ne fait plus confiance à une machine
    #[command(help_template = super::french::TEMPLATE)]
    Revoke(revoke::Revoke),
    /// Sur le portail central : dit ce qu’une machine tenait des personnes
    #[command(help_template = super::french::TEMPLATE)]
    Exposed(exposed::Exposed),
    /// Sur le portail central : montre les envois gardés à part
    #[command(help_template = super::french::TEMPLATE)]
    Quarantine(quarantine::Quarantine),
    /// Sur le portail central : change la clé qui signe ses réponses, en deux temps
    #[command(help_template = super::french::TEMPLATE)]
    Key(Key),
}

#[derive(Debug, Args)]
struct Key {
    /// Prépare la clé suivante : chaque machine l’apprend à son prochain contact
    #[arg(long, conflicts_with = "change", required_unless_present = "change")]
    prepare: bool,
    /// Signe avec la clé préparée, une fois que toutes les machines l’ont apprise
    #[arg(long)]
    change: bool,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Serialize)]
struct Keyed {
    prepared: bool,
    changed: bool,
}

#[derive(Debug, Args)]
struct Invite {
    /// Nom de la machine, comme « Le bus »
    #[arg(long, value_name = "NOM")]
    name: String,
    /// Heures pendant lesquelles le code sert
    #[arg(long, value_name = "NOMBRE", default_value_t = 24, value_parser = clap::value_parser!(i64).range(1..=24 * 31))]
    hours: i64,
    /// Ce qu’est la machine, qui décide de ce qu’elle reçoit : van (le bus), borne ou bureau
    #[arg(long, value_name = "SORTE", default_value = "van", value_parser = kind)]
    kind: Kind,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Args)]
struct Enroll {
    /// Adresse du portail central, comme https://relais.exemple.fr
    #[arg(long, value_name = "ADRESSE")]
    hub: String,
    /// Code donné par plus node invite
    #[arg(long, value_name = "CODE")]
    code: String,
    /// Nom de la machine sur le réseau local, pour les tablettes (bus.plus.internal)
    #[arg(long, value_name = "NOM")]
    local_name: Option<String>,
    /// Adresse de la machine sur le réseau local ; l’option peut être répétée
    #[arg(long = "address", value_name = "ADRESSE")]
    addresses: Vec<IpAddr>,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Args)]
struct List {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

fn kind(text: &str) -> Result<Kind, String> {
    let known = "les sortes de machines sont van, borne et bureau";
    Kind::from_code(text).ok_or_else(|| known.to_owned())
}

/// A machine by its identifier, or by its name when only one machine has it.
async fn find(link: &mut Link, asked: &str) -> anyhow::Result<Machine> {
    let all = machine::all(link).await?;
    let by_id = all.iter().find(|m| m.node.as_str() == asked);
    let mut named = all.iter().filter(|m| m.name == asked);
    let found = by_id.or(match (named.next(), named.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    });
    found.cloned().with_context(|| {
        format!("aucune machine, ou plusieurs, pour « {asked} » : prenez l’identifiant donné par plus node list")
    })
}

/// « 23/11/2026 à 13:00 UTC ».
fn moment(at_ms: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(at_ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    at.strftime("%d/%m/%Y à %H:%M UTC").to_string()
}

#[derive(Debug, Serialize)]
struct Invited {
    name: String,
    kind: &'static str,
    code: String,
    expires_at: i64,
}

#[derive(Debug, Serialize)]
struct Enrolled {
    name: String,
    hub: String,
}

#[derive(Debug, Serialize)]
struct Listed {
    nodes: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    node: String,
    name: String,
    kind: &'static str,
    enrolled_at: i64,
    revoked_at: Option<i64>,
    seen_at: Option<i64>,
    version: Option<String>,
    waiting: Option<i64>,
    clock_gap: Option<i64>,
    motif: Option<&'static str>,
    ordered_at: Option<i64>,
}

impl NodeCommand {
    /// Runs the verb.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.verb {
            Verb::Invite(invite) => invite.run().await,
            Verb::Enroll(enroll) => enroll.run().await,
            Verb::List(list) => list.run().await,
            Verb::Revoke(revoke) => revoke.run().await,
            Verb::Exposed(exposed) => exposed.run().await,
            Verb::Quarantine(quarantine) => quarantine.run().await,
            Verb::Key(key) => key.run().await,
        }
    }
}

impl Key {
    async fn run(self) -> anyhow::Result<()> {
        let (store, _) = self.data.open_existing().await?;
        if self.prepare {
            node::prepare_key(&store, &Outside::machine()).await?;
        } else if !node::change_key(&store).await? {
            bail!("aucune clé n’est préparée : plus node key --prepare");
        }
        store.close().await;
        let keyed = Keyed {
            prepared: self.prepare,
            changed: !self.prepare,
        };
        self.format.print(&keyed, |k| {
            let said = if k.changed {
                "Les réponses sont signées avec la nouvelle clé."
            } else {
                "La clé suivante est prête. Quand chaque machine aura échangé (plus node list) : plus node key --change"
            };
            said.to_owned()
        })
    }
}

impl Invite {
    async fn run(self) -> anyhow::Result<()> {
        let name = self.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > 60 {
            bail!("donnez à la machine un nom de 1 à 60 signes");
        }
        let (store, _) = self.data.open_existing().await?;
        let outside = Outside::machine();
        let (code, now) = (code::new(&outside), outside.now_ms());
        let expires_at = now + self.hours * 3_600_000;
        let mut tx = store.begin().await?;
        machine::invite(
            &mut tx,
            &code::hash(&code),
            (&name, self.kind),
            (now, expires_at),
        )
        .await?;
        tx.commit().await?;
        store.close().await;
        let invited = Invited {
            name,
            kind: self.kind.code(),
            code,
            expires_at,
        };
        let hours = self.hours;
        self.format.print(&invited, |i| {
            format!(
                "Code pour « {} », une seule fois, pendant {hours} h : {}\nSur cette machine : plus node enroll --data DOSSIER --hub ADRESSE --code {}",
                i.name, i.code, i.code
            )
        })
    }
}

impl Enroll {
    async fn run(self) -> anyhow::Result<()> {
        let (store, _) = self.data.open().await?;
        let outside = Outside::machine();
        let names = Names {
            name: self.local_name.unwrap_or_else(|| local::NAME.to_owned()),
            addresses: self.addresses,
        };
        names.keep(&store).await?;
        let taken = contact::enrol(&store, &outside, &self.hub, &self.code).await;
        store.close().await;
        let enrolled = Enrolled {
            name: taken?.name,
            hub: self.hub,
        };
        self.format.print(&enrolled, |e| {
            format!(
                "Cette machine est « {} », reliée à {}. Premier échange : plus sync now --data DOSSIER",
                e.name, e.hub
            )
        })
    }
}

impl List {
    async fn run(self) -> anyhow::Result<()> {
        let (store, _) = self.data.open_existing().await?;
        let known = machine::all(&mut store.read().await?).await;
        store.close().await;
        let listed = Listed {
            nodes: known?.into_iter().map(line).collect(),
        };
        self.format.print(&listed, |listed| {
            if listed.nodes.is_empty() {
                return "Aucune machine. Invitez-en une : plus node invite --name NOM".to_owned();
            }
            let lines: Vec<String> = listed.nodes.iter().map(sentence).collect();
            lines.join("\n")
        })
    }
}

fn line(machine: Machine) -> Line {
    Line {
        node: machine.node.to_string(),
        name: machine.name,
        kind: machine.kind.code(),
        enrolled_at: machine.enrolled_at,
        revoked_at: machine.revoked_at,
        seen_at: machine.seen_at,
        version: machine.version,
        waiting: machine.waiting,
        clock_gap: machine.clock_gap,
        motif: machine.motif.map(Motif::code),
        ordered_at: machine.ordered_at,
    }
}

fn sentence(line: &Line) -> String {
    let seen = line.seen_at.map_or_else(
        || "jamais vue".to_owned(),
        |at| format!("vue le {}", moment(at)),
    );
    let state = match (line.revoked_at, line.ordered_at) {
        (Some(_), Some(at)) => format!(", révoquée, ordre d’effacement reçu le {}", moment(at)),
        (Some(_), None) => ", révoquée, pas encore revenue".to_owned(),
        (None, _) => String::new(),
    };
    format!(
        "{}  {} ({}), {seen}{state}",
        line.node, line.name, line.kind
    )
}

/// `plus sync`.
#[derive(Debug, Args)]
pub struct SyncCommand {
    #[command(subcommand)]
    verb: SyncVerb,
}

#[derive(Debug, Subcommand)]
enum SyncVerb {
    /// Envoie ce qui attend et prend ce qui est nouveau
    #[command(help_template = super::french::TEMPLATE)]
    Now(Now),
}

#[derive(Debug, Args)]
struct Now {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

impl SyncCommand {
    /// Runs the verb.
    pub async fn run(self) -> anyhow::Result<()> {
        let SyncVerb::Now(now) = self.verb;
        let (store, _) = now.data.open_existing().await?;
        let synced = contact::sync(&store, &Outside::machine()).await;
        store.close().await;
        now.format.print(&synced?, |s| {
            let documents = match s.documents_waiting {
                0 => String::new(),
                1 => " Un document en attente.".to_owned(),
                n => format!(" {n} documents en attente."),
            };
            format!(
                "Échange avec {} : {} écritures envoyées, {} reçues, {} en attente.{documents}",
                s.hub, s.sent, s.received, s.waiting
            )
        })
    }
}
