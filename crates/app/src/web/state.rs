//! What every handler may reach: the outside, the store, the settings, the territory.

use std::{
    net::IpAddr,
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use jiff::{civil::Date, tz::TimeZone};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use plus_domain::{territoire::Territoire, traduction::Memory};
use plus_fiches::pack::Pack;
use plus_planning::access::geo::Geo;
use plus_store::{Store, StoreError, session::Limits, territory};
use tokio::sync::Notify;

use super::{
    cadence::Cadence, contact::Glance, contenu::Contenu, ecoute::Ecoute, fiche::lecture::Lectures,
    page::Relay, recherche::etat::Etat as Recherche, sync::batches::Batches,
};
use crate::{
    config::Web,
    exploitation::Surveillance,
    implantation::{Answers, Kept},
    node::contact,
    outside::Outside,
    password::{HashError, Hasher},
    territory::{TerritoryError, published},
    tournee::Hypotheses,
};

/// The state, shared by all requests.
pub type App = Arc<AppState>;

tokio::task_local! {
    /// A territory that serves one request alone: what a change would give.
    static APERCU: Served;
}

/// See [`App`].
#[derive(Debug)]
pub struct AppState {
    /// Clock, identifiers, randomness.
    pub outside: Outside,
    /// The database.
    pub store: Store,
    /// Settings of the pages.
    pub config: Web,
    /// Passwords.
    pub hasher: Hasher,
    /// Counters.
    pub metrics: Metrics,
    /// Woken when long work is asked for.
    pub jobs: Notify,
    /// What machines push, and waits.
    pub batches: Batches,
    /// How fast each place reads.
    pub cadence: Cadence,
    /// What the search keeps between two requests.
    pub recherche: Recherche,
    /// Official documents already rendered.
    pub lectures: Lectures,
    /// Where this machine stands with the others, between two pages.
    pub glance: Glance,
    served: RwLock<Served>,
    /// What was last read of the territory in the journal.
    version: Mutex<Option<String>>,
    /// The voice that reads pages aloud, when there is one.
    pub ecoute: Ecoute,
    contenu: Contenu,
    /// Where people live, when the territory says it.
    geo: std::sync::OnceLock<Arc<Geo>>,
    networks: std::sync::OnceLock<Arc<Kept>>,
    /// Where the journal and the keys stood when names and codes were last indexed.
    pub indexed_at: std::sync::Mutex<Option<(i64, i64)>>,
    /// Folder of the backups, when there is one.
    abri: std::sync::OnceLock<PathBuf>,
    surveillance: std::sync::OnceLock<Surveillance>,
    /// Folder of the files of the territory, when this machine has one.
    dossier: std::sync::OnceLock<PathBuf>,
    /// One change of the territory is published at a time.
    pub redaction: tokio::sync::Mutex<()>,
    /// Folder of the open files, when there is one.
    opendata: std::sync::OnceLock<PathBuf>,
    /// Where kiosks would go, for the questions asked lately.
    pub implantation: Answers,
    /// « Et si… ? » of the tour, asked from a page.
    pub hypotheses: Hypotheses,
    /// What makes places unrecognisable in the log.
    places: std::sync::OnceLock<[u8; 32]>,
    /// Whether this machine is erased, or is being erased.
    erased: AtomicBool,
    /// Whether this relay waits to be installed.
    installing: AtomicBool,
}

/// The territory, and what is said of it in other languages.
#[derive(Debug, Clone)]
struct Served {
    territory: Arc<Territoire>,
    memory: Arc<Memory>,
}

impl Served {
    fn new(territory: Territoire) -> Self {
        Self {
            memory: Arc::new(Memory::of(&territory)),
            territory: Arc::new(territory),
        }
    }
}

/// Handle on the counters.
pub struct Metrics(PrometheusHandle);

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics")
    }
}

impl Metrics {
    /// Counters of this process: recorded from here on.
    pub fn install() -> Self {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        // A second application of the same process (tests) counts nothing of its own.
        let _first = metrics::set_global_recorder(recorder);
        Self(handle)
    }

    /// The text format of Prometheus.
    pub fn render(&self) -> String {
        self.0.run_upkeep();
        self.0.render()
    }
}

