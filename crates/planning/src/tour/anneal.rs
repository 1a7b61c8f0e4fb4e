//! Search by small moves: always an answer, never a proof.
//!
//! Simulated annealing: a move that worsens the calendar is accepted with a
//! probability that falls with the temperature. Moves replace or swap stops, change
//! people, exchange whole crews, close and open half-days. The seed decides every
//! draw; only the time limit depends on the machine.

use super::{
    chance::Chance,
    grid::{Crew, Grid, Sortie, people},
    tally::{Rank, Tally},
};

/// How long and how widely to search.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schedule {
    /// Moves tried, for each half-day.
    pub moves: u64,
    /// First temperature, in units of the objective.
    pub hot: f64,
    /// Last temperature.
    pub cold: f64,
    /// Only people move, stops stay.
    pub crews_only: bool,
    /// What a point of [`Rank::spare`] costs while searching.
    pub spare: f64,
}

impl Schedule {
    /// The first search.
    pub const ALL: Self = Self {
        moves: 10_000,
        hot: 200.0,
        cold: 3.0,
        crews_only: false,
        spare: 0.5,
    };
    /// Crews for given stops.
    pub const CREWS: Self = Self {
        moves: 3_000,
        hot: 300.0,
        cold: 3.0,
        crews_only: true,
        spare: 0.5,
    };
    /// The same objective with fewer third people, and mediators first.
    pub const POLISH: Self = Self {
        moves: 6_000,
        hot: 200.0,
        cold: 5.0,
        crews_only: true,
        spare: 25.0,
    };
}

/// Moves between two looks at the clock.
const BREATH: u64 = 4_096;
/// What breaking a hard rule costs when the search begins: little, to pass through.
const BROKEN: f64 = 3_000.0;
/// How many times more it costs from the middle of the search on: closing, and leaving
/// a commune out, must be cheaper.
const BROKEN_LATE: f64 = 12.0;
/// What a stop changed from the previous calendar costs while searching.
const MOVED: f64 = 2_000.0;
/// What a person changed from the previous calendar costs while searching.
const SWAPPED: f64 = 500.0;

/// Improves a calendar; gives the best met and its rank. `go_on` is asked now and then
/// with the best rank.
pub(crate) fn anneal<'a>(
    mut tally: Tally<'a>,
    schedule: &Schedule,
    chance: &mut Chance,
    go_on: &mut dyn FnMut(&Rank) -> bool,
) -> (Vec<Option<Sortie>>, Rank) {
    let free: Vec<usize> = (0..tally.grid.days.len())
        .filter(|h| !tally.grid.is_pinned(*h) && !tally.grid.days[*h].stops.is_empty())
        .collect();
    let mut best = (tally.sorties.clone(), tally.rank());
    if free.is_empty() {
        return best;
    }
    let mut now = best.1;
    for step in 0..schedule.moves {
        if step % BREATH == 0 && !go_on(&best.1) {
            break;
        }
        let warmth = temperature(schedule, step);
        let change = draw(&tally, &free, schedule, chance);
        let undo = apply(&mut tally, &change);
        let after = tally.rank();
        if accepts(
            energy(&after, schedule, step) - energy(&now, schedule, step),
            warmth,
            chance,
        ) {
            now = after;
            if now < best.1 {
                best = (tally.sorties.clone(), now);
            }
        } else {
            apply(&mut tally, &undo);
        }
    }
    // Where the search ends may be better than the best it met, once it is legal.
    mend(&mut tally);
    let last = tally.rank();
    if last < best.1 {
        best = (tally.sorties, last);
    }
    best
}

/// Closes half-days until no rule is broken, but those that published ones break by
/// themselves.
pub(crate) fn mend(tally: &mut Tally<'_>) {
    for h in 0..tally.grid.days.len() {
        if tally.grid.is_pinned(h) || tally.rank().broken == 0 {
            continue;
        }
        let broken = tally.rank().broken;
        let before = tally.set(h, None);
        if tally.rank().broken == broken {
            tally.set(h, before);
        }
    }
    tally.place_partners();
}

fn temperature(schedule: &Schedule, step: u64) -> f64 {
    let done = step as f64 / schedule.moves as f64;
    schedule.hot * (schedule.cold / schedule.hot).powf(done)
}

fn energy(rank: &Rank, schedule: &Schedule, step: u64) -> f64 {
    let done = step as f64 / schedule.moves as f64;
    let broken = BROKEN * (1.0 + (BROKEN_LATE - 1.0) * (2.0 * done).min(1.0));
    rank.objective as f64
        + broken * rank.broken as f64
        + MOVED * rank.moved as f64
        + SWAPPED * rank.swapped as f64
        + schedule.spare * rank.spare as f64
}

