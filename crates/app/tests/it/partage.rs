//! What a person takes away: the address of a page, a list of papers with its ticks,
//! dates for a calendar, notices for a reader of feeds.

use axum::http::StatusCode;
use jiff::civil::date;
use plus_domain::{
    account::Role,
    permanence::{Permanence, PermanenceState},
};

use crate::{
    actors::Relay,
    passages::{announce, passage},
};

const MARIN: &str = "le-marin-mondesir";
const DUCOS: &str = "ducos-morne-lapointe";

#[tokio::test]
async fn every_shared_page_says_its_address_in_clear_and_as_a_code() {
    let relay =
        Relay::open_with(|web| web.public_url = Some("https://plus.example.org".into())).await;
    for (path, address) in [
        ("/demarches/rsa", "plus.example.org/demarches/rsa"),
        ("/themes/sante", "plus.example.org/themes/sante"),
        (
            "/passages?commune=97217",
            "plus.example.org/passages?commune=97217",
        ),
        ("/en/demarches/rsa", "plus.example.org/en/demarches/rsa"),
    ] {
        let page = relay.visitor().get(path).await.body;
        let shown = format!("<p class=\"adresse\" data-muet>{address}</p>");
        assert!(page.contains(&shown), "{path}: {address}");
        let alt = page.split("class=\"qr\"").nth(1).unwrap();
        assert!(alt.split('>').next().unwrap().contains(address), "{path}");
        assert!(page.contains("href=\"mailto:?subject="), "{path}");
        let source = page.split("src=\"/assets/qr.svg").nth(1).unwrap();
        let source = format!("/assets/qr.svg{}", source.split('"').next().unwrap());
        let code = relay.visitor().get(&source).await;
        assert_eq!(code.status, StatusCode::OK, "{source}");
        assert_eq!(code.header("content-type"), "image/svg+xml; charset=utf-8");
        assert!(code.body.starts_with("<svg ") && !code.body.contains("style"));
    }
}

