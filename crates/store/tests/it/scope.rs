//! What a machine holds is no more than its scope (requirement S23): every row of a kiosk, a
//! van and an office is looked at.

use std::collections::BTreeMap;

use plus_domain::{
    account::{Account, Role},
    atelier::{Atelier, AtelierState},
    event::{
        DemarcheConfirmation, Event, FicheReading, NoteWriting, StatementIssue,
        TerritoryPublication,
    },
    ids::NodeId,
    machine::Kind,
    note::Note,
    period::{Month, parse_date},
    permanence::{Permanence, PermanenceState, Site},
    rendez_vous::{RendezVous, RendezVousState},
    visite,
};
use plus_journal::exchange::Guards;
use plus_store::{
    args,
    exchange::{MOST, hub, machine, node},
    journal,
};
use serde_json::json;

use crate::{
    atelier::{atelier as an_atelier, three},
    house::{House, engines, open_named, visite as a_visite},
};

/// Monday 23 November 2026.
const NOW: i64 = 1_795_438_800_000;

fn account(id: &str, role: Role) -> Event {
    Event::AccountSet(Account {
        id: id.into(),
        login: id.to_owned(),
        name: format!("{id} T."),
        role,
        partner: (role == Role::Partenaire).then(|| "caf".into()),
        disabled: false,
    })
}

fn permanence(id: &str, date: &str) -> Event {
    Event::PermanenceSet(Permanence {
        id: id.into(),
        date: parse_date(date).unwrap(),
        start: jiff::civil::time(8, 0, 0, 0),
        end: jiff::civil::time(13, 0, 0, 0),
        place: "le-marin-mondesir".into(),
        site: Site::Bus,
        crew: vec!["maryse".into()],
        state: PermanenceState::Planned,
        stated_visites: None,
        reason: None,
        told: None,
    })
}

fn note() -> Event {
    Event::NoteSet(NoteWriting {
        note: Note {
            id: "n1".into(),
            subject: "demarche:rsa".parse().unwrap(),
            title: None,
            text: "Demandez Rose au guichet".into(),
            from: None,
            until: None,
            seen: BTreeMap::new(),
            author: "maryse".into(),
            at: 10,
            reread: None,
        },
        base: None,
    })
}

fn rendez_vous() -> Event {
    Event::RendezVousSet(RendezVous {
        id: "r1".into(),
        permanence: "prochaine".into(),
        date: parse_date("2027-02-01").unwrap(),
        start: jiff::civil::time(9, 0, 0, 0),
        minutes: 30,
        theme: None,
        demarche: None,
        state: RendezVousState::Pris,
        sequence: 0,
        sealed: "00".into(),
        since: 10,
        author: None,
        at: 10,
    })
}

/// One that comes, or one that was held, with somebody who is followed.
fn atelier(day: &str, held: bool) -> Event {
    let (state, came) = if held {
        (AtelierState::Tenu, Some(three()))
    } else {
        (AtelierState::Prevu, None)
    };
    Event::AtelierSet(Atelier {
        date: parse_date(day).unwrap(),
        ..an_atelier(day, state, came)
    })
}

/// One fact of each sort that says something of persons, and what everybody needs.
fn facts() -> Vec<Event> {
    vec![
        Event::TerritoryPublished(TerritoryPublication {
            code: "essai".into(),
            territory: json!({"nom": "essai"}),
        }),
        account("maryse", Role::Animatrice),
        account("agent-caf", Role::Partenaire),
        account("ghislaine", Role::Administrateur),
        permanence("ancienne", "2026-09-01"),
        permanence("recente", "2026-11-02"),
        permanence("prochaine", "2027-02-01"),
        Event::VisiteRecorded(a_visite("v1", "2026-11-03", visite::Kind::Information)),
        note(),
        rendez_vous(),
        atelier("2027-02-01", false),
        atelier("2026-11-03", true),
        atelier("2026-09-01", false),
        Event::DemarcheConfirmed(DemarcheConfirmation {
            demarche: "rsa".into(),
            item: "cout".into(),
            text: "Gratuit".into(),
            author: "maryse".into(),
            date: parse_date("2026-11-03").unwrap(),
        }),
        Event::FicheSeen(FicheReading {
            demarche: "rsa".into(),
            fiche: "F1".into(),
            fingerprint: None,
            author: "maryse".into(),
            at: 10,
        }),
        Event::StatementIssued(StatementIssue {
            number: "2026-10-caf-1".into(),
            partner: "caf".into(),
            month: "2026-10".parse::<Month>().unwrap(),
            json: "{}".into(),
            hash: "00".into(),
            files: BTreeMap::new(),
            protection: json!({}),
            author: "ghislaine".into(),
            at: 10,
            seal: None,
        }),
    ]
}

