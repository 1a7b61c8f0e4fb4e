//! Dates for a telephone's calendar: iCalendar (RFC 5545), one event or many.
//!
//! Times are written as the clock on the wall shows them, with the offsets of
//! their zone beside: a telephone elsewhere still rings at the right instant.
//! An event keeps its `uid` for ever, so that it moves or is cancelled where it
//! was already noted.

use std::fmt::Write as _;

use jiff::{
    Timestamp, ToSpan,
    civil::DateTime,
    tz::{Offset, TimeZone},
};

/// Longest line, bytes, its end left out (RFC 5545, 3.1).
const LINE: usize = 75;

/// Events of one time zone.
#[derive(Debug, Clone)]
pub struct Calendar<'a> {
    /// Name shown by the calendar.
    pub name: String,
    /// Name of the zone (tz database).
    pub zone_name: &'a str,
    /// The zone.
    pub zone: &'a TimeZone,
    /// The events.
    pub events: Vec<Event>,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Stable name, the same in every file.
    pub uid: String,
    /// When it was last changed; a later one replaces an earlier one.
    pub stamp: Timestamp,
    /// Grows with each change.
    pub sequence: i64,
    /// Beginning, on the wall clock.
    pub start: DateTime,
    /// End, on the wall clock.
    pub end: DateTime,
    /// What it is.
    pub summary: String,
    /// Where.
    pub place: String,
    /// More words, may be empty.
    pub description: String,
    /// Page to read, may be empty.
    pub url: String,
    /// Announced, and will not be.
    pub cancelled: bool,
}

impl Calendar<'_> {
    /// The file.
    pub fn to_ics(&self) -> String {
        let mut ics = Ics::default();
        ics.line("BEGIN:VCALENDAR");
        ics.line("VERSION:2.0");
        ics.line("PRODID:-//PLUS//Relais de services publics//FR");
        ics.line("CALSCALE:GREGORIAN");
        ics.line("METHOD:PUBLISH");
        ics.text("X-WR-CALNAME", &self.name);
        // A calendar that was subscribed to is read again twice a day.
        ics.line("REFRESH-INTERVAL;VALUE=DURATION:PT12H");
        ics.line("X-PUBLISHED-TTL:PT12H");
        self.zone(&mut ics);
        for event in &self.events {
            self.event(&mut ics, event);
        }
        ics.line("END:VCALENDAR");
        ics.0
    }

    /// The zone, with every change of its offset around the events.
    fn zone(&self, ics: &mut Ics) {
        ics.line("BEGIN:VTIMEZONE");
        ics.line(&format!("TZID:{}", self.zone_name));
        let changes = self.changes();
        for (i, change) in changes.iter().enumerate() {
            let before = &changes[i.saturating_sub(1)];
            ics.offset(change, before.offset);
        }
        ics.line("END:VTIMEZONE");
    }

    /// The offset in force before the first event, then each change until the last.
    fn changes(&self) -> Vec<Change> {
        let instant = |at: DateTime| self.zone.to_timestamp(at);
        let starts: Vec<Timestamp> = self
            .events
            .iter()
            .filter_map(|event| instant(event.start).ok())
            .collect();
        let first = starts
            .iter()
            .min()
            .copied()
            .unwrap_or(Timestamp::UNIX_EPOCH);
        let last = starts.iter().max().copied().unwrap_or(first);
        let last = last.checked_add(24.hours()).unwrap_or(last);
        let begins = self
            .zone
            .preceding(first)
            .next()
            .map_or(Timestamp::UNIX_EPOCH, |t| t.timestamp());
        let following = self.zone.following(begins).map(|t| t.timestamp());
        let within = following.take_while(|at| *at <= last);
        let at = |at: Timestamp| Change::at(self.zone, at);
        std::iter::once(begins).chain(within).map(at).collect()
    }

    fn event(&self, ics: &mut Ics, event: &Event) {
        ics.line("BEGIN:VEVENT");
        ics.text("UID", &event.uid);
        ics.line(&format!("DTSTAMP:{}", utc(event.stamp)));
        ics.line(&format!("SEQUENCE:{}", event.sequence));
        let zone = self.zone_name;
        ics.line(&format!("DTSTART;TZID={zone}:{}", wall(event.start)));
        ics.line(&format!("DTEND;TZID={zone}:{}", wall(event.end)));
        ics.text("SUMMARY", &event.summary);
        ics.text("LOCATION", &event.place);
        if !event.description.is_empty() {
            ics.text("DESCRIPTION", &event.description);
        }
        if !event.url.is_empty() {
            ics.line(&format!("URL:{}", unbroken(&event.url)));
        }
        let (status, shown) = if event.cancelled {
            ("CANCELLED", "TRANSPARENT")
        } else {
            ("CONFIRMED", "OPAQUE")
        };
        ics.line(&format!("STATUS:{status}"));
        ics.line(&format!("TRANSP:{shown}"));
        ics.line("END:VEVENT");
    }
}

