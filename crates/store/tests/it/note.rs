//! Local notes: the last word wins, closing is a fact of its own, a rebuild changes nothing.

use std::collections::BTreeMap;

use plus_domain::{
    event::{Event, NoteClosing, NoteWriting},
    note::{Note, NoteSubject, Reread},
    period::parse_date,
};
use plus_store::{note, rebuild};

use crate::house::{House, engines};

fn written(id: &str, subject: &str, text: &str, at: i64) -> Note {
    Note {
        id: id.into(),
        subject: subject.parse().expect("a subject"),
        title: None,
        text: text.into(),
        from: None,
        until: parse_date("2026-12-31").ok(),
        seen: BTreeMap::from([("F1341".into(), "aa".into())]),
        author: "ghislaine".into(),
        at,
        reread: None,
    }
}

fn set(note: &Note, base: Option<&Note>) -> Event {
    Event::NoteSet(NoteWriting {
        note: note.clone(),
        base: base.cloned().map(Box::new),
    })
}

fn closed(id: &str, closed: bool, at: i64) -> Event {
    Event::NoteClosed(NoteClosing {
        id: id.into(),
        author: "ghislaine".into(),
        at,
        closed,
        base: !closed,
    })
}

async fn found(house: &House, subjects: &[&str]) -> Vec<String> {
    let subjects: Vec<NoteSubject> = subjects.iter().map(|s| s.parse().expect("s")).collect();
    let mut link = house.store.read().await.expect("reads");
    let notes = note::of_subjects(&mut link, &subjects).await.expect("read");
    notes.into_iter().map(|note| note.text).collect()
}

#[tokio::test]
async fn a_note_is_read_back_whole_by_its_subjects() {
    for mut house in engines().await {
        let mut one = written("n1", "demarche:rsa", "Un", 10);
        one.title = Some("Titre".into());
        one.reread = Some(Reread {
            by: "maryse".into(),
            at: 30,
        });
        let two = written("n2", "guichet:mairie", "Deux", 20);
        house
            .append(40, &[set(&one, None), set(&two, None)])
            .await
            .expect("recorded");
        let mut link = house.store.read().await.expect("reads");
        let line = note::by_id(&mut link, "n1")
            .await
            .expect("read")
            .expect("there");
        assert_eq!((line.note, line.closed), (one, false), "{}", house.name);
        assert!(note::by_id(&mut link, "n9").await.expect("read").is_none());
        drop(link);
        assert_eq!(
            found(&house, &["demarche:rsa", "guichet:mairie"]).await,
            ["Deux", "Un"]
        );
        assert_eq!(found(&house, &["guichet:mairie"]).await, ["Deux"]);
        assert!(found(&house, &["fiche:F1"]).await.is_empty());
        assert!(found(&house, &[]).await.is_empty());
    }
}

#[tokio::test]
async fn closing_hides_a_note_whatever_is_written_after_and_a_rebuild_agrees() {
    let mut dumps = Vec::new();
    for mut house in engines().await {
        let first = written("n1", "fiche:F1341", "Lundi", 10);
        let second = written("n1", "fiche:F1341", "Mardi", 20);
        house
            .append(10, &[set(&first, None)])
            .await
            .expect("written");
        house
            .append(15, &[closed("n1", true, 15)])
            .await
            .expect("closed");
        house
            .append(20, &[set(&second, Some(&first))])
            .await
            .expect("changed");
        assert!(
            found(&house, &["fiche:F1341"]).await.is_empty(),
            "{}",
            house.name
        );
        house
            .append(25, &[closed("n1", false, 25)])
            .await
            .expect("reopened");
        assert_eq!(found(&house, &["fiche:F1341"]).await, ["Mardi"]);
        let before = house.dump().await;
        assert!(before.contains("Mardi") && !before.contains("Lundi"));
        let done = rebuild::rebuild(&house.store, &mut |_| {})
            .await
            .expect("rebuilt");
        assert_eq!((done.entries, done.unprojected), (4, 0));
        assert_eq!(house.dump().await, before, "{}", house.name);
        dumps.push(before);
    }
    assert!(dumps.windows(2).all(|pair| pair[0] == pair[1]));
}
