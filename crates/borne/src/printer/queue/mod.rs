//! The queue of the kiosk: one document at the printer at a time, and none left there.
//!
//! * [`rules`] says what to do next with one document;
//! * `line` says whose turn it is;
//! * [`Driver`] does it, and says what came of it.
//!
//! Nothing is written to a disk. Without paper a document stays at the printer, which
//! goes on by itself when there is some; after [`Settings::keep_ms`] it is taken back. A
//! document that the printer may have is looked for by its name before it is sent again.

mod document;
mod driver;
mod line;
pub mod rules;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{Notify, watch};

pub use document::Document;
pub use driver::Driver;
pub use line::MOST;
pub use rules::{Failure, State};

use super::client::{Client, Printer, Reason};
use line::Line;

/// How long a document is held when nothing else is said: 15 minutes.
pub const KEEP_MS: i64 = 15 * 60 * 1000;

/// Why a document did not join the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QueueError {
    /// [`MOST`] documents wait already.
    #[error("too many documents wait")]
    Full,
}

/// A document of the queue. Numbers are not given twice while the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(pub u64);

/// The use of the kiosk by one person. It never reaches the printer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Session(pub String);

/// How a document is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// How many times.
    pub copies: u16,
    /// On both sides if the printer can, and if there is more than one page.
    pub duplex: bool,
    /// In colour if the printer can, and takes PDF.
    pub color: bool,
}

impl Default for Options {
    /// Once, on both sides, in black.
    fn default() -> Self {
        Self {
            copies: 1,
            duplex: true,
            color: false,
        }
    }
}

/// A document as people are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its number here.
    pub id: JobId,
    /// Whose it is.
    pub session: Session,
    /// Pages of the document, one copy.
    pub pages: u32,
    /// Sides that are out, as far as the printer tells: all of them at the end.
    pub printed: u32,
    /// Where it stands.
    pub state: State,
}

/// All that is known, at one instant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snapshot {
    /// The printer as it last told itself; nothing before the first answer.
    pub printer: Option<Printer>,
    /// What it wants known now; [`Reason::Offline`] alone when it does not answer.
    pub reasons: Vec<Reason>,
    /// The documents of people, in order.
    pub jobs: Vec<Job>,
    /// Forgotten documents that the printer has not given back yet.
    pub leftovers: usize,
}

impl Snapshot {
    /// The document of a number, unless it is forgotten.
    pub fn job(&self, id: JobId) -> Option<&Job> {
        self.jobs.iter().find(|job| job.id == id)
    }
}

/// What the queue takes from outside.
#[derive(Clone)]
pub struct World {
    /// Milliseconds of a clock, best one that never goes back.
    pub now_ms: Arc<dyn Fn() -> i64 + Send + Sync>,
    /// A number drawn by chance: two kiosks must never give the same name to a job.
    pub chance: Arc<dyn Fn() -> u64 + Send + Sync>,
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").finish_non_exhaustive()
    }
}

/// How the queue behaves.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// How long a document is held, in milliseconds.
    pub keep_ms: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { keep_ms: KEEP_MS }
    }
}

/// The queue, as the pages of the kiosk hold it. Clones are the same queue.
#[derive(Debug, Clone)]
pub struct Queue {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    line: Mutex<Line>,
    snapshot: watch::Sender<Snapshot>,
    wake: Notify,
    world: World,
    settings: Settings,
    origin: String,
}

impl Shared {
    fn line(&self) -> MutexGuard<'_, Line> {
        // A poisoned lock only means that a thread stopped while it held it.
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now_ms(&self) -> i64 {
        (self.world.now_ms)()
    }

    /// Tells those who watch, if anything changed.
    fn publish(&self, change: impl FnOnce(&mut Snapshot)) {
        // The line stays locked: no older state is told after a newer one.
        let line = self.line();
        self.snapshot.send_if_modified(|snapshot| {
            let before = snapshot.clone();
            change(snapshot);
            snapshot.jobs = line.jobs();
            snapshot.leftovers = line.leftovers();
            *snapshot != before
        });
    }
}

impl Queue {
    /// A queue in front of a printer, and the driver that somebody must run.
    pub fn new(client: Client, settings: Settings, world: World) -> (Self, Driver) {
        let shared = Arc::new(Shared {
            line: Mutex::default(),
            snapshot: watch::Sender::default(),
            wake: Notify::new(),
            world,
            settings,
            origin: client.origin().to_owned(),
        });
        let driver = Driver::new(client, shared.clone());
        (Self { shared }, driver)
    }

    /// A document joins the end.
    ///
    /// # Errors
    /// [`QueueError::Full`].
    pub fn submit(
        &self,
        session: &Session,
        document: Document,
        options: Options,
    ) -> Result<JobId, QueueError> {
        let name = format!(
            "{} {:016x}",
            self.shared.origin,
            (self.shared.world.chance)()
        );
        let keep = self.shared.settings.keep_ms;
        let joined = self
            .shared
            .line()
            .join(session, name, (document, options), keep);
        self.changed();
        joined
    }

    /// Takes a document back. Its state says when the printer has given it back.
    pub fn cancel(&self, id: JobId) {
        self.shared.line().cancel(id);
        self.changed();
    }

    /// The end of a person's session: all that was theirs is taken back, and nothing of
    /// it is told any more. [`Snapshot::leftovers`] says when the printer has none left.
    pub fn forget(&self, session: &Session) {
        self.shared.line().forget(session);
        self.changed();
    }

    /// What is known, now and at each change.
    pub fn watch(&self) -> watch::Receiver<Snapshot> {
        self.shared.snapshot.subscribe()
    }

    fn changed(&self) {
        self.shared.publish(|_| {});
        self.shared.wake.notify_one();
    }
}
