//! `plus report half-yearly`: the report to the State, from the shell as from the page.

use std::path::PathBuf;

use anyhow::bail;
use axum::http::{HeaderMap, Uri};
use clap::{Args, ValueEnum};
use plus_domain::period::HalfYear;

use super::write_or_print;
use crate::{
    cli::DataArgs,
    config::Web,
    outside::Outside,
    territory::{self, geo},
    web::{
        bilan::{files, gather},
        langue::Language,
        page::Page,
        state::AppState,
    },
};

/// `plus report half-yearly`.
#[derive(Debug, Args)]
pub struct HalfYearly {
    /// Semestre, AAAA-S1 ou AAAA-S2
    #[arg(long, value_name = "SEMESTRE", value_parser = half_year)]
    period: HalfYear,
    /// Fichier à rendre : pdf, odt, docx, xlsx ou json
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        default_value = "json",
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
    Pdf,
    Odt,
    Docx,
    Xlsx,
    Json,
}

fn half_year(text: &str) -> Result<HalfYear, String> {
    text.parse()
        .map_err(|e: plus_domain::period::PeriodError| e.to_string())
}

impl HalfYearly {
    /// Runs it.
    pub async fn run(self) -> anyhow::Result<()> {
        let (store, _) = self.data.open_existing().await?;
        let Some(territory) = territory::published(&store).await? else {
            bail!("aucun territoire n’est publié ici : lancez d’abord plus serve ou plus demo");
        };
        let app = AppState::new(Outside::machine(), store, Web::default(), territory);
        if let Some(geo) = geo::kept(&self.data.data) {
            app.set_geo(geo);
        }
        let page = Page::new(
            &app,
            &Uri::from_static("/"),
            &HeaderMap::new(),
            None,
            Language::French,
        );
        let bilan = gather(&app, &page, self.period).await;
        let bilan = bilan.map_err(|error| anyhow::anyhow!("{error}"))?;
        let format = match self.format {
            Format::Pdf => files::Format::Pdf,
            Format::Odt => files::Format::Odt,
            Format::Docx => files::Format::Docx,
            Format::Xlsx => files::Format::Xlsx,
            Format::Json => files::Format::Json,
        };
        let bytes = files::write(&bilan, format, &page.t("bilan-page"))?;
        app.store.close().await;
        write_or_print(self.output.as_deref(), &bytes)
    }
}
