//! The command line: `plus NOUN VERB`, verbs in English, sentences in French.
//!
//! Each noun has its file. This one holds what they share: options, the shape of
//! what is printed, and the exit status — 0 done, 1 refused or failed, 2 not
//! understood. Only this layer prints.

mod account;
mod audit;
mod backup;
mod bench;
mod borne;
mod config;
mod content;
mod demo;
mod doctor;
mod doors;
mod french;
mod import;
mod journal;
mod kreyol;
mod maintenance;
mod node;
mod opendata;
mod plan;
mod report;
mod rgpd;
mod search;
mod serve;
mod stats;
mod territory;

use std::{io::Write, path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::{Args, Parser, Subcommand, ValueEnum};
use plus_store::{Options, Store, exchange::unread};

use crate::config::{Config, Content};

/// Relais de services publics : recevoir, orienter, accompagner, rendre compte.
#[derive(Debug, Parser)]
#[command(
    name = "plus",
    version,
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true,
    help_template = french::TEMPLATE,
    subcommand_help_heading = "Commandes",
    subcommand_value_name = "COMMANDE",
    next_help_heading = "Options",
    after_help = french::EXAMPLES,
)]
struct Cli {
    /// Affiche l’aide de la commande
    #[arg(short, long, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// Affiche la version
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    version: Option<bool>,
    /// Détail du journal : error, warn, info (si rien n’est dit) ou debug
    #[arg(
        long,
        global = true,
        env = "PLUS_LOG",
        default_value = "info",
        hide_default_value = true,
        value_name = "NIVEAU"
    )]
    log: String,
    /// Présentation du journal : text (si rien n’est dit) ou json, une ligne lisible par un outil
    #[arg(
        long,
        global = true,
        value_enum,
        env = "PLUS_LOG_FORMAT",
        default_value = "text",
        hide_default_value = true,
        value_name = "FORMAT",
        hide_possible_values = true
    )]
    log_format: Format,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Ouvre PLUS à l’équipe et au public
    #[command(help_template = french::TEMPLATE)]
    Serve(serve::Serve),
    /// Fait de cette machine une borne : écrans, navigateur, imprimante
    #[command(help_template = french::TEMPLATE)]
    Borne(borne::Borne),
    /// Gère les comptes de l’équipe et des partenaires
    #[command(
        help_template = french::TEMPLATE,
        subcommand_help_heading = "Commandes",
        subcommand_value_name = "COMMANDE",
        disable_help_subcommand = true,
    )]
    Account(account::AccountCommand),
    /// Montre PLUS avec une activité inventée
    #[command(help_template = french::TEMPLATE)]
    Demo(demo::Demo),
    /// Écrit un territoire neuf, le vérifie, l’exporte, le compare
    #[command(
        help_template = french::TEMPLATE,
        subcommand_help_heading = "Commandes",
        subcommand_value_name = "COMMANDE",
        disable_help_subcommand = true,
    )]
    Territory(territory::TerritoryCommand),
    /// Compte visites, demandes et personnes d’une période
    #[command(help_template = french::TEMPLATE)]
    Stats(stats::Stats),
    /// Émet les relevés des partenaires
    #[command(
        help_template = french::TEMPLATE,
        subcommand_help_heading = "Commandes",
        subcommand_value_name = "COMMANDE",
        disable_help_subcommand = true,
    )]
    Report(report::ReportCommand),
    /// Publie le fichier ouvert d’une année et sa preuve
    #[command(help_template = french::TEMPLATE)]
    Opendata(opendata::Opendata),
    /// Répond du RGPD : registre, accès d’une personne à ses données
    #[command(
        help_template = french::TEMPLATE,
        subcommand_help_heading = "Commandes",
        subcommand_value_name = "COMMANDE",
        disable_help_subcommand = true,
    )]
    Rgpd(rgpd::RgpdCommand),
    /// Importe et vérifie le contenu officiel
    #[command(
        help_template = french::TEMPLATE,
        subcommand_help_heading = "Commandes",
        subcommand_value_name = "COMMANDE",
        disable_help_subcommand = true,
    )]
    Content(content::ContentCommand),
    /// Importe l’activité d’avant PLUS
    #[command(
        help_template = french::TEMPLATE,
        subcommand_help_heading = "Commandes",
        subcommand_value_name = "COMMANDE",
        disable_help_subcommand = true,
    )]
    Import(import::ImportCommand),
    /// Mesure et éprouve : flottes simulées, histoires de réseau hostile
    #[command(
        help_template = french::TEMPLATE,
        subcommand_help_heading = "Commandes",
        subcommand_value_name = "COMMANDE",
        disable_help_subcommand = true,
    )]
    Bench(bench::BenchCommand),
    /// Planifie des tournées, place des bornes
    #[command(
        help_template = french::TEMPLATE,
        subcommand_help_heading = "Commandes",
        subcommand_value_name = "COMMANDE",
        disable_help_subcommand = true,
    )]
    Plan(plan::PlanCommand),
    /// Cherche dans le contenu officiel
    #[command(help_template = french::TEMPLATE)]
    Search(search::Search),
    /// Prépare et note la relecture du créole
    #[command(
        help_template = french::TEMPLATE,
        subcommand_help_heading = "Commandes",
        subcommand_value_name = "COMMANDE",
        disable_help_subcommand = true,
    )]
    Kreyol(kreyol::KreyolCommand),
    /// Relie les machines d’un relais à leur portail central
    #[command(
        help_template = french::TEMPLATE,
        subcommand_help_heading = "Commandes",
        subcommand_value_name = "COMMANDE",
        disable_help_subcommand = true,
    )]
    Node(node::NodeCommand),
    /// Échange avec le portail central
    #[command(
        help_template = french::TEMPLATE,
        subcommand_help_heading = "Commandes",
        subcommand_value_name = "COMMANDE",
        disable_help_subcommand = true,
    )]
    Sync(node::SyncCommand),
    /// Dit ce qui ne va pas, et comment le réparer
    #[command(help_template = french::TEMPLATE)]
    Doctor(doctor::Doctor),
    /// Dit chaque réglage, vérifie un fichier de réglages
    #[command(
        help_template = french::TEMPLATE,
        subcommand_help_heading = "Commandes",
        subcommand_value_name = "COMMANDE",
        disable_help_subcommand = true,
    )]
    Config(config::ConfigCommand),
    /// Ferme les pages le temps d’un entretien
    #[command(
        help_template = french::TEMPLATE,
        subcommand_help_heading = "Commandes",
        subcommand_value_name = "COMMANDE",
        disable_help_subcommand = true,
    )]
    Maintenance(maintenance::MaintenanceCommand),
    /// Vérifie le journal
    #[command(
        help_template = french::TEMPLATE,
        subcommand_help_heading = "Commandes",
        subcommand_value_name = "COMMANDE",
        disable_help_subcommand = true,
    )]
    Journal(journal::JournalCommand),
    /// Vérifie la trace de sécurité, en signe la fin
    #[command(
        help_template = french::TEMPLATE,
        subcommand_help_heading = "Commandes",
        subcommand_value_name = "COMMANDE",
        disable_help_subcommand = true,
    )]
    Audit(audit::AuditCommand),
    /// Refait toutes les tables depuis le journal
    #[command(help_template = french::TEMPLATE)]
    Rebuild(journal::RebuildCommand),
    /// Sauvegarde et restaure
    #[command(
        help_template = french::TEMPLATE,
        subcommand_help_heading = "Commandes",
        subcommand_value_name = "COMMANDE",
        disable_help_subcommand = true,
    )]
    Backup(backup::BackupCommand),
}

