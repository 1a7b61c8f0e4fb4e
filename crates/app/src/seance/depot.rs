//! Papers that come from the telephone of the person: under a word of 128 bits drawn for this
//! session, a few files, on the local network of the kiosk.

use plus_journal::wire;

use super::{Borne, Papier};
use crate::{
    retrait,
    web::{
        state::App,
        upload::{Family, Upload},
    },
};

/// Files of one session.
const MOST_FILES: u32 = 5;
/// How long a word is good, milliseconds.
const LASTS_MS: i64 = 15 * 60_000;

/// What is open for a telephone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Depot {
    word: String,
    until: i64,
    left: u32,
}

/// What came of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It is among the papers of the session.
    Kept,
    /// The word opens nothing any more.
    Closed,
    /// It is no PDF and no photograph, or it is too large.
    Refused,
    /// Its name says something else than what it holds.
    Misnamed,
}

/// The address that a telephone opens, for this session alone; nothing when this kiosk has no
/// door for telephones, or nobody is there.
pub fn address(app: &App, borne: &Borne) -> Option<String> {
    let base = borne.settings.phone.as_ref()?;
    let now = app.outside.now_ms();
    let word = borne.with_depot(|depot| {
        let open = depot
            .take()
            .filter(|open| open.until > now && open.left > 0);
        let open = open.unwrap_or_else(|| Depot {
            word: wire::hex(&app.outside.random_bytes::<16>()),
            until: now + LASTS_MS,
            left: MOST_FILES,
        });
        depot.insert(open).word.clone()
    });
    Some(format!("{}/p/{word}", base.trim_end_matches('/')))
}

/// Whether a word opens the door now. Compared by hash: its time says nothing of it.
pub fn is_open(app: &App, borne: &Borne, word: &str) -> bool {
    let now = app.outside.now_ms();
    let same = |known: &str| blake3::hash(known.as_bytes()) == blake3::hash(word.as_bytes());
    borne.with_depot(|depot| {
        depot
            .as_ref()
            .is_some_and(|open| same(&open.word) && open.until > now && open.left > 0)
    })
}

/// Takes a file: cleaned, it is one of the papers of the session.
pub async fn take(app: &App, borne: &Borne, word: &str, file: Upload) -> Taken {
    if !is_open(app, borne, word) {
        return Taken::Closed;
    }
    if !file.is_named_right(Family::Papers) {
        return Taken::Misnamed;
    }
    let Ok(paper) = retrait::clean(file.bytes).await else {
        return Taken::Refused;
    };
    // The session may have ended meanwhile.
    if !is_open(app, borne, word) {
        return Taken::Closed;
    }
    let papier = Papier {
        pdf: paper.pdf.into(),
        pages: paper.pages,
        name: Some(file.name),
        job: None,
        opening: None,
    };
    if borne.with_papiers(|papiers| papiers.keep(papier)).is_err() {
        return Taken::Refused;
    }
    borne.with_depot(|depot| {
        if let Some(open) = depot {
            open.left -= 1;
        }
    });
    Taken::Kept
}
