//! `plus opendata`: the open file of a year and its proof, and whether the places follow the
//! schemas of those who gather them.

use std::path::PathBuf;

use anyhow::bail;
use axum::http::{HeaderMap, Uri};
use clap::Args;
use serde::Serialize;

use super::{DataArgs, FormatArgs};
use crate::{
    config::Web,
    opendata::{self, Edition, FOLDER},
    outside::Outside,
    territory,
    web::{api::lieux, langue::Language, page::Page, state::AppState},
};

/// `plus opendata`.
#[derive(Debug, Args)]
pub struct Opendata {
    /// Année entière, AAAA
    #[arg(long, value_name = "ANNÉE")]
    year: i16,
    /// Dossier où écrire (opendata, dans celui des données, si rien n’est dit : la page
    /// /opendata le sert)
    #[arg(long, value_name = "DOSSIER")]
    output: Option<PathBuf>,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

/// What was done, and what the places do not follow: stable, documented.
#[derive(Debug, Serialize)]
struct Done {
    edition: Edition,
    places: usize,
    gaps: Vec<String>,
}

impl Opendata {
    /// Runs it.
    pub async fn run(self) -> anyhow::Result<()> {
        let (store, _) = self.data.open_existing().await?;
        let Some(territory) = territory::published(&store).await? else {
            bail!("aucun territoire n’est publié ici : lancez d’abord plus serve ou plus demo");
        };
        let folder = self.output.unwrap_or_else(|| self.data.data.join(FOLDER));
        let app = AppState::new(Outside::machine(), store, Web::default(), territory);
        let (territory, today) = (app.territory(), app.today());
        let mut link = app.store.read().await?;
        let asked = (folder.as_path(), self.year, today);
        let edition = opendata::publish(&mut link, &territory, asked).await;
        drop(link);
        let (uri, heads) = (Uri::from_static("/"), HeaderMap::new());
        let page = Page::new(&app, &uri, &heads, None, Language::French);
        let told = lieux::gaps(&app, &page).await;
        app.store.close().await;
        let (places, gaps) = told.map_err(|error| anyhow::anyhow!("{error}"))?;
        let done = Done {
            edition: edition?,
            places,
            gaps,
        };
        self.format.print(&done, said)
    }
}

fn said(done: &Done) -> String {
    let Edition {
        fichier, preuve, ..
    } = &done.edition;
    let mut lines = vec![format!(
        "{fichier} : {} lignes, {} personnes ; {} lignes différentes, la plus rare partagée par {} personnes",
        preuve.lignes, preuve.personnes, preuve.combinaisons, preuve.plus_rare
    )];
    let kept = preuve.gardees.iter();
    let kept: Vec<String> = kept
        .map(|(column, share)| format!("{column} {share} %"))
        .collect();
    lines.push(format!("valeurs gardées entières : {}", kept.join(", ")));
    lines.push(format!(
        "{} lieux au schéma de la médiation numérique, {} écarts",
        done.places,
        done.gaps.len()
    ));
    lines.extend(done.gaps.iter().map(|gap| format!("  {gap}")));
    lines.join("\n")
}
