//! Batches that machines push at the same moment, taken together: when vans come back on the
//! same evening, the hub writes the pages that they share once, and waits for one commit.
//!
//! Nobody waits for company: a batch that comes alone is taken alone, at once. Those that come
//! while another is being written make the next group.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use plus_journal::{
    Entry,
    exchange::{Guards, Reply},
};
use plus_store::{
    StoreError, Tx,
    exchange::{
        hub::{self, Arrival, Care},
        machine::{self, Presence},
    },
};
use tokio::sync::oneshot;

use crate::web::{abonnement::lettre, state::App};

/// What a machine pushed.
#[derive(Debug, Clone)]
pub struct Pushed {
    /// How the machine is.
    pub presence: Presence,
    /// Its entries.
    pub arrival: Arrival,
}

/// The answer to a batch; none for a revoked machine, whose batch was set apart.
pub type Taken = Result<Option<Reply>, StoreError>;

/// Batches that wait, and whose turn it is.
#[derive(Debug, Default)]
pub struct Batches {
    waiting: Mutex<VecDeque<Waiting>>,
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Waiting {
    pushed: Pushed,
    answer: oneshot::Sender<Taken>,
}

/// Takes a batch, with those that wait beside it. What is answered is committed.
///
/// # Errors
/// Those of the database, for this batch alone.
pub async fn take(app: &App, pushed: Pushed) -> Taken {
    let (answer, answered) = oneshot::channel();
    app.batches.wait(Waiting { pushed, answer });
    // Its own task: a machine that hangs up must not take with it the batches of the others.
    tokio::spawn(next(app.clone()));
    let taken = answered.await;
    taken.unwrap_or_else(|_| Err(StoreError::value("batch", "no answer")))
}

/// Takes the batches that wait. Each that waits has called once: none is left behind.
async fn next(app: App) {
    let _turn = app.batches.turn.lock().await;
    let (group, answers): (Vec<Pushed>, Vec<_>) = app.batches.group().into_iter().unzip();
    for (taken, answer) in take_group(&app, group).await.into_iter().zip(answers) {
        // It has hung up: it will push the same again.
        let _gone = answer.send(taken);
    }
}

impl Batches {
    fn wait(&self, one: Waiting) {
        self.queue().push_back(one);
    }

    fn queue(&self) -> std::sync::MutexGuard<'_, VecDeque<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many wait, those that are being written apart.
    pub fn waiting(&self) -> usize {
        self.queue().len()
    }

    /// The first that waits and those behind it that may be taken with it.
    fn group(&self) -> Vec<(Pushed, oneshot::Sender<Taken>)> {
        let mut queue = self.queue();
        let mut arrivals: Vec<&Arrival> = Vec::new();
        for one in queue.iter() {
            if !hub::joins(&arrivals, &one.pushed.arrival) {
                break;
            }
            arrivals.push(&one.pushed.arrival);
        }
        let count = arrivals.len();
        let taken = queue.drain(..count);
        taken.map(|one| (one.pushed, one.answer)).collect()
    }
}

/// An answer for each. When the database refuses the group, each is tried alone; one that it
/// still refuses for a value is taken entry by entry, and that value is set apart.
async fn take_group(app: &App, group: Vec<Pushed>) -> Vec<Taken> {
    match attempt(app, &group, Care::Together).await {
        Ok(replies) => return replies.into_iter().map(Ok).collect(),
        Err(error) if group.len() == 1 && !error.is_of_data() => return vec![Err(error)],
        Err(error) => {
            let batches = group.len();
            tracing::warn!(%error, batches, "batches refused together, taken one by one");
        }
    }
    let mut answers = Vec::with_capacity(group.len());
    for one in group {
        answers.push(alone(app, &[one]).await);
    }
    answers
}

async fn alone(app: &App, one: &[Pushed]) -> Taken {
    let replies = match attempt(app, one, Care::Together).await {
        Err(error) if error.is_of_data() => attempt(app, one, Care::OneByOne).await,
        other => other,
    };
    replies.map(|mut replies| replies.pop().flatten())
}

/// Takes batches in one transaction.
async fn attempt(
    app: &App,
    group: &[Pushed],
    care: Care,
) -> Result<Vec<Option<Reply>>, StoreError> {
    let reception = hub::Reception {
        now_ms: app.outside.now_ms(),
        own_id: app.outside.new_id(),
        guards: Guards::default(),
    };
    let mut tx = app.store.begin().await?;
    let mut welcome = Vec::with_capacity(group.len());
    for pushed in group {
        welcome.push(welcomed(&mut tx, pushed, &reception).await?);
    }
    let known = group.iter().zip(&welcome).filter(|(_, welcome)| **welcome);
    let arrivals: Vec<&Arrival> = known.map(|(pushed, _)| &pushed.arrival).collect();
    let entries: Vec<&Entry> = arrivals.iter().flat_map(|a| &a.entries).collect();
    let before = lettre::before_batch(&mut tx, &entries).await?;
    let replies = hub::receive_all(&mut tx, &arrivals, &reception, care).await?;
    // With what they tell, or not at all.
    lettre::tell(app, &mut tx, &before).await?;
    // Only what is committed is answered.
    tx.commit().await?;
    let mut replies = replies.into_iter();
    let answer = |welcome: bool| welcome.then(|| replies.next()).flatten();
    Ok(welcome.into_iter().map(answer).collect())
}

/// Notes how the machine is. Whether its batch may be taken; that of a revoked one is set
/// apart.
async fn welcomed(
    tx: &mut Tx,
    pushed: &Pushed,
    reception: &hub::Reception,
) -> Result<bool, StoreError> {
    let arrival = &pushed.arrival;
    let node = &arrival.node;
    machine::note_seen(tx, node, &pushed.presence, reception.now_ms).await?;
    // Read again here: it may have been revoked since this request began.
    let now = machine::get(tx, node).await?;
    if now.is_some_and(|m| m.revoked_at.is_none()) {
        return Ok(true);
    }
    let chain = (node, arrival.epoch);
    hub::set_apart_revoked(tx, chain, &arrival.entries, reception).await?;
    machine::note_ordered(tx, node, reception.now_ms).await?;
    Ok(false)
}
