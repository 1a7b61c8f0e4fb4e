//! A statement is for reading: at the volume of a real relay most of it is shown.

use plus_domain::statement::{
    Breakdown, Cell, Decision, Issued, Level, MonthCounts, Threshold, WithheldReason,
    choose_grains, half_year_before,
};

use super::simulation::{PARTNERS, PartnerYear, Relay, months, say};

/// About 65 people a month, every partner together.
fn real_relay(seed: u64) -> Relay {
    Relay {
        seed,
        people: 65,
        partners: &PARTNERS,
        months: months("2026-01", 12),
    }
}

/// Cells and masked cells; a table withheld for its masks counts as wholly masked.
fn strictly(issued: &Issued, year: &PartnerYear) -> (usize, usize) {
    let (cells, masked) = issued.statement.cells();
    let counts = year.tally.month(issued.statement.month);
    let withheld =
        issued
            .protection
            .tables
            .iter()
            .filter_map(|(breakdown, decision)| match decision {
                Decision::Withheld {
                    level,
                    reason: WithheldReason::MostlyMasked,
                } => Some(counts.rows(*breakdown, *level).count() + 1),
                _ => None,
            });
    let withheld: usize = withheld.sum();
    (cells + withheld, masked + withheld)
}

#[test]
fn at_most_a_quarter_is_masked_at_sixty_five_people_a_month() {
    let (mut all, mut masked, mut with_figures, mut statements) = (0, 0, 0, 0);
    for seed in 1..=4 {
        for year in real_relay(seed).issue() {
            for issued in &year.issued {
                let (cells, hidden) = strictly(issued, &year);
                (all, masked) = (all + cells, masked + hidden);
                statements += 1;
                let statement = &issued.statement;
                let totals = statement.year_to_date.totals.is_some() || !statement.is_reduced();
                with_figures += u32::from(totals);
            }
        }
    }
    say(&format!(
        "65 personnes par mois : {masked} masqués sur {all}, {with_figures} relevés chiffrés sur {statements}"
    ));
    assert!(masked * 4 <= all, "{masked} of {all}");
    assert!(
        with_figures * 100 >= statements * 85,
        "{with_figures} of {statements}"
    );
}

/// 436 people in 2016, then 325 in the five first months of 2017, by the three
/// partners of then; or the relay opens in January 2017.
#[rstest::rstest]
#[case("2016-07", 11)]
#[case("2017-01", 5)]
fn founding_partners_can_read_may_of_the_published_record(
    #[case] first: &str,
    #[case] count: usize,
) {
    let (mut all, mut withheld) = (0, 0);
    let partners: &[(&str, u64)] = &[("caf", 40), ("pole-emploi", 32), ("cgss", 28)];
    for seed in 1..=8 {
        let months = months(first, count);
        let relay = Relay {
            seed,
            people: 65,
            partners,
            months,
        };
        for year in relay.issue() {
            let may = year.issued.last().expect("five months");
            let (cells, masked) = may.statement.cells();
            assert!(masked * 4 <= cells, "{}: {masked} of {cells}", year.partner);
            assert!(cells - masked >= 12, "{}: {cells} cells", year.partner);
            let (strict_cells, strict_masked) = strictly(may, &year);
            all += strict_cells;
            withheld += strict_masked;
            let statement = &may.statement;
            assert!(matches!(statement.headline.visites, Cell::Shown(_)));
            assert!(statement.month_before.is_some());
            let kinds = statement.year_to_date.table(Breakdown::Kind);
            assert_eq!(kinds.expect("split by kind").masked(), 0);
        }
    }
    say(&format!(
        "mai 2017 depuis {first} : {withheld} masqués ou retenus sur {all}"
    ));
    assert!(withheld * 4 <= all, "{withheld} of {all}");
}

#[test]
fn a_busy_relay_gets_fine_tables() {
    let relay = Relay {
        seed: 3,
        people: 2000,
        partners: &PARTNERS[..1],
        months: months("2026-01", 8),
    };
    let years = relay.issue();
    let august = &years[0].issued[7].statement;
    for id in [
        Breakdown::Kind,
        Breakdown::Outcome,
        Breakdown::Demarche,
        Breakdown::Commune,
    ] {
        assert_eq!(august.table(id).expect("printed").level, Level::Fine);
    }
}

#[test]
fn the_grain_holds_for_the_half_year() {
    for year in real_relay(9).issue() {
        for half in year.issued.chunks(6) {
            assert!(
                half.iter()
                    .all(|i| i.protection.grains == half[0].protection.grains)
            );
        }
    }
}

#[test]
fn months_before_the_relay_opened_do_not_count_for_the_grain() {
    let relay = Relay {
        seed: 5,
        people: 40,
        partners: &PARTNERS[..1],
        months: months("2026-06", 1),
    };
    let tally = &relay.issue()[0].tally;
    let [june, july] = ["2026-06", "2026-07"].map(|m| m.parse().expect("a month"));
    let (from, to) = half_year_before(july);
    assert_eq!((from.to_string(), to), ("2026-01".to_owned(), june));
    let half_year: Vec<MonthCounts> = months("2026-01", 6)
        .iter()
        .map(|m| tally.month(*m))
        .collect();
    let first = tally.month(july);
    let choose = |before: &[MonthCounts]| choose_grains(july, before, &first, Threshold::default());
    assert_eq!(choose(&half_year), choose(&half_year[5..]));
}
