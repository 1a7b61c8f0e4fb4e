use plus_journal::{Upcaster, upcast};
use serde_json::{Value, json};

const STEPS: &[Upcaster] = &[
    Upcaster {
        kind: "a",
        from: 1,
        change: |body| json!({ "inner": body }),
    },
    Upcaster {
        kind: "a",
        from: 2,
        change: |body| json!([body]),
    },
];

#[test]
fn an_old_body_goes_through_every_step() {
    assert_eq!(
        upcast(STEPS, "a", 1, json!(5)),
        (3, json!([{ "inner": 5 }]))
    );
}

#[test]
fn a_body_of_another_type_or_a_newer_version_is_left_as_it_is() {
    assert_eq!(upcast(STEPS, "b", 1, Value::Null), (1, Value::Null));
    assert_eq!(upcast(STEPS, "a", 9, json!(1)), (9, json!(1)));
}
