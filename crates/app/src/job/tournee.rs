//! `tournee`: looks for the plan of some months, says how far it is, and keeps the best that it
//! has when somebody stops it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use plus_domain::{
    event::Event,
    ids::{AccountId, TourneeId},
    period::Month,
    tournee::{Absence, HalfDay, Proof, Tournee, TourneeState},
};
use plus_planning::tour::{self, Answer, Continue};
use plus_store::tournee;
use serde::{Deserialize, Serialize};

use super::{Outcome, Step, Stop};
use crate::tournee::{Board, gather, needs};

/// Between two looks at the progress.
const SECOND: Duration = Duration::from_secs(1);

/// What is asked of the planner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recherche {
    /// First month.
    pub from: Month,
    /// Last month.
    pub to: Month,
    /// Words of its author.
    pub title: String,
    /// Most seconds that it may look for.
    pub seconds: u32,
    /// « Et si… »: people who would not be there.
    #[serde(default)]
    pub without: Vec<AccountId>,
    /// The plan to stay near of: fewest changes first.
    #[serde(default)]
    pub near: Option<TourneeId>,
    /// Who asked.
    pub author: AccountId,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// The plan, kept as a draft.
    pub tournee: TourneeId,
    /// Half-days where the van goes out.
    pub open: usize,
    /// Whether it is proved the best.
    pub proved: bool,
    /// What could not be done: sentences.
    pub told: Vec<String>,
}

/// What the search and the page tell one another.
struct Shared {
    stop: AtomicBool,
    seconds: AtomicU64,
}

/// Looks for it.
pub async fn look(step: &Step<'_>, wanted: &Recherche) -> Result<Outcome, Stop> {
    let (board, previous) = laid(step, wanted).await?;
    let shared = Arc::new(Shared {
        stop: AtomicBool::new(false),
        seconds: AtomicU64::new(0),
    });
    let limit = Duration::from_secs(u64::from(wanted.seconds));
    let given = (board.instance.clone(), Arc::clone(&shared));
    let searching =
        tokio::task::spawn_blocking(move || search(&given.0, previous, limit, &given.1));
    let answer = follow(step, &shared, wanted, searching).await?;
    keep(step, wanted, &board, answer).await
}

/// The board, and the plan to stay near of.
async fn laid(step: &Step<'_>, wanted: &Recherche) -> Result<(Board, Option<tour::Plan>), Stop> {
    let territory = step.app.territory();
    let mut link = step.app.store.read().await?;
    let mut base = gather(&mut link, &territory, (wanted.from, wanted.to)).await?;
    base.team
        .retain(|(account, _)| !wanted.without.contains(&account.id));
    let near = match &wanted.near {
        Some(id) => tournee::by_id(&mut link, id.as_str()).await?,
        None => None,
    };
    drop(link);
    let needs = needs(&territory, step.app.geo(), &base.besoin, &base.stale);
    if near.is_some() {
        // What is looked for is a change of what was announced: only what the event touches.
        unpin(&mut base.announced, &wanted.without, &base.absences);
    }
    let board = Board::new(&base, &territory, &needs);
    let previous = near.map(|plan| board.plan(&plan.days).0);
    Ok((board, previous))
}

/// Lets go of the announced half-days that cannot be held: somebody on board is not there.
fn unpin(announced: &mut [HalfDay], without: &[AccountId], absences: &[Absence]) {
    for day in announced {
        let date = day.date;
        let away = |id: &AccountId| {
            let own = |a: &&Absence| a.account.as_ref() == Some(id);
            without.contains(id) || absences.iter().filter(own).any(|a| a.takes(date))
        };
        day.pinned = !day.crew.iter().any(away);
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a search has lasted is measured on the machine, not on the clock of the relay"
)]
fn search(
    instance: &tour::Instance,
    previous: Option<tour::Plan>,
    limit: Duration,
    shared: &Shared,
) -> Answer {
    let begun = Instant::now();
    let now = || begun.elapsed();
    let options = tour::Options {
        time_limit: limit,
        previous,
        ..tour::Options::new(&now)
    };
    tour::solve(instance, &options, &mut |progress| {
        shared
            .seconds
            .store(progress.elapsed.as_secs(), Ordering::Relaxed);
        if shared.stop.load(Ordering::Relaxed) {
            Continue::No
        } else {
            Continue::Yes
        }
    })
}

/// Tells how far it is. Somebody who stops it wants the best that there is; a program that
/// closes wants nothing.
async fn follow(
    step: &Step<'_>,
    shared: &Shared,
    wanted: &Recherche,
    mut searching: tokio::task::JoinHandle<Answer>,
) -> Result<Answer, Stop> {
    let total = wanted.seconds as usize;
    loop {
        tokio::select! {
            done = &mut searching => return done.map_err(Stop::failed),
            () = tokio::time::sleep(SECOND) => {}
        }
        let done = usize::try_from(shared.seconds.load(Ordering::Relaxed)).unwrap_or(total);
        match step.at(done.min(total), total).await {
            Ok(()) => {}
            Err(Stop::Cancelled) => shared.stop.store(true, Ordering::Relaxed),
            Err(other) => {
                shared.stop.store(true, Ordering::Relaxed);
                return Err(other);
            }
        }
    }
}

/// Keeps the plan as a draft.
async fn keep(
    step: &Step<'_>,
    wanted: &Recherche,
    board: &Board,
    answer: Answer,
) -> Result<Outcome, Stop> {
    let app = step.app;
    let plan = Tournee {
        id: app.outside.new_id().into(),
        from: wanted.from,
        to: wanted.to,
        title: wanted.title.clone(),
        state: TourneeState::Draft,
        days: board.half_days(&answer.plan),
        proof: answer.bound.map(|bound| Proof {
            objective: answer.objective,
            bound,
            proved: answer.proved,
        }),
        author: wanted.author.clone(),
        at: app.outside.now_ms(),
    };
    let planned = Planned {
        tournee: plan.id.clone(),
        open: plan.days.iter().filter(|day| day.place.is_some()).count(),
        proved: answer.proved,
        told: answer.explanations.into_iter().map(|e| e.text).collect(),
    };
    let mut tx = app.store.begin().await?;
    app.outside
        .record(&mut tx, &[Event::TourneeSet(plan)])
        .await?;
    tx.commit().await?;
    Ok(Outcome::Tournee(planned))
}
