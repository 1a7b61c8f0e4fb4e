//! The menu of the team at a kiosk. Nothing of it is there before a corner was held for three
//! seconds; no address leads to it, from our pages or from those of a partner.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use plus_borne::kiosk::Order;
use plus_store::exchange::node;
use serde::Deserialize;

use super::Kiosk;
use crate::{
    node::waiting,
    seance::{
        Borne,
        equipe::{self, Entered},
        sante,
    },
    web::{
        borne::mots,
        contact,
        error::WebError,
        page::{Answer, Page, render, see_other},
        state::App,
    },
};

#[derive(Template)]
#[template(path = "seance/equipe-code.html")]
struct CodePage {
    page: Page,
    /// What came of the last code, empty at first.
    told: String,
}

#[derive(Template)]
#[template(path = "seance/equipe.html")]
struct MenuPage {
    page: Page,
    /// How the kiosk is: name and value.
    lines: Vec<(String, String)>,
    paused: bool,
    /// Whether the hub put it on pause: it is lifted there.
    by_hub: bool,
    printer: bool,
    /// What came of the last gesture, empty at first.
    told: String,
}

/// What was typed.
#[derive(Debug, Deserialize)]
pub struct Typed {
    code: String,
}

/// `GET /borne/equipe`.
pub async fn show(State(app): State<App>, Kiosk(borne): Kiosk, page: Page) -> Answer {
    let standing = borne.team();
    if standing.open && standing.asked {
        return menu(&app, &borne, page, String::new()).await;
    }
    if !standing.asked {
        return Err(WebError::NotFound);
    }
    code(page, String::new())
}

fn code(page: Page, told: String) -> Answer {
    let status = if told.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let page = page.titled("equipe-titre");
    let shown: Response = render(&CodePage { page, told })?;
    Ok((status, shown).into_response())
}

/// `POST /borne/equipe`.
pub async fn enter(
    State(app): State<App>,
    Kiosk(borne): Kiosk,
    page: Page,
    Form(typed): Form<Typed>,
) -> Answer {
    if !borne.team().asked {
        return Err(WebError::NotFound);
    }
    let entered = equipe::enter(&app, &borne, &typed.code).await;
    match entered.map_err(WebError::internal)? {
        Entered::Open => Ok(see_other("/borne/equipe")),
        Entered::Wrong => {
            let told = page.t("equipe-code-faux");
            code(page, told)
        }
        Entered::Wait(seconds) => {
            let told = match seconds {
                0..=90 => page.t_count("equipe-attendre-secondes", seconds),
                _ => page.t_count("equipe-attendre-minutes", (seconds + 59) / 60),
            };
            code(page, told)
        }
    }
}

/// `POST /borne/equipe/{geste}`.
pub async fn act(
    State(app): State<App>,
    Kiosk(borne): Kiosk,
    Path(gesture): Path<String>,
    page: Page,
) -> Answer {
    let standing = borne.team();
    if !(standing.asked && standing.open) {
        return Err(WebError::NotFound);
    }
    match gesture.as_str() {
        "essai" => {
            let lines = test_page(&app, &borne, &page);
            let sent = equipe::print_test(&borne, lines).await;
            let told = page.t(if sent {
                "equipe-essai-envoye"
            } else {
                "equipe-essai-refuse"
            });
            return menu(&app, &borne, page, told).await;
        }
        "navigateur" => {
            borne.tell(Order::Finish);
            borne.tell(Order::Restart);
        }
        "pause" | "service" => {
            let paused = gesture == "pause";
            let done = equipe::pause(&app, &borne, paused).await;
            done.map_err(WebError::internal)?;
            borne.tell(Order::Finish);
        }
        "fermer" => borne.close_for_team(),
        _ => return Err(WebError::NotFound),
    }
    // Seen for an instant at most: what was asked takes the screen away.
    Ok(see_other("/borne/fini"))
}

fn test_page(app: &App, borne: &Borne, page: &Page) -> Vec<String> {
    vec![
        page.t("equipe-essai-titre"),
        borne.name(page),
        contact::moment(app, page, app.outside.now_ms()),
        format!("PLUS {}", env!("CARGO_PKG_VERSION")),
        page.t("equipe-essai-lettres"),
    ]
}

async fn menu(app: &App, borne: &Borne, page: Page, told: String) -> Answer {
    let lines = lines(app, borne, &page).await?;
    render(&MenuPage {
        lines,
        paused: borne.is_paused(),
        by_hub: borne.is_in_maintenance(),
        printer: borne.impression().is_some(),
        told,
        page: page.titled("equipe-titre"),
    })
}

/// How the kiosk is, in the words of the page of the fleet.
async fn lines(app: &App, borne: &Borne, page: &Page) -> Result<Vec<(String, String)>, WebError> {
    let health = sante::of(app, borne);
    let mut link = app.store.read().await.map_err(WebError::internal)?;
    let hub = node::enrolled(&mut link)
        .await
        .map_err(WebError::internal)?;
    drop(link);
    let mut lines = mots::printer_lines(page, &health);
    let network = health.network.map(|n| page.tc("borne-reseau", n.code()));
    lines.push((page.t("borne-ligne-reseau"), network.unwrap_or_default()));
    if let Some(hub) = hub {
        let last = contact::last_contact(app, page, hub.contact_at);
        lines.push((page.t("equipe-dernier-contact"), last));
        let waits = waiting(&app.store).await.map_err(WebError::internal)?;
        let waits = page.number(waits.unwrap_or(0));
        lines.push((page.t("borne-ligne-attend"), waits));
    }
    let restarts = page.number(health.browser_restarts);
    lines.push((page.t("equipe-relances"), restarts));
    let version = env!("CARGO_PKG_VERSION").to_owned();
    lines.push((page.t("borne-ligne-version"), version));
    lines.retain(|(_, value)| !value.is_empty());
    Ok(lines)
}
