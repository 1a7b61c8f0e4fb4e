//! What to do next with one document, given what was heard of it and the time.
//!
//! No input or output, no clock: [`Ticket::act`] says what to do, [`Ticket::heard`] takes
//! what came of it. Three promises, each with a property test:
//!
//! * a document is never sent again while the printer may have taken it;
//! * nothing is held longer than it is kept;
//! * a document that is taken back ends, and the next one waits until the printer has let
//!   it go.

use super::super::client::{JobState, Printer, PrinterState, Reason};

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Give it to the printer.
    Send,
    /// The answer was lost: look for it among the jobs of the printer.
    Look,
    /// Ask how the job of this number is.
    Watch(i32),
    /// Take the job of this number back.
    Cancel(i32),
    /// Nothing: it is on its way, or it is over.
    Rest,
}

/// What was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// The document leaves for the printer.
    Leaving,
    /// The printer has it, as the job of this number.
    Taken(i32),
    /// The printer certainly did not take it now, and may later.
    Busy,
    /// The printer will never take it.
    Refused(Failure),
    /// It was sent and no answer came.
    Lost,
    /// The printer was asked and knows no such job.
    Unknown,
    /// The printer was told to give the job back.
    Told,
    /// The printer cannot be reached; what was asked did not leave.
    Offline,
    /// How its job is.
    Job {
        /// Where it stands.
        state: JobState,
        /// Sides printed so far, when the printer counts them.
        printed: Option<u32>,
        /// What keeps the printer from printing ([`blocking`]).
        reason: Option<Reason>,
        /// The printer promised to end it, and does when it can.
        ending: bool,
    },
}

/// Why a document will not be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The printer takes neither PDF nor PWG raster.
    NoFormat,
    /// The document could not be drawn, or only far too large.
    Undrawable,
    /// The printer makes fewer copies; the number is its most.
    TooManyCopies(u16),
    /// The printer refused; the number is its status (RFC 8011, appendix B).
    Refused(u16),
    /// The printer took it and gave it up.
    Aborted,
    /// The printer took it, or may have, and knows it no more or cannot say: it was
    /// switched off meanwhile. It is not sent again, for some of it may be printed.
    Vanished,
}

/// How a document ends other than by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Taken back.
    Cancelled,
    /// Held for too long.
    Expired,
}

/// Where a document stands, as people are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Behind another one, or the printer is busy.
    Waiting,
    /// On its way to the printer.
    Sending,
    /// The printer has it.
    Printing {
        /// Sides that are out, when the printer counts them; else 0 until the end.
        printed: u32,
    },
    /// It goes on by itself when the reason is gone.
    Held {
        /// Why.
        reason: Reason,
        /// When it is given up, in milliseconds of the clock that was passed in.
        until: i64,
    },
    /// Every side is out.
    Done,
    /// Taken back.
    Cancelled,
    /// Held for too long, and taken back.
    Expired,
    /// It will not be printed.
    Failed(Failure),
}

impl State {
    /// Whether nothing more will happen.
    pub fn is_over(&self) -> bool {
        matches!(
            self,
            Self::Done | Self::Cancelled | Self::Expired | Self::Failed(_)
        )
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Stage {
    /// The printer certainly does not have it.
    Fresh,
    /// On its way.
    Leaving,
    /// The printer may have it.
    Doubtful,
    /// The printer has it; whether it was told to give it back.
    Taken { job: i32, told: bool },
    /// Nothing more happens.
    Over(State),
}

/// Times that a document may leave with no answer. A printer that never answers and tells
/// no job would print it again and again.
const MOST_LOST: u8 = 2;

/// One document on its way to paper.
#[derive(Debug, Clone)]
pub struct Ticket {
    sides: u32,
    keep_ms: i64,
    stage: Stage,
    printed: u32,
    held: Option<(Reason, i64)>,
    end: Option<End>,
    /// The printer promised to give it back.
    promised: bool,
    lost: u8,
}

impl Ticket {
    /// A document of so many sides, its copies counted, held at most `keep_ms` milliseconds.
    pub fn new(sides: u32, keep_ms: i64) -> Self {
        Self {
            sides,
            keep_ms: keep_ms.max(0),
            stage: Stage::Fresh,
            printed: 0,
            held: None,
            end: None,
            promised: false,
            lost: 0,
        }
    }

    /// What to do next.
    pub fn act(&self) -> Act {
        match self.stage {
            Stage::Fresh => Act::Send,
            Stage::Doubtful => Act::Look,
            Stage::Taken { job, told: false } if self.end.is_some() => Act::Cancel(job),
            Stage::Taken { job, .. } => Act::Watch(job),
            Stage::Leaving | Stage::Over(_) => Act::Rest,
        }
    }

    /// Where it stands. A document that the printer promised to give back is over for
    /// people, though not yet for the line.
    pub fn state(&self) -> State {
        if let Some(end) = self.end.filter(|_| self.promised) {
            return ended(end);
        }
        match (&self.stage, &self.held) {
            (Stage::Over(state), _) => state.clone(),
            (Stage::Leaving, _) | (Stage::Doubtful, None) => State::Sending,
            (_, Some((reason, since))) => State::Held {
                reason: reason.clone(),
                until: since.saturating_add(self.keep_ms),
            },
            (Stage::Fresh, None) => State::Waiting,
            (Stage::Taken { .. }, None) => State::Printing {
                printed: self.printed,
            },
        }
    }

    /// Sides that are out, as far as is known.
    pub fn printed(&self) -> u32 {
        self.printed
    }

    /// Whether nothing more happens, here and at the printer.
    pub fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Over(_))
    }

