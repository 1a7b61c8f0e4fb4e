//! Addresses that follow a commune: confirmed by their own person, gone when she leaves
//! (requirement P2).

use plus_domain::abonnement::{AGAIN_MS, Abonnement, MOST_AN_HOUR, TO_CONFIRM_MS};
use plus_store::{
    abonnement::{self, Asked},
    courrier::{self, Ending, Letter},
};

use crate::house::{House, engines};

const NOW: i64 = 1_795_438_800_000;
const MARIN: &str = "97217";

fn wanted(id: &str, commune: &str) -> Abonnement {
    Abonnement {
        id: id.into(),
        commune: commune.into(),
        address: "marie@exemple.fr".into(),
        language: "fr".into(),
        token: format!("jeton-{id}"),
        asked_at: NOW,
        confirmed_at: None,
    }
}

async fn ask(house: &House, wanted: Abonnement, now: i64) -> Asked {
    let mut tx = house.store.begin().await.unwrap();
    let asked = abonnement::ask(&mut tx, wanted, now).await.unwrap();
    tx.commit().await.unwrap();
    asked
}

async fn confirm(house: &House, id: &str) {
    let mut tx = house.store.begin().await.unwrap();
    abonnement::confirm(&mut tx, id, NOW).await.unwrap();
    tx.commit().await.unwrap();
}

async fn following(house: &House) -> Vec<String> {
    let mut link = house.store.read().await.unwrap();
    let all = abonnement::of_commune(&mut link, MARIN).await.unwrap();
    all.into_iter().map(|a| a.id).collect()
}

async fn write_to(house: &House, id: &str) -> bool {
    let letter = Letter {
        cause: format!("abonnement/{id}/passage/p1/1"),
        to: "marie@exemple.fr".into(),
        subject: "Le bus ne passera pas".into(),
        text: "Panne.".into(),
    };
    let mut tx = house.store.begin().await.unwrap();
    let new = courrier::queue_with_leave(&mut tx, &letter, "https://x/y", NOW).await;
    tx.commit().await.unwrap();
    new.unwrap()
}

#[tokio::test]
async fn nobody_is_written_to_before_confirming() {
    for house in engines().await {
        let asked = ask(&house, wanted("a", MARIN), NOW).await;
        assert_eq!(
            asked,
            Asked::ToConfirm(wanted("a", MARIN)),
            "{}",
            house.name
        );
        assert!(following(&house).await.is_empty());
        confirm(&house, "a").await;
        assert_eq!(following(&house).await, ["a"]);
        let mut link = house.store.read().await.unwrap();
        let counts = abonnement::counts(&mut link).await.unwrap();
        assert_eq!(counts, [(MARIN.to_owned(), 1)]);
    }
}

#[tokio::test]
async fn asking_again_writes_again_only_after_a_while_and_keeps_its_link() {
    for house in engines().await {
        ask(&house, wanted("a", MARIN), NOW).await;
        assert_eq!(ask(&house, wanted("b", MARIN), NOW + 1).await, Asked::Quiet);
        let later = NOW + AGAIN_MS;
        let Asked::ToConfirm(again) = ask(&house, wanted("c", MARIN), later).await else {
            panic!("{}: a letter is due", house.name);
        };
        assert_eq!((again.id.as_str(), again.token.as_str()), ("a", "jeton-a"));
        confirm(&house, "a").await;
        let known = ask(&house, wanted("d", MARIN), later + AGAIN_MS).await;
        assert!(matches!(known, Asked::Already(a) if a.id == "a"));
    }
}

#[tokio::test]
async fn nobodys_box_is_filled_by_asking_for_many_communes() {
    for house in engines().await {
        for n in 0..MOST_AN_HOUR {
            let asked = ask(&house, wanted(&format!("a{n}"), &format!("9720{n}")), NOW).await;
            assert!(matches!(asked, Asked::ToConfirm(_)), "{n}");
        }
        assert_eq!(ask(&house, wanted("z", "97299"), NOW).await, Asked::Quiet);
    }
}

#[tokio::test]
async fn an_address_that_does_not_confirm_is_forgotten() {
    for house in engines().await {
        ask(&house, wanted("a", MARIN), NOW).await;
        ask(&house, wanted("b", "97207"), NOW).await;
        confirm(&house, "b").await;
        let late = NOW + TO_CONFIRM_MS;
        let mut link = house.store.read().await.unwrap();
        let mut of = async |token, at| abonnement::by_token(&mut link, token, at).await.unwrap();
        assert!(of("jeton-a", late - 1).await.is_some());
        assert!(of("jeton-a", late).await.is_none(), "{}", house.name);
        assert!(of("jeton-b", late).await.is_some());
        drop(link);
        abonnement::purge(&house.store, late).await.unwrap();
        let mut link = house.store.read().await.unwrap();
        assert_eq!(abonnement::waiting(&mut link).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn leaving_takes_the_address_and_the_letters_that_wait_for_it() {
    for house in engines().await {
        ask(&house, wanted("a", MARIN), NOW).await;
        confirm(&house, "a").await;
        assert!(write_to(&house, "a").await);
        assert!(write_to(&house, "ab").await);
        let mut tx = house.store.begin().await.unwrap();
        abonnement::leave(&mut tx, "a").await.unwrap();
        tx.commit().await.unwrap();
        assert!(following(&house).await.is_empty());
        let left = courrier::take(&house.store, courrier::Way::Mail, NOW)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            left.letter.cause, "abonnement/ab/passage/p1/1",
            "{}",
            house.name
        );
        assert_eq!(left.leave.as_deref(), Some("https://x/y"));
        assert_eq!(
            courrier::take(&house.store, courrier::Way::Mail, NOW)
                .await
                .unwrap(),
            None
        );
    }
}

#[tokio::test]
async fn a_letter_that_left_leaves_no_address_behind() {
    for house in engines().await {
        for ending in [Ending::Sent, Ending::Failed("550".into())] {
            write_to(&house, "a").await;
            let taken = courrier::take(&house.store, courrier::Way::Mail, NOW)
                .await
                .unwrap()
                .unwrap();
            let mut tx = house.store.begin().await.unwrap();
            courrier::end(&mut tx, &taken, ending, NOW).await.unwrap();
            tx.commit().await.unwrap();
            let mut link = house.store.read().await.unwrap();
            let all = link.count("SELECT COUNT(*) AS n FROM courrier", plus_store::args![]);
            assert_eq!(all.await.unwrap(), 0, "{}", house.name);
        }
    }
}
