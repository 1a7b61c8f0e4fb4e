//! `/rendez-vous`: why, where, when, and a telephone or an e-mail; then a code. No name, and no
//! script needed (requirement R21).

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use plus_domain::{
    form::FormErrors,
    ids::{CommuneCode, DemarcheCode, ThemeCode},
    permanence::Permanence,
    rendez_vous::{RendezVous, read},
    territoire::Commune,
};
use serde::Deserialize;

use super::{Answered, Half, Offered, Question, Words, answered, commune_of, motif, offered};
use crate::{
    rendez_vous::question,
    web::{
        connexion::on_screen,
        error::WebError,
        faults::Faults,
        page::{Answer, Page},
        seance::portail::AtKiosk,
        state::App,
    },
};

/// What a person chooses who has none of the reasons shown.
const OTHER: &str = "autre";

/// What was chosen so far; the form sends the rest.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Code of a theme, or `autre`.
    motif: String,
    /// INSEE code.
    commune: String,
    /// Code of the démarche that was being read.
    sujet: String,
    /// A slot.
    creneau: String,
    /// Telephone or e-mail.
    joindre: String,
}

/// A choice that leads to the next step: address, words, what goes with them.
struct Step {
    href: String,
    icon: String,
    code: String,
    words: String,
    more: String,
}

#[derive(Template)]
#[template(path = "rendez_vous/prendre.html")]
struct TakePage {
    page: Page,
    asked: Asked,
    /// The step: 1 why, 2 where, 3 when and how to reach.
    step: u8,
    motif: String,
    commune: String,
    steps: Vec<Step>,
    offered: Vec<Offered>,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "rendez_vous/pris.html")]
struct TakenPage {
    page: Page,
    words: Words,
    code: String,
    by_mail: bool,
}

/// `GET /rendez-vous`.
pub async fn show(
    State(app): State<App>,
    headers: HeaderMap,
    at: AtKiosk,
    page: Page,
    Query(asked): Query<Asked>,
) -> Answer {
    ask_page(&app, (&headers, &at), page, (asked, FormErrors::default())).await
}

async fn ask_page(
    app: &App,
    (headers, at): (&HeaderMap, &AtKiosk),
    page: Page,
    (mut asked, errors): (Asked, FormErrors),
) -> Answer {
    let territory = app.territory();
    let Answered::Agenda(agenda) = answered(app, at, Question::Agenda).await? else {
        return Err(WebError::Away);
    };
    let sujet = territory.catalogue.get(&DemarcheCode::new(&asked.sujet));
    if let Some(demarche) = sujet.filter(|_| asked.motif.is_empty()) {
        asked.motif = demarche.theme.to_string();
    }
    let theme = ThemeCode::new(&asked.motif);
    let theme = territory.theme(&theme).map(|t| &t.code);
    let commune = territory.commune(&CommuneCode::new(&asked.commune));
    let has_motif = theme.is_some() || asked.motif == OTHER;
    let step = match (has_motif, commune) {
        (false, _) => 1,
        (true, None) => 2,
        (true, Some(_)) => 3,
    };
    on_screen(app, headers, page, |page| TakePage {
        steps: match step {
            1 => reasons(app, &page, &asked),
            2 => communes(app, &page, &agenda, &asked),
            _ => Vec::new(),
        },
        offered: commune.map_or_else(Vec::new, |commune| {
            offered(
                app,
                &page,
                &agenda,
                (Some(&commune.code), &asked.creneau, true),
            )
        }),
        motif: match theme {
            Some(_) => motif(&page, &territory, theme),
            None => page.t("rendez-vous-motif-autre"),
        },
        commune: commune.map_or_else(String::new, |c| c.name.clone()),
        faults: Faults::of(&page, errors),
        page: page.titled("rendez-vous-titre"),
        step,
        asked,
    })
}

