//! A partner in its space: its own pages, still right or not; nobody else's.

use axum::http::StatusCode;
use plus_domain::account::Role;

use crate::actors::{Actor, Relay, value_of};

const PAGE: &str = "/partenaire/catalogue";

/// The text that the button of an entry sends, as its page gives it.
fn text_of(body: &str, action: &str) -> String {
    let form = body.split(&format!("action=\"{action}\"")).nth(1).unwrap();
    let value = value_of(form, "texte").unwrap();
    value.replace("&#38;", "&").replace("&#39;", "'")
}

async fn confirmations(relay: &Relay) -> (usize, usize) {
    let mut link = relay.app.store.read().await.unwrap();
    let demarches = plus_store::catalogue::confirmations(&mut link)
        .await
        .unwrap();
    let services = plus_store::service::confirmations(&mut link).await.unwrap();
    (demarches.len(), services.len())
}

async fn say_right(caf: &Actor<'_>, action: &str) {
    let page = caf.get(PAGE).await.body;
    let text = text_of(&page, action);
    let answer = caf.post_from(PAGE, action, &[("texte", &text)]).await;
    assert_eq!(answer.location(), PAGE, "{}", answer.body);
}

#[tokio::test]
async fn a_partner_sees_its_own_pages_alone() {
    let relay = Relay::open().await;
    let caf = relay.person(Role::Partenaire).await;
    let page = caf.get(PAGE).await.body;
    let territory = relay.app.territory();
    for demarche in territory.catalogue.demarches() {
        let own = demarche.partner.as_str() == "caf";
        let form = format!("action=\"{PAGE}/demarches/{}\"", demarche.code);
        assert_eq!(page.contains(&form), own, "{}", demarche.code);
    }
    for service in territory.services.all() {
        let own = service.partner.as_str() == "caf";
        let form = format!("action=\"{PAGE}/services/{}\"", service.code);
        assert_eq!(page.contains(&form), own, "{}", service.code);
    }
}

#[tokio::test]
async fn still_right_said_once_is_shown_to_everybody_with_the_partner_s_name() {
    let relay = Relay::open().await;
    let caf = relay.person(Role::Partenaire).await;
    say_right(&caf, "/partenaire/catalogue/demarches/rsa").await;
    say_right(&caf, "/partenaire/catalogue/services/caf-mon-compte").await;
    assert_eq!(confirmations(&relay).await, (1, 1));
    for path in ["/demarches/rsa", "/services/caf-mon-compte"] {
        let page = relay.visitor().get(path).await.body;
        assert!(
            page.contains("Vérifié par la CAF le 23 novembre 2026."),
            "{path}"
        );
    }
    assert!(caf.get(PAGE).await.body.contains("Tout est confirmé"));
}

#[tokio::test]
async fn a_partner_cannot_speak_of_the_pages_of_another() {
    let relay = Relay::open().await;
    let caf = relay.person(Role::Partenaire).await;
    let territory = relay.app.territory();
    let other = territory.catalogue.get(&"carte-vitale".into()).unwrap();
    let service = territory.services.get(&"compte-ameli".into()).unwrap();
    for (path, text) in [
        (
            "/partenaire/catalogue/demarches/carte-vitale",
            other.whole_text(),
        ),
        (
            "/partenaire/catalogue/services/compte-ameli",
            service.whole_text(),
        ),
        ("/partenaire/catalogue/demarches/rien", String::new()),
        ("/partenaire/catalogue/services/rien", String::new()),
    ] {
        let answer = caf.post_from(PAGE, path, &[("texte", &text)]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(confirmations(&relay).await, (0, 0));
}

#[tokio::test]
async fn a_text_that_changed_since_the_page_opened_is_not_taken_for_read() {
    let relay = Relay::open().await;
    let caf = relay.person(Role::Partenaire).await;
    for path in [
        "/partenaire/catalogue/demarches/rsa",
        "/partenaire/catalogue/services/caf-mon-compte",
    ] {
        let answer = caf.post_from(PAGE, path, &[("texte", "avant")]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
    }
    assert_eq!(confirmations(&relay).await, (0, 0));
}

#[tokio::test]
async fn what_readers_say_reaches_the_partner_of_the_page_and_no_other() {
    let relay = Relay::open().await;
    for (kind, code, wrong, text) in [
        ("demarche", "rsa", "prix", "Le montant a changé."),
        (
            "service",
            "compte-ameli",
            "adresse",
            "Le site a changé de nom.",
        ),
    ] {
        let page = format!("/signalement?sur={kind}&code={code}");
        let sent = [
            ("sur", kind),
            ("code", code),
            ("faux", wrong),
            ("texte", text),
        ];
        let answer = relay
            .visitor()
            .post_from(&page, "/signalement", &sent)
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }
    let page = relay.person(Role::Partenaire).await.get(PAGE).await.body;
    assert!(page.contains("Le montant a changé."), "{page}");
    assert!(!page.contains("Le site a changé de nom."), "{page}");
}
