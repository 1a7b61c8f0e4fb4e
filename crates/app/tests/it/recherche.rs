//! The search of the public, in everyday words.

use axum::http::StatusCode;
use plus::web::router::encoded;

use crate::{actors::Relay, fiche::with_content};

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

async fn results(relay: &Relay, query: &str) -> String {
    let page = relay
        .visitor()
        .get(&format!("/recherche?q={}", encoded(query)))
        .await;
    assert_eq!(page.status, StatusCode::OK, "{query}");
    page.body
}

/// Titles, details and addresses that are proposed for what is typed.
async fn proposed(relay: &Relay, prefix: &str, query: &str) -> serde_json::Value {
    let path = format!("{prefix}/recherche/suggestions?q={}", encoded(query));
    let answer = relay.visitor().get(&path).await;
    assert_eq!(
        answer.header("content-type"),
        "application/x-suggestions+json"
    );
    serde_json::from_str(&answer.body).unwrap()
}

fn texts(value: &serde_json::Value) -> Vec<&str> {
    let all = value.as_array().unwrap().iter();
    all.map(|it| it.as_str().unwrap()).collect()
}

#[tokio::test]
async fn what_is_typed_is_completed_with_our_pages_and_the_official_ones() {
    let relay = with_content().await;
    let answer = proposed(&relay, "", "cart gr").await;
    assert_eq!(answer[0], "cart gr");
    let (titles, hrefs) = (texts(&answer[1]), texts(&answer[3]));
    assert!(titles[0].contains("carte grise"), "{titles:?}");
    assert!(
        hrefs
            .iter()
            .any(|href| href.starts_with("/demarches/carte-grise"))
    );
    assert!(hrefs.iter().any(|href| href.starts_with("/fiches/")));
    assert!(titles.len() <= 8 && titles.len() == texts(&answer[2]).len());
    assert_eq!(answer[4]["said"], format!("{} propositions.", titles.len()));

    let events = proposed(&relay, "", "j'attends un en").await;
    assert_eq!(texts(&events[3])[0], "/evenements/naissance");
    let theme = proposed(&relay, "", "logem").await;
    assert!(texts(&theme[3]).contains(&"/themes/logement"));
    let old_name = proposed(&relay, "", "pole emp").await;
    assert!(texts(&old_name[3]).contains(&"/partenaires/france-travail"));
    let misspelt = proposed(&relay, "", "pasporrt perdu").await;
    assert!(!texts(&misspelt[1]).is_empty());
    for nothing in ["", "c", "zzzz qqqq"] {
        let answer = proposed(&relay, "", nothing).await;
        assert!(texts(&answer[1]).is_empty(), "{nothing}: {answer}");
        assert_eq!(answer[4]["said"], "Aucune proposition.");
    }
}

#[tokio::test]
async fn propositions_speak_the_language_of_the_page_and_say_what_stays_in_french() {
    let relay = with_content().await;
    let answer = proposed(&relay, "/en", "expecting a ch").await;
    assert_eq!(texts(&answer[1])[0], "I am expecting a child");
    assert_eq!(texts(&answer[3])[0], "/en/evenements/naissance");
    assert_eq!(answer[4]["lang"][0], "en");
    let french = proposed(&relay, "/en", "carte gri").await;
    assert_eq!(french[4]["lang"][0], "fr");
    assert!(
        texts(&french[3])
            .iter()
            .all(|href| href.starts_with("/en/"))
    );
    let kreyol = proposed(&relay, "/gcf", "carte gri").await.to_string();
    assert!(!kreyol.contains(['\u{E000}', '\u{E001}']));
}

#[tokio::test]
async fn what_happens_to_the_person_stands_above_the_answers() {
    let relay = with_content().await;
    let body = results(&relay, "mon mari est décédé").await;
    let event = body.find("href=\"/evenements/deces\"").expect("the event");
    let demarches = body.find("id=\"demarches\"").expect("our démarches");
    let official = body.find("id=\"officiel\"").expect("official");
    assert!(event < demarches && demarches < official);
    let kreyol = results(&relay, "man ansent").await;
    assert!(kreyol.contains("href=\"/evenements/naissance\""));
    assert!(
        !results(&relay, "carte grise")
            .await
            .contains("situation-forte")
    );
}

#[tokio::test]
async fn a_mended_spelling_is_said_and_what_was_typed_stays() {
    let relay = with_content().await;
    let body = results(&relay, "certifica de cesion").await;
    assert!(body.contains("Nous avons cherché"), "{body}");
    assert!(body.contains("<strong>certificat de cession</strong>"));
    assert!(body.contains("value=\"certifica de cesion\""));
    assert!(
        !results(&relay, "certificat de cession")
            .await
            .contains("Nous avons cherché")
    );
}

#[tokio::test]
async fn no_answer_still_leads_somewhere() {
    let relay = with_content().await;
    let body = results(&relay, "zouboukou").await;
    for way in ["/rappel", "/passages", "/themes/sante", "/evenements"] {
        assert!(body.contains(way), "{way}");
    }
    // One word in common with a démarche: its subject comes first.
    let near = results(&relay, "zouboukou kolokwa babatoula loyer").await;
    let closest = near
        .split("id=\"proches\"")
        .nth(1)
        .expect("closest subjects");
    let first = closest.split("/themes/").nth(1).unwrap();
    assert!(first.starts_with("logement"), "{first:.40}");
}

#[tokio::test]
async fn another_language_is_recognised_and_its_page_offered() {
    let relay = with_content().await;
    let body = results(&relay, "i lost my driving licence").await;
    assert!(body.contains("semble en anglais"));
    assert!(body.contains("href=\"/en/recherche?q="));
    let there = relay
        .visitor()
        .get("/en/recherche?q=i%20lost%20my%20driving%20licence")
        .await;
    assert!(!there.body.contains("seems to be in English"));
    assert!(
        !results(&relay, "permis de conduire perdu")
            .await
            .contains("semble en")
    );
}

#[tokio::test]
async fn answers_say_whose_they_are_and_what_can_be_done() {
    let relay = with_content().await;
    let body = results(&relay, "rsa").await;
    let ours = body.split("id=\"demarches\"").nth(1).unwrap();
    let first = ours.split("</li></ul>").next().unwrap();
    for said in [
        "CAF",
        "Argent, impôts",
        "Papiers à préparer",
        "Se fait en ligne",
    ] {
        assert!(first.contains(said), "{said}: {first}");
    }
    let many = results(&relay, "carte d'identité").await;
    let official = many.split("id=\"officiel\"").nth(1).unwrap();
    let shown = official.split("<details").next().unwrap();
    assert_eq!(shown.matches("class=\"reponse\"").count(), 5);
    assert!(official.contains("Voir les"));
}
