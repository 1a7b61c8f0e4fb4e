//! `plus serve`: opens the relay to its team and to the public.

use std::{path::PathBuf, time::Duration};

use anyhow::{Context, bail};
use clap::Args;
use plus_borne::voice::PROGRAM;
use plus_domain::territoire::Territoire;
use plus_store::{Store, account, credential::LinkPurpose};
use tokio::sync::watch;

use super::{
    ContentArgs, DataArgs, backup,
    doors::{Door, DoorArgs, Doors, Opened},
    say,
};
use crate::{
    account::{link, link_path},
    backup::{
        nightly::{self, Nightly},
        retention::Kept,
    },
    borne::veille,
    config::{Backup, Config, Web},
    efface,
    exploitation::{self, Surveillance},
    job,
    node::{
        contact,
        effacement::{self, Standing},
    },
    opendata,
    outside::Outside,
    territory::{self, TerritoryError, geo},
    tls::{self, local},
    web::{
        self, atelier,
        ecoute::{Place, Studio},
        eloignement, installation, satisfaction,
        state::{App, AppState},
    },
};

/// How often a process looks at what the others of the same hub published: one small read.
const OTHERS: Duration = Duration::from_secs(20);

/// `plus serve`.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    doors: DoorArgs,
    /// Dossier du territoire, publié s’il a changé
    #[arg(long, env = "PLUS_TERRITORY", value_name = "DOSSIER")]
    territory: Option<PathBuf>,
    /// Premier lancement sans territoire : répondre aux questions dans le navigateur
    #[arg(long)]
    install: bool,
    #[command(flatten)]
    content: ContentArgs,
    /// Dossier des sauvegardes de chaque nuit : un autre disque, de préférence
    #[arg(long, env = "PLUS_BACKUPS", value_name = "DOSSIER")]
    backups: Option<PathBuf>,
}

impl Serve {
    /// Runs until the machine asks to stop.
    pub async fn run(self) -> anyhow::Result<()> {
        let (relay, _config) = self.prepare().await?;
        relay.keep_backups();
        let served = open(&relay.app, &relay.doors).await;
        relay.stop.send_replace(true);
        served
    }

    /// Folder of the data.
    pub fn data_folder(&self) -> &std::path::Path {
        &self.data.data
    }

    /// Opens the data and everything that pages need, and listens to nobody yet.
    pub async fn prepare(self) -> anyhow::Result<(Ready, Config)> {
        let (store, config) = self.data.open().await?;
        let whole = config.clone();
        let erasing = may_serve(&store).await?;
        let outside = Outside::machine();
        let doors = self.doors.plan(&store, &config).await?;
        let folder = self.territory.or(config.territory.map(PathBuf::from));
        let folder = folder.or_else(|| installed(&self.data.data));
        let found = served(&store, &outside, folder.clone()).await;
        let installing = self.install && matches!(found, Err(TerritoryError::None));
        let territory = if installing {
            installation::placeholder()?
        } else {
            found?
        };
        let place = Place {
            program: config.voice.unwrap_or_else(|| PROGRAM.to_owned()).into(),
            data: self.data.data,
            territory: folder,
        };
        let nightly = nightly(self.backups, &config.backup)?;
        let web = Web {
            content: self.content.over(config.content)?,
            courrier: config.courrier,
            sms: config.sms,
            identite: config.identite,
            proconnect: config.proconnect,
            screens_port: doors.screens.as_ref().and_then(Door::port),
            ..config.web
        };
        let app = AppState::new(outside, store, web, territory);
        app.set_surveillance(Surveillance {
            files: doors.files(),
            late_days: config.backup.late_days,
        });
        if erasing {
            app.set_erased();
        }
        if installing {
            app.set_installing();
        }
        if !erasing {
            let abri = nightly.as_ref().map(|nightly| nightly.folder.clone());
            efface::before_serving(&app, abri).await?;
        }
        open_geo(&app, &place)?;
        open_voice(&app, &place).await;
        let (stop, _) = watch::channel(false);
        let ready = Ready {
            nightly: nightly.filter(|_| !erasing),
            app,
            doors,
            stop,
        };
        Ok((ready, whole))
    }
}

/// A relay that is ready to be opened.
#[derive(Debug)]
pub struct Ready {
    /// What its pages need.
    pub app: App,
    /// Its ways in.
    pub doors: Doors,
    /// Says that it closes.
    pub stop: watch::Sender<bool>,
    nightly: Option<Nightly>,
}

