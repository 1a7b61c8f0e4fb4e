//! `/mandat`: what a mandate says, for everybody, read aloud like any page.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use plus_domain::mandat::Modele;

use crate::web::{
    error::WebError,
    page::{Answer, Page, render},
    state::App,
};

#[derive(Template)]
#[template(path = "mandat/explique.html")]
struct ExplainedPage {
    page: Page,
    articles: Vec<(String, String)>,
}

/// Names between the braces of the template.
const NAMES: [&str; 10] = [
    "mandant",
    "organisation",
    "mandataire",
    "demarches",
    "duree",
    "debut",
    "fin",
    "protection",
    "lieu",
    "signature",
];

/// `GET /mandat`.
pub async fn show(State(app): State<App>, page: Page) -> Answer {
    let modele = Modele::in_force().map_err(WebError::internal)?;
    let carrier = app.territory().identity.carrier.clone();
    let value = |name: &str| match name {
        "organisation" => carrier.clone(),
        "protection" => page.t("mandat-sans-protection"),
        name => page.tc("mandat-blanc", name),
    };
    let values: BTreeMap<&str, String> = NAMES.map(|name| (name, value(name))).into();
    let articles = modele.filled(&values).map_err(WebError::internal)?;
    let articles = articles.into_iter();
    render(&ExplainedPage {
        articles: articles
            .map(|(title, text)| (page.french(&title), page.french(&text)))
            .collect(),
        page: page.titled("mandat-explique-titre"),
    })
}
