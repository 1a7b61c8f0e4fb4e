//! What came before and after the visites of an invented relay: rendez-vous taken for a
//! démarche, and procedures carried to a partner. They are over: how to reach anybody, and what
//! the partner could read, is erased, as it is in time.

use jiff::{ToSpan as _, civil::Date, tz::TimeZone};
use plus_domain::{
    escalade::{Convention, Escalade, EscaladeState, Motif},
    event::Event,
    ids::{DemarcheCode, PartnerCode},
    permanence::{Permanence, PermanenceState},
    rendez_vous::{Offre, RendezVous, RendezVousState},
    visite::Tap,
};

use super::{
    Facts, Setting,
    draw::{Draw, instant},
    mix,
};

/// Months that are told: those of the statements already sent, and the one that waits.
const MONTHS: i32 = 7;
/// Most procedures carried to one partner in a month.
const MOST_CARRIED: usize = 4;
const DAY_MS: i64 = 86_400_000;

/// Those of the half-days that a life holds, in the last months.
pub(super) fn suites(setting: &Setting<'_>, life: &Facts) -> Facts {
    // A seed of its own: what the life draws does not move.
    let mut draw = Draw::new(setting.seed ^ 0x5317_E500);
    let from = setting.today.saturating_sub(MONTHS.months());
    let from = from.first_of_month();
    let held: Vec<&Permanence> = life
        .iter()
        .filter_map(|fact| match fact {
            Event::PermanenceSet(one) => Some(one),
            _ => None,
        })
        .filter(|one| one.state == PermanenceState::Closed && one.date >= from)
        .collect();
    let mut told = Told {
        setting,
        zone: TimeZone::get(&setting.territory.identity.time_zone).unwrap_or(TimeZone::UTC),
        facts: Facts::new(),
    };
    for permanence in &held {
        told.rendez_vous(permanence, &mut draw);
    }
    told.escalades(&held, &mut draw);
    told.facts
}

struct Told<'a> {
    setting: &'a Setting<'a>,
    zone: TimeZone,
    facts: Facts,
}

impl Told<'_> {
    /// The slots of a half-day that were taken, most of them kept.
    fn rendez_vous(&mut self, permanence: &Permanence, draw: &mut Draw) {
        let offered = self.setting.territory.rendez_vous.clone();
        let offered = offered.unwrap_or_default();
        for slot in 0..offered.most {
            if draw.chance(70) {
                let one = self.taken(permanence, (slot, &offered), draw);
                self.facts.push(Event::RendezVousSet(one));
            }
        }
    }

    fn taken(
        &self,
        permanence: &Permanence,
        (slot, offered): (u32, &Offre),
        draw: &mut Draw,
    ) -> RendezVous {
        let begins = i64::from(slot * offered.minutes);
        let start = permanence.start.saturating_add(begins.minutes());
        let at = instant(permanence.date, start, &self.zone);
        let days = i64::try_from(1 + draw.below(12)).unwrap_or(1);
        let state = if draw.chance(86) {
            RendezVousState::Honore
        } else {
            RendezVousState::Manque
        };
        RendezVous {
            id: draw.id(at).into(),
            permanence: permanence.id.clone(),
            date: permanence.date,
            start,
            minutes: offered.minutes,
            theme: None,
            demarche: self.demarche(permanence.date, draw),
            state,
            sequence: 1,
            sealed: String::new(),
            since: at - days * DAY_MS,
            author: permanence.crew.first().cloned(),
            at: at + 30 * 60_000,
        }
    }

    /// What she was reading when she took it.
    fn demarche(&self, day: Date, draw: &mut Draw) -> Option<DemarcheCode> {
        let partners = mix::partners(self.setting.territory, day);
        let partner = draw.weighted(&partners)?.clone();
        self.of_partner(&partner, draw)
    }

    fn of_partner(&self, partner: &PartnerCode, draw: &mut Draw) -> Option<DemarcheCode> {
        let id = draw.id(0);
        let about = mix::demande(self.setting.territory, partner, id, Some(Tap::Fait), draw);
        about.demarche
    }

    /// Month after month, what was carried to the partners whose convention allows it.
    fn escalades(&mut self, held: &[&Permanence], draw: &mut Draw) {
        let territory = self.setting.territory;
        // What was asked in the last days is not over yet.
        let last = self.setting.today.saturating_sub(20.days());
        let mut days: Vec<&Permanence> = held.to_vec();
        days.retain(|one| one.date <= last);
        for month in days.chunk_by(|a, b| a.date.month() == b.date.month()) {
            for partner in territory.partners_on(last) {
                let Some(convention) = &partner.escalade else {
                    continue;
                };
                for _one in 0..=draw.below(MOST_CARRIED) {
                    if let Some(from) = draw.pick(month) {
                        let one = self.carried((from, &partner.code), convention, draw);
                        self.facts.push(Event::EscaladeSet(one));
                    }
                }
            }
        }
    }

    fn carried(
        &self,
        (from, partner): (&Permanence, &PartnerCode),
        convention: &Convention,
        draw: &mut Draw,
    ) -> Escalade {
        const MOTIFS: &[(Motif, usize)] = &[
            (Motif::Delai, 45),
            (Motif::Rupture, 25),
            (Motif::Piece, 15),
            (Motif::Refus, 10),
            (Motif::Compte, 5),
        ];
        let opened_at = instant(from.date, from.end, &self.zone);
        let days = i64::try_from(1 + draw.below(12)).unwrap_or(1);
        let answered = opened_at + days * DAY_MS;
        let state = if draw.chance(85) {
            EscaladeState::Resolue
        } else {
            EscaladeState::Redirigee
        };
        Escalade {
            id: draw.id(opened_at).into(),
            dossier: draw.id(opened_at).into(),
            partner: partner.clone(),
            demarche: self.of_partner(partner, draw),
            motif: draw.weighted(MOTIFS).copied().unwrap_or(Motif::Autre),
            state,
            due: from.date.saturating_add(i64::from(convention.days).days()),
            sealed: String::new(),
            opened_at,
            answered_at: Some(answered),
            author: from.crew.first().cloned().unwrap_or_else(|| "demo".into()),
            at: answered,
        }
    }
}
