//! A formula of an indicator: read or refused within its text, evaluated without a fall.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plus_domain::indicateur::{Formula, Value};

fuzz_target!(|text: &str| {
    match Formula::read(text) {
        Err(error) => assert!((1..=text.chars().count() + 1).contains(&error.column)),
        Ok(formula) => {
            // Each figure has a value of its own, zero among them; some are missing.
            let figure = |name: &str| match name.len() % 5 {
                0 => None,
                rest => Some(Value::whole(i64::try_from(rest).unwrap_or(1) - 1)),
            };
            let value = formula.value(&figure);
            assert_eq!(formula.value(&figure), value);
            if let Ok(value) = value {
                assert!(!value.french(2).is_empty());
            }
            assert!(!formula.french().is_empty());
        }
    }
});
