//! `plus bench simulate|fleet|beat`: what the exchange stands, and how fast.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use plus_domain::borne::{Health, Settings};
use plus_simulation::{
    Ground, Plan, Report,
    fleet::Size,
    measure::{self, Asked, Pace},
};
use plus_store::{Options, Store};
use serde::Serialize;
use tokio::sync::{mpsc, watch};

use super::{FormatArgs, progress};
use crate::{
    borne::beat::{self, Ties},
    outside::Outside,
};

/// `plus bench`.
#[derive(Debug, Args)]
pub struct BenchCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Raconte des histoires de réseau hostile, une par graine, et dit si l’une finit mal
    #[command(help_template = super::french::TEMPLATE)]
    Simulate(Simulate),
    /// Fait recevoir à un portail central le travail d’une flotte
    #[command(help_template = super::french::TEMPLATE)]
    Fleet(FleetBench),
    /// Donne les signes de vie d’une borne reliée, sans écran, jusqu’à l’arrêt
    #[command(help_template = super::french::TEMPLATE)]
    Beat(BeatBench),
}

#[derive(Debug, Args)]
struct BeatBench {
    #[command(flatten)]
    data: super::DataArgs,
}

#[derive(Debug, Args)]
struct Simulate {
    /// Nombre d’histoires
    #[arg(
        long,
        default_value_t = 100,
        hide_default_value = true,
        value_name = "NOMBRE"
    )]
    seeds: u64,
    /// Première graine
    #[arg(
        long,
        default_value_t = 0,
        hide_default_value = true,
        value_name = "GRAINE"
    )]
    from: u64,
    /// Sur le disque, chaque écriture attendue (en mémoire si rien n’est dit)
    #[arg(long)]
    disk: bool,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Args)]
struct FleetBench {
    /// Machines de la flotte
    #[arg(
        long,
        default_value_t = 300,
        hide_default_value = true,
        value_name = "NOMBRE"
    )]
    nodes: u32,
    /// Visites, de toutes les machines
    #[arg(
        long,
        default_value_t = 100_000,
        hide_default_value = true,
        value_name = "NOMBRE"
    )]
    visits: u64,
    /// Graine du hasard
    #[arg(
        long,
        default_value_t = 1,
        hide_default_value = true,
        value_name = "GRAINE"
    )]
    seed: u64,
    /// Essais, chacun dans une base neuve ; la médiane est donnée
    #[arg(
        long,
        default_value_t = 1,
        hide_default_value = true,
        value_name = "NOMBRE"
    )]
    runs: u32,
    /// Dossier neuf où garder la base (un dossier temporaire si rien n’est dit)
    #[arg(long, value_name = "DOSSIER")]
    data: Option<PathBuf>,
    /// Base PostgreSQL vide (un essai seulement)
    #[arg(
        long,
        env = "PLUS_DATABASE",
        value_name = "ADRESSE",
        hide_env_values = true
    )]
    database: Option<String>,
    #[command(flatten)]
    format: FormatArgs,
}

impl BenchCommand {
    /// Runs the verb.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.verb {
            Verb::Simulate(simulate) => simulate.run().await,
            Verb::Fleet(fleet) => fleet.run().await,
            Verb::Beat(beat) => beat.run().await,
        }
    }
}

/// What the stories said, and the rules whose absence was noticed.
#[derive(Debug, Serialize)]
struct Stories {
    #[serde(flatten)]
    report: Report,
    mutants: Vec<Mutant>,
}

/// A rule taken away, and the seed that noticed.
#[derive(Debug, Serialize)]
struct Mutant {
    name: String,
    killed_by_seed: Option<u64>,
}

impl Simulate {
    async fn run(self) -> anyhow::Result<()> {
        let plan = Plan {
            from: self.from,
            seeds: self.seeds,
            ground: if self.disk {
                Ground::Disk
            } else {
                Ground::Memory
            },
            // A story waits half of its time for the thread of its database.
            workers: 2 * std::thread::available_parallelism().map_or(1, usize::from),
        };
        let stories = Stories {
            report: plus_simulation::run(&plan).await,
            mutants: mutants(&plan).await,
        };
        self.format.print(&stories, Stories::told)?;
        let survivors = stories.mutants.iter().any(|m| m.killed_by_seed.is_none());
        anyhow::ensure!(
            stories.report.violations == 0 && !survivors,
            "une histoire finit mal, ou une règle retirée ne se remarque pas"
        );
        Ok(())
    }
}

/// A program built without the feature `mutants` cannot take a rule away.
#[cfg(not(feature = "mutants"))]
#[expect(clippy::unused_async, reason = "the same call as with the feature")]
async fn mutants(_plan: &Plan) -> Vec<Mutant> {
    Vec::new()
}

#[cfg(feature = "mutants")]
async fn mutants(plan: &Plan) -> Vec<Mutant> {
    let killed = plus_simulation::kill_all(plan).await;
    let read = |k: plus_simulation::Killed| Mutant {
        name: k.name,
        killed_by_seed: k.killed_by_seed,
    };
    killed.into_iter().map(read).collect()
}

