//! The financing: what is written is read back, the last word wins, a rebuild changes nothing.

use plus_domain::{
    event::{Event, PlanWriting},
    financement::{
        Amount, Appel, AppelKind, Base, Cents, Depense, Expense, FunderKind, Part, Payment, Plan,
        Rate, Resource, Section,
    },
    period::parse_date,
};
use plus_store::{financement, rebuild};

use crate::house::engines;

fn plan(euros: i64) -> Plan {
    Plan {
        title: "Plan".into(),
        source: "Délibération".into(),
        expenses: vec![Expense {
            code: "bus".into(),
            section: Section::Investissement,
            label: "Le bus".into(),
            amount: Cents::new(euros * 100),
        }],
        resources: vec![Resource {
            code: "etat".into(),
            label: "État".into(),
            kind: FunderKind::Etat,
            parts: vec![Part {
                on: Base::Ensemble,
                amount: Amount::Rate(Rate::new(7_500).expect("a rate")),
            }],
            cap: None,
        }],
        ..Plan::default()
    }
}

fn written(euros: i64, at: i64, base: Option<i64>) -> Event {
    Event::PlanSet(PlanWriting {
        plan: plan(euros),
        author: "ghislaine".into(),
        at,
        base,
    })
}

fn depense(id: &str, cents: i64, at: i64) -> Depense {
    Depense {
        id: id.into(),
        piece: format!("F-{id}"),
        line: "bus".into(),
        date: parse_date("2016-03-15").expect("a date"),
        paid: parse_date("2016-04-01").ok(),
        payee: "Garage du Sud".into(),
        object: "Le bus".into(),
        net: Cents::new(cents),
        gross: Cents::new(cents),
        author: "ghislaine".into(),
        at,
        cancelled: false,
    }
}

fn appel(received: Option<Payment>) -> Appel {
    Appel {
        id: "a1".into(),
        resource: "etat".into(),
        kind: AppelKind::Avance,
        date: parse_date("2016-01-15").expect("a date"),
        amount: Cents::new(30_000),
        received,
        author: "ghislaine".into(),
        at: 1,
        cancelled: false,
    }
}

#[tokio::test]
async fn the_plan_last_written_is_the_one_that_is_read() {
    for mut house in engines().await {
        let mut link = house.store.read().await.expect("reads");
        assert_eq!(financement::plan(&mut link).await.expect("read"), None);
        drop(link);
        house
            .append(10, &[written(1_000, 10, None)])
            .await
            .expect("written");
        house
            .append(20, &[written(2_000, 20, Some(10))])
            .await
            .expect("written");
        let mut link = house.store.read().await.expect("reads");
        let held = financement::plan(&mut link).await.expect("read");
        let held = held.expect("a plan");
        assert_eq!((held.plan, held.at), (plan(2_000), 20), "{}", house.name);
    }
}

#[tokio::test]
async fn spending_and_claims_are_read_back_whole_and_leave_when_taken_away() {
    let mut dumps = Vec::new();
    for mut house in engines().await {
        let came = Payment {
            on: parse_date("2016-02-01").expect("a date"),
            amount: Cents::new(29_999),
        };
        let facts = [
            written(1_000, 10, None),
            Event::DepenseSet(depense("d1", 123_456, 10)),
            Event::DepenseSet(depense("d2", -500, 10)),
            Event::AppelSet(appel(None)),
        ];
        house.append(10, &facts).await.expect("written");
        let cancelled = Depense {
            cancelled: true,
            ..depense("d2", -500, 20)
        };
        let facts = [
            Event::DepenseSet(cancelled.clone()),
            Event::AppelSet(appel(Some(came))),
        ];
        house.append(20, &facts).await.expect("written");
        let mut link = house.store.read().await.expect("reads");
        let spent = financement::depenses(&mut link).await.expect("read");
        assert_eq!(spent, [depense("d1", 123_456, 10)], "{}", house.name);
        let gone = financement::depense_by_id(&mut link, "d2").await;
        assert_eq!(gone.expect("read"), Some(cancelled));
        let claims = financement::appels(&mut link).await.expect("read");
        assert_eq!(claims, [appel(Some(came))]);
        let none = financement::appel_by_id(&mut link, "a9").await;
        assert_eq!(none.expect("read"), None);
        drop(link);
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
