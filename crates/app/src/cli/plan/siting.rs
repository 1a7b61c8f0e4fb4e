//! `plus plan siting`: sites of kiosks, for a file of the OR-Library or for a territory.
//!
//! For a territory the answer that keeps its rule, one kiosk at least in each commune, comes
//! first; the best without the rule is shown only as its price, with who is far before and
//! after. Minutes are estimates, and say so.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, bail};
use clap::Args;
use jiff::civil::Date;
use plus_domain::territoire::Territoire;
use plus_planning::{
    access::{
        geo::Geo,
        measure::{Sample, Settings, Summary, summarise},
        position::Position,
        time::Reach,
    },
    siting::{self, Problem, Watch, median, orlib},
};
use serde::Serialize;

use super::{SearchArgs, sites::real, text_of};
use crate::{
    cli::FormatArgs,
    implantation::{Ground, LevelAccess, Networks, levels, read_roads, read_transit},
    outside::{Outside, stopwatch},
    territory::{self, geo},
};

/// How minutes are counted, as said ([`crate::implantation::DETOUR`] and its speed).
const METHOD: &str = "estimé : à vol d’oiseau × 1,4 à 30 km/h";

/// `plus plan siting`.
#[derive(Debug, Args)]
pub struct Siting {
    /// Fichier de l’OR-Library
    #[arg(long, value_name = "FICHIER", conflicts_with = "territory")]
    orlib: Option<PathBuf>,
    /// Dossier du territoire, avec son dossier geo
    #[arg(long, value_name = "DOSSIER", required_unless_present = "orlib")]
    territory: Option<PathBuf>,
    /// Nombre de bornes en tout
    #[arg(
        long,
        default_value_t = 12,
        hide_default_value = true,
        value_name = "NOMBRE"
    )]
    kiosks: usize,
    /// Quartiers des bornes qui existent, par leur numéro ; sans lui, ceux de lieux.csv
    #[arg(long, value_name = "NUMÉROS", value_delimiter = ',')]
    fixed: Vec<String>,
    /// Mesure depuis chaque carreau, et non depuis chaque quartier
    #[arg(long)]
    tiles: bool,
    /// Emplacements réels où une borne peut aller (CSV ou XLSX), comme « Tableur » les donne ;
    /// chaque habitant est alors compté depuis son carreau
    #[arg(
        long,
        value_name = "FICHIER",
        requires = "territory",
        conflicts_with = "fixed"
    )]
    sites: Option<PathBuf>,
    /// Routes du territoire (.osm.pbf) : dit aussi qui est loin par la route
    #[arg(long, value_name = "FICHIER", requires = "territory")]
    roads: Option<PathBuf>,
    /// Choisit d’après les temps de route, et non d’après l’estimation
    #[arg(long, requires = "roads")]
    by_road: bool,
    /// Horaires des bus (GTFS) : dit aussi qui est loin en bus
    #[arg(long, value_name = "FICHIER", requires = "territory")]
    transit: Option<PathBuf>,
    /// Jour des bus ; sans lui, un des cinq mardis à venir
    #[arg(long, value_name = "AAAA-MM-JJ", requires = "transit")]
    day: Option<Date>,
    #[command(flatten)]
    search: SearchArgs,
    #[command(flatten)]
    format: FormatArgs,
}

/// An answer for a territory.
#[derive(Debug, Serialize)]
struct Answer {
    /// How minutes were counted.
    method: String,
    /// Points of demand that no road reaches, left out of a choice by road.
    #[serde(skip_serializing_if = "Option::is_none")]
    without_road: Option<usize>,
    /// With one kiosk at least in each commune.
    rule: Chosen,
    /// Without: only the price of the rule.
    without_rule: Chosen,
    /// Share of need × minutes that the rule adds.
    price: f64,
    /// Who is far from the kiosks that stand.
    before: Option<Far>,
    /// Who would be far from those of the rule.
    after: Option<Far>,
    /// The same by the roads and by bus, when their files are given.
    levels: Vec<LevelAccess>,
}

/// Sites chosen, with what is known of the choice.
#[derive(Debug, Serialize)]
struct Chosen {
    value: f64,
    proved: bool,
    gap: f64,
    seconds: f64,
    communes: usize,
    open: Vec<Site>,
}

/// A site.
#[derive(Debug, Serialize)]
struct Site {
    id: String,
    name: String,
    commune: String,
    stands: bool,
}

/// Who is far, persons.
#[derive(Debug, Serialize)]
struct Far {
    mean: Option<f64>,
    p95: Option<f64>,
    beyond: Vec<(f64, f64)>,
    gini_of_access: Option<f64>,
}