impl Stories {
    fn told(&self) -> String {
        let report = &self.report;
        let mut lines = vec![match report.first_failing_seed {
            None => format!("{} histoires, toutes finissent bien.", report.seeds),
            Some(seed) => format!(
                "{} histoires sur {} finissent mal. La première : graine {seed}, {}.\nLa raconter encore : plus bench simulate --from {seed} --seeds 1",
                report.violations,
                report.seeds,
                report.wrong.as_deref().unwrap_or_default()
            ),
        }];
        for mutant in &self.mutants {
            lines.push(match mutant.killed_by_seed {
                Some(seed) => format!(
                    "Sans la règle {} : remarqué à la graine {seed}.",
                    mutant.name
                ),
                None => format!("Sans la règle {} : RIEN ne le remarque.", mutant.name),
            });
        }
        lines.join("\n")
    }
}

/// What a fleet took.
#[derive(Debug, Serialize)]
struct FleetReport {
    engine: &'static str,
    nodes: u32,
    visits: u64,
    /// The run in the middle.
    ingest: Pace,
    /// The same rows by bare inserts, in the same run.
    bare: Option<Pace>,
    questions: Vec<Asked>,
    /// Bytes of the database, on SQLite.
    bytes: Option<u64>,
}

impl FleetBench {
    async fn run(self) -> anyhow::Result<()> {
        let mut reports = Vec::new();
        let runs = if self.data.is_some() || self.database.is_some() {
            1
        } else {
            self.runs.max(1)
        };
        for _ in 0..runs {
            reports.push(self.once().await?);
        }
        reports.sort_by(|a, b| a.ingest.per_second.total_cmp(&b.ingest.per_second));
        let report = reports.swap_remove(reports.len() / 2);
        self.format.print(&report, FleetReport::told)
    }

    async fn once(&self) -> anyhow::Result<FleetReport> {
        let temporary = tempfile::tempdir().context("un dossier temporaire")?;
        let folder = self
            .data
            .clone()
            .unwrap_or_else(|| temporary.path().join("flotte"));
        let options = Options::folder(&folder).with_database(self.database.clone());
        let store = Store::open(&options).await?;
        let size = Size {
            nodes: self.nodes,
            visites: self.visits,
            seed: self.seed,
        };
        let bar = progress("écritures reçues");
        bar.set_length(self.visits);
        let ingest = measure::ingest(&store, size, &mut |n| bar.set_position(n)).await?;
        bar.finish_and_clear();
        store.count_again().await?;
        let bare = self.bare(&store, temporary.path()).await?;
        let questions = measure::ask(&store).await?;
        store.close().await;
        let file = std::fs::metadata(folder.join(plus_store::FILE));
        Ok(FleetReport {
            engine: if self.database.is_some() {
                "PostgreSQL"
            } else {
                "SQLite"
            },
            nodes: self.nodes,
            visits: self.visits,
            ingest,
            bare,
            questions,
            bytes: file
                .ok()
                .filter(|_| self.database.is_none())
                .map(|m| m.len()),
        })
    }

    /// Beside it on SQLite: the same rows. A PostgreSQL base has no empty one beside it.
    async fn bare(&self, store: &Store, folder: &std::path::Path) -> anyhow::Result<Option<Pace>> {
        if self.database.is_some() || self.visits > 2_000_000 {
            return Ok(None);
        }
        let beside = Store::open(&Options::folder(folder.join("nue"))).await?;
        let pace = measure::bare(store, &beside).await?;
        beside.close().await;
        Ok(Some(pace))
    }
}

impl FleetReport {
    fn told(&self) -> String {
        let mut lines = vec![format!(
            "{} : {} visites de {} machines, {:.0} écritures par seconde (prises ensemble : {:.0} ms, {:.0} ms au 95e centile).",
            self.engine,
            self.visits,
            self.nodes,
            self.ingest.per_second,
            self.ingest.batch_p50_ms,
            self.ingest.batch_p95_ms
        )];
        if let Some(bare) = &self.bare {
            lines.push(format!(
                "Les mêmes lignes, insérées nues : {:.0} par seconde ({:.1} fois).",
                bare.per_second,
                bare.per_second / self.ingest.per_second
            ));
        }
        for asked in &self.questions {
            lines.push(format!(
                "{} : {:.1} ms, {:.1} ms au 95e centile.",
                asked.question, asked.p50_ms, asked.p95_ms
            ));
        }
        lines.join("\n")
    }
}

impl BeatBench {
    /// Beats as a kiosk of this machine that nothing ails: many of them try a fleet page.
    async fn run(self) -> anyhow::Result<()> {
        let (store, _config) = self.data.open_existing().await?;
        let (_health, told) = watch::channel(Health::default());
        let (_answers, said) = mpsc::channel(1);
        let (orders, _asked) = mpsc::channel(1);
        let ties = Ties {
            health: told,
            answers: said,
            orders,
            settings: watch::channel(Settings::default()).0,
        };
        beat::keep(&store, &Outside::machine(), ties).await;
        Ok(())
    }
}
