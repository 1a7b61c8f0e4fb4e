use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::borne::Health;

const NOW: i64 = 1_795_438_800_000;
const PERIOD: i64 = MINUTE_MS;

fn well() -> Beat {
    Beat {
        version: "0.1.0".into(),
        clock: NOW,
        health: Health {
            disk_free: Some(50 << 30),
            disk_total: Some(100 << 30),
            browser: Some(Browser::Open),
            drawn_seconds: Some(1),
            printer: Some(Printer::Ready),
            toner: Some(60),
            temperature: Some(52),
            ..Health::default()
        },
        answers: Vec::new(),
    }
}

fn used() -> Usage {
    Usage {
        last: Some(date(2026, 11, 22)),
        months: vec![100, 100, 100, 100],
    }
}

/// Every cause that is there, when the last beat came so long ago.
fn causes_after(ms: i64, beat: &Beat, usage: &Usage) -> Vec<Kind> {
    let seen = Seen {
        now_ms: NOW + ms,
        today: date(2026, 11, 23),
        period_ms: PERIOD,
        beat: Some((beat, NOW)),
        usage,
    };
    let there = |kind: &Kind| cause(*kind, &seen) == Cause::There;
    Kind::ALL.iter().copied().filter(there).collect()
}

fn causes(change: impl FnOnce(&mut Health)) -> Vec<Kind> {
    let mut beat = well();
    change(&mut beat.health);
    causes_after(0, &beat, &used())
}

#[test]
fn a_kiosk_that_is_well_has_no_cause() {
    assert_eq!(causes(|_| ()), []);
}

#[test]
fn what_a_beat_says_is_a_cause_from_its_bound_on() {
    assert_eq!(causes(|h| h.temperature = Some(80)), []);
    assert_eq!(causes(|h| h.temperature = Some(81)), [Kind::Heat]);
    assert_eq!(causes(|h| h.browser_restarts = 4), []);
    assert_eq!(causes(|h| h.browser_restarts = 5), [Kind::Restarts]);
    assert_eq!(causes(|h| h.disk_free = Some(9 << 30)), [Kind::Disk]);
    assert_eq!(causes(|h| h.drawn_seconds = Some(60)), [Kind::Screen]);
    assert_eq!(
        causes(|h| h.browser = Some(Browser::Closed)),
        [Kind::Screen]
    );
    let said = |word: &str| causes(|h| h.printer_reasons = vec![word.into()]);
    assert_eq!(said("media-low-warning"), [Kind::PaperLow]);
    assert_eq!(said("media-empty-error"), [Kind::PaperOut]);
    assert_eq!(said("media-jam-error"), [Kind::Jam]);
}

#[test]
fn a_printer_that_is_gone_says_nothing_of_its_paper() {
    let gone = causes(|h| {
        h.printer = Some(Printer::Gone);
        h.printer_reasons = vec!["media-empty-error".into()];
    });
    assert_eq!(gone, [Kind::Printer]);
}

#[test]
fn silence_is_three_beats_and_hides_what_was_said_before() {
    let mut beat = well();
    beat.health.temperature = Some(90);
    let after = |ms| causes_after(ms, &beat, &used());
    assert_eq!(after(3 * PERIOD - 1), [Kind::Heat]);
    assert_eq!(after(3 * PERIOD), [Kind::Silence]);
}

#[test]
fn a_clock_is_told_from_two_minutes_on() {
    let at = |gap| {
        causes_after(
            0,
            &Beat {
                clock: NOW + gap,
                ..well()
            },
            &used(),
        )
    };
    assert_eq!(at(TOLD_GAP_MS - 1), []);
    assert_eq!(at(TOLD_GAP_MS), [Kind::Clock]);
    assert_eq!(at(-TOLD_GAP_MS), [Kind::Clock]);
}

#[test]
fn three_days_without_a_session_are_told() {
    let since = |day| {
        let usage = Usage {
            last: Some(date(2026, 11, day)),
            ..used()
        };
        causes_after(0, &well(), &usage)
    };
    assert_eq!(since(21), []);
    assert_eq!(since(20), [Kind::Idle]);
}

#[test]
fn use_that_falls_by_a_fifth_three_months_in_a_row_is_told() {
    let told = |months: &[i64]| {
        let usage = Usage {
            months: months.to_vec(),
            ..used()
        };
        causes_after(0, &well(), &usage)
    };
    assert_eq!(told(&[100, 80, 64, 51]), [Kind::Falling]);
    assert_eq!(told(&[100, 81, 64, 51]), [], "once by less");
    assert_eq!(
        told(&[80, 64, 51]),
        [],
        "three months do not fall three times"
    );
    assert_eq!(told(&[9, 5, 3, 1]), [], "too few to say");
    assert_eq!(
        told(&[10, 100, 80, 64, 51]),
        [Kind::Falling],
        "the last ones count"
    );
}

