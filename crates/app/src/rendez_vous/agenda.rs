//! What may be given now: the half-days that come, and who holds what in them.

use jiff::{
    ToSpan,
    civil::{Date, DateTime},
};
use plus_domain::{
    machine::Kind,
    period::Period,
    permanence::Permanence,
    rendez_vous::{Creneau, Donneur, Offre, RendezVous, Voulu, libres},
};
use plus_store::{
    Link, StoreError,
    exchange::{machine, node},
    permanence, rendez_vous as kept,
};

use crate::web::{bus::local_now, state::App};

/// Days behind today that are still shown: those that must be called stay in sight.
const BEHIND: i64 = 1;

/// The half-days that come and their rendez-vous, read at once.
#[derive(Debug)]
pub struct Agenda {
    offre: Offre,
    giver: Donneur,
    /// The first instant at which a slot may begin.
    from: DateTime,
    /// The last day.
    to: Date,
    /// Half-days, by date and hour.
    pub permanences: Vec<Permanence>,
    /// Rendez-vous, by date and hour.
    pub all: Vec<RendezVous>,
}

impl Agenda {
    /// That of this instant, for the team or for the public.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn load(app: &App, link: &mut Link, by_team: bool) -> Result<Self, StoreError> {
        let offre = app.territory().rendez_vous.clone().unwrap_or_default();
        let now = local_now(app);
        let notice = if by_team { 0 } else { offre.notice };
        let to = now.date().saturating_add(i64::from(offre.days).days());
        let period = Period {
            from: now.date().saturating_sub(BEHIND.days()),
            to,
        };
        Ok(Self {
            giver: giver(link, by_team).await?,
            permanences: permanence::between(link, period).await?,
            all: kept::between(link, period).await?,
            from: now.saturating_add(i64::from(notice).minutes()),
            to,
            offre,
        })
    }

    /// The slots of a half-day that may be given.
    pub fn free(&self, permanence: &Permanence) -> Vec<Creneau> {
        if permanence.date > self.to {
            return Vec::new();
        }
        let offered = (&self.offre, permanence);
        libres(offered, &self.all, self.giver, self.from)
    }

    /// That of who is offered what is freed: what this machine gives, and time to come.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn to_offer(app: &App, link: &mut Link) -> Result<Self, StoreError> {
        let agenda = Self::load(app, link, true).await?;
        let notice = i64::from(agenda.offre.notice).minutes();
        Ok(Self {
            from: agenda.from.saturating_add(notice),
            ..agenda
        })
    }

    /// What who waits for a slot of a half-day is given: no minute of it. Only where every slot
    /// is taken, and this machine will give what is freed.
    pub fn to_wait(&self, permanence: &Permanence) -> Option<Creneau> {
        let offered = (&self.offre, permanence);
        let own = libres(offered, &[], self.giver, self.from);
        let is_full = permanence.date <= self.to && self.free(permanence).is_empty();
        let first = own.first().filter(|_| is_full)?;
        Some(Creneau {
            start: permanence.start,
            minutes: 0,
            owner: first.owner,
        })
    }

    /// A slot that may be given.
    pub fn slot(&self, wanted: &Voulu) -> Option<(&Permanence, Creneau)> {
        let permanence = self.permanence(&wanted.permanence)?;
        if wanted.start.is_none() {
            return Some((permanence, self.to_wait(permanence)?));
        }
        let mut free = self.free(permanence).into_iter();
        let found = free.find(|creneau| Some(creneau.start) == wanted.start)?;
        Some((permanence, found))
    }

    /// A half-day.
    pub fn permanence(&self, id: &plus_domain::ids::PermanenceId) -> Option<&Permanence> {
        self.permanences.iter().find(|p| p.id == *id)
    }

    /// The rendez-vous of a half-day, by hour.
    pub fn of<'a>(&'a self, permanence: &'a Permanence) -> impl Iterator<Item = &'a RendezVous> {
        let all = self.all.iter();
        all.filter(move |one| one.permanence == permanence.id)
    }
}

/// Who gives on this machine. Away from its hub, the team alone does.
async fn giver(link: &mut Link, by_team: bool) -> Result<Donneur, StoreError> {
    if node::enrolled(link).await?.is_some() {
        return Ok(if by_team {
            Donneur::Bus
        } else {
            Donneur::Aucun
        });
    }
    let known = machine::all(link).await?;
    let has_van = known
        .iter()
        .any(|m| m.kind == Kind::Van && m.revoked_at.is_none());
    Ok(if has_van {
        Donneur::Portail
    } else {
        Donneur::Seul
    })
}
