//! `/mandat`: what a mandate says, for everybody, read aloud like any page.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use plus_domain::mandat::{Article, Modele, fill};

use crate::web::{
    error::WebError,
    page::{Answer, Page, render},
    state::App,
    text::Texts,
};

/// An element of the mandate, in the language of the page where it is translated.
struct Told {
    title: String,
    text: String,
    /// What is signed: the French, beside a translation; empty when it is the text itself.
    french: String,
}

#[derive(Template)]
#[template(path = "mandat/explique.html")]
struct ExplainedPage {
    page: Page,
    articles: Vec<Told>,
}

/// The name of what was declared of a protection measure.
const PROTECTION: &str = "protection";

/// Names between the braces of the template.
const NAMES: [&str; 10] = [
    "mandant",
    "organisation",
    "mandataire",
    "demarches",
    "duree",
    "debut",
    "fin",
    PROTECTION,
    "lieu",
    "signature",
];

/// `GET /mandat`.
pub async fn show(State(app): State<App>, page: Page) -> Answer {
    let modele = Modele::in_force().map_err(WebError::internal)?;
    let carrier = app.territory().identity.carrier.clone();
    let signed = values(&carrier, french_of);
    let here = values(&carrier, |name| match name {
        PROTECTION => page.t("mandat-sans-protection"),
        name => page.tc("mandat-blanc", name),
    });
    let filled = modele.filled(&signed).map_err(WebError::internal)?;
    let articles = modele.articles.iter().zip(filled);
    let articles = articles.map(|(article, (_, french))| told(&page, article, french, &here));
    render(&ExplainedPage {
        articles: articles.collect(),
        page: page.titled("mandat-explique-titre"),
    })
}

/// What stands in the place of each name, before anybody has signed.
fn values(carrier: &str, said: impl Fn(&'static str) -> String) -> BTreeMap<&'static str, String> {
    let value = |name| match name {
        "organisation" => carrier.to_owned(),
        name => said(name),
    };
    NAMES.map(|name| (name, value(name))).into()
}

fn french_of(name: &str) -> String {
    let french = Texts::french();
    match name {
        PROTECTION => french.get("mandat-sans-protection"),
        name => french.get(&format!("mandat-blanc-{name}")),
    }
}

/// An element, translated when all of it is; its French stays beside, since it is what is signed.
/// Its number is on the paper: read aloud, it would only take time.
fn told(page: &Page, article: &Article, text: String, here: &BTreeMap<&str, String>) -> Told {
    let said = |french: &str| {
        let said = page.say(french);
        (said != page.french(french)).then_some(said)
    };
    let translated = || {
        let title = said(&article.title)?;
        let words = match article.to_translate() {
            Some(french) => article.translated(&said(&french)?, here)?,
            // A name alone.
            None => fill(&article.text, here).ok()?,
        };
        Some((title, words))
    };
    match translated() {
        Some((title, words)) => Told {
            title,
            text: words,
            french: text,
        },
        None => Told {
            title: page.french(&article.title),
            text: page.french(&text),
            french: String::new(),
        },
    }
}
