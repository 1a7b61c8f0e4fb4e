//! The facts of a story: as small as the domain allows.

use jiff::civil::{date, time};
use plus_domain::{
    account::{Account, Role},
    event::{Event, VisiteCorrection},
    ids::DemandeId,
    permanence::{Permanence, PermanenceState, Site},
    profile::Profile,
    rendez_vous::{Creneau, Donneur, Offre, RendezVous, RendezVousState, libres},
    visite::{Channel, Demande, FirstTime, Kind, Outcome, Visite, changes_between},
};

/// A visite of one demande.
pub fn visite(id: &str) -> Event {
    Event::VisiteRecorded(Visite {
        id: id.into(),
        at: 1_000,
        date: date(2026, 11, 3),
        permanence: None,
        place: "le-marin-mondesir".into(),
        commune: "97217".into(),
        channel: Channel::SurPlace,
        author: "maryse".into(),
        minutes: 12,
        person: None,
        first: FirstTime::Unknown,
        profile: Profile::default(),
        note: None,
        pages_printed: 0,
        demandes: vec![demande(id)],
    })
}

fn demande(visite: &str) -> Demande {
    Demande {
        id: DemandeId::new(format!("{visite}-1")),
        partner: "caf".into(),
        demarche: Some("rsa".into()),
        theme: "argent".into(),
        kind: Kind::Information,
        kind_confirmed: true,
        outcome: Outcome::Resolu,
        redirected_to: None,
        to_finish: false,
    }
}

/// A correction of the minutes of a visite, and what they become.
pub fn correction(seen: &Visite, made: u32) -> (Event, u32) {
    let minutes = 20 + made;
    let wanted = Visite {
        minutes,
        ..seen.clone()
    };
    let correction = VisiteCorrection {
        id: seen.id.clone(),
        author: "josette".into(),
        at: i64::from(made),
        changes: changes_between(seen, &wanted),
    };
    (Event::VisiteCorrected(correction), minutes)
}

/// An account, whose name tells when it was written.
pub fn account(id: &str, made: u32, role: Role) -> Event {
    Event::AccountSet(Account {
        id: id.into(),
        login: id.to_owned(),
        name: format!("Nom {made}"),
        role,
        partner: None,
        disabled: false,
    })
}

/// A permanence, whose reason tells when it was written.
pub fn permanence(id: &str, made: u32) -> Event {
    Event::PermanenceSet(Permanence {
        id: id.into(),
        date: date(2026, 11, 3),
        reason: Some(format!("écrite {made}")),
        ..tour()
    })
}

/// The half-day of the bus for which rendez-vous are given. Its hours never change: nothing
/// but a machine that gives what is not its own can give one twice.
pub fn tour() -> Permanence {
    Permanence {
        id: "tournee".into(),
        date: date(2026, 11, 10),
        start: time(8, 0, 0, 0),
        end: time(13, 0, 0, 0),
        place: "le-marin-mondesir".into(),
        site: Site::Bus,
        crew: Vec::new(),
        state: PermanenceState::Planned,
        stated_visites: None,
        reason: None,
        told: None,
    }
}

/// The first hour that a machine may give, of those that it does not know to be held.
pub fn free(held: &[RendezVous], giver: Donneur) -> Option<Creneau> {
    let offre = Offre {
        minutes: 10,
        most: 30,
        without: 0,
        van: 50,
        ..Offre::default()
    };
    let tour = tour();
    let begin = tour.date.to_datetime(tour.start);
    libres((&offre, &tour), held, giver, begin)
        .into_iter()
        .next()
}

/// A rendez-vous at an hour that was free.
pub fn rendez_vous(id: &str, at: Creneau, now: i64) -> Event {
    let tour = tour();
    Event::RendezVousSet(RendezVous {
        id: id.into(),
        permanence: tour.id,
        date: tour.date,
        start: at.start,
        minutes: at.minutes,
        theme: None,
        demarche: None,
        state: RendezVousState::Pris,
        sequence: 0,
        sealed: String::new(),
        since: now,
        author: None,
        at: now,
    })
}
