//! The permanent attack on simulated relays (A3, A4).
//!
//! By default a part of the relay-months, said so on standard error; 1,008 of them
//! with `PLUS_LONG=1`.

use good_lp::{
    Expression, ProblemVariables, ResolutionError, Solution, SolverModel, Variable, constraint,
    default_solver, variable,
};
use plus_domain::{
    period::Month,
    statement::{
        Counted, Issued, Statement, Threshold,
        attack::{Atom, Interval, Mark, Relates, System, attack, intervals},
    },
};

use super::{
    naive,
    simulation::{PARTNERS, PartnerYear, Relay, long, months, say},
};

/// Thirteen partners over twelve months, from 20 to 2,000 people a month.
pub fn relays(count: u64) -> impl Iterator<Item = Relay> {
    (0..count).map(move |n| Relay {
        seed: n + 1,
        people: 20 + 1980 * n * n / ((count - 1) * (count - 1)),
        partners: &PARTNERS,
        months: months("2026-01", 12),
    })
}

fn relay_count() -> u64 {
    if long() {
        return 84;
    }
    say("attaque réduite à 84 mois-relais ; PLUS_LONG=1 pour 1 008");
    7
}

/// True count of an atom, and its people.
fn truth(year: &PartnerYear, atom: &Atom) -> (i64, u64) {
    let of = |month: Month, counted: &Counted| {
        let count = year.tally.month(month).of(counted);
        (i64::try_from(count.count).expect("small"), count.persons)
    };
    match atom {
        Atom::Total { month, unit, .. } => of(*month, &Counted::Total(*unit)),
        Atom::Cell {
            month,
            breakdown,
            level,
            code,
            ..
        } => of(*month, &Counted::Value(*breakdown, *level, code.clone())),
        Atom::Cumul {
            through,
            breakdown,
            level,
            code,
        } => {
            let counted = Counted::Value(*breakdown, *level, code.clone());
            let months = year.tally.months().filter(|m| m <= through);
            let count = months.map(|m| of(m, &counted).0).sum();
            let people = year.tally.persons(&counted, through.january(), *through);
            (count, people)
        }
    }
}

/// Unknowns that the rule protects: what is marked, and what is not printed but
/// concerns too few people.
fn is_protected(year: &PartnerYear, interval: &Interval) -> bool {
    interval.mark != Mark::Unprinted || Threshold::default().hides(truth(year, &interval.atom).1)
}

fn statements(issued: &[Issued]) -> impl Iterator<Item = &Statement> {
    issued.iter().map(|issued| &issued.statement)
}

#[derive(Default, Debug)]
struct Attacked {
    statements: usize,
    reduced: usize,
    cells: usize,
    masked: usize,
    protected: usize,
    too_narrow: usize,
    found: usize,
}

impl Attacked {
    fn see(&mut self, year: &PartnerYear) {
        for interval in attack(statements(&year.issued)) {
            if is_protected(year, &interval) {
                self.protected += 1;
                self.too_narrow += usize::from(!interval.resists());
                self.found += usize::from(interval.is_found());
            }
        }
        for statement in statements(&year.issued) {
            let (cells, masked) = statement.cells();
            self.statements += 1;
            self.reduced += usize::from(statement.is_reduced());
            self.cells += cells;
            self.masked += masked;
        }
    }
}

#[test]
fn nothing_masked_is_found_again_over_a_year_of_statements() {
    let mut attacked = Attacked::default();
    for relay in relays(relay_count()) {
        relay.issue().iter().for_each(|year| attacked.see(year));
    }
    say(&format!("{attacked:?}"));
    assert_eq!(
        (attacked.too_narrow, attacked.found),
        (0, 0),
        "{attacked:?}"
    );
    assert!(attacked.protected > 1000, "{attacked:?}");
}

/// Cells masked among those printed.
#[derive(Default)]
struct Share {
    cells: usize,
    masked: usize,
}

impl Share {
    fn see(&mut self, statement: &Statement) {
        let (cells, masked) = statement.cells();
        self.cells += cells;
        self.masked += masked;
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let share = 100 * self.masked / self.cells.max(1);
        write!(f, "{share} % de {} ({})", self.cells, self.masked)
    }
}

