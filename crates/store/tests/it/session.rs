//! Sessions, secrets, links used once and wrong tries, on both engines.

use plus_domain::{
    account::{Account, Role},
    event::Event,
};
use plus_store::{
    Tx,
    credential::{self, LinkPurpose},
    session::{self, Limits, MOST_AT_SCREEN, Opening, Session},
    throttle::{self, FORGET_MS, Scope, Subject},
};

use crate::house::{House, engines};

const LIMITS: Limits = Limits {
    idle_ms: 900_000,
    absolute_ms: 36_000_000,
};
const NOW: i64 = 1_795_438_800_000;

async fn person(house: &mut House, login: &str, role: Role) -> Account {
    let account = Account {
        id: format!("compte-{login}").into(),
        login: login.into(),
        name: login.into(),
        role,
        partner: (role == Role::Partenaire).then(|| "caf".into()),
        disabled: false,
    };
    house
        .append(NOW, &[Event::AccountSet(account.clone())])
        .await
        .unwrap();
    account
}

async fn open(house: &House, account: &Account, screen: &str, previous: Option<&str>, now: i64) {
    let id = format!("{}@{screen}", account.login);
    let opening = Opening {
        id: &id,
        account,
        screen,
        previous,
        browser: "Firefox, Linux",
        address: "192.0.2.1",
    };
    let mut tx = house.store.begin().await.unwrap();
    session::open(&mut tx, &opening, now).await.unwrap();
    tx.commit().await.unwrap();
}

async fn at(house: &House, screen: &str, now: i64) -> Vec<Session> {
    let mut link = house.store.read().await.unwrap();
    session::at_screen(&mut link, screen, LIMITS, now)
        .await
        .unwrap()
}

fn logins(sessions: &[Session]) -> Vec<&str> {
    sessions.iter().map(|s| s.account.login.as_str()).collect()
}

#[tokio::test]
async fn colleagues_share_a_screen_four_at_most_and_one_is_current() {
    for mut house in engines().await {
        let mut previous = None;
        for n in 0..6 {
            let who = person(&mut house, &format!("p{n}"), Role::Animatrice).await;
            let screen = format!("s{n}");
            open(&house, &who, &screen, previous.as_deref(), NOW + n).await;
            previous = Some(screen);
        }
        let there = at(&house, "s5", NOW + 6).await;
        assert_eq!(logins(&there), ["p2", "p3", "p4", "p5"], "{}", house.name);
        assert_eq!(there.len(), MOST_AT_SCREEN);
        let current: Vec<bool> = there.iter().map(|s| s.current).collect();
        assert_eq!(current, [false, false, false, true]);
        assert!(
            at(&house, "s4", NOW + 6).await.is_empty(),
            "the old secret opens nothing"
        );
    }
}

#[tokio::test]
async fn switching_stays_inside_the_screen() {
    for mut house in engines().await {
        let maryse = person(&mut house, "maryse", Role::Animatrice).await;
        let josiane = person(&mut house, "josiane", Role::Coordinateur).await;
        open(&house, &maryse, "a", None, NOW).await;
        open(&house, &josiane, "b", Some("a"), NOW + 1).await;
        let mut tx = house.store.begin().await.unwrap();
        assert!(
            session::switch(&mut tx, "b", "maryse@a", NOW + 2)
                .await
                .unwrap()
        );
        assert!(
            !session::switch(&mut tx, "c", "maryse@a", NOW + 2)
                .await
                .unwrap()
        );
        tx.commit().await.unwrap();
        let there = at(&house, "b", NOW + 3).await;
        let current = there.iter().find(|s| s.current).unwrap();
        assert_eq!(current.account.login, "maryse", "{}", house.name);
    }
}

#[tokio::test]
async fn a_session_ends_idle_old_closed_or_with_its_account() {
    for mut house in engines().await {
        let mut maryse = person(&mut house, "maryse", Role::Animatrice).await;
        open(&house, &maryse, "a", None, NOW).await;
        assert_eq!(at(&house, "a", NOW + LIMITS.idle_ms - 1).await.len(), 1);
        assert!(at(&house, "a", NOW + LIMITS.idle_ms).await.is_empty());
        let mut tx = house.store.begin().await.unwrap();
        session::touch(&mut tx, "a", NOW + LIMITS.absolute_ms - 1)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(at(&house, "a", NOW + LIMITS.absolute_ms - 1).await.len(), 1);
        assert!(
            at(&house, "a", NOW + LIMITS.absolute_ms).await.is_empty(),
            "{}",
            house.name
        );
        maryse.disabled = true;
        house
            .append(NOW, &[Event::AccountSet(maryse)])
            .await
            .unwrap();
        assert!(
            at(&house, "a", NOW + LIMITS.absolute_ms - 1)
                .await
                .is_empty()
        );
    }
}

#[tokio::test]
async fn sweeping_forgets_only_what_has_expired() {
    for mut house in engines().await {
        let maryse = person(&mut house, "maryse", Role::Animatrice).await;
        open(&house, &maryse, "a", None, NOW).await;
        open(&house, &maryse, "b", None, NOW + LIMITS.idle_ms).await;
        let mut tx = house.store.begin().await.unwrap();
        let gone = session::sweep(&mut tx, LIMITS, NOW + LIMITS.idle_ms)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(gone, 1, "{}", house.name);
        assert_eq!(at(&house, "b", NOW + LIMITS.idle_ms + 1).await.len(), 1);
    }
}

