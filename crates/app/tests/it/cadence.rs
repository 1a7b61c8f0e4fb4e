//! How fast one place may read (ASVS 2.4.1): a machine that copies everything is told to wait,
//! in words; who shares no address with it, who is signed in, and this machine itself are not.

use axum::http::StatusCode;
use plus_domain::account::Role;

use crate::{
    actors::{Actor, Answered, Relay},
    securite::listen,
};

const PER_MINUTE: u32 = 60;

async fn relay() -> Relay {
    Relay::open_with(|web| web.reads_per_minute = PER_MINUTE).await
}

/// Reads pages until one is refused: how many were read, and the refusal.
async fn until_refused(actor: &Actor<'_>, path: &str) -> (u32, Option<Answered>) {
    for read in 0..2 * PER_MINUTE {
        let answer = actor.get(path).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            return (read, Some(answer));
        }
        assert!(answer.status.is_success(), "{}", answer.status);
    }
    (2 * PER_MINUTE, None)
}

#[tokio::test]
async fn a_place_that_copies_everything_is_told_to_wait_and_reads_again_after() {
    let relay = relay().await;
    let (log, _guard) = listen();
    let robot = relay.visitor().at("192.0.2.9:4000");
    let (read, refused) = until_refused(&robot, "/recherche?q=caf").await;
    let refused = refused.expect("a refusal");
    assert_eq!(read, PER_MINUTE);
    let wait: i64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=2).contains(&wait), "{wait}");
    assert!(refused.body.contains("Beaucoup de pages à la fois"));
    assert!(refused.body.contains("/opendata") || refused.body.contains("données ouvertes"));
    let english = robot.get("/en/passages").await;
    assert_eq!(english.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(
        english.body.contains("Many pages at once"),
        "{}",
        english.body
    );
    let api = robot.get("/api/v1/places").await;
    assert_eq!(api.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(api.body.contains("\"trop-vite\""), "{}", api.body);
    // Another port of the same place is the same place; its neighbour is not.
    let again = relay.visitor().at("192.0.2.9:4001");
    assert_eq!(again.get("/").await.status, StatusCode::TOO_MANY_REQUESTS);
    let other = relay.visitor().at("192.0.2.10:4000");
    assert_eq!(other.get("/").await.status, StatusCode::OK);
    // What the page needs, and what watches the machine, are not counted.
    assert_eq!(robot.get("/healthz").await.status, StatusCode::OK);
    assert_eq!(robot.get("/assets/plus.css").await.status, StatusCode::OK);
    // Written once, by a mark.
    let lines = log.lines();
    let told: Vec<_> = lines.iter().filter(|l| l.contains("attente")).collect();
    assert_eq!(told.len(), 1, "{lines:#?}");
    assert!(!told[0].contains("192.0.2"), "{told:?}");
    relay.app.outside.advance(wait * 1000);
    assert_eq!(robot.get("/passages").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_team_and_the_machine_itself_never_meet_it() {
    let relay = relay().await;
    let maryse = relay.person(Role::Animatrice).await;
    assert_eq!(until_refused(&maryse, "/agent").await.0, 2 * PER_MINUTE);
    // Her browser, signed in, behind the address of the place that is slowed.
    let (read, refused) = until_refused(&relay.visitor(), "/services").await;
    assert!(read <= PER_MINUTE && refused.is_some());
    assert_eq!(maryse.get("/services").await.status, StatusCode::OK);
    for here in ["127.0.0.1:5000", "[::1]:5000"] {
        let kiosk = relay.visitor().at(here);
        assert_eq!(until_refused(&kiosk, "/services").await.0, 2 * PER_MINUTE);
    }
}

#[tokio::test]
async fn a_house_is_one_place_in_ipv6_and_behind_a_proxy_each_is_its_own() {
    let relay = Relay::open_with(|web| {
        web.reads_per_minute = PER_MINUTE;
        web.trusted_proxies = vec!["192.0.2.80".parse().unwrap()];
    })
    .await;
    let one = relay.visitor().at("[2001:db8:1:2::1]:4000");
    assert_eq!(until_refused(&one, "/services").await.0, PER_MINUTE);
    let two = relay.visitor().at("[2001:db8:1:2:9::9]:4000");
    assert_eq!(two.get("/").await.status, StatusCode::TOO_MANY_REQUESTS);
    let proxy = relay.visitor().at("192.0.2.80:4000");
    let from = async |said: &str| {
        let request = axum::http::Request::get("/services").header("x-forwarded-for", said);
        let request = request.body(axum::body::Body::empty()).unwrap();
        proxy.request(request).await.status
    };
    for _ in 0..PER_MINUTE {
        assert_eq!(from("198.51.100.7").await, StatusCode::OK);
    }
    assert_eq!(from("198.51.100.7").await, StatusCode::TOO_MANY_REQUESTS);
    // What the reader claims before it changes nothing.
    assert_eq!(
        from("203.0.113.1, 198.51.100.7").await,
        StatusCode::TOO_MANY_REQUESTS
    );
    assert_eq!(from("198.51.100.8").await, StatusCode::OK);
}

#[tokio::test]
async fn nothing_is_counted_where_the_settings_say_so_and_thirty_screens_fit_by_default() {
    let free = Relay::open_with(|web| web.reads_per_minute = 0).await;
    assert_eq!(
        until_refused(&free.visitor(), "/services").await.0,
        2 * PER_MINUTE
    );
    // A library: thirty screens behind one address, a page every three seconds each, and as many
    // suggestions as pages.
    let default = plus::config::Web::default().reads_per_minute;
    assert!(default >= 30 * 60 / 3 * 2, "{default}");
}
