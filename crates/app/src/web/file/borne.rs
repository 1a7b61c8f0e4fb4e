//! A number taken at a borne, for the half-day that is held near it (requirement P28).
//!
//! The hub gives it, in a series of its own (« B1 »): who holds the half-day goes on counting
//! alone, whatever happens to the network. It reaches them at their next contact, within a
//! minute; so none is given while they do not answer.

use plus_domain::{
    event::Event,
    file::{AT_BORNE, Attente, Numero, NumeroState},
    ids::{NodeId, NumeroId, PlaceCode, ThemeCode},
    permanence::{Permanence, PermanenceState},
};
use plus_store::{Link, StoreError, borne::reglage, exchange::machine, file as kept, permanence};
use serde::{Deserialize, Serialize};

use super::Queue;
use crate::web::{lieu::held_on, state::App};

/// How long ago who holds the half-day must have been heard, milliseconds: three contacts.
const HEARD_MS: i64 = 3 * 60_000;

/// What is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Is a half-day held near here, and how long would one wait?
    Show,
    /// A number.
    Take {
        /// Code of what the person comes for; another word: none.
        theme: String,
    },
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// No half-day is held near here now.
    Nothing,
    /// One is, and who holds it does not answer: a number would not reach them.
    Far {
        /// Where.
        place: PlaceCode,
    },
    /// One more person would not be received before the end.
    Full {
        /// Where.
        place: PlaceCode,
    },
    /// One may take a number.
    Open {
        /// Where.
        place: PlaceCode,
        /// How many wait.
        waiting: usize,
        /// How long one would.
        wait: Attente,
    },
    /// It is taken.
    Given(Given),
}

/// A number that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// What is called.
    pub number: String,
    /// Where.
    pub place: PlaceCode,
    /// How long one waits.
    pub wait: Attente,
}

/// Answers a borne.
///
/// # Errors
/// Those of the database; no number is then taken.
pub async fn answer(app: &App, borne: &NodeId, question: Question) -> Result<Answer, StoreError> {
    let mut tx = app.store.begin().await?;
    let settings = reglage::get(&mut tx, borne).await?.settings;
    let Some(permanence) = near(app, &mut tx, &settings.place).await? else {
        return Ok(Answer::Nothing);
    };
    let place = permanence.place.clone();
    if !is_heard(app, &mut tx, &permanence).await? {
        return Ok(Answer::Far { place });
    }
    let queue = Queue::of(app, &mut tx, permanence).await?;
    if queue.is_full {
        return Ok(Answer::Full { place });
    }
    let wait = queue.attente;
    let Question::Take { theme } = question else {
        let waiting = queue.waiting();
        return Ok(Answer::Open {
            place,
            waiting,
            wait,
        });
    };
    let numero = numero(app, &mut tx, (&queue, &theme)).await?;
    let number = numero.said();
    let said = [Event::NumeroSet(numero)];
    app.outside.record(&mut tx, &said).await?;
    tx.commit().await?;
    Ok(Answer::Given(Given {
        number,
        place,
        wait,
    }))
}

async fn numero(
    app: &App,
    tx: &mut plus_store::Tx,
    (queue, theme): (&Queue, &str),
) -> Result<Numero, StoreError> {
    let (now, theme) = (app.outside.now_ms(), ThemeCode::new(theme));
    let permanence = queue.permanence.id.clone();
    Ok(Numero {
        id: NumeroId::new(app.outside.new_id()),
        serie: AT_BORNE.to_owned(),
        number: kept::following(tx, &permanence, AT_BORNE).await?,
        permanence,
        theme: app.territory().theme(&theme).map(|_| theme),
        priorite: None,
        state: NumeroState::Attend,
        taken_at: now,
        called_at: None,
        author: None,
        at: now,
    })
}

/// The half-day that is open in the commune of a place, at the place itself first. Where nobody
/// said in which place a borne stands: the only one that is open, if there is one.
///
/// # Errors
/// Those of the database.
pub async fn near(
    app: &App,
    link: &mut Link,
    place: &str,
) -> Result<Option<Permanence>, StoreError> {
    let territory = app.territory();
    let mut open = held_on(link, app.today()).await?;
    open.retain(|p| p.state == PermanenceState::Open);
    let place = PlaceCode::new(place);
    let Some(own) = territory.place(&place) else {
        return Ok(if open.len() == 1 { open.pop() } else { None });
    };
    let commune = |p: &Permanence| territory.place(&p.place).map(|at| at.commune.clone());
    open.retain(|p| commune(p).as_ref() == Some(&own.commune));
    Ok(open
        .into_iter()
        .min_by_key(|p| (p.place != own.code, p.start)))
}

/// Whether who holds a half-day was heard lately: the machine that said last how it stands, or
/// this one.
async fn is_heard(app: &App, link: &mut Link, permanence: &Permanence) -> Result<bool, StoreError> {
    let Some(by) = permanence::said_by(link, &permanence.id).await? else {
        return Ok(false);
    };
    let Some(machine) = machine::get(link, &by).await? else {
        return Ok(true);
    };
    let since = machine.seen_at.map(|at| app.outside.now_ms() - at);
    Ok(machine.revoked_at.is_none() && since.is_some_and(|ms| ms <= HEARD_MS))
}
