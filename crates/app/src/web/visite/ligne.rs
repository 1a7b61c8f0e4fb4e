//! A visite as a line of a list: hour, demandes, results, author. Anonymous.

use jiff::Timestamp;
use plus_store::visite;

use super::{address, champs::title};
use crate::web::{noms::Names, page::Page, state::App};

/// A line.
pub struct Line {
    /// Address of the visite.
    pub href: String,
    /// Business date in words.
    pub date: String,
    /// Hour of recording, local.
    pub hour: String,
    /// Place.
    pub place: String,
    /// Who recorded it.
    pub author: String,
    /// Duration, minutes.
    pub minutes: u32,
    /// Demandes.
    pub demandes: Vec<LineDemande>,
    /// Whether it was cancelled.
    pub cancelled: bool,
}

/// A demande of a line.
pub struct LineDemande {
    /// « CAF · Demander le RSA ».
    pub title: String,
    /// Code of its result.
    pub outcome: &'static str,
    /// Left for the return of the network.
    pub to_finish: bool,
}

impl Line {
    /// The line of a visite.
    pub fn of(app: &App, page: &Page, names: &Names, line: &visite::Line) -> Self {
        let visite = &line.visite;
        let demandes = visite.demandes.iter().map(|d| LineDemande {
            title: title(d, names, page, visite.date),
            outcome: d.outcome.code(),
            to_finish: d.to_finish,
        });
        Self {
            href: address(visite.id.as_str()),
            date: page.date(visite.date),
            hour: clock(app, page, visite.at),
            place: names.place(&visite.place),
            author: names.person(&visite.author),
            minutes: visite.minutes,
            demandes: demandes.collect(),
            cancelled: line.cancelled,
        }
    }

    /// Lines of visites.
    pub fn all(app: &App, page: &Page, names: &Names, lines: &[visite::Line]) -> Vec<Self> {
        lines
            .iter()
            .map(|line| Self::of(app, page, names, line))
            .collect()
    }
}

/// « 9 h 52 », where the relay is.
pub fn clock(app: &App, page: &Page, at_ms: i64) -> String {
    let instant = Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    page.hour(instant.to_zoned_datetime(app.zone()).time())
}

/// « 23 novembre 2026, 9 h 52 ».
pub fn date_and_clock(app: &App, page: &Page, at_ms: i64) -> String {
    let instant = Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    let date = instant.to_zoned_datetime(app.zone()).date();
    format!("{}, {}", page.date(date), clock(app, page, at_ms))
}
