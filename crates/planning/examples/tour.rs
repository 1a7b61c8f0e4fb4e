//! Measures the engine of the tour on one file: `tour FILE [SECONDS [SEED]]`.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measure prints and fails plainly"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "a measure reads the clock and its arguments"
)]

use std::time::{Duration, Instant};

use plus_planning::tour::{Continue, Options, check, read, solve};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let instance = read(&std::fs::read_to_string(&arguments[1]).unwrap()).unwrap();
    let start = Instant::now();
    let now = || start.elapsed();
    let number = |i: usize| arguments.get(i).and_then(|text| text.parse::<u64>().ok());
    let options = Options {
        time_limit: Duration::from_secs(number(2).unwrap_or(20)),
        seed: number(3).unwrap_or(1),
        ..Options::new(&now)
    };
    let answer = solve(&instance, &options, &mut |_| Continue::Yes);
    println!(
        "{} proved={} bound={:?} {:.2?} faults={:?} {:?}",
        answer.objective,
        answer.proved,
        answer.bound,
        answer.elapsed,
        check(&instance, &answer.plan),
        answer.terms,
    );
    for explanation in &answer.explanations {
        println!("  {}", explanation.text);
    }
}
