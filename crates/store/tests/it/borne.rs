//! Kiosks at their hub: signs of life, alarms, orders given once, settings, what is broken.

use jiff::civil::date;
use plus_domain::{
    alarme::{Kind, Track},
    borne::{Answered, Beat, Health, Order, Outcome, Settings, Task},
    ids::NodeId,
    machine::{Kind as Sort, Motif},
};
use plus_store::{
    borne::{self, alarme, ordre, panne, reglage},
    exchange::machine,
};

use crate::house::{House, engines};

const NOW: i64 = 1_795_438_800_000;

/// A hub that knows a kiosk and a van.
async fn hub(house: &House) -> NodeId {
    let mut tx = house.store.begin().await.unwrap();
    for (code, name, kind) in [
        ("a", "Borne du Marin", Sort::Borne),
        ("b", "Le bus", Sort::Van),
    ] {
        let until = (NOW, NOW + 1);
        machine::invite(&mut tx, code, (name, kind), until)
            .await
            .unwrap();
        let node = NodeId::new(format!("machine-{code}"));
        let taken = machine::accept(&mut tx, code, &node, &[7; 32], NOW).await;
        assert!(taken.unwrap().is_some());
    }
    tx.commit().await.unwrap();
    NodeId::new("machine-a")
}

fn beat(sessions: u32) -> Beat {
    Beat {
        version: "0.1.0".into(),
        clock: NOW + 500,
        health: Health {
            day: Some(date(2026, 11, 23)),
            sessions_today: sessions,
            pages_today: 2 * sessions,
            disk_free: Some(5 << 30),
            ..Health::default()
        },
        answers: vec![Answered {
            id: "o".into(),
            outcome: Outcome::Done,
            told: String::new(),
            picture: "ffd8".repeat(100),
        }],
    }
}

