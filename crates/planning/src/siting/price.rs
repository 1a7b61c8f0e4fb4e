//! What it would cost the relaxed problem to choose otherwise.
//!
//! A site whose price is beyond the distance to the best answer is decided: see
//! [`Search::decided`].

use super::bound::Search;

/// The dearest and cheapest exchanges of the relaxed choice, group by group.
///
/// "One in each group, so many in all" is a matroid: changing one site of the best choice
/// costs exactly one exchange.
pub(crate) struct Prices<'a> {
    search: &'a Search<'a>,
    /// By group: the only chosen site, if it is alone.
    alone: Vec<Option<usize>>,
    /// The least worth among chosen sites that may go.
    least_chosen: i64,
    /// By group, and at the end over all: the greatest worth among sites not chosen.
    best_left: Vec<i64>,
}

/// No exchange is possible: as dear as can be added without overflow.
const NEVER: i64 = i64::MAX / 8;

impl<'a> Prices<'a> {
    pub fn new(search: &'a Search<'a>) -> Self {
        let mut alone = vec![None; search.apart];
        let mut several = vec![false; search.apart];
        let mut best_left = vec![-NEVER; search.apart + 1];
        for (site, chosen) in search.relaxed.chosen.iter().enumerate() {
            let group = search.group[site] as usize;
            if *chosen && group < search.apart {
                several[group] |= alone[group].is_some();
                alone[group] = Some(site);
            } else if !chosen {
                let worth = search.relaxed.worth[site];
                let all = search.apart;
                best_left[all] = best_left[all].max(worth);
                if group < all {
                    best_left[group] = best_left[group].max(worth);
                }
            }
        }
        for (alone, several) in alone.iter_mut().zip(several) {
            *alone = alone.filter(|_| !several);
        }
        let mut prices = Self {
            search,
            alone,
            least_chosen: NEVER,
            best_left,
        };
        prices.least_chosen = prices.least_chosen();
        prices
    }

    fn least_chosen(&self) -> i64 {
        let chosen = self.search.relaxed.chosen.iter().enumerate();
        let may_go = chosen.filter(|(site, chosen)| **chosen && !self.is_alone(*site));
        let worths = may_go.map(|(site, _)| self.search.relaxed.worth[site]);
        worths.min().unwrap_or(NEVER)
    }

    fn alone_with(&self, site: usize) -> Option<usize> {
        let group = self.search.group[site] as usize;
        self.alone.get(group).copied().flatten()
    }

    fn is_alone(&self, site: usize) -> bool {
        self.alone_with(site) == Some(site)
    }

    /// How much the bound grows when a site is made what the relaxed problem did not choose.
    pub fn of(&self, site: usize) -> i64 {
        let relaxed = &self.search.relaxed;
        let worth = relaxed.worth[site];
        if relaxed.chosen[site] {
            let group = self.search.group[site] as usize;
            let at = if self.is_alone(site) {
                group
            } else {
                self.search.apart
            };
            (worth - self.best_left[at]).max(0)
        } else {
            let rival = self.alone_with(site).map(|rival| relaxed.worth[rival]);
            (self.least_chosen.min(rival.unwrap_or(NEVER)) - worth).max(0)
        }
    }
}