impl Siting {
    /// Runs it.
    ///
    /// # Errors
    /// A file that does not read, a rule that no choice can keep.
    pub fn run(self) -> anyhow::Result<()> {
        let time = self.search.limit()?;
        match (&self.orlib, &self.territory) {
            (Some(file), _) => self.of_file(file, time),
            (None, Some(folder)) => self.of_territory(folder, time),
            (None, None) => bail!("donnez --orlib ou --territory"),
        }
    }

    fn of_file(&self, file: &Path, time: Duration) -> anyhow::Result<()> {
        let problem = orlib::read(&text_of(file)?)
            .with_context(|| format!("{} n’est pas de l’OR-Library", file.display()))?;
        let now = stopwatch();
        let watch = Watch::new(&now).with_limit(time);
        let answer = median::solve(&problem, self.search.seed, &watch);
        let written = siting::answer_json(&answer, now());
        self.format.print(&written, |_| {
            let proof = proof(answer.proved, answer.gap);
            format!(
                "Valeur {} ({proof}). Ouverts : {}",
                answer.value, written["open"]
            )
        })
    }

    fn of_territory(&self, folder: &Path, time: Duration) -> anyhow::Result<()> {
        let territory = territory::read_folder(folder)?;
        let geo = geo::kept(folder)
            .with_context(|| format!("{} n’a pas de dossier geo", folder.display()))?;
        let geo = match &self.sites {
            Some(file) => real(&geo, &territory, file)?,
            None => geo,
        };
        let ground = if self.fixed.is_empty() {
            Ground::standing(&geo, &territory)
        } else {
            Ground::fixed_at(&geo, &self.fixed)?
        };
        let networks = self.networks()?;
        let tiles = self.tiles || self.sites.is_some();
        let roads = networks.roads.as_ref().filter(|_| self.by_road);
        let (free, without_road) = match roads {
            Some(roads) => {
                let (problem, left) = ground.by_road(tiles, self.kiosks, roads)?;
                (problem, Some(left))
            }
            None => (ground.problem(tiles, self.kiosks)?, None),
        };
        let ruled = free.clone().with_groups(ground.communes(&territory))?;
        let known = (&geo, &territory, ground.fixed());
        let (open, rule) = self.choose(known, &ruled, time);
        let (_, without_rule) = self.choose(known, &free, time);
        let answer = Answer {
            method: self.method(),
            without_road,
            levels: levels(
                &geo,
                &networks,
                (&positions(&geo, ground.fixed()), &positions(&geo, &open)),
                time.max(BUSES),
            ),
            price: rule.value / without_rule.value - 1.0,
            before: far_from(&ground, &geo, ground.fixed()),
            after: far_from(&ground, &geo, &open),
            rule,
            without_rule,
        };
        self.format.print(&answer, told)
    }

    fn method(&self) -> String {
        match &self.roads {
            Some(file) if self.by_road => format!("par la route, d’après {}", file.display()),
            _ => METHOD.to_owned(),
        }
    }

    /// The files given, read.
    fn networks(&self) -> anyhow::Result<Networks> {
        let today = Outside::machine().today(&jiff::tz::TimeZone::system());
        let roads = self.roads.as_deref();
        let transit = self.transit.as_deref();
        let transit = transit.map(|file| read_transit(file, self.day, today));
        let (transit, day) = transit.transpose()?.unzip();
        let roads = roads.map(|file| read_roads(file, today)).transpose()?;
        Ok(Networks {
            roads,
            transit,
            day,
        })
    }

    /// The places chosen by their numbers, and what is said of them.
    fn choose(
        &self,
        (geo, territory, fixed): (&Geo, &Territoire, &[usize]),
        problem: &Problem,
        time: Duration,
    ) -> (Vec<usize>, Chosen) {
        let now = stopwatch();
        let watch = Watch::new(&now).with_limit(time);
        let answer = median::solve(problem, self.search.seed, &watch);
        let open = answer.open.iter();
        let communes: BTreeSet<&str> = open
            .map(|site| geo.places[*site].commune.as_str())
            .collect();
        let chosen = Chosen {
            value: problem.travel(&answer.open),
            proved: answer.proved,
            gap: answer.gap,
            seconds: now().as_secs_f64(),
            communes: communes.len(),
            open: answer
                .open
                .iter()
                .map(|at| site(geo, territory, fixed, *at))
                .collect(),
        };
        (answer.open, chosen)
    }
}

