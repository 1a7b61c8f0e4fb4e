//! The archive of an import: a file of this machine, or fetched from an address.
//!
//! What is fetched is written aside and removed afterwards. Nothing is imported
//! from an archive that did not come whole.

use std::path::{Path, PathBuf};

use plus_store::Store;
use tokio::io::AsyncWriteExt;

use super::{ContentError, folder};
use crate::outside;

/// Most bytes fetched: the official archive is about 40 million.
const MOST: u64 = 500_000_000;

/// An archive that can be read. Removed when dropped, if it was fetched.
#[derive(Debug)]
pub struct Archive {
    path: PathBuf,
    fetched: bool,
}

impl Archive {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Archive {
    fn drop(&mut self) {
        if self.fetched {
            // One that stays only takes room; the next import writes over it.
            let _gone = std::fs::remove_file(&self.path);
        }
    }
}

/// The archive of a path or of an address (`https://…`, or `http://` on this machine).
/// `progress` receives the bytes that have come, and how many will if it is known.
pub async fn here(
    store: &Store,
    place: &str,
    progress: &impl Fn(u64, Option<u64>),
) -> Result<Archive, ContentError> {
    if !place.contains("://") {
        return Ok(Archive {
            path: PathBuf::from(place),
            fetched: false,
        });
    }
    let refused = |reason: String| ContentError::Fetch {
        address: place.to_owned(),
        reason,
    };
    if !is_safe(place) {
        let reason = "seules les adresses https:// sont suivies".to_owned();
        return Err(refused(reason));
    }
    let archive = Archive {
        path: folder(store).join("arrivee.part"),
        fetched: true,
    };
    let fetched = fetch(place, &archive.path, progress).await;
    fetched.map(|()| archive).map_err(refused)
}

/// An address whose content nobody on the way can change.
fn is_safe(address: &str) -> bool {
    let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let after = |start: &&str| address.strip_prefix(*start);
    let own = local.iter().find_map(after);
    address.starts_with("https://") || own.is_some_and(|rest| rest.starts_with([':', '/']))
}

async fn fetch(
    address: &str,
    path: &Path,
    progress: &impl Fn(u64, Option<u64>),
) -> Result<(), String> {
    let client = outside::http_client().map_err(told)?;
    let answer = client.get(address).send().await.map_err(told)?;
    let mut answer = answer.error_for_status().map_err(told)?;
    let total = answer.content_length();
    if let Some(folder) = path.parent() {
        tokio::fs::create_dir_all(folder).await.map_err(told)?;
    }
    let mut file = tokio::fs::File::create(path).await.map_err(told)?;
    let mut done = 0;
    while let Some(bytes) = answer.chunk().await.map_err(told)? {
        done += bytes.len() as u64;
        if done > MOST {
            return Err(format!("l’archive dépasse {MOST} octets"));
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
