//! Masks and shares of one table, on any counts.

use std::collections::BTreeSet;

use plus_domain::statement::{Count, Threshold, share, suppress::mask};
use proptest::prelude::*;

fn rows() -> impl Strategy<Value = Vec<Count>> {
    let row = (0u64..12, 0u64..4).prop_map(|(persons, more)| Count {
        count: if persons == 0 { 0 } else { persons + more },
        persons,
    });
    prop::collection::vec(row, 2..9)
}

/// Every way of filling the masked rows with at least 1 each.
fn fillings(rows: usize, sum: u64) -> Vec<Vec<u64>> {
    if rows == 1 {
        return vec![vec![sum]];
    }
    let fill = |first: u64| {
        let rest = fillings(rows - 1, sum - first).into_iter();
        rest.map(move |rest| [vec![first], rest].concat())
    };
    let last = sum.saturating_sub(rows as u64 - 1);
    (1..=last).flat_map(fill).collect()
}

proptest! {
    #[test]
    fn no_masked_row_is_narrower_than_the_threshold(rows in rows(), people in 5u32..8) {
        let threshold = Threshold::new(people).expect("allowed");
        let Some(hidden) = mask(&rows, &BTreeSet::new(), threshold) else { return Ok(()) };
        for (index, row) in rows.iter().enumerate() {
            prop_assert!(!threshold.hides(row.persons) || hidden.contains(&index));
            prop_assert!(row.count > 0 || !hidden.contains(&index), "zeros stay shown");
        }
        prop_assert!(hidden.len() * 2 <= rows.len());
        let sum: u64 = hidden.iter().map(|&i| rows[i].count).sum();
        let enough = hidden.iter().any(|&i| rows[i].persons >= u64::from(people));
        prop_assert!(hidden.is_empty() || enough, "their sum is as good as printed");
        if !hidden.is_empty() && hidden.len() < 4 {
            let ways = fillings(hidden.len(), sum);
            for place in 0..hidden.len() {
                let values = ways.iter().map(|way| way[place]);
                let (min, max) = (values.clone().min().expect("a way"), values.max().expect("a way"));
                prop_assert!(max - min >= u64::from(people), "{hidden:?} of {rows:?}");
            }
        }
    }

    #[test]
    fn shares_add_up_to_a_hundred_percent(counts in prop::collection::vec(0u64..100_000, 1..40)) {
        let shares = share::tenths(&counts);
        let sum: u32 = shares.iter().map(|s| u32::from(*s)).sum();
        let expected = if counts.iter().all(|n| *n == 0) { 0 } else { 1000 };
        prop_assert_eq!(sum, expected);
    }

    #[test]
    fn a_share_is_off_by_less_than_a_tenth(counts in prop::collection::vec(0u64..100_000, 1..40)) {
        let sum: u64 = counts.iter().sum();
        prop_assume!(sum > 0);
        for (count, share) in counts.iter().zip(share::tenths(&counts)) {
            let exact = 1000.0 * *count as f64 / sum as f64;
            prop_assert!((exact - f64::from(share)).abs() < 1.0);
        }
    }

    #[test]
    fn a_larger_count_never_has_a_smaller_share(counts in prop::collection::vec(0u64..1000, 2..20)) {
        let shares = share::tenths(&counts);
        for (a, b) in (0..counts.len()).flat_map(|a| (0..counts.len()).map(move |b| (a, b))) {
            prop_assert!(counts[a] <= counts[b] || shares[a] >= shares[b]);
        }
    }
}

#[rstest::rstest]
#[case(&[1, 1, 1], &[334, 333, 333])]
#[case(&[17, 3, 2], &[773, 136, 91])]
#[case(&[0, 0], &[0, 0])]
#[case(&[5], &[1000])]
fn shares_go_by_largest_remainder(#[case] counts: &[u64], #[case] shares: &[u16]) {
    assert_eq!(share::tenths(counts), shares);
}

#[rstest::rstest]
#[case(101, 148, Some(682))]
#[case(0, 7, Some(0))]
#[case(7, 7, Some(1000))]
#[case(1, 0, None)]
fn a_share_alone_is_rounded_half_up(
    #[case] part: u64,
    #[case] whole: u64,
    #[case] share: Option<u16>,
) {
    assert_eq!(share::of(part, whole), share);
}