/// A machine of a kind that has taken all that the hub gives it.
async fn machine_of(hub: &House, kind: Kind) -> House {
    let code = kind.code();
    let (house, id) = (open_named(code).await, NodeId::new(code));
    let mut tx = hub.store.begin().await.unwrap();
    let until = (NOW, NOW + 1);
    machine::invite(&mut tx, code, ("x", kind), until)
        .await
        .unwrap();
    let taken = machine::accept(&mut tx, code, &id, &[1; 32], NOW).await;
    assert_eq!(taken.unwrap().as_deref(), Some("x"));
    tx.commit().await.unwrap();
    let mut tx = house.store.begin().await.unwrap();
    journal::own(&mut tx, code).await.unwrap();
    let at = (&NodeId::new("hub"), &[7; 32][..]);
    node::enrol(&mut tx, "http://127.0.0.1:1", at, ("x", 1))
        .await
        .unwrap();
    let mut link = hub.store.read().await.unwrap();
    let page = hub::page(&mut link, (&id, 1), (0, MOST), NOW)
        .await
        .unwrap();
    assert!(!page.more);
    node::take_page(&mut tx, page, NOW, Guards::default())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    house
}

/// Every row of every table, by table.
async fn rows(house: &House) -> BTreeMap<String, i64> {
    let mut link = house.store.read().await.unwrap();
    let tables = link
        .fetch(
            "SELECT name AS t FROM sqlite_master WHERE type = 'table'
             AND name NOT LIKE 'sqlite_%' AND name <> '_sqlx_migrations' ORDER BY name",
            args![],
        )
        .await
        .unwrap();
    let mut found = BTreeMap::new();
    for table in tables {
        let table = table.text("t").unwrap();
        // A name of the schema, which nobody types.
        let sql: &'static str = format!("SELECT COUNT(*) AS n FROM {table}").leak();
        let count = link.count(sql, args![]).await.unwrap();
        if count > 0 {
            found.insert(table, count);
        }
    }
    found
}

async fn texts(house: &House, sql: &'static str) -> Vec<String> {
    let mut link = house.store.read().await.unwrap();
    let rows = link.fetch(sql, args![]).await.unwrap();
    rows.iter().map(|row| row.text("t").unwrap()).collect()
}

const TYPES: &str = "SELECT type AS t FROM journal ORDER BY pos";
const ACCOUNTS: &str = "SELECT id AS t FROM account ORDER BY id";
const TOUR: &str = "SELECT id AS t FROM permanence ORDER BY date";

#[tokio::test]
async fn a_kiosk_holds_the_public_part_and_nobody_of_the_team() {
    for mut hub in engines().await {
        hub.append(NOW, &facts()).await.unwrap();
        let borne = machine_of(&hub, Kind::Borne).await;
        let types = texts(&borne, TYPES).await;
        assert_eq!(
            types,
            [
                "territory.published",
                "permanence.set",
                "permanence.set",
                "atelier.set",
                "demarche.confirmed"
            ],
            "{}",
            hub.name
        );
        let held: Vec<String> = rows(&borne).await.into_keys().collect();
        let wanted = [
            "atelier",
            "body",
            "confirmation",
            "incarnation",
            "journal",
            "node",
            "peer",
            "permanence",
            "territory",
            "trace",
        ];
        assert_eq!(held, wanted, "{}", hub.name);
    }
}

#[tokio::test]
async fn a_van_holds_its_team_and_its_tour_and_no_visite_of_others() {
    for mut hub in engines().await {
        hub.append(NOW, &facts()).await.unwrap();
        let van = machine_of(&hub, Kind::Van).await;
        assert_eq!(texts(&van, ACCOUNTS).await, ["ghislaine", "maryse"]);
        assert_eq!(texts(&van, TOUR).await, ["recente", "prochaine"]);
        let held = rows(&van).await;
        for never in [
            "visite",
            "demande",
            "rollup",
            "statement",
            "credential",
            "rappel",
        ] {
            assert!(!held.contains_key(never), "{}: {never}", hub.name);
        }
        assert_eq!((held["note"], held["fiche_seen"]), (1, 1));
        // Whom it receives on its tour, without the key of how to reach anybody.
        assert_eq!(held["rendez_vous"], 1, "{}", hub.name);
        // Those that it holds, and those of the last weeks to complete.
        assert_eq!(held["atelier"], 2, "{}", hub.name);
        assert!(!held.contains_key("dossier_cle"), "{}", hub.name);
        let bodies = texts(
            &van,
            "SELECT CAST(body AS TEXT) AS t FROM body ORDER BY pos",
        )
        .await;
        assert!(bodies.iter().all(|body| !body.contains("agent-caf")));
    }
}

#[tokio::test]
async fn an_office_holds_the_whole_tour() {
    for mut hub in engines().await {
        hub.append(NOW, &facts()).await.unwrap();
        let bureau = machine_of(&hub, Kind::Bureau).await;
        let tour = texts(&bureau, TOUR).await;
        assert_eq!(tour, ["ancienne", "recente", "prochaine"]);
        assert_eq!(texts(&bureau, ACCOUNTS).await, ["ghislaine", "maryse"]);
        assert!(!rows(&bureau).await.contains_key("visite"));
    }
}
