//! `plus report coop`: visites and ateliers in the shape of La Coop's record, from the shell as
//! from the page.

use std::path::PathBuf;

use anyhow::bail;
use axum::http::{HeaderMap, Uri};
use clap::{Args, ValueEnum};
use plus_domain::{
    coop::{Activite, Totals},
    period::{Month, Period},
};
use plus_reports::csv;
use serde_json::json;

use super::{month, write_or_print};
use crate::{
    cli::DataArgs,
    config::Web,
    outside::Outside,
    territory,
    web::{coop, langue::Language, noms::Names, page::Page, state::AppState},
};

/// `plus report coop`.
#[derive(Debug, Args)]
pub struct Coop {
    /// Premier mois, AAAA-MM
    #[arg(long, value_name = "MOIS", value_parser = month)]
    from: Month,
    /// Dernier mois, AAAA-MM (le premier si rien n’est dit)
    #[arg(long, value_name = "MOIS", value_parser = month)]
    to: Option<Month>,
    /// Fichier à rendre : csv (une ligne par personne et par activité) ou json (les totaux)
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        default_value = "csv",
        hide_possible_values = true,
        hide_default_value = true
    )]
    format: Format,
    /// Fichier à écrire (la sortie si rien n’est dit)
    #[arg(long, value_name = "FICHIER")]
    output: Option<PathBuf>,
    #[command(flatten)]
    data: DataArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Json,
}

impl Coop {
    /// Runs it.
    pub async fn run(self) -> anyhow::Result<()> {
        let to = self.to.unwrap_or(self.from);
        if to < self.from {
            bail!("le dernier mois vient avant le premier");
        }
        let (store, _) = self.data.open_existing().await?;
        let Some(territory) = territory::published(&store).await? else {
            bail!("aucun territoire n’est publié ici : lancez d’abord plus serve ou plus demo");
        };
        let app = AppState::new(Outside::machine(), store, Web::default(), territory);
        let period = Period {
            from: self.from.first_day(),
            to: to.last_day(),
        };
        let mut link = app.store.read().await?;
        let names = Names::load(&app, &mut link).await?;
        let all = coop::activities(&app, &mut link, period).await;
        let all = all.map_err(|error| anyhow::anyhow!("{error}"))?;
        drop(link);
        let bytes = match self.format {
            Format::Csv => {
                let (uri, heads) = (Uri::from_static("/"), HeaderMap::new());
                let page = Page::new(&app, &uri, &heads, None, Language::French);
                csv::table(&coop::table(&page, &names, &all))?
            }
            Format::Json => serde_json::to_vec_pretty(&counted((self.from, to), &all))?,
        };
        app.store.close().await;
        write_or_print(self.output.as_deref(), &bytes)
    }
}

/// What La Coop would count of it: stable, documented.
fn counted((from, to): (Month, Month), all: &[Activite]) -> serde_json::Value {
    let totals = Totals::of(all);
    let ages = totals
        .ages
        .iter()
        .map(|(band, count)| (band.code().to_owned(), *count));
    let ages: std::collections::BTreeMap<String, u64> = ages.collect();
    json!({
        "from": from,
        "to": to,
        "activities": totals.activities(),
        "individual": totals.individual,
        "collective": totals.collective,
        "accompaniments": totals.accompaniments,
        "beneficiaries": totals.beneficiaries(),
        "followed": totals.followed,
        "anonymous": totals.anonymous,
        "ages": ages,
        "unmeasured": totals.unmeasured,
    })
}
