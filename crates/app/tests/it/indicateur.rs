//! Indicators on their page: values, targets, what is not available and why.

use axum::http::StatusCode;
use jiff::civil::{date, time};
use plus_domain::{
    account::Role,
    event::{Event, VisiteCorrection},
    rendez_vous::{RendezVous, RendezVousState},
    visite::{Kind, Outcome, Visite, changes_between},
};

use crate::actors::{Actor, Relay};

async fn read(actor: &Actor<'_>, path: &str) -> String {
    let answer = actor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.body.replace(['\u{a0}', '\u{202f}'], " ")
}

/// The line of an indicator.
fn line<'a>(page: &'a str, code: &str) -> &'a str {
    let begins = page.split_once(&format!("<tr id=\"{code}\">")).unwrap().1;
    begins.split("</tr>").next().unwrap()
}

#[tokio::test]
async fn what_is_known_has_its_value_and_what_is_not_says_why() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let page = read(&ghislaine, "/pilotage/indicateurs").await;
    let visites = line(&page, "visites");
    assert!(
        visites.contains("<strong>0</strong>"),
        "a true zero: {visites}"
    );
    let solved = line(&page, "resolues-sur-place");
    assert!(solved.contains("non disponible"), "{solved}");
    assert!(solved.contains("Rien à diviser"), "{solved}");
    assert!(solved.contains("demandes résolues, en pourcentage de demandes"));
    assert!(solved.contains("Ailleurs : 82 % en 2023"));
    let training = line(&page, "formation");
    assert!(training.contains("Pas encore connu pour cette période : heures de formation"));
    let milestones = line(&page, "projet-jalons");
    assert!(
        milestones.contains("<strong>100,0 %</strong>"),
        "{milestones}"
    );
    assert!(milestones.contains("Atteint"));
    let posts = line(&page, "projet-postes");
    assert!(posts.contains("<strong>6</strong>") && posts.contains("avant le projet, 2015"));
    let missing = line(&page, "projet-financement");
    assert!(missing.contains("<strong>7,6 %</strong>"), "{missing}");
    assert!(missing.contains("À atteindre"));
}

#[tokio::test]
async fn a_month_that_does_not_exist_is_replaced_and_said() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    for query in [
        "?de=2026-13&a=2026-14",
        "?de=2026-05&a=2026-01",
        "?de=1&a=",
        "?de=2010-01&a=2026-01",
    ] {
        let page = read(&ghislaine, &format!("/pilotage/indicateurs{query}")).await;
        assert!(page.contains("Ces mois ne se lisent pas"), "{query}");
    }
    let page = read(&ghislaine, "/pilotage/indicateurs?de=2026-01&a=2026-06").await;
    assert!(
        page.contains("Avant : de juillet 2025 à décembre 2025"),
        "{page}"
    );
}

fn rendez_vous(id: &str, state: RendezVousState) -> Event {
    Event::RendezVousSet(RendezVous {
        id: id.into(),
        permanence: "p".into(),
        date: date(2026, 10, 6),
        start: time(9, 0, 0, 0),
        minutes: 30,
        theme: Some("sante".into()),
        demarche: None,
        state,
        sequence: 0,
        sealed: String::new(),
        since: 1,
        author: None,
        at: 1,
    })
}

#[tokio::test]
async fn rendez_vous_to_which_nobody_came_are_a_share_of_those_given() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let period = "/pilotage/indicateurs?de=2026-10&a=2026-10";
    let page = read(&ghislaine, period).await;
    let none = line(&page, "rendez-vous-manques");
    assert!(none.contains("non disponible"), "{none}");
    let states = [RendezVousState::Honore; 3]
        .into_iter()
        .chain([RendezVousState::Manque]);
    let said: Vec<Event> = states
        .zip(["r1", "r2", "r3", "r4"])
        .map(|(state, id)| rendez_vous(id, state))
        .collect();
    let mut tx = relay.app.store.begin().await.unwrap();
    relay.app.outside.record(&mut tx, &said).await.unwrap();
    tx.commit().await.unwrap();
    let page = read(&ghislaine, period).await;
    let missed = line(&page, "rendez-vous-manques");
    assert!(missed.contains("<strong>25,0 %</strong>"), "{missed}");
}

/// Demandes that were left open, each solved some days after: one told fact of each, in order.
fn solved_after(days: &[i64], asked: (jiff::civil::Date, i64)) -> Vec<Event> {
    let (date, noon) = asked;
    let seen = crate::import::past(7, days.len());
    let told = seen.into_iter().zip(days).enumerate();
    let facts = told.flat_map(|(n, (seen, days))| {
        let id = format!("delai-{n}");
        let mut demande = seen.demandes[0].clone();
        demande.id = format!("d-{id}").as_str().into();
        demande.outcome = Outcome::ASuivre;
        demande.kind = Kind::Accompagnement;
        demande.redirected_to = None;
        let open = Visite {
            id: id.as_str().into(),
            date,
            at: noon,
            person: None,
            permanence: None,
            demandes: vec![demande],
            ..seen
        };
        let mut solved = open.clone();
        solved.demandes[0].outcome = Outcome::Resolu;
        let correction = VisiteCorrection {
            id: open.id.clone(),
            author: "maryse".into(),
            at: noon + days * 86_400_000,
            changes: changes_between(&open, &solved),
        };
        [
            Event::VisiteRecorded(open),
            Event::VisiteCorrected(correction),
        ]
    });
    facts.collect()
}

/// In days of the relay, from eleven people on.
#[tokio::test]
async fn t10_the_delay_until_a_solution_is_told_from_eleven_people_on() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let asked = date(2026, 8, 3);
    let noon = relay
        .app
        .zone()
        .to_timestamp(asked.at(12, 0, 0, 0))
        .unwrap();
    let days: Vec<i64> = (2..=12).collect();
    let mut facts = solved_after(&days, (asked, noon.as_millisecond()));
    let eleventh = facts.split_off(20);
    let write = async |facts: &[Event]| {
        let mut tx = relay.app.store.begin().await.unwrap();
        relay.app.outside.record(&mut tx, facts).await.unwrap();
        tx.commit().await.unwrap();
    };
    let page = "/pilotage/indicateurs?de=2026-07&a=2026-11";
    write(&facts).await;
    let few = read(&ghislaine, page).await;
    let told = line(&few, "delai-solution");
    assert!(told.contains("non disponible"), "ten people: {told}");
    write(&eleventh).await;
    let all = read(&ghislaine, page).await;
    let told = line(&all, "delai-solution");
    // From 2 to 12 days: seven in the middle.
    assert!(told.contains("<strong>7"), "{told}");
    assert!(!told.contains("Au départ"), "this half-year is not over");
    relay.app.outside.advance(60 * 86_400_000);
    ghislaine.sign_in("coordinateur").await;
    let later = read(&ghislaine, page).await;
    let told = line(&later, "delai-solution");
    assert!(
        told.contains("Au départ : 7") && told.contains("premier semestre mesuré"),
        "{told}"
    );
}
