//! Where PLUS listens, and how: plain HTTP on this machine alone, HTTPS beyond it.

use std::{future::Future, net::SocketAddr, path::PathBuf, sync::Arc};

use anyhow::{Context, bail};
use axum::{Router, serve::ListenerExt};
use clap::Args;
use plus_store::Store;
use rustls::ServerConfig;
use tokio::{net::TcpListener, sync::watch};

use crate::{
    config::Config,
    tls::{self, Files, door, local},
};

/// Address when nothing else is said: this machine alone.
pub const LISTEN: &str = "127.0.0.1:8000";
/// Where the screens of a machine of the relay come in when nothing else is said.
const SCREENS: &str = "0.0.0.0:8443";

/// The options of `plus serve` that say where it listens.
#[derive(Debug, Args)]
pub struct DoorArgs {
    /// Adresse et port d’écoute (127.0.0.1:8000 si rien n’est dit)
    #[arg(long, env = "PLUS_LISTEN", value_name = "ADRESSE:PORT")]
    listen: Option<String>,
    /// Certificat HTTPS (PEM), relu dès qu’il change
    #[arg(long, env = "PLUS_TLS_CERT", value_name = "FICHIER")]
    tls_cert: Option<PathBuf>,
    /// Clé privée du certificat (PEM), que personne d’autre ne peut lire
    #[arg(long, env = "PLUS_TLS_KEY", value_name = "FICHIER")]
    tls_key: Option<PathBuf>,
    /// Un serveur mandataire termine HTTPS devant PLUS : HTTP simple permis
    #[arg(long, env = "PLUS_BEHIND_PROXY")]
    behind_proxy: bool,
    /// Sur une machine reliée : où entrent les écrans du bus, en HTTPS (0.0.0.0:8443)
    #[arg(long, env = "PLUS_SCREENS", value_name = "ADRESSE:PORT")]
    screens: Option<String>,
}

/// A way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    /// Address and port.
    pub listen: String,
    /// By HTTPS with this certificate; without one, plain HTTP.
    pub files: Option<Files>,
}

impl Door {
    /// Plain HTTP.
    pub fn plain(listen: String) -> Self {
        let files = None;
        Self { listen, files }
    }

    /// Its port, as it is written.
    pub fn port(&self) -> Option<u16> {
        self.listen.rsplit(':').next()?.parse().ok()
    }
}

/// The ways in of a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doors {
    /// The one that it says.
    pub main: Door,
    /// That of the screens of its local network.
    pub screens: Option<Door>,
    /// Whether not being able to open that one is a failure.
    pub screens_asked: bool,
}

impl Doors {
    /// One way in, by plain HTTP.
    pub fn plain(listen: String) -> Self {
        Self {
            main: Door::plain(listen),
            screens: None,
            screens_asked: false,
        }
    }
}

impl Doors {
    /// The certificates of all of them.
    pub fn files(&self) -> Vec<Files> {
        let doors = [Some(&self.main), self.screens.as_ref()];
        let files = doors.into_iter().flatten().map(|door| door.files.clone());
        files.flatten().collect()
    }
}

impl DoorArgs {
    /// What these options and the settings open.
    ///
    /// # Errors
    /// When plain HTTP would leave this machine; when a certificate is named by half.
    pub async fn plan(self, store: &Store, config: &Config) -> anyhow::Result<Doors> {
        let files = self.files(config)?;
        let own = Some(local::files(store)).filter(|own| own.certificate.exists());
        let given = self.listen.or_else(|| config.listen.clone());
        let screens = self.screens.or_else(|| config.tls.screens.clone());
        let asked = screens.is_some();
        let usual = given.is_none() && files.is_none() && own.is_some();
        let screens = screens.or_else(|| usual.then(|| SCREENS.to_owned()));
        let listen = given.unwrap_or_else(|| LISTEN.to_owned());
        let plain = self.behind_proxy || config.behind_proxy || is_here(&listen).await?;
        let files = match (files, plain) {
            (Some(files), _) => Some(files),
            (None, true) => None,
            (None, false) => Some(own.clone().with_context(|| refusal(&listen))?),
        };
        let screens = screens.map(|listen| screen(listen, own)).transpose()?;
        Ok(Doors {
            main: Door { listen, files },
            screens,
            screens_asked: asked,
        })
    }

