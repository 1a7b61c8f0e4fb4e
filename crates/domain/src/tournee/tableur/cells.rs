//! From what is said to the cells of its line.

use jiff::civil::Date;

use super::Known;
use crate::{
    emplacement::{Atout, Emplacement},
    ids::AccountId,
    territoire::WEEKDAYS,
    tournee::{Absence, Equipier, Escale, Presence},
};

/// `oui` or `non`.
fn yes(said: bool) -> String {
    if said { "oui" } else { "non" }.to_owned()
}

/// Name of a weekday from its number, 1 Monday.
fn weekday(number: i8) -> &'static str {
    let found = WEEKDAYS
        .iter()
        .find(|(day, _)| day.to_monday_one_offset() == number);
    found.map_or("", |(_, name)| *name)
}

pub(super) fn equipier(name: &str, said: &Equipier) -> Vec<String> {
    vec![
        name.to_owned(),
        yes(said.driver),
        said.skills.join(", "),
        said.monthly.to_string(),
        said.share.to_string(),
    ]
}

pub(super) fn escale(name: &str, commune: &str, said: &Escale) -> Vec<String> {
    let days: Vec<&str> = said.days.iter().map(|day| weekday(*day)).collect();
    vec![
        said.place.to_string(),
        name.to_owned(),
        commune.to_owned(),
        yes(said.served),
        days.join(", "),
        said.skill.clone().unwrap_or_default(),
        said.market.map_or("", weekday).to_owned(),
        said.weight.to_string(),
    ]
}

pub(super) fn presence(known: &Known<'_>, said: &Presence) -> Vec<String> {
    let partner = known.partners.iter().find(|(_, c)| *c == said.partner);
    let name = partner.map_or(said.partner.as_str(), |(name, _)| name.as_str());
    let days: Vec<String> = said.days.iter().map(Date::to_string).collect();
    vec![
        name.to_owned(),
        said.month.to_string(),
        days.join(", "),
        said.wanted.to_string(),
    ]
}

pub(super) fn absence(known: &Known<'_>, said: &Absence) -> Vec<String> {
    let person = |id: &AccountId| known.team.iter().find(|(_, e)| e.account == *id);
    let who = match &said.account {
        None => known.van,
        Some(id) => person(id).map_or(id.as_str(), |(name, _)| name.as_str()),
    };
    vec![
        who.to_owned(),
        said.from.to_string(),
        said.to.to_string(),
        said.kind.code().to_owned(),
        said.title.clone().unwrap_or_default(),
    ]
}

pub(super) fn emplacement(known: &Known<'_>, said: &Emplacement) -> Vec<String> {
    let commune = known.communes.iter().find(|(_, c)| *c == said.commune);
    let commune = commune.map_or(said.commune.as_str(), |(name, _)| name.as_str());
    let (latitude, longitude) = said.position();
    vec![
        said.name.clone(),
        commune.to_owned(),
        latitude.to_string(),
        longitude.to_string(),
        said.owner.clone(),
        yes(said.has.contains(&Atout::Courant)),
        yes(said.has.contains(&Atout::Reseau)),
        yes(said.has.contains(&Atout::Nuit)),
        yes(said.has.contains(&Atout::Abri)),
        said.note.clone().unwrap_or_default(),
    ]
}
