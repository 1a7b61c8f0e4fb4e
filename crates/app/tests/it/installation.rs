//! The first start in the browser: only with the secret of the console, each page kept, what was
//! typed shown again, a review, then the relay opens (issue 9, 1).

use reqwest::StatusCode;

use crate::server::{Browser, Opened};

const PASSWORD: &str = "tortue lampe nuage vis";

/// Sends a step; answers with its status, where it leads and its page.
async fn send(
    browser: &Browser,
    relay: &Opened,
    step: &str,
    fields: &[(&str, &str)],
) -> (StatusCode, String, String) {
    let secret = relay.link.split_once("jeton=").unwrap().1;
    let fields = [&[("jeton", secret)][..], fields].concat();
    let answer = browser
        .post(&relay.base, &format!("/installation/{step}"), &fields)
        .await
        .unwrap();
    let to = answer.headers().get(reqwest::header::LOCATION);
    let to = to.map_or(String::new(), |to| to.to_str().unwrap().to_owned());
    (answer.status(), to, answer.text().await.unwrap())
}

async fn read(browser: &Browser, relay: &Opened, step: &str) -> String {
    let secret = relay.link.split_once("jeton=").unwrap().1;
    let path = format!("/installation/{step}?jeton={secret}");
    let (status, page) = browser.get(&relay.base, &path).await.unwrap();
    assert_eq!(status, StatusCode::OK, "{step}: {page}");
    page
}

/// Sends a step that is right.
async fn kept(browser: &Browser, relay: &Opened, step: &str, fields: &[(&str, &str)]) -> String {
    let (status, to, page) = send(browser, relay, step, fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{step}: {page}");
    to
}

/// Sends a step that is not; answers with the page that says why.
async fn refused(browser: &Browser, relay: &Opened, step: &str, fields: &[(&str, &str)]) -> String {
    let (status, _, page) = send(browser, relay, step, fields).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{step}");
    page
}

const NAMES: [(&str, &str); 3] = [
    ("nom_court", "Nord+"),
    ("nom", "Relais du Nord"),
    ("langues", "fr, en"),
];
const CREW: [(&str, &str); 5] = [
    ("lundi", "08:00-13:00"),
    ("charge-de-mission", "1"),
    ("coordination", "1"),
    ("animatrice", "4"),
    ("ouverture", "2027-09"),
];

/// Without the secret nothing is asked, and everything leads there.
async fn nobody_without_the_secret(browser: &Browser, relay: &Opened) {
    let (status, page) = browser.get(&relay.base, "/installation/nom").await.unwrap();
    assert_eq!(status, StatusCode::GONE);
    assert!(page.contains("plus serve"), "{page}");
    let (status, _) = browser.get(&relay.base, "/passages").await.unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER);
    let fields = [("jeton", "autre"), ("epci", "200041788")];
    let answer = browser
        .post(&relay.base, "/installation/epci", &fields)
        .await;
    assert_eq!(answer.unwrap().status(), StatusCode::GONE);
}

/// Which territory, and what it is called.
async fn names(browser: &Browser, relay: &Opened) {
    refused(browser, relay, "nom", &[("nom", "x")]).await;
    let page = refused(browser, relay, "epci", &[("epci", "200041789")]).await;
    assert!(page.contains("CA du Pays Nord Martinique (200041788)"));
    assert!(page.contains("value=\"200041789\""), "what was typed stays");
    let to = kept(browser, relay, "epci", &[("epci", "200041788")]).await;
    assert!(to.starts_with("/installation/nom?jeton="), "{to}");
    let wrong = [&NAMES[..], &[("telephone", "12")]].concat();
    let page = refused(browser, relay, "nom", &wrong).await;
    assert!(
        page.contains("ce n’est pas un numéro de téléphone"),
        "{page}"
    );
    assert!(page.contains("value=\"Nord+\""), "{page}");
    let right = [&NAMES[..], &[("telephone", "0596 00 00 00")]].concat();
    kept(browser, relay, "nom", &right).await;
    let page = read(browser, relay, "nom").await;
    assert!(page.contains("value=\"0596 00 00 00\""), "kept");
}

/// Communes, partners, places, crew, conventions.
async fn answers(browser: &Browser, relay: &Opened) {
    let page = read(browser, relay, "communes").await;
    assert!(page.contains("Le Lorrain ; Communes moyennes"), "{page}");
    let groups = [("groupes", "Le Lorrain ; Nord\nAilleurs ; x")];
    let page = refused(browser, relay, "communes", &groups).await;
    assert!(page.contains("Ligne 2 : « Ailleurs »"), "{page}");
    assert!(page.contains("Le Lorrain ; Nord"), "{page}");
    let water = [("nom-eau", "Odyssi"), ("appellation-eau", "Odyssi")];
    let to = kept(browser, relay, "partenaires", &water).await;
    assert!(to.starts_with("/installation/lieux"), "{to}");
    let places = "Le Lorrain ; mairie ; 1 rue de la Liberté\nle robert ; marché";
    kept(browser, relay, "lieux", &[("lieux", places)]).await;
    let late = [&[("mardi", "13:00-08:00")][..], &CREW[..]].concat();
    refused(browser, relay, "equipe", &late).await;
    kept(browser, relay, "equipe", &CREW).await;
    refused(browser, relay, "conventions", &[("depuis-caf", "hier")]).await;
    kept(
        browser,
        relay,
        "conventions",
        &[("depuis-caf", "2026-01-05")],
    )
    .await;
}

#[tokio::test]
async fn a_relay_is_installed_page_by_page_and_opens() {
    let data = tempfile::tempdir().unwrap();
    let relay = Opened::to_install(data.path()).await;
    let (base, browser) = (relay.base.clone(), Browser::anybody());
    assert!(
        relay.link.contains("/installation?jeton="),
        "{}",
        relay.link
    );
    nobody_without_the_secret(&browser, &relay).await;
    names(&browser, &relay).await;
    answers(&browser, &relay).await;
    let review = read(&browser, &relay, "relecture").await;
    for said in [
        "Nord+",
        "Odyssi",
        "Le Robert, marché",
        "À compléter",
        "Ouvrir le relais",
    ] {
        assert!(review.contains(said), "{said}: {review}");
    }
    let to = kept(&browser, &relay, "relecture", &[]).await;
    assert!(to.starts_with("/premier-compte?jeton="), "{to}");
    let written =
        |file: &str| std::fs::read_to_string(data.path().join("territoire").join(file)).unwrap();
    let (head, partners) = (written("territoire.toml"), written("partenaires.toml"));
    assert!(
        head.contains("lundi = \"08:00-13:00\"") && !head.contains("mardi ="),
        "{head}"
    );
    assert!(
        partners.contains("code = \"caf\"\ndepuis = 2026-01-05\n"),
        "{partners}"
    );
    assert!(!data.path().join("installation.json").exists());
    let (status, page) = browser.get(&base, "/").await.unwrap();
    assert!(
        status == StatusCode::OK && page.contains("Relais du Nord"),
        "it is open"
    );
    let (status, _) = browser.get(&base, "/installation").await.unwrap();
    assert_eq!(status, StatusCode::NOT_FOUND, "and installed once");
    let first = Browser::first(&base, &format!("{base}{to}"), "ghislaine", PASSWORD).await;
    assert_eq!(
        first.get(&base, "/pilotage").await.unwrap().0,
        StatusCode::OK
    );
    relay.kill().await;
}
