//! The tour: rules, value, proof, explanations.

mod brute;
mod calendar;
mod checker;
mod explain;
mod generate;
mod hostile;
mod pins;
mod portrait;
mod proof;
mod random;
mod small;
mod whatif;

use std::time::Duration;

use plus_planning::tour::{Answer, Continue, Engine, Instance, Options, read, solve};

/// The month of reference: its optimum is −2295.
fn month() -> Instance {
    read(include_str!("../../data/month.json")).unwrap()
}

/// A clock that does not run: nothing is cut short, every test replays the same.
fn stopped() -> Duration {
    Duration::ZERO
}

fn plan(instance: &Instance) -> Answer {
    solve(instance, &Options::new(&stopped), &mut |_| Continue::Yes)
}

/// The search alone, stopped after so many reports.
fn search(instance: &Instance, seed: u64, reports: usize) -> Answer {
    let options = Options {
        engine: Engine::Search,
        seed,
        ..Options::new(&stopped)
    };
    let mut left = reports;
    solve(instance, &options, &mut |_| {
        left -= 1;
        if left > 0 {
            Continue::Yes
        } else {
            Continue::No
        }
    })
}
