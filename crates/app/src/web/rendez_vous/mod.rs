//! Rendez-vous on the pages: taken on the portal (`prendre`), opened by its code (`mien`), and
//! the list of the team (`equipe`).

mod equipe;
mod mien;
mod prendre;

use jiff::{Timestamp, civil::Time};
use plus_domain::{
    ids::{CommuneCode, ThemeCode},
    permanence::Permanence,
    rendez_vous::{RendezVous, WAITS},
    territoire::Territoire,
};
use plus_reports::ics::{Calendar, Event};

pub use self::{
    equipe::{act, list, take as take_for},
    mien::{ask, cancel, confirm, file, read, shift},
    prendre::{show, take},
};
use super::{
    bus::Passage,
    error::WebError,
    page::Page,
    seance::portail::{self, AtKiosk},
    state::App,
};
use crate::rendez_vous::{
    PORTAL,
    question::{Answer as Answered, Half, Question, answer},
};

/// Half-days that are offered at once.
const MOST_OFFERED: usize = 8;

/// The answer to a question: that of the hub at a borne, else that of this machine.
async fn answered(app: &App, at: &AtKiosk, question: Question) -> Result<Answered, WebError> {
    if let Some(answered) = portail::of_hub(app, at, ("rendez-vous", &question)).await? {
        return Ok(answered);
    }
    let door = portail::door(app, at, PORTAL).await?;
    Ok(answer(app, &door, question).await?)
}

/// A rendez-vous, in the words of a page.
struct Words {
    /// « mardi 1 décembre ».
    day: String,
    /// « à 9 h 30 ».
    hour: String,
    /// Neighbourhood, then commune.
    place: String,
    /// What it is for, empty when nobody said.
    motif: String,
    /// Code of its state.
    state: &'static str,
    /// Whether it has no hour yet.
    waits: bool,
}

impl Words {
    fn of(app: &App, page: &Page, one: &RendezVous, held: Option<&Permanence>) -> Self {
        let territory = app.territory();
        Self {
            day: page.day(one.date),
            hour: page.hour(one.start),
            place: held.map_or_else(String::new, |p| place(page, &territory, p)),
            motif: motif(page, &territory, one.theme.as_ref()),
            state: one.state.code(),
            waits: one.is_waiting(),
        }
    }
}

fn place(page: &Page, territory: &Territoire, permanence: &Permanence) -> String {
    let passage = Passage::new(page, territory, permanence);
    format!("{}, {}", passage.place, passage.commune)
}

fn motif(page: &Page, territory: &Territoire, theme: Option<&ThemeCode>) -> String {
    let theme = theme.and_then(|code| territory.theme(code));
    theme.map_or_else(String::new, |t| t.label.in_language(&page.lang).to_owned())
}

/// A half-day with slots to choose from.
struct Offered {
    day: String,
    hours: String,
    place: String,
    /// What a choice sends, its hour, whether it is chosen.
    slots: Vec<(String, String, bool)>,
    /// What who waits for one sends, and whether it is chosen; empty when there are slots.
    waits: (String, bool),
}

/// The half-days of a commune, or of all, that have slots to give; for who may wait, those
/// that are full too.
fn offered(
    app: &App,
    page: &Page,
    agenda: &[Half],
    (commune, chosen, may_wait): (Option<&CommuneCode>, &str, bool),
) -> Vec<Offered> {
    let territory = app.territory();
    let here = |half: &&Half| {
        commune.is_none_or(|code| commune_of(&territory, &half.permanence).as_ref() == Some(code))
    };
    let with_slots = agenda.iter().filter(here).filter_map(|half| {
        let (p, free) = (&half.permanence, &half.free);
        let waits = may_wait && half.may_wait;
        (waits || !free.is_empty()).then(|| Offered {
            waits: if waits {
                let sent = format!("{}/{WAITS}", p.id);
                let is_chosen = sent == chosen;
                (sent, is_chosen)
            } else {
                (String::new(), false)
            },
            day: page.day(p.date),
            hours: page.hours(p.start, p.end),
            place: place(page, &territory, p),
            slots: free
                .iter()
                .map(|start| choice(page, p, *start, chosen))
                .collect(),
        })
    });
    with_slots.take(MOST_OFFERED).collect()
}

fn choice(
    page: &Page,
    permanence: &Permanence,
    start: Time,
    chosen: &str,
) -> (String, String, bool) {
    let sent = sent(permanence, start);
    let is_chosen = sent == chosen;
    (sent, page.hour(start), is_chosen)
}

/// What the choice of a slot sends.
fn sent(permanence: &Permanence, start: Time) -> String {
    format!(
        "{}/{:02}:{:02}",
        permanence.id,
        start.hour(),
        start.minute()
    )
}

fn commune_of(territory: &Territoire, permanence: &Permanence) -> Option<CommuneCode> {
    let place = territory.place(&permanence.place)?;
    Some(place.commune.clone())
}

/// The file for a telephone's calendar.
fn ics(app: &App, page: &Page, one: &RendezVous, permanence: &Permanence) -> String {
    let (territory, zone) = (app.territory(), app.zone());
    let title = page
        .arg("relais", territory.identity.short_name.as_str())
        .t("rendez-vous-agenda-quoi");
    let calendar = Calendar {
        name: title.clone(),
        zone_name: &territory.identity.time_zone,
        zone: &zone,
        events: vec![Event {
            uid: format!("rendez-vous-{}@{}.plus", one.id, territory.identity.code),
            stamp: Timestamp::from_millisecond(one.at).unwrap_or(Timestamp::UNIX_EPOCH),
            sequence: i64::from(one.sequence),
            start: one.begins(),
            end: one.ends(),
            summary: title,
            place: place(page, &territory, permanence),
            description: page.t("rendez-vous-agenda-suite"),
            url: format!("{}/rendez-vous/mien", page.origin),
            cancelled: !one.is_held(),
        }],
    };
    calendar.to_ics()
}
