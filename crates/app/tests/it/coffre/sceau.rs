//! What opens a paper that a borne keeps, and how fast it may be tried.

use std::{
    os::unix::fs::PermissionsExt as _,
    time::{Duration, Instant},
};

use plus::{
    config::Web,
    outside::Outside,
    retrait::{
        borne::{Own, try_own},
        coffre, key,
        seal::Sealer,
    },
    seance::retrait::Taken,
    web::state::{App, AppState},
};
use plus_domain::{
    ids::NodeId,
    retrait::{DAY_MS, Reason, Secret},
};
use plus_store::{Options, Store, backup, retrait::porte};
use tempfile::TempDir;

use super::stand::{Stand, papers};

/// Every row of a machine, as a backup copies it, and none of its files.
async fn stolen(app: &App) -> (TempDir, App) {
    let folder = tempfile::tempdir().unwrap();
    backup::copy_database(&app.store, folder.path())
        .await
        .unwrap();
    let store = Store::open(&Options::folder(folder.path())).await.unwrap();
    let territory = (*app.territory()).clone();
    // The same instant: what is tried must not be past its term.
    let outside = Outside::fixed(app.outside.now_ms(), 7);
    let thief = AppState::new(outside, store, Web::default(), territory);
    (folder, thief)
}

async fn opens(thief: &App, node: &NodeId, code: &str) -> bool {
    let own = try_own(thief, node, (code, "")).await.unwrap();
    own.opens()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_files_of_a_borne_and_the_right_code_open_nothing_without_its_key() {
    let stand = Stand::open().await;
    let slip = stand.left(None).await;
    let code = slip.code.to_string();
    stand.contact().await;
    let file = stand.folder.path().join(coffre::FILE);
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "its owner alone");
    let (folder, thief) = stolen(&stand.app).await;
    assert_eq!(papers(&thief).await.len(), 1, "the paper is in the copy");
    assert!(!opens(&thief, &stand.node, &code).await, "without a key");
    coffre::Coffre::make(folder.path(), &thief.outside).unwrap();
    assert!(!opens(&thief, &stand.node, &code).await, "with another");
    // With its key the same copy opens, and with its key alone another code does not.
    std::fs::copy(&file, folder.path().join(coffre::FILE)).unwrap();
    assert!(!opens(&thief, &stand.node, "2222-2222").await);
    assert!(opens(&thief, &stand.node, &code).await);
    for secret in ["Attestation de Maryse", &code, &slip.token.to_string()] {
        assert!(!crate::actors::holds(stand.folder.path(), secret));
        assert!(!stand.relay.on_disk(secret));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_hub_holds_for_a_borne_opens_nothing_without_the_key_of_the_hub() {
    let stand = Stand::open().await;
    let slip = stand.left(None).await;
    let id = &slip.retrait.id;
    let (folder, thief) = stolen(&stand.relay.app).await;
    let mut link = thief.store.read().await.unwrap();
    let ways = porte::ways(&mut link, (id, &stand.node)).await.unwrap();
    let [code, _] = ways.unwrap();
    let secret = Secret::Code(slip.code.clone());
    let unwraps = async || {
        let own = key::ServerKey::of(folder.path(), &thief.outside).unwrap();
        let own = own.of_borne(&stand.node);
        let sealer = Sealer {
            server: &own,
            hasher: &thief.hasher,
            outside: &thief.outside,
        };
        let way = (code.salt.as_slice(), code.key.as_slice());
        sealer
            .unwrap(id, way, (&secret, None))
            .await
            .unwrap()
            .is_some()
    };
    assert!(!unwraps().await, "the key of the hub is part of it");
    let own = stand.relay.app.store.folder().join(key::FILE);
    std::fs::copy(own, folder.path().join(key::FILE)).unwrap();
    assert!(unwraps().await, "it was the key that was missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_borne_whose_key_is_lost_makes_another_and_its_papers_open_again() {
    let stand = Stand::open().await;
    let code = stand.left(None).await.code.to_string();
    stand.contact().await;
    coffre::forget(stand.folder.path()).unwrap();
    stand.cut().await;
    assert_eq!(stand.take(&code, "").await, Taken::Away, "lost");
    stand.back().await;
    stand.contact().await;
    stand.cut().await;
    stand.printed(&code).await;
    // A hub that lost its own key: nothing that was left before opens, anywhere.
    stand.back().await;
    let second = stand.left(None).await.code.to_string();
    stand.contact().await;
    std::fs::remove_file(stand.relay.app.store.folder().join(key::FILE)).unwrap();
    let third = stand.left(None).await.code.to_string();
    stand.contact().await;
    stand.cut().await;
    assert_eq!(stand.take(&second, "").await, Taken::Away);
    stand.printed(&third).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pulling_the_cable_out_or_starting_again_gives_no_new_tries() {
    let stand = Stand::open().await;
    let slip = stand.left(None).await;
    let code = slip.code.to_string();
    stand.contact().await;
    // Two while the hub answers, three while it does not.
    for wrong in ["2222-2222", "3333-3333"] {
        assert_eq!(stand.take(wrong, "").await, Taken::Refused { wait: 0 });
    }
    stand.cut().await;
    for wrong in ["4444-4444", "5555-5555", "6666-6666"] {
        assert_eq!(stand.take(wrong, "").await, Taken::Away);
    }
    let ten_minutes = Taken::Refused { wait: 600 };
    assert_eq!(
        stand.take(&code, "").await,
        ten_minutes,
        "the right one too"
    );
    let again = stand.again().await;
    let own = try_own(&again, &stand.node, (&code, "")).await.unwrap();
    assert!(matches!(own, Own::Wait(600_000)), "{own:?}");
    // Who holds a slip is not kept waiting.
    stand.printed(&slip.token.to_string()).await;
    stand.app.outside.advance(600_000);
    stand.printed(&code).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_code_counts_for_nothing_whoever_gives_the_paper() {
    let stand = Stand::open().await;
    let there = stand.left(None).await.code.to_string();
    stand.contact().await;
    let here = crate::retrait::wanted(None);
    let here = crate::retrait::left(&stand.relay.app, here).await;
    for _ in 0..4 {
        stand.given(&there).await;
        stand.given(&here.code.to_string()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_wrong_pins_destroy_the_paper_there_and_then_at_its_hub() {
    let stand = Stand::open().await;
    let token = stand.left(Some("4821")).await.token.to_string();
    stand.contact().await;
    stand.cut().await;
    for n in 0..9 {
        assert_eq!(stand.take(&token, &format!("000{n}")).await, Taken::Away);
    }
    let right = stand.take(&token, "48 21").await;
    assert!(matches!(right, Taken::Papier(_)), "{right:?}");
    assert_eq!(stand.take(&token, "9999").await, Taken::Away);
    assert_eq!(stand.take(&token, "4821").await, Taken::Away, "gone");
    stand.back().await;
    stand.contact().await;
    let gone = papers(&stand.relay.app).await;
    assert_eq!(gone[0].erased.map(|(_, why)| why), Some(Reason::Bloque));
}

/// How long a try of a secret that opens nothing takes.
#[expect(
    clippy::disallowed_methods,
    reason = "how long a try takes is what is measured"
)]
async fn tried(stand: &Stand, secret: &str) -> Duration {
    let begun = Instant::now();
    let own = try_own(&stand.app, &stand.node, (secret, "")).await;
    let took = begun.elapsed();
    assert!(!own.unwrap().opens(), "{secret}");
    took
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_expired_and_used_up_take_as_long() {
    let stand = Stand::open().await;
    let expired = stand.left(None).await.token.to_string();
    stand.contact().await;
    stand.app.outside.advance(DAY_MS);
    let used = stand.left(None).await.token.to_string();
    let pinned = stand.left(Some("4821")).await.token.to_string();
    stand.contact().await;
    stand.cut().await;
    stand.printed(&used).await;
    stand.printed(&used).await;
    stand.app.outside.advance(6 * DAY_MS);
    let wrong = "PLUSR1:5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A";
    let mut least = [Duration::MAX; 4];
    // In turn, and the shortest of each: what is not work is noise, and only adds. A machine that
    // is busy is given more turns; one Argon2id less would be half of it whatever the turns.
    let spread = |least: &[Duration; 4]| {
        let [shortest, longest] = [least.iter().min(), least.iter().max()].map(Option::unwrap);
        longest.as_secs_f64() / shortest.as_secs_f64()
    };
    for turn in 0..60 {
        for (least, secret) in least.iter_mut().zip([wrong, &used, &expired, &pinned]) {
            *least = (*least).min(tried(&stand, secret).await);
        }
        if turn > 4 && spread(&least) < 1.5 {
            return;
        }
    }
    panic!("{least:?}");
}
