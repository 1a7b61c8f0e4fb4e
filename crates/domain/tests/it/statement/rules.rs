//! Rules of issue: what is shown is true, and decided once.

use std::{collections::BTreeSet, sync::OnceLock};

use plus_domain::{
    period::Month,
    profile::AgeBand,
    statement::{
        Breakdown, Cell, Counted, Grains, IssueError, Issued, Label, Level, Merging, Protection,
        Request, Row, Sections, Span, Statement, Table, Tally, Threshold, Unit, WithheldReason,
        attack::{Mark, attack},
        choose_grains, grains_in_force, issue,
        regle::FREE,
        values::{coarse_age, coarse_kind, codes, fixed_values},
    },
    visite::{FirstTime, Kind, Outcome},
};

use super::{
    attacked::relays,
    simulation::{PartnerYear, Relay, issue_months, merging, months, with_request},
};

fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

/// Three relays over a year, issued once for all the tests.
fn years() -> &'static [PartnerYear] {
    static YEARS: OnceLock<Vec<PartnerYear>> = OnceLock::new();
    YEARS.get_or_init(|| relays(3).flat_map(|relay| relay.issue()).collect())
}

/// A relay of one partner.
fn visites(people: u64) -> Vec<plus_domain::statement::Received> {
    let relay = Relay {
        seed: 11,
        people,
        partners: &[("caf", 1)],
        months: months("2026-01", 2),
    };
    relay.visites().remove("caf").expect("the partner")
}

fn tables(statement: &Statement) -> impl Iterator<Item = &Table> {
    statement
        .tables
        .iter()
        .chain(&statement.year_to_date.tables)
}

#[test]
fn a_threshold_under_five_is_refused_in_french() {
    let refusal = Threshold::new(4).expect_err("refused").to_string();
    assert!(
        refusal.contains("seuil de 4") && refusal.contains("choisissez 5"),
        "{refusal}"
    );
    assert!(Threshold::general(10).is_err());
    assert_eq!(Threshold::general(11), Threshold::new(11));
    assert!(serde_json::from_str::<Threshold>("4").is_err());
}

#[test]
fn shown_counts_are_true_and_concern_enough_people() {
    for year in years() {
        for statement in year.issued.iter().map(|i| &i.statement) {
            for table in tables(statement) {
                let (from, to) = match table.span {
                    Span::Month(month) => (month, month),
                    Span::YearToDate(through) => (through.january(), through),
                };
                let level = if table.level == Level::Fine {
                    Level::Fine
                } else {
                    Level::Coarse
                };
                let check = |counted: Counted, shown: u64| {
                    let months = year.tally.months().filter(|m| (from..=to).contains(m));
                    let count: u64 = months.map(|m| year.tally.month(m).of(&counted).count).sum();
                    assert_eq!(shown, count, "{} {counted:?}", statement.number);
                    let people = year.tally.persons(&counted, from, to);
                    assert!(
                        people == 0 || people >= 5,
                        "{} {counted:?}",
                        statement.number
                    );
                };
                check(
                    Counted::Total(table.unit),
                    table.total.shown().expect("totals are shown"),
                );
                for row in &table.rows {
                    if let Some(shown) = row.cell.shown() {
                        check(Counted::Value(table.id, level, row.code.clone()), shown);
                    }
                }
            }
        }
    }
}

#[test]
fn a_count_is_decided_once_wherever_it_appears() {
    for year in years() {
        for pair in year.issued.windows(2) {
            let [before, after] = [&pair[0].statement, &pair[1].statement];
            let shown_again = after.month_before.as_ref().expect("issued in order");
            assert_eq!(shown_again.visites, before.headline.visites);
            assert_eq!(shown_again.demandes, before.headline.demandes);
            assert_eq!(shown_again.kinds.as_ref(), before.table(Breakdown::Kind));
            assert_eq!(shown_again.number, before.number);
        }
        for statement in year.issued.iter().map(|i| &i.statement) {
            let row = |id, code| {
                statement
                    .table(id)
                    .and_then(|t| t.row(code))
                    .map(|r| r.cell)
            };
            let headline = &statement.headline;
            for (cell, again) in [
                (
                    headline.accompagnements,
                    row(Breakdown::Kind, codes::ACCOMPAGNEMENT),
                ),
                (headline.resolved, row(Breakdown::Outcome, codes::RESOLU)),
                (
                    headline.usagers_accompagnes,
                    row(Breakdown::First, codes::PREMIERE),
                ),
            ] {
                assert!(
                    again.is_none_or(|again| again == cell),
                    "{}",
                    statement.number
                );
            }
            let sent_on = row(Breakdown::Kind, codes::ORIENTATION);
            let redirected = row(Breakdown::Outcome, codes::REORIENTE);
            if let (Some(sent_on), Some(redirected)) = (sent_on, redirected) {
                assert_eq!(sent_on, redirected, "{}", statement.number);
            }
        }
    }
}

