//! Accounts: made, handed over, changed, closed.

use axum::http::StatusCode;
use plus::account::{link, link_path};
use plus_domain::account::Role;
use plus_store::{account, credential::LinkPurpose};

use crate::actors::{PASSWORD, Relay, value_of};

const NEW: &str = "cheval bleu sept tambours";

/// The path of the link that a page hands over.
fn handed_over(html: &str) -> String {
    let link = value_of(html, "lien").expect("the page shows the link");
    let path = link
        .strip_prefix("http://127.0.0.1:8000")
        .expect("the address as she typed it");
    path.replace("&#61;", "=").replace("&#38;", "&")
}

#[tokio::test]
async fn a_coordinator_makes_an_account_and_its_owner_chooses_the_password() {
    let relay = Relay::open().await;
    let chief = relay.person(Role::Coordinateur).await;
    let fields = [
        ("nom", "Maryse L."),
        ("identifiant", "Maryse"),
        ("role", "animatrice"),
    ];
    let made = chief.post("/pilotage/comptes", &fields).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    let path = handed_over(&made.body);
    let maryse = relay.visitor();
    let passwords = [("nouveau", NEW), ("encore", NEW)];
    let page = maryse.get(&path).await;
    let token = value_of(&page.body, "jeton").unwrap().to_owned();
    let with_token = [&[("jeton", token.as_str())], &passwords[..]].concat();
    let chosen = maryse.send("/mot-de-passe", &page, &with_token).await;
    assert_eq!(chosen.location(), "/agent", "{}", chosen.body);
    assert_eq!(maryse.get("/compte").await.status, StatusCode::OK);
    assert_eq!(
        relay.visitor().try_sign_in("maryse", NEW).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        relay.visitor().get(&path).await.status,
        StatusCode::GONE,
        "the link serves once"
    );
}

#[tokio::test]
async fn an_old_link_is_dead() {
    let relay = Relay::open().await;
    let maryse = relay.account("maryse", Role::Animatrice).await;
    let purpose = LinkPurpose::Password(maryse.id.to_string());
    let mut tx = relay.app.store.begin().await.unwrap();
    let token = link(&mut tx, &relay.app.outside, &purpose).await.unwrap();
    tx.commit().await.unwrap();
    relay.app.outside.advance(7 * 24 * 3_600_000);
    assert_eq!(
        relay
            .visitor()
            .get(&link_path(&purpose, &token))
            .await
            .status,
        StatusCode::GONE
    );
}

#[tokio::test]
async fn a_refused_account_keeps_what_was_typed_and_says_what_to_mend() {
    let relay = Relay::open().await;
    let chief = relay.person(Role::Coordinateur).await;
    let fields = [
        ("nom", "Élodie <b>"),
        ("identifiant", "élodie !"),
        ("role", "animatrice"),
    ];
    let answer = chief.post("/pilotage/comptes", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.body.contains("href=\"#identifiant\""),
        "the summary leads to the field"
    );
    assert!(answer.body.contains("aria-invalid=\"true\""));
    assert_eq!(value_of(&answer.body, "identifiant"), Some("élodie !"));
    assert!(
        !answer.body.contains("<b>"),
        "what is typed is never markup"
    );
    assert!(answer.body.contains("value=\"animatrice\" selected"));
}