fn accepts(worse: f64, warmth: f64, chance: &mut Chance) -> bool {
    worse <= 0.0 || chance.happens((-worse / warmth).exp())
}

/// New contents of one or two half-days; `partners` when one opens or closes.
struct Change {
    set: [Option<(usize, Option<Sortie>)>; 2],
}

impl Change {
    fn one(h: usize, sortie: Option<Sortie>) -> Self {
        Self {
            set: [Some((h, sortie)), None],
        }
    }

    fn two(a: (usize, Option<Sortie>), b: (usize, Option<Sortie>)) -> Self {
        Self {
            set: [Some(a), Some(b)],
        }
    }

    fn none() -> Self {
        Self { set: [None, None] }
    }
}

/// Makes a change and gives the one that undoes it.
fn apply(tally: &mut Tally<'_>, change: &Change) -> Change {
    let mut opened = false;
    let mut undo = Change::none();
    for (place, set) in change.set.iter().enumerate() {
        let Some((h, sortie)) = *set else { continue };
        let before = tally.set(h, sortie);
        opened |= before.is_some() != sortie.is_some();
        undo.set[1 - place] = Some((h, before));
    }
    if opened {
        tally.place_partners();
    }
    undo
}

fn draw(tally: &Tally<'_>, free: &[usize], schedule: &Schedule, chance: &mut Chance) -> Change {
    let h = free[chance.below(free.len())];
    let Some(sortie) = tally.sorties[h] else {
        return open(tally.grid, h, schedule, chance);
    };
    let roll = chance.below(1_000);
    if schedule.crews_only {
        return draw_crew(tally, free, h, sortie, roll, chance);
    }
    let closing = if tally.rank().broken > 0 { 30 } else { 3 };
    match roll {
        _ if roll < closing => Change::one(h, None),
        0..350 => replace(tally.grid, h, sortie, chance),
        350..600 => swap_stops(tally, free, h, sortie, chance),
        _ => draw_crew(tally, free, h, sortie, roll, chance),
    }
}

fn open(grid: &Grid<'_>, h: usize, schedule: &Schedule, chance: &mut Chance) -> Change {
    if schedule.crews_only {
        return Change::none();
    }
    let stop = chance.pick(&grid.days[h].stops);
    let sortie = stop.and_then(|stop| board(grid, h, stop, chance));
    Change::one(h, sortie)
}

fn replace(grid: &Grid<'_>, h: usize, sortie: Sortie, chance: &mut Chance) -> Change {
    let stop = chance.pick(&grid.days[h].stops);
    let sortie = stop.and_then(|stop| keep_crew(grid, h, Sortie { stop, ..sortie }, chance));
    sortie.map_or_else(Change::none, |sortie| Change::one(h, Some(sortie)))
}

fn swap_stops(
    tally: &Tally<'_>,
    free: &[usize],
    h: usize,
    sortie: Sortie,
    chance: &mut Chance,
) -> Change {
    let other = free[chance.below(free.len())];
    let grid = tally.grid;
    let Some(there) = tally.sorties[other].filter(|_| other != h) else {
        return Change::none();
    };
    let allowed = |h: usize, stop: usize| grid.days[h].allows[stop];
    if !allowed(h, there.stop) || !allowed(other, sortie.stop) {
        return Change::none();
    }
    let here = keep_crew(
        grid,
        h,
        Sortie {
            stop: there.stop,
            ..sortie
        },
        chance,
    );
    let moved = keep_crew(
        grid,
        other,
        Sortie {
            stop: sortie.stop,
            ..there
        },
        chance,
    );
    match here.zip(moved) {
        Some((here, moved)) => Change::two((h, Some(here)), (other, Some(moved))),
        None => Change::none(),
    }
}

/// The same crew when it knows what the stop asks for, or another.
fn keep_crew(grid: &Grid<'_>, h: usize, sortie: Sortie, chance: &mut Chance) -> Option<Sortie> {
    if sortie.crew & grid.able(h, sortie.stop) != 0 {
        return Some(sortie);
    }
    board(grid, h, sortie.stop, chance)
}

/// A crew for a stop: the one that was there when it fits, or another.
pub(crate) fn crew_for(
    grid: &Grid<'_>,
    h: usize,
    stop: usize,
    before: Option<Sortie>,
    chance: &mut Chance,
) -> Option<Sortie> {
    let same = before.map(|before| Sortie { stop, ..before });
    same.filter(|sortie| grid.fits(h, sortie))
        .or_else(|| board(grid, h, stop, chance))
}

