//! Recording a visite with full durability when 100,000 are stored: through the
//! store, and through the program over the loopback, beside a bare insert of as
//! many bytes into the same database with the same durability.

mod rig;

#[path = "../tests/it/server.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod server;

use plus::{outside::Outside, territory};
use plus_domain::event::Event;
use plus_store::{Store, draft};
use rig::{
    LOGIN, PASSWORD, Place, Times, filled,
    many::{DAYS, Maker},
    places, tell, title,
};
use server::{Browser, Server};

const STORED: usize = 100_000;
const CALLS: usize = 300;
/// Promised, 95th percentile, milliseconds (the median: 10).
const RECORDED_MS: f64 = 25.0;

#[tokio::main]
async fn main() {
    for place in places(STORED).await {
        let store = filled(&place, STORED).await;
        title(&format!(
            "recording a visite, {STORED} stored, {}",
            place.engine
        ));
        let bare = alone(&store).await;
        store.close().await;
        over_http(&place, &bare).await;
    }
}

/// Bare inserts and whole visites in turn, so that a noisy disk troubles both.
async fn alone(store: &Store) -> Times {
    let outside = Outside::machine();
    let espace_sud = territory::demonstration().expect("our territory");
    let mut maker = Maker::new(&espace_sud, outside.now_ms().unsigned_abs());
    let (mut bare, mut whole) = (Times::default(), Times::default());
    for _ in 0..CALLS {
        let visite = Event::VisiteRecorded(maker.visite(&outside, DAYS - 1));
        let content = String::from_utf8(visite.body()).expect("JSON");
        bare.time(insert(store, &outside.new_id(), &content)).await;
        whole.time(record(store, &outside, visite)).await;
    }
    tell(
        "bare insert, same bytes, same durability",
        &bare,
        None,
        None,
    );
    tell(
        "store: entry, tables and roll-ups",
        &whole,
        Some(RECORDED_MS),
        Some(&bare),
    );
    bare
}

async fn insert(store: &Store, key: &str, content: &str) {
    let mut tx = store.begin().await.expect("begins");
    draft::save(&mut tx, key, "banc", content, 0)
        .await
        .expect("inserted");
    tx.commit().await.expect("committed");
}

async fn record(store: &Store, outside: &Outside, visite: Event) {
    let mut tx = store.begin().await.expect("begins");
    outside.record(&mut tx, &[visite]).await.expect("recorded");
    tx.commit().await.expect("committed");
}

async fn over_http(place: &Place, bare: &Times) {
    let outside = Outside::machine();
    let database = place.options.database.as_deref();
    let server = Server::start_on(&place.options.folder, database).await;
    let browser = Browser::sign_in(&server.base, LOGIN, PASSWORD).await;
    let mut times = Times::default();
    for _ in 0..CALLS {
        let (id, now) = (outside.new_id(), outside.now_ms());
        let confirmed = times.time(browser.record(&server.base, &id, now)).await;
        assert!(confirmed.expect("answers"), "confirmed");
    }
    tell(
        "third tap over HTTP, until the 303",
        &times,
        Some(RECORDED_MS),
        Some(bare),
    );
    server.kill().await;
}
