//! Where the next kiosks go: the question, its answer, and who is far before and after.
//!
//! The rule of the territory comes first, one kiosk at least in each commune; the best choice
//! without it is only the price of the rule. Minutes are estimates and are said as a band.

mod access;
mod ground;
mod level;
mod networks;
mod parmi;

pub use access::{Access, CommuneAccess, Far, GroupAccess, PartnerAccess, Sites, Span, access};
pub use ground::{Ground, GroundError};
pub use level::{LevelAccess, levels};
pub use networks::{Kept, NetworkError, Networks, ROADS, TRANSIT, read_roads, read_transit};
pub use parmi::among;

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use lru::LruCache;
use plus_domain::territoire::{PlaceKind, Territoire};
use plus_planning::{
    access::{geo::Geo, need::Coefficients, position::Position},
    siting::{Problem, ProblemError, Watch, center, coverage, median, robust},
};
use tokio::sync::Semaphore;

use crate::outside::stopwatch;

/// Detour over the great circle, and speed (km/h): one estimate for all, by which the choice is
/// made. What is published is the band around it.
pub const DETOUR: f64 = 1.4;
/// See [`DETOUR`].
pub const SPEED: f64 = 30.0;
/// Range of the detour between two communes, for the draws of a doubtful choice.
const DETOURS: (f64, f64) = (1.3, 1.7);
/// The longest that one choice is looked for: all of them stay under the time of a request.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// The longest that doubtful times are drawn, and one draw solved.
const DRAWING: Duration = Duration::from_secs(12);
const ONE_DRAW: Duration = Duration::from_secs(2);
/// The longest that buses are looked at for one answer: beyond, `plus plan siting` does it.
const BUSES: Duration = Duration::from_secs(20);
/// How many draws of the uncertain times.
pub const DRAWS: usize = 20;
/// A site is firm when at least this share of the draws choose it.
pub const FIRM: f64 = 0.9;
/// The same question has the same answer.
const SEED: u64 = 1;

/// What a choice must do best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Aim {
    /// The least mean travel time (p-median).
    Time,
    /// The most need within so many minutes (maximal coverage).
    Within(u8),
    /// The least worst case (p-center).
    Worst,
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Question {
    /// Kiosks in all, those that stand included.
    pub kiosks: usize,
    /// What the choice must do best.
    pub aim: Aim,
    /// What counts, and how much.
    pub weights: Coefficients,
    /// Whether the choice is looked for again under drawn times.
    pub doubted: bool,
    /// Whether the places of the geography are real sites ([`among`]): people are then counted
    /// where they live, tile by tile, since few sites stand for nobody.
    pub real: bool,
}

/// Sites chosen, with what is known of the choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    /// Places, by their number in the geography.
    pub open: Vec<usize>,
    /// Whether no choice is better.
    pub proved: bool,
    /// How far a better one can be at most, as a share.
    pub gap: f64,
    /// Sum of need × minutes.
    pub travel: f64,
}

/// Looks for the best choice.
pub fn choose(problem: &Problem, aim: Aim, limit: Duration) -> Chosen {
    let now = stopwatch();
    let watch = Watch::new(&now).with_limit(limit);
    let (open, proved, gap) = match aim {
        Aim::Time => {
            let found = median::solve(problem, SEED, &watch);
            (found.open, found.proved, found.gap)
        }
        Aim::Within(minutes) => {
            let found = coverage::solve(problem, f64::from(minutes), SEED, &watch);
            (found.open, found.proved, found.gap)
        }
        Aim::Worst => {
            let found = center::solve(problem, SEED, &watch);
            (found.open, found.proved, found.gap)
        }
    };
    Chosen {
        travel: problem.travel(&open),
        open,
        proved,
        gap,
    }
}

/// How often the sites of a choice stay chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubted {
    /// Draws made.
    pub draws: usize,
    /// Of each site of the choice, in its order: the share of draws that choose it.
    pub kept: Vec<f64>,
}

/// Everything that a page or a report says.
#[derive(Debug, Clone)]
pub struct Answer {
    /// With one kiosk at least in each commune.
    pub rule: Chosen,
    /// Without: the price of the rule. None when the rule changes nothing.
    pub without_rule: Chosen,
    /// Under drawn times, when asked and when the aim is time.
    pub doubted: Option<Doubted>,
    /// Who is far, before and after.
    pub access: Access,
    /// Kiosks that stand.
    pub fixed: Vec<usize>,
    /// Persons nearest to each site of the rule, in its order.
    pub served: Vec<f64>,
}

impl Answer {
    /// What the rule adds to the time of everybody, as a share.
    pub fn price(&self) -> f64 {
        if self.without_rule.travel > 0.0 {
            self.rule.travel / self.without_rule.travel - 1.0
        } else {
            0.0
        }
    }
}

