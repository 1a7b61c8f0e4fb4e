//! One use of a kiosk, as it is counted: nothing of who it was (requirement P25).
//!
//! It is no visite: the two are never added together.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::session::End;
use crate::profile::choices;

choices! {
    /// What a person thought of it, by a pictogram, when leaving.
    Avis {
        /// « Ça m’a aidé ».
        Good = "bien",
        /// « Un peu ».
        Fair = "moyen",
        /// « Pas du tout ».
        Bad = "mal",
    }
}

/// Fiches and sites kept of one use: more would begin to describe somebody.
pub const MOST_CODES: usize = 20;

/// One use of a kiosk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Usage {
    /// Drawn by chance.
    pub id: String,
    /// Day, on the calendar of the territory.
    pub date: Date,
    /// Hour at which it ended, 0 to 23: kiosks are for the night too.
    pub hour: i8,
    /// How long it lasted, whole minutes, 1 at least.
    pub minutes: u32,
    /// How it ended, a code of [`End`].
    pub ending: String,
    /// Tag of the language in which it ended.
    pub language: String,
    /// Fiches and démarches that were read.
    pub fiches: Vec<String>,
    /// Partners, services and sites whose pages were opened, by their codes.
    pub services: Vec<String>,
    /// Pages printed.
    pub pages: u32,
    /// What the person thought of it, if they said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avis: Option<Avis>,
}

/// Why a use cannot be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UsageError {
    /// The hour is none.
    #[error("hour {0}")]
    Hour(i8),
    /// Its end has no such code.
    #[error("unknown end")]
    End,
}

impl Usage {
    /// Whether it can be counted.
    ///
    /// # Errors
    /// What is wrong.
    pub fn check(&self) -> Result<(), UsageError> {
        if !(0..24).contains(&self.hour) {
            return Err(UsageError::Hour(self.hour));
        }
        End::from_code(&self.ending)
            .map(|_| ())
            .ok_or(UsageError::End)
    }

    /// Whether offices are closed at that hour: from 18 h to 8 h.
    pub fn is_at_night(hour: i8) -> bool {
        !(8..18).contains(&hour)
    }
}

/// Whole minutes of a length in milliseconds, 1 at least.
pub fn minutes(lasted_ms: i64) -> u32 {
    u32::try_from(lasted_ms / 60_000).unwrap_or(0).max(1)
}
