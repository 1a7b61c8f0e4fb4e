//! Rendez-vous: the last word of each, what finds it, what is forgotten; both engines say the
//! same.

use jiff::civil::{Date, date, time};
use plus_domain::{
    event::Event,
    ids::RendezVousId,
    period::Period,
    rendez_vous::{Geste, RendezVous, RendezVousState},
};
use plus_store::{
    courrier::{self, Letter},
    dossier as keys, rebuild,
    rendez_vous::{self as kept, Access},
};

use crate::house::{House, engines};

const DAY: Date = date(2026, 11, 24);

fn taken(id: &str, hour: i8, at: i64) -> RendezVous {
    RendezVous {
        id: id.into(),
        permanence: "p".into(),
        date: DAY,
        start: time(hour, 0, 0, 0),
        minutes: 30,
        theme: Some("sante".into()),
        demarche: None,
        state: RendezVousState::Pris,
        sequence: 0,
        sealed: "00ff".to_owned(),
        since: at,
        author: None,
        at,
    }
}

fn access(id: &str, lookup: &str, expires_at: i64) -> Access {
    Access {
        id: id.into(),
        lookup: lookup.to_owned(),
        joint: "empreinte".to_owned(),
        expires_at,
        reminded: false,
    }
}

async fn keep(house: &House, access: &Access) {
    let mut tx = house.store.begin().await.unwrap();
    kept::keep_access(&mut tx, access).await.unwrap();
    keys::keep_key(&mut tx, access.id.as_str(), vec![7; 40])
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

fn ids(all: &[RendezVous]) -> Vec<&str> {
    all.iter().map(|one| one.id.as_str()).collect()
}

#[tokio::test]
async fn a_rendez_vous_has_its_last_word_and_is_made_again_from_the_journal() {
    let mut dumps = Vec::new();
    for mut house in engines().await {
        let (late, soon) = (taken("a", 11, 1), taken("b", 9, 2));
        for one in [&late, &soon] {
            house
                .append(one.at, &[Event::RendezVousSet(one.clone())])
                .await
                .unwrap();
        }
        let came = soon.after(Geste::Recevoir, Some(&"m".into()), 30).unwrap();
        house
            .append(30, &[Event::RendezVousSet(came.clone())])
            .await
            .unwrap();
        let mut link = house.store.read().await.unwrap();
        let day = Period { from: DAY, to: DAY };
        assert_eq!(
            ids(&kept::of(&mut link, &"p".into()).await.unwrap()),
            ["b", "a"]
        );
        assert_eq!(
            kept::between(&mut link, day).await.unwrap()[0],
            came,
            "{}",
            house.name
        );
        let honoured = kept::count(&mut link, day, RendezVousState::Honore).await;
        assert_eq!(honoured.unwrap(), 1);
        drop(link);
        let before = house.dump().await;
        let done = rebuild::rebuild(&house.store, &mut |_| {}).await.unwrap();
        assert_eq!(done.unprojected, 0);
        assert_eq!(house.dump().await, before, "{}", house.name);
        dumps.push(before);
    }
    assert!(dumps.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test]
async fn a_code_finds_one_until_its_term_and_nothing_stays_of_how_to_reach_it() {
    for mut house in engines().await {
        for (id, hour) in [("a", 9), ("b", 10)] {
            house
                .append(1, &[Event::RendezVousSet(taken(id, hour, 1))])
                .await
                .unwrap();
            keep(&house, &access(id, &format!("trouve-{id}"), 1_000)).await;
        }
        let a = RendezVousId::new("a");
        let mut tx = house.store.begin().await.unwrap();
        let found = kept::by_code(&mut tx, "trouve-a", 999).await.unwrap();
        assert_eq!(found, Some(a.clone()), "{}", house.name);
        assert_eq!(
            kept::by_code(&mut tx, "trouve-a", 1_000).await.unwrap(),
            None
        );
        assert_eq!(kept::held_by(&mut tx, "empreinte", DAY).await.unwrap(), 2);
        assert_eq!(kept::held_by(&mut tx, "", DAY).await.unwrap(), 0);
        assert_eq!(
            ids(&kept::to_remind(&mut tx, DAY).await.unwrap()),
            ["a", "b"]
        );
        kept::note_reminded(&mut tx, &a).await.unwrap();
        assert_eq!(ids(&kept::to_remind(&mut tx, DAY).await.unwrap()), ["b"]);
        kept::moved(&mut tx, &a, (2_000, false)).await.unwrap();
        assert_eq!(
            ids(&kept::to_remind(&mut tx, DAY).await.unwrap()),
            ["a", "b"]
        );
        let letter = Letter {
            cause: "rendez-vous/a/rappel/0".to_owned(),
            to: "x@exemple.fr".to_owned(),
            subject: "s".to_owned(),
            text: "t".to_owned(),
        };
        courrier::queue(&mut tx, &letter, 1).await.unwrap();
        kept::forget_contact(&mut tx, &a).await.unwrap();
        assert_eq!(keys::key(&mut tx, "a").await.unwrap(), None);
        assert_eq!(kept::held_by(&mut tx, "empreinte", DAY).await.unwrap(), 1);
        assert_eq!(courrier::counts(&mut tx).await.unwrap().waiting, 0);
        assert!(kept::has_old_codes(&mut tx, 1_500).await.unwrap());
        assert_eq!(kept::forget_codes(&mut tx, 1_500).await.unwrap(), 1);
        assert!(!kept::has_old_codes(&mut tx, 1_500).await.unwrap());
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn keys_go_after_the_day_or_when_it_is_given_up_anywhere() {
    for mut house in engines().await {
        let (one, two) = (taken("a", 9, 1), taken("b", 10, 1));
        for each in [&one, &two] {
            house
                .append(1, &[Event::RendezVousSet(each.clone())])
                .await
                .unwrap();
            keep(&house, &access(each.id.as_str(), each.id.as_str(), 9)).await;
        }
        let off = two.after(Geste::Annuler, None, 5).unwrap();
        house.append(5, &[Event::RendezVousSet(off)]).await.unwrap();
        let mut link = house.store.read().await.unwrap();
        let due = kept::due(&mut link, DAY).await.unwrap();
        assert_eq!(due, [RendezVousId::new("b")], "{}", house.name);
        let after = DAY.tomorrow().unwrap();
        assert_eq!(kept::due(&mut link, after).await.unwrap().len(), 2);
    }
}
