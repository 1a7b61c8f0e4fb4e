//! The second factor on a machine that works far from its hub.

use plus::identite::{sealed, totp};
use plus_store::{account, identite as kept};

use crate::{
    actors::Relay,
    command::json,
    noeud::{Pair, store, sync},
};
use plus::outside::Outside;

const SECRET: &[u8; 20] = b"un secret de vingt s";

async fn id(folder: &std::path::Path, login: &str) -> String {
    let store = store(folder).await;
    let found = account::by_login(&mut store.read().await.unwrap(), login).await;
    store.close().await;
    found.unwrap().unwrap().id.to_string()
}

/// Sets codes up at the hub, as its page does.
async fn set_up(folder: &std::path::Path, account: &str) {
    let (store, outside) = (store(folder).await, Outside::machine());
    let seal = sealed(&store, &outside, account, SECRET).unwrap();
    let mut tx = store.begin().await.unwrap();
    kept::propose(&mut tx, account, &seal).await.unwrap();
    assert!(
        kept::confirm(&mut tx, account, &seal, (1, 1))
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_codes_of_the_team_serve_far_from_the_hub() {
    let pair = Pair::open().await;
    let maryse = id(pair.hub.path(), "maryse").await;
    set_up(pair.hub.path(), &maryse).await;
    json(&sync(&pair.van));
    pair.server.kill().await;
    let at_hub = std::fs::read(pair.hub.path().join("dossier.cle")).unwrap();
    let own = std::fs::read(pair.van.path().join("dossier.cle")).unwrap();
    assert_ne!(at_hub, own, "each machine seals with its own key");
    let van = Relay::over(pair.van, Outside::machine()).await;
    let who = van.visitor();
    let password = who.try_sign_in("maryse", "bienvenue au relais").await;
    assert_eq!(password.location(), "/connexion/code", "{}", password.body);
    let code = totp::code(SECRET, totp::step(van.app.outside.now_ms()));
    let entered = super::give(&who, &code).await;
    assert_eq!(entered.location(), "/agent", "{}", entered.body);
    let again = van.visitor();
    again.try_sign_in("maryse", "bienvenue au relais").await;
    let replay = super::give(&again, &code).await;
    assert_eq!(replay.status, axum::http::StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_away_at_the_hub_is_taken_away_there() {
    let pair = Pair::open().await;
    let maryse = id(pair.hub.path(), "maryse").await;
    set_up(pair.hub.path(), &maryse).await;
    json(&sync(&pair.van));
    let has = async |folder: &std::path::Path| {
        let store = store(folder).await;
        let has = kept::factors(&mut store.read().await.unwrap(), &maryse).await;
        store.close().await;
        has.unwrap()
    };
    assert!(has(pair.van.path()).await.code);
    let hub = store(pair.hub.path()).await;
    let mut tx = hub.begin().await.unwrap();
    kept::forget(&mut tx, &maryse).await.unwrap();
    tx.commit().await.unwrap();
    hub.close().await;
    json(&sync(&pair.van));
    assert!(!has(pair.van.path()).await.any());
    pair.server.kill().await;
}
