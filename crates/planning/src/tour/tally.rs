//! A calendar in the making and its cost, kept up to date move by move.
//!
//! Hard rules that a move breaks are counted apart: the search may pass through such
//! calendars, never return one. Partners are placed anew when the open half-days
//! change.

use super::{
    escort::{self, Escorts},
    grid::{Crew, Grid, Pinned, Sortie, people},
    plan::{Outing, Plan},
};

/// What a calendar is worth to the search, most important first: rules broken, changes
/// from the previous calendar, the objective, then what the objective does not see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    /// Hard rules broken.
    pub broken: i64,
    /// Stops changed from the previous calendar.
    pub moved: i64,
    /// People changed from the previous calendar.
    pub swapped: i64,
    /// The objective.
    pub objective: i64,
    /// Third people on board, and people whom fairness does not count.
    pub spare: i64,
}

/// A calendar in the making.
#[derive(Debug, Clone)]
pub(crate) struct Tally<'a> {
    pub grid: &'a Grid<'a>,
    pub sorties: Vec<Option<Sortie>>,
    previous: Option<&'a [Option<Sortie>]>,
    commune_month: Vec<i32>,
    commune_week: Vec<i32>,
    commune_total: Vec<i32>,
    stop_month: Vec<i32>,
    stop_total: Vec<i32>,
    load: Vec<i32>,
    driven: Vec<i32>,
    week_load: Vec<i32>,
    month_load: Vec<i32>,
    partners: i64,
    rank: Rank,
}

impl<'a> Tally<'a> {
    /// Everything closed but what is published.
    pub fn new(grid: &'a Grid<'a>, previous: Option<&'a [Option<Sortie>]>) -> Self {
        let (communes, stops) = (grid.communes.len(), grid.stops.len());
        let staff = grid.instance.staff.len();
        let mut tally = Self {
            grid,
            sorties: vec![None; grid.days.len()],
            previous,
            commune_month: vec![0; communes * grid.months],
            commune_week: vec![0; communes * grid.weeks],
            commune_total: vec![0; communes],
            stop_month: vec![0; stops * grid.months],
            stop_total: vec![0; stops],
            load: vec![0; staff],
            driven: vec![0; staff],
            week_load: vec![0; staff * grid.weeks],
            month_load: vec![0; staff * grid.months],
            partners: 0,
            rank: empty_rank(grid),
        };
        for h in 0..grid.days.len() {
            tally.count_changes(h, 1);
            if let Pinned::Fixed(pinned) = grid.pins[h] {
                tally.set(h, pinned);
            }
        }
        tally.place_partners();
        tally
    }

    /// The calendar of some outings. Published half-days keep their own.
    pub fn of(
        grid: &'a Grid<'a>,
        previous: Option<&'a [Option<Sortie>]>,
        sorties: &[Option<Sortie>],
    ) -> Self {
        let mut tally = Self::new(grid, previous);
        for (h, sortie) in sorties.iter().enumerate() {
            if !grid.is_pinned(h) {
                tally.set(h, *sortie);
            }
        }
        tally.place_partners();
        tally
    }

    /// What it is worth.
    pub fn rank(&self) -> Rank {
        let weights = self.grid.weights;
        let fairness = weights.load * spread(&self.load, self.grid.full_time)
            + weights.driving * spread(&self.driven, self.grid.full_time & self.grid.drivers);
        Rank {
            objective: self.rank.objective + fairness + weights.partner * self.partners,
            ..self.rank
        }
    }

    /// Changes a half-day and gives back what it was.
    pub fn set(&mut self, h: usize, sortie: Option<Sortie>) -> Option<Sortie> {
        let before = self.sorties[h];
        if before == sortie {
            return before;
        }
        self.count_changes(h, -1);
        if let Some(old) = before {
            self.count(h, &old, -1);
        }
        self.sorties[h] = sortie;
        if let Some(new) = sortie {
            self.count(h, &new, 1);
        }
        self.count_changes(h, 1);
        before
    }

    /// Places the partners on the half-days that are open now.
    pub fn place_partners(&mut self) -> Escorts {
        let open: Vec<bool> = self.sorties.iter().map(Option::is_some).collect();
        let placed = escort::place(self.grid, &open);
        self.partners = escort::missed(self.grid, &placed);
        placed
    }

    /// The calendar with its partners.
    pub fn plan(&mut self) -> Plan {
        let placed = self.place_partners();
        let outing = |(sortie, partner): (&Option<Sortie>, Option<usize>)| {
            sortie.map(|sortie| Outing {
                stop: sortie.stop,
                crew: people(sortie.crew).collect(),
                driver: sortie.driver,
                partner,
            })
        };
        Plan {
            half_days: self.sorties.iter().zip(placed).map(outing).collect(),
        }
    }

    fn count(&mut self, h: usize, sortie: &Sortie, sign: i32) {
        let grid = self.grid;
        let visit = i64::from(sign) * (grid.visit_cost(h, sortie.stop) - grid.weights.closed);
        self.rank.objective += visit;
        self.count_commune(h, sortie.stop, sign);
        self.count_stop(h, sortie.stop, sign);
        self.count_crew(h, sortie, sign);
        if !grid.fits(h, sortie) || !grid.days[h].allows[sortie.stop] {
            self.rank.broken += i64::from(sign);
        }
    }

