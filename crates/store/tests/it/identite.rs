//! Second factors, what waits for one, passkeys, agreements: on both engines.

use plus_domain::{
    account::{Account, Role},
    event::Event,
    identite::{Facteurs, Geste, Reprise, Trace},
    machine::{Kind, Motif},
};
use plus_store::{
    Tx,
    exchange::{exposed, machine},
    identite::{self, Attendu, Cle, Defi},
    session::{self, Limits, Opening},
};

use crate::house::{House, engines};

const NOW: i64 = 1_795_438_800_000;
const WHO: &str = "maryse";
const LIMITS: Limits = Limits {
    idle_ms: 900_000,
    absolute_ms: 36_000_000,
};

fn maryse() -> Account {
    Account {
        id: WHO.into(),
        login: WHO.into(),
        name: "Maryse T.".into(),
        role: Role::Animatrice,
        partner: None,
        disabled: false,
    }
}

async fn tx(house: &House) -> Tx {
    house.store.begin().await.unwrap()
}

async fn factors(house: &House) -> Facteurs {
    let mut link = house.store.read().await.unwrap();
    identite::factors(&mut link, WHO).await.unwrap()
}

#[tokio::test]
async fn a_secret_waits_for_its_first_code_and_a_step_is_spent_once() {
    for house in engines().await {
        let mut tx = tx(&house).await;
        identite::propose(&mut tx, WHO, "un").await.unwrap();
        assert!(!identite::factors(&mut tx, WHO).await.unwrap().any());
        let other = identite::confirm(&mut tx, WHO, "autre", (5, NOW)).await;
        assert!(!other.unwrap(), "another secret, {}", house.name);
        let own = identite::confirm(&mut tx, WHO, "un", (5, NOW)).await;
        assert!(own.unwrap());
        for (step, fresh) in [(5, false), (4, false), (6, true), (6, false), (7, true)] {
            let spent = identite::spend_step(&mut tx, WHO, step).await.unwrap();
            assert_eq!(spent, fresh, "{step}, {}", house.name);
        }
        // Another telephone: the first opens until the second has shown a code.
        identite::propose(&mut tx, WHO, "deux").await.unwrap();
        let known = identite::code(&mut tx, WHO).await.unwrap().unwrap();
        assert_eq!(known.secret.as_deref(), Some("un"));
        assert_eq!(known.pending.as_deref(), Some("deux"));
        tx.commit().await.unwrap();
        assert!(factors(&house).await.code);
    }
}

#[tokio::test]
async fn codes_on_paper_and_challenges_serve_once() {
    for house in engines().await {
        let mut tx = tx(&house).await;
        let codes = ["a".to_owned(), "b".to_owned()];
        identite::set_secours(&mut tx, WHO, &codes).await.unwrap();
        for (account, code, spent) in [("rose", "a", false), (WHO, "a", true), (WHO, "a", false)] {
            let done = identite::spend_secours(&mut tx, account, code).await;
            assert_eq!(done.unwrap(), spent, "{}", house.name);
        }
        assert_eq!(identite::secours_left(&mut tx, WHO).await.unwrap(), 1);
        let asked = Defi {
            account: None,
            state: "défi".into(),
        };
        identite::challenge(&mut tx, "s", &asked, NOW)
            .await
            .unwrap();
        let late = identite::take_challenge(&mut tx, "s", NOW).await.unwrap();
        assert_eq!(late, None, "too late");
        identite::challenge(&mut tx, "s", &asked, NOW)
            .await
            .unwrap();
        let taken = identite::take_challenge(&mut tx, "s", NOW - 1).await;
        assert_eq!(taken.unwrap(), Some(asked));
        let again = identite::take_challenge(&mut tx, "s", NOW - 1).await;
        assert_eq!(again.unwrap(), None);
    }
}

#[tokio::test]
async fn a_screen_waits_for_one_person_until_its_time() {
    for house in engines().await {
        let mut tx = tx(&house).await;
        let who = Attendu {
            account: WHO.into(),
            next: "/agent".into(),
        };
        identite::wait(&mut tx, "s", &who, NOW).await.unwrap();
        let waits = identite::waiting(&mut tx, "s", NOW - 1).await.unwrap();
        assert_eq!(waits, Some(who.clone()), "{}", house.name);
        assert_eq!(identite::waiting(&mut tx, "s", NOW).await.unwrap(), None);
        // Every session of the account ends: so does what waited.
        session::close_account(&mut tx, WHO).await.unwrap();
        let after = identite::waiting(&mut tx, "s", NOW - 1).await.unwrap();
        assert_eq!(after, None);
        identite::note_without(&mut tx, WHO, NOW).await.unwrap();
        identite::note_without(&mut tx, WHO, NOW + 5).await.unwrap();
        let since = identite::without_since(&mut tx, WHO).await.unwrap();
        assert_eq!(since, Some(NOW), "the first time counts");
    }
}