#[test]
fn masking_small_counts_alone_is_found_out_by_the_same_attack() {
    let (mut masked, mut too_narrow, mut found) = (0, 0, 0);
    let (mut ours, mut plain) = (Share::default(), Share::default());
    for relay in relays(4) {
        for year in relay.issue() {
            for statement in statements(&year.issued) {
                ours.see(statement);
            }
        }
        for statements in naive::years(&relay) {
            for statement in &statements {
                plain.see(statement);
            }
            let marked = attack(&statements)
                .into_iter()
                .filter(|i| i.mark == Mark::Masked);
            for interval in marked {
                masked += 1;
                too_narrow += u32::from(!interval.resists());
                found += u32::from(interval.is_found());
            }
        }
    }
    say(&format!(
        "masquage seul des petits nombres : {found} retrouvés et {too_narrow} trop étroits sur {masked}"
    ));
    say(&format!(
        "cases masquées : {ours} par PLUS, {plain} par le masquage seul"
    ));
    assert!(found * 5 > masked, "{found} found of {masked}");
    assert!(too_narrow * 2 > masked, "{too_narrow} of {masked}");
}

#[test]
fn the_truth_is_always_among_what_the_attack_deems_possible() {
    for relay in relays(2) {
        for year in relay.issue() {
            for interval in attack(statements(&year.issued)) {
                // Below « moins de N » and its months the reader takes people for counts.
                if interval.mark == Mark::Masked {
                    let (count, _) = truth(&year, &interval.atom);
                    let within = interval.min <= count && interval.max.is_none_or(|m| count <= m);
                    assert!(within, "{interval:?} {count}");
                }
            }
        }
    }
}

#[test]
fn an_outside_solver_finds_the_same_bounds() {
    let mut compared = 0;
    for relay in relays(12).skip(3).step_by(4) {
        for year in relay.issue().into_iter().take(4) {
            let system = System::of(statements(&year.issued[..8]));
            compared += compare_with_solver(&system);
        }
        for statements in naive::years(&relay).into_iter().take(2) {
            compared += compare_with_solver(&System::of(&statements[..4]));
        }
    }
    assert!(compared > 200, "{compared} bounds compared");
}

/// Compares every bound with good_lp; systems that the reader's assumptions
/// contradict are solved by parts here and as a whole there: left aside.
fn compare_with_solver(system: &System) -> usize {
    let own = intervals(system);
    let mut compared = 0;
    for (index, interval) in own.iter().enumerate() {
        let Some(min) = solver_least(system, index, 1.0) else {
            return compared;
        };
        let max = solver_least(system, index, -1.0).expect("feasible");
        assert_eq!(Bound::Finite(interval.min), min, "{interval:?}");
        let own_max = interval
            .max
            .map_or(Bound::Endless, |max| Bound::Finite(-max));
        assert_eq!(own_max, max, "{interval:?}");
        compared += 2;
    }
    compared
}

#[derive(Debug, PartialEq)]
enum Bound {
    Finite(i64),
    Endless,
}

/// Least value of `sign × unknown`, rounded up; none when nothing is possible.
#[expect(clippy::cast_possible_truncation, reason = "bounds of a few thousand")]
fn solver_least(system: &System, index: usize, sign: f64) -> Option<Bound> {
    let mut problem = ProblemVariables::new();
    let unknowns: Vec<Variable> = system
        .variables
        .iter()
        .map(|v| {
            let unknown = variable().min(v.lower as f64);
            problem.add(match v.assumed_upper {
                Some(upper) => unknown.max(upper as f64),
                None => unknown,
            })
        })
        .collect();
    let mut model = problem
        .minimise(sign * unknowns[index])
        .using(default_solver);
    for relation in &system.relations {
        let terms = relation.terms.iter().map(|&(u, c)| c as f64 * unknowns[u]);
        let sum: Expression = terms.sum();
        model.add_constraint(match relation.relates {
            Relates::Equal => constraint!(sum == relation.constant as f64),
            Relates::AtMost => constraint!(sum <= relation.constant as f64),
        });
    }
    match model.solve() {
        Ok(solution) => {
            let least = sign * solution.value(unknowns[index]);
            Some(Bound::Finite((least - 1e-6).ceil() as i64))
        }
        Err(ResolutionError::Unbounded) => Some(Bound::Endless),
        Err(_) => None,
    }
}
