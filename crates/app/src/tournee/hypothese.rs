//! « Et si… ? » asked from a page: a search that keeps nothing. One at a time, so that the rest
//! of the relay keeps a core.

use std::time::Duration;

use plus_planning::tour::{self, Answer, Continue, Instance, Options};
use tokio::sync::Semaphore;

use crate::outside;

/// Searches that keep nothing, each in its turn.
#[derive(Debug)]
pub struct Hypotheses {
    turn: Semaphore,
}

impl Default for Hypotheses {
    fn default() -> Self {
        Self {
            turn: Semaphore::new(1),
        }
    }
}

/// The search was lost.
#[derive(Debug, thiserror::Error)]
#[error("the search was lost: {0}")]
pub struct Lost(String);

impl Hypotheses {
    /// The best plan found within a limit.
    ///
    /// # Errors
    /// When the search did not come to its end.
    pub async fn answer(&self, instance: Instance, limit: Duration) -> Result<Answer, Lost> {
        let lost = |error: &dyn std::fmt::Display| Lost(error.to_string());
        let _turn = self.turn.acquire().await.map_err(|e| lost(&e))?;
        let work = move || {
            let now = outside::stopwatch();
            let options = Options {
                time_limit: limit,
                ..Options::new(&now)
            };
            tour::solve(&instance, &options, &mut |_| Continue::Yes)
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|e| lost(&e))
    }
}