/// An offset and the instant from which it is in force.
struct Change {
    wall: DateTime,
    offset: Offset,
    summer: bool,
    short: String,
}

impl Change {
    fn at(zone: &TimeZone, at: Timestamp) -> Self {
        let info = zone.to_offset_info(at);
        Self {
            wall: zone.to_datetime(at),
            offset: info.offset(),
            summer: info.dst().is_dst(),
            short: info.abbreviation().to_owned(),
        }
    }
}

/// A file being written: whole lines, folded, each ended by CR LF.
#[derive(Debug, Default)]
struct Ics(String);

impl Ics {
    /// Writes a line, folded where it is too long and never inside a sign.
    fn line(&mut self, line: &str) {
        let mut room = LINE;
        for sign in line.chars() {
            if sign.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = LINE - 1;
            }
            self.0.push(sign);
            room -= sign.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// Writes a property whose value is a text.
    fn text(&mut self, name: &str, value: &str) {
        self.line(&format!("{name}:{}", escape(value)));
    }

    fn offset(&mut self, change: &Change, before: Offset) {
        let kind = if change.summer {
            "DAYLIGHT"
        } else {
            "STANDARD"
        };
        self.line(&format!("BEGIN:{kind}"));
        // The wall clock that was read just before the change (RFC 5545, 3.6.5).
        let moved = i64::from(change.offset.seconds()) - i64::from(before.seconds());
        let wall_before = change.wall.saturating_sub(moved.seconds());
        self.line(&format!("DTSTART:{}", wall(wall_before)));
        self.line(&format!("TZOFFSETFROM:{}", hours(before)));
        self.line(&format!("TZOFFSETTO:{}", hours(change.offset)));
        self.text("TZNAME", &change.short);
        self.line(&format!("END:{kind}"));
    }
}

/// A text inside a property (RFC 5545, 3.3.11). Signs that are not seen are left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' | ';' | ',' => out.extend(['\\', sign]),
            '\r' if signs.peek() == Some(&'\n') => {}
            '\n' | '\r' => out.push_str("\\n"),
            '\t' => out.push(' '),
            sign if sign.is_control() => {}
            sign => out.push(sign),
        }
    }
    out
}

/// An address on one line.
fn unbroken(url: &str) -> String {
    url.chars().filter(char::is_ascii_graphic).collect()
}

fn wall(at: DateTime) -> String {
    at.strftime("%Y%m%dT%H%M%S").to_string()
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// An offset as `-0400`.
fn hours(offset: Offset) -> String {
    let seconds = offset.seconds();
    let (hours, minutes) = (seconds.abs() / 3600, seconds.abs() / 60 % 60);
    let mut text = String::from(if seconds < 0 { "-" } else { "+" });
    // Writing to a string cannot fail.
    let _written = write!(text, "{hours:02}{minutes:02}");
    if seconds.abs() % 60 != 0 {
        let _written = write!(text, "{:02}", seconds.abs() % 60);
    }
    text
}

#[cfg(test)]
mod tests;
