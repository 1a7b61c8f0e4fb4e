//! Views of the crossing: the last word, every writing, a rebuild; links that end.

use plus_domain::{
    croisement::{Duree, Vue},
    event::Event,
    stats::{Dimension, Scope},
};
use plus_store::{
    rebuild,
    vue::{self, Opened},
};

use crate::house::engines;

fn view(name: &str, at: i64) -> Event {
    Event::VueSet(Vue {
        id: "v1".into(),
        name: name.into(),
        rows: Dimension::Commune,
        columns: Dimension::Partner,
        duree: Duree::DouzeMois,
        scope: Scope::Partner("caf".into()),
        given_up: false,
        author: "ghislaine".into(),
        at,
    })
}

#[tokio::test]
async fn a_view_has_the_last_word_keeps_the_others_and_is_made_again() {
    for mut house in engines().await {
        house
            .append(10, &[view("Avant", 10)])
            .await
            .expect("written");
        house
            .append(20, &[view("Après", 20)])
            .await
            .expect("written");
        let mut link = house.store.read().await.expect("reads");
        let all = vue::all(&mut link).await.expect("read");
        assert_eq!(all.len(), 1, "{}", house.name);
        assert_eq!(all[0].name, "Après");
        let one = vue::by_id(&mut link, "v1").await.expect("read");
        assert_eq!(one.as_ref(), all.first());
        let versions = vue::versions(&mut link, "v1").await.expect("read");
        let names: Vec<&str> = versions.iter().map(|v| v.name.as_str()).collect();
        assert_eq!(names, ["Avant", "Après"]);
        drop(link);
        let before = house.dump().await;
        rebuild::rebuild(&house.store, &mut |_| {})
            .await
            .expect("rebuilt");
        assert_eq!(house.dump().await, before, "{}", house.name);
    }
}

#[tokio::test]
async fn a_link_opens_what_was_kept_until_it_is_replaced_closed_or_ends() {
    for house in engines().await {
        let open = async |secret: &str, shown: &str, opened: Opened| {
            let mut tx = house.store.begin().await.expect("begins");
            vue::open(&mut tx, "v1", (secret, shown), &opened)
                .await
                .expect("opened");
            tx.commit().await.expect("written");
        };
        let shown = async |secret: &str, now| {
            let mut link = house.store.read().await.expect("reads");
            vue::shown(&mut link, secret, now).await.expect("read")
        };
        let ends = |opened_at, ends_at| Opened { opened_at, ends_at };
        open("first", "1", ends(1, 100)).await;
        assert_eq!(shown("first", 99).await.as_deref(), Some("1"));
        assert_eq!(shown("first", 100).await, None, "it has ended");
        open("second", "2", ends(2, 100)).await;
        assert_eq!(shown("first", 3).await, None, "it was replaced");
        assert_eq!(shown("second", 3).await.as_deref(), Some("2"));
        let mut link = house.store.read().await.expect("reads");
        let opened = vue::opened(&mut link, "v1", 3).await.expect("read");
        assert_eq!(opened, Some(ends(2, 100)), "{}", house.name);
        drop(link);
        let mut tx = house.store.begin().await.expect("begins");
        vue::close(&mut tx, "v1").await.expect("closed");
        tx.commit().await.expect("written");
        assert_eq!(shown("second", 3).await, None, "it was closed");
    }
}
