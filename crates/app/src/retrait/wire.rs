//! What a borne and its hub say to one another of papers, as JSON (`web/sync/retrait.rs`).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use plus_domain::{ids::RetraitId, retrait::Said};
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
    /// Name that the borne gives to this try; asked again under it, because the answer was
    /// lost, it is the same opening. Empty from a borne that gives none.
    pub name: String,
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
    /// It opens, and the borne that asks keeps it: it gives it by itself.
    Here {},
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
            Opening::Here => Self::Here {},
            Opening::Refused { wait_ms } => Self::Refused {
                wait: wait_ms.saturating_add(999) / 1000,
            },
        }
    }
}

/// Said of an opening: nothing more to know.
#[derive(Debug, Serialize, Deserialize)]
pub struct Noted {}

/// What a borne says of the papers that it keeps for when it is cut off (decision 0049).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Inventaire {
    /// Public key of its coffre, `age1…`; empty while it has none.
    pub recipient: String,
    /// Fingerprint of the key that it opens them with; empty while it has none.
    pub print: String,
    /// Those that it holds, and can give.
    pub held: Vec<RetraitId>,
    /// What became of those that it was given.
    pub said: Vec<Said>,
}

/// What it is answered: all that it should hold. The rest goes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Manifeste {
    /// Whether this machine is one that keeps papers.
    pub wanted: bool,
    /// The key of its coffre, sealed for it, in base64; empty when it has it.
    pub sealed: String,
    /// The papers.
    pub papers: Vec<Papier>,
}

/// A paper that a borne should hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Papier {
    /// Which.
    pub id: RetraitId,
    /// BLAKE3 of what is sealed of it, in hexadecimal.
    pub hash: String,
    /// Bytes of it.
    pub size: u64,
    /// Pages.
    pub pages: u32,
    /// Until when it waits, milliseconds UTC.
    pub expires_at: i64,
    /// Whether a PIN is asked for besides the code.
    pub has_pin: bool,
}

/// By what a paper is found and opened at its borne.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cles {
    /// With the code.
    pub code: Chemin,
    /// With the token of the slip.
    pub token: Chemin,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chemin {
    /// What it is found by, in hexadecimal.
    pub lookup: String,
    /// Salt of what opens it.
    pub salt: Vec<u8>,
    /// Its key, wrapped.
    pub key: Vec<u8>,
}
