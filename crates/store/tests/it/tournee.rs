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

#[tokio::test]
async fn who_comes_on_board_is_what_the_last_published_plan_announced() {
    for mut house in engines().await {
        let with = |id: &str, partner: Option<&str>, pinned: bool, at: i64| {
            let mut plan = plan(id, TourneeState::Published, at);
            plan.days[0].partner = partner.map(Into::into);
            plan.days[0].permanence = Some("p1".into());
            plan.days[0].pinned = pinned;
            plan
        };
        let mut draft = with("t0", Some("cgss"), true, 9);
        draft.state = TourneeState::Draft;
        let first = with("t1", Some("caf"), true, 1);
        let unsaid = with("t2", Some("cgss"), false, 2);
        let events = [first, unsaid, draft].map(Event::TourneeSet);
        house.append(1, &events).await.expect("written");
        let (march, april) = ("2027-03".parse().expect("m"), "2027-04".parse().expect("m"));
        let mut link = house.store.read().await.expect("reads");
        let told = tournee::aboard(&mut link, march).await.expect("read");
        let told: Vec<_> = told
            .iter()
            .map(|(id, a)| (id.as_str(), a.partner.clone()))
            .collect();
        assert_eq!(
            told,
            [("p1", Some("caf".into()))],
            "a draft, or what waits, announces nothing"
        );
        assert!(
            tournee::aboard(&mut link, april)
                .await
                .expect("read")
                .is_empty()
        );
        drop(link);
        let last = Event::TourneeSet(with("t3", None, true, 3));
        house.append(2, &[last]).await.expect("written");
        let mut link = house.store.read().await.expect("reads");
        let told = tournee::aboard(&mut link, march).await.expect("read");
        assert_eq!(told.len(), 1);
        assert!(told.values().all(|a| a.partner.is_none()), "{told:?}");
    }
}

#[tokio::test]
async fn every_version_of_a_plan_stays_readable() {
    for mut house in engines().await {
        let (one, two) = (
            plan("t1", TourneeState::Draft, 1),
            plan("t1", TourneeState::Published, 2),
        );
        let other = plan("t2", TourneeState::Draft, 1);
        let events = [one.clone(), other, two.clone()].map(Event::TourneeSet);
        house.append(1, &events).await.expect("written");
        let mut link = house.store.read().await.expect("reads");
        let versions = tournee::versions(&mut link, "t1").await.expect("read");
        assert_eq!(versions, [one, two]);
    }
}
