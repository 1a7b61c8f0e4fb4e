//! Pages said to be wrong, services confirmed, addresses looked at: on both engines.

use jiff::civil::date;
use plus_domain::{
    adresse::{Finding, State},
    event::{Event, ServiceConfirmation},
    ids::PartnerCode,
    signalement::{About, Kind, Made, Settled, Verdict, Wrong},
};
use plus_store::{
    adresse, rebuild, service,
    signalement::{self, Room},
};

use crate::house::{House, engines};

fn made(id: &str, code: &str, partner: Option<&str>) -> Made {
    Made {
        id: id.into(),
        about: About {
            kind: Kind::Demarche,
            code: code.into(),
        },
        partner: partner.map(PartnerCode::from),
        wrong: Wrong::Prix,
        text: Some("Le prix a changé.".into()),
        date: date(2026, 11, 23),
    }
}

fn settled(id: &str) -> Settled {
    Settled {
        id: id.into(),
        verdict: Verdict::Corrige,
        word: "Merci.".into(),
        author: "ghislaine".into(),
        date: date(2026, 11, 24),
    }
}

async fn open(house: &House, partner: Option<&str>) -> Vec<String> {
    let partner = partner.map(PartnerCode::from);
    let mut link = house.store.read().await.unwrap();
    let found = signalement::open(&mut link, partner.as_ref())
        .await
        .unwrap();
    found.into_iter().map(|s| s.made.id.to_string()).collect()
}

#[tokio::test]
async fn a_report_is_open_until_it_is_answered_and_each_partner_has_its_own() {
    for mut house in engines().await {
        let events = [
            Event::SignalementMade(made("s1", "rsa", Some("caf"))),
            Event::SignalementMade(made("s2", "carte-vitale", Some("cgss"))),
            Event::SignalementMade(made("s3", "F1341", None)),
        ];
        house.append(1, &events).await.unwrap();
        assert_eq!(
            open(&house, None).await,
            ["s1", "s2", "s3"],
            "{}",
            house.name
        );
        assert_eq!(open(&house, Some("caf")).await, ["s1"], "{}", house.name);
        house
            .append(2, &[Event::SignalementSettled(settled("s1"))])
            .await
            .unwrap();
        assert_eq!(open(&house, None).await, ["s2", "s3"], "{}", house.name);
        let mut link = house.store.read().await.unwrap();
        let caf = PartnerCode::new("caf");
        let done = signalement::settled(&mut link, Some(&caf)).await.unwrap();
        assert_eq!(done[0].settled, Some(settled("s1")));
        assert_eq!(done[0].made, made("s1", "rsa", Some("caf")));
        assert_eq!(signalement::count(&mut link).await.unwrap(), 2);
    }
}

#[tokio::test]
async fn an_answer_that_comes_before_its_report_is_kept_for_it() {
    for mut house in engines().await {
        house
            .append(1, &[Event::SignalementSettled(settled("s1"))])
            .await
            .unwrap();
        assert!(open(&house, None).await.is_empty());
        house
            .append(2, &[Event::SignalementMade(made("s1", "rsa", None))])
            .await
            .unwrap();
        assert!(open(&house, None).await.is_empty(), "{}", house.name);
    }
}

#[tokio::test]
async fn enough_reports_of_one_page_are_enough() {
    for mut house in engines().await {
        let about = made("x", "rsa", None).about;
        let events: Vec<Event> = (0..signalement::MOST_OF_A_PAGE)
            .map(|n| Event::SignalementMade(made(&format!("s{n}"), "rsa", None)))
            .collect();
        house.append(1, &events).await.unwrap();
        let mut tx = house.store.begin().await.unwrap();
        assert_eq!(
            signalement::room(&mut tx, &about).await.unwrap(),
            Room::Known
        );
        let other = made("x", "aah", None).about;
        assert_eq!(
            signalement::room(&mut tx, &other).await.unwrap(),
            Room::Free
        );
        drop(tx);
        let flood: Vec<Event> = (0..signalement::MOST)
            .map(|n| Event::SignalementMade(made(&format!("f{n}"), &format!("d{n}"), None)))
            .collect();
        house.append(2, &flood).await.unwrap();
        let mut tx = house.store.begin().await.unwrap();
        assert_eq!(
            signalement::room(&mut tx, &other).await.unwrap(),
            Room::Full
        );
    }
}

#[tokio::test]
async fn what_was_said_and_confirmed_is_made_again_from_the_journal() {
    for mut house in engines().await {
        let confirmed = ServiceConfirmation {
            service: "caf-mon-compte".into(),
            text: "Mon Compte CAF ¶ …".into(),
            author: "caf".into(),
            date: date(2026, 11, 23),
        };
        let events = [
            Event::SignalementMade(made("s1", "rsa", Some("caf"))),
            Event::SignalementSettled(settled("s1")),
            Event::ServiceConfirmed(confirmed.clone()),
        ];
        house.append(1, &events).await.unwrap();
        let before = house.dump().await;
        rebuild::rebuild(&house.store, &mut |_| {}).await.unwrap();
        assert_eq!(house.dump().await, before, "{}", house.name);
        let mut link = house.store.read().await.unwrap();
        let kept = service::confirmations(&mut link).await.unwrap();
        assert_eq!(kept, [confirmed]);
    }
}

#[tokio::test]
async fn an_address_keeps_since_when_it_is_as_it_is() {
    let here = "https://www.caf.fr/";
    let found = |state| Finding {
        state,
        detail: String::new(),
    };
    for house in engines().await {
        for (at, state) in [
            (1_000, State::Repond),
            (2_000, State::Muette),
            (3_000, State::Muette),
        ] {
            let mut tx = house.store.begin().await.unwrap();
            adresse::keep(&mut tx, here, &found(state), at)
                .await
                .unwrap();
            tx.commit().await.unwrap();
        }
        let mut tx = house.store.begin().await.unwrap();
        let known = adresse::of(&mut tx, here).await.unwrap().unwrap();
        assert_eq!(
            (known.checked_at, known.since),
            (3_000, 2_000),
            "{}",
            house.name
        );
        adresse::forget_before(&mut tx, 4_000).await.unwrap();
        assert!(adresse::all(&mut tx).await.unwrap().is_empty());
    }
}
