//! Signing in and out, sessions, shared screens, wrong tries.

use axum::http::StatusCode;
use plus_domain::account::Role;
use plus_store::{account, credential};

use crate::actors::{PASSWORD, Relay, value_of};

#[tokio::test]
async fn each_role_arrives_at_its_own_page() {
    let relay = Relay::open().await;
    let homes = [
        (Role::Animatrice, "/agent"),
        (Role::Coordinateur, "/pilotage"),
        (Role::Partenaire, "/partenaire"),
        (Role::Administrateur, "/pilotage"),
    ];
    for (role, home) in homes {
        relay.account(role.code(), role).await;
        let answer = relay.visitor().try_sign_in(role.code(), PASSWORD).await;
        assert_eq!(
            (answer.status, answer.location()),
            (StatusCode::SEE_OTHER, home)
        );
    }
}

#[tokio::test]
async fn a_wrong_password_keeps_the_login_and_opens_nothing() {
    let relay = Relay::open().await;
    relay.account("maryse", Role::Animatrice).await;
    let visitor = relay.visitor();
    let answer = visitor.try_sign_in("maryse", "pas le bon").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(value_of(&answer.body, "identifiant"), Some("maryse"));
    assert_eq!(value_of(&answer.body, "mot_de_passe"), Some(""));
    assert!(answer.body.contains("role=\"alert\""));
    assert!(
        visitor
            .get("/compte")
            .await
            .location()
            .starts_with("/connexion")
    );
}

#[tokio::test]
async fn nobody_learns_whether_a_login_exists() {
    let relay = Relay::open().await;
    relay.account("maryse", Role::Animatrice).await;
    let closed = relay.account("ancienne", Role::Animatrice).await;
    let mut tx = relay.app.store.begin().await.unwrap();
    plus::account::set_disabled(&mut tx, &relay.app.outside, &closed, true)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut pages = Vec::new();
    for (login, password) in [
        ("maryse", "pas le bon"),
        ("personne", "pas le bon"),
        ("ancienne", PASSWORD),
    ] {
        let answer = relay.visitor().try_sign_in(login, password).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{login}");
        let sentence = answer.body.split("role=\"alert\"").nth(1).unwrap();
        pages.push(sentence.split("</div>").next().unwrap().to_owned());
    }
    assert!(pages.windows(2).all(|pair| pair[0] == pair[1]), "{pages:?}");
}

#[tokio::test]
async fn after_signing_in_one_returns_to_the_page_asked_for() {
    let relay = Relay::open().await;
    relay.account("maryse", Role::Animatrice).await;
    let visitor = relay.visitor();
    let sent = visitor.get("/compte?x=1").await;
    assert_eq!(
        (sent.status, sent.location()),
        (StatusCode::SEE_OTHER, "/connexion?suite=/compte%3Fx%3D1")
    );
    let page = visitor.get(sent.location()).await;
    let next = value_of(&page.body, "suite").unwrap().to_owned();
    let fields = [
        ("identifiant", "maryse"),
        ("mot_de_passe", PASSWORD),
        ("suite", next.as_str()),
    ];
    assert_eq!(
        visitor.send("/connexion", &page, &fields).await.location(),
        "/compte?x=1"
    );
}

#[tokio::test]
async fn no_address_of_elsewhere_is_followed() {
    let relay = Relay::open().await;
    relay.account("maryse", Role::Animatrice).await;
    for elsewhere in ["https://mechant.test/", "//mechant.test", "/\\mechant.test"] {
        let visitor = relay.visitor();
        let fields = [
            ("identifiant", "maryse"),
            ("mot_de_passe", PASSWORD),
            ("suite", elsewhere),
        ];
        assert_eq!(
            visitor.post("/connexion", &fields).await.location(),
            "/agent"
        );
    }
}

#[tokio::test]
async fn the_secret_of_the_browser_changes_at_sign_in() {
    let relay = Relay::open().await;
    relay.account("maryse", Role::Animatrice).await;
    let visitor = relay.visitor();
    visitor.get("/connexion").await;
    let before = visitor.cookies();
    visitor.sign_in("maryse").await;
    let after = visitor.cookies();
    assert_ne!(before, after);
    visitor.use_cookies(&before);
    assert_eq!(
        visitor.get("/compte").await.status,
        StatusCode::SEE_OTHER,
        "the old secret opens nothing"
    );
}

#[tokio::test]
async fn after_signing_out_the_old_cookie_opens_nothing() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let cookies = maryse.cookies();
    assert_eq!(maryse.get("/compte").await.status, StatusCode::OK);
    assert_eq!(
        maryse
            .post_from("/compte", "/deconnexion", &[])
            .await
            .location(),
        "/connexion"
    );
    maryse.use_cookies(&cookies);
    assert_eq!(maryse.get("/compte").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_database_holds_no_secret_in_clear() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let secret = maryse.cookies().split_once('=').unwrap().1.to_owned();
    let mut link = relay.app.store.read().await.unwrap();
    let rows = link
        .fetch("SELECT screen FROM session", vec![])
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    assert_ne!(rows[0].text("screen").unwrap(), secret);
    let journal = link.fetch("SELECT body FROM body", vec![]).await.unwrap();
    for row in journal {
        let body = String::from_utf8(row.bytes("body").unwrap()).unwrap();
        assert!(!body.contains("$argon2id$") && !body.contains(&secret));
    }
}

