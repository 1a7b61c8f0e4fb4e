//! Which rows of one table are masked: the small ones, then others, until no sum
//! gives a masked one back (A3).
//!
//! One table alone: what several tables and months betray together is the affair
//! of `attack` and `issue`.

use std::collections::BTreeSet;

use super::{
    counts::Count,
    model::{Breakdown, Level},
    threshold::Threshold,
    values::fixed_rows,
};

/// Whether a total is large enough to be broken down at all, whatever its parts.
///
/// A table withheld because too much of it is masked tells that several of its
/// rows are not zero. Below the threshold plus one for each row, that would be
/// telling too much: the table is then withheld by this rule, which depends on the
/// printed total alone and tells nothing.
pub fn is_divisible(total: u64, breakdown: Breakdown, level: Level, threshold: Threshold) -> bool {
    let rows = fixed_rows(breakdown, level).unwrap_or(2) as u64;
    total == 0 || total >= u64::from(threshold.people()) + rows
}

/// Rows to mask, by index: those that concern too few people, those `forced`, and
/// as few others as it takes. None when no choice protects them: the table is to
/// be withheld. Rows of zero are never masked.
pub fn mask(
    rows: &[Count],
    forced: &BTreeSet<usize>,
    threshold: Threshold,
) -> Option<BTreeSet<usize>> {
    let small = |index: &usize| threshold.hides(rows[*index].persons);
    let mut hidden: BTreeSet<usize> = (0..rows.len()).filter(small).collect();
    hidden.extend(forced.iter().filter(|&&index| rows[index].count > 0));
    while !is_protected(rows, &hidden, threshold) {
        let next = next_to_mask(rows, &hidden, threshold)?;
        hidden.insert(next);
    }
    let mostly_masked = hidden.len() * 2 > rows.len();
    (!mostly_masked).then_some(hidden)
}

/// The row that completes the protection at the least cost: the smallest that is
/// enough alone, or else the largest.
pub fn next_to_mask(
    rows: &[Count],
    hidden: &BTreeSet<usize>,
    threshold: Threshold,
) -> Option<usize> {
    let mut candidates: Vec<usize> = (0..rows.len())
        .filter(|index| rows[*index].count > 0 && !hidden.contains(index))
        .collect();
    candidates.sort_by_key(|&index| (rows[index].count, index));
    let enough = candidates.iter().copied().find(|&index| {
        let mut tried = hidden.clone();
        tried.insert(index);
        is_protected(rows, &tried, threshold)
    });
    enough.or_else(|| candidates.last().copied())
}

/// Whether the sum of the masked rows, which anybody can compute, tells too little.
///
/// It is as good as printed: it must concern enough people, so one row at least
/// does. And it leaves each row a range of the threshold: each is at least 1, so
/// each can reach the sum less one for every other.
fn is_protected(rows: &[Count], hidden: &BTreeSet<usize>, threshold: Threshold) -> bool {
    if hidden.is_empty() {
        return true;
    }
    let masked = || hidden.iter().map(|&index| rows[index]);
    let sum: u64 = masked().map(|row| row.count).sum();
    let range = sum.saturating_sub(hidden.len() as u64);
    hidden.len() > 1
        && range >= u64::from(threshold.people())
        && masked().any(|row| !threshold.hides(row.persons))
}
