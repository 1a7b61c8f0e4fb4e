//! « Retirer un document » at a kiosk: the code goes to the hub, the paper comes, and the hub
//! is told what the printer made of it.
//!
//! A kiosk that is its own hub opens by itself. A paper is used up only once the printer says
//! that it is done.

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{Borne, Papier};
use crate::{
    node::{
        Identity,
        contact::{self, ContactError},
    },
    retrait::{
        self, Opening, RetraitError,
        wire::{Noted, Opened, Presented},
    },
    web::state::App,
};

/// Between two tries to tell the hub what the printer did.
const AGAIN: Duration = Duration::from_secs(30);
/// Tries: two days, as long as a hub may be away.
const TRIES: u32 = 5_760;

/// What came of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// The paper is there, under this number.
    Papier(u32),
    /// It opens nothing, whatever the reason; seconds before another may be tried.
    Refused {
        /// Seconds.
        wait: i64,
    },
    /// The hub does not answer.
    Away,
    /// This person has too many papers already.
    TooMuch,
}

/// Why a code could not even be tried.
#[derive(Debug, thiserror::Error)]
enum TakeError {
    #[error(transparent)]
    Contact(#[from] ContactError),
    #[error(transparent)]
    Retrait(#[from] RetraitError),
    #[error(transparent)]
    Store(#[from] plus_store::StoreError),
    #[error("what the hub sent is no paper")]
    Unreadable,
}

/// Tries a code, and its PIN when one was typed.
pub async fn take(app: &App, borne: &Borne, (code, pin): (&str, &str)) -> Taken {
    match ask(app, (code, pin)).await {
        Ok(Opened::Given { id, pages, pdf }) => keep(borne, id, pages, &pdf),
        Ok(Opened::Refused { wait }) => Taken::Refused { wait },
        Err(error) => {
            tracing::warn!(%error, "a code cannot be tried");
            Taken::Away
        }
    }
}

fn keep(borne: &Borne, opening: String, pages: u32, pdf: &str) -> Taken {
    let Ok(pdf) = STANDARD.decode(pdf) else {
        let error = TakeError::Unreadable;
        tracing::warn!(%error, "a code cannot be tried");
        return Taken::Away;
    };
    let papier = Papier {
        pdf: Arc::new(pdf),
        pages,
        name: None,
        job: None,
        opening: Some(opening),
    };
    let kept = borne.with_papiers(|papiers| papiers.keep(papier));
    kept.map_or(Taken::TooMuch, Taken::Papier)
}

async fn ask(app: &App, (code, pin): (&str, &str)) -> Result<Opened, TakeError> {
    let presented = Presented {
        code: code.to_owned(),
        pin: pin.to_owned(),
    };
    let asked = ("retrait/open", &presented);
    if let Some(opened) = contact::ask(&app.store, &app.outside, asked).await? {
        return Ok(opened);
    }
    let identity = Identity::of(&app.store, &app.outside).await?;
    let opened: Opening = retrait::open(app, &identity.node, (code, pin)).await?;
    Ok(opened.into())
}

/// Tells what the printer made of a paper that was picked up, until the hub has heard it.
pub fn conclude(app: &App, opening: String, printed: bool) {
    let app = app.clone();
    tokio::spawn(async move {
        for _try in 0..TRIES {
            match say(&app, &opening, printed).await {
                Ok(()) => return,
                Err(error) => tracing::warn!(%error, "the hub does not know what was printed"),
            }
            tokio::time::sleep(AGAIN).await;
        }
    });
}

async fn say(app: &App, opening: &str, printed: bool) -> Result<(), TakeError> {
    let what = if printed { "printed" } else { "released" };
    let what = format!("retrait/{opening}/{what}");
    let told: Option<Noted> = contact::ask(&app.store, &app.outside, (&what, &())).await?;
    if told.is_some() {
        return Ok(());
    }
    let identity = Identity::of(&app.store, &app.outside).await?;
    let node = &identity.node;
    let _known = if printed {
        retrait::printed(app, node, opening).await?
    } else {
        retrait::released(app, node, opening).await?
    };
    Ok(())
}
