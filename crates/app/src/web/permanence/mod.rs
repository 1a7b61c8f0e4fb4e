//! Permanences: planned by the coordinator one by one or from a file (`prevoir`),
//! opened and closed by the team, moved or cancelled with a reason (`changer`), told on the
//! day itself in one tap (`dire`).

pub mod changer;
pub mod dire;
mod fichier;
pub mod prevoir;

use std::collections::BTreeMap;

use jiff::civil::Date;
use plus_domain::{
    event::Event,
    ids::{AccountId, PlaceCode},
    period::Month,
    permanence::Permanence,
};
use plus_store::{Link, StoreError, account, permanence};

use super::{abonnement::lettre, error::WebError, lieu, noms::Names, page::Page, state::App};

/// Address of the list of a month.
pub fn address(day: Date) -> String {
    format!("/pilotage/permanences?mois={}", Month::of(day))
}

/// The team, by login: those who may be in a crew.
async fn team(link: &mut Link) -> Result<BTreeMap<String, AccountId>, StoreError> {
    let accounts = account::list(link).await?;
    let team = accounts
        .into_iter()
        .filter(|a| a.partner.is_none() && !a.disabled);
    Ok(team.map(|a| (a.login, a.id)).collect())
}

/// Whether a place receives people on a day.
fn receives(app: &App) -> impl Fn(&PlaceCode, Date) -> bool + Sync + '_ {
    |place, day| lieu::is_open(app, place, day)
}

/// The permanence of an address.
async fn found(app: &App, id: &str) -> Result<Permanence, WebError> {
    let mut link = app.store.read().await?;
    permanence::by_id(&mut link, id)
        .await?
        .ok_or(WebError::NotFound)
}

/// Writes permanences, all or none, with the letters of who follows their communes.
async fn append(app: &App, permanences: Vec<Permanence>) -> Result<(), StoreError> {
    let events: Vec<Event> = permanences.into_iter().map(Event::PermanenceSet).collect();
    let mut tx = app.store.begin().await?;
    let before = lettre::before(&mut tx, &events).await?;
    app.outside.record(&mut tx, &events).await?;
    lettre::tell(app, &mut tx, &before).await?;
    tx.commit().await
}

/// A permanence in words.
pub struct Words {
    /// Identifier.
    pub id: String,
    /// « lundi 23 novembre ».
    pub day: String,
    /// « de 8 h à 13 h ».
    pub hours: String,
    /// Place.
    pub place: String,
    /// What serves there.
    pub site: String,
    /// Names of the crew.
    pub crew: String,
    /// Code of its state.
    pub state: &'static str,
    /// Why moved or cancelled.
    pub reason: String,
    /// Visites stated at closing.
    pub stated: Option<u32>,
}

impl Words {
    fn of(p: &Permanence, names: &Names, page: &Page) -> Self {
        let crew: Vec<String> = p.crew.iter().map(|id| names.person(id)).collect();
        Self {
            id: p.id.to_string(),
            day: page.day(p.date),
            hours: page.hours(p.start, p.end),
            place: names.place(&p.place),
            site: page.tc("permanence-site", p.site.code()),
            crew: crew.join(", "),
            state: p.state.code(),
            reason: p.reason.clone().unwrap_or_default(),
            stated: p.stated_visites,
        }
    }
}
