//! Planning an atelier: from what was typed to an atelier, or to everything that must be mended.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};

use super::{Atelier, AtelierState, By, Competence, Niveau};
use crate::{
    form::FormErrors,
    ids::{AccountId, AtelierId, CommuneCode, PermanenceId, PlaceCode},
    period::parse_date,
    permanence::{Permanence, PermanenceState, parse_time},
    reference::Reference,
    sensitive,
};

/// Bounds of what may be typed.
pub mod limits {
    /// Longest title, signs.
    pub const TITLE: usize = 80;
    /// Longest reason of a cancellation, signs.
    pub const REASON: usize = 200;
    /// Most that is learnt at once: more is several ateliers.
    pub const COMPETENCES: usize = 3;
    /// Longest, minutes (23 h 59, as in La Coop).
    pub const MINUTES: u32 = 1_439;
    /// Most seats.
    pub const CAPACITY: u32 = 200;
}

/// An atelier as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AtelierForm {
    /// Title, or empty.
    pub title: String,
    /// Codes of what is learnt.
    pub competences: Vec<String>,
    /// Code of the level.
    pub niveau: String,
    /// The half-day, or empty: then a day, an hour and a place.
    pub permanence: String,
    /// Business date, `YYYY-MM-DD`.
    pub date: String,
    /// Beginning, local: `8:00`, `8 h 30`; empty in a half-day: when it begins.
    pub start: String,
    /// Code of the place.
    pub place: String,
    /// Minutes.
    pub minutes: String,
    /// Seats.
    pub capacity: String,
    /// Who leads it, an account.
    pub animatrice: String,
    /// `1` when the public reads it.
    pub announced: String,
}

/// What an atelier may name.
pub struct Planning<'a> {
    /// Places of the territory, on a day.
    pub known: &'a (dyn Fn(Date) -> Reference + Sync),
    /// Half-days that may be chosen.
    pub permanences: &'a [Permanence],
    /// The team.
    pub team: &'a [AccountId],
}

/// When and where, whether a half-day says it or not.
type Slot = (Option<PermanenceId>, PlaceCode, CommuneCode, Date, Time);

impl AtelierForm {
    /// Reads it. Fields are named as in the page: `titre`, `competence`, `niveau`, `permanence`,
    /// `date`, `debut`, `lieu`, `minutes`, `places`, `animatrice`.
    ///
    /// # Errors
    /// Everything that must be mended.
    pub fn read(
        &self,
        id: AtelierId,
        planning: &Planning<'_>,
        by: By<'_>,
    ) -> Result<Atelier, FormErrors> {
        let mut errors = FormErrors::default();
        let title = read_words("titre", &self.title, limits::TITLE, &mut errors);
        let competences = self.read_competences(&mut errors);
        let niveau = Niveau::from_code(self.niveau.trim());
        let niveau = errors.take("niveau", "atelier-choisir-niveau", niveau);
        let slot = self.read_slot(planning, &mut errors);
        let minutes = read_number("minutes", &self.minutes, limits::MINUTES, &mut errors);
        let capacity = read_number("places", &self.capacity, limits::CAPACITY, &mut errors);
        let animatrice = AccountId::new(self.animatrice.trim());
        let animatrice = planning.team.contains(&animatrice).then_some(animatrice);
        let animatrice = errors.take("animatrice", "atelier-choisir-animatrice", animatrice);
        let atelier = niveau.zip(slot).zip(minutes.zip(capacity)).zip(animatrice);
        let atelier = atelier.map(|(((niveau, slot), (minutes, capacity)), animatrice)| {
            let (permanence, place, commune, date, start) = slot;
            Atelier {
                id,
                state: AtelierState::Prevu,
                title: title.unwrap_or_default(),
                competences,
                niveau,
                permanence,
                place,
                commune,
                date,
                start,
                minutes,
                capacity,
                animatrice,
                announced: self.announced.trim() == "1",
                participation: None,
                reason: None,
                author: by.author.clone(),
                at: by.at,
            }
        });
        errors.into_result(atelier)
    }

