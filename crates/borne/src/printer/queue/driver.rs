//! Does what the rules say, and tells what came of it. It decides nothing.

use std::{
    io::{self, Write},
    sync::Arc,
    time::Duration,
};

use tokio::{task::spawn_blocking, time::sleep};

use super::{
    Document, Options, Shared,
    line::Turn,
    rules::{Act, Failure, Heard, blocking},
};
use crate::printer::{
    client::{Client, ClientError, Format, Order, Printer, Reason, Which},
    pwg::{self, Sheet},
};

/// Between two looks at a job.
const BUSY: Duration = Duration::from_secs(1);
/// Between two looks at a printer that has nothing to do.
const IDLE: Duration = Duration::from_secs(5);
/// Most bytes that a drawn document may weigh.
const MOST_DRAWN: usize = 128 << 20;

/// The one who goes to the printer. Nothing moves unless it runs.
#[derive(Debug)]
pub struct Driver {
    client: Client,
    shared: Arc<Shared>,
    /// Whether jobs that an earlier run left at the printer are gone.
    clean: bool,
}

impl Driver {
    pub(super) fn new(client: Client, shared: Arc<Shared>) -> Self {
        Self {
            client,
            shared,
            clean: false,
        }
    }

    /// Runs until it is dropped: once a second while something is to be printed, else
    /// every five seconds, and at once when a document joins or is taken back.
    pub async fn run(mut self) {
        let shared = self.shared.clone();
        loop {
            self.step().await;
            let pause = if shared.line().turn().is_some() {
                BUSY
            } else {
                IDLE
            };
            tokio::select! {
                () = sleep(pause) => {}
                () = shared.wake.notified() => {}
            }
        }
    }

    /// One round: the printer, then what is left there, then whose turn it is.
    async fn step(&mut self) {
        let Ok(printer) = self.client.printer().await else {
            return self.offline();
        };
        self.shared.publish(|snapshot| {
            snapshot.reasons.clone_from(&printer.reasons);
            snapshot.printer = Some(printer.clone());
        });
        if !self.clean {
            match self.purge().await {
                Ok(clean) => self.clean = clean,
                Err(_) => return,
            }
        }
        let turn = self.shared.line().turn();
        if let Some(turn) = turn {
            self.take_turn(&turn, &printer).await;
        }
    }

    fn offline(&self) {
        let turn = self.shared.line().turn();
        if let Some(turn) = turn {
            self.heard(&turn, Heard::Offline);
        }
        self.shared
            .publish(|snapshot| snapshot.reasons = vec![Reason::Offline]);
    }

    /// Takes back the jobs that bear our name and that nobody here knows. Whether there
    /// was none to take back: a printer may forget what it is told, and is told again.
    async fn purge(&self) -> Result<bool, ClientError> {
        let ours = format!("{} ", self.shared.origin);
        let mut clean = true;
        for job in self.client.jobs(Which::Running).await? {
            let left = job.name.starts_with(&ours) && !self.shared.line().knows(&job.name);
            if left && !job.is_ending() {
                clean = false;
                match self.client.cancel(job.id).await {
                    Err(error) if !error.is_over() && !error.is_unknown() => return Err(error),
                    _ => {}
                }
            }
        }
        Ok(clean)
    }

    async fn take_turn(&self, turn: &Turn, printer: &Printer) {
        let heard = match turn.act {
            Act::Send => self.send(turn, printer).await,
            Act::Look => self.look(turn).await,
            Act::Watch(job) => self.follow(turn, job, printer).await,
            Act::Cancel(job) => self.take_back(job).await,
            Act::Rest => None,
        };
        if let Some(heard) = heard {
            self.heard(turn, heard);
        }
    }

    fn heard(&self, turn: &Turn, heard: Heard) {
        let now_ms = self.shared.now_ms();
        self.shared.line().heard(turn.id, heard, now_ms);
        self.shared.publish(|_| {});
    }

