//! `plus rgpd`: what the law asks for about data. The register, the impact assessment, and
//! everything kept of a person.

use anyhow::bail;
use clap::{Args, Subcommand};
use plus_domain::ids::DossierId;

use super::{DataArgs, FormatArgs, say};
use crate::{
    config::Web,
    dossier::access::package,
    outside::Outside,
    rgpd::{Here, analyse, registre},
    territory,
    web::state::AppState,
};

/// `plus rgpd`.
#[derive(Debug, Args)]
pub struct RgpdCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Dit le registre des traitements (article 30), avec ce qui est réglé et gardé ici
    #[command(help_template = super::french::TEMPLATE)]
    Register(Looked),
    /// Dit l’analyse d’impact (article 35), chaque mesure regardée dans ce qui tourne ici
    #[command(help_template = super::french::TEMPLATE)]
    Dpia(Looked),
    /// Rend tout ce qui est gardé d’une personne suivie (article 15), en JSON
    #[command(help_template = super::french::TEMPLATE)]
    Access(Access),
}

/// What is made from what runs in a folder.
#[derive(Debug, Args)]
struct Looked {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
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
            Verb::Register(looked) => looked.register().await,
            Verb::Dpia(looked) => looked.dpia().await,
            Verb::Access(access) => access.run().await,
        }
    }
}

impl Looked {
    async fn register(self) -> anyhow::Result<()> {
        let (store, config) = self.data.open_existing().await?;
        let outside = Outside::machine();
        let made = registre::of(&Here::of(&store, &config, &outside).await?).await;
        store.close().await;
        self.format.print(&made?, registre::told)
    }

    async fn dpia(self) -> anyhow::Result<()> {
        let (store, config) = self.data.open_existing().await?;
        let outside = Outside::machine();
        let made = analyse::of(&Here::of(&store, &config, &outside).await?).await;
        store.close().await;
        self.format.print(&made?, analyse::told)
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