#[tokio::test]
async fn all_that_proves_an_account_is_forgotten_together() {
    for house in engines().await {
        let mut tx = tx(&house).await;
        let cle = Cle {
            id: "cle".into(),
            account: WHO.into(),
            name: "Téléphone".into(),
            passkey: "{}".into(),
            added_at: NOW,
            used_at: None,
        };
        assert!(identite::add_cle(&mut tx, &cle).await.unwrap());
        assert!(!identite::add_cle(&mut tx, &cle).await.unwrap(), "twice");
        identite::use_cle(&mut tx, "cle", "{\"n\":1}", NOW + 1)
            .await
            .unwrap();
        let known = identite::cle(&mut tx, "cle").await.unwrap().unwrap();
        assert_eq!(
            (known.passkey.as_str(), known.used_at),
            ("{\"n\":1}", Some(NOW + 1))
        );
        assert!(!identite::remove_cle(&mut tx, "rose", "cle").await.unwrap());
        identite::bring(&mut tx, WHO, None).await.unwrap();
        let first = Reprise {
            by: "ghislaine".into(),
            at: NOW,
        };
        identite::ask_reprise(&mut tx, WHO, &first).await.unwrap();
        let waits = identite::reprise(&mut tx, WHO).await.unwrap();
        assert_eq!(waits, Some(first), "{}", house.name);
        let has = identite::factors(&mut tx, WHO).await.unwrap();
        assert_eq!((has.code, has.cles, has.ailleurs), (false, 1, true));
        identite::forget(&mut tx, WHO).await.unwrap();
        let has = identite::factors(&mut tx, WHO).await.unwrap();
        assert_eq!(has, Facteurs::default());
        assert_eq!(identite::reprise(&mut tx, WHO).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_session_says_what_its_person_has_and_from_where_she_came() {
    for mut house in engines().await {
        let trace = Trace {
            account: WHO.into(),
            geste: Geste::CodeAjoute,
            author: Some(WHO.into()),
            at: NOW,
        };
        let facts = [
            Event::AccountSet(maryse()),
            Event::IdentiteNoted(trace.clone()),
        ];
        house.append(NOW, &facts).await.unwrap();
        let mut tx = tx(&house).await;
        let account = maryse();
        for (id, screen) in [("un", "s1"), ("deux", "s2")] {
            let opening = Opening {
                id,
                account: &account,
                screen,
                previous: None,
                browser: "Firefox, Android",
                address: "192.0.2.7",
            };
            session::open(&mut tx, &opening, NOW).await.unwrap();
        }
        identite::propose(&mut tx, WHO, "x").await.unwrap();
        identite::confirm(&mut tx, WHO, "x", (1, NOW))
            .await
            .unwrap();
        let there = session::at_screen(&mut tx, "s1", LIMITS, NOW)
            .await
            .unwrap();
        assert!(there[0].factors.code, "{}", house.name);
        let open = session::of_account(&mut tx, WHO, LIMITS, NOW)
            .await
            .unwrap();
        assert_eq!(open.len(), 2);
        assert_eq!(open[0].browser, "Firefox, Android");
        assert!(!session::close_own(&mut tx, "rose", "un").await.unwrap());
        session::close_others(&mut tx, WHO, "deux").await.unwrap();
        let left = session::of_account(&mut tx, WHO, LIMITS, NOW)
            .await
            .unwrap();
        assert_eq!(
            left.iter().map(|s| s.id.as_str()).collect::<Vec<_>>(),
            ["deux"]
        );
        assert_eq!(identite::traces(&mut tx, WHO).await.unwrap(), [trace]);
    }
}

#[tokio::test]
async fn the_codes_that_a_stolen_machine_held_are_to_be_made_again() {
    for house in engines().await {
        let mut tx = tx(&house).await;
        let node = "bus".into();
        machine::invite(&mut tx, "code", ("Le bus", Kind::Van), (NOW, NOW + 9))
            .await
            .unwrap();
        machine::accept(&mut tx, "code", &node, &[7; 32], NOW)
            .await
            .unwrap();
        for (who, at) in [(WHO, NOW), ("rose", NOW + 10)] {
            identite::propose(&mut tx, who, "x").await.unwrap();
            identite::confirm(&mut tx, who, "x", (1, at)).await.unwrap();
        }
        let both = [WHO.to_owned(), "rose".to_owned()];
        exposed::hand(&mut tx, &node, &both, NOW + 5).await.unwrap();
        machine::revoke(&mut tx, &node, Motif::Vol, NOW + 20)
            .await
            .unwrap();
        let renew =
            async |tx: &mut Tx, who: &str| identite::factors(tx, who).await.unwrap().a_refaire;
        assert!(renew(&mut tx, WHO).await, "{}", house.name);
        assert!(!renew(&mut tx, "rose").await, "made after it was given");
    }
}
