//! Everything that decides a tour, read from the database and from the territory.

use std::collections::BTreeMap;

use jiff::{ToSpan as _, civil::Date};
use plus_domain::{
    account::{Account, Role},
    formation::Registre,
    ids::{AccountId, PlaceCode},
    period::{Month, Period},
    permanence::{Permanence, PermanenceState, Site},
    territoire::{Place, PlaceKind, Territoire},
    tournee::{Absence, Besoin, Equipier, Escale, HalfDay, Presence, TourneeState},
};
use plus_store::{Link, StoreError, account, formation, permanence, tournee};

/// Months behind which a place is as good as never visited.
pub(super) const FORGOTTEN: f64 = 12.0;

/// Half-days on board in a month, of somebody whom nobody described.
const MONTHLY: u8 = 12;

/// Everything that decides a tour.
pub struct Base {
    /// First and last month.
    pub months: (Month, Month),
    /// The half-days when the relay receives and the van is not at the garage.
    pub days: Vec<HalfDay>,
    /// The places where it may stand, with what their coordinator says of them.
    pub places: Vec<(Place, Escale)>,
    /// The team, with what they do.
    pub team: Vec<(Account, Equipier)>,
    /// What the team learnt.
    pub formation: Registre,
    /// Who is away, in training too.
    pub absences: Vec<Absence>,
    /// What partners offer.
    pub presences: Vec<Presence>,
    /// How the need of a place is weighed.
    pub besoin: Besoin,
    /// Months since the last visit of each place that had one.
    pub stale: Stale,
    /// Half-days already announced.
    pub announced: Vec<HalfDay>,
}

/// Reads it.
///
/// # Errors
/// Those of the database.
pub async fn gather(
    link: &mut Link,
    territory: &Territoire,
    months: (Month, Month),
) -> Result<Base, StoreError> {
    let period = Period {
        from: months.0.first_day(),
        to: months.1.last_day(),
    };
    let formation = formation::registre(link).await?;
    let mut absences = tournee::absences(link).await?;
    absences.extend(formation.absences());
    let presences = tournee::presences(link).await?;
    let escales = tournee::escales(link).await?;
    let equipiers = tournee::equipiers(link).await?;
    let accounts = account::list(link).await?;
    Ok(Base {
        months,
        days: half_days(territory, period, &absences),
        places: places(territory, period.from, escales),
        team: team(territory, accounts, equipiers),
        formation,
        absences,
        presences,
        besoin: tournee::besoin(link).await?,
        stale: stale(link, period.from).await?,
        announced: announced(link, period).await?,
    })
}

/// Half-days of a period: those when the territory receives, less those of the garage.
fn half_days(territory: &Territoire, period: Period, absences: &[Absence]) -> Vec<HalfDay> {
    let garage = |day: Date| absences.iter().any(|a| a.account.is_none() && a.takes(day));
    let mut days = Vec::new();
    let mut day = period.from;
    while day <= period.to {
        if let Some(hours) = territory.hours_on(day).filter(|_| !garage(day)) {
            days.push(HalfDay {
                date: day,
                start: hours.from,
                end: hours.to,
                place: None,
                crew: Vec::new(),
                driver: None,
                partner: None,
                pinned: false,
                permanence: None,
            });
        }
        day = day.saturating_add(1.day());
    }
    days
}

/// The stops of the van that somebody may serve, each with what is said of it.
fn places(territory: &Territoire, day: Date, escales: Vec<Escale>) -> Vec<(Place, Escale)> {
    let mut said: BTreeMap<PlaceCode, Escale> =
        escales.into_iter().map(|e| (e.place.clone(), e)).collect();
    let stops = territory
        .places_on(day)
        .filter(|p| p.kind == PlaceKind::Arret);
    let with = stops.map(|place| {
        let escale = said.remove(&place.code);
        (
            place.clone(),
            escale.unwrap_or_else(|| undescribed(&place.code)),
        )
    });
    with.filter(|(_, escale)| escale.served).collect()
}

/// A place of which nobody said anything: any day, any crew.
pub fn undescribed(place: &PlaceCode) -> Escale {
    Escale {
        place: place.clone(),
        served: true,
        days: Vec::new(),
        skill: None,
        market: None,
        weight: 100,
        author: AccountId::new(""),
        at: 0,
    }
}

