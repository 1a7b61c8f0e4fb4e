//! The rule "at least one here": can it be kept, and if not, because of what.

use std::collections::BTreeSet;

use super::problem::{Group, Problem, ProblemError};

/// Refuses groups that no choice of sites can serve, and names them.
pub(crate) fn check(problem: &Problem) -> Result<(), ProblemError> {
    if let Some(group) = problem.groups().iter().find(|g| g.sites.is_empty()) {
        let name = group.name.clone();
        return Err(ProblemError::EmptyGroup { name });
    }
    let left = problem.open() - problem.fixed().len();
    let waiting = waiting(problem);
    let apart = apart(waiting.iter().map(|group| group.sites.as_slice()));
    if apart.len() > left {
        let names = apart.iter().map(|at| waiting[*at].name.clone()).collect();
        return Err(ProblemError::TooManyGroups { left, names });
    }
    let sites: Vec<&[usize]> = waiting.iter().map(|g| g.sites.as_slice()).collect();
    if serving(&sites, left).is_none() {
        let names = waiting.iter().map(|group| group.name.clone()).collect();
        return Err(ProblemError::GroupsClash { left, names });
    }
    Ok(())
}

/// The groups that no fixed site serves.
pub(crate) fn waiting(problem: &Problem) -> Vec<&Group> {
    let fixed = problem.fixed();
    let served = |group: &&Group| group.sites.iter().any(|s| fixed.binary_search(s).is_ok());
    problem.groups().iter().filter(|g| !served(g)).collect()
}

/// Groups that share no site, taken from the smallest: each needs a site of its own.
pub(crate) fn apart<'a>(groups: impl Iterator<Item = &'a [usize]>) -> Vec<usize> {
    let groups: Vec<&[usize]> = groups.collect();
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|at| groups[*at].len());
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let mut apart = Vec::new();
    for at in order {
        if groups[at].iter().all(|site| !taken.contains(site)) {
            taken.extend(groups[at]);
            apart.push(at);
        }
    }
    apart.sort_unstable();
    apart
}

/// At most `most` sites that serve every group, or none if there are no such sites.
///
/// Depth first on the group with the fewest sites. A territory has some dozens of groups,
/// nearly always without a common site, and then the first try succeeds.
pub(crate) fn serving(groups: &[&[usize]], most: usize) -> Option<Vec<usize>> {
    let Some(first) = groups.iter().min_by_key(|group| group.len()) else {
        return Some(Vec::new());
    };
    if apart(groups.iter().copied()).len() > most {
        return None;
    }
    let mut sites = first.to_vec();
    let serves = |site: &usize| groups.iter().filter(|g| g.contains(site)).count();
    sites.sort_by_key(|site| std::cmp::Reverse(serves(site)));
    for site in sites {
        let mut rest: Vec<&[usize]> = groups.to_vec();
        rest.retain(|group| !group.contains(&site));
        if let Some(mut found) = serving(&rest, most - 1) {
            found.push(site);
            return Some(found);
        }
    }
    None
}