#[tokio::test]
async fn what_was_typed_after_the_address_of_a_page_is_not_shared() {
    let relay = Relay::open().await;
    for path in [
        "/demarches/rsa?nom=Dupont",
        "/passages?commune=97217&nom=Dupont",
    ] {
        let page = relay.visitor().get(path).await.body;
        let panel = page.split("id=\"partager\"").nth(1).unwrap();
        assert!(
            !panel.split("</details>").next().unwrap().contains("Dupont"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_code_leads_to_a_page_of_this_site_and_to_no_other() {
    let relay = Relay::open().await;
    for strange in [
        "",
        "?page=https://ailleurs.test",
        "?page=//ailleurs.test",
        "?page=x",
    ] {
        let answer = relay
            .visitor()
            .get(&format!("/assets/qr.svg{strange}"))
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{strange}");
    }
}

#[tokio::test]
async fn papers_are_ticked_without_a_script_and_travel_in_the_address() {
    let relay = Relay::open().await;
    let visitor = relay.visitor();
    let blank = visitor.get("/demarches/rsa").await.body;
    assert!(blank.contains("Cochez ce que vous avez déjà."));
    assert_eq!(blank.matches("name=\"papier\"").count(), 5);
    assert!(!blank.contains(" checked"));
    let sent = visitor
        .get("/demarches/rsa?papier=1&papier=3&envoyer=1")
        .await
        .body;
    assert!(
        sent.contains("Il vous reste 3 papiers à préparer."),
        "{sent}"
    );
    assert!(sent.contains("id=\"partager\" open"));
    assert!(sent.contains("/demarches/rsa?papiers=1,3</p>"), "{sent}");
    let phone = visitor.get("/demarches/rsa?papiers=1,3").await.body;
    assert_eq!(phone.matches(" checked").count(), 2);
    assert!(phone.contains("value=\"1\" checked") && phone.contains("value=\"3\" checked"));
    let paper = visitor
        .get("/demarches/rsa/imprimer?papier=1&papier=3")
        .await
        .body;
    assert_eq!(paper.matches("Déjà prêt").count(), 2);
    assert_eq!(paper.matches("class=\"case\"").count(), 5);
    let all = visitor.get("/demarches/rsa?papiers=1,2,3,4,5").await.body;
    assert!(all.contains("Vous avez tous vos papiers."));
}

#[tokio::test]
async fn a_passage_goes_into_a_calendar_at_the_hour_of_the_relay() {
    let relay = Relay::open().await;
    let planned = passage(date(2026, 11, 30), MARIN, PermanenceState::Planned);
    let id = planned.id.clone();
    announce(&relay, vec![planned]).await;
    let page = relay.visitor().get("/passages").await.body;
    let link = format!("href=\"/passages/{id}/agenda.ics\"");
    assert!(page.contains(&link), "{page}");
    let file = relay
        .visitor()
        .get(&format!("/passages/{id}/agenda.ics"))
        .await;
    assert_eq!(file.header("content-type"), "text/calendar; charset=utf-8");
    for wanted in [
        "BEGIN:VEVENT\r\n",
        "DTSTART;TZID=America/Martinique:20261130T080000\r\n",
        "DTEND;TZID=America/Martinique:20261130T130000\r\n",
        "SUMMARY:Le bus du relais : Le Marin\r\n",
        "STATUS:CONFIRMED\r\n",
    ] {
        assert!(file.body.contains(wanted), "{wanted}: {}", file.body);
    }
    let nothing = relay.visitor().get("/passages/rien/agenda.ics").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}

/// The sequence of the one event of a calendar.
fn sequence(ics: &str) -> i64 {
    let said = ics.split("SEQUENCE:").nth(1).unwrap();
    said.split("\r\n").next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_calendar_of_a_commune_follows_what_becomes_of_its_passages() {
    let relay = Relay::open().await;
    let planned = passage(date(2026, 11, 30), MARIN, PermanenceState::Planned);
    let elsewhere = passage(date(2026, 11, 30), DUCOS, PermanenceState::Planned);
    announce(&relay, vec![planned.clone(), elsewhere]).await;
    let before = relay
        .visitor()
        .get("/passages.ics?commune=97217")
        .await
        .body;
    assert_eq!(before.matches("BEGIN:VEVENT").count(), 1, "{before}");
    relay.app.outside.advance(3_600_000);
    let off = Permanence {
        state: PermanenceState::Cancelled,
        reason: Some("Le bus est au garage, jusqu’à mardi.".into()),
        ..planned
    };
    announce(&relay, vec![off]).await;
    let after = relay
        .visitor()
        .get("/passages.ics?commune=97217")
        .await
        .body;
    assert!(after.contains("STATUS:CANCELLED"));
    let told = after.replace("\r\n ", "");
    assert!(
        told.contains("Le bus est au garage\\, jusqu’à mardi."),
        "{told}"
    );
    assert!(sequence(&after) > sequence(&before));
    let all = relay.visitor().get("/passages.ics").await.body;
    assert_eq!(all.matches("BEGIN:VEVENT").count(), 2);
    let unknown = relay.visitor().get("/passages.ics?commune=75056").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn notices_are_a_feed_that_any_reader_takes() {
    let relay = Relay::open().await;
    let empty = relay.visitor().get("/avis.xml").await;
    assert_eq!(
        empty.header("content-type"),
        "application/atom+xml; charset=utf-8"
    );
    assert!(
        empty
            .body
            .starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>")
    );
    assert!(!empty.body.contains("<entry>"));
    let ghislaine = relay.person(Role::Coordinateur).await;
    let fields = [
        ("sur", "demarche:rsa"),
        ("titre", "Guichet <fermé> & déplacé"),
        ("texte", "Allez à la mairie."),
    ];
    ghislaine
        .post_from("/pilotage/notes/nouvelle", "/pilotage/notes", &fields)
        .await;
    let cancelled = Permanence {
        reason: Some("Panne.".into()),
        ..passage(date(2026, 12, 1), MARIN, PermanenceState::Cancelled)
    };
    // As far as the calendar of the public, and no farther.
    let far = passage(date(2027, 1, 20), MARIN, PermanenceState::Cancelled);
    let farther = passage(date(2028, 1, 20), MARIN, PermanenceState::Cancelled);
    let planned = passage(date(2026, 12, 2), DUCOS, PermanenceState::Planned);
    announce(&relay, vec![cancelled, far, farther, planned]).await;
    let feed = relay.visitor().get("/avis.xml").await.body;
    assert_eq!(feed.matches("<entry>").count(), 3, "{feed}");
    assert!(
        feed.contains("Guichet &#60;fermé&#62; &#38; déplacé"),
        "{feed}"
    );
    assert!(feed.contains("Passage annulé : Le Marin, mardi"), "{feed}");
    assert!(feed.contains("Panne.") && feed.contains("<updated>2026-11-23T"));
    let ids = |feed: &str| -> Vec<String> {
        let ids = feed.split("<id>").skip(1);
        ids.map(|id| id.split('<').next().unwrap().to_owned())
            .collect()
    };
    let again = relay.visitor().get("/avis.xml").await.body;
    assert_eq!(ids(&again), ids(&feed));
    assert!(ids(&feed).iter().all(|id| id.starts_with("urn:uuid:")));
    let home = relay.visitor().get("/").await.body;
    assert!(home.contains("type=\"application/atom+xml\""));
}

#[tokio::test]
async fn a_demarche_says_where_its_office_and_the_nearest_kiosks_are() {
    let relay = Relay::open().await;
    let page = relay.visitor().get("/demarches/carte-vitale").await.body;
    assert!(
        page.contains("CGSS · <a href=\"https://www.ameli.fr/\""),
        "{page}"
    );
    assert!(page.contains("Sur une borne, près de chez vous"));
}

#[tokio::test]
async fn the_coordinator_sees_how_easy_the_summaries_are() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let page = ghislaine.get("/pilotage/catalogue").await.body;
    assert!(page.contains("Nos résumés se lisent-ils bien"));
    assert!(page.contains("Tous sont faciles"), "{page}");
}
