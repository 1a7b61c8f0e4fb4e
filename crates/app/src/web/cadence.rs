//! How fast one place may read: so many pages a minute for an address of the network, then a
//! plain page that says to wait (429, `Retry-After`). A machine that copies everything is
//! slowed; a town hall or a library whose thirty screens share one address never meets it.
//!
//! Not counted: people signed in, this machine itself (a kiosk, a van, a bench speak over the
//! loopback), what a browser fetches by itself for a page, and what watches the machine.
//! Nothing is written: the places are kept in memory, the least recent ones forgotten.

use std::{
    num::NonZeroUsize,
    sync::{Mutex, PoisonError},
};

use axum::{
    extract::{Request, State},
    http::Method,
    middleware::Next,
    response::{IntoResponse, Response},
};
use lru::LruCache;

use super::{
    address::Address, error::WebError, seance::Kiosk, security_log, session::Signed, state::App,
};

/// Places remembered: one that was forgotten begins again with its whole minute.
const MOST_PLACES: NonZeroUsize = NonZeroUsize::new(20_000).expect("not zero");
/// What a place may take at once: a minute's worth, µs.
const AHEAD_US: i64 = 60_000_000;
/// How often a place that goes on asking is written in the log of security, µs.
const TELL_US: i64 = 60_000_000;

/// Whether a page may be read now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Yes.
    Go,
    /// In so many milliseconds.
    Wait {
        /// Milliseconds before the next page.
        ms: i64,
        /// Whether to write it: the first of a minute.
        told: bool,
    },
}

/// What is remembered of a place.
#[derive(Debug, Clone, Copy)]
struct Seen {
    /// Until when its pages are taken, µs UTC: a minute ahead of now, there is none left.
    taken_until: i64,
    /// When it was last written that it waits, µs UTC.
    told_at: i64,
}

/// The places that read, and how fast.
#[derive(Debug)]
pub struct Cadence {
    places: Mutex<LruCache<String, Seen>>,
}

impl Default for Cadence {
    fn default() -> Self {
        Self {
            places: Mutex::new(LruCache::new(MOST_PLACES)),
        }
    }
}

impl Cadence {
    /// Takes a page for a place at `now_ms`, of `per_minute` it may take.
    pub fn take(&self, place: &str, per_minute: u32, now_ms: i64) -> Pace {
        let (each, now) = (AHEAD_US / i64::from(per_minute.max(1)), now_ms * 1000);
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || Seen {
            taken_until: now,
            told_at: i64::MIN / 2,
        };
        let seen = places.get_or_insert_mut_ref(place, fresh);
        // A clock that goes back leaves nobody waiting for more than a minute.
        seen.taken_until = seen.taken_until.clamp(now, now + AHEAD_US);
        let until = seen.taken_until + each;
        if until <= now + AHEAD_US {
            seen.taken_until = until;
            return Pace::Go;
        }
        let told = now - seen.told_at >= TELL_US || now < seen.told_at;
        if told {
            seen.told_at = now;
        }
        let ms = (until - now - AHEAD_US).div_euclid(1000) + 1;
        Pace::Wait { ms, told }
    }
}

/// Lets a page through, or says how long to wait.
pub async fn hold(State(app): State<App>, from: Address, request: Request, next: Next) -> Response {
    let per_minute = app.config.reads_per_minute;
    if per_minute == 0 || from.is_here() || !is_counted(&request) {
        return next.run(request).await;
    }
    match app.cadence.take(&from.0, per_minute, app.outside.now_ms()) {
        Pace::Go => next.run(request).await,
        Pace::Wait { ms, told } => {
            if told {
                security_log::slowed(&app, &from, ms);
            }
            let seconds = u32::try_from(ms / 1000 + 1).unwrap_or(60);
            WebError::TooFast(seconds).into_response()
        }
    }
}

/// Whether a request takes a page: writing has limits of its own.
fn is_counted(request: &Request) -> bool {
    let (path, known) = (request.uri().path(), request.extensions());
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let aside = path.starts_with("/assets/") || matches!(path, "/healthz" | "/metrics");
    reads && !aside && known.get::<Signed>().is_none() && known.get::<Kiosk>().is_none()
}

#[cfg(test)]
mod tests {
    use super::{Cadence, Pace};

    /// How many pages a place takes at an instant before it waits.
    fn taken(cadence: &Cadence, place: &str, at: i64) -> usize {
        let takes = || cadence.take(place, 60, at) == Pace::Go;
        (0..1_000).take_while(|_| takes()).count()
    }

    #[test]
    fn a_place_takes_a_minute_at_once_then_one_page_as_each_comes_back() {
        let cadence = Cadence::default();
        assert_eq!(taken(&cadence, "a", 0), 60);
        assert_eq!(taken(&cadence, "b", 0), 60, "each place has its own");
        assert_eq!(
            cadence.take("a", 60, 500),
            Pace::Wait {
                ms: 501,
                told: false
            }
        );
        assert_eq!(taken(&cadence, "a", 1_000), 1);
        assert_eq!(taken(&cadence, "a", 31_000), 30);
        assert_eq!(
            taken(&cadence, "a", 3_600_000),
            60,
            "never more than a minute"
        );
    }

    #[test]
    fn a_place_that_goes_on_is_written_once_a_minute() {
        let cadence = Cadence::default();
        for _ in 0..60 {
            cadence.take("a", 60, 0);
        }
        let told = |at| matches!(cadence.take("a", 60, at), Pace::Wait { told: true, .. });
        let written: Vec<bool> = (0..5).map(|_| told(0)).collect();
        assert_eq!(written, [true, false, false, false, false]);
    }

    #[test]
    fn a_clock_that_goes_back_makes_nobody_wait_more_than_a_minute() {
        let cadence = Cadence::default();
        assert_eq!(taken(&cadence, "a", 86_400_000), 60);
        assert!(matches!(
            cadence.take("a", 60, 0),
            Pace::Wait { ms, .. } if ms <= 60_000
        ));
        assert_eq!(taken(&cadence, "a", 60_000), 60);
    }

    #[test]
    fn places_are_bounded() {
        let cadence = Cadence::default();
        for n in 0..30_000 {
            cadence.take(&format!("192.0.2.{n}"), 60, 0);
        }
        let places = cadence.places.lock().unwrap();
        assert_eq!(places.len(), super::MOST_PLACES.get());
    }
}
