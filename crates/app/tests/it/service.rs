//! « Services en ligne »: found by theme and by partner, prepared before being opened,
//! never surer than what is known (issue 3, portail d'applications).

use axum::http::StatusCode;
use plus_domain::{
    account::Role,
    adresse::{Finding, State},
    ids::ServiceCode,
};

use crate::actors::{MORNING, Relay, value_of};

const DAY_MS: i64 = 24 * 3_600_000;
const CAF: &str = "https://www.caf.fr/";

async fn found(relay: &Relay, address: &str, state: State, detail: &str, at: i64) {
    let finding = Finding {
        state,
        detail: detail.into(),
    };
    let mut tx = relay.app.store.begin().await.unwrap();
    plus_store::adresse::keep(&mut tx, address, &finding, at)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn every_service_is_on_one_page_and_has_its_own() {
    let relay = Relay::open().await;
    let all = relay.visitor().get("/services").await;
    assert_eq!(all.status, StatusCode::OK);
    for service in relay.app.territory().services.all() {
        let href = format!("/services/{}", service.code);
        assert!(all.body.contains(&format!("href=\"{href}\"")), "{href}");
        let page = relay.visitor().get(&href).await;
        assert_eq!(page.status, StatusCode::OK, "{href}");
        let address = service.address.shown();
        let link = format!("href=\"{}\"", address.value);
        assert!(page.body.contains(&link), "{href} does not open");
        assert!(page.body.contains("À confirmer"), "{href} is too sure");
    }
    let lost = relay.visitor().get("/services/rien").await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn one_partner_can_be_chosen_without_a_script() {
    let relay = Relay::open().await;
    let page = relay.visitor().get("/services?partenaire=caf").await.body;
    assert!(page.contains("/services/caf-mon-compte"));
    assert!(!page.contains("/services/compte-ameli"));
    assert!(page.contains("<option value=\"caf\" selected>"));
    let nobody = relay.visitor().get("/services?partenaire=xyz").await.body;
    assert!(
        nobody.contains("/services/compte-ameli"),
        "unknown shows all"
    );
    let none = relay
        .visitor()
        .get("/services?partenaire=mission-locale")
        .await;
    assert!(none.body.contains("Aucun service ici"), "{}", none.body);
}

#[tokio::test]
async fn what_to_prepare_stands_before_the_way_in() {
    let relay = Relay::open().await;
    let page = relay.visitor().get("/services/caf-mon-compte").await.body;
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}: {page}"));
    assert!(at("Un compte et son mot de passe") < at("Ouvrir le service"));
    assert!(at("numéro d’allocataire") < at("Ouvrir le service"));
    assert!(page.contains("/demarches/rsa"));
    let rsa = relay.visitor().get("/demarches/rsa").await.body;
    assert!(rsa.contains("href=\"/services/caf-mon-compte\""));
}

#[tokio::test]
async fn the_state_of_an_address_is_said_and_never_hides_it() {
    let relay = Relay::open().await;
    let read = async |path: &str| relay.visitor().get(path).await.body;
    let service = "/services/caf-mon-compte";
    assert!(read(service).await.contains("Adresse pas encore vérifiée"));
    for (state, detail, at, said) in [
        (State::Repond, "", MORNING, "Adresse vérifiée aujourd’hui"),
        (
            State::Deplacee,
            "https://caf.fr/x",
            MORNING,
            "Adresse vérifiée aujourd’hui",
        ),
        (
            State::Muette,
            "",
            MORNING - DAY_MS,
            "Ne répond pas depuis hier",
        ),
        (
            State::Refuse,
            "absente",
            MORNING - 4 * DAY_MS,
            "Page introuvable depuis le 19\u{a0}novembre 2026",
        ),
        (
            State::Refuse,
            "certificat",
            MORNING,
            "Site mal protégé depuis aujourd’hui",
        ),
        (State::Refuse, "machine", MORNING, "page non vérifiable"),
    ] {
        found(&relay, CAF, state, detail, at).await;
        for path in [service, "/demarches/rsa"] {
            let page = read(path).await;
            assert!(page.contains(said), "{path} {state:?}: {page}");
            assert!(
                page.contains(&format!("href=\"{CAF}\"")),
                "{path} {state:?}"
            );
        }
    }
    found(&relay, CAF, State::Muette, "", MORNING).await;
    let page = read(service).await;
    assert!(page.contains("Sinon, venez au bus."), "{page}");
    let list = read("/services").await;
    assert!(list.contains("Ne répond pas depuis"), "{list}");
    let english = read("/en/services/caf-mon-compte").await;
    assert!(english.contains("No answer since today"), "{english}");
}

#[tokio::test]
async fn the_coordinator_sees_what_is_wrong_first_and_says_what_is_right() {
    let relay = Relay::open().await;
    found(
        &relay,
        "https://www.amendes.gouv.fr/",
        State::Muette,
        "",
        MORNING,
    )
    .await;
    found(
        &relay,
        "https://www.edf.fr/",
        State::Deplacee,
        "https://edf.fr/mq",
        MORNING,
    )
    .await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let page = ghislaine.get("/pilotage/services").await.body;
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}"));
    assert!(at("/services/amendes") < at("/services/caf-mon-compte"));
    assert!(page.contains("Une adresse ne répond pas."), "{page}");
    assert!(page.contains("Nouvelle adresse : https://edf.fr/mq"));

    let form = page
        .split("action=\"/pilotage/services/caf-mon-compte\"")
        .nth(1)
        .unwrap();
    let text = value_of(form, "texte").unwrap().replace("&#38;", "&");
    let confirm = "/pilotage/services/caf-mon-compte";
    ghislaine
        .post_from("/pilotage/services", confirm, &[("texte", "autre chose")])
        .await;
    let public = async || relay.visitor().get("/services/caf-mon-compte").await.body;
    assert!(!public().await.contains("Vérifié par le relais"));
    ghislaine
        .post_from("/pilotage/services", confirm, &[("texte", &text)])
        .await;
    let said = public().await;
    assert!(
        said.contains("Vérifié par le relais (coordinateur T.) le 23 novembre 2026."),
        "{said}"
    );
}

#[tokio::test]
async fn what_is_to_read_again_is_counted_on_the_dashboard_after_six_months() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let before = ghislaine.get("/pilotage").await.body;
    assert!(!before.contains("Relire"), "{before}");
    let count = relay.app.territory().services.all().len();
    relay.app.outside.advance(181 * DAY_MS);
    ghislaine.sign_in(Role::Coordinateur.code()).await;
    let after = ghislaine.get("/pilotage").await.body;
    assert!(
        after.contains(&format!("Relire {count} services en ligne")),
        "{after}"
    );
    assert!(after.contains("Relire 75 démarches"), "{after}");

    let list = ghislaine.get("/pilotage/catalogue").await.body;
    let form = list
        .split("action=\"/pilotage/catalogue/rsa\"")
        .nth(1)
        .unwrap();
    let point = value_of(form, "point").unwrap().replace("&#38;", "&");
    assert!(point.starts_with("tout|"), "{point}");
    let sent = [("point", point.as_str())];
    let done = ghislaine
        .post_from("/pilotage/catalogue", "/pilotage/catalogue/rsa", &sent)
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let after = ghislaine.get("/pilotage").await.body;
    assert!(after.contains("Relire 74 démarches"));
    let services = relay.app.territory().services.clone();
    assert!(services.get(&ServiceCode::new("caf-mon-compte")).is_some());
}
