//! What happens at a kiosk.

use std::path::PathBuf;

use plus_domain::borne::session::End;

use super::Fault;
use crate::browser::{Sign, guard::Place};

/// What happens at a kiosk.
#[derive(Debug)]
pub enum Happening {
    /// Somebody touched the screen.
    Began,
    /// A page is shown.
    Shown {
        /// What it is.
        place: Place,
        /// Its address.
        url: String,
    },
    /// Somebody pressed our bar over the site of a partner.
    Pressed(Sign),
    /// What is shown, as PDF.
    Paper(Vec<u8>),
    /// What is shown, in words.
    Words(String),
    /// A site gave a file.
    Received {
        /// Where it is, under a name that says nothing.
        file: PathBuf,
        /// The name that the site gives it.
        name: String,
    },
    /// A site asks for a file.
    Asked,
    /// The warning is shown.
    Warned,
    /// Everything of a person is forgotten.
    Ended {
        /// Why it ended.
        end: End,
        /// How long it was used, milliseconds.
        lasted_ms: i64,
        /// How long it took to erase everything, milliseconds.
        erased_ms: i64,
    },
    /// The browser had to be replaced.
    Replaced(Fault),
    /// A picture of the screen that waits, PNG; nothing when somebody uses it.
    Picture(Option<Vec<u8>>),
    /// Something was asked and could not be done.
    Failed(String),
}
