//! Rendez-vous and demandes handed over, in a statement (requirements A1, T3, T4).

use plus_domain::statement::{Cell, Suites, SuitesCounts, Threshold};
use proptest::prelude::*;

fn printed(cell: Cell) -> Option<u64> {
    cell.shown()
}

proptest! {
    /// Nobody finds again a number of people below the threshold, by any subtraction of what is
    /// printed; what is printed is true.
    #[test]
    fn t4_nothing_printed_tells_of_few(
        rendez_vous in 0_u64..60,
        came in 0_u64..60,
        escalades in 0_u64..60,
        days in prop::collection::vec(0_u32..90, 0..60),
        threshold in 5_u32..12,
    ) {
        let threshold = Threshold::new(threshold).unwrap();
        let honores = came.min(rendez_vous);
        let days: Vec<u32> = days.into_iter().take(usize::try_from(escalades).unwrap()).collect();
        let answered = days.len() as u64;
        let counts = SuitesCounts { rendez_vous, honores, escalades, days };
        let Some(suites) = Suites::of(&counts, threshold) else {
            prop_assert_eq!((rendez_vous, escalades), (0, 0));
            return Ok(());
        };
        for ((whole, all), (part, some)) in [
            ((suites.rendez_vous, rendez_vous), (suites.honores, honores)),
            ((suites.escalades, escalades), (suites.repondues, answered)),
        ] {
            prop_assert!(printed(whole).is_none_or(|n| n == all && !threshold.hides(n)));
            prop_assert!(printed(part).is_none_or(|n| n == some && !threshold.hides(n)));
            if let (Some(whole), Some(part)) = (printed(whole), printed(part)) {
                prop_assert!(!threshold.hides(whole - part), "{part} of {whole}");
            } else {
                prop_assert!(printed(part).is_none(), "no part of a hidden whole");
            }
        }
        prop_assert!(suites.median_days.is_none() || printed(suites.repondues).is_some());
    }
}

#[test]
fn t3_half_of_the_answers_came_within_these_days() {
    let counts = SuitesCounts {
        rendez_vous: 12,
        honores: 12,
        escalades: 7,
        days: vec![30, 1, 2, 9, 2, 4, 3],
    };
    let suites = Suites::of(&counts, Threshold::default()).unwrap();
    assert_eq!(suites.median_days, Some(3));
    assert_eq!(suites.honores, Cell::Shown(12), "all of them came");
    assert_eq!(suites.repondues, Cell::Shown(7));
}
