//! What the planner must know, and its plans: the last word wins, a rebuild changes nothing.

use jiff::civil::{date, time};
use plus_domain::{
    event::Event,
    tournee::{Absence, AbsenceKind, Equipier, HalfDay, Presence, Tournee, TourneeState},
};
use plus_store::{journal, rebuild, tournee};

use crate::house::engines;

fn member(monthly: u8, at: i64) -> Event {
    Event::EquipierSet(Equipier {
        account: "maryse".into(),
        driver: true,
        skills: vec!["kréyol".into()],
        monthly,
        share: 100,
        author: "ghislaine".into(),
        at,
    })
}

fn away(id: &str, day: i8, cancelled: bool) -> Event {
    Event::AbsenceSet(Absence {
        id: id.into(),
        account: Some("maryse".into()),
        from: date(2027, 3, day),
        to: date(2027, 3, day),
        kind: AbsenceKind::Conge,
        title: None,
        cancelled,
        author: "ghislaine".into(),
        at: 1,
    })
}

fn plan(id: &str, state: TourneeState, at: i64) -> Tournee {
    Tournee {
        id: id.into(),
        from: "2027-03".parse().expect("a month"),
        to: "2027-03".parse().expect("a month"),
        title: "Mars".into(),
        state,
        days: vec![HalfDay {
            date: date(2027, 3, 2),
            start: time(8, 0, 0, 0),
            end: time(13, 0, 0, 0),
            place: Some("le-marin-mondesir".into()),
            crew: vec!["maryse".into()],
            driver: Some("maryse".into()),
            partner: None,
            pinned: true,
            permanence: None,
        }],
        proof: None,
        author: "ghislaine".into(),
        at,
    }
}

#[tokio::test]
async fn the_last_word_on_each_thing_stands_and_every_word_is_kept() {
    for mut house in engines().await {
        house
            .append(
                1,
                &[member(12, 1), away("b", 9, false), away("a", 4, false)],
            )
            .await
            .expect("written");
        house
            .append(2, &[member(8, 2), away("b", 9, true)])
            .await
            .expect("written");
        let mut link = house.store.read().await.expect("reads");
        let team = tournee::equipiers(&mut link).await.expect("read");
        assert_eq!(team.iter().map(|e| e.monthly).collect::<Vec<_>>(), [8]);
        let away = tournee::absences(&mut link).await.expect("read");
        let told: Vec<_> = away.iter().map(|a| (a.id.as_str(), a.cancelled)).collect();
        assert_eq!(told, [("a", false), ("b", true)], "by the first day");
        let told = journal::about(&mut link, "maryse").await.expect("read");
        assert_eq!(told.len(), 2, "both words are in the history");
    }
}

#[tokio::test]
async fn plans_come_last_written_first_and_survive_a_rebuild() {
    for mut house in engines().await {
        let offer = Presence {
            partner: "caf".into(),
            month: "2027-03".parse().expect("a month"),
            days: vec![date(2027, 3, 4)],
            wanted: 1,
            author: "ghislaine".into(),
            at: 1,
        };
        let (one, two) = (
            plan("t1", TourneeState::Draft, 1),
            plan("t2", TourneeState::Draft, 2),
        );
        let later = plan("t1", TourneeState::Published, 3);
        let events = [
            Event::PresenceSet(offer.clone()),
            Event::TourneeSet(one),
            Event::TourneeSet(two.clone()),
            Event::TourneeSet(later.clone()),
        ];
        house.append(1, &events).await.expect("written");
        let mut link = house.store.read().await.expect("reads");
        assert_eq!(
            tournee::list(&mut link).await.expect("read"),
            [later.clone(), two]
        );
        assert_eq!(
            tournee::by_id(&mut link, "t1").await.expect("read"),
            Some(later)
        );
        assert_eq!(tournee::by_id(&mut link, "t9").await.expect("read"), None);
        assert_eq!(tournee::presences(&mut link).await.expect("read"), [offer]);
        drop(link);
        let before = house.dump().await;
        rebuild::rebuild(&house.store, &mut |_| {})
            .await
            .expect("rebuilt");
        assert_eq!(house.dump().await, before, "{}", house.name);
    }
}
