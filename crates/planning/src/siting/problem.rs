//! The question: which sites to open, for whom, under which rules of the territory.

use thiserror::Error;

/// Sites of which at least one must be open: those of a commune, for instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What the explanation calls it: the name of the commune.
    pub name: String,
    /// Its sites, by their number in the problem.
    pub sites: Vec<usize>,
}

/// Where kiosks may go, who needs them, and how far each is from each.
///
/// Points and sites are numbered from 0. It is made by [`Problem::new`] and its `with_…`, each
/// of which refuses what would make the question void.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    needs: Vec<f64>,
    times: Vec<f64>,
    sites: usize,
    open: usize,
    fixed: Vec<usize>,
    groups: Vec<Group>,
}

/// Why a problem has no answer. Each says what to change.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ProblemError {
    /// Nobody to serve.
    #[error("il n'y a aucun lieu de vie à desservir")]
    NoPoint,
    /// The table of times has not one line a point and one column a site.
    #[error("la table des temps a {found} cases au lieu de {expected}")]
    Table {
        /// Cells found.
        found: usize,
        /// Cells expected.
        expected: usize,
    },
    /// A need or a time is not a number, or negative, or beyond measure.
    #[error("le besoin du lieu de vie {point} n'est pas un nombre utilisable")]
    Need {
        /// The point.
        point: usize,
    },
    /// A time is not a number, or negative, or beyond measure.
    #[error("le temps du lieu de vie {point} au site {site} n'est pas un nombre utilisable")]
    Time {
        /// The point.
        point: usize,
        /// The site.
        site: usize,
    },
    /// No kiosk is asked for.
    #[error("le nombre de bornes doit être d'au moins une")]
    NoneAsked,
    /// Fewer sites than kiosks.
    #[error("{asked} bornes sont demandées, mais il n'y a que {sites} sites possibles")]
    TooFewSites {
        /// Kiosks asked for.
        asked: usize,
        /// Candidate sites.
        sites: usize,
    },
    /// More existing kiosks than kiosks in all.
    #[error("{fixed} bornes existent déjà, mais {asked} sont demandées en tout")]
    TooManyFixed {
        /// Existing kiosks.
        fixed: usize,
        /// Kiosks asked for.
        asked: usize,
    },
    /// A number that is no site.
    #[error("le site {site} n'existe pas : il y en a {sites}, comptés de 0")]
    NoSuchSite {
        /// The number.
        site: usize,
        /// Candidate sites.
        sites: usize,
    },
    /// A group that nothing can serve.
    #[error("{name} n'a aucun site possible : ajoutez-en un, ou levez la règle")]
    EmptyGroup {
        /// The group.
        name: String,
    },
    /// More groups to serve than kiosks to place.
    #[error("il reste {left} bornes à placer, mais il en faut une dans chacun de ces endroits qui n'en ont pas : {}", .names.join(", "))]
    TooManyGroups {
        /// Kiosks that are not fixed.
        left: usize,
        /// Groups that share no site and have no fixed one.
        names: Vec<String>,
    },
    /// Groups that share sites in such a way that no choice serves them all.
    #[error("aucun choix de {left} bornes ne sert à la fois : {}", .names.join(", "))]
    GroupsClash {
        /// Kiosks that are not fixed.
        left: usize,
        /// Groups without a fixed site.
        names: Vec<String>,
    },
}

/// Beyond this a need or a time is a mistake, and sums could lose whole units.
const BEYOND_MEASURE: f64 = 1e9;

impl Problem {
    /// Points with their `needs`, `sites` candidates, `open` kiosks in all, the existing ones
    /// included. `times` has one line a point: minutes to each site, in order.
    pub fn new(
        needs: Vec<f64>,
        times: Vec<f64>,
        sites: usize,
        open: usize,
    ) -> Result<Self, ProblemError> {
        check_sizes(&needs, &times, sites, open)?;
        check_numbers(&needs, &times, sites)?;
        Ok(Self {
            needs,
            times,
            sites,
            open,
            fixed: Vec::new(),
            groups: Vec::new(),
        })
    }

    /// The same with kiosks that exist and never move.
    pub fn with_fixed(mut self, mut fixed: Vec<usize>) -> Result<Self, ProblemError> {
        fixed.sort_unstable();
        fixed.dedup();
        self.check_sites(&fixed)?;
        if fixed.len() > self.open {
            return Err(ProblemError::TooManyFixed {
                fixed: fixed.len(),
                asked: self.open,
            });
        }
        self.fixed = fixed;
        let groups = std::mem::take(&mut self.groups);
        self.with_groups(groups)
    }

