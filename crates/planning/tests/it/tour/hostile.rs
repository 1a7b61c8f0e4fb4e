//! Files that are not the data of a tour are refused with the key that is wrong.

use plus_planning::tour::{ReadError, read};
use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};

fn month() -> Value {
    serde_json::from_str(include_str!("../../data/month.json")).unwrap()
}

fn refusal(pointer: &str, value: Value) -> String {
    let mut file = month();
    *file.pointer_mut(pointer).unwrap() = value;
    read(&file.to_string()).unwrap_err().to_string()
}

#[rstest]
#[case("/H", json!(18), "« dates » compte 17 valeurs, il en faut 18")]
#[case("/H", json!("17"), "« H » n’a pas la forme attendue")]
#[case("/months", json!(0), "« months »")]
#[case("/dow/3", json!(7), "« dow »")]
#[case("/dates/0", json!("2027-02-30"), "« dates »")]
#[case("/stops", json!([]), "« stops »")]
#[case("/stops/2", json!(4), "« stops[2] » doit être un objet")]
#[case("/stops/2/need", json!(-1), "« stops[2].need »")]
#[case("/stops/2/km", Value::Null, "il manque la clé « stops[2].km »")]
#[case("/stops/2/dow", json!([9]), "« stops[2].dow »")]
#[case("/staff/1/off", json!([17]), "« staff[1].off »")]
#[case("/staff/1/maxm", json!(-2), "« staff[1].maxm »")]
#[case("/partners/0/slots", json!([40]), "« partners[0].slots »")]
#[case("/partners/0/n", json!(1.5), "« partners[0].n »")]
#[case("/market/97202", json!(8), "« market »")]
#[case("/communes", json!(["97202", "97202"]), "« communes »")]
fn a_wrong_value_is_refused_with_its_key(
    #[case] pointer: &str,
    #[case] value: Value,
    #[case] words: &str,
) {
    let refusal = refusal(pointer, value);
    assert!(refusal.contains(words), "{refusal}");
}

#[test]
fn a_missing_key_is_named() {
    let keys: Vec<String> = month().as_object().unwrap().keys().cloned().collect();
    for key in keys {
        let mut file = month();
        file.as_object_mut().unwrap().remove(&key);
        let refusal = read(&file.to_string()).unwrap_err();
        assert!(matches!(&refusal, ReadError::Missing { key: named, .. } if *named == key));
    }
}

#[test]
fn a_pin_to_a_stop_that_does_not_exist_is_refused() {
    let mut file = month();
    let outing = json!({"stop": 400, "crew": [1, 2], "driver": 1, "partner": null});
    file["published"] = json!([{"h": 0, "outing": outing}]);
    let refusal = read(&file.to_string()).unwrap_err().to_string();
    assert!(refusal.contains("published[0].outing"), "{refusal}");
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in ".{0,200}") {
        let _ = read(&text);
    }

    #[test]
    fn no_cut_file_makes_the_reader_panic(cut in 0_usize..6_000) {
        let text = include_str!("../../data/month.json");
        let cut = text.floor_char_boundary(cut);
        prop_assert!(read(&text[..cut]).is_err());
    }
}
