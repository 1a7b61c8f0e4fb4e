//! A site that is not shown: closed, or out of reach. Each says what to do instead.

use askama::Template;
use axum::extract::State;
use axum_extra::extract::Query;
use plus_domain::sites::allow_list;
use serde::Deserialize;

use super::Kiosk;
use crate::web::{
    page::{Answer, Page, render},
    state::App,
};

/// What follows the `?`.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    site: String,
}

impl Asked {
    /// The host, if it is one: the page shows nothing else.
    fn host(&self) -> String {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
        let named = self.site.contains('.') && self.site.len() <= 253;
        if named && self.site.chars().all(plain) {
            self.site.clone()
        } else {
            String::new()
        }
    }
}

#[derive(Template)]
#[template(path = "seance/ferme.html")]
struct ClosedPage {
    page: Page,
    host: String,
}

#[derive(Template)]
#[template(path = "seance/indisponible.html")]
struct AwayPage {
    page: Page,
    host: String,
    /// Services on line that lean on it: address of the page, name.
    services: Vec<(String, String)>,
}

/// `GET /borne/ferme?site=`: a site that is not on the list.
pub async fn closed(_kiosk: Kiosk, page: Page, Query(asked): Query<Asked>) -> Answer {
    render(&ClosedPage {
        host: asked.host(),
        page: page.titled("seance-ferme-titre"),
    })
}

/// `GET /borne/indisponible?site=`: a site of the list that does not answer, or no network.
pub async fn away(
    State(app): State<App>,
    _kiosk: Kiosk,
    page: Page,
    Query(asked): Query<Asked>,
) -> Answer {
    let host = asked.host();
    render(&AwayPage {
        services: services(&app, &page, &host),
        host,
        page: page.titled("seance-indisponible-titre"),
    })
}

/// The services on line that lean on a host: their pages say how to do without.
fn services(app: &App, page: &Page, host: &str) -> Vec<(String, String)> {
    let territory = app.territory();
    let listed = allow_list(&territory);
    let asked = listed.iter().find(|allowed| allowed.host.opens(host));
    let by = |code: &str| asked.is_some_and(|allowed| allowed.asked_by.contains(code));
    let services = territory.services.all().iter();
    let theirs = services.filter(|service| by(service.code.as_str()));
    theirs
        .map(|service| {
            (
                format!("/services/{}", service.code),
                page.say(&service.name),
            )
        })
        .collect()
}