    /// The same with groups of which at least one site must be open.
    pub fn with_groups(mut self, mut groups: Vec<Group>) -> Result<Self, ProblemError> {
        for group in &mut groups {
            group.sites.sort_unstable();
            group.sites.dedup();
            self.check_sites(&group.sites)?;
        }
        self.groups = groups;
        super::groups::check(&self)?;
        Ok(self)
    }

    /// The same with another number of kiosks in all.
    pub fn with_open(mut self, open: usize) -> Result<Self, ProblemError> {
        check_sizes(&self.needs, &self.times, self.sites, open)?;
        self.open = open;
        let fixed = std::mem::take(&mut self.fixed);
        self.with_fixed(fixed)
    }

    /// The same with other times, of the order of the old ones.
    pub(crate) fn with_each_time(&self, time: impl Fn(usize, usize) -> f64) -> Self {
        let mut other = self.clone();
        for (at, cell) in other.times.iter_mut().enumerate() {
            *cell = time(at / self.sites, at % self.sites);
        }
        other
    }

    fn check_sites(&self, sites: &[usize]) -> Result<(), ProblemError> {
        match sites.iter().find(|site| **site >= self.sites) {
            None => Ok(()),
            Some(site) => Err(ProblemError::NoSuchSite {
                site: *site,
                sites: self.sites,
            }),
        }
    }

    /// How many points of demand.
    pub fn points(&self) -> usize {
        self.needs.len()
    }

    /// How many candidate sites, the existing ones included.
    pub fn sites(&self) -> usize {
        self.sites
    }

    /// How many kiosks in all.
    pub fn open(&self) -> usize {
        self.open
    }

    /// The need of each point.
    pub fn needs(&self) -> &[f64] {
        &self.needs
    }

    /// The sites that exist and never move, in order.
    pub fn fixed(&self) -> &[usize] {
        &self.fixed
    }

    /// The groups of which at least one site must be open.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The minutes from a point to each site.
    pub fn times_from(&self, point: usize) -> &[f64] {
        &self.times[point * self.sites..][..self.sites]
    }

    /// The minutes from each point to the nearest of some sites.
    pub fn nearest(&self, open: &[usize]) -> Vec<f64> {
        let nearest = |point| {
            let times = self.times_from(point);
            open.iter().map(|s| times[*s]).fold(f64::INFINITY, f64::min)
        };
        (0..self.points()).map(nearest).collect()
    }

    /// Sum of need × minutes when these sites are open.
    pub fn travel(&self, open: &[usize]) -> f64 {
        let nearest = self.nearest(open);
        nearest.iter().zip(&self.needs).map(|(t, w)| t * w).sum()
    }

    /// The existing sites and some others, in order.
    pub(crate) fn with_fixed_sites(&self, others: &[u32]) -> Vec<usize> {
        let mut open = self.fixed.clone();
        open.extend(others.iter().map(|site| *site as usize));
        open.sort_unstable();
        open
    }

    /// Whether these sites keep every rule: their number, the existing ones, the groups.
    pub fn allows(&self, open: &[usize]) -> bool {
        let mut once = open.to_vec();
        once.sort_unstable();
        once.dedup();
        let has = |site: &usize| once.binary_search(site).is_ok();
        once.len() == self.open
            && self.check_sites(&once).is_ok()
            && self.fixed.iter().all(has)
            && self.groups.iter().all(|group| group.sites.iter().any(has))
    }
}

fn check_sizes(
    needs: &[f64],
    times: &[f64],
    sites: usize,
    open: usize,
) -> Result<(), ProblemError> {
    let expected = needs.len().saturating_mul(sites);
    if needs.is_empty() {
        Err(ProblemError::NoPoint)
    } else if open == 0 {
        Err(ProblemError::NoneAsked)
    } else if open > sites {
        Err(ProblemError::TooFewSites { asked: open, sites })
    } else if times.len() != expected {
        Err(ProblemError::Table {
            found: times.len(),
            expected,
        })
    } else {
        Ok(())
    }
}

fn check_numbers(needs: &[f64], times: &[f64], sites: usize) -> Result<(), ProblemError> {
    let wrong = |value: &f64| !(0.0..=BEYOND_MEASURE).contains(value);
    if let Some(point) = needs.iter().position(wrong) {
        return Err(ProblemError::Need { point });
    }
    match times.iter().position(wrong) {
        None => Ok(()),
        Some(at) => Err(ProblemError::Time {
            point: at / sites,
            site: at % sites,
        }),
    }
}
