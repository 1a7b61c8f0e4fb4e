//! Places the partners on the open half-days: a largest flow.
//!
//! A partner wants so many half-days among those it offers, a half-day takes one
//! partner, and a partner is in one van at a time. Partners change nothing else, so
//! they are placed once the open half-days are known, and placed best.

use super::grid::Grid;

/// A half-day and the partner on it, or none.
pub(crate) type Escorts = Vec<Option<usize>>;

/// The partner of each half-day so that the fewest wanted half-days are missed.
/// Published half-days keep theirs.
pub(crate) fn place(grid: &Grid<'_>, open: &[bool]) -> Escorts {
    let mut placed: Escorts = published(grid);
    let free: Vec<bool> = (0..open.len())
        .map(|h| open[h] && !grid.is_pinned(h))
        .collect();
    for (p, partner) in grid.instance.partners.iter().enumerate() {
        let held = placed.iter().filter(|on| **on == Some(p)).count();
        for _ in held..partner.n {
            let mut seen = vec![false; open.len()];
            if !seat(grid, &free, &mut placed, p, &mut seen) {
                break;
            }
        }
    }
    placed
}

/// Half-days wanted that an escort list misses.
pub(crate) fn missed(grid: &Grid<'_>, placed: &Escorts) -> i64 {
    let partners = grid.instance.partners.iter().enumerate();
    let missed = partners.map(|(p, partner)| {
        let held = placed.iter().filter(|on| **on == Some(p)).count();
        i64::try_from(partner.n.saturating_sub(held)).unwrap_or(i64::MAX)
    });
    missed.sum()
}

fn published(grid: &Grid<'_>) -> Escorts {
    let mut placed = vec![None; grid.days.len()];
    for pin in &grid.instance.published {
        if grid.is_pinned(pin.h) {
            placed[pin.h] = pin.outing.as_ref().and_then(|outing| outing.partner);
        }
    }
    placed
}

/// Gives one more half-day to a partner, moving others along if needed.
fn seat(grid: &Grid<'_>, free: &[bool], placed: &mut Escorts, p: usize, seen: &mut [bool]) -> bool {
    for h in grid.instance.partners[p].slots.iter().copied() {
        let mut twins = grid.days[h].same_time.iter();
        let elsewhere = twins.any(|other| placed[*other] == Some(p));
        if !free[h] || seen[h] || elsewhere || placed[h] == Some(p) {
            continue;
        }
        seen[h] = true;
        let freed = match placed[h] {
            None => true,
            Some(other) => {
                placed[h] = None;
                let moved = seat(grid, free, placed, other, seen);
                if !moved {
                    placed[h] = Some(other);
                }
                moved
            }
        };
        // Moving the others along may have sent this partner to the other van.
        let mut twins = grid.days[h].same_time.iter();
        if freed && !twins.any(|other| placed[*other] == Some(p)) {
            placed[h] = Some(p);
            return true;
        }
    }
    false
}
