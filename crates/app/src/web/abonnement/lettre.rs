//! The letters of who follows a commune: confirm, already, and what changes of a passage.
//! Each is queued in the transaction of its cause, and says how to leave.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{HeaderMap, Uri};
use plus_domain::{
    abonnement::Abonnement,
    event::Event,
    ids::{PermanenceId, PlaceCode},
    permanence::{Change, Permanence},
    territoire::Territoire,
};
use plus_journal::Entry;
use plus_store::{
    StoreError, Tx, abonnement as kept,
    courrier::{FOLLOWED, Letter, queue_with_leave},
    permanence,
};

use super::{PATH, commune_name};
use crate::web::{
    bus::Passage,
    langue::{FRENCH_BEGINS, FRENCH_ENDS, Language},
    page::{Page, Sentence},
    state::App,
};

/// The half-days that events may change, as they are before.
pub type Before = BTreeMap<PermanenceId, Permanence>;

/// Asks an address to confirm.
///
/// # Errors
/// Those of the database.
pub async fn confirm(
    app: &App,
    tx: &mut Tx,
    origin: &str,
    to: &Abonnement,
) -> Result<(), StoreError> {
    about_itself(app, tx, origin, (to, "confirmer")).await
}

/// Says to an address that it follows already, and how to leave.
///
/// # Errors
/// Those of the database.
pub async fn already(
    app: &App,
    tx: &mut Tx,
    origin: &str,
    to: &Abonnement,
) -> Result<(), StoreError> {
    about_itself(app, tx, origin, (to, "deja")).await
}

async fn about_itself(
    app: &App,
    tx: &mut Tx,
    origin: &str,
    (to, why): (&Abonnement, &str),
) -> Result<(), StoreError> {
    let page = page(app, to);
    let said = |page: &Page, key: String| {
        let sentence = page.arg("commune", commune_name(&app.territory(), &to.commune));
        with_links(sentence, origin, to, &page.territory.name).t(&key)
    };
    let letter = Letter {
        cause: format!("{FOLLOWED}{}/{why}/{}", to.id, to.asked_at),
        to: to.address.clone(),
        subject: plain(&said(&page, format!("abonnement-lettre-{why}-sujet"))),
        text: plain(&said(&page, format!("abonnement-lettre-{why}"))),
    };
    queue_with_leave(tx, &letter, &leave_url(origin, to), to.asked_at)
        .await
        .map(|_| ())
}

/// What the events of this machine may change, read before they are written.
///
/// # Errors
/// Those of the database.
pub async fn before(tx: &mut Tx, events: &[Event]) -> Result<Before, StoreError> {
    let ids = events.iter().filter_map(|event| match event {
        Event::PermanenceSet(p) => Some(&p.id),
        _ => None,
    });
    permanence::named(tx, ids).await
}

/// What a batch of another machine may change, read before it is taken.
///
/// # Errors
/// Those of the database.
pub async fn before_batch(tx: &mut Tx, batch: &[&Entry]) -> Result<Before, StoreError> {
    let read = |entry: &&Entry| {
        let (_, body) = entry.body.as_ref()?;
        Event::read(&entry.kind, entry.version, body).ok()
    };
    let about = batch.iter().filter(|entry| entry.kind == "permanence.set");
    let events: Vec<Event> = about.filter_map(read).collect();
    before(tx, &events).await
}

/// Tells those who follow a commune what has changed since [`before`], in the transaction
/// that changes it. What is over, or late on another day, is told to nobody.
///
/// # Errors
/// Those of the database.
pub async fn tell(app: &App, tx: &mut Tx, before: &Before) -> Result<(), StoreError> {
    if before.is_empty() {
        return Ok(());
    }
    let (after, today) = (permanence::named(tx, before.keys()).await?, app.today());
    for (id, was) in before {
        let Some(is) = after.get(id) else { continue };
        let Some(change) = Change::between(was, is) else {
            continue;
        };
        let over = was.date.max(is.date) < today;
        if over || (change == Change::Late && is.date != today) {
            continue;
        }
        tell_one(app, tx, change, was, is).await?;
    }
    Ok(())
}

async fn tell_one(
    app: &App,
    tx: &mut Tx,
    change: Change,
    was: &Permanence,
    is: &Permanence,
) -> Result<(), StoreError> {
    let territory = app.territory();
    // Those of the commune that it leaves, and those of the commune where it goes.
    let communes: BTreeSet<String> = [&was.place, &is.place]
        .into_iter()
        .filter_map(|place| commune_of(&territory, place))
        .collect();
    for commune in communes {
        for to in kept::of_commune(tx, &commune).await? {
            queue_change(app, tx, &to, (change, was, is)).await?;
        }
    }
    Ok(())
}

fn commune_of(territory: &Territoire, place: &PlaceCode) -> Option<String> {
    territory
        .place(place)
        .map(|place| place.commune.to_string())
}

async fn queue_change(
    app: &App,
    tx: &mut Tx,
    to: &Abonnement,
    (change, was, is): (Change, &Permanence, &Permanence),
) -> Result<(), StoreError> {
    let (page, territory, now) = (page(app, to), app.territory(), app.outside.now_ms());
    let origin = app.config.public_url.as_deref().unwrap_or_default();
    let origin = origin.trim_end_matches('/');
    let told = |p: &Permanence| Passage::new(&page, &territory, p);
    let (old, new) = (told(was), told(is));
    let said = |key: String| {
        let sentence = page
            .arg("commune", old.commune.as_str())
            .arg("jour", old.day.as_str())
            .arg("heures", old.hours.as_str())
            .arg("lieu", old.place.as_str())
            .arg("nouveau-jour", new.day.as_str())
            .arg("nouvelles-heures", new.hours.as_str())
            .arg("nouveau-lieu", format!("{}, {}", new.place, new.commune))
            .arg("dit", new.told.as_str())
            .arg("motif", new.reason.as_str());
        plain(&with_links(sentence, origin, to, &page.territory.name).t(&key))
    };
    let letter = Letter {
        cause: format!("{FOLLOWED}{}/{}/{}/{now}", to.id, change.code(), is.id),
        to: to.address.clone(),
        subject: said(format!("abonnement-lettre-{}-sujet", change.code())),
        text: said(format!("abonnement-lettre-{}", change.code())),
    };
    queue_with_leave(tx, &letter, &leave_url(origin, to), now)
        .await
        .map(|_| ())
}

/// The page of no request: the words of the language of who is written to.
fn page(app: &App, to: &Abonnement) -> Page {
    let of_tag = |language: &Language| language.tag() == to.language;
    let language = Language::ALL.into_iter().find(of_tag).unwrap_or_default();
    // Letters are written in French where Kréyol has not been heard by anybody yet.
    let language = match language {
        Language::Kreyol => Language::French,
        other => other,
    };
    let nowhere = Uri::from_static("/passages");
    Page::new(app, &nowhere, &HeaderMap::new(), None, language)
}

fn with_links<'a>(
    sentence: Sentence<'a>,
    origin: &str,
    to: &Abonnement,
    relay: &str,
) -> Sentence<'a> {
    sentence
        .arg("relais", relay.to_owned())
        .arg("lien", format!("{origin}{PATH}/{}", to.token))
        .arg("page", format!("{origin}/passages?commune={}", to.commune))
}

fn leave_url(origin: &str, to: &Abonnement) -> String {
    format!("{origin}{PATH}/{}/quitter", to.token)
}

/// Without the marks of what stays in French, which mean something to pages alone.
fn plain(text: &str) -> String {
    text.replace([FRENCH_BEGINS, FRENCH_ENDS], "")
}
