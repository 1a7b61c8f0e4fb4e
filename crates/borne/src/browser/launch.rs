//! How the browser is started, and how it is ended: whole, by its group.

use std::{
    io,
    os::fd::OwnedFd,
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
};

use command_fds::{CommandFdExt, FdMapping};
use tokio::{
    net::unix::pipe::{Receiver, Sender},
    process::{Child, Command},
};

use super::{BrowserError, Pipe};

/// Flags of every kiosk. Nothing goes out by itself, nothing is kept, nothing pops up.
const FLAGS: [&str; 25] = [
    "--enable-features=OverlayScrollbar",
    "--kiosk",
    "--no-startup-window",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--password-store=basic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-session-crashed-bubble",
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    "--noerrdialogs",
    "--no-pings",
    "--metrics-recording-only",
    "--disk-cache-size=33554432",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-features=Translate,MediaRouter,OptimizationHints,GlobalMediaControls,WebUSB,WebBluetooth,DialMediaRouteProvider,AutofillServerCommunication,SideBySide",
    "--touch-events=enabled",
];

/// What a browser is started with.
#[derive(Debug, Clone)]
pub struct Launch {
    /// The program: `chromium`.
    pub program: PathBuf,
    /// Pixels of the screen for one CSS pixel.
    pub scale: f64,
    /// Flags of this machine alone.
    pub more: Vec<String>,
}

/// A browser that runs, and the folder that it writes in.
#[derive(Debug)]
pub(super) struct Running {
    child: Child,
    group: Option<rustix::process::Pid>,
    profile: PathBuf,
}

impl Launch {
    /// Starts a browser without a window, in a folder of its own.
    ///
    /// # Errors
    /// When the folder cannot be made or the program not be started.
    pub(super) fn start(&self, profile: &Path) -> Result<(Running, Arc<Pipe>), BrowserError> {
        self.begin(profile).map_err(BrowserError::Start)
    }

    fn begin(&self, profile: &Path) -> io::Result<(Running, Arc<Pipe>)> {
        std::fs::create_dir_all(profile)?;
        let (theirs_in, ours_out) = io::pipe()?;
        let (ours_in, theirs_out) = io::pipe()?;
        let child = self
            .command(profile, theirs_in.into(), theirs_out.into())?
            .spawn()?;
        let pipe = Pipe::over(
            Receiver::from_owned_fd(ours_in.into())?,
            Sender::from_owned_fd(ours_out.into())?,
        );
        let group = child
            .id()
            .and_then(|id| rustix::process::Pid::from_raw(i32::try_from(id).ok()?));
        let running = Running {
            child,
            group,
            profile: profile.to_owned(),
        };
        Ok((running, pipe))
    }

    fn command(&self, profile: &Path, reads: OwnedFd, writes: OwnedFd) -> io::Result<Command> {
        let mut command = Command::new(&self.program);
        command
            .args(FLAGS)
            .arg(format!("--force-device-scale-factor={}", self.scale))
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg("--lang=fr")
            .args(&self.more)
            // Its own words, where it has some, are in French.
            .env("LANG", "fr_FR.UTF-8")
            .env("LANGUAGE", "fr")
            .env("HOME", profile)
            .env("TMPDIR", profile)
            .env("XDG_CONFIG_HOME", profile)
            .env("XDG_CACHE_HOME", profile)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .kill_on_drop(true);
        let ends = [(reads, 3), (writes, 4)];
        let mapped = ends.map(|(parent_fd, child_fd)| FdMapping {
            parent_fd,
            child_fd,
        });
        command
            .fd_mappings(mapped.into())
            .map_err(io::Error::other)?;
        Ok(command)
    }
}

impl Running {
    /// Ends every process of the browser, and deletes all that it wrote.
    pub(super) async fn end(mut self) -> io::Result<()> {
        self.kill();
        let _gone = self.child.wait().await;
        match std::fs::remove_dir_all(&self.profile) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            // A process of the group may still have been writing.
            Err(_) => std::fs::remove_dir_all(&self.profile),
            Ok(()) => Ok(()),
        }
    }

    /// Kills every process of the browser.
    pub(super) fn kill(&self) {
        if let Some(group) = self.group {
            let _gone = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }

    /// Number of its first process.
    pub(super) fn id(&self) -> Option<u32> {
        self.child.id()
    }
}