#[test]
fn the_same_visites_in_another_order_give_the_same_bytes() {
    let all = visites(300);
    let reversed: Vec<_> = all.iter().rev().cloned().collect();
    let [first, second] = [all, reversed].map(|visites| {
        let tally = Tally::of(merging(), visites);
        issue_months("caf", &tally, &months("2026-01", 2), Threshold::default())
    });
    for (a, b) in first.iter().zip(&second) {
        assert_eq!(a.statement.canonical_json(), b.statement.canonical_json());
        assert_eq!(a.protection, b.protection);
    }
}

#[test]
fn the_canonical_json_reads_back_and_holds_no_masked_count() {
    for year in years() {
        for issued in &year.issued {
            let json = issued.statement.canonical_json();
            let read = Statement::from_json(&json).expect("its own bytes");
            assert_eq!(read, issued.statement);
            assert_eq!(read.canonical_json(), json);
            let kept = serde_json::to_string(&issued.protection).expect("json");
            let protection: Protection = serde_json::from_str(&kept).expect("its own text");
            assert_eq!(protection, issued.protection);
            for row in tables(&read).flat_map(|t| &t.rows) {
                assert!(row.cell != Cell::Masked || row.share.is_none());
            }
        }
    }
}

#[test]
fn merged_values_are_exact_unions() {
    for year in years() {
        for counts in year.tally.months().map(|m| year.tally.month(m)) {
            for (breakdown, split) in &counts.splits {
                let mut merged = std::collections::BTreeMap::<&str, u64>::new();
                for (fine, count) in &split.fine {
                    *merged.entry(&split.groups[fine]).or_default() += count.count;
                }
                for (coarse, count) in &split.coarse {
                    assert_eq!(
                        merged[coarse.as_str()],
                        count.count,
                        "{breakdown:?} {coarse}"
                    );
                }
                let total: u64 = merged.values().sum();
                assert_eq!(total, counts.total(breakdown.unit()).count, "{breakdown:?}");
            }
        }
    }
}

/// « Réorienté » is the kind orientation: shown there, it hides nothing here.
#[test]
fn a_redirected_demande_shown_by_its_kind_is_not_masked_by_its_result() {
    let mut all: Vec<_> = visites(80).into_iter().take(47).collect();
    for (index, visite) in all.iter_mut().enumerate() {
        visite.month = month("2026-01");
        visite.person = None;
        visite.demandes.truncate(1);
        let demande = &mut visite.demandes[0];
        (demande.kind, demande.outcome) = match index {
            0..3 => (Kind::Information, Outcome::Bloque),
            3..9 => (Kind::Orientation, Outcome::Reoriente),
            9..17 => (Kind::Information, Outcome::ASuivre),
            _ => (Kind::Accompagnement, Outcome::Resolu),
        };
    }
    let tally = Tally::of(merging(), all);
    let january = month("2026-01");
    let grains = Grains::all(january, Level::Fine);
    let issued = with_request(
        "caf",
        &tally,
        january,
        &[],
        Threshold::default(),
        |request| issue(request, &grains).expect("issued"),
    );
    let cells = |id| {
        let table: &Table = issued.statement.table(id).expect("printed");
        table.rows.iter().map(|row| row.cell).collect::<Vec<Cell>>()
    };
    let shown = Cell::Shown;
    assert_eq!(cells(Breakdown::Kind), [shown(30), shown(11), shown(6)]);
    assert_eq!(
        cells(Breakdown::Outcome),
        [shown(30), Cell::Masked, shown(6), Cell::Masked]
    );
}

