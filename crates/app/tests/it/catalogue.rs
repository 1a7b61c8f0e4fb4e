//! The catalogue as the coordinator confirms it (requirements F: each paper, cost,
//! delay and address says how sure it is).

use axum::http::StatusCode;
use plus_domain::account::Role;

use crate::actors::{Relay, value_of};

const PAGE: &str = "/pilotage/catalogue?partenaire=caf";

/// The first box of a démarche, as its page gives it.
fn first_box(body: &str, demarche: &str) -> String {
    let form = format!("action=\"/pilotage/catalogue/{demarche}\"");
    let own = body.split(&form).nth(1).unwrap();
    let own = own.split("</form>").next().unwrap();
    let value = value_of(own, "point").unwrap();
    value.replace("&#38;", "&").replace("&#39;", "'")
}

#[tokio::test]
async fn what_is_ticked_is_verified_from_then_on_with_name_and_date() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let before = ghislaine.get(PAGE).await;
    let value = first_box(&before.body, "rsa");
    let sent = [
        ("point", value.as_str()),
        ("date", "2026-11-20"),
        ("partenaire", "caf"),
    ];
    let answer = ghislaine
        .post_from(PAGE, "/pilotage/catalogue/rsa", &sent)
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let after = ghislaine.get(answer.location()).await.body;
    assert!(after.contains("Un point est confirmé."));
    assert_ne!(first_box(&after, "rsa"), value);
    let public = relay.visitor().get("/demarches/rsa").await.body;
    assert!(public.contains("le 20 novembre 2026."), "{public}");
}

#[tokio::test]
async fn what_the_catalogue_no_longer_says_cannot_be_confirmed() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    for (point, date, said) in [
        (
            "piece:1|Un papier qui n’existe pas",
            "2026-11-20",
            "a changé depuis",
        ),
        ("sans texte", "2026-11-20", "a changé depuis"),
        ("", "2026-11-20", "a changé depuis"),
        ("piece:1|x", "2026-11-31", "ne se lit pas"),
        ("piece:1|x", "2027-01-01", "dans l’avenir"),
    ] {
        let sent = [("point", point), ("date", date)];
        let answer = ghislaine
            .post_from(PAGE, "/pilotage/catalogue/rsa", &sent)
            .await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{point} {date}"
        );
        assert!(answer.body.contains(said), "{point} {date}");
    }
    let nothing = ghislaine
        .post_from(PAGE, "/pilotage/catalogue/rsa", &[])
        .await;
    assert!(nothing.body.contains("Rien n’est coché"));
    let unknown = ghislaine
        .post_from(PAGE, "/pilotage/catalogue/rien", &[])
        .await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_dashboard_says_how_much_waits() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let waiting = relay.app.territory().catalogue.to_confirm().len();
    let page = ghislaine.get("/pilotage").await.body;
    assert!(page.contains(&format!("Confirmer {waiting} points du catalogue")));
}
