//! Words that nobody answered: counted by day, kept ninety days; lines of the lexicon: facts.

use jiff::civil::{Date, date};
use plus_domain::{
    event::Event,
    lexique::{Effect, Line, Review},
    recherche::Answered,
};
use plus_store::{Store, lexique, rebuild, recherche};

use crate::house::engines;

const TODAY: Date = date(2026, 11, 26);

async fn count(store: &Store, words: &str, day: Date, times: u32) {
    let mut tx = store.begin().await.expect("begins");
    recherche::count(&mut tx, words, day, "fr", Answered::Nothing, times)
        .await
        .expect("counted");
    tx.commit().await.expect("commits");
}

async fn list(store: &Store) -> Vec<(String, i64)> {
    let mut link = store.read().await.expect("reads");
    let lines = recherche::list(&mut link, date(2020, 1, 1))
        .await
        .expect("read");
    lines
        .into_iter()
        .map(|line| (line.words, line.count))
        .collect()
}

#[tokio::test]
async fn words_add_up_over_days_the_most_frequent_first() {
    for house in engines().await {
        count(&house.store, "koudmen", TODAY, 2).await;
        count(&house.store, "koudmen", TODAY, 1).await;
        count(&house.store, "loyer", TODAY, 4).await;
        count(&house.store, "koudmen", date(2026, 11, 20), 2).await;
        let expected = [("koudmen".to_owned(), 5), ("loyer".to_owned(), 4)];
        assert_eq!(list(&house.store).await, expected, "{}", house.name);
        let mut tx = house.store.begin().await.expect("begins");
        recherche::forget(&mut tx, "koudmen")
            .await
            .expect("forgotten");
        tx.commit().await.expect("commits");
        assert_eq!(list(&house.store).await.len(), 1, "{}", house.name);
    }
}

#[tokio::test]
async fn words_go_after_ninety_days() {
    for house in engines().await {
        count(&house.store, "hier", date(2026, 8, 27), 1).await;
        count(&house.store, "kept", date(2026, 8, 28), 1).await;
        recherche::purge(&house.store, TODAY).await.expect("purged");
        assert_eq!(
            list(&house.store).await,
            [("kept".to_owned(), 1)],
            "{}",
            house.name
        );
    }
}

#[tokio::test]
async fn a_day_keeps_so_many_words_and_no_more() {
    for house in engines().await {
        let mut tx = house.store.begin().await.expect("begins");
        for n in 0..501 {
            recherche::count(
                &mut tx,
                &format!("mot{n}"),
                TODAY,
                "fr",
                Answered::Poorly,
                1,
            )
            .await
            .expect("answers");
        }
        tx.commit().await.expect("commits");
        let mut link = house.store.read().await.expect("reads");
        let n = link
            .count("SELECT COUNT(*) AS n FROM unanswered", vec![])
            .await
            .expect("counted");
        assert_eq!(n, 500, "{}", house.name);
    }
}

fn line(said: &str, review: Review, at: i64) -> Line {
    Line {
        language: "gcf".into(),
        said: said.into(),
        official: "aide au logement".into(),
        effect: Effect::Remplace,
        review,
        author: "ghislaine".into(),
        at,
    }
}

#[tokio::test]
async fn a_line_of_the_lexicon_changes_state_and_survives_a_rebuild() {
    for mut house in engines().await {
        let before = {
            let mut link = house.store.read().await.expect("reads");
            lexique::version(&mut link).await.expect("read")
        };
        let proposed = Event::LexiqueSet(line("Koudmen", Review::ARelire, 1));
        house.append(1, &[proposed]).await.expect("recorded");
        let reviewed = line("koudmèn", Review::Relu, 2);
        let event = Event::LexiqueSet(reviewed.clone());
        house.append(2, &[event]).await.expect("recorded");
        rebuild::rebuild(&house.store, &mut |_| {})
            .await
            .expect("made again");
        let mut link = house.store.read().await.expect("reads");
        let lines = lexique::list(&mut link).await.expect("read");
        assert_eq!(lines, [reviewed], "one line for one saying, {}", house.name);
        let after = lexique::version(&mut link).await.expect("read");
        assert_ne!(before, after, "{}", house.name);
    }
}
