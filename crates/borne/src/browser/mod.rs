//! The kiosk's Chromium: started, driven and ended by the program, over a pipe that nobody
//! else can reach.
//!
//! One process for each person, with a profile in memory; at the end the whole group is
//! killed and the folder deleted. What the browser may open is in its [`policy`] and,
//! again, in [`guard`], which judges each address where it is shown.

pub mod guard;
mod launch;
mod pipe;
pub mod policy;
mod screen;
mod script;

pub use launch::Launch;
pub use pipe::{Event, Pipe};
pub use screen::{Chooser, Screen, Window};
pub use script::{Bar, Key, Sign};

/// Why the browser did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum BrowserError {
    /// It could not be started.
    #[error("the browser does not start: {0}")]
    Start(#[source] std::io::Error),
    /// It is gone: the pipe is closed.
    #[error("the browser is gone")]
    Gone,
    /// It does not answer.
    #[error("the browser does not answer to {0}")]
    Frozen(String),
    /// It refuses.
    #[error("the browser refuses {method}: {reason}")]
    Refused {
        /// What was asked.
        method: String,
        /// What it says.
        reason: String,
    },
    /// A file of the person could not be read or written.
    #[error("a file of the session: {0}")]
    File(#[source] std::io::Error),
}