    fn files(&self, config: &Config) -> anyhow::Result<Option<Files>> {
        let certificate = self.tls_cert.clone();
        let key = self.tls_key.clone();
        let certificate =
            certificate.or_else(|| config.tls.certificate.as_ref().map(PathBuf::from));
        let key = key.or_else(|| config.tls.key.as_ref().map(PathBuf::from));
        match (certificate, key) {
            (None, None) => Ok(None),
            (Some(certificate), Some(key)) => Ok(Some(Files { certificate, key })),
            _ => bail!("donnez le certificat et sa clé : --tls-cert FICHIER --tls-key FICHIER"),
        }
    }
}

fn screen(listen: String, own: Option<Files>) -> anyhow::Result<Door> {
    let files = own.context(
        "pas encore de certificat pour les écrans : reliez cette machine au portail central, puis plus sync now",
    )?;
    Ok(Door {
        listen,
        files: Some(files),
    })
}

fn refusal(listen: &str) -> String {
    format!(
        "{listen} se voit d’autres machines, et HTTP simple y montrerait les mots de passe. Donnez un certificat (--tls-cert et --tls-key), ou --behind-proxy si un serveur mandataire termine HTTPS devant PLUS"
    )
}

/// Whether an address is seen from this machine alone.
async fn is_here(listen: &str) -> anyhow::Result<bool> {
    let found = tokio::net::lookup_host(listen).await;
    let found: Vec<SocketAddr> = found.with_context(|| unopened(listen))?.collect();
    Ok(!found.is_empty() && found.iter().all(|address| address.ip().is_loopback()))
}

/// What to say of an address that cannot be listened on.
pub fn unopened(listen: &str) -> String {
    format!("l’adresse {listen} ne peut pas être ouverte")
}

/// A way in that listens.
#[derive(Debug)]
pub struct Opened {
    listener: TcpListener,
    secured: Option<Arc<ServerConfig>>,
    /// Scheme, address and port.
    pub base: String,
}

impl Opened {
    /// Listens, after reading the certificate.
    ///
    /// # Errors
    /// When the certificate cannot serve; when the address is taken.
    pub async fn at(door: &Door, now_ms: i64) -> anyhow::Result<Self> {
        let secured = door.files.as_ref();
        let secured = secured
            .map(|files| tls::server(files, now_ms))
            .transpose()?;
        let listener = TcpListener::bind(&door.listen)
            .await
            .with_context(|| unopened(&door.listen))?;
        let scheme = if secured.is_some() { "https" } else { "http" };
        let base = format!("{scheme}://{}", listener.local_addr()?);
        Ok(Self {
            listener,
            secured,
            base,
        })
    }

    /// Port that it listens on.
    pub fn port(&self) -> Option<u16> {
        self.listener.local_addr().ok().map(|at| at.port())
    }

    /// Serves until told to stop, then lets what runs finish.
    ///
    /// # Errors
    /// When the system no longer lets it listen.
    pub async fn serve(
        self,
        application: Router,
        stopping: watch::Receiver<bool>,
    ) -> std::io::Result<()> {
        let leave = stopped(stopping);
        let Some(secured) = self.secured else {
            let service = application.into_make_service_with_connect_info::<SocketAddr>();
            let served = axum::serve(self.listener, service);
            return served.with_graceful_shutdown(leave).await;
        };
        let service = door::behind(application);
        let service = service.into_make_service_with_connect_info::<SocketAddr>();
        // Nothing to do on each connection: this is how axum gives out whence it comes.
        let listener = door::TlsDoor::open(self.listener, secured)?.tap_io(|_| {});
        axum::serve(listener, service)
            .with_graceful_shutdown(leave)
            .await
    }
}

async fn stopped(mut stopping: watch::Receiver<bool>) {
    // Nobody left to say it is as good.
    let _said = stopping.wait_for(|said| *said).await;
}
