//! Secret links to a calendar: one each, and a closed one opens nothing.

use plus_domain::ids::AccountId;
use plus_store::agenda;

use crate::house::engines;

#[tokio::test]
async fn a_new_link_ends_the_one_before_and_a_closed_one_opens_nothing() {
    for house in engines().await {
        let maryse = AccountId::new("maryse");
        let mut tx = house.store.begin().await.expect("begins");
        agenda::open(&mut tx, &maryse, "first", 1)
            .await
            .expect("opened");
        tx.commit().await.expect("written");
        let owner = async |secret| {
            let mut link = house.store.read().await.expect("reads");
            agenda::owner(&mut link, secret).await.expect("read")
        };
        assert_eq!(owner("first").await, Some(maryse.clone()));
        assert_eq!(owner("other").await, None);
        let mut tx = house.store.begin().await.expect("begins");
        agenda::open(&mut tx, &maryse, "second", 2)
            .await
            .expect("opened");
        tx.commit().await.expect("written");
        assert_eq!(owner("first").await, None);
        assert_eq!(owner("second").await, Some(maryse.clone()));
        let mut link = house.store.read().await.expect("reads");
        assert_eq!(
            agenda::opened_at(&mut link, &maryse).await.expect("read"),
            Some(2)
        );
        drop(link);
        let mut tx = house.store.begin().await.expect("begins");
        agenda::close(&mut tx, &maryse).await.expect("closed");
        tx.commit().await.expect("written");
        assert_eq!(owner("second").await, None);
        let mut link = house.store.read().await.expect("reads");
        assert_eq!(
            agenda::opened_at(&mut link, &maryse).await.expect("read"),
            None
        );
    }
}