    async fn send(&self, turn: &Turn, printer: &Printer) -> Option<Heard> {
        self.heard(turn, Heard::Leaving);
        let (order, bytes) = match prepare(turn, printer).await {
            Ok(ready) => ready,
            Err(failure) => return Some(Heard::Refused(failure)),
        };
        // Drawing takes a moment, in which it may have been taken back.
        if self.shared.line().is_ended(turn.id) {
            return Some(Heard::Busy);
        }
        Some(match self.client.print(&order, bytes).await {
            Ok(job) => Heard::Taken(job),
            Err(ClientError::Unreachable(_)) => Heard::Offline,
            Err(error) if error.is_busy() => Heard::Busy,
            Err(ClientError::Refused(status) | ClientError::Http(status @ 400..=499)) => {
                Heard::Refused(Failure::Refused(status))
            }
            Err(_) => Heard::Lost,
        })
    }

    async fn look(&self, turn: &Turn) -> Option<Heard> {
        Some(match self.client.find(&turn.name).await {
            Ok(Some(job)) => Heard::Taken(job.id),
            Ok(None) => Heard::Unknown,
            // It tells no jobs: nobody will ever know.
            Err(ClientError::Refused(_)) => Heard::Refused(Failure::Vanished),
            Err(_) => Heard::Offline,
        })
    }

    async fn follow(&self, turn: &Turn, job: i32, printer: &Printer) -> Option<Heard> {
        Some(match self.client.job(job).await {
            // Numbers begin again when a printer is switched on: the name must be ours.
            Ok(job) if !job.name.is_empty() && job.name != *turn.name => Heard::Unknown,
            Ok(job) => Heard::Job {
                ending: job.is_ending(),
                state: job.state,
                printed: job.printed,
                reason: blocking(printer, job.state),
            },
            Err(error) if error.is_unknown() => Heard::Unknown,
            Err(ClientError::Unreachable(_) | ClientError::NoAnswer(_)) => Heard::Offline,
            Err(_) => return None,
        })
    }

    async fn take_back(&self, job: i32) -> Option<Heard> {
        match self.client.cancel(job).await {
            Ok(()) => Some(Heard::Told),
            Err(error) if error.is_over() => Some(Heard::Told),
            Err(error) if error.is_unknown() => Some(Heard::Unknown),
            Err(_) => Some(Heard::Offline),
        }
    }
}

/// The order and the bytes for this printer.
async fn prepare<'a>(turn: &'a Turn, printer: &Printer) -> Result<(Order<'a>, Vec<u8>), Failure> {
    let Options {
        copies,
        duplex,
        color,
    } = turn.options;
    if copies > printer.copies {
        return Err(Failure::TooManyCopies(printer.copies));
    }
    let format = format(&turn.document, printer).ok_or(Failure::NoFormat)?;
    let duplex = duplex && printer.duplex && turn.document.pages().0 > 1;
    let order = Order {
        name: &turn.name,
        format,
        copies: copies.max(1),
        duplex,
        color: color && printer.color,
        fits: printer.fits,
    };
    let bytes = match format {
        Format::Pdf => turn.document.pdf().to_vec(),
        Format::Pwg => draw(turn.document.clone(), sheet(printer, duplex)).await?,
    };
    Ok((order, bytes))
}

/// PDF when the printer takes it, but a restricted one is rather drawn here.
fn format(document: &Document, printer: &Printer) -> Option<Format> {
    match (printer.accepts_pdf, printer.accepts_pwg) {
        (true, true) if document.is_restricted() => Some(Format::Pwg),
        (true, _) => Some(Format::Pdf),
        (false, true) => Some(Format::Pwg),
        (false, false) => None,
    }
}

fn sheet(printer: &Printer, duplex: bool) -> Sheet {
    Sheet {
        resolution: printer.resolution(),
        duplex,
        back: printer.back,
    }
}

async fn draw(document: Arc<Document>, sheet: Sheet) -> Result<Vec<u8>, Failure> {
    let drawing = spawn_blocking(move || {
        let mut drawn = Drawn(Vec::new());
        pwg::rasterise(document.pdf(), sheet, &mut drawn).map(|_| drawn.0)
    });
    let drawn = drawing.await.map_err(|_| Failure::Undrawable)?;
    drawn.map_err(|_| Failure::Undrawable)
}

/// What is drawn, within its bound.
struct Drawn(Vec<u8>);

impl Write for Drawn {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MOST_DRAWN {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
