//! The menu of the team at a kiosk: a corner held for three seconds, then a code.
//!
//! The code stands stretched in `plus.toml`; wrong ones wait longer and longer, across starts of
//! the machine (`plus_domain::borne::equipe`). Nothing of a person is in this menu, and what the
//! team does at a kiosk is no use of it.

use std::sync::Arc;

use plus_borne::{
    kiosk::Order,
    paper,
    printer::queue::{Document, Options, Session},
};
use plus_domain::borne::equipe::{Tries, is_code};
use plus_store::{StoreError, setting};

use super::Borne;
use crate::{
    password::{HashError, Verdict},
    web::state::App,
};

/// Name of the setting that keeps the wrong codes.
const TRIES: &str = "borne.equipe";
/// Name of the setting that is there while the kiosk is on pause.
const PAUSE: &str = "borne.pause";

/// How far somebody has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// The corner was held: the screen of the code is there.
    pub asked: bool,
    /// The code was right.
    pub open: bool,
    /// It was, since somebody touched the screen: none of this is a use of the kiosk.
    pub came: bool,
}

/// What came of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entered {
    /// The menu is open.
    Open,
    /// It is not the code.
    Wrong,
    /// Seconds before another may be tried.
    Wait(i64),
}

/// Why a code could not be judged, or what was asked not be done.
#[derive(Debug, thiserror::Error)]
pub enum TeamError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The code that `plus.toml` holds.
    #[error(transparent)]
    Hash(#[from] HashError),
}

impl Borne {
    /// A corner was held: the screen of the code stands above what the person does. A kiosk
    /// without a code has no menu.
    pub fn ask_for_team(&self) {
        if self.settings.staff_code.is_some() {
            {
                let mut now = self.now();
                (now.equipe.asked, now.equipe.open) = (true, false);
            }
            self.cover("/borne/equipe");
        }
    }

    /// How far somebody of the team has come.
    pub fn team(&self) -> Standing {
        self.now().equipe
    }

    fn open_for_team(&self) {
        self.now().equipe = Standing {
            asked: true,
            open: true,
            came: true,
        };
    }

    /// The menu goes, and what was below it is there again. What follows is still no use.
    pub fn close_for_team(&self) {
        {
            let mut now = self.now();
            (now.equipe.asked, now.equipe.open) = (false, false);
        }
        self.tell(Order::Uncover);
    }
}

/// Tries a code: counted as wrong before it is judged.
///
/// # Errors
/// Those of the database, and of what stands in `plus.toml`.
pub async fn enter(app: &App, borne: &Borne, code: &str) -> Result<Entered, TeamError> {
    let now = app.outside.now_ms();
    let mut tx = app.store.begin().await?;
    let kept = setting::get(&mut tx, TRIES).await?;
    let mut tries: Tries = kept
        .and_then(|kept| serde_json::from_str(&kept).ok())
        .unwrap_or_default();
    let counted = tries.count(now);
    setting::set(&mut tx, TRIES, &written(tries)).await?;
    tx.commit().await?;
    if let Err(wait_ms) = counted {
        return Ok(Entered::Wait(wait_ms.saturating_add(999) / 1_000));
    }
    let stored = borne.settings.staff_code.clone();
    let verdict = app.hasher.verify(code.trim().to_owned(), stored).await?;
    if !matches!(verdict, Verdict::Right { .. }) || !is_code(code.trim()) {
        tracing::warn!(wrong = tries.wrong, "a wrong code of the team");
        return Ok(Entered::Wrong);
    }
    let mut tx = app.store.begin().await?;
    setting::set(&mut tx, TRIES, &written(Tries::default())).await?;
    tx.commit().await?;
    borne.open_for_team();
    tracing::info!("the menu of the team is open");
    Ok(Entered::Open)
}

fn written(tries: Tries) -> String {
    serde_json::to_string(&tries).unwrap_or_default()
}

/// Puts the kiosk on pause, or has it serve again: kept across starts of the machine.
///
/// # Errors
/// Those of the database.
pub async fn pause(app: &App, borne: &Borne, paused: bool) -> Result<(), StoreError> {
    let mut tx = app.store.begin().await?;
    setting::set(&mut tx, PAUSE, if paused { "1" } else { "" }).await?;
    tx.commit().await?;
    borne.now().paused = paused;
    tracing::info!(paused, "the team");
    Ok(())
}

/// Remembers, at a start, whether the kiosk was on pause.
///
/// # Errors
/// Those of the database.
pub async fn remember(app: &App, borne: &Borne) -> Result<(), StoreError> {
    let kept = setting::get(&mut app.store.read().await?, PAUSE).await?;
    borne.now().paused = kept.is_some_and(|kept| kept == "1");
    Ok(())
}

/// Sends a page to the printer that says what printed it; whether it was taken. It is counted in
/// nobody's ration.
pub async fn print_test(borne: &Arc<Borne>, lines: Vec<String>) -> bool {
    let Some(impression) = borne.impression() else {
        return false;
    };
    let made = tokio::task::spawn_blocking(move || {
        let paper = paper::clean(&page(&lines)).ok()?;
        Document::read(paper.pdf).ok()
    });
    let Ok(Some(document)) = made.await else {
        return false;
    };
    let session = Session(borne.session());
    let sent = impression
        .queue
        .submit(&session, document, Options::default());
    if let Err(error) = &sent {
        tracing::warn!(%error, "the test page is not printed");
    }
    sent.is_ok()
}

/// A page of a few lines, in the letters that every printer has.
fn page(lines: &[String]) -> Vec<u8> {
    let mut drawn = b"BT /F1 16 Tf 22 TL 60 760 Td".to_vec();
    for line in lines {
        drawn.extend(b" (");
        for letter in line.chars() {
            // The letters of French are the first of Unicode, and those of the font (WinAnsi).
            match u8::try_from(u32::from(letter)) {
                Ok(byte @ (b'(' | b')' | b'\\')) => drawn.extend([b'\\', byte]),
                Ok(byte) => drawn.push(byte),
                Err(_) => drawn.push(b'\''),
            }
        }
        drawn.extend(b") Tj T*");
    }
    drawn.extend(b" ET");
    let mut pdf = format!(
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
         2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n\
         3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources \
         << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> >> >>\nendobj\n\
         4 0 obj\n<< /Length {} >>\nstream\n",
        drawn.len()
    )
    .into_bytes();
    pdf.extend(drawn);
    pdf.extend(b"\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n");
    pdf
}
