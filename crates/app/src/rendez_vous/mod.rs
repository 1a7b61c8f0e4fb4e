//! Rendez-vous: what may be given, taken, opened by its code, moved, given up, erased. Called by
//! the page of the public, by those of the team, and by the clock.

mod agenda;
pub mod lettre;
pub mod question;
mod sweep;

use jiff::{Timestamp, ToSpan, civil::Date};
use plus_domain::{
    event::Event,
    ids::{AccountId, DemarcheCode, NodeId, PermanenceId, RendezVousId, ThemeCode},
    permanence::Permanence,
    rappel::Phone,
    rendez_vous::{
        Contact, Creneau, Geste, Joint, KEPT_DAYS, RendezVous, RendezVousState, Voulu,
        first_waiting,
    },
    retrait::Code,
};
use plus_store::{
    Link, Tx, dossier as keys,
    rendez_vous::{self as kept, Access},
    retrait as tries,
};

use crate::{
    dossier::{DossierError, key::DossierKey, key_of, lookup, seal::Key},
    retrait::count_try,
    web::state::App,
};
pub use agenda::Agenda;
pub use sweep::sweep;

/// The door at which codes are tried on line, as bornes have theirs.
pub const PORTAL: &str = "rendez-vous";
/// Rendez-vous that one telephone or one address may hold at once.
const MOST_HELD: i64 = 3;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Which slot.
    pub slot: Voulu,
    /// How to reach the person.
    pub joint: Joint,
    /// What she comes for.
    pub theme: Option<ThemeCode>,
    /// The démarche that she was reading.
    pub demarche: Option<DemarcheCode>,
    /// Tag of her language.
    pub language: String,
    /// The mediator who takes it for her; nobody when she does.
    pub author: Option<AccountId>,
}

/// What became of it.
#[derive(Debug)]
pub enum Taken {
    /// It is hers; the code is shown this once.
    Hers(Box<RendezVous>, Code),
    /// Somebody was quicker, or the half-day changed.
    Gone,
    /// She holds enough of them.
    Enough,
}

/// Takes a slot: looked at and written in one transaction that holds the half-day, so that two
/// who come at once do not both have it.
///
/// # Errors
/// Those of the database and of the key; nothing is then taken.
pub async fn take(app: &App, wanted: Wanted) -> Result<Taken, DossierError> {
    let machine = DossierKey::of(app.store.folder(), &app.outside)?;
    let code = Code::draw(|| app.outside.random_bytes::<1>()[0]);
    let lookup = lookup(app, &machine, &code).await?;
    let by_team = wanted.author.is_some();
    let mut tx = app.store.begin().await?;
    kept::hold(&mut tx, &wanted.slot.permanence).await?;
    let agenda = Agenda::load(app, &mut tx, by_team).await?;
    let Some((permanence, creneau)) = agenda.slot(&wanted.slot) else {
        return Ok(Taken::Gone);
    };
    let joint = finger(&machine, &wanted.joint);
    if !by_team && kept::held_by(&mut tx, &joint, app.today()).await? >= MOST_HELD {
        return Ok(Taken::Enough);
    }
    let contact = Contact {
        phone: wanted.joint.0.clone(),
        email: wanted.joint.1.clone(),
        language: wanted.language.clone(),
        code: code.to_string(),
    };
    let one = sealed(
        app,
        &mut tx,
        &machine,
        (&wanted, &contact),
        (permanence, &creneau),
    )
    .await?;
    let access = Access {
        id: one.id.clone(),
        lookup,
        joint,
        expires_at: expires(app, one.date),
        // Who books on the eve was just told.
        reminded: one.date <= tomorrow(app),
    };
    kept::keep_access(&mut tx, &access).await?;
    app.outside
        .record(&mut tx, &[Event::RendezVousSet(one.clone())])
        .await?;
    if one.is_held() {
        lettre::confirm(app, &mut tx, &one, (permanence, &contact)).await?;
    }
    tx.commit().await?;
    Ok(Taken::Hers(Box::new(one), code))
}

/// The fact, with how to reach its person sealed under a key of its own, which is kept.
async fn sealed(
    app: &App,
    tx: &mut Tx,
    machine: &DossierKey,
    (wanted, contact): (&Wanted, &Contact),
    (permanence, creneau): (&Permanence, &Creneau),
) -> Result<RendezVous, DossierError> {
    let id = RendezVousId::new(app.outside.new_id());
    let key = Key::draw(&app.outside);
    let wrapped = key.wrapped(id.as_str(), machine, &app.outside)?;
    keys::keep_key(tx, id.as_str(), wrapped).await?;
    let plain = serde_json::to_vec(contact)?;
    let now = app.outside.now_ms();
    Ok(RendezVous {
        sealed: key.seal(id.as_str(), &plain, &app.outside)?,
        id,
        permanence: permanence.id.clone(),
        date: permanence.date,
        start: creneau.start,
        minutes: creneau.minutes,
        theme: wanted.theme.clone(),
        demarche: wanted.demarche.clone(),
        state: match wanted.slot.start {
            Some(_) => RendezVousState::Pris,
            None => RendezVousState::Attend,
        },
        sequence: 0,
        since: now,
        author: wanted.author.clone(),
        at: now,
    })
}

/// What tells that two rendez-vous are of one telephone or address, and nobody which; empty
/// when neither was left.
fn finger(machine: &DossierKey, (phone, email): &Joint) -> String {
    let said = phone.as_ref().map(Phone::as_str).or(email.as_deref());
    said.map_or_else(String::new, |text| machine.word(text))
}

