//! The published record of the relay of the demonstration: 761 people accompanied, 436 in 2016 and
//! 325 from 1 January to 30 May 2017.
//!
//! Only the three totals are real. Days, places, partners and returns are
//! invented so that they give them: people of 2016 and early 2017 come to fixed
//! permanences, those from March 2017 to the van.

use jiff::civil::{Date, date};
use plus_domain::{
    event::Event,
    ids::PersonId,
    permanence::{Permanence, PermanenceState},
    visite::{FirstTime, Tap, Visite},
};

use super::{Facts, Setting, draw::Draw, life::Relay, mix, tour};

/// First day of the record.
const FIRST_DAY: Date = date(2016, 1, 1);
/// Last day of the record.
pub const LAST_DAY: Date = date(2017, 5, 30);
/// People accompanied for the first time in 2016.
const PEOPLE_2016: usize = 436;
/// People accompanied for the first time from 1 January to 30 May 2017.
const PEOPLE_2017: usize = 325;

/// The record as facts.
pub fn record_2017(setting: &Setting<'_>) -> Facts {
    let mut draw = Draw::new(setting.seed);
    let half_days = tour::half_days(setting, FIRST_DAY, LAST_DAY, &mut draw);
    let mut days: Vec<Vec<Visite>> = vec![Vec::new(); half_days.len()];
    let mut record = Record {
        relay: Relay::new(setting),
        setting,
        half_days: &half_days,
    };
    record.receive(PEOPLE_2016, |day| day.year() == 2016, &mut days, &mut draw);
    record.receive(PEOPLE_2017, |day| day.year() == 2017, &mut days, &mut draw);
    half_days
        .iter()
        .zip(days)
        .flat_map(|(permanence, visites)| closed(permanence, visites))
        .collect()
}

struct Record<'a> {
    relay: Relay<'a>,
    setting: &'a Setting<'a>,
    half_days: &'a [Permanence],
}

impl Record<'_> {
    /// Receives people for the first time on days of a year, and again later.
    fn receive(
        &mut self,
        people: usize,
        of_year: impl Fn(Date) -> bool,
        days: &mut [Vec<Visite>],
        draw: &mut Draw,
    ) {
        let year: Vec<usize> = (0..days.len())
            .filter(|i| of_year(self.half_days[*i].date))
            .collect();
        for n in 0..people {
            // Spread over the year in order, so that no month is empty.
            let Some(day) = year.get(n * year.len() / people) else {
                continue;
            };
            let person = PersonId::new(draw.id(0));
            self.come(*day, Some(&person), Tap::Fait, days, draw);
            self.come_back(*day, &person, days, draw);
            if draw.chance(30) {
                self.come(*day, None, Tap::Renseigne, days, draw);
            }
        }
    }

    fn come_back(
        &mut self,
        day: usize,
        person: &PersonId,
        days: &mut [Vec<Visite>],
        draw: &mut Draw,
    ) {
        for _ in 0..draw.below(3) {
            let later = day + 1 + draw.below(40);
            if later < days.len() && draw.chance(60) {
                let tap = if draw.chance(70) {
                    Tap::Fait
                } else {
                    Tap::ASuivre
                };
                self.come(later, Some(person), tap, days, draw);
            }
        }
    }

    fn come(
        &mut self,
        day: usize,
        person: Option<&PersonId>,
        tap: Tap,
        days: &mut [Vec<Visite>],
        draw: &mut Draw,
    ) {
        let permanence = &self.half_days[day];
        let commune = self.relay.commune(permanence);
        let minute = i64::try_from(days[day].len() * 23 % 290).unwrap_or(0);
        let mut visite = self.relay.anonymous(permanence, &commune, minute, draw);
        let territory = self.setting.territory;
        let asked: Vec<_> = visite.demandes.drain(..).collect();
        visite.demandes = asked
            .into_iter()
            .map(|d| mix::demande(territory, &d.partner, d.id.to_string(), Some(tap), draw))
            .collect();
        visite.person = person.cloned();
        visite.first = FirstTime::Unknown;
        days[day].push(visite);
    }
}

fn closed(permanence: &Permanence, visites: Vec<Visite>) -> Facts {
    let stated_visites = u32::try_from(visites.len()).ok();
    let closed = Permanence {
        state: PermanenceState::Closed,
        stated_visites,
        ..permanence.clone()
    };
    std::iter::once(Event::PermanenceSet(closed))
        .chain(visites.into_iter().map(Event::VisiteRecorded))
        .collect()
}
