//! `/accessibilite`: the statement that the law asks for (2005-102, article 47), written from the
//! results of the 106 criteria. Nothing of it is typed by hand, and what nobody looked at is
//! said to be so.

use std::sync::LazyLock;

use askama::Template;
use axum::extract::State;
use jiff::civil::Date;
use plus_domain::accessibilite::{Critere, Etat, Resultat, shipped};

use super::{
    error::WebError,
    page::{Answer, Page, render},
    state::App,
};

/// The criteria of this program; none when the file is faulty, which a test says.
static CRITERES: LazyLock<Vec<Critere>> = LazyLock::new(|| shipped().unwrap_or_default());

#[derive(Template)]
#[template(path = "accessibilite/page.html")]
struct StatementPage {
    page: Page,
    etat: Etat,
    /// « non conforme ».
    state: String,
    /// Address of the site.
    site: String,
    not_conform: Vec<&'static Critere>,
    not_verified: Vec<&'static Critere>,
    /// The last day a criterion was looked at.
    date: String,
    contact: Option<Contact>,
}

/// Where to write.
struct Contact {
    href: String,
    /// What is read: the address without `mailto:`.
    shown: String,
}

/// `GET /accessibilite`.
pub async fn show(State(app): State<App>, page: Page) -> Answer {
    let of = |resultat| CRITERES.iter().filter(move |c| c.resultat == resultat);
    let last: Option<Date> = CRITERES.iter().map(|critere| critere.date).max();
    let last = last.ok_or_else(|| WebError::internal("rgaa.csv does not read"))?;
    let contact = app.config.accessibility_contact.clone();
    render(&StatementPage {
        etat: Etat::of(&CRITERES),
        state: state(&page),
        site: page.origin.clone(),
        not_conform: of(Resultat::NonConforme).collect(),
        not_verified: of(Resultat::NonVerifie).collect(),
        date: page.date(last),
        contact: contact.map(|href| Contact {
            shown: href.trim_start_matches("mailto:").to_owned(),
            href,
        }),
        page: page.titled("accessibilite-titre"),
    })
}

/// « non conforme », in the language of a page.
fn state(page: &Page) -> String {
    page.tc("accessibilite-etat", Etat::of(&CRITERES).niveau().code())
}

impl Page {
    /// « Accessibilité : non conforme », for the foot of every page of the public.
    pub fn accessibility(&self) -> String {
        self.ta("accessibilite-lien", &[("etat", state(self))])
    }
}
