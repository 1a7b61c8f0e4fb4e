//! What comes down to a machine, by what it is for (requirement S23): never a visite, never
//! a statement, and no more of persons than its work asks for.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use plus_domain::{account::Role, event::Event, ids::NodeId, machine::Kind};
use plus_journal::Entry;

use super::machine;
use crate::{Link, StoreError};

/// Days of the tour behind today that a van still needs.
const TOUR_DAYS: i64 = 30;
/// How long a number given at a borne is of use to who holds the half-day, milliseconds.
const QUEUE_MS: i64 = 24 * 3_600_000;

/// All that a kiosk shows. A list of what may come, not of what may not: what a later
/// version writes does not reach it before somebody has thought of it.
const PUBLIC: [&str; 7] = [
    "territory.published",
    "content.published",
    "permanence.set",
    "demarche.confirmed",
    "service.confirmed",
    "lexique.set",
    "atelier.set",
];

/// How what never comes down begins. Plans are made at the hub: what a van needs of them are
/// the permanences, not the leave of colleagues.
const STAYS: [&str; 22] = [
    "identite.",
    "visite.",
    "statement.",
    "usage.",
    "retrait.",
    "equipier.",
    "absence.",
    "escale.",
    "presence.",
    "tournee.",
    "echange.",
    "emplacement.",
    "escalade.",
    "financement.",
    "projet.",
    "convention.",
    "formation.",
    "vue.",
    "territoire.",
    "file.",
    "satisfaction.",
    "atelier.counted",
];

/// What a machine may hold of what it did not write.
#[derive(Debug, Clone, Copy)]
pub struct Scope {
    kind: Kind,
    /// Permanences before this day stay at the hub; none stay for an office.
    tour_from: Option<Date>,
    /// Numbers taken at a borne before this instant stay at the hub, milliseconds UTC.
    queue_from: i64,
}

impl Scope {
    /// That of a machine at an instant (milliseconds UTC). One that the hub does not know
    /// has the scope of a van.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(link: &mut Link, node: &NodeId, now_ms: i64) -> Result<Self, StoreError> {
        let known = machine::get(link, node).await?;
        Ok(Self::at(known.map_or(Kind::Van, |m| m.kind), now_ms))
    }

    /// That of a kind of machine at an instant (milliseconds UTC).
    pub fn at(kind: Kind, now_ms: i64) -> Self {
        let now = Timestamp::from_millisecond(now_ms).unwrap_or(Timestamp::UNIX_EPOCH);
        let today = now.to_zoned_datetime(TimeZone::UTC).date();
        let from = today.saturating_sub(jiff::Span::new().days(TOUR_DAYS));
        Self {
            kind,
            tour_from: (kind != Kind::Bureau).then_some(from),
            queue_from: now_ms.saturating_sub(QUEUE_MS),
        }
    }

    /// The entries that may come down, in their order.
    pub fn kept(self, entries: impl Iterator<Item = Entry>) -> Vec<Entry> {
        entries.filter(|entry| self.lets(entry)).collect()
    }

    /// Whether an entry may come down.
    pub fn lets(self, entry: &Entry) -> bool {
        let kind = entry.kind.as_str();
        match self.kind {
            Kind::Borne if !PUBLIC.contains(&kind) => false,
            _ => match kind {
                "account.set" | "permanence.set" | "atelier.set" | "file.numero" => {
                    self.lets_fact(entry)
                }
                _ => !STAYS.iter().any(|begin| kind.starts_with(begin)),
            },
        }
    }

    /// By what it says. One that this version cannot read comes down untouched: the machine
    /// may be able to.
    fn lets_fact(self, entry: &Entry) -> bool {
        let Some((_, body)) = &entry.body else {
            return true;
        };
        match Event::read(&entry.kind, entry.version, body) {
            Ok(Event::AccountSet(account)) => account.role != Role::Partenaire,
            Ok(Event::PermanenceSet(p)) => self.tour_from.is_none_or(|from| p.date >= from),
            // A kiosk announces those that come; who came is no affair of its own.
            Ok(Event::AtelierSet(a)) => {
                let told = self.kind != Kind::Borne || a.participation.is_none();
                told && self.tour_from.is_none_or(|from| a.date >= from)
            }
            // Those of the door are of the machine that gave them; those of a borne are of who
            // holds the half-day.
            Ok(Event::NumeroSet(n)) => !n.serie.is_empty() && n.taken_at >= self.queue_from,
            _ => true,
        }
    }
}
