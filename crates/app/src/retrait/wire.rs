//! What a borne and its hub say to one another of papers, as JSON (`web/sync/retrait.rs`).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use super::Opening;

/// What a borne asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Presented {
    /// A code, as typed, or the text of the QR code of a slip.
    pub code: String,
    /// Four digits, empty when none were typed.
    pub pin: String,
}

/// What it is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opened {
    /// The paper.
    Given {
        /// Name of this opening.
        id: String,
        /// Pages.
        pages: u32,
        /// The PDF, in base64.
        pdf: String,
    },
    /// Nothing.
    Refused {
        /// Seconds before another code may be tried there.
        wait: i64,
    },
}

impl From<Opening> for Opened {
    fn from(opening: Opening) -> Self {
        match opening {
            Opening::Given { id, pages, pdf } => Self::Given {
                id,
                pages,
                pdf: STANDARD.encode(pdf),
            },
            Opening::Refused { wait_ms } => Self::Refused {
                wait: wait_ms.saturating_add(999) / 1000,
            },
        }
    }
}

/// Said of an opening: nothing more to know.
#[derive(Debug, Serialize, Deserialize)]
pub struct Noted {}
