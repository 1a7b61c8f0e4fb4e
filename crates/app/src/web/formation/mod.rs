//! `/pilotage/formation`: modules, sessions, what was attested and until when, who knows what.
//! Kept at the hub alone. Nothing here ranks anybody: people stand in the order of their names.

pub mod attestation;
pub mod mienne;
pub mod modules;
pub mod parcours;
pub mod sessions;
pub mod tableau;

use axum::response::Response;
use jiff::civil::Date;
use plus_domain::{
    event::{Event, FormationWriting},
    formation::{Attestation, Item, Module, Registre, Session},
};
use plus_reports::french;

use super::{
    convention::partner_name,
    error::WebError,
    page::{Page, see_other},
    projet::keep,
    session::Signed,
    state::App,
    text::{Argument, Arguments, Texts},
};
use crate::formation::read;

/// Address of the register.
pub const PATH: &str = "/pilotage/formation";

/// A choice of a list: code, words, whether it is chosen.
pub(super) type Choice = (String, String, bool);

/// The register as it stands.
pub(super) async fn load(app: &App) -> Result<Registre, WebError> {
    Ok(plus_store::formation::registre(&mut app.store.read().await?).await?)
}

/// How many attestations of the team expire soon, or did.
pub async fn waiting(app: &App) -> Result<usize, WebError> {
    let (register, team) = read(&mut app.store.read().await?).await?;
    let ids: Vec<_> = team.into_iter().map(|a| a.id).collect();
    Ok(register.expiring(&ids, app.today()).len())
}

/// Writes some things of the register, where it is kept.
pub(super) async fn write(app: &App, signed: &Signed, item: Item) -> Result<(), WebError> {
    let written = FormationWriting {
        item,
        author: signed.account.id.clone(),
        at: app.outside.now_ms(),
    };
    keep(app, Event::FormationSet(written)).await
}

pub(super) fn done(place: &str, what: &str) -> Response {
    see_other(&format!("{place}?fait={what}"))
}

/// What was done, in words.
pub(super) fn told(page: &Page, what: &str) -> String {
    match what {
        "module" | "session" | "inscrits" | "presences" | "annulee" | "remise" | "retire"
        | "etape" | "accueil" | "coche" => page.tc("formation-fait", what),
        _ => String::new(),
    }
}

/// An attestation that expires: whose and what, until when.
pub fn expiry_words(
    texts: &Texts,
    name: &str,
    one: &Attestation<'_>,
    today: Date,
) -> (String, String) {
    let until = one.until.unwrap_or(Date::MAX);
    let with: [(&'static str, String); 3] = [
        ("nom", name.to_owned()),
        ("module", one.module.title.clone()),
        ("jour", french::date(until)),
    ];
    let with: Arguments = with
        .iter()
        .map(|(name, value)| ((*name).into(), value.value()))
        .collect();
    let detail = if until < today {
        "formation-expiree"
    } else {
        "formation-expire"
    };
    let title = texts.get_with("formation-alerte", &with);
    (title, texts.get_with(detail, &with))
}

/// « 14 h », « 3 h 30 ».
pub(super) fn hours(page: &Page, minutes: u64) -> String {
    let said = page.arg("heures", page.number(minutes / 60));
    match minutes % 60 {
        0 => said.t("formation-heures-rondes"),
        rest => said
            .arg("minutes", format!("{rest:02}"))
            .t("formation-heures-minutes"),
    }
}

/// Days of a session: one, or from one to another.
pub(super) fn days(page: &Page, session: &Session) -> String {
    if session.from == session.to {
        return page.date(session.from);
    }
    page.arg("de", page.date(session.from))
        .arg("a", page.date(session.to))
        .t("tournee-jours")
}

/// Who gives a module on a day: its partner, as it was called then, or its kind.
pub(super) fn giver(app: &App, page: &Page, (module, day): (&Module, Date)) -> String {
    let kind = page.tc("formation-donneur", module.giver.code());
    match &module.partner {
        Some(partner) => {
            let name = partner_name(&app.territory(), partner, day);
            format!("{kind} : {name}")
        }
        None => kind,
    }
}

/// Until when an attestation is good, in words.
pub(super) fn until(page: &Page, one: &Attestation<'_>) -> String {
    match one.until {
        Some(day) => page.ta("formation-jusqu-au", &[("jour", page.date(day))]),
        None => page.t("formation-sans-limite"),
    }
}
