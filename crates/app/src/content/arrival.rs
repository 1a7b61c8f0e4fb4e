//! The archive of an import: a file of this machine, or fetched from an address.
//!
//! What is fetched is written aside and removed afterwards. Nothing is imported
//! from an archive that did not come whole.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use plus_fiches::import::Limits;
use plus_store::Store;
use reqwest::{
    Response, StatusCode,
    header::{ETAG, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED},
};
use tokio::io::AsyncWriteExt;

use super::{ContentError, folder};
use crate::outside;

/// Name of an archive that is coming: start and end.
const COMING: (&str, &str) = ("arrivee-", ".part");

/// An archive that can be read. Removed when dropped, if it was fetched.
#[derive(Debug)]
pub struct Archive {
    path: PathBuf,
    /// Locked while it is held: nobody else removes it.
    fetched: Option<File>,
}

impl Archive {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Archive {
    fn drop(&mut self) {
        if self.fetched.is_some() {
            // One that stays only takes room; the next one removes it.
            let _gone = fs::remove_file(&self.path);
        }
    }
}

/// What the server said of an archive, to ask next time whether it is still the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Validators {
    /// `ETag`, empty when there was none.
    pub etag: String,
    /// `Last-Modified`, empty when there was none.
    pub modified: String,
}

/// What came from an address.
#[derive(Debug)]
pub enum Arrived {
    /// The archive.
    New(Archive, Validators),
    /// Nothing: the archive is still the one that the validators describe.
    Unchanged,
}

/// The archive of a path or of an address (`https://…`, or `http://` on this machine).
/// `progress` receives the bytes that have come, and how many will if it is known.
pub async fn here(
    store: &Store,
    place: &str,
    progress: &impl Fn(u64, Option<u64>),
) -> Result<(Archive, Validators), ContentError> {
    if !place.contains("://") {
        let archive = Archive {
            path: PathBuf::from(place),
            fetched: None,
        };
        return Ok((archive, Validators::default()));
    }
    match since(store, place, &Validators::default(), progress).await? {
        Arrived::New(archive, validators) => Ok((archive, validators)),
        // Nothing was asked that allows this answer.
        Arrived::Unchanged => Err(refused(place, "le serveur n’a pas donné d’archive")),
    }
}

/// The archive of an address, unless it is still the one of `known`.
pub async fn since(
    store: &Store,
    address: &str,
    known: &Validators,
    progress: &impl Fn(u64, Option<u64>),
) -> Result<Arrived, ContentError> {
    if !is_safe(address) {
        return Err(refused(
            address,
            "seules les adresses https:// sont suivies",
        ));
    }
    let asked = ask(address, known).await;
    let answer = asked.map_err(|reason| refused(address, &reason))?;
    if answer.status() == StatusCode::NOT_MODIFIED && *known != Validators::default() {
        return Ok(Arrived::Unchanged);
    }
    let validators = Validators {
        etag: header(&answer, &ETAG),
        modified: header(&answer, &LAST_MODIFIED),
    };
    let told = |source: std::io::Error| refused(address, &source.to_string());
    let archive = aside(&folder(store)).map_err(told)?;
    let written = write(answer, &archive, progress).await;
    let whole = written.map_err(|reason| refused(address, &reason));
    whole.map(|()| Arrived::New(archive, validators))
}

fn refused(address: &str, reason: &str) -> ContentError {
    ContentError::Fetch {
        address: address.to_owned(),
        reason: reason.to_owned(),
    }
}

/// An address whose content nobody on the way can change.
pub(crate) fn is_safe(address: &str) -> bool {
    let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let after = |start: &&str| address.strip_prefix(*start);
    let own = local.iter().find_map(after);
    address.starts_with("https://") || own.is_some_and(|rest| rest.starts_with([':', '/']))
}

async fn ask(address: &str, known: &Validators) -> Result<Response, String> {
    let client = outside::download_client(is_safe).map_err(told)?;
    let mut request = client.get(address);
    for (name, value) in [
        (IF_NONE_MATCH, &known.etag),
        (IF_MODIFIED_SINCE, &known.modified),
    ] {
        if !value.is_empty() {
            request = request.header(name, value);
        }
    }
    let answer = request.send().await.map_err(told)?;
    answer.error_for_status().map_err(told)
}

fn header(answer: &Response, name: &HeaderName) -> String {
    let value = answer.headers().get(name).and_then(|v| v.to_str().ok());
    value.unwrap_or_default().to_owned()
}

/// A new file for what comes. Those that killed programs have left go.
fn aside(root: &Path) -> std::io::Result<Archive> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    fs::create_dir_all(root)?;
    for entry in fs::read_dir(root)?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_ours = name.starts_with(COMING.0) && name.ends_with(COMING.1);
        let left = |file: File| file.try_lock().is_ok();
        if is_ours && File::open(entry.path()).is_ok_and(left) {
            let _gone = fs::remove_file(entry.path());
        }
    }
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("{}{}-{number}{}", COMING.0, std::process::id(), COMING.1);
    let path = root.join(name);
    let file = File::create(&path)?;
    file.lock()?;
    Ok(Archive {
        path,
        fetched: Some(file),
    })
}

async fn write(
    mut answer: Response,
    archive: &Archive,
    progress: &impl Fn(u64, Option<u64>),
) -> Result<(), String> {
    let most = Limits::default().archive_bytes;
    let too_large = format!("l’archive dépasse {} Mo", most >> 20);
    let total = answer.content_length();
    if total.is_some_and(|total| total > most) {
        return Err(too_large);
    }
    let mut options = tokio::fs::OpenOptions::new();
    let opened = options.write(true).open(&archive.path).await;
    let mut file = opened.map_err(told)?;
    let mut done = 0;
    while let Some(bytes) = answer.chunk().await.map_err(told)? {
        done += bytes.len() as u64;
        if done > most {
            return Err(too_large);
        }
        file.write_all(&bytes).await.map_err(told)?;
        progress(done, total);
    }
    file.sync_all().await.map_err(told)?;
    match total {
        Some(total) if total != done => Err("l’archive n’est pas venue entière".to_owned()),
        _ => Ok(()),
    }
}

/// What stopped, with its cause.
fn told(error: impl std::error::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error} ({cause})"),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::is_safe;

    #[test]
    fn only_addresses_that_nobody_can_change_on_the_way_are_followed() {
        assert!(is_safe("https://lecomarquage.service-public.gouv.fr/a.zip"));
        assert!(is_safe("http://127.0.0.1:4000/a.zip"));
        assert!(!is_safe("http://lecomarquage.service-public.gouv.fr/a.zip"));
        assert!(!is_safe("http://127.0.0.1.exemple.fr/a.zip"));
        assert!(!is_safe("file:///etc/passwd"));
    }
}