#[test]
fn use_is_read_from_the_counts_of_each_day() {
    let today = date(2026, 11, 23);
    assert_eq!(Usage::since(today), date(2026, 7, 1));
    let days = [
        (date(2026, 8, 30), 4),
        (date(2026, 8, 31), 1),
        (date(2026, 10, 1), 3),
        (date(2026, 11, 20), 2),
        (date(2026, 11, 21), 0),
    ];
    let usage = Usage::of(&days, today);
    assert_eq!(usage.last, Some(date(2026, 11, 20)));
    assert_eq!(usage.months, [5, 0, 3], "July is not known");
    let never = Usage::of(&[(date(2026, 11, 21), 0)], today);
    assert_eq!(never.last, Some(date(2026, 11, 21)));
    assert_eq!(Usage::of(&[], today), Usage::default());
}

#[test]
fn a_kiosk_that_never_came_has_no_cause() {
    let seen = Seen {
        now_ms: NOW,
        today: date(2026, 11, 23),
        period_ms: PERIOD,
        beat: None,
        usage: &used(),
    };
    assert!(Kind::ALL.iter().all(|k| cause(*k, &seen) == Cause::Unknown));
}

/// Plays an alarm over instants a second apart; answers the seconds at which it was raised,
/// and those at which it was cleared.
fn play(causes: &[Cause], muted: &[bool], hold: Hold) -> (Vec<i64>, Vec<i64>) {
    let (mut track, mut raised, mut cleared) = (None, Vec::new(), Vec::new());
    for (second, cause) in causes.iter().enumerate() {
        let at = i64::try_from(second).unwrap();
        let muted = muted.get(second).copied().unwrap_or(false);
        track = match step(track, *cause, muted, at * SECOND_MS, hold) {
            Step::Nothing => None,
            Step::Kept(track) => Some(track),
            Step::Raised(track) => {
                raised.push(at);
                Some(track)
            }
            Step::Cleared(_) => {
                cleared.push(at);
                None
            }
        };
    }
    (raised, cleared)
}

const HOLD: Hold = Hold {
    raise_ms: 4 * SECOND_MS,
    clear_ms: 6 * SECOND_MS,
};

#[test]
fn an_alarm_is_raised_once_its_cause_lasted_and_cleared_once_it_is_gone() {
    let mut causes = vec![Cause::There; 10];
    causes.extend([Cause::Gone; 10]);
    assert_eq!(play(&causes, &[], HOLD), (vec![4], vec![16]));
    assert_eq!(
        play(&[Cause::There; 4], &[], HOLD),
        (vec![], vec![]),
        "too short"
    );
}

#[test]
fn what_nobody_can_say_changes_nothing() {
    let mut causes = vec![Cause::There; 10];
    causes.extend([Cause::Unknown; 100]);
    assert_eq!(play(&causes, &[], HOLD), (vec![4], vec![]));
}

#[test]
fn a_kiosk_that_is_looked_after_raises_nothing_and_still_clears() {
    let (there, muted) = ([Cause::There; 20], [true; 20]);
    assert_eq!(play(&there, &muted, HOLD), (vec![], vec![]));
    let mut after = muted.to_vec();
    after.extend([false; 20]);
    assert_eq!(
        play(&[Cause::There; 40], &after, HOLD).0,
        [24],
        "the cause begins again"
    );
    let mut causes = vec![Cause::There; 10];
    causes.extend([Cause::Gone; 10]);
    let mut later = vec![false; 10];
    later.extend([true; 10]);
    assert_eq!(play(&causes, &later, HOLD), (vec![4], vec![16]));
}

fn any_cause() -> impl Strategy<Value = Cause> {
    prop_oneof![Just(Cause::There), Just(Cause::Gone), Just(Cause::Unknown)]
}

proptest! {
    /// Whatever comes and goes, an alarm is raised once per hold at most, and what is raised
    /// is cleared before it is raised again.
    #[test]
    fn nothing_flaps(
        causes in proptest::collection::vec(any_cause(), 0..400),
        raise in 0_i64..10,
        clear in 1_i64..20,
    ) {
        let hold = Hold { raise_ms: raise * SECOND_MS, clear_ms: clear * SECOND_MS };
        let (raised, cleared) = play(&causes, &[], hold);
        for pair in raised.windows(2) {
            prop_assert!(pair[1] - pair[0] >= raise + clear, "{raised:?}");
        }
        prop_assert!(raised.len() == cleared.len() || raised.len() == cleared.len() + 1);
        for (up, down) in raised.iter().zip(&cleared) {
            prop_assert!(down - up >= clear, "{raised:?} {cleared:?}");
        }
    }

    /// What changes faster than the hold is never told.
    #[test]
    fn what_is_shorter_than_the_hold_is_never_told(lengths in proptest::collection::vec((1_usize..4, 1_usize..9), 0..50)) {
        let mut causes = Vec::new();
        for (there, gone) in lengths {
            causes.extend(std::iter::repeat_n(Cause::There, there));
            causes.extend(std::iter::repeat_n(Cause::Gone, gone));
        }
        prop_assert_eq!(play(&causes, &[], HOLD).0, Vec::<i64>::new());
    }
}
