//! Accounts on a machine that stays far from its hub: told, never cut in a half-day, closed
//! by a sentence that says what to do (requirement S4).

use axum::http::StatusCode;
use plus::{
    node::{contact, device, effacement},
    outside::Outside,
    web::eloignement,
};
use plus_domain::account::Role;
use plus_store::exchange::{away, node, wipe};

use crate::{
    actors::{Actor, MORNING, Relay},
    command::plus,
    noeud::{Pair, path},
};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// The password of the demonstration.
const WELCOME: &str = "bienvenue au relais";

/// A relay whose hub does not answer, last reached on Monday at nine.
async fn far() -> Relay {
    let relay = Relay::open().await;
    relay.account("animatrice", Role::Animatrice).await;
    let mut tx = relay.app.store.begin().await.unwrap();
    let hub = (&"hub".into(), &[7_u8; 32][..]);
    node::enrol(&mut tx, "http://127.0.0.1:9", hub, ("Le bus", 1))
        .await
        .unwrap();
    away::begin_again(&mut tx, MORNING).await.unwrap();
    tx.commit().await.unwrap();
    relay
}

async fn enter(relay: &Relay) -> (Actor<'_>, StatusCode, String) {
    let actor = relay.visitor();
    let answer = actor
        .try_sign_in("animatrice", crate::actors::PASSWORD)
        .await;
    (actor, answer.status, answer.body)
}

/// Time passes while somebody touches the screen.
async fn work(relay: &Relay, actor: &Actor<'_>, ms: i64) {
    let mut left = ms;
    while left > 0 {
        let step = left.min(10 * MINUTE);
        relay.app.outside.advance(step);
        left -= step;
        actor.get("/agent").await;
        eloignement::watch_once(&relay.app).await.unwrap();
    }
}

#[tokio::test]
async fn nothing_is_said_for_twenty_four_days_then_the_team_is_told() {
    let relay = far().await;
    relay.app.outside.advance(24 * DAY);
    let (actor, status, _) = enter(&relay).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let calm = actor.get("/agent").await.body;
    assert!(!calm.contains("n’a pas joint le portail"), "{calm}");
    relay.app.outside.advance(DAY);
    let asked = relay.visitor().get("/connexion").await.body;
    assert!(asked.contains("23 décembre, 14"), "{asked}");
    let (actor, status, _) = enter(&relay).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "day 25");
    for page in ["/agent", "/compte", "/agent/visites"] {
        let told = actor.get(page).await.body;
        assert!(told.contains("23 décembre, 14"), "{page}: {told}");
    }
    relay.app.outside.advance(4 * DAY);
    assert_eq!(enter(&relay).await.1, StatusCode::SEE_OTHER, "day 29");
}

#[tokio::test]
async fn after_the_end_nobody_signs_in_and_the_page_says_what_to_do() {
    let relay = far().await;
    relay.app.outside.advance(31 * DAY);
    let (_, status, told) = enter(&relay).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "day 31");
    for words in [
        "30 jours sans contact",
        "partage de connexion",
        "papier",
        "24 décembre, 9",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let wrong = relay.visitor().try_sign_in("animatrice", "autre").await;
    assert_eq!(
        wrong.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "nothing is told to strangers"
    );
    let mut tx = relay.app.store.begin().await.unwrap();
    away::begin_again(&mut tx, relay.app.outside.now_ms())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        enter(&relay).await.1,
        StatusCode::SEE_OTHER,
        "after a contact"
    );
}

