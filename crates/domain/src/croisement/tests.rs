//! The masked table is given to the reader of the statements (`statement::attack`), who knows
//! every shown number and every sum: each masked number must stay in doubt.

use proptest::prelude::*;

use super::{
    masque::{Masque, Tableau, masked},
    vue::{Duree, VueForm},
};
use crate::{
    ids::AccountId,
    period::Month,
    statement::{
        Count, Threshold, Unit,
        attack::{Atom, Interval, Mark, Relates, Relation, System, Variable, intervals},
    },
    stats::{Dimension, Scope},
};

const RELEASED: Threshold = Threshold::RELEASED;

/// A table of visites: as many people as visites.
fn of_visites(cells: &[Vec<u64>]) -> Tableau {
    let count = |n: u64| Count {
        count: n,
        persons: n,
    };
    let column = |j: usize| cells.iter().map(|line| line[j]).sum::<u64>();
    Tableau {
        cells: cells
            .iter()
            .map(|line| line.iter().map(|n| count(*n)).collect())
            .collect(),
        rows: cells.iter().map(|line| count(line.iter().sum())).collect(),
        columns: (0..cells[0].len()).map(|j| count(column(j))).collect(),
        total: count(cells.iter().flatten().sum()),
    }
}

/// What the reader knows: numbers by line, the last of each being the sum of the others.
fn knowledge(masque: &Masque) -> System {
    let width = masque.columns.len() + 1;
    let mut grid: Vec<Vec<Option<u64>>> = masque.cells.clone();
    for (line, total) in grid.iter_mut().zip(&masque.rows) {
        line.push(*total);
    }
    let foot = masque.columns.iter().copied().chain([Some(masque.total)]);
    grid.push(foot.collect());
    let mut system = System::default();
    let mut unknown = vec![vec![None; width]; grid.len()];
    for (i, line) in grid.iter().enumerate() {
        for (j, _) in line.iter().enumerate().filter(|(_, n)| n.is_none()) {
            unknown[i][j] = Some(system.variables.len());
            system.variables.push(hidden(system.variables.len()));
        }
    }
    let lines = (0..grid.len()).map(|i| (0..width).map(|j| (i, j)).collect());
    let columns = (0..width).map(|j| (0..grid.len()).map(|i| (i, j)).collect());
    for line in lines.chain(columns) {
        system.relations.extend(sum(&grid, &unknown, line));
    }
    system
}

fn hidden(at: usize) -> Variable {
    Variable {
        atom: Atom::Total {
            month: "2026-01".parse().expect("a month"),
            version: u32::try_from(at).expect("few"),
            unit: Unit::Visites,
        },
        mark: Mark::Masked,
        lower: 1,
        assumed_upper: None,
        threshold: RELEASED.people(),
        announced: None,
    }
}

/// The sum of a line of the table as a relation between what is not known.
fn sum(
    grid: &[Vec<Option<u64>>],
    unknown: &[Vec<Option<usize>>],
    line: Vec<(usize, usize)>,
) -> Option<Relation> {
    let last = line.len() - 1;
    let (mut terms, mut constant) = (Vec::new(), 0);
    for (at, (i, j)) in line.into_iter().enumerate() {
        let sign: i64 = if at == last { -1 } else { 1 };
        match (grid[i][j], unknown[i][j]) {
            (Some(n), _) => constant -= sign * i64::try_from(n).expect("small"),
            (None, Some(at)) => terms.push((at, sign)),
            (None, None) => unreachable!("a number is shown or not"),
        }
    }
    (!terms.is_empty()).then_some(Relation {
        terms,
        relates: Relates::Equal,
        constant,
        assumed: false,
    })
}

fn attack(masque: &Masque) -> Vec<Interval> {
    intervals(&knowledge(masque))
}

/// The small numbers masked and nothing else: what everybody does first.
fn plainly(table: &Tableau) -> Masque {
    let shown = |c: &Count| (!RELEASED.is_too_few(*c)).then_some(c.count);
    let line = |line: &Vec<Count>| line.iter().map(shown).collect();
    Masque {
        cells: table.cells.iter().map(line).collect(),
        rows: line(&table.rows),
        columns: line(&table.columns),
        total: table.total.count,
    }
}

#[test]
fn a_small_number_alone_is_found_by_subtraction_unless_others_are_masked_a3() {
    let table = of_visites(&[vec![40, 3, 30], vec![25, 60, 18], vec![50, 33, 21]]);
    assert!(attack(&plainly(&table)).iter().any(Interval::is_found));
    let masque = masked(&table, RELEASED).expect("enough people");
    assert!(masque.hides());
    assert!(attack(&masque).iter().all(Interval::resists), "{masque:?}");
    assert_eq!(masque.total, 280);
}