/// Until when a code opens, milliseconds UTC: as long as its rendez-vous has a key.
fn expires(app: &App, date: Date) -> i64 {
    let last = date.saturating_add(KEPT_DAYS.days());
    let at = app.zone().to_timestamp(last.at(0, 0, 0, 0));
    at.map_or_else(|_| app.outside.now_ms(), Timestamp::as_millisecond)
}

fn tomorrow(app: &App) -> Date {
    app.today().saturating_add(1.days())
}

/// How to reach the person of a rendez-vous; nothing when she left nothing, when it is past its
/// term, or when it was taken on another machine.
///
/// # Errors
/// Those of the database and of the key.
pub async fn contact(
    app: &App,
    link: &mut Link,
    one: &RendezVous,
) -> Result<Option<Contact>, DossierError> {
    let machine = DossierKey::of(app.store.folder(), &app.outside)?;
    let key = match key_of(link, &machine, one.id.as_str()).await {
        Ok(key) => key,
        Err(DossierError::Closed) => return Ok(None),
        Err(other) => return Err(other),
    };
    let plain = key.open(one.id.as_str(), &one.sealed);
    Ok(plain
        .map(|plain| serde_json::from_slice(&plain))
        .transpose()?)
}

/// What a code that is typed opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// This one.
    One(Box<RendezVous>),
    /// Nothing: wrong, or past its term.
    Nothing,
    /// Nothing before so many milliseconds: too many were tried.
    Wait(i64),
}

/// Opens a rendez-vous by its code. Tries are limited as those of papers are (requirement P26),
/// at this door and everywhere.
///
/// # Errors
/// Those of the database and of the key.
pub async fn by_code(app: &App, door: &NodeId, typed: &str) -> Result<Opened, DossierError> {
    let Some(code) = Code::read(typed) else {
        return Ok(Opened::Nothing);
    };
    let now = app.outside.now_ms();
    if let Some(wait) = count_try(app, door, now).await? {
        return Ok(Opened::Wait(wait));
    }
    let machine = DossierKey::of(app.store.folder(), &app.outside)?;
    let lookup = lookup(app, &machine, &code).await?;
    let mut tx = app.store.begin().await?;
    let Some(id) = kept::by_code(&mut tx, &lookup, now).await? else {
        return Ok(Opened::Nothing);
    };
    let mut limiter = tries::lock(&mut tx, door).await?;
    limiter.absolve(now);
    tries::save(&mut tx, door, &limiter).await?;
    let found = kept::get(&mut tx, &id).await?;
    tx.commit().await?;
    Ok(found.map_or(Opened::Nothing, |one| Opened::One(Box::new(one))))
}

/// Moves a rendez-vous; nothing when the slot is gone, or the rendez-vous over.
///
/// # Errors
/// Those of the database.
pub async fn shift(
    app: &App,
    id: &RendezVousId,
    (to, author): (&Voulu, Option<&AccountId>),
) -> Result<Option<RendezVous>, DossierError> {
    let mut tx = app.store.begin().await?;
    kept::hold(&mut tx, &to.permanence).await?;
    let agenda = Agenda::load(app, &mut tx, author.is_some()).await?;
    let one = kept::get(&mut tx, id).await?;
    let (Some((permanence, creneau)), Some(one)) = (agenda.slot(to), one) else {
        return Ok(None);
    };
    let now = app.outside.now_ms();
    let held = one.is_held() && to.start.is_some();
    let moved = one.moved((permanence, &creneau), author, now);
    let Some(moved) = moved.filter(|_| held) else {
        return Ok(None);
    };
    let reminded = moved.date <= tomorrow(app);
    kept::moved(&mut tx, id, (expires(app, moved.date), reminded)).await?;
    app.outside
        .record(&mut tx, &[Event::RendezVousSet(moved.clone())])
        .await?;
    offer(app, &mut tx, &one.permanence).await?;
    tx.commit().await?;
    Ok(Some(moved))
}

/// A slot was freed: keeps it for the first who waits in that half-day, and writes to her if
/// she left an e-mail; the team calls who left a telephone.
async fn offer(app: &App, tx: &mut Tx, id: &PermanenceId) -> Result<(), DossierError> {
    let agenda = Agenda::to_offer(app, tx).await?;
    let Some(permanence) = agenda.permanence(id) else {
        return Ok(());
    };
    let all: Vec<RendezVous> = agenda.of(permanence).cloned().collect();
    let slot = agenda.free(permanence).into_iter().next();
    let (Some(creneau), Some(one)) = (slot, first_waiting(&all)) else {
        return Ok(());
    };
    let now = app.outside.now_ms();
    let Some(kept_for) = one.moved((permanence, &creneau), None, now) else {
        return Ok(());
    };
    app.outside
        .record(tx, &[Event::RendezVousSet(kept_for.clone())])
        .await?;
    if let Some(contact) = contact(app, tx, &kept_for).await? {
        lettre::freed(app, tx, &kept_for, (permanence, &contact)).await?;
    }
    Ok(())
}

/// Does a gesture; nothing when it does not apply any more. What is given up forgets at once
/// how to reach its person.
///
/// # Errors
/// Those of the database.
pub async fn act(
    app: &App,
    id: &RendezVousId,
    (geste, author): (Geste, Option<&AccountId>),
) -> Result<Option<RendezVous>, DossierError> {
    let mut tx = app.store.begin().await?;
    let one = kept::get(&mut tx, id).await?;
    let now = app.outside.now_ms();
    let Some(after) = one.and_then(|one| one.after(geste, author, now)) else {
        return Ok(None);
    };
    app.outside
        .record(&mut tx, &[Event::RendezVousSet(after.clone())])
        .await?;
    if after.state == RendezVousState::Annule {
        kept::forget_contact(&mut tx, id).await?;
        offer(app, &mut tx, &after.permanence).await?;
    }
    tx.commit().await?;
    Ok(Some(after))
}