    /// Whether somebody or the time has ended it.
    pub fn is_ended(&self) -> bool {
        self.end.is_some()
    }

    /// Ends it: at once if the printer does not have it, else when the printer says so.
    pub fn end(&mut self, end: End) {
        if self.is_over() {
            return;
        }
        let end = *self.end.get_or_insert(end);
        if self.stage == Stage::Fresh {
            self.close(ended(end));
        }
    }

    /// Takes what was heard. What makes no sense where the document stands changes
    /// nothing.
    pub fn heard(&mut self, heard: Heard, now_ms: i64) {
        match (self.stage.clone(), heard) {
            (Stage::Fresh, Heard::Leaving) => self.stage = Stage::Leaving,
            (Stage::Leaving | Stage::Doubtful, Heard::Taken(job)) => self.taken(job),
            (Stage::Leaving, Heard::Lost) => {
                self.stage = Stage::Doubtful;
                self.lost = self.lost.saturating_add(1);
            }
            (Stage::Leaving, Heard::Busy) => {
                self.held = None;
                self.back();
            }
            (Stage::Leaving, Heard::Offline) => {
                self.back();
                self.hold(Some(Reason::Offline), now_ms);
            }
            (Stage::Leaving | Stage::Doubtful, Heard::Refused(failure)) => {
                self.close(self.end.map_or(State::Failed(failure), ended));
            }
            (Stage::Doubtful, Heard::Unknown) if self.lost < MOST_LOST => self.back(),
            (Stage::Doubtful | Stage::Taken { .. }, Heard::Unknown) => {
                self.close(self.end.map_or(State::Failed(Failure::Vanished), ended));
            }
            (Stage::Taken { job, .. }, Heard::Told) => {
                self.stage = Stage::Taken { job, told: true };
            }
            (Stage::Over(_), _) => {}
            (_, Heard::Offline) => self.hold(Some(Reason::Offline), now_ms),
            (
                Stage::Taken { job, .. },
                Heard::Job {
                    state,
                    printed,
                    reason,
                    ending,
                },
            ) => {
                self.promised |= ending && self.end.is_some();
                let before = self.printed;
                self.printed = before.max(printed.unwrap_or(0)).min(self.sides);
                self.follow(job, state);
                // A sheet came out: the reason is that of another tray.
                let moves = self.printed > before;
                self.hold(reason.filter(|_| !moves), now_ms);
            }
            _ => {}
        }
    }

    fn taken(&mut self, job: i32) {
        self.held = None;
        self.stage = Stage::Taken { job, told: false };
    }

    /// The printer does not have it after all.
    fn back(&mut self) {
        self.stage = Stage::Fresh;
        if let Some(end) = self.end {
            self.close(ended(end));
        }
    }

    fn follow(&mut self, job: i32, state: JobState) {
        match state {
            JobState::Completed => {
                self.printed = self.sides;
                let promised = self.end.filter(|_| self.promised);
                self.close(promised.map_or(State::Done, ended));
            }
            _ if self.promised && !is_final(state) => {
                self.stage = Stage::Taken { job, told: true };
            }
            JobState::Canceled => self.close(self.end.map_or(State::Cancelled, ended)),
            JobState::Aborted => {
                self.close(self.end.map_or(State::Failed(Failure::Aborted), ended));
            }
            // Told and not gone: it is told again.
            _ => self.stage = Stage::Taken { job, told: false },
        }
    }

    /// Holds it, or lets it go on. The time runs from the first reason to the last.
    fn hold(&mut self, reason: Option<Reason>, now_ms: i64) {
        if self.is_over() {
            return;
        }
        let began = self.held.as_ref().map_or(now_ms, |(_, since)| *since);
        // A clock that went back would hold it longer.
        let since = began.min(now_ms);
        self.held = reason.map(|reason| (reason, since));
        if self.held.is_some() && now_ms.saturating_sub(since) >= self.keep_ms {
            self.end(End::Expired);
        }
    }

    fn close(&mut self, state: State) {
        self.held = None;
        self.stage = Stage::Over(state);
    }
}

fn is_final(state: JobState) -> bool {
    matches!(
        state,
        JobState::Canceled | JobState::Aborted | JobState::Completed
    )
}

fn ended(end: End) -> State {
    match end {
        End::Cancelled => State::Cancelled,
        End::Expired => State::Expired,
    }
}

/// What keeps a job from being printed, by what the printer and the job say of themselves.
///
/// A job without paper stays `processing`, and the printer may say the reason of another
/// tray: [`Ticket::heard`] looks whether sheets come out.
pub fn blocking(printer: &Printer, job: JobState) -> Option<Reason> {
    let certain = printer.reasons.iter().find(|reason| reason.blocks());
    if certain.is_some() {
        return certain.cloned();
    }
    let still =
        printer.state == PrinterState::Stopped || matches!(job, JobState::Stopped | JobState::Held);
    let first = || printer.reasons.first().cloned();
    still.then(|| first().unwrap_or_else(|| Reason::Other("stopped".to_owned())))
}

#[cfg(test)]
mod tests;
