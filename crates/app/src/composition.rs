//! Documents made for a page (PDF, spreadsheets, drawings): few at once, few waiting.
//!
//! One takes tens of megabytes and a core while it is made; two hundred asked for together
//! would take the machine. Those beyond the line are refused at once, in words (503): a page
//! that says « revenez » costs nothing, a machine out of memory loses what others were typing.

use std::sync::{Arc, LazyLock};

use tokio::{sync::Semaphore, task::JoinError};

/// Documents made at once: the smallest relay has two cores.
pub const AT_ONCE: usize = 2;
/// Documents that wait for their turn: what two places make within the time of an answer.
pub const WAITING: usize = 30;

static EVERYBODY: LazyLock<Places> = LazyLock::new(|| Places::new(AT_ONCE, WAITING));

/// Why a document was not made.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// Too many wait already.
    #[error("too many documents wait")]
    Full,
    /// It stopped on the way.
    #[error(transparent)]
    Stopped(#[from] JoinError),
}

/// Places where documents are made, and those where they wait.
#[derive(Debug, Clone)]
pub struct Places {
    line: Arc<Semaphore>,
    making: Arc<Semaphore>,
}

impl Places {
    /// So many made at once, so many waiting.
    pub fn new(at_once: usize, waiting: usize) -> Self {
        Self {
            line: Arc::new(Semaphore::new(at_once + waiting)),
            making: Arc::new(Semaphore::new(at_once)),
        }
    }

    /// Makes something when its turn comes, off the asynchronous threads.
    ///
    /// # Errors
    /// [`ComposeError::Full`] at once when the line is.
    pub async fn make<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ComposeError> {
        let line = self.line.clone().try_acquire_owned();
        let line = line.map_err(|_| ComposeError::Full)?;
        let place = self.making.clone().acquire_owned().await;
        let place = place.map_err(|_| ComposeError::Full)?;
        let made = tokio::task::spawn_blocking(move || {
            // Held until it is made, even for a reader who left meanwhile.
            let _held = (line, place);
            work()
        });
        Ok(made.await?)
    }
}

/// Makes a document in the places that the whole program shares.
///
/// # Errors
/// As [`Places::make`].
pub async fn make<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ComposeError> {
    EVERYBODY.make(work).await
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use tokio::task::JoinSet;

    use super::{ComposeError, Places};

    #[tokio::test(flavor = "multi_thread")]
    async fn two_hundred_at_once_take_two_places_and_the_rest_is_told_at_once() {
        let places = Places::new(2, 30);
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (open, gate) = std::sync::mpsc::channel::<()>();
        let gate = Arc::new(std::sync::Mutex::new(gate));
        let mut asked = JoinSet::new();
        for _ in 0..200 {
            let (places, now, most, gate) =
                (places.clone(), now.clone(), most.clone(), gate.clone());
            asked.spawn(async move {
                let work = move || {
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    // Nothing ends before everybody has asked.
                    let _told = gate.lock().unwrap().recv();
                    now.fetch_sub(1, Ordering::SeqCst);
                };
                places.make(work).await
            });
        }
        let mut refused = 0;
        while refused < 168 {
            let told = asked.join_next().await.unwrap().unwrap();
            assert!(matches!(told, Err(ComposeError::Full)));
            refused += 1;
        }
        // Both places are taken before anything ends.
        while now.load(Ordering::SeqCst) < 2 {
            tokio::task::yield_now().await;
        }
        for _ in 0..32 {
            open.send(()).unwrap();
        }
        let mut made = 0;
        while let Some(told) = asked.join_next().await {
            told.unwrap().unwrap();
            made += 1;
        }
        assert_eq!((made, most.load(Ordering::SeqCst)), (32, 2));
    }
}
