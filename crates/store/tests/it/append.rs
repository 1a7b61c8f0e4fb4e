use plus_domain::{
    event::{Event, VisiteCancellation, VisiteCorrection},
    visite::{Change, FirstTime, Kind},
};
use plus_store::{journal, rebuild, visite};
use serde_json::json;

use crate::house::{demande, engines, visite as a_visite};

fn recorded(v: plus_domain::visite::Visite) -> Event {
    Event::VisiteRecorded(v)
}

fn correction(id: &str, field: &str, base: serde_json::Value, value: serde_json::Value) -> Event {
    Event::VisiteCorrected(VisiteCorrection {
        id: id.into(),
        author: "josiane".into(),
        at: 2_000,
        changes: vec![Change {
            field: field.into(),
            base,
            value,
        }],
    })
}

fn cancelled(id: &str, cancelled: bool) -> Event {
    Event::VisiteCancelled(VisiteCancellation {
        id: id.into(),
        author: "josiane".into(),
        at: 3_000,
        cancelled,
    })
}

#[tokio::test]
async fn a_recorded_visite_is_read_back_whole() {
    for mut house in engines().await {
        let mut wanted = a_visite("v1", "2026-11-23", Kind::Accompagnement);
        wanted.demandes.push(demande("v1-2", Kind::Orientation));
        wanted.note = Some("reviendra mardi".into());
        house
            .append(1, &[recorded(wanted.clone())])
            .await
            .expect("recorded");
        let mut link = house.store.read().await.expect("reads");
        let line = visite::by_id(&mut link, "v1")
            .await
            .expect("found")
            .expect("there");
        assert_eq!(line.visite, wanted, "{}", house.name);
    }
}

#[tokio::test]
async fn a_refused_fact_leaves_no_trace() {
    for mut house in engines().await {
        let good = recorded(a_visite("v1", "2026-11-23", Kind::Information));
        let facts = [
            good.clone(),
            correction("absente", "minutes", json!(0), json!(5)),
        ];
        assert!(house.append(1, &facts).await.is_err());
        let mut link = house.store.read().await.expect("reads");
        assert_eq!(
            visite::count(&mut link, &visite::Filter::default())
                .await
                .expect("counts"),
            0,
            "{}",
            house.name
        );
        assert_eq!(journal::verify(&mut link).await.expect("whole"), 0);
    }
}

#[tokio::test]
async fn a_later_correction_wins_and_the_unseen_value_is_kept_for_review() {
    for mut house in engines().await {
        house
            .append(
                1,
                &[recorded(a_visite("v1", "2026-11-23", Kind::Information))],
            )
            .await
            .expect("recorded");
        house
            .append(2, &[correction("v1", "minutes", json!(12), json!(20))])
            .await
            .expect("corrected");
        house
            .append(3, &[correction("v1", "minutes", json!(12), json!(30))])
            .await
            .expect("corrected");
        let mut link = house.store.read().await.expect("reads");
        let line = visite::by_id(&mut link, "v1")
            .await
            .expect("found")
            .expect("there");
        assert_eq!(line.visite.minutes, 30);
        let review = link
            .fetch("SELECT value FROM review", vec![])
            .await
            .expect("reads");
        assert_eq!(review.len(), 1, "{}", house.name);
        assert_eq!(review[0].text("value").expect("text"), "20");
    }
}