/// Answers. Takes seconds of one core: call it away from the threads that serve pages.
///
/// # Errors
/// A rule that no choice can keep, said in French.
pub fn answer(
    geo: &Geo,
    territory: &Territoire,
    networks: Option<&Networks>,
    question: &Question,
    today: jiff::civil::Date,
) -> Result<Answer, ProblemError> {
    let ground = Ground::standing(geo, territory).weighing(question.weights);
    let free = ground.problem(question.real, question.kiosks)?;
    let ruled = free.clone().with_groups(ground.communes(territory))?;
    let rule = choose(&ruled, question.aim, PATIENCE);
    let without_rule = choose(&free, question.aim, PATIENCE);
    let doubted = (question.doubted && question.aim == Aim::Time)
        .then(|| doubt(&ground, &ruled, &rule, question.real))
        .flatten();
    Ok(Answer {
        doubted,
        access: access(
            geo,
            Sites {
                before: ground.fixed(),
                after: &rule.open,
                stops: &stops(territory),
            },
            (networks, BUSES),
            today,
        ),
        served: ground.served(&rule.open),
        fixed: ground.fixed().to_vec(),
        rule,
        without_rule,
    })
}

/// Where the van stops.
fn stops(territory: &Territoire) -> Vec<Position> {
    let stops = territory
        .places
        .iter()
        .filter(|p| p.kind == PlaceKind::Arret);
    let positions = stops.filter_map(|stop| stop.position);
    positions.map(|(lat, lon)| Position { lat, lon }).collect()
}

/// Draws the detour of each pair of communes, and counts how often each site stays.
fn doubt(ground: &Ground<'_>, problem: &Problem, rule: &Chosen, tiles: bool) -> Option<Doubted> {
    let (points, sites) = ground.communes_of(tiles);
    let doubt = robust::Doubt {
        points,
        sites,
        low: DETOURS.0 / DETOUR,
        high: DETOURS.1 / DETOUR,
        draws: DRAWS,
        each: Some(ONE_DRAW),
        firm: FIRM,
        seed: SEED,
    };
    let now = stopwatch();
    let watch = Watch::new(&now).with_limit(DRAWING);
    let found = robust::solve(problem, &doubt, &watch).ok()?;
    let kept = rule.open.iter().map(|open| {
        let known = found.sites.iter().find(|kept| kept.site == *open);
        known.map_or(0.0, |kept| kept.share)
    });
    Some(Doubted {
        draws: found.draws,
        kept: kept.collect(),
    })
}

/// What was asked, as a key: numbers by their bits.
type Key = (u64, Vec<usize>, usize, Aim, [u64; 4], bool);

/// Answers of this process, so that a page, its report and its table are one calculation; and
/// one calculation at a time, so that the rest of the relay keeps a core.
#[derive(Debug)]
pub struct Answers {
    known: Mutex<LruCache<Key, Arc<Answer>>>,
    turn: Semaphore,
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            known: Mutex::new(LruCache::new(KEPT)),
            turn: Semaphore::new(1),
        }
    }
}

/// How many answers are kept.
const KEPT: NonZeroUsize = NonZeroUsize::new(16).expect("16 is not 0");

/// No answer.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// Nothing can be chosen so: what to change, in French.
    #[error(transparent)]
    Problem(#[from] ProblemError),
    /// The calculation was lost.
    #[error("the calculation was lost: {0}")]
    Lost(String),
}

impl Answers {
    /// The answer, known or looked for.
    ///
    /// # Errors
    /// See [`AnswerError`].
    pub async fn to(
        &self,
        geo: Arc<Geo>,
        territory: Arc<Territoire>,
        networks: Arc<Kept>,
        question: Question,
        today: jiff::civil::Date,
    ) -> Result<Arc<Answer>, AnswerError> {
        let key = key(&geo, &territory, &question);
        if let Some(known) = self.get(&key) {
            return Ok(known);
        }
        let lost = |error: &dyn std::fmt::Display| AnswerError::Lost(error.to_string());
        let _turn = self.turn.acquire().await.map_err(|e| lost(&e))?;
        // Somebody may have asked the same meanwhile.
        if let Some(known) = self.get(&key) {
            return Ok(known);
        }
        let work = move || answer(&geo, &territory, networks.get(today), &question, today);
        let found = tokio::task::spawn_blocking(work)
            .await
            .map_err(|e| lost(&e))??;
        let found = Arc::new(found);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.put(key, found.clone());
        Ok(found)
    }

    fn get(&self, key: &Key) -> Option<Arc<Answer>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(key).cloned()
    }
}

fn key(geo: &Geo, territory: &Territoire, question: &Question) -> Key {
    let Coefficients {
        person,
        elder,
        poor_share,
        month,
    } = question.weights;
    (
        parmi::mark(geo),
        ground::standing(geo, territory),
        question.kiosks,
        question.aim,
        [person, elder, poor_share, month].map(f64::to_bits),
        question.doubted,
    )
}
