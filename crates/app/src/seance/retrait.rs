//! « Retirer un document » at a kiosk: the code goes to the hub, the paper comes, and the hub
//! is told what the printer made of it.
//!
//! A kiosk that is its own hub opens by itself. One that keeps papers for when it is cut off
//! (decision 0049) tries every code among them too, and gives those by itself: when its hub says
//! so, or when its hub cannot be reached. A paper is used up only once the printer says that it
//! is done.
//!
//! An answer may be lost after the hub gave the paper. A try has a name, kept with the session:
//! asked again under it, it is the same opening. And keys that the hub handed over without being
//! heard are asked again before any code is tried.

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use plus_store::retrait as kept;

use super::{Borne, Papier};
use crate::{
    node::{
        Identity,
        contact::{self, ContactError},
    },
    retrait::{
        self, Opening, RetraitError,
        borne::Own,
        wire::{Noted, Opened, Presented},
    },
    web::state::App,
};

/// Between two tries to tell the hub what the printer did.
const AGAIN: Duration = Duration::from_secs(30);
/// Tries: two days, as long as a hub may be away.
const TRIES: u32 = 5_760;
/// How long a hub may be silent when the paper is here.
const SILENCE: Duration = Duration::from_secs(10);

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
    #[error("the hub is silent")]
    Silent,
}

/// Tries a code, and its PIN when one was typed.
pub async fn take(app: &App, borne: &Borne, (code, pin): (&str, &str)) -> Taken {
    let name = borne.name_try((code, pin), || app.outside.new_id());
    let answered = ask(app, (code, pin), &name).await;
    if answered.is_ok() {
        borne.forget_try();
    }
    match answered {
        Ok(Opened::Given { id, pages, pdf }) => keep(borne, id, pages, &pdf),
        Ok(Opened::Refused { wait }) => Taken::Refused { wait },
        // Used up here, and not said yet.
        Ok(Opened::Here {}) => Taken::Refused { wait: 0 },
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

async fn ask(app: &App, typed: (&str, &str), name: &str) -> Result<Opened, TakeError> {
    finish(app).await;
    let identity = Identity::of(&app.store, &app.outside).await?;
    let own = retrait::borne::try_own(app, &identity.node, typed).await?;
    if let Own::Wait(wait_ms) = own {
        return Ok(Opening::Refused { wait_ms }.into());
    }
    match ask_hub(app, (typed, name), own.opens()).await {
        Ok(Some(opened)) => heard(app, own, opened).await,
        Ok(None) => Ok(retrait::open(app, &identity.node, typed).await?.into()),
        Err(error) if is_away(&error) => give(app, own).await?.ok_or(error),
        Err(error) => Err(error),
    }
}

/// Keys that the hub handed over, and whose answer was lost, are asked again: from then on this
/// borne alone gives the paper. Whatever code was typed, the time that it takes is the same.
async fn finish(app: &App) {
    let finished = contact::finish_coffre(&app.store, &app.outside);
    match tokio::time::timeout(SILENCE, finished).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "papers on their way stay on their way"),
        Err(_) => tracing::warn!("the hub is silent about the papers on their way"),
    }
}

/// What the hub says of a code; nothing when this machine has none. With the paper at hand, it
/// is not waited for as long.
async fn ask_hub(
    app: &App,
    ((code, pin), name): ((&str, &str), &str),
    at_hand: bool,
) -> Result<Option<Opened>, TakeError> {
    let presented = Presented {
        code: code.to_owned(),
        pin: pin.to_owned(),
        name: name.to_owned(),
    };
    let asked = ask_twice(app, &presented);
    if !at_hand {
        return Ok(asked.await?);
    }
    let answer = tokio::time::timeout(SILENCE, asked).await;
    Ok(answer.map_err(|_| TakeError::Silent)??)
}

/// Asks once more when the question left and its answer was lost: under one name, it is one
/// opening.
async fn ask_twice(app: &App, presented: &Presented) -> Result<Option<Opened>, ContactError> {
    let asked = async || contact::ask(&app.store, &app.outside, ("retrait/open", presented)).await;
    match asked().await {
        Err(ContactError::Unreachable(lost)) if !lost.is_connect() && !lost.is_timeout() => {
            asked().await
        }
        answered => answered,
    }
}

/// The hub has answered: what it gives, or what it says that this borne gives. What it refuses
/// is not given here either: it may have been given up a minute ago.
async fn heard(app: &App, own: Own, opened: Opened) -> Result<Opened, TakeError> {
    match opened {
        Opened::Here {} => Ok(give(app, own).await?.unwrap_or(Opened::Here {})),
        Opened::Given { .. } => {
            retrait::borne::absolve(app, &own).await?;
            Ok(opened)
        }
        Opened::Refused { .. } => Ok(opened),
    }
}

async fn give(app: &App, own: Own) -> Result<Option<Opened>, TakeError> {
    Ok(retrait::borne::give(app, own).await?.map(Opened::from))
}

/// Whether nobody answers. A hub that answers and refuses is not away: this machine may be one
/// that it trusts no more.
fn is_away(error: &TakeError) -> bool {
    use ContactError::{Impostor, InTheWay, Unreachable};
    matches!(
        error,
        // An impostor: the page of an operator whose allowance is used up, in its place.
        TakeError::Silent | TakeError::Contact(Unreachable(_) | InTheWay(_) | Impostor)
    )
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
    let identity = Identity::of(&app.store, &app.outside).await?;
    let node = &identity.node;
    // Given here: noted here, and told to the hub at the next contact.
    let own = kept::is_known(&mut app.store.read().await?, opening, node).await?;
    if !own {
        let what = if printed { "printed" } else { "released" };
        let what = format!("retrait/{opening}/{what}");
        let told: Option<Noted> = contact::ask(&app.store, &app.outside, (&what, &())).await?;
        if told.is_some() {
            return Ok(());
        }
    }
    let _known = if printed {
        retrait::printed(app, node, opening).await?
    } else {
        retrait::released(app, node, opening).await?
    };
    Ok(())
}
