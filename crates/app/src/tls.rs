//! HTTPS of this machine: a certificate and its key, read from files and read again when
//! they change (requirements S13, S14).
//!
//! One stack, rustls with ring; TLS 1.3 alone. The certificate of a hub is given by files;
//! that of the van's screens comes from the authority of the territory ([`authority`],
//! [`local`]). [`door`] listens.

pub mod authority;
pub mod door;
pub mod local;
pub mod validity;

use std::{
    fs, io,
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use tokio::sync::watch;

use crate::outside::Outside;

const DAY_MS: i64 = 24 * 3_600_000;
const DAY: Duration = Duration::from_hours(24);
/// A certificate that ends sooner is told, days.
pub const WARNING_DAYS: i64 = 30;

/// Why HTTPS cannot be.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read or written.
    #[error("{path} : {source}")]
    File {
        /// Which.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// Others may read the key.
    #[error(
        "{path} : la clé peut être lue par d’autres (mode {mode:o}). Faites : chmod 600 {path}"
    )]
    Open {
        /// Which file.
        path: String,
        /// Its rights.
        mode: u32,
    },
    /// A file does not hold what it should.
    #[error("{0}")]
    Wrong(String),
    /// The authority exists, and its key is not on this machine.
    #[error(
        "la clé de l’autorité du territoire n’est pas sur cette machine ({0}) : remettez-la depuis sa copie"
    )]
    KeyGone(String),
    /// A certificate cannot be made.
    #[error("certificat impossible à faire : {0}")]
    Made(#[from] rcgen::Error),
    /// The database.
    #[error(transparent)]
    Store(#[from] plus_store::StoreError),
}

fn told(path: &Path) -> impl FnOnce(io::Error) -> TlsError {
    let path = path.display().to_string();
    |source| TlsError::File { path, source }
}

/// A certificate and its key, in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// The certificate, then those that lead to its authority.
    pub certificate: PathBuf,
    /// The private key; nobody else may read it.
    pub key: PathBuf,
}

impl Files {
    /// Reads both, and checks that they go together.
    ///
    /// # Errors
    /// When a file cannot be read, when others may read the key, when they do not match.
    pub fn read(&self) -> Result<Pair, TlsError> {
        refuse_open(&self.key)?;
        let (at, key_at) = (self.certificate.display(), self.key.display());
        let chain = self.chain()?;
        let first = chain.first().ok_or_else(|| {
            TlsError::Wrong(format!("{at} : aucun certificat (PEM) dans ce fichier"))
        })?;
        let ends_at = validity::ends_at(first)
            .ok_or_else(|| TlsError::Wrong(format!("{at} : ce certificat est illisible")))?;
        let key = PrivateKeyDer::from_pem_file(&self.key)
            .map_err(|e| TlsError::Wrong(format!("{key_at} : clé illisible ({e})")))?;
        let provider = rustls::crypto::ring::default_provider();
        let whole = CertifiedKey::from_der(chain, key, &provider)
            .map_err(|e| TlsError::Wrong(format!("{at} et {key_at} ne vont pas ensemble ({e})")))?;
        Ok(Pair {
            whole: Arc::new(whole),
            ends_at,
        })
    }

    fn chain(&self) -> Result<Vec<CertificateDer<'static>>, TlsError> {
        let bytes = fs::read(&self.certificate).map_err(told(&self.certificate))?;
        let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
        let at = self.certificate.display();
        read.map_err(|e| TlsError::Wrong(format!("{at} : certificat illisible ({e})")))
    }

    /// What tells that one of the files changed.
    fn stamp(&self) -> Option<Stamp> {
        let of = |path: &Path| {
            let file = fs::metadata(path).ok()?;
            Some([
                file.mtime(),
                file.mtime_nsec(),
                file.ino().cast_signed(),
                file.size().cast_signed(),
            ])
        };
        Some([of(&self.certificate)?, of(&self.key)?])
    }
}

type Stamp = [[i64; 4]; 2];

/// A certificate with its key, and until when it serves.
#[derive(Debug, Clone)]
pub struct Pair {
    whole: Arc<CertifiedKey>,
    /// Milliseconds UTC.
    pub ends_at: i64,
}

