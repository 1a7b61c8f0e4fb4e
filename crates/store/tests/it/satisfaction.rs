//! Answers are counts by half-day; what changed has its last word; both engines say the same.

use jiff::civil::date;
use plus_domain::{
    event::Event,
    period::Month,
    satisfaction::{Avis, Comptes, Moment, Suite},
};
use plus_store::{rebuild, satisfaction as kept};

use crate::house::{House, engines};

const MORNING: (jiff::civil::Date, Moment) = (date(2026, 11, 23), Moment::Matin);

async fn touch(house: &House, avis: Avis, times: u32) {
    for _ in 0..times {
        let mut tx = house.store.begin().await.expect("begins");
        kept::add(&mut tx, MORNING, avis).await.expect("added");
        tx.commit().await.expect("kept");
    }
}

async fn november(house: &House) -> Comptes {
    let mut link = house.store.read().await.expect("reads");
    let days = (date(2026, 11, 1), date(2026, 11, 30));
    let months = kept::by_month(&mut link, days).await.expect("read");
    months[&Month::of(days.0)]
}

/// Takes the box out and writes it in the journal.
async fn count(house: &mut House, at: i64) {
    let mut tx = house.store.begin().await.expect("begins");
    let waiting = kept::waiting(&mut tx).await.expect("read");
    let whole = kept::take(&mut tx, &waiting[0]).await.expect("taken");
    tx.commit().await.expect("kept");
    house
        .append(at, &[Event::SatisfactionCounted(whole)])
        .await
        .expect("written");
}

#[tokio::test]
async fn answers_are_counted_once_in_the_box_and_once_in_the_journal() {
    let mut dumps = Vec::new();
    for mut house in engines().await {
        house
            .append(1, &[suite("Un siège de plus", false, 1)])
            .await
            .expect("written");
        touch(&house, Avis::Good, 3).await;
        touch(&house, Avis::Bad, 1).await;
        let four = Comptes {
            bien: 3,
            moyen: 0,
            mal: 1,
        };
        assert_eq!(november(&house).await, four, "{}: in the box", house.name);
        count(&mut house, 10).await;
        assert_eq!(november(&house).await, four, "{}: counted", house.name);
        // A clock that goes back adds to what was counted, and takes nothing from it.
        touch(&house, Avis::Good, 1).await;
        count(&mut house, 20).await;
        assert_eq!(november(&house).await.total(), 5, "{}", house.name);
        let before = house.dump().await;
        let done = rebuild::rebuild(&house.store, &mut |_| {})
            .await
            .expect("rebuilt");
        assert_eq!(done.unprojected, 0);
        assert_eq!(house.dump().await, before, "{}", house.name);
        dumps.push(before);
    }
    assert!(dumps.windows(2).all(|pair| pair[0] == pair[1]));
}

fn suite(text: &str, removed: bool, at: i64) -> Event {
    Event::SatisfactionSuite(Suite {
        id: "s".to_owned(),
        date: date(2026, 11, 23),
        text: text.to_owned(),
        removed,
        author: "ghislaine".into(),
        at,
    })
}

#[tokio::test]
async fn what_changed_has_its_last_word_and_may_be_taken_back() {
    for mut house in engines().await {
        for (at, text, removed, wanted) in [
            (10, "Un siège de plus", false, vec!["Un siège de plus"]),
            (
                20,
                "Deux sièges de plus",
                false,
                vec!["Deux sièges de plus"],
            ),
            (30, "Deux sièges de plus", true, vec![]),
        ] {
            house
                .append(at, &[suite(text, removed, at)])
                .await
                .expect("written");
            let mut link = house.store.read().await.expect("reads");
            let said = kept::suites(&mut link).await.expect("read");
            let texts: Vec<&str> = said.iter().map(|s| s.text.as_str()).collect();
            assert_eq!(texts, wanted, "{}", house.name);
        }
    }
}
