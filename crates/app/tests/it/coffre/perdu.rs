//! The answer of the hub is lost after it did what it was asked: nobody is told that there is
//! nothing for them.

use plus::{
    retrait::{self, Opening},
    seance::retrait::Taken,
    web::state::App,
};
use plus_domain::retrait::AGAIN_MS;

use super::stand::{Stand, facts, papers};
use crate::retrait::{left, wanted};

const REFUSED: Opening = Opening::Refused { wait_ms: 0 };

async fn openings(app: &App) -> i64 {
    let mut link = app.store.read().await.unwrap();
    let sql = "SELECT COUNT(*) AS n FROM retrait_ouverture";
    link.count(sql, vec![]).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_handed_over_without_being_heard_are_asked_again_before_a_code_is_tried() {
    let stand = Stand::open().await;
    let code = stand.left(None).await.code.to_string();
    stand.lose("/cles");
    stand.contact().await;
    assert!(stand.all_lost() && stand.kept().await.is_empty());
    // From now on its hub gives it to nobody: the borne would have nothing to give.
    let hub = &stand.relay.app;
    let asked = retrait::open(hub, &stand.node, (&code, "")).await;
    assert_eq!(asked.unwrap(), Opening::Here);
    stand.printed(&code).await;
    stand.contact().await;
    assert_eq!(facts(hub, "retrait.carried").await, 1);
    assert_eq!(facts(hub, "retrait.printed").await, 1);
    assert!(papers(hub).await[0].printed_at.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_borne_cut_off_before_it_heard_its_keys_says_that_the_hub_is_away() {
    let stand = Stand::open().await;
    let code = stand.left(None).await.code.to_string();
    stand.lose("/cles");
    stand.contact().await;
    stand.cut().await;
    assert_eq!(
        stand.take(&code, "").await,
        Taken::Away,
        "not that it is nothing"
    );
    stand.back().await;
    stand.printed(&code).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_given_while_its_answer_was_lost_is_given_again_by_one_opening() {
    let stand = Stand::open().await;
    let hub = &stand.relay.app;
    let code = left(hub, wanted(None)).await.code.to_string();
    // Once: the borne asks again by itself. The person sees nothing of it.
    stand.lose("/open");
    stand.given(&code).await;
    assert!(stand.all_lost());
    assert_eq!(openings(hub).await, 1);
    // Twice: the screen says that the hub does not answer; the person types again.
    let code = left(hub, wanted(None)).await.code.to_string();
    stand.lose("/open");
    stand.lose("/open");
    assert_eq!(stand.take(&code, "").await, Taken::Away);
    assert!(stand.all_lost());
    stand.printed(&code).await;
    assert_eq!(openings(hub).await, 2);
    assert_eq!(facts(hub, "retrait.printed").await, 1);
    // Answered, the next try is another: the free reprint is an opening of its own.
    stand.printed(&code).await;
    assert_eq!(openings(hub).await, 3);
}

#[tokio::test]
async fn a_name_opens_nothing_that_its_code_does_not() {
    let relay = crate::actors::Relay::open().await;
    let app = &relay.app;
    let borne = "borne-ici".into();
    let name = "5a5a5a5a5a5a5a5a5a5a";
    let open = async |code: &str, name: &str| {
        let opened = retrait::open_named(app, &borne, (code, ""), name).await;
        match opened.unwrap() {
            Opening::Given { id, .. } => id,
            other => {
                assert_eq!(other, REFUSED);
                String::new()
            }
        }
    };
    let code = left(app, wanted(None)).await.code.to_string();
    let other = left(app, wanted(None)).await.code.to_string();
    assert_eq!(open(&code, name).await, name);
    assert_eq!(open(&code, name).await, name, "the same opening");
    assert_eq!(openings(app).await, 1);
    assert_eq!(open("2222-2222", name).await, "", "a wrong code");
    let second = open(&other, name).await;
    assert!(!second.is_empty() && second != name, "another paper");
    for unfair in ["", "court", "un nom avec des signes !", &"x".repeat(65)] {
        assert_ne!(open(&code, unfair).await, unfair);
    }
    app.outside.advance(AGAIN_MS);
    let late = open(&code, name).await;
    assert!(!late.is_empty() && late != name, "too late");
    assert!(retrait::printed(app, &borne, &late).await.unwrap());
}