#[tokio::test]
async fn the_last_sign_of_life_is_kept_and_counts_never_go_down() {
    for house in engines().await {
        let node = hub(&house).await;
        let mut tx = house.store.begin().await.unwrap();
        for (minute, sessions) in [(0, 4), (1, 5), (2, 1)] {
            let at = NOW + minute * 60_000;
            borne::keep(&mut tx, &node, &beat(sessions), at)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        let mut link = house.store.read().await.unwrap();
        let all = borne::all(&mut link).await.unwrap();
        assert_eq!(all.len(), 1, "{}: the van is no kiosk", house.name);
        let (kept, at) = all[0].beat.clone().unwrap();
        assert_eq!((at, kept.health.sessions_today), (NOW + 120_000, 1));
        assert_eq!(kept.answers, [], "pictures stay out of it");
        let days = borne::days(&mut link, &node, date(2026, 11, 1))
            .await
            .unwrap();
        assert_eq!(days, [(date(2026, 11, 23), 5)]);
        let told = machine::get(&mut link, &node).await.unwrap().unwrap();
        assert_eq!(told.seen_at, Some(NOW + 120_000));
        assert_eq!(told.disk_free, Some(5 << 30));
        drop(link);
        let mut tx = house.store.begin().await.unwrap();
        machine::revoke(&mut tx, &node, Motif::Fin, NOW)
            .await
            .unwrap();
        assert_eq!(borne::hold(&mut tx, &node).await.unwrap(), None);
        let later = NOW + 400 * 86_400_000;
        borne::purge(&mut tx, date(2027, 12, 31), later)
            .await
            .unwrap();
        let days = borne::days(&mut tx, &node, date(2026, 1, 1)).await.unwrap();
        assert_eq!(days, []);
    }
}

#[tokio::test]
async fn an_alarm_goes_from_its_cause_to_the_history() {
    for house in engines().await {
        let node = hub(&house).await;
        let mut tx = house.store.begin().await.unwrap();
        let begun = Track {
            since: NOW,
            raised_at: None,
            gone_since: None,
        };
        alarme::keep(&mut tx, &node, Kind::Jam, &begun)
            .await
            .unwrap();
        assert_eq!(alarme::raised(&mut tx).await.unwrap(), [], "{}", house.name);
        assert_eq!(alarme::open(&mut tx, &node).await.unwrap().len(), 1);
        let raised = Track {
            raised_at: Some(NOW + 5),
            ..begun
        };
        alarme::keep(&mut tx, &node, Kind::Jam, &raised)
            .await
            .unwrap();
        alarme::forget(&mut tx, &node, Kind::Jam, &raised)
            .await
            .unwrap();
        let by = "rose".into();
        let seen = alarme::acknowledge(&mut tx, (&node, Kind::Jam), &by, NOW + 6).await;
        assert!(seen.unwrap());
        let twice = alarme::acknowledge(&mut tx, (&node, Kind::Jam), &by, NOW + 7).await;
        assert!(!twice.unwrap());
        let open = alarme::raised(&mut tx).await.unwrap();
        assert_eq!((open.len(), open[0].track), (1, raised));
        assert_eq!(open[0].seen_by, Some("rose".into()));
        let gone = Track {
            gone_since: Some(NOW + 8),
            ..raised
        };
        alarme::clear(&mut tx, &node, Kind::Jam, &gone, NOW + 9)
            .await
            .unwrap();
        assert_eq!(alarme::open(&mut tx, &node).await.unwrap(), []);
        let past = alarme::history(&mut tx, &node, 9).await.unwrap();
        assert_eq!(past[0].cleared_at, Some(NOW + 9));
        let other = Track {
            since: NOW + 20,
            ..begun
        };
        alarme::keep(&mut tx, &node, Kind::Jam, &other)
            .await
            .unwrap();
        alarme::forget(&mut tx, &node, Kind::Jam, &other)
            .await
            .unwrap();
        assert_eq!(alarme::open(&mut tx, &node).await.unwrap(), []);
    }
}

fn order(id: &str, task: Task) -> Order {
    Order {
        id: id.into(),
        task,
        expires_at: NOW + 600_000,
    }
}

fn answer(id: &str) -> Answered {
    Answered {
        id: id.into(),
        outcome: Outcome::Done,
        told: "fait".into(),
        picture: String::new(),
    }
}

#[tokio::test]
async fn an_order_is_given_once_and_answered_once() {
    for house in engines().await {
        let node = hub(&house).await;
        let (other, by) = (NodeId::new("machine-b"), "rose".into());
        let mut tx = house.store.begin().await.unwrap();
        for (n, one) in [order("o1", Task::Browser), order("o2", Task::Screen)]
            .iter()
            .enumerate()
        {
            let at = NOW + i64::try_from(n).unwrap();
            ordre::ask(&mut tx, &node, one, &by, at).await.unwrap();
        }
        let early = ordre::answer(&mut tx, &node, &answer("o1"), None, NOW).await;
        assert!(!early.unwrap(), "not given yet");
        let given = ordre::give(&mut tx, &node, NOW + 5).await.unwrap();
        let wanted = [order("o1", Task::Browser), order("o2", Task::Screen)];
        assert_eq!(given, wanted, "{}", house.name);
        assert_eq!(ordre::give(&mut tx, &node, NOW + 6).await.unwrap(), []);
        let foreign = ordre::answer(&mut tx, &other, &answer("o2"), None, NOW).await;
        assert!(!foreign.unwrap(), "of another kiosk");
        let picture = Some(vec![1, 2, 3]);
        let kept = ordre::answer(&mut tx, &node, &answer("o2"), picture, NOW + 7).await;
        assert!(kept.unwrap());
        let twice = ordre::answer(&mut tx, &node, &answer("o2"), None, NOW + 8).await;
        assert!(!twice.unwrap());
        let seen = ordre::picture(&mut tx, &node, "o2").await.unwrap();
        assert_eq!(seen, Some(vec![1, 2, 3]));
        let late = order("o3", Task::Reboot);
        ordre::ask(&mut tx, &node, &late, &by, NOW).await.unwrap();
        let after = ordre::give(&mut tx, &node, late.expires_at).await.unwrap();
        assert_eq!(after, [], "too late to be done");
        let latest = ordre::latest(&mut tx, &node, 9).await.unwrap();
        let two = latest.iter().find(|asked| asked.order.id == "o2").unwrap();
        assert!(two.has_picture && two.answered == Some((Outcome::Done, NOW + 7)));
    }
}

#[tokio::test]
async fn settings_are_kept_and_what_is_broken_is_closed_by_somebody() {
    for house in engines().await {
        let node = hub(&house).await;
        let mut tx = house.store.begin().await.unwrap();
        assert_eq!(
            reglage::get(&mut tx, &node).await.unwrap(),
            reglage::Setting::default()
        );
        let mut setting = reglage::Setting {
            settings: Settings {
                diagonal: Some(215),
                ..Settings::default()
            },
            referent: Some("mairie@exemple.fr".into()),
        };
        for maintenance in [true, false] {
            setting.settings.maintenance = maintenance;
            reglage::set(&mut tx, &node, &setting).await.unwrap();
            assert_eq!(
                reglage::get(&mut tx, &node).await.unwrap(),
                setting,
                "{}",
                house.name
            );
        }
        let (rose, maryse) = ("rose".into(), "maryse".into());
        panne::open(&mut tx, &node, ("p1", "Vitre fendue"), &rose, NOW)
            .await
            .unwrap();
        let open = panne::nodes(&mut tx).await.unwrap();
        assert_eq!(open, std::slice::from_ref(&node));
        assert!(
            panne::close(&mut tx, (&node, "p1"), &maryse, NOW + 1)
                .await
                .unwrap()
        );
        assert!(
            !panne::close(&mut tx, (&node, "p1"), &rose, NOW + 2)
                .await
                .unwrap()
        );
        let all = panne::list(&mut tx, &node, 9).await.unwrap();
        assert_eq!(all[0].closed, Some((maryse, NOW + 1)));
        assert_eq!(panne::nodes(&mut tx).await.unwrap(), []);
    }
}