/// The reasons, by picture; the last one is « other ».
fn reasons(app: &App, page: &Page, asked: &Asked) -> Vec<Step> {
    let territory = app.territory();
    let step = |code: &str, icon: String, words: String| Step {
        href: href(code, &asked.commune, &asked.sujet),
        icon,
        code: code.to_owned(),
        words,
        more: String::new(),
    };
    let themes = territory.themes.iter().map(|theme| {
        let words = theme.label.in_language(&page.lang).to_owned();
        step(
            theme.code.as_str(),
            format!("{}-duotone", theme.icon),
            words,
        )
    });
    let other = step(
        OTHER,
        "question".to_owned(),
        page.t("rendez-vous-motif-autre"),
    );
    themes.chain([other]).collect()
}

/// The communes where a slot may be had, with the first day.
fn communes(app: &App, page: &Page, agenda: &[Half], asked: &Asked) -> Vec<Step> {
    let territory = app.territory();
    let step = |commune: &Commune| {
        let mut halves = agenda.iter().map(|half| &half.permanence);
        let first = halves.find(|p| commune_of(&territory, p).as_ref() == Some(&commune.code))?;
        Some(Step {
            href: href(&asked.motif, commune.code.as_str(), &asked.sujet),
            icon: "map-pin".to_owned(),
            code: String::new(),
            words: commune.name.clone(),
            more: page.day(first.date),
        })
    };
    territory.communes.iter().filter_map(step).collect()
}

fn href(motif: &str, commune: &str, sujet: &str) -> String {
    // Codes alone: what is not one is not carried further.
    let is_code = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    let kept = [("commune", commune), ("sujet", sujet)].into_iter();
    let kept = kept.filter(|(_, value)| !value.is_empty() && value.bytes().all(is_code));
    let more: Vec<String> = kept.map(|(n, value)| format!("&{n}={value}")).collect();
    format!("/rendez-vous?motif={motif}{}", more.concat())
}

/// `POST /rendez-vous`: takes the slot, and shows the code this once.
pub async fn take(
    State(app): State<App>,
    headers: HeaderMap,
    at: AtKiosk,
    page: Page,
    Form(asked): Form<Asked>,
) -> Answer {
    let on = (&headers, &at);
    if let Err(errors) = read(&asked.creneau, &asked.joindre, false) {
        return refused(&app, on, page, (asked, errors)).await;
    }
    let wanted = question::Asked {
        creneau: asked.creneau.clone(),
        joindre: asked.joindre.clone(),
        theme: asked.motif.clone(),
        demarche: asked.sujet.clone(),
        language: page.lang.clone(),
    };
    let fault = match answered(&app, &at, Question::Take(wanted)).await? {
        Answered::Taken {
            one,
            permanence,
            code,
            by_mail,
        } => {
            return taken(
                &app,
                &headers,
                page,
                ((&one, permanence.as_ref()), code, by_mail),
            );
        }
        Answered::Enough => ("joindre", "rendez-vous-assez"),
        _ => ("creneau", "rendez-vous-creneau-pris"),
    };
    let mut errors = FormErrors::default();
    errors.add(fault.0, fault.1);
    refused(&app, on, page, (asked, errors)).await
}

async fn refused(
    app: &App,
    on: (&HeaderMap, &AtKiosk),
    page: Page,
    what: (Asked, FormErrors),
) -> Answer {
    let mut response = ask_page(app, on, page, what).await?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

fn taken(
    app: &App,
    headers: &HeaderMap,
    page: Page,
    ((one, held), code, by_mail): ((&RendezVous, Option<&Permanence>), String, bool),
) -> Answer {
    let answer = on_screen(app, headers, page, |page| TakenPage {
        words: Words::of(app, &page, one, held),
        code,
        by_mail,
        page: page.titled(if one.is_waiting() {
            "rendez-vous-attente-titre"
        } else {
            "rendez-vous-pris-titre"
        }),
    })?;
    Ok(unkept(answer))
}

/// No copy of a page that shows a code.
pub(super) fn unkept(answer: Response) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], answer).into_response()
}
