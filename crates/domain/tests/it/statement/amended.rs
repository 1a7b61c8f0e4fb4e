//! Late entries: what may be amended, and what must wait.

use plus_domain::{
    period::Month,
    statement::{
        Amendment, Breakdown, Cell, Counted, HeldReason, IssueError, Issued, Received, Span,
        StatementKind, Tally, Threshold, amend,
        attack::{Atom, Mark, attack},
    },
};

use super::simulation::{
    Dice, PARTNERS, Relay, issue_months, issue_next, long, merging, months, say, with_request,
};

struct Desk {
    visites: Vec<Received>,
    issued: Vec<Issued>,
}

fn desk(people: u64) -> Desk {
    let relay = Relay {
        seed: 21,
        people,
        partners: &PARTNERS[..1],
        months: months("2026-01", 3),
    };
    let visites = relay.visites().remove("caf").expect("the partner");
    let tally = Tally::of(merging(), visites.clone());
    Desk {
        issued: issue_months("caf", &tally, &months("2026-01", 3), Threshold::default()),
        visites,
    }
}

fn february() -> Month {
    "2026-02".parse().expect("a month")
}

impl Desk {
    fn of_february(&self) -> impl Iterator<Item = &Received> {
        self.visites.iter().filter(|v| v.month == february())
    }

    fn amend(&self, history: &[Issued]) -> Result<Amendment, IssueError> {
        let tally = Tally::of(merging(), self.visites.clone());
        with_request(
            "caf",
            &tally,
            february(),
            history,
            Threshold::default(),
            amend,
        )
    }

    /// The same day again, by other people, so that every value grows alike.
    fn receive_again(&mut self, times: usize) {
        let mut again: Vec<Received> = self.of_february().cloned().collect();
        for visite in &mut again {
            visite.person = None;
        }
        for _ in 0..times {
            self.visites.extend(again.clone());
        }
    }
}

#[test]
fn nothing_new_makes_no_amendment() {
    let desk = desk(200);
    assert_eq!(desk.amend(&desk.issued), Ok(Amendment::Unchanged));
}

#[test]
fn one_late_visite_is_held() {
    let mut desk = desk(200);
    let late = desk.of_february().next().expect("some").clone();
    desk.visites.push(Received {
        person: None,
        ..late
    });
    let held = Amendment::Held(HeldReason::TooFewPeople);
    assert_eq!(desk.amend(&desk.issued), Ok(held.clone()));
    let mut cancelled = self::desk(200);
    let place = cancelled.visites.iter().position(|v| v.month == february());
    cancelled.visites.remove(place.expect("some"));
    assert_eq!(cancelled.amend(&cancelled.issued), Ok(held));
}

#[test]
fn many_late_visites_of_one_person_are_held() {
    let mut desk = desk(200);
    let mut late = desk.of_february().next().expect("some").clone();
    late.person = Some("late".into());
    desk.visites.extend(std::iter::repeat_n(late, 30));
    assert_eq!(
        desk.amend(&desk.issued),
        Ok(Amendment::Held(HeldReason::TooFewPeople))
    );
}

#[test]
fn enough_late_visites_make_a_numbered_amendment_that_betrays_nothing() {
    let mut desk = desk(400);
    desk.receive_again(1);
    let Ok(Amendment::Issued(amended)) = desk.amend(&desk.issued) else {
        panic!("{:?}", desk.amend(&desk.issued));
    };
    let statement = &amended.statement;
    assert_eq!(statement.number, "2026-02-caf-2");
    assert_eq!(
        statement.kind,
        StatementKind::Amendment("2026-02-caf-1".into())
    );
    let before = &desk.issued[1].statement;
    for table in &statement.tables {
        let old = before.table(table.id).expect("the same tables");
        for row in &table.rows {
            let old = old.row(&row.code).expect("the same rows");
            assert_eq!(row.cell == Cell::Masked, old.cell == Cell::Masked);
        }
    }
    let issued = desk.issued.iter().map(|i| &i.statement).chain([statement]);
    let marked = attack(issued)
        .into_iter()
        .filter(|i| i.mark == Mark::Masked);
    assert!(marked.into_iter().all(|interval| interval.resists()));
    let mut history = desk.issued.clone();
    history.push(*amended);
    assert_eq!(desk.amend(&history), Ok(Amendment::Unchanged));
}

#[test]
fn a_held_entry_waits_outside_the_year_to_date() {
    let mut desk = desk(400);
    let late = desk.of_february().next().expect("some").clone();
    desk.visites.push(Received {
        person: None,
        ..late.clone()
    });
    let april: Month = "2026-04".parse().expect("a month");
    let of_april: Vec<Received> = desk
        .of_february()
        .map(|v| Received {
            month: april,
            ..v.clone()
        })
        .collect();
    desk.visites.extend(of_april.clone());
    let tally = Tally::of(merging(), desk.visites.clone());
    let mut history = desk.issued.clone();
    let grains = history[0].protection.grains.clone();
    let issued = with_request(
        "caf",
        &tally,
        april,
        &history,
        Threshold::default(),
        |request| plus_domain::statement::issue(request, &grains).expect("issued"),
    );
    let totals = issued.statement.year_to_date.totals.expect("totals");
    let counted: u64 = [0, 1, 2]
        .map(|i| {
            history[i]
                .statement
                .headline
                .visites
                .shown()
                .expect("shown")
        })
        .iter()
        .sum();
    assert_eq!(totals.through, april);
    assert_eq!(totals.visites, Cell::Shown(counted + of_april.len() as u64));
    let kinds = issued
        .statement
        .year_to_date
        .table(Breakdown::Kind)
        .expect("kinds");
    assert!(matches!(kinds.span, Span::YearToDate(_)));
    history.push(issued);
    assert_eq!(
        desk.amend(&history),
        Ok(Amendment::Held(HeldReason::TooFewPeople))
    );
}

