//! Makes lines general until enough people share each of them.
//!
//! Everybody begins together, nothing said. A group is told apart by one column at a time, as
//! long as each part that is told apart has enough people, and those who are left too. What is
//! left keeps the general value: nobody is taken out, so the file counts what was counted.

use std::collections::{BTreeMap, BTreeSet};

use super::{COLUMNS, K, Ligne, Paths, Qui, TooFew};

/// A group of visites that share a line.
struct Group {
    members: Vec<usize>,
    /// How fine each column is told.
    depths: [usize; COLUMNS.len()],
    /// Columns that are told apart no further.
    closed: [bool; COLUMNS.len()],
}

/// One way to tell a group apart.
struct Split {
    /// Told one step finer.
    finer: Vec<Vec<usize>>,
    /// Left as they were.
    left: Vec<usize>,
}

impl Split {
    /// How many pairs of visites it tells apart; all there are when it costs nobody anything.
    fn worth(&self) -> u64 {
        let parts = || self.finer.iter().chain([&self.left]);
        let square = |n: usize| (n as u64).pow(2);
        let all: usize = parts().map(Vec::len).sum();
        let together: u64 = parts().map(|part| square(part.len())).sum();
        match square(all) - together {
            0 => u64::MAX,
            pairs => pairs,
        }
    }
}

/// A line for each visite, in the order given.
///
/// # Errors
/// Fewer people than each line must have.
pub fn lines(paths: &[Paths], people: &[Qui]) -> Result<Vec<Ligne>, TooFew> {
    let all: Vec<usize> = (0..paths.len().min(people.len())).collect();
    if persons(&all, people) < K {
        return Err(TooFew);
    }
    let mut lines = vec![Ligne::default(); all.len()];
    let mut waiting = vec![Group {
        members: all,
        depths: [0; COLUMNS.len()],
        closed: [false; COLUMNS.len()],
    }];
    while let Some(group) = waiting.pop() {
        match best(&group, paths, people) {
            Some((column, split)) => waiting.extend(apart(&group, column, split)),
            None => write(&group, paths, &mut lines),
        }
    }
    Ok(lines)
}

fn persons(members: &[usize], people: &[Qui]) -> u64 {
    let who: BTreeSet<&Qui> = members.iter().map(|at| &people[*at]).collect();
    who.len() as u64
}

/// The column that tells the most apart; the first of those that tell as much.
fn best(group: &Group, paths: &[Paths], people: &[Qui]) -> Option<(usize, Split)> {
    let open = (0..COLUMNS.len()).filter(|column| !group.closed[*column]);
    let splits = open.filter_map(|column| Some((column, split(group, column, paths, people)?)));
    splits.max_by_key(|(column, split)| (split.worth(), std::cmp::Reverse(*column)))
}

/// The group told apart by a column, when enough people are in every part of it.
fn split(group: &Group, column: usize, paths: &[Paths], people: &[Qui]) -> Option<Split> {
    let depth = group.depths[column] + 1;
    let mut parts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut left = Vec::new();
    for at in &group.members {
        match paths[*at][column].get(depth) {
            Some(value) => parts.entry(value).or_default().push(*at),
            None => left.push(*at),
        }
    }
    let (mut finer, small): (Vec<_>, Vec<_>) = parts
        .into_values()
        .partition(|part| persons(part, people) >= K);
    left.extend(small.into_iter().flatten());
    finer.sort_by_key(Vec::len);
    // Those who are left are as many as the others, or nobody: else they take the smallest part.
    while !left.is_empty() && persons(&left, people) < K {
        if finer.is_empty() {
            return None;
        }
        left.extend(finer.remove(0));
    }
    (!finer.is_empty()).then_some(Split { finer, left })
}

fn apart(group: &Group, column: usize, split: Split) -> Vec<Group> {
    let mut groups = Vec::new();
    for members in split.finer {
        let mut depths = group.depths;
        depths[column] += 1;
        groups.push(Group {
            members,
            depths,
            closed: group.closed,
        });
    }
    if !split.left.is_empty() {
        let mut closed = group.closed;
        closed[column] = true;
        groups.push(Group {
            members: split.left,
            depths: group.depths,
            closed,
        });
    }
    groups
}

fn write(group: &Group, paths: &[Paths], lines: &mut [Ligne]) {
    for at in &group.members {
        for (column, depth) in group.depths.iter().enumerate() {
            let path = &paths[*at][column];
            let value = path.get(*depth).or(path.last()).cloned();
            lines[*at][column] = value.unwrap_or_default();
        }
    }
}