impl AppState {
    /// The state of an application that begins.
    pub fn new(outside: Outside, store: Store, config: Web, territory: Territoire) -> App {
        Arc::new(Self {
            outside,
            store,
            hasher: Hasher::new(config.password),
            config,
            metrics: Metrics::install(),
            jobs: Notify::new(),
            batches: Batches::default(),
            cadence: Cadence::default(),
            recherche: Recherche::default(),
            lectures: Lectures::default(),
            glance: Glance::default(),
            served: RwLock::new(Served::new(territory)),
            version: Mutex::default(),
            ecoute: Ecoute::default(),
            contenu: Contenu::default(),
            geo: std::sync::OnceLock::new(),
            networks: std::sync::OnceLock::new(),
            indexed_at: std::sync::Mutex::default(),
            abri: std::sync::OnceLock::new(),
            surveillance: std::sync::OnceLock::new(),
            dossier: std::sync::OnceLock::new(),
            redaction: tokio::sync::Mutex::default(),
            opendata: std::sync::OnceLock::new(),
            implantation: Answers::default(),
            hypotheses: Hypotheses::default(),
            places: std::sync::OnceLock::new(),
            erased: AtomicBool::new(false),
            installing: AtomicBool::new(false),
        })
    }

    /// The key of the marks of places in the log, drawn once: it is kept nowhere, and no test
    /// replays it.
    pub(super) fn places(&self) -> [u8; 32] {
        *self
            .places
            .get_or_init(|| Outside::machine().random_bytes())
    }

    /// The PHC string of a password, with a salt of its own.
    pub async fn hash(&self, password: String) -> Result<String, HashError> {
        let salt = self.outside.random_bytes();
        self.hasher.hash(password, salt).await
    }

    /// The official content as it is published now, `None` when there is none.
    pub async fn pack(&self) -> Result<Option<Arc<Pack>>, StoreError> {
        self.contenu.pack(&self.store).await
    }

    /// Where people live, when the territory says it.
    pub fn geo(&self) -> Option<&Geo> {
        self.geo.get().map(AsRef::as_ref)
    }

    /// The same, for work that outlives the page.
    pub fn shared_geo(&self) -> Option<Arc<Geo>> {
        self.geo.get().cloned()
    }

    /// Says where people live, once.
    pub fn set_geo(&self, geo: Geo) {
        // Said twice, the first stays: the files are read at start.
        let _already = self.geo.set(Arc::new(geo));
    }

    /// The roads and the buses of the territory, read when they are first asked for.
    pub fn networks(&self) -> Arc<Kept> {
        self.networks.get().cloned().unwrap_or_default()
    }

    /// Says in which folder the roads and the buses are, once.
    pub fn set_networks(&self, folder: PathBuf) {
        // Said twice, the first stays.
        let _already = self.networks.set(Arc::new(Kept::of(folder)));
    }

    /// Folder of the backups, where the register of erasures stands too.
    pub fn abri(&self) -> Option<PathBuf> {
        self.abri.get().cloned()
    }

    /// Says where the backups are, once.
    pub fn set_abri(&self, folder: Option<PathBuf>) {
        if let Some(folder) = folder {
            // Said twice, the first stays.
            let _already = self.abri.set(folder);
        }
    }

    /// What is watched of this machine beside its database.
    pub fn surveillance(&self) -> Surveillance {
        self.surveillance.get().cloned().unwrap_or_default()
    }

    /// Says what is watched, once.
    pub fn set_surveillance(&self, watched: Surveillance) {
        // Said twice, the first stays.
        let _already = self.surveillance.set(watched);
    }

    /// Folder of the files of the territory.
    pub fn territory_folder(&self) -> Option<PathBuf> {
        self.dossier.get().cloned()
    }

    /// Says where they are, once.
    pub fn set_territory_folder(&self, folder: PathBuf) {
        // Said twice, the first stays.
        let _already = self.dossier.set(folder);
    }

    /// Answers with another territory for the time of some work, in this task alone.
    pub async fn previewing<W: Future>(territory: Territoire, work: W) -> W::Output {
        APERCU.scope(Served::new(territory), work).await
    }

    /// Whether what is answered here is not what serves.
    pub fn is_preview() -> bool {
        APERCU.try_with(|_| ()).is_ok()
    }

    /// Folder of the open files.
    pub fn opendata(&self) -> Option<PathBuf> {
        self.opendata.get().cloned()
    }

