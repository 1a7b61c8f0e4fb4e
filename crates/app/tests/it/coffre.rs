//! Papers that one borne keeps for when it is cut off from its hub (requirement P26, decision
//! 0049): carried, given without the hub, told once, and given by nobody else.

mod perdu;
mod sceau;
mod stand;

use axum::http::StatusCode;
use plus::{
    retrait::{self, Opening},
    seance::retrait::Taken,
};
use plus_borne::paper::Paper;
use plus_domain::{
    account::Role,
    machine::Motif,
    retrait::{DAY_MS, REPRINT_MS, Reason, State},
};
use plus_store::{
    document::Arriving,
    exchange::machine,
    retrait::{self as kept, porte},
};

use self::stand::{Stand, facts, papers};
use crate::{
    actors::{Actor, token_in},
    retrait::{code_in, left, pdf, wanted},
};

const LIST: &str = "/agent/retraits";
const NEW: &str = "/agent/retraits/nouveau";
const READY: &str = "Sur la borne, prêt même sans réseau";
const WAITS: &str = "En attente d’être porté à la borne";

async fn send(actor: &Actor<'_>, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let page = actor.get(NEW).await;
    let file = ("fichier", &pdf()[..]);
    let answer = actor.send_file(NEW, &page, (fields, file)).await;
    (answer.status, answer.body)
}