#[test]
fn a_month_never_issued_has_nothing_to_amend() {
    let desk = desk(100);
    assert_eq!(desk.amend(&[]), Err(IssueError::NothingToAmend(february())));
}

/// Late entries all year long: few, many, new faces and old ones; amendments are
/// tried each month. Whatever is issued, nothing masked is found again.
#[test]
fn a_year_of_late_entries_betrays_nothing() {
    let (mut issued_late, mut held) = (0, 0);
    for seed in 1..=10 {
        let relay = Relay {
            seed,
            people: 60 + 60 * seed,
            partners: &PARTNERS[..2],
            months: months("2026-01", 9),
        };
        let (history, counts) = late(&relay, "caf");
        (issued_late, held) = (issued_late + counts.0, held + counts.1);
        assert_betrays_nothing(seed, &history);
    }
    say(&format!(
        "saisies tardives : {issued_late} rectificatifs émis, {held} retenus"
    ));
    assert!(
        issued_late > 5 && held > 20,
        "{issued_late} issued, {held} held"
    );
}

/// The same over half-years of a thousand territories, from 20 to 2,000 people a month, each
/// with another partner: forty of them by default.
#[test]
fn half_years_of_a_thousand_territories_betray_nothing() {
    let count = if long() {
        1_000
    } else {
        say("attaque réduite à 40 territoires ; PLUS_LONG=1 pour 1 000");
        40
    };
    let (mut issued_late, mut held) = (0, 0);
    for (n, (partner, _)) in (0..count).zip(PARTNERS.iter().cycle()) {
        let relay = Relay {
            seed: 1_000 + n,
            people: 20 + 1_980 * n * n / ((count - 1) * (count - 1)),
            partners: &PARTNERS,
            months: months("2026-01", 6),
        };
        let (history, counts) = late(&relay, partner);
        (issued_late, held) = (issued_late + counts.0, held + counts.1);
        assert_betrays_nothing(relay.seed, &history);
    }
    say(&format!(
        "{count} territoires, six mois : {issued_late} rectificatifs émis, {held} retenus"
    ));
    assert!(
        issued_late > 5 && held > 20,
        "{issued_late} issued, {held} held"
    );
}

fn assert_betrays_nothing(seed: u64, history: &[Issued]) {
    for interval in attack(history.iter().map(|i| &i.statement)) {
        let people = frozen_people(history, &interval.atom);
        let matters = interval.mark != Mark::Unprinted || Threshold::default().hides(people);
        assert!(
            !matters || interval.resists(),
            "graine {seed} : {interval:?}"
        );
    }
}

/// What a relay issues to a partner, month after month, with late entries between; how many
/// amendments were issued, and how many held.
fn late(relay: &Relay, partner: &str) -> (Vec<Issued>, (u32, u32)) {
    let mut dice = Dice::new(relay.seed + 100);
    let mut visites = relay.visites().remove(partner).unwrap_or_default();
    let mut history: Vec<Issued> = Vec::new();
    let (mut issued, mut held) = (0, 0);
    let all = relay.months.len() as u64;
    for &month in &relay.months {
        let known = visites.iter().filter(|v| v.month <= month).cloned();
        let tally = Tally::of(merging(), known);
        let next = issue_next(partner, &tally, month, &relay.months, &history);
        history.push(next);
        let late_month = relay.months[usize::try_from(dice.under(all)).expect("small")].min(month);
        enter_late(&mut dice, &mut visites, late_month);
        let known = visites.iter().filter(|v| v.month <= month).cloned();
        let tally = Tally::of(merging(), known);
        let threshold = Threshold::default();
        let amended = with_request(partner, &tally, late_month, &history, threshold, amend);
        match amended.expect("issued") {
            Amendment::Issued(amended) => {
                history.push(*amended);
                issued += 1;
            }
            Amendment::Held(_) => held += 1,
            Amendment::Unchanged => {}
        }
    }
    (history, (issued, held))
}

fn enter_late(dice: &mut Dice, visites: &mut Vec<Received>, month: Month) {
    let of_month: Vec<Received> = visites
        .iter()
        .filter(|v| v.month == month)
        .cloned()
        .collect();
    let share = [1, 5, 100][usize::try_from(dice.under(3)).expect("small")];
    for visite in of_month {
        if dice.chance(share) {
            let person = visite.person.clone().filter(|_| dice.chance(50));
            visites.push(Received { person, ..visite });
        }
    }
}

/// People behind a count, in the state that the statements counted.
fn frozen_people(history: &[Issued], atom: &Atom) -> u64 {
    let (month, version, counted) = match atom {
        Atom::Total {
            month,
            version,
            unit,
        } => (month, version, Counted::Total(*unit)),
        Atom::Cell {
            month,
            version,
            breakdown,
            level,
            code,
        } => (
            month,
            version,
            Counted::Value(*breakdown, *level, code.clone()),
        ),
        Atom::Cumul { .. } => return 0,
    };
    let of = |i: &&Issued| i.statement.month == *month && i.protection.version == *version;
    let issued = history.iter().find(of);
    issued.map_or(0, |i| i.protection.frozen[month].of(&counted).persons)
}