    /// Says where the open files are, once.
    pub fn set_opendata(&self, folder: PathBuf) {
        // Said twice, the first stays.
        let _already = self.opendata.set(folder);
    }

    /// The territory as it is published now.
    pub fn territory(&self) -> Arc<Territoire> {
        self.served().territory
    }

    /// What is said in other languages for its sentences.
    pub fn memory(&self) -> Arc<Memory> {
        self.served().memory
    }

    fn served(&self) -> Served {
        if let Ok(apercu) = APERCU.try_with(Clone::clone) {
            return apercu;
        }
        let held = self.served.read().unwrap_or_else(PoisonError::into_inner);
        held.clone()
    }

    /// Serves another territory from now on: it has just been published.
    pub fn set_territory(&self, territory: Territoire) {
        let served = Served::new(territory);
        let mut held = self.served.write().unwrap_or_else(PoisonError::into_inner);
        *held = served;
    }

    /// Serves the territory of the journal when another was published since the last look,
    /// by the hub or by another process. One that this version cannot read is told once, and
    /// the one before serves.
    ///
    /// # Errors
    /// Those of the database; when it cannot be read.
    pub async fn renew_territory(&self) -> Result<bool, TerritoryError> {
        let version = territory::version(&mut self.store.read().await?).await?;
        let known = {
            let mut held = self.version.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *held, version.clone())
        };
        if known == version {
            return Ok(false);
        }
        let Some(published) = published(&self.store).await? else {
            return Ok(false);
        };
        let other = *self.territory() != published;
        if other {
            self.set_territory(published);
        }
        Ok(other)
    }

    /// One exchange with the hub, asked by a person, and what comes of it for the pages: a
    /// new territory, or nothing left to show.
    ///
    /// # Errors
    /// Why the hub was not reached, or refused.
    pub async fn exchange_now(&self) -> Result<contact::Synced, contact::ContactError> {
        let done = contact::sync(&self.store, &self.outside).await;
        match &done {
            Err(contact::ContactError::Erased(_)) => self.set_erased(),
            Err(_) => {}
            Ok(_) => {
                if let Err(error) = self.renew_territory().await {
                    tracing::warn!(%error, "the territory published at the hub is not taken");
                }
            }
        }
        done
    }

    /// Time zone of business dates.
    pub fn zone(&self) -> TimeZone {
        // The zone was checked with the territory: it is one that we know.
        TimeZone::get(&self.territory().identity.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// Today, where the relay is.
    pub fn today(&self) -> Date {
        self.outside.today(&self.zone())
    }

    /// What pages say of the territory.
    pub fn relay(&self) -> Relay {
        let territory = self.territory();
        let identity = &territory.identity;
        let offre = territory.rendez_vous.clone().unwrap_or_default();
        Relay {
            books: offre.most > 0,
            name: identity.name.clone(),
            phone: identity.telephone.clone().unwrap_or_default(),
            carrier: identity.carrier.clone(),
        }
    }

    /// How long sessions live.
    pub fn limits(&self) -> Limits {
        Limits {
            idle_ms: self.config.session.idle_ms(),
            absolute_ms: self.config.session.absolute_ms(),
        }
    }

    /// Whether a proxy at this address is believed.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.config.trusted_proxies.contains(&address)
    }

    /// From now on this machine serves nobody: its hub told it to erase what it holds.
    pub fn set_erased(&self) {
        self.erased.store(true, Ordering::SeqCst);
    }

    /// Notes that this relay waits to be installed in the browser.
    pub fn set_installing(&self) {
        self.installing.store(true, Ordering::SeqCst);
    }

    /// Notes that it is installed.
    pub fn set_installed(&self) {
        self.installing.store(false, Ordering::SeqCst);
    }

    /// Whether it waits to be installed.
    pub fn installing(&self) -> bool {
        self.installing.load(Ordering::SeqCst)
    }

    /// Whether it serves nobody.
    pub fn is_erased(&self) -> bool {
        self.erased.load(Ordering::SeqCst)
    }

    /// Whether the application can answer: its database does.
    pub async fn check(&self) -> Result<(), StoreError> {
        let mut link = self.store.read().await?;
        link.count("SELECT 1 AS n", vec![]).await.map(|_| ())
    }
}
