//! On a kiosk: says each minute how it is, by the signed road of machines, and hears what is
//! asked of it.
//!
//! Nothing is queued: when the hub was away, the next beat tells how things are then. Only
//! answers to orders wait until the hub took them.

use std::time::Duration;

use plus_domain::borne::{Answered, Beat, Health, Heard, Order, Settings};
use plus_store::Store;
use tokio::sync::{mpsc, watch};

use crate::{
    node::{
        Identity,
        contact::{self, ContactError},
    },
    outside::Outside,
};

/// Between two beats, until the hub says otherwise.
const PERIOD: Duration = Duration::from_mins(1);
/// Longest wait that a hub may ask for.
const LONGEST: Duration = Duration::from_mins(10);
/// Most answers kept while the hub is away.
const MOST_ANSWERS: usize = 20;

/// What ties the beat to the supervisor of the kiosk, on the side of the beat.
#[derive(Debug)]
pub struct Ties {
    /// How the kiosk is, renewed by the supervisor as often as it likes.
    pub health: watch::Receiver<Health>,
    /// What became of orders.
    pub answers: mpsc::Receiver<Answered>,
    /// What the hub asks; when nobody takes it, it is dropped and never done late.
    pub orders: mpsc::Sender<Order>,
    /// How the hub sets the kiosk, sent only when it changed.
    pub settings: watch::Sender<Settings>,
}

/// What a kiosk says at an instant (milliseconds UTC).
pub fn build(health: &Health, answers: &[Answered], now_ms: i64) -> Beat {
    Beat {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        clock: now_ms,
        health: health.clone(),
        answers: answers.to_vec(),
    }
}

/// Says it to the hub of this machine: what it answers.
///
/// # Errors
/// When the hub cannot be reached, or refuses.
pub async fn send(store: &Store, outside: &Outside, beat: &Beat) -> Result<Heard, ContactError> {
    let identity = Identity::of(store, outside).await?;
    let mut road = contact::to_hub(store, (&identity, outside)).await?;
    road.post("beat", beat).await
}

/// Beats for as long as the supervisor is there: each period, and at once when an order was
/// answered.
pub async fn keep(store: &Store, outside: &Outside, mut ties: Ties) {
    let (mut wait, mut pending) = (PERIOD, Vec::new());
    loop {
        while let Ok(answer) = ties.answers.try_recv() {
            remember(&mut pending, answer);
        }
        let health = ties.health.borrow_and_update().clone();
        let beat = build(&health, &pending, outside.now_ms());
        match send(store, outside, &beat).await {
            Ok(heard) => {
                pending.clear();
                wait = period(&heard);
                pass_on(&ties, heard, outside.now_ms());
            }
            // A kiosk that is its own hub tells nobody.
            Err(ContactError::Alone) => {}
            Err(error) => tracing::warn!(%error, "the hub did not hear the sign of life"),
        }
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            answer = ties.answers.recv() => match answer {
                Some(answer) => remember(&mut pending, answer),
                None => return,
            }
        }
    }
}

fn remember(pending: &mut Vec<Answered>, answer: Answered) {
    if pending.len() >= MOST_ANSWERS {
        pending.remove(0);
    }
    pending.push(answer);
}

fn period(heard: &Heard) -> Duration {
    let asked = Duration::from_secs(heard.period_seconds.into());
    if asked.is_zero() {
        PERIOD
    } else {
        asked.min(LONGEST)
    }
}

/// Orders count their time by the hub's clock, as this machine knows it.
fn pass_on(ties: &Ties, heard: Heard, now_ms: i64) {
    let hub_now = if heard.clock == 0 {
        now_ms
    } else {
        heard.clock
    };
    for order in heard.orders {
        if order.expires_at > hub_now && ties.orders.try_send(order).is_err() {
            tracing::warn!("an order of the hub was not taken");
        }
    }
    ties.settings.send_if_modified(|known| {
        let changed = *known != heard.settings;
        *known = heard.settings;
        changed
    });
}