/// The longest that buses are looked at, when `--time-limit` is shorter.
const BUSES: Duration = Duration::from_mins(10);

fn positions(geo: &Geo, sites: &[usize]) -> Vec<Position> {
    sites
        .iter()
        .map(|site| geo.places[*site].position)
        .collect()
}

/// How far people are from some sites; nothing without sites.
fn far_from(ground: &Ground<'_>, geo: &Geo, sites: &[usize]) -> Option<Far> {
    let samples = geo.tiles.iter().filter_map(|tile| {
        let sites = sites.iter();
        let times = sites.map(|s| ground.minutes(tile.position, geo.places[*s].position));
        Some(Sample {
            reach: Reach::Minutes(times.min_by(f64::total_cmp)?),
            weight: tile.persons,
            place: None,
        })
    });
    let samples: Vec<Sample> = samples.collect();
    let settings = Settings::default();
    summarise(&samples, &settings).map(|found| far(&found, &settings))
}

fn site(geo: &Geo, territory: &Territoire, fixed: &[usize], at: usize) -> Site {
    let place = &geo.places[at];
    let communes = &mut territory.communes.iter();
    let commune = communes.find(|c| c.code.as_str() == place.commune);
    Site {
        id: place.id.clone(),
        name: place.name.clone(),
        commune: commune.map_or_else(|| place.commune.clone(), |c| c.name.clone()),
        stands: fixed.contains(&at),
    }
}

fn far(found: &Summary, settings: &Settings) -> Far {
    let minutes = |reach: Reach| match reach {
        Reach::Minutes(minutes) => Some(minutes),
        Reach::None => None,
    };
    Far {
        mean: found.mean,
        p95: minutes(found.p95),
        // The sum of nobody is −0 in floating point: people would read it.
        beyond: settings
            .beyond
            .iter()
            .copied()
            .zip(found.beyond.iter().map(|share| share + 0.0))
            .collect(),
        gini_of_access: found.gini,
    }
}

fn proof(proved: bool, gap: f64) -> String {
    if proved {
        "prouvé".to_owned()
    } else {
        format!("à {:.3} % près", gap * 100.0)
    }
}

/// The answer for a person.
fn told(answer: &Answer) -> String {
    let mut lines = vec![format!("Temps {}.", answer.method)];
    lines.push(format!(
        "Une borne au moins dans chaque commune : {} communes servies, {}, en {:.1} s.",
        answer.rule.communes,
        proof(answer.rule.proved, answer.rule.gap),
        answer.rule.seconds
    ));
    lines.extend(answer.rule.open.iter().map(|site| {
        let stands = if site.stands { " (existe)" } else { "" };
        format!("  {} — {}{stands}", site.commune, site.name)
    }));
    lines.push(format!(
        "Cette règle coûte {:.1} % de temps en plus ; sans elle, {} communes seraient servies ({}).",
        answer.price * 100.0,
        answer.without_rule.communes,
        proof(answer.without_rule.proved, answer.without_rule.gap)
    ));
    for (when, far) in [("Avant", &answer.before), ("Après", &answer.after)] {
        if let Some(far) = far {
            lines.push(said_far(when, far));
        }
    }
    if let Some(left) = answer.without_road.filter(|left| *left > 0) {
        lines.push(format!("{left} points sans route sont laissés de côté."));
    }
    lines.extend(answer.levels.iter().map(said_level));
    lines.join("\n")
}

/// « Par la route, après : 12.3 min en moyenne, 0.4 % sans route. »
fn said_level(level: &LevelAccess) -> String {
    let (name, way) = match level.day {
        Some(day) => (format!("En bus le {day}"), "bus"),
        None => ("Par la route".to_owned(), "route"),
    };
    let after = level
        .groups
        .first()
        .and_then(|everybody| everybody.after.as_ref());
    let Some(after) = after else {
        return format!("{name} : personne n’y va.");
    };
    let mean = after.mean.map_or(0.0, |mean| mean.high);
    let nowhere = after.nowhere * 100.0;
    format!("{name}, après : {mean:.1} min en moyenne, {nowhere:.1} % sans {way}.")
}

fn said_far(when: &str, far: &Far) -> String {
    let beyond = far.beyond.iter();
    let beyond =
        beyond.map(|(limit, share)| format!("{:.1} % à plus de {limit} min", share * 100.0));
    format!(
        "{when} : {:.1} min en moyenne, {} ; inégalité d’accès {:.3}.",
        far.mean.unwrap_or_default(),
        beyond.collect::<Vec<_>>().join(", "),
        far.gini_of_access.unwrap_or_default()
    )
}