#[tokio::test]
async fn a_link_serves_once_and_a_new_one_kills_it() {
    for house in engines().await {
        let purpose = LinkPurpose::Password("compte-maryse".into());
        let mut tx = house.store.begin().await.unwrap();
        credential::keep_link(&mut tx, "un", &purpose, NOW + 10)
            .await
            .unwrap();
        credential::keep_link(&mut tx, "deux", &purpose, NOW + 10)
            .await
            .unwrap();
        credential::keep_link(&mut tx, "premier", &LinkPurpose::FirstAccount, NOW + 10)
            .await
            .unwrap();
        assert_eq!(
            credential::link_purpose(&mut tx, "un", NOW).await.unwrap(),
            None
        );
        assert_eq!(
            credential::link_purpose(&mut tx, "deux", NOW)
                .await
                .unwrap(),
            Some(purpose)
        );
        assert_eq!(
            credential::link_purpose(&mut tx, "premier", NOW)
                .await
                .unwrap(),
            Some(LinkPurpose::FirstAccount)
        );
        assert!(
            !credential::spend_link(&mut tx, "deux", NOW + 10)
                .await
                .unwrap(),
            "too old"
        );
        assert!(
            credential::spend_link(&mut tx, "deux", NOW + 9)
                .await
                .unwrap()
        );
        assert!(
            !credential::spend_link(&mut tx, "deux", NOW + 9)
                .await
                .unwrap(),
            "{}",
            house.name
        );
    }
}

#[tokio::test]
async fn a_new_password_replaces_the_old_and_kills_pending_links() {
    for house in engines().await {
        let mut tx = house.store.begin().await.unwrap();
        credential::set(&mut tx, "c", "ancien", NOW).await.unwrap();
        credential::keep_link(
            &mut tx,
            "lien",
            &LinkPurpose::Password("c".into()),
            NOW + 10,
        )
        .await
        .unwrap();
        credential::set(&mut tx, "c", "nouveau", NOW).await.unwrap();
        let hash = credential::hash_of(&mut tx, "c").await.unwrap();
        assert_eq!(hash.as_deref(), Some("nouveau"), "{}", house.name);
        assert_eq!(
            credential::link_purpose(&mut tx, "lien", NOW)
                .await
                .unwrap(),
            None
        );
        credential::forget(&mut tx, "c").await.unwrap();
        assert_eq!(credential::hash_of(&mut tx, "c").await.unwrap(), None);
    }
}

fn pair() -> [Subject; 2] {
    [(Scope::Pair, "paire"), (Scope::Everywhere, "tout")].map(|(scope, key)| Subject {
        scope,
        key: key.into(),
    })
}

async fn tries(tx: &mut Tx, count: usize, now: i64) -> i64 {
    let mut wait = 0;
    for _ in 0..count {
        wait = throttle::count(tx, &pair(), now).await.unwrap();
    }
    wait
}

#[tokio::test]
async fn the_sixth_wrong_try_waits_and_an_hour_forgets() {
    for house in engines().await {
        let mut tx = house.store.begin().await.unwrap();
        assert_eq!(tries(&mut tx, 5, NOW).await, 0);
        assert_eq!(tries(&mut tx, 1, NOW).await, 1000, "{}", house.name);
        assert_eq!(
            tries(&mut tx, 1, NOW + 400).await,
            600,
            "a try that waits is not counted"
        );
        assert_eq!(tries(&mut tx, 1, NOW + 1000).await, 0);
        assert_eq!(tries(&mut tx, 1, NOW + 1000).await, 2000);
        assert_eq!(tries(&mut tx, 5, NOW + 1000 + FORGET_MS).await, 0);
    }
}

#[tokio::test]
async fn a_clock_set_back_by_days_keeps_nobody_waiting_for_days() {
    for house in engines().await {
        let mut tx = house.store.begin().await.unwrap();
        let ahead = NOW + 2 * 86_400_000;
        assert_eq!(tries(&mut tx, 6, ahead).await, 1000);
        assert_eq!(tries(&mut tx, 5, NOW).await, 0, "{}", house.name);
        assert_eq!(tries(&mut tx, 1, NOW).await, 1000, "and tries still count");
    }
}

#[tokio::test]
async fn success_clears_the_person_and_gives_one_back_to_everybody() {
    for house in engines().await {
        let mut tx = house.store.begin().await.unwrap();
        tries(&mut tx, 4, NOW).await;
        throttle::absolve(&mut tx, &pair(), NOW).await.unwrap();
        let rows = tx
            .fetch(
                "SELECT subject, failures FROM throttle ORDER BY subject",
                vec![],
            )
            .await
            .unwrap();
        let counts: Vec<i64> = rows.iter().map(|r| r.int("failures").unwrap()).collect();
        assert_eq!(counts, [0, 3], "{}", house.name);
    }
}