#[tokio::test(flavor = "multi_thread")]
async fn p26_a_paper_is_taken_while_the_borne_is_cut_off_and_its_hub_is_told_once() {
    let stand = Stand::open().await;
    let maryse = stand.relay.person(Role::Animatrice).await;
    let node = stand.node.to_string();
    let fields = [("borne", node.as_str()), ("porte", "1")];
    let (status, slip) = send(&maryse, &fields).await;
    assert_eq!(status, StatusCode::OK, "{slip}");
    assert!(slip.contains("même quand le réseau est coupé"), "{slip}");
    let code = code_in(&slip);
    assert!(maryse.get(LIST).await.body.contains(WAITS));
    stand.contact().await;
    let list = maryse.get(LIST).await.body;
    assert!(list.contains(READY) && !list.contains(WAITS), "{list}");

    stand.cut().await;
    stand.printed(&code.to_lowercase().replace('-', " ")).await;
    stand.app.outside.advance(REPRINT_MS - 1);
    stand.printed(&code).await;
    assert_eq!(stand.take(&code, "").await, Taken::Away, "used up");
    let here = stand.kept().await;
    assert_eq!(here[0].erased.map(|(_, why)| why), Some(Reason::Imprime));
    let mut link = stand.app.store.read().await.unwrap();
    assert_eq!(kept::content(&mut link, &here[0].id).await.unwrap(), None);
    drop(link);

    stand.back().await;
    for _ in 0..2 {
        stand.contact().await;
        let hub = papers(&stand.relay.app).await;
        assert_eq!(hub[0].printed_at, here[0].printed_at, "its own hour");
        assert_eq!(hub[0].printed_by.as_ref(), Some(&stand.node));
        assert_eq!(hub[0].erased.map(|(_, why)| why), Some(Reason::Imprime));
        for (kind, many) in [("carried", 1), ("printed", 2), ("erased", 2)] {
            let kind = format!("retrait.{kind}");
            assert_eq!(facts(&stand.relay.app, &kind).await, many, "{kind}");
        }
    }
    let list = maryse.get(LIST).await.body;
    assert!(list.contains("à la borne Machine Borne"), "{list}");
    assert!(!list.contains(READY));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_box_is_there_for_a_borne_that_can_and_for_no_other() {
    let stand = Stand::open().await;
    let maryse = stand.relay.person(Role::Animatrice).await;
    let form = maryse.get(NEW).await.body;
    assert!(form.contains("name=\"porte\"") && form.contains("data-coffre"));
    let (status, told) = send(&maryse, &[("porte", "1")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.contains("Choisissez une seule borne"), "{told}");
    let mut tx = stand.relay.app.store.begin().await.unwrap();
    tx.execute("DELETE FROM coffre", vec![]).await.unwrap();
    tx.commit().await.unwrap();
    let form = maryse.get(NEW).await.body;
    assert!(!form.contains("name=\"porte\"") && !form.contains("data-coffre"));
    let node = stand.node.to_string();
    let (status, _) = send(&maryse, &[("borne", node.as_str()), ("porte", "1")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_moment_it_is_handed_over_its_borne_alone_gives_it_on_line_too() {
    let stand = Stand::open().await;
    let code = stand.left(None).await.code.to_string();
    stand.contact().await;
    let hub = &stand.relay.app;
    let asked = retrait::open(hub, &stand.node, (&code, "")).await;
    assert_eq!(asked.unwrap(), Opening::Here, "the hub gives it to nobody");
    let other = retrait::open(hub, &"une-autre".into(), (&code, "")).await;
    assert_eq!(other.unwrap(), Opening::Refused { wait_ms: 0 });
    stand.printed(&code).await;
    stand.cut().await;
    stand.printed(&code).await;
    stand.back().await;
    // The hub has not been told, and says still that the borne has it: nobody has.
    assert_eq!(stand.take(&code, "").await, Taken::Refused { wait: 0 });
    assert_eq!(papers(hub).await[0].printed_at, None);
    stand.contact().await;
    assert_eq!(stand.take(&code, "").await, Taken::Refused { wait: 0 });
    assert!(matches!(papers(hub).await[0].state(0), State::Parti(_)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_its_hub_is_giving_is_not_handed_over() {
    let stand = Stand::open().await;
    let code = stand.left(None).await.code.to_string();
    let papier = stand.given(&code).await;
    stand.contact().await;
    assert!(stand.kept().await.is_empty(), "it is in the printer");
    drop(papier);
    stand.printed(&code).await;
    stand.contact().await;
    assert!(stand.kept().await.is_empty(), "it was printed");
    assert_eq!(facts(&stand.relay.app, "retrait.carried").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_expired_used_up_and_kept_elsewhere_are_one_answer_to_the_byte() {
    let stand = Stand::open().await;
    let used = stand.left(None).await.token.to_string();
    let expired = stand.left(None).await.token.to_string();
    let pinned = stand.left(Some("4821")).await.token.to_string();
    let elsewhere = left(&stand.relay.app, wanted(None)).await.token.to_string();
    stand.contact().await;
    stand.cut().await;
    stand.printed(&used).await;
    stand.printed(&used).await;
    stand.app.outside.advance(7 * DAY_MS);
    let wrong = "PLUSR1:5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A";
    let mut pages = Vec::new();
    for typed in [wrong, "2222-2222", &used, &expired, &pinned, &elsewhere] {
        assert_eq!(stand.take(typed, "").await, Taken::Away, "{typed}");
        pages.push(typed_at(&stand, typed).await);
    }
    pages.dedup();
    assert_eq!(pages.len(), 1, "one page: {pages:?}");
    // Past its term by the clock of the borne, without its hub.
    assert_eq!(retrait::sweep(&stand.app).await.unwrap(), 2);
    let left = stand.kept().await;
    assert!(left.iter().all(|one| one.erased.is_some()));
}

/// What the screen says, without what changes from one page to the next.
async fn typed_at(stand: &Stand, typed: &str) -> String {
    let (status, page) = crate::seance::post(&stand.door, "/borne/retrait", typed).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let token = token_in(&page).unwrap_or_default();
    if token.is_empty() {
        return page;
    }
    page.replace(&token, "")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_given_up_is_given_by_nobody_and_leaves_the_borne() {
    let stand = Stand::open().await;
    let slip = stand.left(None).await;
    let code = slip.code.to_string();
    stand.contact().await;
    let hub = &stand.relay.app;
    let by = "maryse".into();
    assert!(retrait::cancel(hub, &by, &slip.retrait.id).await.unwrap());
    // Before the borne has heard of it: its hub answers, and says no.
    assert_eq!(stand.take(&code, "").await, Taken::Refused { wait: 0 });
    stand.contact().await;
    let here = stand.kept().await;
    assert_eq!(here[0].erased.map(|(_, why)| why), Some(Reason::Annule));
    let sql = "SELECT COUNT(*) AS n FROM retrait_scelle";
    let mut link = stand.app.store.read().await.unwrap();
    assert_eq!(link.count(sql, vec![]).await.unwrap(), 0);
    drop(link);
    stand.cut().await;
    assert_eq!(stand.take(&code, "").await, Taken::Away);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_paper_goes_on_where_it_was_cut() {
    let stand = Stand::open().await;
    let paper = Paper {
        pdf: vec![7; (2 << 20) + 9],
        pages: 3,
    };
    let code = stand.left_whole(paper.clone(), None).await.code.to_string();
    let sealed = {
        let hub = &stand.relay.app;
        let mut link = hub.store.read().await.unwrap();
        let at = porte::at(&mut link, &stand.node, hub.outside.now_ms()).await;
        let at = at.unwrap();
        let content = kept::content(&mut link, &at[0].retrait.id).await.unwrap();
        (at[0].hash.clone(), content.unwrap())
    };
    let begun = Arriving::of(&stand.app.store, &sealed.0).unwrap();
    begun.append(sealed.1[..2_000_000].to_vec()).await.unwrap();
    stand.contact().await;
    assert_eq!(begun.length(), 0, "nothing is left of its arrival");
    stand.cut().await;
    let papier = stand.given(&code).await;
    assert_eq!((papier.pages, papier.pdf.len()), (3, paper.pdf.len()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_put_back_from_a_copy_learns_again_where_its_papers_are() {
    let stand = Stand::open().await;
    let code = stand.left(None).await.code.to_string();
    stand.contact().await;
    let forgets = async |sql: &'static str| {
        let mut tx = stand.relay.app.store.begin().await.unwrap();
        tx.execute(sql, vec![]).await.unwrap();
        tx.commit().await.unwrap();
    };
    // The copy was made before the paper was carried, and before the borne said its key.
    forgets("UPDATE retrait_porte SET handed_at = NULL, held_at = NULL, recipient = NULL").await;
    forgets("DELETE FROM coffre").await;
    stand.contact().await;
    let asked = retrait::open(&stand.relay.app, &stand.node, (&code, "")).await;
    assert_eq!(asked.unwrap(), Opening::Here);
    // The same after it was printed: it is told again, and destroyed again.
    stand.cut().await;
    stand.printed(&code).await;
    stand.app.outside.advance(REPRINT_MS);
    retrait::sweep(&stand.app).await.unwrap();
    stand.back().await;
    stand.contact().await;
    let gone = papers(&stand.relay.app).await;
    assert_eq!(gone[0].erased.map(|(_, why)| why), Some(Reason::Imprime));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_borne_that_serves_no_more_is_said_so() {
    let stand = Stand::open().await;
    stand.left(None).await;
    stand.contact().await;
    let mut tx = stand.relay.app.store.begin().await.unwrap();
    let now = stand.relay.app.outside.now_ms();
    machine::revoke(&mut tx, &stand.node, Motif::Vol, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let maryse = stand.relay.person(Role::Animatrice).await;
    let list = maryse.get(LIST).await.body;
    assert!(list.contains("Cette borne ne sert plus"), "{list}");
    // At its next contact it erases what it holds, and the key of its coffre.
    let heard = plus::node::contact::sync(&stand.app.store, &stand.app.outside).await;
    assert!(heard.is_err(), "{heard:?}");
    assert!(!stand.folder.path().join(retrait::coffre::FILE).exists());
    assert!(stand.kept().await.is_empty());
}
