//! The printer of the kiosk, and the papers that go to it.

use std::sync::Arc;

use plus_borne::{
    kiosk::Order,
    printer::{
        client::Reason,
        queue::{Document, JobId, Options, Queue, Session, State},
    },
};

use super::{Borne, retrait};
use crate::web::state::App;

/// The printer of the kiosk.
#[derive(Debug)]
pub struct Impression {
    /// Its queue.
    pub queue: Queue,
}

impl Impression {
    /// Where a job stands; nothing when it was forgotten.
    pub fn state(&self, job: JobId) -> Option<State> {
        let snapshot = self.queue.watch();
        let snapshot = snapshot.borrow();
        snapshot.job(job).map(|job| job.state.clone())
    }

    /// The word of a reason, family `borne-imprimante`.
    pub fn word(reason: &Reason) -> &'static str {
        match reason {
            Reason::PaperOut => "papier",
            Reason::Jam => "bourrage",
            Reason::DoorOpen => "capot",
            Reason::OutputFull => "bac",
            Reason::TonerOut => "encre",
            Reason::Offline => "absente",
            _ => "autre",
        }
    }
}

/// Sends a paper of the person to the printer, once, if the ration allows it. The time of
/// the session does not count while it is printed.
pub async fn print(app: &App, borne: &Arc<Borne>, number: u32) {
    let Some(papier) = borne.with_papiers(|held| held.get(number)) else {
        return;
    };
    let free = borne.impression().filter(|_| papier.job.is_none());
    let (Some(impression), true) = (free, papier.pages <= borne.pages_left(app.today())) else {
        return;
    };
    let pdf = papier.pdf.to_vec();
    let read = tokio::task::spawn_blocking(move || Document::read(pdf)).await;
    let Ok(Ok(document)) = read else { return };
    let session = Session(borne.session());
    let joined = impression
        .queue
        .submit(&session, document, Options::default());
    match joined {
        Ok(job) => {
            borne.with_papiers(|held| held.sent(number, job));
            let (app, borne) = (app.clone(), borne.clone());
            tokio::spawn(async move {
                let printed = follow(&borne, job, papier.pages).await;
                if let Some(opening) = papier.opening {
                    retrait::conclude(&app, opening, printed);
                }
            });
        }
        Err(error) => tracing::warn!(%error, "a paper is not printed"),
    }
}

/// Follows a paper to its end. Held for want of paper, the time of the session counts again:
/// what is private does not wait in front of everybody. Answers whether every side came out.
async fn follow(borne: &Borne, job: JobId, pages: u32) -> bool {
    let Some(impression) = borne.impression() else {
        return false;
    };
    let mut told = impression.queue.watch();
    let mut busy = false;
    loop {
        let state = told
            .borrow_and_update()
            .job(job)
            .map(|job| job.state.clone());
        let works = matches!(
            state,
            Some(State::Waiting | State::Sending | State::Printing { .. })
        );
        if works != busy {
            borne.tell(if works { Order::Begin } else { Order::End });
            busy = works;
        }
        match state {
            Some(State::Done) => {
                borne.printed(pages);
                return true;
            }
            Some(state) if !state.is_over() => {}
            _ => return false,
        }
        if told.changed().await.is_err() {
            return false;
        }
    }
}
