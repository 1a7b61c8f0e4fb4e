//! `plus stats`: the figures of a period.

use std::collections::BTreeMap;

use anyhow::bail;
use clap::Args;
use jiff::civil::Date;
use plus_domain::{
    period::{Month, Period, parse_date},
    stats::{Measures, Scope},
};
use plus_store::stats;
use serde::Serialize;

use super::{DataArgs, FormatArgs};

/// `plus stats`.
#[derive(Debug, Args)]
pub struct Stats {
    #[command(flatten)]
    data: DataArgs,
    /// Premier jour, AAAA-MM-JJ (le premier enregistré si rien n’est dit)
    #[arg(long, value_name = "DATE", value_parser = day)]
    from: Option<Date>,
    /// Dernier jour, AAAA-MM-JJ (le dernier enregistré si rien n’est dit)
    #[arg(long, value_name = "DATE", value_parser = day)]
    to: Option<Date>,
    #[command(flatten)]
    format: FormatArgs,
}

/// A date as the command line reads it.
pub fn day(text: &str) -> Result<Date, String> {
    parse_date(text).map_err(|e| e.to_string())
}

/// What `--format json` prints: stable, documented in `docs/guide/`.
#[derive(Debug, Serialize)]
struct Shown {
    from: Date,
    to: Date,
    visites: i64,
    demandes: i64,
    accompagnements: i64,
    people_accompanied: i64,
    people_returning: i64,
    people_unknown: i64,
    by_month: Vec<ShownMonth>,
}

#[derive(Debug, Serialize)]
struct ShownMonth {
    month: Month,
    visites: i64,
    demandes: i64,
    accompagnements: i64,
    people_accompanied: i64,
}

impl Stats {
    /// Counts and prints.
    pub async fn run(self) -> anyhow::Result<()> {
        let (store, _) = self.data.open_existing().await?;
        let mut link = store.read().await?;
        let known = stats::span(&mut link).await?;
        let (Some(from), Some(to)) = (
            self.from.or(known.map(|k| k.from)),
            self.to.or(known.map(|k| k.to)),
        ) else {
            bail!("aucune visite n’est enregistrée ici : donnez --from et --to");
        };
        let period = Period::new(from, to)?;
        let figures = stats::figures(&mut link, period, &Scope::All).await?;
        let people = stats::people(&mut link, period).await?;
        drop(link);
        store.close().await;
        self.format.print(
            &shown(period, figures.total, &figures.by_month, people),
            text,
        )
    }
}

fn shown(
    period: Period,
    total: Measures,
    months: &BTreeMap<Month, Measures>,
    people: stats::People,
) -> Shown {
    Shown {
        from: period.from,
        to: period.to,
        visites: total.visites,
        demandes: total.demandes,
        accompagnements: total.accompagnements,
        people_accompanied: people.accompanied,
        people_returning: people.returning,
        people_unknown: people.unknown,
        by_month: months
            .iter()
            .map(|(month, m)| shown_month(*month, *m))
            .collect(),
    }
}

fn shown_month(month: Month, m: Measures) -> ShownMonth {
    ShownMonth {
        month,
        visites: m.visites,
        demandes: m.demandes,
        accompagnements: m.accompagnements,
        people_accompanied: m.first,
    }
}

fn text(shown: &Shown) -> String {
    use std::fmt::Write as _;
    let mut text = format!(
        "Du {} au {}\n\
         Visites                          {:>8}\n\
         Demandes                         {:>8}\n\
         Accompagnements                  {:>8}\n\
         Usagers accompagnés              {:>8}\n\
         Personnes déjà accompagnées      {:>8}\n\
         Première fois : ne sait pas      {:>8}\n\n\
         Mois       Visites  Demandes  Accompagnements  Usagers accompagnés\n",
        shown.from,
        shown.to,
        shown.visites,
        shown.demandes,
        shown.accompagnements,
        shown.people_accompanied,
        shown.people_returning,
        shown.people_unknown,
    );
    for m in &shown.by_month {
        let _ = writeln!(
            text,
            "{}  {:>9} {:>9} {:>16} {:>20}",
            m.month, m.visites, m.demandes, m.accompagnements, m.people_accompanied
        );
    }
    text.push_str("\nUne visite n’est pas une personne : ces nombres ne s’additionnent pas.");
    text
}