impl Pair {
    /// Days until it ends, when that is soon; negative when it ended.
    pub fn ends_soon(&self, now_ms: i64) -> Option<i64> {
        let days = (self.ends_at - now_ms).div_euclid(DAY_MS);
        (days < WARNING_DAYS).then_some(days)
    }
}

/// Refuses a key that everybody may read, or that its group may change (S14). A group may
/// read it: that is how a service that is not root reads the key of a certificate.
fn refuse_open(key: &Path) -> Result<(), TlsError> {
    let mode = fs::metadata(key).map_err(told(key))?.mode() & 0o777;
    if mode & 0o027 == 0 {
        return Ok(());
    }
    Err(TlsError::Open {
        path: key.display().to_string(),
        mode,
    })
}

/// Writes a file that only this account may read, whole or not at all.
fn write_secret(path: &Path, bytes: &[u8]) -> Result<(), TlsError> {
    write(path, bytes, 0o600)
}

/// Writes a file that everybody may read, whole or not at all.
fn write_public(path: &Path, bytes: &[u8]) -> Result<(), TlsError> {
    write(path, bytes, 0o644)
}

fn write(path: &Path, bytes: &[u8], mode: u32) -> Result<(), TlsError> {
    let aside = path.with_extension("part");
    let done = || {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let _left = fs::remove_file(&aside);
        let mut options = fs::OpenOptions::new();
        let mut file = options
            .write(true)
            .create_new(true)
            .mode(mode)
            .open(&aside)?;
        io::Write::write_all(&mut file, bytes)?;
        file.sync_all()?;
        fs::rename(&aside, path)
    };
    done().map_err(told(path))
}

/// The certificate that answers, read again as soon as its files change. Files that do not
/// go together (one was replaced, the other not yet) leave the one before in service.
#[derive(Debug)]
struct Fresh {
    files: Files,
    held: RwLock<(Option<Stamp>, Arc<CertifiedKey>)>,
}

impl Fresh {
    fn refresh(&self) {
        let stamp = self.files.stamp();
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        if stamp.is_none() || held.0 == stamp {
            return;
        }
        drop(held);
        let read = self.files.read();
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        held.0 = stamp;
        match read {
            Ok(pair) => {
                held.1 = pair.whole;
                tracing::info!("certificate read again");
            }
            Err(error) => tracing::warn!(%error, "new certificate refused, the one before serves"),
        }
    }
}

impl ResolvesServerCert for Fresh {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.refresh();
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(&held.1))
    }
}

/// What a server needs to answer by HTTPS with a certificate.
///
/// # Errors
/// When the certificate or its key cannot serve.
pub fn server(files: &Files, now_ms: i64) -> Result<Arc<ServerConfig>, TlsError> {
    let stamp = files.stamp();
    let pair = files.read()?;
    if let Some(days) = pair.ends_soon(now_ms) {
        warn_soon(files, days);
    }
    let fresh = Fresh {
        files: files.clone(),
        held: RwLock::new((stamp, pair.whole)),
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(|e| TlsError::Wrong(e.to_string()))?;
    let mut config = versions
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(fresh));
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// Says in the log, once a day, that a certificate ends soon, until told to stop.
pub async fn watch(files: Vec<Files>, outside: Outside, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        tokio::select! {
            () = tokio::time::sleep(DAY) => tell(&files, outside.now_ms()),
            _ = stop.changed() => {}
        }
    }
}

fn tell(files: &[Files], now_ms: i64) {
    for one in files {
        if let Some(days) = one.read().ok().and_then(|pair| pair.ends_soon(now_ms)) {
            warn_soon(one, days);
        }
    }
}

fn warn_soon(files: &Files, days: i64) {
    let file = files.certificate.display();
    tracing::warn!(%file, days, "the certificate ends soon: renew it");
}

/// The bytes of the first certificate of a PEM text.
pub fn der(pem: &str) -> Option<Vec<u8>> {
    let read = CertificateDer::from_pem_slice(pem.as_bytes()).ok()?;
    Some(read.to_vec())
}
