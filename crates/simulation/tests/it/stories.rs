//! The exchange under every fault that we can think of (requirements S25, S26).

use plus_journal::exchange::{Guard, Guards};
use plus_simulation::{Ground, Plan, run, tell};
use rstest::rstest;

#[expect(
    clippy::disallowed_methods,
    reason = "a test learns here how long it may last and which seed it replays"
)]
fn told(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The seeds to tell: the one of `PLUS_SEED`, or those that time allows.
fn plan(short: u64, long: u64, ground: Ground) -> Plan {
    let one = told("PLUS_SEED").and_then(|text| text.parse().ok());
    let many = if told("PLUS_LONG").is_some() {
        long
    } else {
        short
    };
    Plan {
        from: one.unwrap_or(0),
        seeds: if one.is_some() { 1 } else { many },
        ground,
        workers: 4,
    }
}

async fn ends_well(plan: &Plan) {
    let report = run(plan).await;
    let seed = report.first_failing_seed.unwrap_or_default();
    assert_eq!(
        report.violations, 0,
        "{:?} on {:?}\n  again: PLUS_SEED={seed} cargo test --profile ci --workspace --test it hostile_road",
        report.wrong, plan.ground
    );
    assert_eq!(report.seeds, plan.seeds);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_hostile_road_nothing_is_lost_and_nothing_is_doubled() {
    ends_well(&plan(100, 500, Ground::Memory)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_on_a_hostile_road_over_a_disk_that_is_waited_for() {
    ends_well(&plan(3, 200, Ground::Disk)).await;
}

/// Stories that ended badly once, each for a hole that was then closed.
#[rstest]
// A hub put back, its late answer, then the machine revoked: it sent nothing again.
#[case(1_777)]
#[tokio::test(flavor = "multi_thread")]
async fn a_story_that_ended_badly_once_ends_well(#[case] seed: u64) {
    let told = tell(seed, &Ground::Memory, Guards::default()).await;
    assert_eq!(told, Ok(()), "seed {seed}");
}

/// Each rule taken away, at the seed that notices: that story ends badly without the rule
/// and well with it. When stories change, `plus bench simulate` of a build with the feature
/// `mutants` finds the seeds again.
#[rstest]
#[case(Guard::Dedup, 0)]
#[case(Guard::Gap, 14)]
#[case(Guard::Fork, 3)]
#[case(Guard::Incarnation, 54)]
#[case(Guard::From, 121)]
#[case(Guard::BeyondHead, 14)]
#[case(Guard::Durable, 85)]
#[case(Guard::Committed, 5)]
#[case(Guard::Cursor, 4)]
#[case(Guard::Clock, 80)]
#[case(Guard::Later, 4)]
#[case(Guard::Change, 0)]
#[case(Guard::Epoch, 3)]
#[case(Guard::HubEpoch, 54)]
#[case(Guard::Poison, 0)]
#[case(Guard::Unknown, 2)]
#[case(Guard::Learn, 2)]
#[case(Guard::Slot, 4)]
#[tokio::test(flavor = "multi_thread")]
async fn every_rule_taken_away_is_noticed(#[case] guard: Guard, #[case] seed: u64) {
    let without = tell(seed, &Ground::Memory, Guards::without(guard)).await;
    assert!(
        without.is_err(),
        "seed {seed} does not notice that {guard:?} is gone"
    );
    let with = tell(seed, &Ground::Memory, Guards::default()).await;
    assert_eq!(with, Ok(()), "seed {seed}");
}
