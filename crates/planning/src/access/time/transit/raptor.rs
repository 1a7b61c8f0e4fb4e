//! Earliest arrivals, one more vehicle a round (Delling and others 2012, RAPTOR).

use super::timetable::{Pattern, Timetable};

/// A search, whose memory serves from one departure to the next.
pub(super) struct Search<'a> {
    timetable: &'a Timetable,
    rides: usize,
    /// Earliest known second at each stop.
    best: Vec<u32>,
    /// The same at the end of the round before: what the next vehicle can be boarded with.
    before: Vec<u32>,
    /// Earliest second of leaving a vehicle at each stop.
    alighted: Vec<Option<u32>>,
    reached: Vec<usize>,
    /// Stops where this round left a vehicle earlier than any before.
    left: Vec<usize>,
}

impl<'a> Search<'a> {
    pub(super) fn new(timetable: &'a Timetable, rides: usize) -> Self {
        let count = timetable.stops.len();
        Self {
            timetable,
            rides,
            best: vec![u32::MAX; count],
            before: vec![u32::MAX; count],
            alighted: vec![None; count],
            reached: Vec::new(),
            left: Vec::new(),
        }
    }

    /// Leaves at `departure`, on foot to the stops of `starts`; for each stop, the earliest
    /// second of leaving a vehicle there, none after `limit`.
    pub(super) fn run(
        &mut self,
        starts: &[(usize, u32)],
        departure: u32,
        limit: u32,
    ) -> &[Option<u32>] {
        self.begin(starts, departure);
        for _ in 0..self.rides {
            if self.reached.is_empty() {
                break;
            }
            let boarding = self.boarding();
            self.before.copy_from_slice(&self.best);
            for (pattern, rank) in boarding {
                self.ride(&self.timetable.patterns[pattern], rank, limit);
            }
            self.walk(limit);
        }
        &self.alighted
    }

    fn begin(&mut self, starts: &[(usize, u32)], departure: u32) {
        self.best.fill(u32::MAX);
        self.alighted.fill(None);
        self.reached.clear();
        self.left.clear();
        for (stop, walk) in starts {
            self.best[*stop] = departure.saturating_add(*walk);
            self.reached.push(*stop);
        }
    }

    /// The patterns that call at a stop just reached, from the first such call.
    fn boarding(&mut self) -> Vec<(usize, usize)> {
        let mut calls: Vec<(usize, usize)> = Vec::new();
        for stop in self.reached.drain(..) {
            calls.extend(&self.timetable.calling[stop]);
        }
        calls.sort_unstable();
        calls.dedup_by_key(|(pattern, _)| *pattern);
        calls
    }

    /// Rides along a pattern from a rank, always in the earliest run that can be caught.
    fn ride(&mut self, pattern: &Pattern, from: usize, limit: u32) {
        let mut aboard: Option<usize> = None;
        for rank in from..pattern.stops.len() {
            let stop = pattern.stops[rank];
            if let Some(run) = aboard {
                let call = pattern.runs[run][rank];
                if pattern.alights[rank] && call.arrival <= limit {
                    self.alight(stop, call.arrival);
                }
            }
            let ready = self.before[stop];
            if pattern.boards[rank] && ready <= limit {
                let catch = pattern.first_after(rank, ready);
                aboard = [aboard, catch].into_iter().flatten().min();
            }
        }
    }

    fn alight(&mut self, stop: usize, time: u32) {
        if self.alighted[stop].is_none_or(|known| time < known) {
            self.alighted[stop] = Some(time);
            self.left.push(stop);
        }
        if time < self.best[stop] {
            self.best[stop] = time;
            self.reached.push(stop);
        }
    }

    /// Walks from the stops where this round left a vehicle: never two walks in a row.
    fn walk(&mut self, limit: u32) {
        for stop in std::mem::take(&mut self.left) {
            let Some(time) = self.alighted[stop] else {
                continue;
            };
            for (other, walk) in &self.timetable.walks[stop] {
                let there = time.saturating_add(*walk);
                if there <= limit && there < self.best[*other] {
                    self.best[*other] = there;
                    self.reached.push(*other);
                }
            }
        }
    }
}