#[test]
fn nothing_is_masked_where_every_number_concerns_enough_people() {
    let table = of_visites(&[vec![40, 0], vec![25, 60]]);
    let masque = masked(&table, RELEASED).expect("enough people");
    assert!(!masque.hides());
    assert_eq!(masque.cells[0], [Some(40), Some(0)]);
}

#[test]
fn totals_stay_where_every_cell_is_small() {
    let table = of_visites(&[vec![6, 7, 5], vec![8, 4, 6], vec![5, 6, 9]]);
    let masque = masked(&table, RELEASED).expect("enough people");
    assert!(masque.cells.iter().flatten().all(Option::is_none));
    assert_eq!(masque.rows, [Some(18), Some(18), Some(20)]);
    assert_eq!(masque.columns, [Some(19), Some(17), Some(20)]);
    assert!(attack(&masque).iter().all(Interval::resists), "{masque:?}");
}

#[test]
fn too_few_people_in_all_and_nothing_is_shown_a1() {
    assert_eq!(masked(&of_visites(&[vec![4, 6]]), RELEASED), None);
    assert_eq!(masked(&of_visites(&[vec![3, 9]]), RELEASED), None);
}

#[test]
fn many_demandes_of_few_people_are_masked_too_a1() {
    let mut table = of_visites(&[vec![90, 60, 70], vec![80, 75, 65]]);
    table.cells[0][0].persons = 2;
    let masque = masked(&table, RELEASED).expect("enough people");
    assert_eq!(masque.cells[0][0], None);
    assert!(attack(&masque).iter().all(Interval::resists), "{masque:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// No masked number of a table that leaves is narrowed below the threshold, every shown
    /// one is true and concerns enough people.
    #[test]
    fn no_masked_number_comes_back_by_subtraction_a3(
        cells in (1_usize..6, 1_usize..6).prop_flat_map(|(rows, columns)| {
            let number = prop_oneof![2 => 0_u64..4, 3 => 0_u64..30, 2 => 20_u64..300];
            let line = prop::collection::vec(number, columns);
            prop::collection::vec(line, rows)
        }),
        shares in prop::collection::vec(1_u64..5, 36),
    ) {
        let mut table = of_visites(&cells);
        for (cell, share) in table.cells.iter_mut().flatten().zip(shares) {
            cell.persons = cell.persons.div_ceil(share);
        }
        let Some(masque) = masked(&table, RELEASED) else { return Ok(()); };
        for interval in attack(&masque) {
            prop_assert!(interval.resists(), "{interval:?} of {masque:?}");
        }
        for (shown, count) in masque.cells.iter().flatten().zip(table.cells.iter().flatten()) {
            prop_assert!(shown.is_none_or(|n| n == count.count && !RELEASED.is_too_few(*count)));
        }
        for (shown, count) in masque.rows.iter().zip(&table.rows) {
            prop_assert!(shown.is_none_or(|n| n == count.count && !RELEASED.is_too_few(*count)));
        }
    }
}

fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

#[test]
fn the_months_of_a_view_follow_the_day_or_stay() {
    let today = jiff::civil::date(2026, 11, 23);
    let fixed = Duree::Fixe {
        de: month("2026-02"),
        a: month("2026-04"),
    };
    assert_eq!(fixed.months(today), (month("2026-02"), month("2026-04")));
    let year = (month("2026-01"), month("2026-11"));
    assert_eq!(Duree::Annee.months(today), year);
    let twelve = (month("2025-12"), month("2026-11"));
    assert_eq!(Duree::DouzeMois.months(today), twelve);
}

fn form(name: &str, duree: &str) -> VueForm {
    VueForm {
        nom: name.into(),
        duree: duree.into(),
    }
}

#[test]
fn a_view_needs_a_name_two_breakdowns_and_a_duration() {
    let read = |form: &VueForm, columns| {
        form.read(
            "v1".into(),
            (Dimension::Commune, columns),
            (month("2026-01"), month("2026-03")),
            Scope::All,
            (AccountId::new("maryse"), 7),
        )
    };
    let kept = read(&form("  Par  commune ", "fixe"), Dimension::Partner).expect("a view");
    assert_eq!(kept.name, "Par commune");
    let words = serde_json::to_value(&kept).expect("words");
    assert_eq!(
        serde_json::from_value::<super::Vue>(words).expect("a view"),
        kept
    );
    let refused = read(&form("", "hier"), Dimension::Commune).expect_err("three faults");
    let fields: Vec<&str> = refused.0.iter().map(|e| e.field.as_str()).collect();
    assert_eq!(fields, ["nom", "duree", "colonnes"]);
}