#[test]
fn one_pseudonym_with_thirty_visites_stays_masked() {
    let mut all = visites(40);
    all.retain(|v| v.month == month("2026-01"));
    for visite in &mut all {
        visite.commune = "97200".into();
    }
    let mut regular = all[0].clone();
    regular.person = Some("always-the-same".into());
    regular.commune = "97211".into();
    all.extend(std::iter::repeat_n(regular, 30));
    let tally = Tally::of(Merging::default(), all);
    let january = month("2026-01");
    let counts = tally.month(january);
    let count = counts.cell(Breakdown::Commune, Level::Fine, "97211");
    assert_eq!((count.count, count.persons), (30, 1));
    let grains = Grains::all(january, Level::Fine);
    let issued = with_request(
        "caf",
        &tally,
        january,
        &[],
        Threshold::default(),
        |request| issue(request, &grains).expect("issued"),
    );
    let table = issued.statement.table(Breakdown::Commune);
    assert!(table.is_none_or(|t| t.row("97211").is_none_or(|row| row.cell == Cell::Masked)));
}

/// Two people who come back all the time must not be given by the year to date,
/// even where their visites are many.
#[test]
fn the_year_to_date_waits_for_people_not_for_visites() {
    let mut all = visites(40);
    all.retain(|v| v.month == month("2026-01"));
    let january = all.clone();
    for next in months("2026-02", 3) {
        for (visite, person) in january.iter().zip(["one", "two"].iter().cycle()) {
            let person = Some((*person).into());
            all.push(plus_domain::statement::Received {
                month: next,
                person,
                ..visite.clone()
            });
        }
    }
    let tally = Tally::of(merging(), all);
    let issued = issue_months("caf", &tally, &months("2026-01", 4), Threshold::default());
    let totals = |i: usize| issued[i].statement.year_to_date.totals.map(|t| t.through);
    assert_eq!(totals(0), Some(month("2026-01")));
    assert_eq!(
        totals(3),
        Some(month("2026-01")),
        "only two people came since"
    );
    assert!(issued[3].statement.is_reduced());
}

#[test]
fn too_few_people_reduce_the_month_to_less_than_the_threshold() {
    let few: Vec<_> = visites(60).into_iter().take(3).collect();
    let tally = Tally::of(merging(), few);
    let issued = issue_months("caf", &tally, &months("2026-01", 1), Threshold::default());
    let statement = &issued[0].statement;
    assert_eq!(statement.headline.visites, Cell::LessThan(5));
    assert_eq!(statement.headline.accompagnements, Cell::LessThan(5));
    assert!(statement.tables.is_empty() && statement.year_to_date.totals.is_none());
    let reasons: Vec<WithheldReason> = statement.withheld.iter().map(|w| w.reason).collect();
    assert!(
        reasons
            .iter()
            .all(|r| *r == WithheldReason::TotalUnderThreshold)
    );
    assert_eq!(statement.headline.median_minutes, None);
    assert_eq!(statement.headline.kind_untouched_share, None);
}

#[test]
fn a_month_without_anybody_says_zero() {
    let tally = Tally::new(merging());
    let issued = issue_months("caf", &tally, &months("2026-01", 2), Threshold::default());
    for statement in issued.iter().map(|i| &i.statement) {
        assert_eq!(statement.headline.demandes, Cell::Shown(0));
        assert_eq!(statement.headline.accompagnements, Cell::Shown(0));
        assert!(statement.tables.is_empty() && statement.withheld.is_empty());
    }
}

#[test]
fn statements_are_issued_in_the_order_of_the_months() {
    let tally = Tally::of(merging(), visites(80));
    let issued = issue_months("caf", &tally, &months("2026-01", 2), Threshold::default());
    let grains = Grains::all(month("2026-01"), Level::Coarse);
    for again in ["2026-01", "2026-02"] {
        let refused = with_request(
            "caf",
            &tally,
            month(again),
            &issued,
            Threshold::default(),
            |r| issue(r, &grains),
        );
        assert!(matches!(refused, Err(IssueError::OutOfOrder { .. })));
    }
}

#[test]
fn rows_never_come_in_the_order_of_their_counts() {
    for year in years() {
        for statement in year.issued.iter().map(|i| &i.statement) {
            for table in tables(statement) {
                let fixed: Vec<&str> = fixed_values(table.id)
                    .iter()
                    .map(|(fine, coarse)| {
                        if table.level == Level::Fine {
                            *fine
                        } else {
                            *coarse
                        }
                    })
                    .collect();
                let place = |row: &Row| fixed.iter().position(|code| *code == row.code);
                let order = table.rows.iter().map(|row| (place(row), name(&row.label)));
                assert!(order.is_sorted(), "{table:?}");
            }
        }
    }
}

