//! Slots of a half-day, and which machine gives each.
//!
//! The rule of ownership has no clock and no message in it: of the slots of a stop, in the
//! order of the day, the last ones are the van's for ever, the others the portal's for ever.
//! Each machine gives its own alone; two that do not hear each other never give the same.

use jiff::{
    ToSpan,
    civil::{DateTime, Time},
};

use super::{Offre, RendezVous};
use crate::permanence::{Permanence, PermanenceState, Site};

/// The machine that a slot belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detenteur {
    /// The hub.
    Portail,
    /// The van.
    Bus,
}

/// Who gives slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Donneur {
    /// A hub that has no van: every slot is its own.
    Seul,
    /// A hub whose van may be away.
    Portail,
    /// A van.
    Bus,
    /// Another machine far from its hub: a kiosk, an office. It gives none.
    Aucun,
}

impl Donneur {
    /// Whether a slot is his to give.
    pub fn gives(self, owner: Detenteur) -> bool {
        match self {
            Self::Seul => true,
            Self::Portail => owner == Detenteur::Portail,
            Self::Bus => owner == Detenteur::Bus,
            Self::Aucun => false,
        }
    }
}

/// A slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Creneau {
    /// Beginning, local.
    pub start: Time,
    /// How long, minutes.
    pub minutes: u32,
    /// Whose it is to give.
    pub owner: Detenteur,
}

/// The instant so many minutes later.
pub(super) fn after(from: DateTime, minutes: u32) -> DateTime {
    from.saturating_add(i64::from(minutes).minutes())
}

/// The slots of a half-day, in the order of the day. Those kept for who comes without lie
/// between them, so that nobody waits for a whole morning.
pub fn creneaux(offre: &Offre, permanence: &Permanence) -> Vec<Creneau> {
    use PermanenceState::{Cancelled, Closed};
    if matches!(permanence.state, Cancelled | Closed) || offre.minutes == 0 {
        return Vec::new();
    }
    let begins = permanence.date.to_datetime(permanence.start);
    let length = permanence.end.duration_since(permanence.start).as_mins();
    let all = u32::try_from(length).unwrap_or(0) / offre.minutes;
    let kept = (all * offre.without.min(100)).div_ceil(100);
    let offered = (all - kept).min(offre.most);
    let own = match permanence.site {
        Site::Bus => (offered * offre.van.min(100)).div_ceil(100),
        Site::Fixe | Site::Autre => 0,
    };
    let slot = |n: u32| Creneau {
        start: after(begins, n * all / offered * offre.minutes).time(),
        minutes: offre.minutes,
        owner: if n >= offered - own {
            Detenteur::Bus
        } else {
            Detenteur::Portail
        },
    };
    (0..offered).map(slot).collect()
}

/// The slots that somebody may give now: his own, that nobody holds, and that begin at
/// `not_before` at the earliest. `all`: every rendez-vous of the half-day.
pub fn libres(
    (offre, permanence): (&Offre, &Permanence),
    all: &[RendezVous],
    giver: Donneur,
    not_before: DateTime,
) -> Vec<Creneau> {
    let is_held = |creneau: &Creneau| {
        let from = permanence.date.to_datetime(creneau.start);
        let to = after(from, creneau.minutes);
        all.iter()
            .any(|r| r.is_held_on(permanence) && r.begins() < to && from < r.ends())
    };
    let slots = creneaux(offre, permanence).into_iter();
    slots
        .filter(|c| giver.gives(c.owner))
        .filter(|c| permanence.date.to_datetime(c.start) >= not_before)
        .filter(|c| !is_held(c))
        .collect()
}

impl RendezVous {
    /// Whether it keeps others from its slot in a half-day: it is held, or its person came.
    fn is_held_on(&self, permanence: &Permanence) -> bool {
        let came = self.state == super::RendezVousState::Honore;
        self.permanence == permanence.id && (self.is_held() || came)
    }
}
