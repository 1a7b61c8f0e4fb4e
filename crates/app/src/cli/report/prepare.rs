//! `plus report prepare`: the statements of a month as they would be frozen now.

use anyhow::bail;
use clap::{Args, ValueEnum};
use plus_domain::{
    ids::PartnerCode,
    period::Month,
    statement::{Gap, GapKind, completeness::is_complete},
    territoire::Territoire,
};
use plus_store::{Store, preparation::Preparation};
use serde::Serialize;

use super::{super::say, DataArgs, month};
use crate::{
    outside::Outside,
    statement::{Desk, manques},
    territory,
};

/// `plus report prepare`.
#[derive(Debug, Args)]
pub struct Prepare {
    /// Mois, AAAA-MM
    #[arg(long, value_name = "MOIS", value_parser = month)]
    month: Month,
    /// Ce qui est écrit : text ou json
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        default_value = "text",
        hide_possible_values = true
    )]
    format: Told,
    #[command(flatten)]
    data: DataArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Told {
    Text,
    Json,
}

/// What `--format json` prints: stable, documented.
#[derive(Debug, Serialize)]
struct Prepared {
    month: Month,
    complete: bool,
    missing: Vec<Gap>,
    statements: Vec<One>,
}

#[derive(Debug, Serialize)]
struct One {
    partner: PartnerCode,
    /// `initial`, `rectificatif`, `retenu`, `inchange` or `refuse`.
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    told: Option<String>,
}

impl Prepare {
    /// Prepares them all, and says what the month lacks.
    pub async fn run(self) -> anyhow::Result<()> {
        let (store, _) = self.data.open_existing().await?;
        let Some(territory) = territory::published(&store).await? else {
            bail!("aucun territoire n’est publié ici : lancez d’abord plus serve ou plus demo");
        };
        let prepared = self.prepare(&store, &territory).await?;
        match self.format {
            Told::Json => say(&serde_json::to_string_pretty(&prepared)?)?,
            Told::Text => say(&text(&prepared))?,
        }
        store.close().await;
        Ok(())
    }

    async fn prepare(&self, store: &Store, territory: &Territoire) -> anyhow::Result<Prepared> {
        let outside = Outside::machine();
        let desk = Desk {
            store,
            outside: &outside,
            territory,
        };
        let mut statements = Vec::new();
        for partner in territory.partners_on(self.month.last_day()) {
            let one: Preparation = desk.prepare(&partner.code, self.month).await?;
            statements.push(One {
                partner: one.partner,
                state: one.state.code(),
                told: one.told,
            });
        }
        let missing = manques::of(&mut store.read().await?, territory, self.month).await?;
        Ok(Prepared {
            month: self.month,
            complete: is_complete(&missing),
            missing,
            statements,
        })
    }
}

fn text(prepared: &Prepared) -> String {
    let lines = prepared.statements.iter().map(|one| {
        let told = one.told.as_ref().map(|why| format!(" : {why}"));
        let state = match one.state {
            "initial" => "préparé",
            "rectificatif" => "un rectificatif est prêt",
            "retenu" => "un rectificatif attend",
            "inchange" => "figé, rien de nouveau",
            _ => "refusé",
        };
        format!("{}  {state}{}", one.partner, told.unwrap_or_default())
    });
    let gaps = prepared.missing.iter().map(|gap| {
        let (site, count) = (&gap.site, gap.count);
        match gap.kind {
            GapKind::NonClose => format!("manque : {site}, {count} demi-journées non closes"),
            GapKind::Machine => format!("manque : {site}, machine qui n’a pas tout transmis"),
            GapKind::SansVisite => {
                format!("à vérifier : {site}, {count} demi-journées sans aucune visite enregistrée")
            }
            GapKind::Manquantes => {
                format!("à vérifier : {site}, {count} visites annoncées et non enregistrées")
            }
        }
    });
    let end = if prepared.complete {
        "le mois est complet : les relevés peuvent être approuvés"
    } else {
        "le mois n’est pas complet"
    };
    let mut lines: Vec<String> = lines.chain(gaps).collect();
    lines.push(end.to_owned());
    lines.join("\n")
}