#[tokio::test]
async fn a_half_day_that_began_before_the_end_is_not_cut() {
    let relay = far().await;
    // 8:30 on the thirtieth day: the end comes at 9:00.
    relay.app.outside.advance(30 * DAY - 30 * MINUTE);
    let (actor, status, _) = enter(&relay).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    work(&relay, &actor, 2 * HOUR).await;
    let page = actor.get("/agent").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("jusqu’à 14"), "{}", page.body);
    let (_, status, _) = enter(&relay).await;
    assert_eq!(
        status,
        StatusCode::SEE_OTHER,
        "a colleague, in the same half-day"
    );
    work(&relay, &actor, 3 * HOUR + 20 * MINUTE).await;
    assert_eq!(actor.get("/agent").await.status, StatusCode::OK, "13:50");
    work(&relay, &actor, 20 * MINUTE).await;
    assert_eq!(
        actor.get("/agent").await.status,
        StatusCode::SEE_OTHER,
        "14:10"
    );
    assert_eq!(enter(&relay).await.1, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_clock_set_back_opens_nothing_again() {
    let relay = far().await;
    relay.app.outside.advance(31 * DAY);
    assert_eq!(enter(&relay).await.1, StatusCode::FORBIDDEN);
    relay.app.outside.advance(-31 * DAY);
    assert_eq!(enter(&relay).await.1, StatusCode::FORBIDDEN);
    relay.app.outside.advance(-1_000 * DAY);
    assert_eq!(
        enter(&relay).await.1,
        StatusCode::FORBIDDEN,
        "a dead battery"
    );
}

#[tokio::test]
async fn the_territory_chooses_the_days() {
    let relay = far().await;
    let mut territory = (*relay.app.territory()).clone();
    territory.away_days = Some(60);
    relay.app.set_territory(territory);
    relay.app.outside.advance(59 * DAY);
    assert_eq!(enter(&relay).await.1, StatusCode::SEE_OTHER);
    relay.app.outside.advance(2 * DAY);
    assert_eq!(enter(&relay).await.1, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_machine_without_hub_has_no_limit() {
    let relay = Relay::open().await;
    relay.account("animatrice", Role::Animatrice).await;
    relay.app.outside.advance(400 * DAY);
    assert_eq!(enter(&relay).await.1, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_password_is_chosen_at_the_hub_and_not_here() {
    let relay = far().await;
    let (actor, ..) = enter(&relay).await;
    let fields = [
        ("actuel", crate::actors::PASSWORD),
        ("nouveau", "cheval bleu sept tambours"),
        ("encore", "cheval bleu sept tambours"),
    ];
    let page = actor.get("/compte").await;
    let answer = actor.send("/compte/mot-de-passe", &page, &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.body.contains("sur le portail central"),
        "{}",
        answer.body
    );
}

async fn sign_in_there(relay: &Relay) -> StatusCode {
    relay.visitor().try_sign_in("maryse", WELCOME).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_when_somebody_signs_in_renews_the_accounts() {
    let Pair {
        hub: _hub,
        van,
        server,
    } = Pair::open().await;
    let late = Outside::machine_at(Outside::machine().now_ms() + 31 * DAY);
    let relay = Relay::over(van, late).await;
    assert_eq!(
        sign_in_there(&relay).await,
        StatusCode::SEE_OTHER,
        "the hub answers"
    );
    server.kill().await;
    assert_eq!(
        sign_in_there(&relay).await,
        StatusCode::SEE_OTHER,
        "renewed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_account_is_refused_at_the_first_contact_and_its_session_ends() {
    let Pair { hub, van, server } = Pair::open().await;
    let soon = Outside::machine_at(Outside::machine().now_ms() + 3 * DAY);
    let relay = Relay::over(van, soon).await;
    let maryse = relay.visitor();
    let entered = maryse.try_sign_in("maryse", WELCOME).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER);
    let line = [
        "account",
        "disable",
        "--login",
        "maryse",
        "--data",
        path(&hub),
    ];
    assert!(plus(&line, "").status.success());
    assert_eq!(
        maryse.get("/agent").await.status,
        StatusCode::OK,
        "not known yet"
    );
    contact::sync(&relay.app.store, &relay.app.outside)
        .await
        .unwrap();
    assert_eq!(maryse.get("/agent").await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        sign_in_there(&relay).await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    server.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_copied_without_the_key_of_the_device_lets_nobody_in() {
    let Pair {
        hub: _hub,
        van,
        server,
    } = Pair::open().await;
    server.kill().await;
    let (copy, whole) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for file in ["plus.db", device::FILE] {
        std::fs::copy(van.path().join(file), whole.path().join(file)).unwrap();
    }
    std::fs::copy(van.path().join("plus.db"), copy.path().join("plus.db")).unwrap();
    let relay = Relay::over(copy, Outside::machine()).await;
    assert_eq!(
        sign_in_there(&relay).await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert!(
        !relay.on_disk("argon2id"),
        "nothing to guess passwords against"
    );
    // The same with the key: what is missing above is the key and nothing else.
    let relay = Relay::over(whole, Outside::machine()).await;
    assert_eq!(sign_in_there(&relay).await, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_machine_being_erased_serves_nobody_and_says_so() {
    let relay = far().await;
    let (actor, ..) = enter(&relay).await;
    let mut tx = relay.app.store.begin().await.unwrap();
    wipe::begin(&mut tx, "{}").await.unwrap();
    tx.commit().await.unwrap();
    let standing = effacement::standing(&relay.app.store).await.unwrap();
    assert_eq!(standing, effacement::Standing::Erasing);
    assert_eq!(
        actor.get("/agent").await.status,
        StatusCode::SEE_OTHER,
        "signed out"
    );
    eloignement::watch_once(&relay.app).await.unwrap();
    for path in ["/", "/agent", "/connexion", "/healthz"] {
        let answer = actor.get(path).await;
        assert_eq!(answer.status, StatusCode::GONE, "{path}");
        assert!(
            answer.body.contains("Cette machine a été effacée"),
            "{path}"
        );
    }
}
