//! Eighteen months of an invented relay, up to a day.

use jiff::{ToSpan, civil::Date, tz::TimeZone};
use plus_domain::{
    event::Event,
    ids::{CommuneCode, PersonId},
    permanence::{Permanence, PermanenceState, Told},
    visite::{FirstTime, Visite},
};

use super::{
    Facts, Setting,
    draw::{Draw, instant},
    mix,
    suites::suites,
    tour,
};

/// Months of activity.
const MONTHS: i32 = 18;
/// Weeks of permanences announced after the last day.
const WEEKS_AHEAD: i64 = 5;

/// Permanences and visites up to `today`, and the permanences of the weeks after.
pub fn life(setting: &Setting<'_>) -> Facts {
    let mut draw = Draw::new(setting.seed);
    let from = setting
        .today
        .saturating_sub(MONTHS.months())
        .first_of_month();
    let to = setting.today.saturating_add(WEEKS_AHEAD.weeks());
    let mut relay = Relay::new(setting);
    let mut facts = Facts::new();
    for permanence in tour::half_days(setting, from, to, &mut draw) {
        relay.live(permanence, &mut draw, &mut facts);
    }
    let suites = suites(setting, &facts);
    facts.extend(suites);
    facts
}

/// A relay at work: what it remembers from one half-day to the next.
pub(super) struct Relay<'a> {
    setting: Setting<'a>,
    zone: TimeZone,
    /// People with a follow-up, known by pseudonym.
    known: Vec<PersonId>,
}

impl<'a> Relay<'a> {
    pub fn new(setting: &Setting<'a>) -> Self {
        let zone = TimeZone::get(&setting.territory.identity.time_zone).unwrap_or(TimeZone::UTC);
        Self {
            setting: *setting,
            zone,
            known: Vec::new(),
        }
    }

    fn live(&mut self, permanence: Permanence, draw: &mut Draw, facts: &mut Facts) {
        let today = self.setting.today;
        if permanence.date > today {
            facts.push(Event::PermanenceSet(permanence));
            return;
        }
        if permanence.date < today && draw.chance(3) {
            facts.push(Event::PermanenceSet(cancelled(permanence)));
            return;
        }
        let visites = self.half_day(&permanence, draw);
        let count = u32::try_from(visites.len()).unwrap_or(u32::MAX);
        let open = permanence.date == today;
        let state = if open {
            PermanenceState::Open
        } else {
            PermanenceState::Closed
        };
        let stated_visites = (!open).then_some(count);
        let told = open.then(|| self.opened(&permanence));
        facts.push(Event::PermanenceSet(Permanence {
            state,
            stated_visites,
            told: told.flatten(),
            ..permanence
        }));
        facts.extend(visites.into_iter().map(Event::VisiteRecorded));
    }

    /// Said by the first of the crew, four minutes after the hour.
    fn opened(&self, permanence: &Permanence) -> Option<Told> {
        let hour = instant(permanence.date, permanence.start, &self.zone);
        Some(Told {
            on_its_way: false,
            late: None,
            at: hour + 4 * 60_000,
            by: permanence.crew.first()?.clone(),
        })
    }

    fn half_day(&mut self, permanence: &Permanence, draw: &mut Draw) -> Vec<Visite> {
        let busy = busy(permanence.date);
        let count = 3 + draw.below(busy) + draw.below(4);
        let commune = self.commune(permanence);
        (0..count)
            .map(|i| {
                let minute = i64::try_from(290 * i / count).unwrap_or(0);
                self.visite(permanence, &commune, minute, draw)
            })
            .collect()
    }

    pub fn commune(&self, permanence: &Permanence) -> CommuneCode {
        let place = self.setting.territory.place(&permanence.place);
        place.map_or_else(|| CommuneCode::new(""), |place| place.commune.clone())
    }

    fn visite(
        &mut self,
        permanence: &Permanence,
        commune: &CommuneCode,
        minute: i64,
        draw: &mut Draw,
    ) -> Visite {
        let mut visite = self.anonymous(permanence, commune, minute, draw);
        if draw.chance(26) {
            visite.person = Some(self.person(visite.at, draw));
        } else if visite.has_accompagnement() && draw.chance(88) {
            visite.first = if draw.chance(64) {
                FirstTime::First
            } else {
                FirstTime::Again
            };
        }
        visite
    }

    /// A pseudonym: often somebody who already came.
    fn person(&mut self, at: i64, draw: &mut Draw) -> PersonId {
        if draw.chance(55)
            && let Some(known) = draw.pick(&self.known)
        {
            return known.clone();
        }
        let person = PersonId::new(draw.id(at));
        self.known.push(person.clone());
        person
    }

    /// A visite with nobody's name, some minutes after the opening.
    pub fn anonymous(
        &self,
        permanence: &Permanence,
        commune: &CommuneCode,
        minute: i64,
        draw: &mut Draw,
    ) -> Visite {
        let at = instant(permanence.date, permanence.start, &self.zone) + minute * 60_000;
        let territory = self.setting.territory;
        let partners = mix::partners(territory, permanence.date);
        let count = if draw.chance(82) { 1 } else { 2 };
        let mut demandes = Vec::new();
        for _ in 0..count {
            if let Some(partner) = draw.weighted(&partners).cloned() {
                let id = draw.id(at);
                demandes.push(mix::demande(territory, &partner, id, None, draw));
            }
        }
        let author = permanence.crew.get(draw.below(permanence.crew.len()));
        Visite {
            id: draw.id(at).into(),
            at,
            date: permanence.date,
            permanence: Some(permanence.id.clone()),
            place: permanence.place.clone(),
            commune: commune.clone(),
            channel: mix::channel(draw),
            author: author.cloned().unwrap_or_else(|| "inconnu".into()),
            minutes: mix::minutes(&demandes, draw),
            person: None,
            first: FirstTime::Unknown,
            profile: mix::profile(territory, commune, draw),
            note: note(draw),
            pages_printed: u32::try_from(if draw.chance(35) {
                1 + draw.below(6)
            } else {
                0
            })
            .unwrap_or(0),
            demandes,
        }
    }
}

fn cancelled(permanence: Permanence) -> Permanence {
    Permanence {
        state: PermanenceState::Cancelled,
        reason: Some("Panne du bus".to_owned()),
        ..permanence
    }
}

/// How many people more or less on a half-day of that season.
fn busy(day: Date) -> usize {
    match day.month() {
        4..=6 => 6,
        9 | 10 => 5,
        8 => 2,
        _ => 4,
    }
}

fn note(draw: &mut Draw) -> Option<String> {
    const NOTES: &[&str] = &[
        "Reviendra avec son avis d’imposition.",
        "Adresse électronique créée ensemble.",
        "Préfère qu’on l’appelle le matin.",
        "Attestation imprimée en double.",
        "Site de l’opérateur en panne, à refaire.",
    ];
    draw.chance(9)
        .then(|| draw.pick(NOTES).map(|note| (*note).to_owned()))
        .flatten()
}
