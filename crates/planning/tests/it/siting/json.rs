//! The answer as the command line prints it.

use std::time::Duration;

use plus_planning::siting::{answer_json, median, orlib};

use super::small::patient;

#[test]
fn sites_are_numbered_from_one_and_whole_values_are_whole() {
    let problem = orlib::read("3 2 1\n1 2 4\n2 3 5").unwrap();
    let answer = median::solve(&problem, 1, &patient());
    let printed = answer_json(&answer, Duration::from_millis(250)).to_string();
    assert_eq!(
        printed,
        r#"{"gap":0.0,"open":[2],"proved":true,"seconds":0.25,"value":9}"#
    );
}
