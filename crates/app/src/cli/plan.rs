//! `plus plan tour|instance|siting`: plans tours and sites of kiosks from files, without a
//! relay.

mod sites;
mod siting;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use plus_domain::territoire::Territoire;
use plus_planning::tour::{self, Continue, Ground, generate};

use super::{FormatArgs, progress, say};
use crate::{outside::stopwatch, territory::geo};

/// `plus plan`.
#[derive(Debug, Args)]
pub struct PlanCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Cherche le plan d’une tournée décrite par un fichier
    #[command(help_template = super::french::TEMPLATE)]
    Tour(Tour),
    /// Invente les données d’une tournée, sur de vrais lieux
    #[command(help_template = super::french::TEMPLATE)]
    Instance(Invent),
    /// Choisit des emplacements de bornes
    #[command(help_template = super::french::TEMPLATE)]
    Siting(siting::Siting),
}

/// How long to look, and from which draws.
#[derive(Debug, Args)]
struct SearchArgs {
    /// Secondes de recherche, au plus
    #[arg(
        long,
        default_value_t = 60.0,
        hide_default_value = true,
        value_name = "SECONDES"
    )]
    time_limit: f64,
    /// Graine des tirages
    #[arg(
        long,
        default_value_t = 1,
        hide_default_value = true,
        value_name = "GRAINE"
    )]
    seed: u64,
}

impl SearchArgs {
    fn limit(&self) -> anyhow::Result<Duration> {
        Duration::try_from_secs_f64(self.time_limit)
            .ok()
            .filter(|limit| !limit.is_zero())
            .context("écrivez après --time-limit un nombre de secondes plus grand que 0")
    }
}

#[derive(Debug, Args)]
struct Tour {
    /// Fichier de la tournée (JSON)
    #[arg(long, value_name = "FICHIER")]
    instance: PathBuf,
    #[command(flatten)]
    search: SearchArgs,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Args)]
struct Invent {
    /// Nombre de mois, de 1 à 6
    #[arg(long, value_name = "MOIS", value_parser = clap::value_parser!(u8).range(1..=6))]
    months: u8,
    /// Graine des tirages
    #[arg(
        long,
        default_value_t = 1,
        hide_default_value = true,
        value_name = "GRAINE"
    )]
    seed: u64,
    /// Dossier du territoire, avec son dossier geo
    #[arg(long, env = "PLUS_TERRITORY", value_name = "DOSSIER")]
    territory: PathBuf,
}

impl PlanCommand {
    /// Runs the verb.
    ///
    /// # Errors
    /// A file that is not there or does not read, a limit that is no time.
    pub fn run(self) -> anyhow::Result<()> {
        match self.verb {
            Verb::Tour(tour) => tour.run(),
            Verb::Instance(invent) => invent.run(),
            Verb::Siting(siting) => siting.run(),
        }
    }
}

fn text_of(file: &Path) -> anyhow::Result<String> {
    fs::read_to_string(file).with_context(|| format!("{} ne se lit pas", file.display()))
}

impl Tour {
    fn run(self) -> anyhow::Result<()> {
        let limit = self.search.limit()?;
        let instance = tour::read(&text_of(&self.instance)?)
            .with_context(|| format!("{} ne décrit pas une tournée", self.instance.display()))?;
        let now = stopwatch();
        let options = tour::Options {
            time_limit: limit,
            seed: self.search.seed,
            ..tour::Options::new(&now)
        };
        let bar = progress("secondes");
        let answer = tour::solve(&instance, &options, &mut |told| {
            bar.set_position(told.elapsed.as_secs());
            Continue::Yes
        });
        bar.finish_and_clear();
        self.format
            .print(&tour::output(&instance, &answer), |made| {
                tell(&instance, made)
            })
    }
}

/// The plan for a person: one line for each half-day.
fn tell(instance: &tour::Instance, made: &tour::Output) -> String {
    let proof = match (made.proved, made.bound) {
        (true, _) => "prouvé".to_owned(),
        (false, Some(bound)) => format!("au mieux {bound}"),
        (false, None) => "sans preuve".to_owned(),
    };
    let mut lines = vec![format!(
        "Valeur {} ({proof}), en {} s.",
        made.objective, made.seconds
    )];
    lines.extend(made.half_days.iter().map(|day| {
        let crew: Vec<&str> = day
            .crew
            .iter()
            .map(|p| instance.staff[*p].id.as_str())
            .collect();
        let partner = day.partner.as_deref().unwrap_or_default();
        format!(
            "{}  {:<28} {} (conduit : {}) {partner}",
            instance.dates[day.h],
            instance.stops[day.stop].nom,
            crew.join(", "),
            instance.staff[day.driver].id,
        )
        .trim_end()
        .to_owned()
    }));
    lines.extend(made.explanations.iter().cloned());
    lines.extend(made.broken_pins.iter().cloned());
    lines.join("\n")
}

impl Invent {
    fn run(self) -> anyhow::Result<()> {
        let territory = read_territory(&self.territory)?;
        let geo = geo::kept(&self.territory)
            .with_context(|| format!("{} n’a pas de dossier geo", self.territory.display()))?;
        let communes: Vec<String> = territory
            .communes
            .iter()
            .map(|c| c.code.to_string())
            .collect();
        let ground = Ground {
            start: jiff::civil::date(2027, 3, 1),
            communes: &communes,
            geo: &geo,
            base: generate::BASE,
            is_holiday: &|day| territory.holiday_on(day).is_some(),
        };
        let invented = tour::instance(usize::from(self.months), self.seed, &ground);
        say(&serde_json::to_string(&invented)?)
    }
}

fn read_territory(folder: &Path) -> anyhow::Result<Territoire> {
    crate::territory::read_folder(folder)
        .with_context(|| format!("{} n’est pas un territoire", folder.display()))
}
