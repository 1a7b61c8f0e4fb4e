//! The answer as `plus plan siting --format json` prints it.

use std::time::Duration;

use serde_json::{Value, json};

use super::median::Answer;

/// `value`, `proved`, `gap`, `open` and `seconds`. Sites are numbered from 1, as in the files
/// of the OR-Library; a value of whole numbers is printed as one.
pub fn answer_json(answer: &Answer, seconds: Duration) -> Value {
    let open: Vec<usize> = answer.open.iter().map(|site| site + 1).collect();
    json!({
        "value": number(answer),
        "proved": answer.proved,
        "gap": answer.gap,
        "open": open,
        "seconds": seconds.as_secs_f64(),
    })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "sums of whole costs stay far below 2^53"
)]
fn number(answer: &Answer) -> Value {
    if answer.value.fract() == 0.0 {
        json!(answer.value as i64)
    } else {
        json!(answer.value)
    }
}
