//! Writing the folder of a territory: whole or not at all, and never over another.

use std::{fs, io, os::unix::fs::PermissionsExt as _, path::Path};

/// Why a folder was not written.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// There is something there.
    #[error("{0} existe déjà : rien n’a été touché ; donnez un autre dossier")]
    There(String),
    /// The disk.
    #[error("{0} ne s’écrit pas ({1})")]
    Disk(String, #[source] io::Error),
}

/// Writes files, by their path inside, into a folder that does not exist yet.
///
/// # Errors
/// The folder exists, or the disk refuses. Nothing is left of what was begun.
pub fn write<'f>(
    to: &Path,
    files: impl IntoIterator<Item = (&'f str, &'f [u8])>,
) -> Result<(), FolderError> {
    let refused = |e| FolderError::Disk(to.display().to_string(), e);
    if to.symlink_metadata().is_ok() {
        return Err(FolderError::There(to.display().to_string()));
    }
    let parent = to.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(refused)?;
    let aside = tempfile::Builder::new()
        .prefix(".territoire-")
        .tempdir_in(parent)
        .map_err(refused)?;
    for (path, bytes) in files {
        let file = aside.path().join(path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(refused)?;
        }
        fs::write(&file, bytes).map_err(refused)?;
    }
    fs::set_permissions(aside.path(), fs::Permissions::from_mode(0o755)).map_err(refused)?;
    fs::rename(aside.path(), to).map_err(refused)?;
    // It is no longer there under its first name: nothing remains to delete.
    let _gone = aside.keep();
    Ok(())
}