/// A crew drawn for a stop: somebody able, somebody to drive.
fn board(grid: &Grid<'_>, h: usize, stop: usize, chance: &mut Chance) -> Option<Sortie> {
    let present = grid.days[h].present;
    let driver = pick(present & grid.drivers, chance)?;
    let able = grid.able(h, stop);
    let alone = present & !(1 << driver);
    let seconds = if able >> driver & 1 == 1 {
        alone
    } else {
        alone & able
    };
    let second = pick(seconds, chance)?;
    Some(Sortie {
        stop,
        crew: 1 << driver | 1 << second,
        driver,
    })
}

fn pick(crew: Crew, chance: &mut Chance) -> Option<usize> {
    let count = crew.count_ones() as usize;
    (count > 0).then(|| {
        let mut rest = crew;
        for _ in 0..chance.below(count) {
            rest &= rest - 1;
        }
        rest.trailing_zeros() as usize
    })
}

fn draw_crew(
    tally: &Tally<'_>,
    free: &[usize],
    h: usize,
    sortie: Sortie,
    roll: usize,
    chance: &mut Chance,
) -> Change {
    let grid = tally.grid;
    let changed = match roll % 5 {
        0 => board(grid, h, sortie.stop, chance),
        1 => other_driver(grid, sortie, chance),
        2 | 3 => other_person(grid, h, sortie, chance),
        _ if roll % 100 < 20 => third(grid, h, sortie, chance),
        _ => return swap_crews(tally, free, h, sortie, chance),
    };
    let fits = changed.filter(|sortie| grid.fits(h, sortie));
    fits.map_or_else(Change::none, |sortie| Change::one(h, Some(sortie)))
}

fn other_driver(grid: &Grid<'_>, sortie: Sortie, chance: &mut Chance) -> Option<Sortie> {
    let others = sortie.crew & grid.drivers & !(1 << sortie.driver);
    pick(others, chance).map(|driver| Sortie { driver, ..sortie })
}

/// One person leaves the crew, another comes.
fn other_person(grid: &Grid<'_>, h: usize, sortie: Sortie, chance: &mut Chance) -> Option<Sortie> {
    let leaves = pick(sortie.crew, chance)?;
    let comes = pick(grid.days[h].present & !sortie.crew, chance)?;
    let crew = sortie.crew & !(1 << leaves) | 1 << comes;
    let driver = if leaves == sortie.driver {
        pick(crew & grid.drivers, chance)?
    } else {
        sortie.driver
    };
    Some(Sortie {
        crew,
        driver,
        ..sortie
    })
}

/// A third person comes, or one of three leaves.
fn third(grid: &Grid<'_>, h: usize, sortie: Sortie, chance: &mut Chance) -> Option<Sortie> {
    let crew = if sortie.crew.count_ones() > 2 {
        sortie.crew & !(1 << pick(sortie.crew & !(1 << sortie.driver), chance)?)
    } else {
        sortie.crew | 1 << pick(grid.days[h].present & !sortie.crew, chance)?
    };
    Some(Sortie { crew, ..sortie })
}

fn swap_crews(
    tally: &Tally<'_>,
    free: &[usize],
    h: usize,
    sortie: Sortie,
    chance: &mut Chance,
) -> Change {
    let other = free[chance.below(free.len())];
    let Some(there) = tally.sorties[other].filter(|_| other != h) else {
        return Change::none();
    };
    let here = Sortie {
        stop: sortie.stop,
        ..there
    };
    let moved = Sortie {
        stop: there.stop,
        ..sortie
    };
    if tally.grid.fits(h, &here) && tally.grid.fits(other, &moved) {
        Change::two((h, Some(here)), (other, Some(moved)))
    } else {
        Change::none()
    }
}

/// Takes away third people, and puts full-time people first, when the objective does
/// not change.
pub(crate) fn tidy(tally: &mut Tally<'_>) {
    for h in 0..tally.grid.days.len() {
        if tally.grid.is_pinned(h) {
            continue;
        }
        while let Some(better) = tally.sorties[h].and_then(|sortie| lighter(tally, h, sortie)) {
            tally.set(h, Some(better));
        }
    }
}

fn lighter(tally: &mut Tally<'_>, h: usize, sortie: Sortie) -> Option<Sortie> {
    let rank = tally.rank();
    let fewer = people(sortie.crew).map(|e| sortie.crew & !(1 << e));
    let candidates: Vec<_> = fewer
        .map(|crew| Sortie { crew, ..sortie })
        .filter(|candidate| tally.grid.fits(h, candidate))
        .collect();
    candidates.into_iter().find(|candidate| {
        tally.set(h, Some(*candidate));
        let better = tally.rank() < rank;
        tally.set(h, Some(sortie));
        better
    })
}
