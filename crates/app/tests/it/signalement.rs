//! « Cette page est fausse ? »: it reaches the relay without saying who, and is
//! answered (issue 3; requirements P2, P4).

use axum::http::StatusCode;
use plus_domain::account::Role;

use crate::actors::{Answered, Relay};

const LIST: &str = "/pilotage/signalements";

async fn say(relay: &Relay, fields: &[(&str, &str)]) -> Answered {
    let about = ("demarche", "rsa");
    let page = format!("/signalement?sur={}&code={}", about.0, about.1);
    let mut sent = vec![("sur", about.0), ("code", about.1)];
    sent.extend_from_slice(fields);
    relay
        .visitor()
        .post_from(&page, "/signalement", &sent)
        .await
}

fn identifier(body: &str) -> String {
    let after = body.split("/pilotage/signalements/").nth(1).unwrap();
    after.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn every_page_that_can_be_wrong_offers_to_say_so() {
    let relay = Relay::open().await;
    for (path, link) in [
        ("/demarches/rsa", "/signalement?sur=demarche&amp;code=rsa"),
        (
            "/services/amendes",
            "/signalement?sur=service&amp;code=amendes",
        ),
    ] {
        let page = relay.visitor().get(path).await.body;
        assert!(page.contains(&format!("href=\"{link}\"")), "{path}");
        let form = relay.visitor().get(&link.replace("&amp;", "&")).await;
        assert_eq!(form.status, StatusCode::OK, "{link}");
    }
    for lost in [
        "",
        "?sur=demarche&code=rien",
        "?sur=chose&code=rsa",
        "?sur=fiche&code=F1",
    ] {
        let answer = relay.visitor().get(&format!("/signalement{lost}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{lost}");
    }
}

#[tokio::test]
async fn what_is_said_reaches_the_coordinator_and_leaves_once_answered() {
    let relay = Relay::open().await;
    let answer = say(&relay, &[("faux", "prix"), ("texte", "C’est gratuit.")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let thanks = relay.visitor().get(answer.location()).await.body;
    assert!(thanks.contains("Merci, c’est noté."), "{thanks}");

    let ghislaine = relay.person(Role::Coordinateur).await;
    let board = ghislaine.get("/pilotage").await.body;
    assert!(board.contains("Vérifier une page signalée"), "{board}");
    let list = ghislaine.get(LIST).await.body;
    assert!(list.contains("C’est gratuit.") && list.contains("/demarches/rsa"));
    let path = format!("{LIST}/{}", identifier(&list));
    let refused = ghislaine.post_from(LIST, &path, &[("mot", "Vu")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("value=\"Vu\""),
        "what was typed is kept"
    );
    let sent = [("verdict", "corrige"), ("mot", "Prix corrigé.")];
    let done = ghislaine.post_from(LIST, &path, &sent).await;
    assert_eq!(done.location(), LIST, "{}", done.body);
    let after = ghislaine.get(LIST).await.body;
    assert!(after.contains("Rien n’attend") && after.contains("Prix corrigé."));
    assert!(
        !ghislaine
            .get("/pilotage")
            .await
            .body
            .contains("page signalée")
    );
    let lost = ghislaine
        .post_from(LIST, &format!("{LIST}/rien"), &sent)
        .await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nothing_of_a_person_is_kept() {
    let relay = Relay::open().await;
    for text in [
        "Appelez-moi au 0696 12 34 56",
        "maryse@exemple.fr",
        "mon numéro 2 84 05 97 211 003 42",
    ] {
        let answer = say(&relay, &[("faux", "autre"), ("texte", text)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
        assert!(answer.body.contains("nous ne gardons rien"), "{text}");
        assert!(answer.body.contains(text), "what was typed is kept: {text}");
    }
    assert!(!relay.on_disk("0696 12 34 56"));
    // What is noted holds neither the browser nor the network address.
    say(&relay, &[("faux", "lieu"), ("texte", "Le bureau a fermé.")]).await;
    assert!(relay.on_disk("Le bureau a fermé."));
    assert!(!relay.on_disk("192.0.2.1"));
}

#[tokio::test]
async fn what_is_missing_is_said() {
    let relay = Relay::open().await;
    let answer = say(&relay, &[("texte", "Faux.")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Choisissez ce qui est faux."));
    assert!(answer.body.contains("Faux.</textarea>"));
}

#[tokio::test]
async fn a_flood_of_one_page_is_thanked_and_written_once_enough() {
    let relay = Relay::open().await;
    for _ in 0..15 {
        let answer = say(&relay, &[("faux", "prix")]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
    let mut link = relay.app.store.read().await.unwrap();
    let kept = plus_store::signalement::count(&mut link).await.unwrap();
    assert_eq!(kept, plus_store::signalement::MOST_OF_A_PAGE);
}

#[tokio::test]
async fn in_english_the_person_stays_in_english() {
    let relay = Relay::open().await;
    let page = "/en/signalement?sur=demarche&code=rsa";
    let sent = [("sur", "demarche"), ("code", "rsa"), ("faux", "prix")];
    let visitor = relay.visitor();
    let answer = visitor.post_from(page, "/en/signalement", &sent).await;
    assert_eq!(
        answer.location(),
        "/en/signalement?sur=demarche&code=rsa&fait=1",
        "{}",
        answer.body
    );
    let thanks = visitor.get(answer.location()).await.body;
    assert!(thanks.contains("Thank you, it is noted."));
}
