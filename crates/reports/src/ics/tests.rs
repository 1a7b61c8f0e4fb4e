use jiff::{Timestamp, civil::date, tz::TimeZone};
use proptest::prelude::*;

use super::{Calendar, Event, Ics, escape};

fn passage() -> Event {
    Event {
        uid: "p1@plus".into(),
        stamp: Timestamp::UNIX_EPOCH,
        sequence: 3,
        start: date(2026, 11, 30).at(8, 0, 0, 0),
        end: date(2026, 11, 30).at(13, 0, 0, 0),
        summary: "Le bus au Marin".into(),
        place: "Mondésir, Le Marin".into(),
        description: "Sans rendez-vous.\nApportez vos papiers ; tous.".into(),
        url: "https://plus.example.org/passages?commune=97217".into(),
        cancelled: false,
    }
}

fn file(zone: &str, events: Vec<Event>) -> String {
    let calendar = Calendar {
        name: "Le bus".into(),
        zone_name: zone,
        zone: &TimeZone::get(zone).unwrap(),
        events,
    };
    calendar.to_ics()
}

/// Lines as a reader joins them again (RFC 5545, 3.1).
fn unfolded(ics: &str) -> Vec<String> {
    let joined = ics.replace("\r\n ", "");
    joined.split("\r\n").map(str::to_owned).collect()
}

#[test]
fn a_passage_is_at_the_hour_of_martinique() {
    let lines = unfolded(&file("America/Martinique", vec![passage()]));
    for wanted in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "TZID:America/Martinique",
        "TZOFFSETTO:-0400",
        "UID:p1@plus",
        "SEQUENCE:3",
        "DTSTART;TZID=America/Martinique:20261130T080000",
        "DTEND;TZID=America/Martinique:20261130T130000",
        "LOCATION:Mondésir\\, Le Marin",
        "DESCRIPTION:Sans rendez-vous.\\nApportez vos papiers \\; tous.",
        "URL:https://plus.example.org/passages?commune=97217",
        "STATUS:CONFIRMED",
        "END:VCALENDAR",
    ] {
        assert!(
            lines.iter().any(|line| line == wanted),
            "{wanted}: {lines:#?}"
        );
    }
    // One offset is in force there since 1980: nothing changes around the event.
    assert_eq!(lines.iter().filter(|l| *l == "BEGIN:STANDARD").count(), 1);
    assert!(!lines.contains(&"BEGIN:DAYLIGHT".to_owned()));
}

#[test]
fn a_zone_with_a_summer_time_says_both_hours() {
    let summer = Event {
        start: date(2026, 7, 1).at(8, 0, 0, 0),
        ..passage()
    };
    let lines = unfolded(&file("Europe/Paris", vec![summer, passage()]));
    let after = |mark: &str| {
        let at = lines.iter().position(|line| line == mark).unwrap();
        lines[at + 1].clone()
    };
    assert_eq!(after("BEGIN:DAYLIGHT"), "DTSTART:20260329T030000");
    assert_eq!(after("BEGIN:STANDARD"), "DTSTART:20261025T030000");
    assert!(lines.contains(&"TZOFFSETFROM:+0200".to_owned()));
}

#[test]
fn a_passage_that_will_not_be_is_cancelled_where_it_was_noted() {
    let off = Event {
        cancelled: true,
        sequence: 4,
        ..passage()
    };
    let lines = unfolded(&file("America/Martinique", vec![off]));
    for wanted in [
        "UID:p1@plus",
        "SEQUENCE:4",
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
    ] {
        assert!(lines.iter().any(|line| line == wanted), "{wanted}");
    }
}

#[test]
fn a_calendar_without_event_is_still_one() {
    let ics = file("America/Martinique", Vec::new());
    assert!(ics.ends_with("END:VTIMEZONE\r\nEND:VCALENDAR\r\n"), "{ics}");
}

/// A text as a reader takes it out of a property.
fn unescaped(value: &str) -> String {
    let mut out = String::new();
    let mut signs = value.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => match signs.next() {
                Some('n') => out.push('\n'),
                Some(other) => out.push(other),
                None => panic!("a lone backslash ends {value}"),
            },
            other => out.push(other),
        }
    }
    out
}

proptest! {
    #[test]
    fn no_line_is_too_long_and_no_sign_is_lost(text in "(\\PC|é|🚌|[;,\\\\\n]){0,300}") {
        let mut ics = Ics::default();
        ics.text("SUMMARY", &text);
        prop_assert!(ics.0.ends_with("\r\n"));
        for line in ics.0.trim_end_matches("\r\n").split("\r\n") {
            prop_assert!(line.len() <= 75, "{} bytes: {line}", line.len());
            prop_assert!(!line.contains(['\r', '\n']));
        }
        let lines = unfolded(&ics.0);
        let value = lines[0].strip_prefix("SUMMARY:").unwrap();
        prop_assert_eq!(unescaped(value), text);
    }

    #[test]
    fn whatever_is_typed_no_line_is_smuggled_in(text in ".{0,80}(\r\n|\n|\r)(END:VEVENT|.{0,80})") {
        let escaped = escape(&text);
        prop_assert!(!escaped.contains(['\r', '\n']));
    }
}
