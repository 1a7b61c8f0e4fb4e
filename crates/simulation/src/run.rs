//! Many stories, several at a time.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
};

use plus_journal::exchange::Guards;
use serde::Serialize;
use tokio::task::JoinSet;

use crate::{Ground, tell};

/// Which stories.
#[derive(Debug, Clone)]
pub struct Plan {
    /// First seed.
    pub from: u64,
    /// How many.
    pub seeds: u64,
    /// What they stand on.
    pub ground: Ground,
    /// Stories told at a time.
    pub workers: usize,
}

/// What came of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Stories told.
    pub seeds: u64,
    /// Stories that ended badly.
    pub violations: u64,
    /// The first of those, by its seed.
    pub first_failing_seed: Option<u64>,
    /// What went wrong in it.
    pub wrong: Option<String>,
}

/// Tells them all, every rule in force.
pub async fn run(plan: &Plan) -> Report {
    tell_all(plan, Guards::default(), false).await
}

/// Tells them, until one ends badly if `first` is enough.
async fn tell_all(plan: &Plan, guards: Guards, first: bool) -> Report {
    let next = Arc::new(AtomicU64::new(plan.from));
    let report = Arc::new(Mutex::new(Report::default()));
    let mut workers = JoinSet::new();
    for _ in 0..plan.workers.max(1) {
        let (next, report, plan) = (next.clone(), report.clone(), plan.clone());
        workers.spawn(async move {
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= plan.from + plan.seeds {
                    return;
                }
                let told = tell(seed, &plan.ground, guards).await;
                let mut report = report.lock().expect("no story panics");
                report.note(seed, told);
                if first && report.violations > 0 {
                    return;
                }
            }
        });
    }
    while workers.join_next().await.is_some() {}
    Arc::into_inner(report)
        .and_then(|report| report.into_inner().ok())
        .unwrap_or_default()
}

impl Report {
    fn note(&mut self, seed: u64, told: Result<(), String>) {
        self.seeds += 1;
        let Err(wrong) = told else { return };
        self.violations += 1;
        if self.first_failing_seed.is_none_or(|first| seed < first) {
            self.first_failing_seed = Some(seed);
            self.wrong = Some(wrong);
        }
    }
}

/// A rule taken away, and the first story that noticed.
#[cfg(feature = "mutants")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Killed {
    /// The rule.
    pub name: String,
    /// The first seed that notices, none when no story does.
    pub killed_by_seed: Option<u64>,
    /// What that story said.
    pub wrong: Option<String>,
}

/// The first story of a plan that notices that a rule is gone.
#[cfg(feature = "mutants")]
pub async fn killing_seed(guard: plus_journal::exchange::Guard, plan: &Plan) -> Killed {
    let report = tell_all(plan, Guards::without(guard), true).await;
    Killed {
        name: format!("{guard:?}"),
        killed_by_seed: report.first_failing_seed,
        wrong: report.wrong,
    }
}

/// The same for every rule.
#[cfg(feature = "mutants")]
pub async fn kill_all(plan: &Plan) -> Vec<Killed> {
    let mut killed = Vec::new();
    for guard in plus_journal::exchange::Guard::ALL {
        killed.push(killing_seed(guard, plan).await);
    }
    killed
}