#[tokio::test]
async fn the_first_accompagnement_of_a_person_follows_edits_and_cancels() {
    for mut house in engines().await {
        let mut early = a_visite("v1", "2026-10-01", Kind::Accompagnement);
        early.person = Some("p1".into());
        let mut late = a_visite("v2", "2026-11-02", Kind::Accompagnement);
        late.person = Some("p1".into());
        house
            .append(1, &[recorded(late), recorded(early)])
            .await
            .expect("recorded");
        assert_eq!(first_of(&house, "v1").await, FirstTime::First);
        assert_eq!(first_of(&house, "v2").await, FirstTime::Again);
        house
            .append(2, &[cancelled("v1", true)])
            .await
            .expect("cancelled");
        assert_eq!(first_of(&house, "v2").await, FirstTime::First);
        house
            .append(3, &[cancelled("v1", false)])
            .await
            .expect("put back");
        assert_eq!(first_of(&house, "v2").await, FirstTime::Again);
        let link = &mut house.store.read().await.expect("reads");
        let rows = link
            .fetch("SELECT month, first_time AS n FROM rollup WHERE scope = 'all' AND dimension = 'total' ORDER BY month", vec![])
            .await
            .expect("reads");
        let months: Vec<(String, i64)> = rows
            .iter()
            .map(|r| (r.text("month").expect("m"), r.int("n").expect("n")))
            .collect();
        assert_eq!(
            months,
            [("2026-10".to_owned(), 1), ("2026-11".to_owned(), 0)],
            "{}",
            house.name
        );
    }
}

async fn first_of(house: &crate::house::House, id: &str) -> FirstTime {
    let mut link = house.store.read().await.expect("reads");
    visite::by_id(&mut link, id)
        .await
        .expect("found")
        .expect("there")
        .first
}

#[tokio::test]
async fn a_rebuild_gives_the_same_bytes_on_both_engines() {
    let mut dumps = Vec::new();
    for mut house in engines().await {
        let mut second = a_visite("v2", "2026-11-02", Kind::Accompagnement);
        second.person = Some("p1".into());
        let facts = [
            recorded(a_visite("v1", "2026-11-23", Kind::Information)),
            recorded(second),
        ];
        house.append(1, &facts).await.expect("recorded");
        let added = serde_json::to_value(demande("v1-2", Kind::Accompagnement)).expect("json");
        house
            .append(2, &[correction("v1", "demande:v1-2", json!(null), added)])
            .await
            .expect("corrected");
        house
            .append(
                3,
                &[correction("v1", "demande:v1-1", json!(null), json!(null))],
            )
            .await
            .expect("corrected");
        house
            .append(4, &[cancelled("v2", true)])
            .await
            .expect("cancelled");
        let before = house.dump().await;
        let done = rebuild::rebuild(&house.store, &mut |_| {})
            .await
            .expect("rebuilt");
        assert_eq!((done.entries, done.unprojected), (5, 0));
        assert_eq!(house.dump().await, before, "{}", house.name);
        dumps.push(before);
    }
    assert!(
        dumps.windows(2).all(|pair| pair[0] == pair[1]),
        "both engines hold the same"
    );
}

#[tokio::test]
async fn the_journal_refuses_to_change_or_shrink() {
    for mut house in engines().await {
        house
            .append(
                1,
                &[recorded(a_visite("v1", "2026-11-23", Kind::Information))],
            )
            .await
            .expect("recorded");
        for forbidden in [
            "UPDATE journal SET hlc = 1",
            "DELETE FROM journal",
            "UPDATE body SET body = salt",
        ] {
            let mut tx = house.store.begin().await.expect("begins");
            assert!(
                tx.execute(forbidden, vec![]).await.is_err(),
                "{} : {forbidden}",
                house.name
            );
        }
        let mut link = house.store.read().await.expect("reads");
        assert_eq!(journal::verify(&mut link).await.expect("whole"), 1);
    }
}

#[tokio::test]
async fn a_missing_argument_is_an_error_and_not_a_null() {
    for house in engines().await {
        let mut link = house.store.read().await.expect("reads");
        assert!(
            link.fetch("SELECT id FROM visite WHERE id = $1", vec![])
                .await
                .is_err()
        );
    }
}

#[tokio::test]
async fn a_reading_connection_cannot_write_on_sqlite() {
    let house = engines().await.remove(0);
    let mut link = house.store.read().await.expect("reads");
    assert!(link.execute("DELETE FROM visite", vec![]).await.is_err());
}