impl Ready {
    /// Makes the backups of each night until it closes, when there are to be some.
    pub fn keep_backups(&self) {
        let Some(nightly) = self.nightly.clone() else {
            return;
        };
        let relay = (nightly, self.app.zone());
        let (store, outside) = (self.app.store.clone(), self.app.outside.clone());
        tokio::spawn(nightly::keep(store, outside, relay, self.stop.subscribe()));
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

/// The folder that the installation in the browser wrote, when it did.
fn installed(data: &std::path::Path) -> Option<PathBuf> {
    let folder = data.join(installation::FOLDER);
    folder.join("territoire.toml").is_file().then_some(folder)
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

/// Keeps the geography of the territory, and gives it to the pages.
///
/// # Errors
/// The folder of the data cannot be written.
pub fn open_geo(app: &App, place: &Place) -> anyhow::Result<()> {
    if let Some(folder) = &place.territory {
        geo::keep(folder, &place.data).context("la géographie du territoire ne se garde pas")?;
    }
    if let Some(folder) = &place.territory {
        app.set_territory_folder(folder.clone());
    }
    app.set_opendata(place.data.join(opendata::FOLDER));
    if let Some(kept) = geo::kept(&place.data) {
        app.set_geo(kept);
        app.set_networks(place.data.join(territory::FOLDER));
    }
    Ok(())
}

/// Listens, says where, and serves until asked to stop: then lets what runs finish.
pub async fn open(app: &App, doors: &Doors) -> anyhow::Result<()> {
    let main = Opened::at(&doors.main, app.outside.now_ms()).await?;
    let screens = open_screens(app, doors).await?;
    let asked = asked_to_stop()?;
    announce(app, &main, screens.as_ref()).await?;
    let (stop, stopping) = watch::channel(false);
    let worker = work(app, &stopping);
    tokio::spawn(tls::watch(
        doors.files(),
        app.outside.clone(),
        stopping.clone(),
    ));
    tokio::spawn(async move {
        asked.await;
        stop.send_replace(true);
    });
    let application = web::application(app);
    let beside =
        screens.map(|door| tokio::spawn(door.serve(application.clone(), stopping.clone())));
    main.serve(application, stopping).await?;
    if let Some(beside) = beside {
        beside.await??;
    }
    // A worker that cannot give its job back in time loses it by its lease.
    let _left = tokio::time::timeout(job::LEAVE, worker).await;
    app.store.close().await;
    say("PLUS est fermé.")
}

/// The way in of the screens. When nobody asked for it, the machine does without.
async fn open_screens(app: &App, doors: &Doors) -> anyhow::Result<Option<Opened>> {
    let Some(door) = &doors.screens else {
        return Ok(None);
    };
    match Opened::at(door, app.outside.now_ms()).await {
        Ok(opened) => Ok(Some(opened)),
        Err(error) if doors.screens_asked => Err(error),
        Err(error) => {
            tracing::warn!(%error, "no HTTPS for the screens of the local network");
            Ok(None)
        }
    }
}

async fn announce(app: &App, main: &Opened, screens: Option<&Opened>) -> anyhow::Result<()> {
    let site = app.config.public_url.as_ref().unwrap_or(&main.base);
    say(&format!("PLUS est ouvert : {site}"))?;
    if let Some(port) = screens.and_then(Opened::port) {
        let name = local::Names::of(&app.store).await?.name;
        say(&format!("Écrans du réseau local : https://{name}:{port}"))?;
    }
    let Some(path) = first_link(app).await? else {
        return Ok(());
    };
    let site = site.trim_end_matches('/');
    if app.installing() {
        // The same secret opens the installation, then the first account.
        let path = path.replacen("/premier-compte", "/installation", 1);
        return say(&format!(
            "Ce relais n’est pas installé. Répondez ici : {site}{path}"
        ));
    }
    say(&format!(
        "Aucun compte encore. Créez le premier : {site}{path}"
    ))
}

/// Starts what runs beside the pages; the worker is waited for at the end.
fn work(app: &App, stopping: &watch::Receiver<bool>) -> tokio::task::JoinHandle<()> {
    tokio::spawn(job::adresses::daily(app.clone(), stopping.clone()));
    tokio::spawn(job::courrier::keep(app.clone(), stopping.clone()));
    tokio::spawn(exploitation::keep(app.clone(), stopping.clone()));
    tokio::spawn(job::releves::watch(app.clone(), stopping.clone()));
    tokio::spawn(veille::watch(app.clone(), stopping.clone()));
    tokio::spawn(satisfaction::keep(app.clone(), stopping.clone()));
    tokio::spawn(atelier::keep(app.clone(), stopping.clone()));
    tokio::spawn(open_content(app.clone()));
    tokio::spawn(stay_in_contact(app.clone()));
    tokio::spawn(follow_territory(app.clone()));
    tokio::spawn(eloignement::watch(app.clone()));
    tokio::spawn(job::work(app.clone(), stopping.clone()))
}

/// Exchanges with the hub for as long as the program runs, when it has one.
async fn stay_in_contact(app: App) {
    let look = || {
        let app = app.clone();
        async move { look_at_territory(&app).await }
    };
    contact::keep(&app.store, &app.outside, look).await;
    // It only ends so.
    app.set_erased();
}

/// Takes the territory that another process of this hub published.
async fn follow_territory(app: App) {
    loop {
        tokio::time::sleep(OTHERS).await;
        look_at_territory(&app).await;
    }
}

async fn look_at_territory(app: &App) {
    if let Err(error) = app.renew_territory().await {
        tracing::warn!(%error, "the territory that was published is not taken");
    }
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