#[tokio::test]
async fn fifteen_minutes_without_a_touch_close_the_session() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    for _ in 0..3 {
        relay.app.outside.advance(14 * 60_000);
        assert_eq!(
            maryse.get("/compte").await.status,
            StatusCode::OK,
            "touched in time"
        );
    }
    relay.app.outside.advance(15 * 60_000);
    assert_eq!(maryse.get("/compte").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn ten_hours_close_the_session_whatever_is_touched() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    for _ in 0..59 {
        relay.app.outside.advance(10 * 60_000);
        assert_eq!(maryse.get("/compte").await.status, StatusCode::OK);
    }
    relay.app.outside.advance(10 * 60_000);
    assert_eq!(maryse.get("/compte").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_person_who_is_still_there_says_so_without_leaving_the_page() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let page = maryse.get("/compte").await;
    for _ in 0..4 {
        relay.app.outside.advance(14 * 60_000);
        assert_eq!(
            maryse.send("/session", &page, &[]).await.status,
            StatusCode::NO_CONTENT
        );
    }
    assert_eq!(maryse.get("/compte").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_closed_account_is_out_at_once() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let admin = relay.person(Role::Administrateur).await;
    let id = {
        let mut link = relay.app.store.read().await.unwrap();
        account::by_login(&mut link, "animatrice")
            .await
            .unwrap()
            .unwrap()
            .id
    };
    let path = format!("/pilotage/comptes/{id}/fermer");
    assert_eq!(
        admin
            .post_from("/pilotage/comptes", &path, &[])
            .await
            .status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(maryse.get("/compte").await.status, StatusCode::SEE_OTHER);
    let again = relay.visitor().try_sign_in("animatrice", PASSWORD).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn two_colleagues_change_person_in_two_taps() {
    let relay = Relay::open().await;
    relay.account("maryse", Role::Animatrice).await;
    relay.account("josiane", Role::Animatrice).await;
    let tablet = relay.visitor();
    tablet.sign_in("maryse").await;
    tablet.sign_in("josiane").await;
    // First tap: her name, which leads to her account. Second tap: the colleague.
    let first = tablet.get("/compte").await;
    assert!(first.body.contains("josiane T.") && first.body.contains("Passer à maryse T."));
    let session = value_of(&first.body, "session").unwrap().to_owned();
    let second = tablet
        .send("/session/choisir", &first, &[("session", session.as_str())])
        .await;
    assert_eq!(second.location(), "/agent");
    assert!(
        tablet
            .get("/compte")
            .await
            .body
            .contains("Passer à josiane T.")
    );
}

#[tokio::test]
async fn one_colleague_leaves_and_the_other_goes_on_in_one_tap() {
    let relay = Relay::open().await;
    relay.account("maryse", Role::Animatrice).await;
    relay.account("josiane", Role::Animatrice).await;
    let tablet = relay.visitor();
    tablet.sign_in("maryse").await;
    tablet.sign_in("josiane").await;
    tablet.post_from("/compte", "/deconnexion", &[]).await;
    assert_eq!(
        tablet.get("/compte").await.status,
        StatusCode::SEE_OTHER,
        "nobody is current"
    );
    let page = tablet.get("/connexion").await;
    assert!(page.body.contains("Continuer : maryse T.") && !page.body.contains("josiane"));
    let session = value_of(&page.body, "session").unwrap().to_owned();
    tablet
        .send("/session/choisir", &page, &[("session", session.as_str())])
        .await;
    assert!(tablet.get("/compte").await.body.contains("maryse T."));
}

#[tokio::test]
async fn a_session_of_another_screen_cannot_be_chosen() {
    let relay = Relay::open().await;
    relay.account("maryse", Role::Animatrice).await;
    relay.account("josiane", Role::Animatrice).await;
    let (one, two) = (relay.visitor(), relay.visitor());
    one.sign_in("maryse").await;
    two.sign_in("josiane").await;
    let session = {
        let mut link = relay.app.store.read().await.unwrap();
        let rows = link
            .fetch("SELECT id FROM session ORDER BY created_at, id", vec![])
            .await
            .unwrap();
        rows.iter()
            .map(|r| r.text("id").unwrap())
            .collect::<Vec<_>>()
    };
    for id in &session {
        two.post_from("/compte", "/session/choisir", &[("session", id.as_str())])
            .await;
    }
    assert!(two.get("/compte").await.body.contains("josiane T."));
}

#[tokio::test]
async fn a_partner_or_an_administrator_never_stays_behind_somebody() {
    let relay = Relay::open().await;
    relay.account("maryse", Role::Animatrice).await;
    relay.account("admin", Role::Administrateur).await;
    let tablet = relay.visitor();
    tablet.sign_in("admin").await;
    tablet.sign_in("maryse").await;
    assert!(!tablet.get("/compte").await.body.contains("admin T."));
}

#[tokio::test]
async fn wrong_tries_wait_longer_and_longer() {
    let relay = Relay::open().await;
    relay.account("maryse", Role::Animatrice).await;
    let thief = relay.visitor();
    let mut judged = 0;
    for _ in 0..1000 {
        let answer = thief.try_sign_in("maryse", "pas le bon").await;
        judged += u32::from(answer.status == StatusCode::UNPROCESSABLE_ENTITY);
        relay.app.outside.advance(1000);
    }
    assert!(
        judged <= 16,
        "{judged} tries of 1,000 were judged in a quarter of an hour"
    );
}

#[tokio::test]
async fn the_wait_is_the_same_for_a_login_that_does_not_exist() {
    let relay = Relay::open().await;
    relay.account("maryse", Role::Animatrice).await;
    let mut statuses = Vec::new();
    for login in ["maryse", "personne"] {
        let thief = relay.visitor().at(if login == "maryse" {
            "192.0.2.8:1"
        } else {
            "192.0.2.9:1"
        });
        let mut seen = Vec::new();
        for _ in 0..8 {
            seen.push(thief.try_sign_in(login, "pas le bon").await.status);
        }
        statuses.push(seen);
    }
    assert_eq!(statuses[0], statuses[1]);
    assert!(statuses[0].contains(&StatusCode::TOO_MANY_REQUESTS));
}

#[tokio::test]
async fn nobody_is_locked_out_by_somebody_else() {
    let relay = Relay::open().await;
    relay.account("maryse", Role::Animatrice).await;
    let thief = relay.visitor().at("198.51.100.7:1");
    for _ in 0..300 {
        thief.try_sign_in("maryse", "pas le bon").await;
        relay.app.outside.advance(1000);
    }
    relay.app.outside.advance(30_000);
    let maryse = relay.visitor().at("203.0.113.5:1");
    assert_eq!(
        maryse.try_sign_in("maryse", PASSWORD).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_right_password_clears_the_count() {
    let relay = Relay::open().await;
    relay.account("maryse", Role::Animatrice).await;
    let maryse = relay.visitor();
    for _ in 0..6 {
        for _ in 0..4 {
            maryse.try_sign_in("maryse", "pas le bon").await;
        }
        assert_eq!(
            maryse.try_sign_in("maryse", PASSWORD).await.status,
            StatusCode::SEE_OTHER
        );
    }
}

#[tokio::test]
async fn a_hash_of_a_lower_cost_is_made_again_at_sign_in() {
    let relay = Relay::open_with(|web| web.password.passes = 2).await;
    let maryse = relay.account("maryse", Role::Animatrice).await;
    let weak = plus::password::Hasher::new(plus::config::PasswordCost {
        memory_kib: 32,
        passes: 1,
    });
    let old = weak.hash(PASSWORD.into(), [9; 16]).await.unwrap();
    let mut tx = relay.app.store.begin().await.unwrap();
    credential::set(&mut tx, maryse.id.as_str(), &old, 0)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    relay.visitor().sign_in("maryse").await;
    let mut link = relay.app.store.read().await.unwrap();
    let new = credential::hash_of(&mut link, maryse.id.as_str())
        .await
        .unwrap()
        .unwrap();
    assert!(new.starts_with("$argon2id$v=19$m=64,t=2,p=1$"), "{new}");
}

#[tokio::test]
async fn the_theme_is_kept_by_the_browser() {
    let relay = Relay::open().await;
    let visitor = relay.visitor();
    let sent = visitor
        .post_from(
            "/connexion",
            "/affichage",
            &[("theme", "sombre"), ("retour", "/connexion")],
        )
        .await;
    assert_eq!(sent.location(), "/connexion");
    assert!(
        visitor
            .get("/connexion")
            .await
            .body
            .contains("data-theme=\"dark\"")
    );
}

#[tokio::test]
#[expect(
    clippy::disallowed_methods,
    reason = "compares how long two refusals take"
)]
async fn a_login_that_does_not_exist_takes_as_long_as_a_wrong_password() {
    let relay = Relay::open_with(|web| web.password.memory_kib = 8 * 1024).await;
    relay.account("maryse", Role::Animatrice).await;
    let mut spent = [Vec::new(), Vec::new()];
    for n in 0..15 {
        // Taken in turns, so that a busy machine slows both.
        for (times, login) in spent.iter_mut().zip(["maryse", "personne"]) {
            let visitor = relay.visitor().at(&format!("203.0.113.{n}:1"));
            let begun = std::time::Instant::now();
            visitor.try_sign_in(login, "pas le bon").await;
            times.push(begun.elapsed());
            relay.app.outside.advance(60_000);
        }
    }
    let [known, unknown] = spent.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64()
    });
    // Without the hash of nobody the ratio is under a tenth.
    assert!(
        (0.5..2.0).contains(&(unknown / known)),
        "{unknown} s against {known} s"
    );
}