/// Where the data is.
#[derive(Debug, Clone, Args)]
pub struct DataArgs {
    /// Dossier des données
    #[arg(long, env = "PLUS_DATA", value_name = "DOSSIER")]
    pub data: PathBuf,
    /// Base PostgreSQL (postgres://…) au lieu du fichier SQLite du dossier
    #[arg(
        long,
        env = "PLUS_DATABASE",
        value_name = "ADRESSE",
        hide_env_values = true
    )]
    pub database: Option<String>,
}

/// Where the data is, for commands that also work without it.
#[derive(Debug, Clone, Args)]
pub struct OptionalDataArgs {
    /// Dossier des données
    #[arg(long, env = "PLUS_DATA", value_name = "DOSSIER")]
    data: Option<PathBuf>,
    /// Base PostgreSQL (postgres://…) au lieu du fichier SQLite du dossier
    #[arg(
        long,
        env = "PLUS_DATABASE",
        value_name = "ADRESSE",
        hide_env_values = true
    )]
    database: Option<String>,
}

impl OptionalDataArgs {
    /// The data, when its folder was named.
    pub fn given(self) -> Option<DataArgs> {
        let database = self.database;
        self.data.map(|data| DataArgs { data, database })
    }
}

impl DataArgs {
    /// Opens the database of the folder, made if needed, and reads its settings.
    pub async fn open(&self) -> anyhow::Result<(Store, Config)> {
        let config = Config::of_folder(&self.data)?;
        let database = self.database.clone().or_else(|| config.database.clone());
        let options = Options::folder(&self.data).with_database(database);
        let store = Store::open(&options)
            .await
            .with_context(|| format!("la base de {} ne s’ouvre pas", self.data.display()))?;
        // What a newer machine wrote while this one had an older program.
        let read = unread::learn(&store).await?;
        if read > 0 {
            tracing::info!(read, "entries that an older version had kept unread");
        }
        Ok((store, config))
    }
}

impl DataArgs {
    /// The same for commands that read: a folder that holds nothing is a slip of the
    /// hand, and making an empty relay there would hide it.
    pub async fn open_existing(&self) -> anyhow::Result<(Store, Config)> {
        let elsewhere =
            self.database.is_some() || Config::of_folder(&self.data)?.database.is_some();
        if !elsewhere && !self.data.join(plus_store::engine::FILE).is_file() {
            anyhow::bail!(
                "{} ne contient pas de données de PLUS : vérifiez le chemin donné à --data",
                self.data.display()
            );
        }
        self.open().await
    }
}

