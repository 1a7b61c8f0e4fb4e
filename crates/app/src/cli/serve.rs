//! `plus serve`: opens the relay to its team and to the public.

use std::{net::SocketAddr, path::PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use plus_borne::voice::PROGRAM;
use plus_domain::territoire::Territoire;
use plus_store::{Store, account, credential::LinkPurpose};
use tokio::{net::TcpListener, sync::watch};

use super::{ContentArgs, DataArgs, backup, say};
use crate::{
    account::{link, link_path},
    backup::{
        nightly::{self, Nightly},
        retention::Kept,
    },
    config::{Backup, Web},
    job,
    node::{
        contact,
        effacement::{self, Standing},
    },
    outside::Outside,
    territory::{self, TerritoryError},
    web::{
        self,
        ecoute::{Place, Studio},
        eloignement,
        state::{App, AppState},
    },
};

/// Address when nothing else is said: this machine alone.
pub const LISTEN: &str = "127.0.0.1:8000";

/// `plus serve`.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    data: DataArgs,
    /// Adresse et port d’écoute (127.0.0.1:8000 si rien n’est dit)
    #[arg(long, env = "PLUS_LISTEN", value_name = "ADRESSE:PORT")]
    listen: Option<String>,
    /// Dossier du territoire, publié s’il a changé
    #[arg(long, env = "PLUS_TERRITORY", value_name = "DOSSIER")]
    territory: Option<PathBuf>,
    #[command(flatten)]
    content: ContentArgs,
    /// Dossier des sauvegardes de chaque nuit : un autre disque, de préférence
    #[arg(long, env = "PLUS_BACKUPS", value_name = "DOSSIER")]
    backups: Option<PathBuf>,
}

impl Serve {
    /// Runs until the machine asks to stop.
    pub async fn run(self) -> anyhow::Result<()> {
        let (store, config) = self.data.open().await?;
        let erasing = may_serve(&store).await?;
        let outside = Outside::machine();
        let folder = self.territory.or(config.territory.map(PathBuf::from));
        let territory = served(&store, &outside, folder.clone()).await?;
        let listen = self
            .listen
            .or(config.listen)
            .unwrap_or_else(|| LISTEN.to_owned());
        let place = Place {
            program: config.voice.unwrap_or_else(|| PROGRAM.to_owned()).into(),
            data: self.data.data,
            territory: folder,
        };
        let nightly = nightly(self.backups, &config.backup)?;
        let web = Web {
            content: self.content.over(config.content)?,
            ..config.web
        };
        let app = AppState::new(outside, store, web, territory);
        if erasing {
            app.set_erased();
        }
        open_voice(&app, &place).await;
        let (stop, stopping) = watch::channel(false);
        if let Some(nightly) = nightly {
            let relay = (nightly, app.zone());
            let (store, outside) = (app.store.clone(), app.outside.clone());
            tokio::spawn(nightly::keep(store, outside, relay, stopping));
        }
        let served = open(&app, &listen).await;
        stop.send_replace(true);
        served
    }
}

/// The backups of each night, when a folder is named for them. Without a word on who may
/// read them the program does not start: found out months later, it would be too late.
fn nightly(folder: Option<PathBuf>, file: &Backup) -> anyhow::Result<Option<Nightly>> {
    let folder = folder.or(file.folder.as_ref().map(PathBuf::from));
    let Some(folder) = folder else {
        return Ok(None);
    };
    let protection = backup::protection(file).context("les sauvegardes de chaque nuit")?;
    Ok(Some(Nightly {
        folder,
        protection,
        hour: file.hour,
        kept: Kept::default(),
    }))
}

/// Whether this machine is being erased: it then serves nobody, and sends what it still holds.
///
/// # Errors
/// When it was erased.
async fn may_serve(store: &Store) -> anyhow::Result<bool> {
    match effacement::standing(store).await? {
        Standing::Serving => Ok(false),
        Standing::Erasing => Ok(true),
        Standing::Erased(erased) => {
            store.close().await;
            bail!("{erased}")
        }
    }
}

/// The territory to serve: that of the folder, published if it is new, else the
/// one published before.
async fn served(
    store: &Store,
    outside: &Outside,
    folder: Option<PathBuf>,
) -> Result<Territoire, TerritoryError> {
    match folder {
        Some(folder) => {
            let territory = territory::read_folder(&folder)?;
            territory::publish(store, outside, &territory).await?;
            Ok(territory)
        }
        None => territory::published(store)
            .await?
            .ok_or(TerritoryError::None),
    }
}

/// Finds the voice that reads pages aloud. Without one, pages have no « Écouter » and
/// `plus doctor` says how to get it.
pub async fn open_voice(app: &App, place: &Place) {
    match Studio::open(place).await {
        Ok(studio) => app.ecoute.open(studio),
        Err(error) => tracing::warn!(%error, "no voice: pages are not read aloud"),
    }
}

/// Listens, says where, and serves until asked to stop: then lets what runs finish.
pub async fn open(app: &App, listen: &str) -> anyhow::Result<()> {
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("l’adresse {listen} ne peut pas être ouverte"))?;
    let asked = asked_to_stop()?;
    let here = format!("http://{}", listener.local_addr()?);
    let site = app.config.public_url.clone().unwrap_or(here);
    say(&format!("PLUS est ouvert : {site}"))?;
    if let Some(path) = first_link(app).await? {
        say(&format!(
            "Aucun compte encore. Créez le premier : {}{path}",
            site.trim_end_matches('/')
        ))?;
    }
    let service = web::application(app).into_make_service_with_connect_info::<SocketAddr>();
    let (stop, stopping) = watch::channel(false);
    tokio::spawn(job::adresses::daily(app.clone(), stopping.clone()));
    let worker = tokio::spawn(job::work(app.clone(), stopping));
    tokio::spawn(open_content(app.clone()));
    tokio::spawn(stay_in_contact(app.clone()));
    tokio::spawn(eloignement::watch(app.clone()));
    let leave = async move {
        asked.await;
        stop.send_replace(true);
    };
    axum::serve(listener, service)
        .with_graceful_shutdown(leave)
        .await?;
    // A worker that cannot give its job back in time loses it by its lease.
    let _left = tokio::time::timeout(job::LEAVE, worker).await;
    app.store.close().await;
    say("PLUS est fermé.")
}

/// Exchanges with the hub for as long as the program runs, when it has one.
async fn stay_in_contact(app: App) {
    contact::keep(&app.store, &app.outside).await;
    // It only ends so.
    app.set_erased();
}

/// Opens the official content before anybody asks for it: the first reader does not
/// wait for it.
async fn open_content(app: App) {
    if let Err(error) = app.pack().await {
        tracing::error!(%error, "content not opened");
    }
}

/// Where to make the first account, while there is none.
async fn first_link(app: &App) -> anyhow::Result<Option<String>> {
    if !account::list(&mut app.store.read().await?)
        .await?
        .is_empty()
    {
        return Ok(None);
    }
    let mut tx = app.store.begin().await?;
    let token = link(&mut tx, &app.outside, &LinkPurpose::FirstAccount).await?;
    tx.commit().await?;
    Ok(Some(link_path(&LinkPurpose::FirstAccount, &token)))
}

/// Ctrl+C, or the signal by which a machine stops a service. Listened to as soon as
/// this returns: what comes before the first answer is heard too.
fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (
        signal(SignalKind::interrupt())?,
        signal(SignalKind::terminate())?,
    );
    Ok(async move {
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
    })
}