fn name(label: &Label) -> &str {
    match label {
        Label::Key(_) => "",
        Label::Name(name) | Label::WithoutDemarche(name) => name,
    }
}

#[test]
fn numbers_and_labels_are_those_of_the_partner() {
    let tally = Tally::of(merging(), visites(300));
    let issued: Vec<Issued> =
        issue_months("caf", &tally, &months("2026-01", 2), Threshold::default());
    let statement = &issued[1].statement;
    assert_eq!(statement.number, "2026-02-caf-1");
    assert_eq!(statement.to_string(), statement.number);
    let kinds = statement.table(Breakdown::Kind).expect("printed");
    assert_eq!(
        kinds.rows[0].label,
        Label::Key("nature-accompagnement".into())
    );
    assert_eq!(kinds.unit, Unit::Demandes);
}

#[test]
fn the_codes_that_rules_name_are_those_of_the_lists() {
    assert_eq!(codes::ACCOMPAGNEMENT, Kind::Accompagnement.code());
    assert_eq!(codes::ORIENTATION, Kind::Orientation.code());
    assert_eq!(codes::RESOLU, Outcome::Resolu.code());
    assert_eq!(codes::REORIENTE, Outcome::Reoriente.code());
    assert_eq!(codes::PREMIERE, FirstTime::First.code());
    assert_eq!(codes::NE_SAIT_PAS, FirstTime::Unknown.code());
    assert_eq!(codes::NON_COMMUNIQUE, AgeBand::NonCommunique.code());
    assert_eq!(coarse_kind(Kind::Information.code()), codes::AUTRE);
    assert_eq!(coarse_age(AgeBand::From40), codes::MOINS_55);
    assert_eq!(coarse_age(AgeBand::From55), codes::PLUS_55);
}

/// The canonical JSON is hashed and kept for years: its shape is frozen. A new shape
/// is a new `format`, beside this one.
#[test]
fn the_canonical_json_keeps_its_shape() {
    let few: Vec<_> = visites(60).into_iter().take(3).collect();
    let tally = Tally::of(merging(), few);
    let issued = issue_months("caf", &tally, &months("2026-01", 1), Threshold::default());
    let mut statement = issued[0].statement.clone();
    statement.withheld.truncate(1);
    statement.method.truncate(1);
    statement.definitions.truncate(1);
    let mut busy = years()
        .iter()
        .flat_map(|year| &year.issued)
        .map(|i| &i.statement);
    let masked = busy
        .find_map(|s| s.tables.iter().find(|t| t.masked() > 0))
        .expect("one masked");
    let mut table = masked.clone();
    table.rows.retain(|row| row.cell == Cell::Masked);
    table.rows.truncate(1);
    statement.tables = vec![table];
    let json = String::from_utf8(statement.canonical_json()).expect("UTF-8");
    insta::assert_snapshot!(json);
}

/// A year so far of one partner, whose rule leaves out every table that it may.
fn issued_bare(people: u64) -> Vec<Issued> {
    let tally = Tally::of(merging(), visites(people));
    let bare = Sections::of(&BTreeSet::new());
    let mut history: Vec<Issued> = Vec::new();
    for month in months("2026-01", 2) {
        let first = tally.month(month);
        let chosen = grains_in_force(month, &history).cloned();
        let grains =
            chosen.unwrap_or_else(|| choose_grains(month, &[], &first, Threshold::default()));
        let next = with_request(
            "caf",
            &tally,
            month,
            &history,
            Threshold::default(),
            |request| {
                let request = Request {
                    sections: &bare,
                    ..*request
                };
                issue(&request, &grains).expect("issued")
            },
        );
        history.push(next);
    }
    history
}

#[test]
fn a_table_that_a_rule_leaves_out_is_nowhere_and_nothing_is_betrayed() {
    let mut printed = 0;
    for people in [30, 90, 400] {
        let history = issued_bare(people);
        for issued in &history {
            let statement = &issued.statement;
            printed += statement.tables.len();
            let out = |id| FREE.contains(&id);
            assert!(!tables(statement).any(|t| out(t.id)));
            assert!(!statement.withheld.iter().any(|w| out(w.id)));
        }
        let found = attack(history.iter().map(|issued| &issued.statement));
        let mut masked = found.iter().filter(|i| i.mark == Mark::Masked);
        assert!(masked.all(plus_domain::statement::attack::Interval::resists));
    }
    assert!(printed > 0, "the first figures keep their tables");
}
