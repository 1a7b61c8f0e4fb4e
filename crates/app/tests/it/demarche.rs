//! A démarche never shows a fact without its mark.

use axum::http::StatusCode;
use jiff::civil::date;
use plus_domain::account::Role;
use plus_domain::event::{DemarcheConfirmation, Event};

use crate::actors::Relay;

/// As askama writes a text into a page.
fn escaped(text: &str) -> String {
    text.replace('&', "&#38;")
        .replace('<', "&#60;")
        .replace('>', "&#62;")
        .replace('"', "&#34;")
        .replace('\'', "&#39;")
}

/// The words of a page from where a fact stands to the end of its line.
fn beside<'a>(page: &'a str, fact: &str) -> &'a str {
    let fact = format!("<strong>{}</strong>", escaped(fact));
    let at = page
        .find(&fact)
        .unwrap_or_else(|| panic!("not shown: {fact}"));
    page[at + fact.len()..].lines().next().unwrap()
}

#[tokio::test]
async fn every_fact_of_every_demarche_stands_beside_its_mark_on_screen_and_on_paper() {
    let relay = Relay::open().await;
    let territory = relay.app.territory();
    for demarche in territory.catalogue.demarches() {
        for path in ["", "/imprimer"] {
            let page = relay
                .visitor()
                .get(&format!("/demarches/{}{path}", demarche.code))
                .await;
            assert_eq!(page.status, StatusCode::OK, "{}", demarche.code);
            for paper in &demarche.papers {
                let shown = paper.shown();
                assert!(
                    beside(&page.body, shown.value).contains(&escaped(&shown.mark.label)),
                    "{}: {}",
                    demarche.code,
                    shown.value
                );
            }
            for fact in [&demarche.where_, &demarche.cost, &demarche.delay] {
                let shown = fact.shown();
                let near = format!("<dd>{} <span class=\"badge", escaped(shown.value));
                assert!(
                    page.body.contains(&near),
                    "{}{path}: {}",
                    demarche.code,
                    shown.value
                );
            }
            for (.., status) in demarche.items() {
                assert!(
                    page.body.contains(&escaped(&status.mark().long)),
                    "{}{path}",
                    demarche.code
                );
            }
        }
    }
}

#[tokio::test]
async fn what_the_relay_verified_is_shown_as_such() {
    let relay = Relay::open().await;
    let author = relay.account("ghislaine", Role::Coordinateur).await;
    let territory = relay.app.territory();
    let rsa = territory.catalogue.get(&"rsa".into()).unwrap();
    let (item, text, _) = rsa
        .items()
        .into_iter()
        .find(|(.., status)| status.is_to_confirm())
        .unwrap();
    let confirmed = Event::DemarcheConfirmed(DemarcheConfirmation {
        demarche: rsa.code.clone(),
        item: item.to_string(),
        text: text.to_owned(),
        author: author.id,
        date: date(2026, 11, 20),
    });
    let mut tx = relay.app.store.begin().await.unwrap();
    relay
        .app
        .outside
        .record(&mut tx, &[confirmed])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let page = relay.visitor().get("/demarches/rsa").await.body;
    assert!(page.contains("Vérifié par le relais (ghislaine T.) le 20 novembre 2026."));
}

#[tokio::test]
async fn an_unknown_demarche_is_a_page_that_says_so() {
    let relay = Relay::open().await;
    for path in [
        "/demarches/rien",
        "/demarches/rien/imprimer",
        "/demarches/%3Cscript%3E",
    ] {
        assert_eq!(
            relay.visitor().get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}
