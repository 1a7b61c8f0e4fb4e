//! `plus rgpd`: what the law asks for about data. The register, the impact assessment, and
//! everything kept of a person.

mod dpia;

use anyhow::bail;
use clap::{Args, Subcommand};
use plus_domain::{ids::DossierId, traitement};

use super::{DataArgs, say};
use crate::{
    config::Web, dossier::access::package, outside::Outside, territory, web::state::AppState,
};

/// `plus rgpd`.
#[derive(Debug, Args)]
pub struct RgpdCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Dit le registre des traitements (article 30), en JSON
    #[command(help_template = super::french::TEMPLATE)]
    Register,
    /// Dit l’analyse d’impact (article 35), chaque mesure regardée dans ce qui tourne ici
    #[command(help_template = super::french::TEMPLATE)]
    Dpia(dpia::Dpia),
    /// Rend tout ce qui est gardé d’une personne suivie (article 15), en JSON
    #[command(help_template = super::french::TEMPLATE)]
    Access(Access),
}

#[derive(Debug, Args)]
struct Access {
    /// Identifiant du dossier, à la fin de l’adresse de sa page
    #[arg(long, value_name = "DOSSIER")]
    dossier: String,
    #[command(flatten)]
    data: DataArgs,
}

impl RgpdCommand {
    /// Runs it.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.verb {
            Verb::Register => say(&serde_json::to_string_pretty(&traitement::shipped()?)?),
            Verb::Dpia(dpia) => dpia.run().await,
            Verb::Access(access) => access.run().await,
        }
    }
}

impl Access {
    async fn run(self) -> anyhow::Result<()> {
        let (store, _) = self.data.open_existing().await?;
        let Some(territory) = territory::published(&store).await? else {
            bail!("aucun territoire n’est publié ici : lancez d’abord plus serve ou plus demo");
        };
        let app = AppState::new(Outside::machine(), store, Web::default(), territory);
        let mut link = app.store.read().await?;
        let found = package(&app, &mut link, &DossierId::new(self.dossier)).await;
        drop(link);
        app.store.close().await;
        say(&serde_json::to_string_pretty(&found?)?)
    }
}
