//! The load of a fleet is real work: signed, chained, counted once.

use plus_simulation::fleet::{Fleet, Size, receive};
use plus_store::{Options, Store, journal, visite};

const SMALL: Size = Size {
    nodes: 3,
    visites: 1_100,
    seed: 7,
};

#[tokio::test]
async fn a_fleet_sends_every_visite_once_and_a_hub_counts_them_all() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&Options::folder(folder.path())).await.unwrap();
    for load in Fleet::new(SMALL) {
        receive(&store, &load, 1_000).await.unwrap();
        // Sent again: nothing more.
        receive(&store, &load, 2_000).await.unwrap();
    }
    let mut link = store.read().await.unwrap();
    assert_eq!(
        visite::count(&mut link, &visite::Filter::default())
            .await
            .unwrap(),
        1_100
    );
    assert_eq!(journal::verify(&mut link).await.unwrap(), 1_100);
}

#[test]
fn the_same_seed_makes_the_same_bytes() {
    let bytes = |size| Fleet::new(size).map(|load| load.body).collect::<Vec<_>>();
    assert_eq!(bytes(SMALL), bytes(SMALL));
    let other = Size { seed: 8, ..SMALL };
    assert_ne!(bytes(SMALL), bytes(other));
}

#[tokio::test]
async fn a_batch_that_is_altered_on_the_road_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&Options::folder(folder.path())).await.unwrap();
    let mut load = Fleet::new(SMALL).next().unwrap();
    let at = load.body.len() / 2;
    load.body[at] ^= 1;
    assert!(receive(&store, &load, 1_000).await.is_err());
    let mut link = store.read().await.unwrap();
    assert_eq!(
        visite::count(&mut link, &visite::Filter::default())
            .await
            .unwrap(),
        0
    );
}