    fn read_competences(&self, errors: &mut FormErrors) -> BTreeSet<Competence> {
        let codes = self.competences.iter();
        let read: BTreeSet<Competence> = codes
            .filter_map(|code| Competence::from_code(code.trim()))
            .collect();
        if read.is_empty() {
            errors.add("competence", "atelier-choisir-competence");
        }
        if read.len() > limits::COMPETENCES {
            let most = [("max", limits::COMPETENCES.to_string())];
            errors.add_with("competence", "atelier-trop-de-competences", most);
        }
        read
    }

    fn read_slot(&self, planning: &Planning<'_>, errors: &mut FormErrors) -> Option<Slot> {
        let start = self.start.trim();
        let hour = parse_time(start);
        if !start.is_empty() && hour.is_none() {
            errors.add("debut", "atelier-erreur-heure");
        }
        if !self.permanence.trim().is_empty() {
            return self.in_permanence(planning, hour, errors);
        }
        if start.is_empty() {
            errors.add("debut", "atelier-erreur-heure");
        }
        let date = parse_date(self.date.trim()).ok();
        let date = errors.take("date", "atelier-erreur-date", date);
        let place = PlaceCode::new(self.place.trim());
        let known = date.map(|day| (planning.known)(day));
        let commune = known.and_then(|known| known.places.get(&place).cloned());
        if date.is_some() {
            errors.take("lieu", "atelier-choisir-lieu", commune.as_ref());
        }
        Some((None, place, commune?, date?, hour?))
    }

    /// During a half-day: it says the day and the place, and the hour when nothing else does.
    fn in_permanence(
        &self,
        planning: &Planning<'_>,
        hour: Option<Time>,
        errors: &mut FormErrors,
    ) -> Option<Slot> {
        let mut all = planning.permanences.iter();
        let found = all.find(|p| p.id.as_str() == self.permanence.trim());
        let found = found.filter(|p| p.state != PermanenceState::Cancelled);
        let permanence = errors.take("permanence", "atelier-choisir-permanence", found)?;
        let known = (planning.known)(permanence.date);
        let commune = known.places.get(&permanence.place).cloned();
        let commune = errors.take("permanence", "atelier-choisir-permanence", commune)?;
        let start = hour.unwrap_or(permanence.start);
        if start < permanence.start || start >= permanence.end {
            errors.add("debut", "atelier-hors-permanence");
        }
        let id = Some(permanence.id.clone());
        Some((
            id,
            permanence.place.clone(),
            commune,
            permanence.date,
            start,
        ))
    }
}

fn read_number(field: &str, text: &str, most: u32, errors: &mut FormErrors) -> Option<u32> {
    let number = text.trim().parse().ok().filter(|n| (1..=most).contains(n));
    if number.is_none() {
        errors.add_with(field, "atelier-erreur-nombre", [("max", most.to_string())]);
    }
    number
}

/// A short text on one line, without anything secret; nothing when it is empty.
fn read_words(field: &str, text: &str, most: usize, errors: &mut FormErrors) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return None;
    }
    if text.chars().count() > most || text.chars().any(char::is_control) {
        errors.add_with(field, "atelier-trop-long", [("max", most.to_string())]);
        return None;
    }
    if let Some(found) = sensitive::find(&text) {
        errors.add(field, found.message_key());
        return None;
    }
    Some(text)
}

/// Why an atelier is cancelled, in words for the public; nothing when it is not said.
///
/// # Errors
/// What must be mended, on the field `motif`.
pub fn read_reason(typed: &str) -> Result<Option<String>, FormErrors> {
    let mut errors = FormErrors::default();
    let reason = read_words("motif", typed, limits::REASON, &mut errors);
    errors.into_result(Some(reason))
}
