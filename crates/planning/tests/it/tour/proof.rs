//! The month of reference: its optimum, its proof, and what a limit or a stop leaves.

use std::time::Duration;

use plus_planning::tour::{Continue, Engine, Options, Weights, check, solve, to_json, value};

use super::{month, plan, stopped};

#[test]
fn the_month_is_proved_at_its_published_optimum() {
    let answer = plan(&month());
    assert_eq!((answer.objective, answer.proved), (-2295, true));
    assert_eq!(answer.bound, Some(-2295));
    assert_eq!(check(&month(), &answer.plan), []);
    assert_eq!(
        value(&month(), &Weights::default(), &answer.plan).total(),
        -2295
    );
    assert_eq!(answer.explanations, []);
}

#[test]
fn a_proved_month_takes_nobody_for_nothing() {
    let answer = plan(&month());
    let third = answer
        .plan
        .open()
        .filter(|(_, outing)| outing.crew.len() > 2);
    assert_eq!(third.count(), 0);
    let coordinator = answer
        .plan
        .open()
        .filter(|(_, outing)| outing.crew.contains(&0));
    assert!(coordinator.count() <= 2);
}

#[test]
fn the_search_alone_comes_within_a_hundredth_of_the_month() {
    let options = Options {
        engine: Engine::Search,
        ..Options::new(&stopped)
    };
    let answer = solve(&month(), &options, &mut |_| Continue::Yes);
    assert_eq!(check(&month(), &answer.plan), []);
    assert!(!answer.proved);
    assert!(answer.objective - -2295 <= answer.terms.scale() / 100);
    assert!(answer.bound.unwrap() <= -2295);
}

#[test]
fn the_same_seed_gives_the_same_calendar() {
    let options = Options {
        engine: Engine::Search,
        seed: 7,
        ..Options::new(&stopped)
    };
    let once = solve(&month(), &options, &mut |_| Continue::Yes);
    let again = solve(&month(), &options, &mut |_| Continue::Yes);
    assert_eq!(once, again);
}

#[test]
fn told_to_stop_it_keeps_the_best_so_far() {
    let mut reports = 0;
    let answer = solve(&month(), &Options::new(&stopped), &mut |_| {
        reports += 1;
        if reports < 5 {
            Continue::Yes
        } else {
            Continue::No
        }
    });
    assert_eq!(reports, 5);
    assert_eq!(check(&month(), &answer.plan), []);
    assert!(!answer.proved);
    assert!(
        answer.plan.open().count() > 8,
        "a search that began has opened half-days"
    );
}

#[test]
fn without_time_it_still_answers() {
    let options = Options {
        time_limit: Duration::ZERO,
        ..Options::new(&stopped)
    };
    let answer = solve(&month(), &options, &mut |_| Continue::Yes);
    assert_eq!(check(&month(), &answer.plan), []);
    assert!(!answer.proved);
    assert!(answer.bound.unwrap() <= -2295);
}

#[test]
fn the_plan_is_written_with_the_keys_others_read() {
    let answer = plan(&month());
    let text = to_json(&month(), &answer).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["objective"], -2295);
    assert_eq!(json["proved"], true);
    assert_eq!(json["half_days"].as_array().unwrap().len(), 17);
    assert_eq!(json["closed"], serde_json::json!([]));
    let first = &json["half_days"][0];
    assert_eq!(first["h"], 0);
    assert!(first["crew"].as_array().unwrap().contains(&first["driver"]));
    let partners = json["half_days"].as_array().unwrap().iter();
    let partners = partners.filter(|half_day| half_day["partner"].is_string());
    assert_eq!(partners.count(), 6);
}

#[cfg(feature = "highs")]
#[test]
fn both_solvers_prove_the_same_month() {
    let options = Options {
        engine: Engine::Microlp,
        ..Options::new(&stopped)
    };
    let microlp = solve(&month(), &options, &mut |_| Continue::Yes);
    let highs = plan(&month());
    assert!(microlp.proved && highs.proved);
    assert_eq!(microlp.objective, highs.objective);
}
