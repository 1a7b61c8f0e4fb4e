//! Visites and ateliers in the shape of La Coop's record: the page, the file, both of one
//! function (requirement T16; what is counted is tested by hand in `domain::coop`).

use axum::http::StatusCode;
use plus_domain::{
    account::Role,
    atelier::{Anonymes, Atelier, AtelierState, Competence, Niveau, Nommee, Participation},
    event::Event,
    profile::{AgeBand, Profile, Sex},
    visite::{Channel, Demande, FirstTime, Kind, Outcome, Visite},
};

use crate::actors::Relay;

const PAGE: &str = "/pilotage/coop";
const FILE: &str = "/pilotage/coop/fichier?de=2026-11&a=2026-11";

fn visite() -> Event {
    Event::VisiteRecorded(Visite {
        id: "v1".into(),
        at: 1,
        date: jiff::civil::date(2026, 11, 20),
        permanence: None,
        place: "le-marin-mondesir".into(),
        commune: "97217".into(),
        channel: Channel::Telephone,
        author: "maryse".into(),
        minutes: 25,
        person: Some("pseudonyme-de-rose".into()),
        first: FirstTime::Unknown,
        profile: Profile {
            age: AgeBand::From18,
            sex: Sex::Feminin,
            residence: Some("97217".into()),
            ..Profile::default()
        },
        note: Some("Une note de la visite".into()),
        pages_printed: 0,
        demandes: vec![Demande {
            id: "d1".into(),
            partner: "caf".into(),
            demarche: None,
            theme: "argent".into(),
            kind: Kind::Accompagnement,
            kind_confirmed: true,
            outcome: Outcome::Resolu,
            redirected_to: None,
            to_finish: false,
        }],
    })
}

fn atelier(id: &str, state: AtelierState) -> Event {
    Event::AtelierSet(Atelier {
        id: id.into(),
        state,
        title: "=Ma première adresse".to_owned(),
        competences: [Competence::Email, Competence::Compte].into(),
        niveau: Niveau::Debutant,
        permanence: None,
        place: "le-marin-mondesir".into(),
        commune: "97217".into(),
        date: jiff::civil::date(2026, 11, 21),
        start: jiff::civil::time(9, 0, 0, 0),
        minutes: 90,
        capacity: 8,
        animatrice: "maryse".into(),
        announced: true,
        participation: Some(Participation {
            named: vec![Nommee {
                person: "pseudonyme-de-rose".into(),
                profile: Profile::default(),
            }],
            anonymous: Anonymes {
                total: 2,
                again: 1,
                ..Anonymes::default()
            },
        }),
        reason: None,
        author: "maryse".into(),
        at: 1,
    })
}

async fn write(relay: &Relay, facts: &[Event]) {
    let mut tx = relay.app.store.begin().await.unwrap();
    relay.app.outside.record(&mut tx, facts).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn the_file_has_one_line_for_each_person_in_each_activity() {
    let relay = Relay::open().await;
    let facts = [
        visite(),
        atelier("a1", AtelierState::Tenu),
        atelier("a2", AtelierState::Annule),
        atelier("a3", AtelierState::Prevu),
    ];
    write(&relay, &facts).await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let file = ghislaine.get(FILE).await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(
        file.header("content-disposition")
            .contains("coop-2026-11-2026-11.csv")
    );
    let lines: Vec<&str> = file.body.trim_end().split("\r\n").collect();
    assert_eq!(
        lines.len(),
        1 + 1 + 3,
        "heads, the visite, three people: {}",
        file.body
    );
    let heads: Vec<&str> = lines[0].split(';').collect();
    assert_eq!(heads.len(), 21);
    assert!(
        lines.iter().all(|line| line.split(';').count() == 21),
        "{}",
        file.body
    );
    let visite = lines[1];
    for said in [
        "1;Accompagnement individuel;2026-11-20;25;À distance;",
        ";97217;Aide aux démarches administratives;Argent - Impôts;;;;;1;Suivi 1;;Féminin;18 - 24;",
    ] {
        assert!(visite.contains(said), "{said}: {visite}");
    }
    let people = &lines[2..];
    let all = "2;Atelier collectif;2026-11-21;90;Lieu d’activité;";
    assert!(
        people.iter().all(|line| line.starts_with(all)),
        "{people:?}"
    );
    let themes = "E-mail | Prévention en sécurité numérique";
    assert!(
        people
            .iter()
            .all(|line| line.contains(themes) && line.contains(";3;"))
    );
    // The same person under the same number; a title that begins a formula is made safe.
    assert!(people[0].contains(";Suivi 1;;") && people[0].contains("'=Ma première"));
    assert!(people[1].contains(";Anonyme;Oui;") && people[2].contains(";Anonyme;Non;"));
    // Neither pseudonym, nor note, nor who received.
    for hidden in ["pseudonyme", "Une note", "maryse"] {
        assert!(!file.body.contains(hidden), "{hidden}: {}", file.body);
    }
}

#[tokio::test]
async fn the_page_says_what_la_coop_would_count_and_what_differs() {
    let relay = Relay::open().await;
    write(&relay, &[visite(), atelier("a1", AtelierState::Tenu)]).await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let page = ghislaine.get(PAGE).await;
    assert_eq!(page.status, StatusCode::OK);
    for said in [
        "1 individuelles, 1 en atelier",
        "1 suivis, 2 anonymes",
        "« 18 à 25 ans » devient « 18 - 24 »",
        "ce n’est pas une mesure de PLUS",
        "/pilotage/coop/fichier?de=2026-11",
    ] {
        let body = page.body.replace(['\u{a0}', '\u{202f}'], " ");
        assert!(body.contains(said), "{said}: {body}");
    }
}

#[tokio::test]
async fn the_file_is_for_the_coordination_alone() {
    let relay = Relay::open().await;
    for role in [Role::Animatrice, Role::Partenaire] {
        let refused = relay.person(role).await.get(FILE).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{role:?}");
    }
}