#[tokio::test]
async fn a_login_is_taken_once() {
    let relay = Relay::open().await;
    let chief = relay.person(Role::Coordinateur).await;
    let fields = [
        ("nom", "Une autre"),
        ("identifiant", "coordinateur"),
        ("role", "animatrice"),
    ];
    assert_eq!(
        chief.post("/pilotage/comptes", &fields).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn a_coordinator_makes_no_administrator_and_closes_none() {
    let relay = Relay::open().await;
    let admin = relay.account("admin", Role::Administrateur).await;
    let chief = relay.person(Role::Coordinateur).await;
    for role in ["administrateur", "coordinateur"] {
        let fields = [("nom", "X Y"), ("identifiant", "x.y"), ("role", role)];
        let answer = chief.post("/pilotage/comptes", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{role}");
    }
    for act in ["fermer", "lien", "ouvrir"] {
        let path = format!("/pilotage/comptes/{}/{act}", admin.id);
        let answer = chief.post_from("/pilotage/comptes", &path, &[]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{act}");
    }
}

#[tokio::test]
async fn the_last_administrator_cannot_be_closed() {
    let relay = Relay::open().await;
    let admin = relay.account("admin", Role::Administrateur).await;
    let mut tx = relay.app.store.begin().await.unwrap();
    let refused = plus::account::set_disabled(&mut tx, &relay.app.outside, &admin, true).await;
    assert!(matches!(refused, Err(plus::account::AccountRefusal::Last)));
}

#[tokio::test]
async fn a_new_link_ends_the_old_password_and_every_session() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let chief = relay.person(Role::Coordinateur).await;
    let id = {
        let mut read = relay.app.store.read().await.unwrap();
        account::by_login(&mut read, "animatrice")
            .await
            .unwrap()
            .unwrap()
            .id
    };
    let path = format!("/pilotage/comptes/{id}/lien");
    let answer = chief.post_from("/pilotage/comptes", &path, &[]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(maryse.get("/compte").await.status, StatusCode::SEE_OTHER);
    let old = relay.visitor().try_sign_in("animatrice", PASSWORD).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn changing_one_s_password_ends_the_other_screens_and_keeps_this_one() {
    let relay = Relay::open().await;
    let here = relay.person(Role::Animatrice).await;
    let elsewhere = relay.visitor();
    elsewhere.sign_in("animatrice").await;
    let fields = [("actuel", PASSWORD), ("nouveau", NEW), ("encore", NEW)];
    let answer = here
        .post_from("/compte", "/compte/mot-de-passe", &fields)
        .await;
    assert_eq!(answer.location(), "/compte?change=1", "{}", answer.body);
    assert_eq!(here.get("/compte").await.status, StatusCode::OK);
    assert_eq!(elsewhere.get("/compte").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn easy_passwords_wrong_repeats_and_a_wrong_current_one_are_refused() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let cases = [
        ("nouveau", PASSWORD, "azerty123456", "azerty123456"),
        ("nouveau", PASSWORD, "Le Vauclin 2026", "Le Vauclin 2026"),
        ("encore", PASSWORD, NEW, "cheval bleu sept tambour"),
        ("actuel", "un autre que le mien", NEW, NEW),
    ];
    for (field, current, new, again) in cases {
        let fields = [("actuel", current), ("nouveau", new), ("encore", again)];
        let answer = maryse
            .post_from("/compte", "/compte/mot-de-passe", &fields)
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{new}");
        assert!(
            answer.body.contains(&format!("href=\"#{field}\"")),
            "{field}: {}",
            answer.body
        );
    }
}

#[tokio::test]
async fn the_first_account_is_made_by_the_link_printed_at_start() {
    let relay = Relay::open().await;
    let mut tx = relay.app.store.begin().await.unwrap();
    let token = link(&mut tx, &relay.app.outside, &LinkPurpose::FirstAccount)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let path = link_path(&LinkPurpose::FirstAccount, &token);
    let first = relay.visitor();
    let fields = |again| {
        [
            ("jeton", token.as_str()),
            ("identifiant", "ghislaine"),
            ("nom", "Ghislaine R."),
            ("nouveau", NEW),
            ("encore", again),
        ]
    };
    let refused = first
        .post_from(&path, "/premier-compte", &fields("autre chose"))
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(value_of(&refused.body, "nom"), Some("Ghislaine R."));
    let made = first
        .post_from(&path, "/premier-compte", &fields(NEW))
        .await;
    assert_eq!(made.location(), "/pilotage", "{}", made.body);
    assert_eq!(first.get("/pilotage/comptes").await.status, StatusCode::OK);
    assert_eq!(relay.visitor().get(&path).await.status, StatusCode::GONE);
}
