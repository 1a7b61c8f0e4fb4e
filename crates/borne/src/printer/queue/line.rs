//! The line in front of a printer: whose turn it is, and what is forgotten.
//!
//! Pure, as [`super::rules`]. The first document that is not over is the only one that
//! anything is done for: printers take one job at a time, and say so by refusing.

use std::sync::Arc;

use super::{
    Document, Job, JobId, Options, QueueError, Session,
    rules::{Act, End, Heard, Ticket},
};

/// Most documents in the line.
pub const MOST: usize = 20;

/// A document in the line.
#[derive(Debug)]
struct Entry {
    id: JobId,
    /// Whose it is; nobody's once it is forgotten.
    session: Option<Session>,
    name: Arc<str>,
    /// Gone as soon as it is over.
    document: Option<Arc<Document>>,
    options: Options,
    pages: u32,
    ticket: Ticket,
}

/// What is done next, for whom.
#[derive(Debug, Clone)]
pub struct Turn {
    /// The document.
    pub id: JobId,
    /// Name of its job at the printer.
    pub name: Arc<str>,
    /// What to do.
    pub act: Act,
    /// What to send.
    pub document: Arc<Document>,
    /// How.
    pub options: Options,
}

/// The line.
#[derive(Debug, Default)]
pub struct Line {
    entries: Vec<Entry>,
    last: u64,
}

impl Line {
    /// Joins the end of the line, under a unique name.
    pub fn join(
        &mut self,
        session: &Session,
        name: String,
        (document, options): (Document, Options),
        keep_ms: i64,
    ) -> Result<JobId, QueueError> {
        if self
            .entries
            .iter()
            .filter(|entry| !entry.ticket.is_over())
            .count()
            >= MOST
        {
            return Err(QueueError::Full);
        }
        self.last += 1;
        let pages = document.pages().0;
        self.entries.push(Entry {
            id: JobId(self.last),
            session: Some(session.clone()),
            name: name.into(),
            document: Some(Arc::new(document)),
            options,
            pages,
            ticket: Ticket::new(pages.saturating_mul(options.copies.into()), keep_ms),
        });
        Ok(JobId(self.last))
    }

    /// Whose turn it is.
    pub fn turn(&self) -> Option<Turn> {
        let first = self.entries.iter().find(|entry| !entry.ticket.is_over())?;
        Some(Turn {
            id: first.id,
            name: first.name.clone(),
            act: first.ticket.act(),
            document: first.document.clone()?,
            options: first.options,
        })
    }

    /// Takes what was heard of a document.
    pub fn heard(&mut self, id: JobId, heard: Heard, now_ms: i64) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) {
            entry.ticket.heard(heard, now_ms);
        }
        self.tidy();
    }

    /// Takes a document back.
    pub fn cancel(&mut self, id: JobId) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) {
            entry.ticket.end(End::Cancelled);
        }
        self.tidy();
    }

    /// Takes back all that is of a session, and forgets whose it was.
    pub fn forget(&mut self, session: &Session) {
        let theirs = |entry: &&mut Entry| entry.session.as_ref() == Some(session);
        for entry in self.entries.iter_mut().filter(theirs) {
            entry.ticket.end(End::Cancelled);
            entry.session = None;
        }
        self.tidy();
    }

    /// Whether a document was ended meanwhile.
    pub fn is_ended(&self, id: JobId) -> bool {
        let entry = self.entries.iter().find(|entry| entry.id == id);
        entry.is_none_or(|entry| entry.ticket.is_ended() || entry.ticket.is_over())
    }

    /// Whether a job of this name is one of the line.
    pub fn knows(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| &*entry.name == name)
    }

    /// The documents of people, in order.
    pub fn jobs(&self) -> Vec<Job> {
        let theirs = self.entries.iter().filter_map(|entry| {
            Some(Job {
                id: entry.id,
                session: entry.session.clone()?,
                pages: entry.pages,
                printed: entry.ticket.printed(),
                state: entry.ticket.state(),
            })
        });
        theirs.collect()
    }

    /// How many forgotten documents the printer has not given back yet.
    pub fn leftovers(&self) -> usize {
        self.entries
            .iter()
            .filter(|entry| entry.session.is_none())
            .count()
    }

    /// Lets go of what is over: its content at once, its place when it is forgotten.
    fn tidy(&mut self) {
        for entry in self
            .entries
            .iter_mut()
            .filter(|entry| entry.ticket.is_over())
        {
            entry.document = None;
        }
        self.entries
            .retain(|entry| entry.session.is_some() || !entry.ticket.is_over());
    }
}