/// Where the official content comes from, over what `plus.toml` says.
#[derive(Debug, Clone, Args)]
pub struct ContentArgs {
    /// Adresse de l’archive officielle, cherchée régulièrement
    #[arg(long, env = "PLUS_CONTENT_ADDRESS", value_name = "ADRESSE")]
    pub content_address: Option<String>,
    /// Heures entre deux recherches de contenu nouveau (24 si rien n’est dit)
    #[arg(long, env = "PLUS_CONTENT_EVERY_HOURS", value_name = "HEURES")]
    pub content_every_hours: Option<u32>,
}

impl ContentArgs {
    /// These settings, over those of the file.
    pub fn over(self, file: Content) -> anyhow::Result<Content> {
        let merged = file.with(self.content_address, self.content_every_hours);
        merged.map_err(anyhow::Error::msg)
    }
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs: stable names, documented.
    Json,
}

/// The option `--format` of every command that reports.
#[derive(Debug, Clone, Copy, Args)]
pub struct FormatArgs {
    /// Présentation : text ou json
    #[arg(
        long,
        value_enum,
        default_value = "text",
        hide_default_value = true,
        value_name = "FORMAT",
        hide_possible_values = true
    )]
    pub format: Format,
}

impl FormatArgs {
    /// Prints a result: as JSON, or as the text that `text` makes.
    pub fn print<T: serde::Serialize>(
        self,
        value: &T,
        text: impl FnOnce(&T) -> String,
    ) -> anyhow::Result<()> {
        let shown = match self.format {
            Format::Json => serde_json::to_string_pretty(value)?,
            Format::Text => text(value),
        };
        say(&shown)
    }
}

/// Prints a line for the person. A closed pipe (`plus … | head`) is no failure.
pub fn say(text: &str) -> anyhow::Result<()> {
    match writeln!(std::io::stdout().lock(), "{text}") {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(e.into()),
        _ => Ok(()),
    }
}

/// A bar for long work, on the error stream; hidden when nobody watches.
pub fn progress(what: &'static str) -> indicatif::ProgressBar {
    let style = indicatif::ProgressStyle::with_template("{bar:30} {pos} {msg}");
    let bar = indicatif::ProgressBar::no_length().with_message(what);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Runs the program.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return french::explain(&error),
    };
    match start(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn start(cli: Cli) -> anyhow::Result<()> {
    log_to_stderr(&cli.log, cli.log_format)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match cli.command {
            Command::Serve(serve) => serve.run().await,
            Command::Borne(borne) => borne.run().await,
            Command::Account(account) => account.run().await,
            Command::Demo(demo) => demo.run().await,
            Command::Territory(territory) => territory.run().await,
            Command::Stats(stats) => stats.run().await,
            Command::Report(report) => report.run().await,
            Command::Opendata(opendata) => opendata.run().await,
            Command::Rgpd(rgpd) => rgpd.run().await,
            Command::Content(content) => content.run().await,
            Command::Import(import) => import.run().await,
            Command::Plan(plan) => plan.run(),
            Command::Search(search) => search.run().await,
            Command::Bench(bench) => bench.run().await,
            Command::Kreyol(kreyol) => kreyol.run(),
            Command::Config(config) => config.run(),
            Command::Maintenance(maintenance) => maintenance.run(),
            Command::Doctor(doctor) => doctor.run().await,
            Command::Node(node) => node.run().await,
            Command::Sync(sync) => sync.run().await,
            Command::Journal(journal) => journal.run().await,
            Command::Audit(audit) => audit.run().await,
            Command::Rebuild(rebuild) => rebuild.run().await,
            Command::Backup(backup) => backup.run().await,
        }
    })
}

/// The log goes to the error stream: results alone go to the output.
fn log_to_stderr(level: &str, format: Format) -> anyhow::Result<()> {
    // A statement that took a second is told whole by its library: pages of SQL at a migration.
    let quiet = if level == "debug" {
        ""
    } else {
        ",sqlx::query=error"
    };
    let filter = tracing_subscriber::EnvFilter::try_new(format!("{level}{quiet}"))?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // Already set when the command line is called from a test.
    let _already = match format {
        Format::Text => subscriber.try_init(),
        Format::Json => subscriber.json().flatten_event(true).try_init(),
    };
    Ok(())
}

/// Says what failed and why, one cause a line.
fn complain(error: &anyhow::Error) {
    let mut stderr = std::io::stderr().lock();
    let causes = error
        .chain()
        .skip(1)
        .map(|cause| format!("  car {cause}\n"));
    let text = format!("plus : {error}\n{}", causes.collect::<String>());
    // Nobody is left to tell when the error stream itself is closed.
    let _told = stderr.write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_coherent() {
        super::Cli::command().debug_assert();
    }

    #[test]
    fn help_speaks_french() {
        let help = super::Cli::command().render_long_help().to_string();
        for english in [
            "Usage:",
            "Commands:",
            "Print ",
            "[possible values",
            "[default",
        ] {
            assert!(!help.contains(english), "{english} in:\n{help}");
        }
    }
}
