//! The base backup of a PostgreSQL server, made and checked by its own programs: with the
//! archive of its log it goes back to any minute. The backups that the machines are
//! promised are the others (decision 0013): this one needs a server to be read.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Output,
};

use reqwest::Url;
use tokio::process::Command;

use super::{BackupError, at, mark, with_suffix};

/// Where Debian and Ubuntu keep the programs of each version.
const PROGRAMS: &str = "/usr/lib/postgresql";

/// A base backup.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Base {
    /// Its folder.
    pub path: String,
}

/// Copies the whole server into a new folder, and checks it against its manifest. Nothing
/// secret is on the command line of what is started.
///
/// # Errors
/// When a program is not there, or says no: nothing is left.
pub async fn make(address: &str, target: &Path) -> Result<Base, BackupError> {
    if target.exists() {
        return Err(BackupError::Exists(target.display().to_string()));
    }
    let part = with_suffix(target, ".part");
    // What an interrupted try left, if it left something.
    let _gone = fs::remove_dir_all(&part);
    let made = copy(address, &part).await;
    let made = made.and_then(|()| fs::rename(&part, target).map_err(at(target)));
    if made.is_err() {
        let _gone = fs::remove_dir_all(&part);
    }
    made?;
    mark::sync_folder(target);
    Ok(Base {
        path: target.display().to_string(),
    })
}

async fn copy(address: &str, part: &Path) -> Result<(), BackupError> {
    let mut copying = program("pg_basebackup");
    copying.envs(connection(address)?);
    copying.args([
        "--checkpoint=fast",
        "--wal-method=stream",
        "--no-password",
        "--pgdata",
    ]);
    run("pg_basebackup", copying.arg(part)).await?;
    run("pg_verifybackup", program("pg_verifybackup").arg(part)).await
}

/// What `libpq` reads of the environment, from an address.
fn connection(address: &str) -> Result<Vec<(&'static str, String)>, BackupError> {
    let wrong = || BackupError::Program {
        name: "pg_basebackup",
        said: "l’adresse de la base n’est pas lisible".to_owned(),
    };
    let url = Url::parse(address).map_err(|_| wrong())?;
    let mut known = vec![
        ("PGHOST", url.host_str().unwrap_or("localhost").to_owned()),
        ("PGPORT", url.port().unwrap_or(5432).to_string()),
        ("PGUSER", url.username().to_owned()),
    ];
    if let Some(password) = url.password() {
        known.push(("PGPASSWORD", password.to_owned()));
    }
    let mode = url.query_pairs().find(|(name, _)| name == "sslmode");
    known.extend(mode.map(|(_, mode)| ("PGSSLMODE", mode.into_owned())));
    Ok(known)
}

/// A program of PostgreSQL: of its newest version when it is not on the path.
fn program(name: &'static str) -> Command {
    let versions = fs::read_dir(PROGRAMS).into_iter().flatten().flatten();
    let number = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.and_then(|name| name.parse::<u32>().ok())
    };
    let newest = versions.map(|entry| entry.path()).max_by_key(number);
    let found = newest.map(|folder| folder.join("bin").join(name));
    Command::new(
        found
            .filter(|path| path.is_file())
            .unwrap_or_else(|| name.into()),
    )
}

async fn run(name: &'static str, command: &mut Command) -> Result<(), BackupError> {
    match command.output().await {
        Ok(Output { status, .. }) if status.success() => Ok(()),
        Ok(output) => Err(BackupError::Program {
            name,
            said: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(BackupError::NoProgram(name)),
        Err(source) => Err(BackupError::File {
            path: name.to_owned(),
            source,
        }),
    }
}
