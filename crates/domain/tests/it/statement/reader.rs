//! What the attack must know, on pages written by hand: each way of finding a
//! masked count again, one by one. If the attack forgot one, it would find nothing
//! on simulated relays and prove nothing.

use plus_domain::statement::{
    Breakdown, Cell, Count, Cumul, Level, Row, Span, Statement, Table, Threshold, Withheld,
    WithheldReason,
    attack::{Atom, Interval, Mark, attack},
};

use super::{
    naive::{row, table},
    simulation::{Relay, months},
};

/// A page of a month with nothing on it but its totals.
fn page(month: &str, visites: u64, demandes: u64) -> Statement {
    let relay = Relay {
        seed: 1,
        people: 30,
        partners: &[("caf", 1)],
        months: months(month, 1),
    };
    let mut statement = relay.issue().remove(0).issued.remove(0).statement;
    statement.tables.clear();
    statement.withheld.clear();
    statement.year_to_date.tables.clear();
    statement.year_to_date.totals = None;
    statement.headline.visites = Cell::Shown(visites);
    statement.headline.demandes = Cell::Shown(demandes);
    statement
}

fn rows(counts: &[(&str, u64)]) -> Vec<Row> {
    let row = |&(code, n): &(&str, u64)| {
        let people = Count {
            count: n,
            persons: n,
        };
        row(code, people)
    };
    counts.iter().map(row).collect()
}

fn of_month(statement: &Statement, id: Breakdown, level: Level, counts: &[(&str, u64)]) -> Table {
    let total = counts.iter().map(|(_, n)| n).sum();
    let span = Span::Month(statement.month);
    Table {
        level,
        ..table(id, span, rows(counts), total)
    }
}

fn since_january(statement: &mut Statement, kinds: &[(&str, u64)]) {
    let total = kinds.iter().map(|(_, n)| n).sum();
    let span = Span::YearToDate(statement.month);
    let kinds = table(Breakdown::Kind, span, rows(kinds), total);
    statement.year_to_date.tables = vec![Table {
        level: Level::YearToDate,
        ..kinds
    }];
}

fn totals(statement: &mut Statement, visites: u64, demandes: u64) {
    statement.year_to_date.totals = Some(Cumul {
        through: statement.month,
        visites: Cell::Shown(visites),
        demandes: Cell::Shown(demandes),
    });
}

fn found(pages: &[Statement], wanted: &str) -> Interval {
    let mut intervals = attack(pages).into_iter();
    let of = |interval: &Interval| match &interval.atom {
        Atom::Cell { code, .. } => code == wanted,
        Atom::Total { month, .. } => month.to_string() == wanted,
        Atom::Cumul { .. } => false,
    };
    intervals.find(of).expect("an unknown")
}

#[test]
fn a_single_masked_row_is_the_rest_of_its_table() {
    let mut march = page("2026-03", 20, 23);
    let communes = [("97217", 14), ("97220", 6), ("97225", 3)];
    march.headline.visites = Cell::Shown(23);
    march.tables = vec![of_month(&march, Breakdown::Commune, Level::Fine, &communes)];
    let interval = found(&[march], "97225");
    assert_eq!(
        (interval.min, interval.max, interval.mark),
        (3, Some(3), Mark::Masked)
    );
    assert!(!interval.resists() && interval.is_found());
}

#[test]
fn a_redirected_demande_is_an_orientation() {
    let mut march = page("2026-03", 20, 30);
    let kinds = [
        ("accompagnement", 23),
        ("information", 4),
        ("orientation", 3),
    ];
    let outcomes = [
        ("resolu", 20),
        ("a-suivre", 5),
        ("reoriente", 3),
        ("bloque", 2),
    ];
    let mut outcomes = of_month(&march, Breakdown::Outcome, Level::Fine, &outcomes);
    march.tables = vec![of_month(&march, Breakdown::Kind, Level::Fine, &kinds)];
    assert_eq!(found(&[march.clone()], "orientation").max, Some(6));
    outcomes.rows[2].cell = Cell::Shown(3);
    march.tables.push(outcomes);
    assert!(found(&[march], "information").is_found());
}

