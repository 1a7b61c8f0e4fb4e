//! One touch at the end of a visite: a count and nothing else; never below eleven; what it
//! changes, beside the figure (issue 7, T12).

use axum::http::StatusCode;
use plus::web::satisfaction::seal;
use plus_domain::account::Role;
use plus_store::journal;

use crate::actors::{Actor, Relay, value_of};

const GIVE: &str = "/satisfaction/donner";
const DESK: &str = "/pilotage/satisfaction";

async fn read(actor: &Actor<'_>, path: &str) -> String {
    let answer = actor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.body.replace(['\u{a0}', '\u{202f}'], " ")
}

async fn touch(agent: &Actor<'_>, avis: &str, times: usize) {
    for _ in 0..times {
        let said = agent.post(GIVE, &[("avis", avis)]).await;
        assert_eq!(said.location(), "/satisfaction/donner?merci");
    }
}

/// Entries of the journal of a kind, as text.
async fn entries(relay: &Relay, kind: &str) -> Vec<String> {
    let mut link = relay.app.store.read().await.unwrap();
    let page = journal::page(&mut link, 0, 1_000).await.unwrap();
    let of_kind = page.iter().filter(|s| s.entry.kind == kind);
    let body = |s: &journal::Stored| {
        let (_, body) = s.entry.body.as_ref().unwrap();
        String::from_utf8_lossy(body).into_owned()
    };
    of_kind.map(body).collect()
}

#[tokio::test]
async fn an_answer_is_a_count_of_a_half_day_tied_to_nothing() {
    let relay = Relay::open().await;
    let agent = relay.person(Role::Animatrice).await;
    let page = read(&agent, GIVE).await;
    assert!(page.contains("Cette visite vous a-t-elle aidé") && page.contains("Ne pas répondre"));
    assert!(
        !page.contains("/pilotage") && !page.contains("/agent/visites"),
        "no way elsewhere"
    );
    assert!(
        read(&agent, "/en/satisfaction/donner")
            .await
            .contains("Did this visit help you?")
    );
    touch(&agent, "bien", 2).await;
    touch(&agent, "mal", 1).await;
    assert_eq!(
        entries(&relay, "satisfaction.counted").await.len(),
        0,
        "not while it lasts"
    );
    assert_eq!(seal(&relay.app).await.unwrap(), 0);
    relay.app.outside.advance(5 * 3_600_000);
    assert_eq!(seal(&relay.app).await.unwrap(), 1);
    assert_eq!(seal(&relay.app).await.unwrap(), 0, "once");
    let written = entries(&relay, "satisfaction.counted").await;
    assert_eq!(
        written,
        [r#"{"date":"2026-11-23","moment":"matin","comptes":{"bien":2,"moyen":0,"mal":1}}"#],
        "no instant, no visite, no author"
    );
    let wrong = relay.visitor().get(GIVE).await;
    assert!(
        wrong.location().starts_with("/connexion"),
        "opened by the team alone"
    );
}

#[tokio::test]
async fn t12_nothing_is_shown_of_fewer_than_eleven_answers_anywhere() {
    let relay = Relay::open().await;
    let agent = relay.person(Role::Animatrice).await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    touch(&agent, "bien", 8).await;
    touch(&agent, "moyen", 2).await;
    let desk = read(&ghislaine, DESK).await;
    assert!(
        desk.contains("moins de 11 réponses") && !desk.contains("80 %"),
        "{desk}"
    );
    let now = "/pilotage/indicateurs?de=2026-11&a=2026-11";
    assert!(
        read(&ghislaine, now)
            .await
            .contains("réponses à la question de satisfaction")
    );
    touch(&agent, "bien", 1).await;
    let desk = read(&ghislaine, DESK).await;
    assert!(desk.contains("82 % oui, sur 11 réponses"), "{desk}");
    let page = read(&ghislaine, now).await;
    let line = page.split_once("<tr id=\"satisfaction\">");
    if let Some((_, rest)) = line {
        assert!(
            rest.split("</tr>").next().unwrap().contains("81,8 %"),
            "{page}"
        );
    }
    // The public reads twelve whole months: this one is not over.
    let public = read(&relay.visitor(), "/satisfaction").await;
    assert!(public.contains("encore moins de 11 réponses"), "{public}");
    relay.app.outside.advance(10 * 24 * 3_600_000);
    let public = read(&relay.visitor(), "/satisfaction").await;
    assert!(
        public.contains("82 %") && public.contains("11 réponses,"),
        "{public}"
    );
    let english = read(&relay.visitor(), "/en/satisfaction").await;
    assert!(english.contains("of the answers say yes"), "{english}");
}

#[tokio::test]
async fn what_it_changes_is_written_by_the_coordinator_and_read_by_everybody() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let short = ghislaine.post(DESK, &[("texte", "oui")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.body.contains("Écrivez une phrase") && short.body.contains(">oui</textarea>"));
    let said = "Une chaise de plus à l’entrée.";
    let written = ghislaine.post(DESK, &[("texte", said)]).await;
    assert_eq!(written.location(), DESK);
    let public = read(&relay.visitor(), "/satisfaction").await;
    assert!(
        public.contains(said) && public.contains("23 novembre 2026"),
        "{public}"
    );
    assert!(
        !public.contains("coordinateur T."),
        "what changed, not who wrote it"
    );
    let desk = ghislaine.get(DESK).await;
    let remove = desk
        .body
        .split("action=\"")
        .find(|part| part.contains("/retirer\""));
    let path = remove.unwrap().split('"').next().unwrap().to_owned();
    assert!(value_of(&desk.body, "csrf").is_some());
    ghislaine.post_from(DESK, &path, &[]).await;
    assert!(!read(&relay.visitor(), "/satisfaction").await.contains(said));
}

/// At the end of an atelier the tablet goes from hand to hand; the answers are counts like others.
#[tokio::test]
async fn t12_an_atelier_is_answered_of_by_one_touch_from_hand_to_hand() {
    let relay = Relay::open().await;
    let agent = relay.person(Role::Animatrice).await;
    let first = "/satisfaction/donner?apres=atelier";
    let asked = read(&agent, first).await;
    assert!(asked.contains("Cet atelier vous a-t-il aidé"), "{asked}");
    let fields = [("avis", "bien"), ("apres", "atelier")];
    for _ in 0..2 {
        let said = agent.post_from(first, GIVE, &fields).await;
        assert_eq!(said.location(), "/satisfaction/donner?merci&apres=atelier");
        let thanked = read(&agent, said.location()).await;
        assert!(
            thanked.contains("Personne suivante") && thanked.contains(first),
            "{thanked}"
        );
    }
    relay.app.outside.advance(24 * 3_600_000);
    seal(&relay.app).await.unwrap();
    let counted = entries(&relay, "satisfaction.counted").await;
    assert_eq!(counted.len(), 1, "{counted:?}");
    assert!(counted[0].contains("\"bien\":2") && !counted[0].contains("atelier"));
}
