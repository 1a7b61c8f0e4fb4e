//! The plan as JSON, for the command line and for other programs.
//!
//! Half-days, stops and people are the numbers of the instance; a partner is its `id`.

use serde::Serialize;

use super::{instance::Instance, plan::Outing, solve::Answer, value::Terms};

/// What `plus plan tour --format json` prints.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Output {
    /// The objective: less is better.
    pub objective: i64,
    /// No plan can be better.
    pub proved: bool,
    /// No plan is better than this.
    pub bound: Option<i64>,
    /// Time it took.
    pub seconds: f64,
    /// The open half-days.
    pub half_days: Vec<HalfDay>,
    /// The closed half-days.
    pub closed: Vec<usize>,
    /// What could not be done, and why: French sentences.
    pub explanations: Vec<String>,
    /// The objective, term by term.
    pub terms: Terms,
    /// Published half-days that break a rule by themselves: French sentences.
    pub broken_pins: Vec<String>,
}

/// An open half-day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HalfDay {
    /// Its number.
    pub h: usize,
    /// Number of the stop.
    pub stop: usize,
    /// Numbers of the people on board, driver included.
    pub crew: Vec<usize>,
    /// Number of the driver.
    pub driver: usize,
    /// `id` of the partner on board.
    pub partner: Option<String>,
}

/// The plan of an answer, ready to be written.
pub fn output(instance: &Instance, answer: &Answer) -> Output {
    let half_day = |(h, outing): (usize, &Outing)| HalfDay {
        h,
        stop: outing.stop,
        crew: outing.crew.clone(),
        driver: outing.driver,
        partner: outing.partner.map(|p| instance.partners[p].id.clone()),
    };
    Output {
        objective: answer.objective,
        proved: answer.proved,
        bound: answer.bound,
        seconds: (answer.elapsed.as_secs_f64() * 1_000.0).round() / 1_000.0,
        half_days: answer.plan.open().map(half_day).collect(),
        closed: answer.plan.closed_half_days().collect(),
        explanations: answer.explanations.iter().map(|e| e.text.clone()).collect(),
        terms: answer.terms,
        broken_pins: answer.broken_pins.iter().map(ToString::to_string).collect(),
    }
}

/// The plan of an answer as JSON, on several lines.
pub fn to_json(instance: &Instance, answer: &Answer) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&output(instance, answer))
}