#[test]
fn what_is_not_solved_bounds_what_is_sent_on() {
    let mut march = page("2026-03", 20, 40);
    let kinds = [
        ("accompagnement", 25),
        ("information", 4),
        ("orientation", 4),
    ];
    let outcomes = [("resolu", 27), ("non-resolu", 6)];
    march.headline.demandes = Cell::Shown(33);
    march.tables = vec![
        of_month(&march, Breakdown::Kind, Level::Fine, &kinds),
        of_month(&march, Breakdown::Outcome, Level::Coarse, &outcomes),
    ];
    let interval = found(&[march], "orientation");
    assert_eq!((interval.min, interval.max), (1, Some(6)));
}

#[test]
fn two_sums_since_january_give_the_month_between_them() {
    let mut january = page("2026-01", 30, 40);
    let mut february = page("2026-02", 12, 17);
    since_january(&mut january, &[("accompagnement", 25), ("autre", 15)]);
    since_january(&mut february, &[("accompagnement", 39), ("autre", 18)]);
    let pages = [january, february];
    let intervals = attack(&pages);
    let found: Vec<i64> = intervals
        .iter()
        .filter(|i| i.is_found())
        .map(|i| i.min)
        .collect();
    assert_eq!(found, [25, 15, 14, 3], "both kinds of both months");
}

#[test]
fn a_reduced_month_is_given_by_the_totals_around_it() {
    let january = page("2026-01", 30, 40);
    let mut february = page("2026-02", 0, 0);
    february.headline.visites = Cell::LessThan(5);
    february.headline.demandes = Cell::LessThan(5);
    let mut march = page("2026-03", 20, 25);
    assert!(
        attack(&[january.clone(), february.clone()])
            .iter()
            .all(Interval::resists)
    );
    totals(&mut march, 52, 68);
    let interval = found(&[january, february, march], "2026-02");
    assert_eq!((interval.min, interval.max), (2, Some(2)));
    assert!(!interval.resists());
}

#[test]
fn an_amendment_is_compared_with_what_it_replaces() {
    let first = {
        let mut page = page("2026-03", 30, 30);
        let communes = [("97217", 14), ("97220", 3), ("97225", 4), ("97227", 9)];
        page.tables = vec![of_month(&page, Breakdown::Commune, Level::Fine, &communes)];
        page
    };
    let mut second = first.clone();
    // The amendment shows what the first page masked, and nothing else moved.
    second.tables[0].rows[1].cell = Cell::Shown(3);
    assert!(attack([&first]).iter().all(|i| !i.is_found()));
    assert!(found(&[first.clone(), second.clone()], "97225").min == 1);
    let after: Vec<Interval> = attack([&first, &second]);
    assert!(after.iter().any(|i| i.is_found() && i.min == 4));
}

#[test]
fn a_table_of_two_rows_withheld_for_its_masks_has_no_zero() {
    let mut january = page("2026-01", 5, 8);
    january.withheld = vec![Withheld {
        id: Breakdown::Kind,
        level: Level::Coarse,
        reason: WithheldReason::MostlyMasked,
    }];
    let mut february = page("2026-02", 25, 30);
    since_january(&mut february, &[("accompagnement", 20), ("autre", 18)]);
    let interval = found(&[january, february], "autre");
    assert_eq!((interval.min, interval.max), (1, Some(7)));
}

#[test]
fn the_threshold_of_the_page_is_the_measure() {
    let mut march = page("2026-03", 30, 30);
    let communes = [("97217", 24), ("97220", 2), ("97225", 4)];
    march.tables = vec![of_month(&march, Breakdown::Commune, Level::Fine, &communes)];
    let narrow = found(&[march.clone()], "97220");
    assert_eq!(
        (narrow.min, narrow.max, narrow.resists()),
        (1, Some(5), false)
    );
    march.tables[0].rows[0].cell = Cell::Masked;
    assert!(found(&[march.clone()], "97220").resists());
    march.threshold = Threshold::general(30).expect("allowed").people();
    assert!(!found(&[march], "97220").resists());
}
