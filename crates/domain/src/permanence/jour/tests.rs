use jiff::{
    civil::{date, time},
    tz::TimeZone,
};
use proptest::prelude::*;

use super::*;
use crate::permanence::Site;

/// Monday 23 November 2026, 8:04 in Martinique.
const AT: i64 = 1_795_435_440_000;

fn planned() -> Permanence {
    Permanence {
        id: "p1".into(),
        date: date(2026, 11, 23),
        start: time(8, 0, 0, 0),
        end: time(13, 0, 0, 0),
        place: "le-marin-mondesir".into(),
        site: Site::Bus,
        crew: Vec::new(),
        state: PermanenceState::Planned,
        stated_visites: None,
        reason: None,
        told: None,
    }
}

fn said(saying: Saying) -> Permanence {
    planned().say(saying, &"a1".into(), AT).unwrap()
}

fn martinique() -> TimeZone {
    TimeZone::get("America/Martinique").unwrap()
}

#[test]
fn nothing_said_is_announced_and_never_confirmed() {
    assert_eq!(planned().standing(), Standing::Announced);
    assert_eq!(planned().confirmed_at(&martinique()), None);
}

#[test]
fn what_the_crew_says_is_confirmed_at_its_minute() {
    for (saying, standing) in [
        (Saying::Open, Standing::Here),
        (Saying::OnItsWay, Standing::OnItsWay),
        (Saying::Late(Delay::Half), Standing::Late),
    ] {
        let told = said(saying);
        assert_eq!(told.standing(), standing);
        let at = told.confirmed_at(&martinique()).unwrap();
        assert_eq!(at, date(2026, 11, 23).at(8, 4, 0, 0), "{standing:?}");
    }
}

#[test]
fn what_was_said_another_day_confirms_nothing() {
    let yesterday = AT - 24 * 3_600_000;
    let late = planned().say(Saying::Late(Delay::Quarter), &"a1".into(), yesterday);
    assert_eq!(late.unwrap().confirmed_at(&martinique()), None);
}

#[test]
fn a_delay_moves_the_hour_and_being_on_its_way_keeps_it() {
    let late = said(Saying::Late(Delay::Half));
    assert_eq!(late.expected(), date(2026, 11, 23).at(8, 30, 0, 0));
    let left = late.say(Saying::OnItsWay, &"a1".into(), AT + 1).unwrap();
    assert_eq!(left.standing(), Standing::Late);
    assert_eq!(left.expected(), late.expected());
    let open = left.say(Saying::Open, &"a1".into(), AT + 2).unwrap();
    assert_eq!(
        (open.standing(), open.told.unwrap().late),
        (Standing::Here, None)
    );
}

#[test]
fn a_mistake_is_unsaid() {
    for saying in [
        Saying::OnItsWay,
        Saying::Late(Delay::Hour),
        Saying::Open,
        Saying::Cancelled("Panne".into()),
    ] {
        let back = said(saying).say(Saying::Unsaid, &"a1".into(), AT).unwrap();
        assert_eq!(back, planned());
    }
    let moved = said(Saying::Moved("ducos-bourg".into(), "Route".into()));
    let back = moved.say(Saying::Unsaid, &"a1".into(), AT).unwrap();
    assert_eq!(back.standing(), Standing::Moved, "people were sent there");
}

#[test]
fn what_is_over_or_cancelled_is_not_late() {
    for state in [
        PermanenceState::Closed,
        PermanenceState::Cancelled,
        PermanenceState::Open,
    ] {
        let over = Permanence { state, ..planned() };
        for saying in [Saying::OnItsWay, Saying::Late(Delay::Quarter)] {
            assert!(over.say(saying, &"a1".into(), AT).is_err(), "{state:?}");
        }
    }
}

#[test]
fn those_who_wait_are_told_what_changes_for_them_and_nothing_else() {
    let late = said(Saying::Late(Delay::Half));
    let off = said(Saying::Cancelled("Panne".into()));
    let moved = said(Saying::Moved("ducos-bourg".into(), "Route".into()));
    for (before, after, change) in [
        (planned(), late.clone(), Some(Change::Late)),
        (planned(), off.clone(), Some(Change::Cancelled)),
        (planned(), moved.clone(), Some(Change::Moved)),
        (off.clone(), planned(), Some(Change::Restored)),
        (off.clone(), off, None),
        (late.clone(), said(Saying::OnItsWay), None),
        (late, said(Saying::Open), None),
        (planned(), said(Saying::OnItsWay), None),
    ] {
        assert_eq!(Change::between(&before, &after), change);
    }
}

#[test]
fn an_entry_written_before_these_words_still_reads_and_is_written_the_same() {
    let old = r#"{"id":"p1","date":"2026-11-23","start":"08:00:00","end":"13:00:00","place":"le-marin-mondesir","site":"bus","crew":[],"state":"prevue","stated_visites":null,"reason":null}"#;
    let read: Permanence = serde_json::from_str(old).unwrap();
    assert_eq!(read, planned());
    assert_eq!(serde_json::to_string(&read).unwrap(), old);
    let told = said(Saying::Late(Delay::Half));
    let written = serde_json::to_string(&told).unwrap();
    assert!(
        written.ends_with(r#""told":{"late":30,"at":1795435440000,"by":"a1"}}"#),
        "{written}"
    );
    assert_eq!(serde_json::from_str::<Permanence>(&written).unwrap(), told);
}

fn sayings() -> impl Strategy<Value = Saying> {
    prop_oneof![
        Just(Saying::OnItsWay),
        Just(Saying::Late(Delay::Quarter)),
        Just(Saying::Open),
        Just(Saying::Moved("ducos-bourg".into(), "Route".into())),
        Just(Saying::Cancelled("Panne".into())),
        Just(Saying::Unsaid),
    ]
}

proptest! {
    #[test]
    fn presence_is_never_told_unless_the_last_word_is_open(
        words in proptest::collection::vec(sayings(), 0..12)
    ) {
        let (mut held, mut last) = (planned(), None);
        for (i, word) in words.into_iter().enumerate() {
            let at = AT + i64::try_from(i).unwrap();
            if let Ok(next) = held.say(word.clone(), &"a1".into(), at) {
                (held, last) = (next, Some(word));
            }
        }
        prop_assert_eq!(held.standing() == Standing::Here, last == Some(Saying::Open));
    }
}
