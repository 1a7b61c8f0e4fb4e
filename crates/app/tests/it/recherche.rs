//! The search of the public, in everyday words.

use axum::http::StatusCode;
use plus::web::router::encoded;

use crate::actors::Relay;

#[tokio::test]
async fn everyday_words_and_old_names_find_a_demarche() {
    let relay = Relay::open().await;
    let catalogue = &relay.app.territory().catalogue;
    for (asked, expected) in [
        ("RSA", "rsa"),
        ("rmi", "rsa"),
        ("Comment demander le revenu de solidarité active ?", "rsa"),
        ("PRIME D'ACTIVITE", "prime-activite"),
    ] {
        let found = catalogue.search(asked, 3);
        assert_eq!(
            found.first().map(|d| d.code.as_str()),
            Some(expected),
            "{asked}"
        );
    }
    for nothing in ["", "   ", "?!", "zzzzqqq"] {
        assert!(catalogue.search(nothing, 3).is_empty(), "{nothing}");
    }
}

#[tokio::test]
async fn a_demarche_is_found_by_its_own_title_and_by_each_of_its_words() {
    let relay = Relay::open().await;
    let catalogue = &relay.app.territory().catalogue;
    for demarche in catalogue.demarches() {
        let first = |asked: &str| catalogue.search(asked, 5);
        assert_eq!(
            first(&demarche.title).first().map(|d| &d.code),
            Some(&demarche.code),
            "{}",
            demarche.title
        );
        for alias in &demarche.aliases {
            assert!(
                first(alias).iter().any(|d| d.code == demarche.code),
                "{}: {alias}",
                demarche.code
            );
        }
    }
}

#[tokio::test]
async fn nothing_found_says_what_to_do_and_keeps_what_was_typed() {
    let relay = Relay::open().await;
    let asked = "<script>alert(1)</script> zzzz";
    let page = relay
        .visitor()
        .get(&format!("/recherche?q={}", encoded(asked)))
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Nous n’avons rien trouvé"));
    assert!(!page.body.contains("<script>alert"));
    assert!(page.body.contains("alert(1)"));
}
