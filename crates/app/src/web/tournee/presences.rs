//! `/pilotage/presences`: the days that partners offer to come on board.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    event::Event,
    form::FormErrors,
    ids::PartnerCode,
    period::Month,
    tournee::{Presence, PresenceForm},
};
use plus_store::tournee;
use serde::Deserialize;

use super::record;
use crate::web::{
    error::WebError,
    faults::Faults,
    noms::Names,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
};

/// Address of the page.
const HERE: &str = "/pilotage/presences";

/// What a partner offers, in words.
struct Line {
    partner: String,
    code: String,
    month: String,
    month_code: String,
    days: String,
    wanted: u8,
}

#[derive(Template)]
#[template(path = "tournee/presences.html")]
struct OffersPage {
    page: Page,
    lines: Vec<Line>,
    partners: Vec<(String, String, bool)>,
    given: Given,
    faults: Faults,
    done: String,
}

/// What the form sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Given {
    partenaire: String,
    mois: String,
    jours: String,
    voulues: String,
}

/// What may follow the `?`: an offer to change.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    partenaire: String,
    mois: String,
    fait: String,
}

/// `GET /pilotage/presences`.
pub async fn list(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let all = tournee::presences(&mut app.store.read().await?).await?;
    let held = all
        .iter()
        .find(|p| p.partner.as_str() == asked.partenaire && p.month.to_string() == asked.mois);
    let given = held.map_or_else(
        || Given {
            mois: Month::of(app.today()).next().to_string(),
            voulues: "1".into(),
            ..Given::default()
        },
        |p| Given {
            partenaire: p.partner.to_string(),
            mois: p.month.to_string(),
            jours: typed(p),
            voulues: p.wanted.to_string(),
        },
    );
    let done = match asked.fait.as_str() {
        "dit" => page.t("tournee-presence-dite"),
        _ => String::new(),
    };
    render(&offers_page(&app, page, given, FormErrors::default(), done).await?)
}

fn typed(presence: &Presence) -> String {
    let days = presence.days.iter().map(ToString::to_string);
    days.collect::<Vec<_>>().join("\n")
}

async fn offers_page(
    app: &App,
    page: Page,
    given: Given,
    errors: FormErrors,
    done: String,
) -> Result<OffersPage, WebError> {
    let mut link = app.store.read().await?;
    let mut all = tournee::presences(&mut link).await?;
    let names = Names::load(app, &mut link).await?;
    drop(link);
    let this = Month::of(app.today());
    all.retain(|p| p.month >= this);
    all.sort_by_key(|p| (p.month, p.partner.clone()));
    let partners = names.territory.partners_on(app.today()).map(|p| {
        let chosen = given.partenaire == p.code.as_str();
        (
            p.code.to_string(),
            p.name_on(app.today()).to_owned(),
            chosen,
        )
    });
    Ok(OffersPage {
        partners: partners.collect(),
        lines: all.iter().map(|p| line(&page, &names, p)).collect(),
        given,
        faults: Faults::of(&page, errors),
        done,
        page: page.titled("tournee-presences-titre"),
    })
}

fn line(page: &Page, names: &Names, presence: &Presence) -> Line {
    let days = presence.days.iter().map(|day| page.day(*day));
    Line {
        partner: names.partner(&presence.partner, presence.month.first_day()),
        code: presence.partner.to_string(),
        month: page.month(presence.month),
        month_code: presence.month.to_string(),
        days: days.collect::<Vec<_>>().join(", "),
        wanted: presence.wanted,
    }
}

/// `POST /pilotage/presences`.
pub async fn set(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(given): Form<Given>,
) -> Answer {
    match read(&app, &signed, &given) {
        Ok(said) => {
            record(&app, &[Event::PresenceSet(said)]).await?;
            Ok(see_other(&format!("{HERE}?fait=dit")))
        }
        Err(errors) => {
            let shown = offers_page(&app, page, given, errors, String::new()).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&shown)?).into_response())
        }
    }
}

fn read(app: &App, signed: &Signed, given: &Given) -> Result<Presence, FormErrors> {
    let mut errors = FormErrors::default();
    let partner = PartnerCode::new(given.partenaire.trim());
    let known = app.territory().partner(&partner).is_some();
    let partner = errors.take(
        "partenaire",
        "tournee-erreur-partenaire",
        known.then_some(partner),
    );
    let month = given.mois.trim().parse::<Month>().ok();
    let month = errors.take("mois", "tournee-erreur-premier", month);
    let form = PresenceForm {
        days: given.jours.clone(),
        wanted: given.voulues.clone(),
    };
    let (Some(partner), Some(month)) = (partner, month) else {
        return Err(errors);
    };
    form.read(
        partner,
        month,
        signed.account.id.clone(),
        app.outside.now_ms(),
    )
}