/// The team that may board, each with what is said of her.
fn team(
    territory: &Territoire,
    accounts: Vec<Account>,
    equipiers: Vec<Equipier>,
) -> Vec<(Account, Equipier)> {
    let mut said: BTreeMap<AccountId, Equipier> = equipiers
        .into_iter()
        .map(|e| (e.account.clone(), e))
        .collect();
    let boards = |a: &Account| matches!(a.role, Role::Animatrice | Role::Coordinateur);
    let team = accounts.into_iter().filter(|a| boards(a) && !a.disabled);
    let described = team.map(|account| {
        let equipier = said.remove(&account.id);
        let equipier = equipier.unwrap_or_else(|| newcomer(territory, &account));
        (account, equipier)
    });
    described.collect()
}

/// Somebody whom nobody described: what her trade says. A coordinator boards when nobody else
/// can, and is counted in no fairness.
pub fn newcomer(territory: &Territoire, account: &Account) -> Equipier {
    let trade = account.role.code();
    let drives = territory.crew.iter().any(|c| c.code == trade && c.drives);
    Equipier {
        account: account.id.clone(),
        driver: drives,
        skills: Vec::new(),
        monthly: MONTHLY,
        share: if account.role == Role::Coordinateur {
            0
        } else {
            100
        },
        author: AccountId::new(""),
        at: 0,
    }
}

/// Months since the last visit of each place that had one in the last twelve months, from the
/// permanences that took place.
pub type Stale = BTreeMap<PlaceCode, f64>;

async fn stale(link: &mut Link, first: Date) -> Result<Stale, StoreError> {
    let year = Period {
        from: first.saturating_sub(12.months()),
        to: first.saturating_sub(1.day()),
    };
    let mut last: BTreeMap<PlaceCode, Date> = BTreeMap::new();
    for held in permanence::between(link, year).await? {
        if held.state != PermanenceState::Cancelled {
            last.insert(held.place, held.date);
        }
    }
    let months = |day: Date| f64::from((first - day).get_days()) / 30.0;
    Ok(last
        .into_iter()
        .map(|(place, day)| (place, months(day).min(FORGOTTEN)))
        .collect())
}

/// What became of the half-days of a place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Held {
    /// Announced.
    pub announced: u32,
    /// Closed by its crew.
    pub held: u32,
    /// Cancelled.
    pub cancelled: u32,
    /// Visites that the crews stated.
    pub visites: u32,
}

impl Held {
    /// Visites for each half-day held; nothing when none was.
    pub fn each(&self) -> Option<f64> {
        (self.held > 0).then(|| f64::from(self.visites) / f64::from(self.held))
    }
}

/// What became of the half-days of each place in the twelve months before a day: what the next
/// plan may learn from.
///
/// # Errors
/// Those of the database.
pub async fn looking_back(
    link: &mut Link,
    day: Date,
) -> Result<BTreeMap<PlaceCode, Held>, StoreError> {
    let year = Period {
        from: day.saturating_sub(12.months()),
        to: day.saturating_sub(1.day()),
    };
    let mut places: BTreeMap<PlaceCode, Held> = BTreeMap::new();
    for past in permanence::between(link, year).await? {
        let place = places.entry(past.place).or_default();
        place.announced += 1;
        match past.state {
            PermanenceState::Closed => {
                place.held += 1;
                place.visites += past.stated_visites.unwrap_or_default();
            }
            PermanenceState::Cancelled => place.cancelled += 1,
            _ => {}
        }
    }
    Ok(places)
}

/// What was announced of the van in a period: the permanences, with the driver and the partner
/// of the plan that they come from.
async fn announced(link: &mut Link, period: Period) -> Result<Vec<HalfDay>, StoreError> {
    let plans = tournee::list(link).await?;
    let planned: BTreeMap<String, HalfDay> = plans
        .into_iter()
        .rev()
        .filter(|plan| plan.state == TourneeState::Published)
        .flat_map(|plan| plan.days)
        .filter_map(|day| Some((day.permanence.as_ref()?.to_string(), day)))
        .collect();
    let held = permanence::between(link, period).await?;
    let of_van = held.into_iter().filter(|p| p.site == Site::Bus);
    Ok(of_van
        .map(|p| as_half_day(&p, planned.get(p.id.as_str())))
        .collect())
}

/// A permanence as a half-day that does not move.
fn as_half_day(p: &Permanence, planned: Option<&HalfDay>) -> HalfDay {
    let open = p.state != PermanenceState::Cancelled;
    let driver = planned.and_then(|day| day.driver.clone());
    HalfDay {
        date: p.date,
        start: p.start,
        end: p.end,
        place: open.then(|| p.place.clone()),
        crew: if open { p.crew.clone() } else { Vec::new() },
        driver: driver.filter(|driver| open && p.crew.contains(driver)),
        partner: planned.and_then(|day| day.partner.clone()).filter(|_| open),
        pinned: true,
        permanence: Some(p.id.clone()),
    }
}