    fn count_commune(&mut self, h: usize, stop: usize, sign: i32) {
        let (grid, day) = (self.grid, &self.grid.days[h]);
        let c = grid.stops[stop].commune;
        let total = i64::from(self.commune_total[c]);
        self.rank.objective +=
            grid.share_cost(c, total + i64::from(sign)) - grid.share_cost(c, total);
        self.commune_total[c] += sign;
        let month = change(&mut self.commune_month[c * grid.months + day.month], sign);
        if grid.communes[c].to_serve {
            let served = i64::from(month.1.min(1) - month.0.min(1));
            self.rank.objective -= grid.weights.uncovered * served;
        }
        let week = change(&mut self.commune_week[c * grid.weeks + day.week], sign);
        self.rank.broken += over(week, 1);
    }

    fn count_stop(&mut self, h: usize, stop: usize, sign: i32) {
        let (grid, day) = (self.grid, &self.grid.days[h]);
        let total = change(&mut self.stop_total[stop], sign);
        let reached = i64::from(total.1.min(1) - total.0.min(1));
        self.rank.objective -= grid.stops[stop].reach * reached;
        let month = change(&mut self.stop_month[stop * grid.months + day.month], sign);
        self.rank.broken += over(month, 1);
    }

    fn count_crew(&mut self, h: usize, sortie: &Sortie, sign: i32) {
        let (grid, day) = (self.grid, &self.grid.days[h]);
        for e in people(sortie.crew) {
            self.load[e] += sign;
            let week = change(&mut self.week_load[e * grid.weeks + day.week], sign);
            let month = change(&mut self.month_load[e * grid.months + day.month], sign);
            let (weekly, monthly) = (grid.instance.weekly_max, grid.instance.staff[e].maxm);
            self.rank.broken += over(week, weekly) + over(month, monthly);
        }
        self.driven[sortie.driver] += sign;
        self.rank.spare += i64::from(sign) * spare(grid, sortie.crew);
        for other in &day.same_time {
            let shared = self.sorties[*other].map_or(0, |o| o.crew & sortie.crew);
            self.rank.broken += i64::from(sign) * i64::from(shared.count_ones());
        }
    }

    /// Counts how far a half-day is from the previous calendar.
    fn count_changes(&mut self, h: usize, sign: i64) {
        let Some(previous) = self.previous else {
            return;
        };
        let (moved, swapped) = changes(previous[h], self.sorties[h]);
        self.rank.moved += sign * moved;
        self.rank.swapped += sign * swapped;
    }
}

/// Stops and people that differ between two versions of a half-day.
pub(crate) fn changes(a: Option<Sortie>, b: Option<Sortie>) -> (i64, i64) {
    let stop = |s: Option<Sortie>| s.map(|s| s.stop);
    let crew = |s: Option<Sortie>| s.map_or(0, |s| s.crew);
    let moved = if stop(a) == stop(b) {
        0
    } else {
        i64::from(a.is_some()) + i64::from(b.is_some())
    };
    (moved, i64::from((crew(a) ^ crew(b)).count_ones()))
}

/// What a crew costs that the objective does not see: a third person is worth more
/// elsewhere, and the coordinator boards last.
fn spare(grid: &Grid<'_>, crew: Crew) -> i64 {
    let third = i64::from(crew.count_ones().saturating_sub(2));
    10 * third + i64::from((crew & !grid.full_time).count_ones())
}

fn empty_rank(grid: &Grid<'_>) -> Rank {
    let to_serve = grid.communes.iter().filter(|commune| commune.to_serve);
    let uncovered = i64::try_from(to_serve.count() * grid.months).unwrap_or(i64::MAX);
    let closed = i64::try_from(grid.days.len()).unwrap_or(i64::MAX);
    let share: i64 = (0..grid.communes.len())
        .map(|c| grid.share_cost(c, 0))
        .sum();
    Rank {
        broken: 0,
        moved: 0,
        swapped: 0,
        objective: grid.weights.uncovered * uncovered + grid.weights.closed * closed + share,
        spare: 0,
    }
}

/// A count before and after.
fn change(count: &mut i32, sign: i32) -> (i32, i32) {
    let before = *count;
    *count += sign;
    (before, *count)
}

/// How many more times a limit is passed.
fn over((before, after): (i32, i32), most: usize) -> i64 {
    let most = i32::try_from(most).unwrap_or(i32::MAX);
    i64::from((after - most).max(0) - (before - most).max(0))
}

fn spread(counts: &[i32], among: Crew) -> i64 {
    let mut least_most = (i32::MAX, i32::MIN);
    for e in people(among) {
        least_most = (least_most.0.min(counts[e]), least_most.1.max(counts[e]));
    }
    if least_most.0 > least_most.1 {
        0
    } else {
        i64::from(least_most.1 - least_most.0)
    }
}
