//! Kiosks at their hub: enrolled, signed, heard each minute, missed when they say nothing.

use std::{net::SocketAddr, time::Duration};

use axum::http::StatusCode;
use jiff::civil::date;
use plus::{
    borne::{beat, veille},
    courrier::send_due,
    node::{code, contact, contact::ContactError},
    web::application,
};
use plus_domain::{
    account::Role,
    borne::{Answered, Beat, Browser, Health, Heard, Outcome, Printer, Settings, Task},
    courrier::State,
    ids::NodeId,
    machine::{Kind, Motif},
};
use plus_store::{
    Options, Store, borne as kept,
    courrier::{Queued, list},
    exchange::machine,
};
use tempfile::TempDir;
use tokio::{
    net::TcpListener,
    sync::{mpsc, watch},
};

use crate::{
    actors::{Actor, MORNING, Relay},
    courrier::Post,
};

const MINUTE: i64 = 60_000;

/// A hub that serves on this machine, by the clock of its application.
struct Hub {
    relay: Relay,
    base: String,
}

impl Hub {
    async fn open() -> Self {
        Self::open_with(60).await
    }

    async fn open_with(beat_seconds: u32) -> Self {
        let relay = Relay::open_with(|web| {
            web.beat_seconds = beat_seconds;
            // The hours of these tests pass in an instant: nobody is signed out.
            web.session.idle_minutes = 600;
        })
        .await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let router = application(&relay.app);
        let served = router.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, served).await });
        Self { relay, base }
    }

    /// A machine enrolled with it, on the clock of the hub.
    async fn machine(&self, name: &str, kind: Kind) -> Machine {
        let app = &self.relay.app;
        let (one, now) = (code::new(&app.outside), app.outside.now_ms());
        let mut tx = app.store.begin().await.unwrap();
        let (hash, until) = (code::hash(&one), (now, now + MINUTE));
        let invited = machine::invite(&mut tx, &hash, (name, kind), until);
        invited.await.unwrap();
        tx.commit().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&Options::folder(folder.path())).await.unwrap();
        contact::enrol(&store, &app.outside, &self.base, &one)
            .await
            .unwrap();
        let own = plus::node::Identity::of(&store, &app.outside)
            .await
            .unwrap();
        Machine {
            node: own.node,
            store,
            _folder: folder,
        }
    }

    async fn says(&self, from: &Machine, health: &Health) -> Result<Heard, ContactError> {
        self.answers(from, health, &[]).await
    }

    async fn answers(
        &self,
        from: &Machine,
        health: &Health,
        answers: &[Answered],
    ) -> Result<Heard, ContactError> {
        let outside = &self.relay.app.outside;
        let beat = beat::build(health, answers, outside.now_ms());
        beat::send(&from.store, outside, &beat).await
    }

    /// So many minutes in which the kiosk says so each minute.
    async fn minutes(&self, from: &Machine, health: &Health, count: u32) {
        for _ in 0..count {
            self.relay.app.outside.advance(MINUTE);
            self.says(from, health).await.unwrap();
        }
    }

    /// So many minutes in which nothing is said, the hub looking each minute.
    async fn silence(&self, count: u32) {
        for _ in 0..count {
            self.relay.app.outside.advance(MINUTE);
            veille::look(&self.relay.app).await.unwrap();
        }
    }

    async fn letters(&self) -> Vec<Queued> {
        let mut link = self.relay.app.store.read().await.unwrap();
        let mut found = list(&mut link, State::ToSend, 50).await.unwrap();
        found.sort_by_key(|one| one.queued_at);
        found
    }
}

/// Sets a kiosk, as the coordinator does.
async fn set(rose: &Actor<'_>, node: &NodeId, fields: &[(&str, &str)]) {
    let path = format!("/pilotage/bornes/{node}");
    let answer = rose
        .post_from(&path, &format!("{path}/reglages"), fields)
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}

/// Asks something of a kiosk, as the coordinator does.
async fn ask(rose: &Actor<'_>, node: &NodeId, task: Task) {
    let path = format!("/pilotage/bornes/{node}");
    let asked = [("tache", task.code())];
    let answer = rose
        .post_from(&path, &format!("{path}/demandes"), &asked)
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}

/// Every word stands on a page.
fn shows(page: &str, words: &[&str]) {
    for word in words {
        assert!(page.contains(word), "{word} in {page}");
    }
}

/// A machine of the relay, its own database.
struct Machine {
    node: NodeId,
    store: Store,
    _folder: TempDir,
}

fn well() -> Health {
    Health {
        boot: "b1".into(),
        uptime_seconds: 7_200,
        browser: Some(Browser::Open),
        drawn_seconds: Some(1),
        printer: Some(Printer::Ready),
        toner: Some(62),
        day: Some(date(2026, 11, 23)),
        sessions_today: 3,
        ..Health::default()
    }
}

const REFERENT: &[(&str, &str)] = &[
    ("lieu", "borne-le-marin"),
    ("referent", "mairie@exemple.fr"),
    ("ouverture", "Jour et nuit"),
    ("diagonale", "21,5"),
    ("pages_session", "10"),
];

#[tokio::test]
async fn a_kiosk_that_is_well_is_shown_so_and_nobody_is_told() {
    let hub = Hub::open().await;
    let rose = hub.relay.person(Role::Coordinateur).await;
    let borne = hub.machine("Borne du Marin", Kind::Borne).await;
    shows(
        &rose.get("/pilotage/bornes").await.body,
        &["Pas encore venue"],
    );
    hub.silence(10).await;
    set(&rose, &borne.node, REFERENT).await;
    hub.minutes(&borne, &well(), 3).await;
    let page = rose.get("/pilotage/bornes").await.body;
    let well = [
        "Toutes les bornes vont bien",
        "à l’instant",
        "toner 62",
        "Borne du Marin",
    ];
    shows(&page, &well);
    assert_eq!(hub.letters().await, []);
}

#[tokio::test]
async fn a_kiosk_that_falls_silent_is_told_once_and_its_return_too() {
    let hub = Hub::open().await;
    let rose = hub.relay.person(Role::Coordinateur).await;
    let borne = hub.machine("Borne du Marin", Kind::Borne).await;
    set(&rose, &borne.node, REFERENT).await;
    hub.minutes(&borne, &well(), 3).await;
    hub.silence(2).await;
    let early = rose.get("/pilotage/bornes").await.body;
    assert!(!early.contains("ne répond plus"), "{early}");
    hub.silence(5).await;
    let page = rose.get("/pilotage/bornes").await.body;
    shows(&page, &["la borne ne répond plus", "1 alarme"]);
    let letters = hub.letters().await;
    assert_eq!(letters.len(), 1, "{letters:?}");
    let one = &letters[0].letter;
    assert_eq!(one.to, "mairie@exemple.fr");
    assert_eq!(one.subject, "Borne du Marin : la borne ne répond plus");
    shows(&one.text, &["depuis le 23", borne.node.as_str()]);
    let here = format!("/pilotage/bornes/{}", borne.node);
    let seen = format!("{here}/alarmes/silence/vu");
    rose.post_from(&here, &seen, &[]).await;
    shows(&rose.get(&here).await.body, &["vu par coordinateur T."]);
    hub.minutes(&borne, &well(), 1).await;
    // Not so quickly.
    let soon = rose.get("/pilotage/bornes").await.body;
    shows(&soon, &["la borne ne répond plus"]);
    hub.minutes(&borne, &well(), 6).await;
    let back = rose.get(&here).await.body;
    shows(&back, &["Tout va bien", "Début : aujourd’hui"]);
    let letters = hub.letters().await;
    assert_eq!(letters.len(), 2, "{letters:?}");
    shows(&letters[1].letter.subject, &["c’est réglé"]);
    let (post, app) = (Post::open().await, &hub.relay.app);
    let sent = send_due(&app.store, &app.outside, &post.settings()).await;
    assert_eq!((sent.unwrap(), post.kept().len()), (2, 2));
}

#[tokio::test]
async fn paper_that_is_out_for_two_minutes_is_told_and_what_flaps_is_told_once() {
    let hub = Hub::open().await;
    let rose = hub.relay.person(Role::Coordinateur).await;
    let borne = hub.machine("Borne du Marin", Kind::Borne).await;
    set(&rose, &borne.node, REFERENT).await;
    let empty = Health {
        printer_reasons: vec!["media-empty-error".into()],
        ..well()
    };
    hub.minutes(&borne, &empty, 1).await;
    hub.minutes(&borne, &well(), 1).await;
    assert_eq!(hub.letters().await, [], "somebody was changing the paper");
    hub.minutes(&borne, &empty, 3).await;
    for _ in 0..5 {
        hub.minutes(&borne, &well(), 1).await;
        hub.minutes(&borne, &empty, 1).await;
    }
    let letters = hub.letters().await;
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert!(
        letters[0].letter.text.contains("Remettez du papier A4"),
        "{letters:?}"
    );
    let page = rose.get("/pilotage/bornes").await.body;
    assert!(page.contains("plus de papier"), "{page}");
}

/// Hours of the territory when letters wait: from four minutes past nine, by the clock of the hub.
fn quiet(hub: &Hub) {
    let app = &hub.relay.app;
    let mut territory = (*app.territory()).clone();
    territory.silence = Some("09:04-12:00".parse().unwrap());
    app.set_territory(territory);
}

#[tokio::test]
async fn in_quiet_hours_the_page_tells_at_once_and_the_letter_leaves_at_their_end() {
    let hub = Hub::open().await;
    quiet(&hub);
    let rose = hub.relay.person(Role::Coordinateur).await;
    let borne = hub.machine("Borne du Marin", Kind::Borne).await;
    set(&rose, &borne.node, REFERENT).await;
    hub.minutes(&borne, &well(), 3).await;
    hub.silence(5).await;
    let page = rose.get("/pilotage/bornes").await.body;
    shows(&page, &["la borne ne répond plus", "1 alarme"]);
    let (post, app) = (Post::open().await, &hub.relay.app);
    let sent = async || {
        let sent = send_due(&app.store, &app.outside, &post.settings()).await;
        sent.unwrap()
    };
    let noon = MORNING + 180 * MINUTE;
    app.outside.advance(noon - 1 - app.outside.now_ms());
    assert_eq!((hub.letters().await.len(), sent().await), (1, 0));
    app.outside.advance(1);
    assert_eq!(sent().await, 1);
    // What ends after the letter has left is told too, at any hour that is not quiet.
    hub.minutes(&borne, &well(), 7).await;
    assert_eq!(sent().await, 1);
    assert_eq!(post.kept().len(), 2);
}

#[tokio::test]
async fn what_is_over_before_the_end_of_quiet_hours_is_written_to_nobody() {
    let hub = Hub::open().await;
    quiet(&hub);
    let rose = hub.relay.person(Role::Coordinateur).await;
    let borne = hub.machine("Borne du Marin", Kind::Borne).await;
    set(&rose, &borne.node, REFERENT).await;
    hub.minutes(&borne, &well(), 3).await;
    hub.silence(5).await;
    assert_eq!(hub.letters().await.len(), 1);
    hub.minutes(&borne, &well(), 7).await;
    assert_eq!(hub.letters().await, [], "taken back, and no end of it told");
    // The same again later in the same hours is another alarm.
    hub.silence(5).await;
    assert_eq!(hub.letters().await.len(), 1);
    // Raised before them, its letter has left: its end waits for theirs.
    let noon = MORNING + 180 * MINUTE;
    let app = &hub.relay.app;
    app.outside.advance(noon - app.outside.now_ms());
    let post = Post::open().await;
    let sent = send_due(&app.store, &app.outside, &post.settings()).await;
    assert_eq!(sent.unwrap(), 1);
    let mut territory = (*app.territory()).clone();
    territory.silence = Some("12:00-14:00".parse().unwrap());
    app.set_territory(territory);
    hub.minutes(&borne, &well(), 7).await;
    let letters = hub.letters().await;
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert_eq!(letters[0].next_at, MORNING + 300 * MINUTE);
}

#[tokio::test]
async fn a_kiosk_that_the_team_put_on_pause_raises_nothing_and_is_shown_so() {
    let hub = Hub::open().await;
    let rose = hub.relay.person(Role::Coordinateur).await;
    let borne = hub.machine("Borne du Marin", Kind::Borne).await;
    set(&rose, &borne.node, REFERENT).await;
    let paused = Health {
        paused: true,
        printer: Some(Printer::Gone),
        ..well()
    };
    hub.minutes(&borne, &paused, 10).await;
    assert_eq!(hub.letters().await, []);
    let page = rose.get("/pilotage/bornes").await.body;
    assert!(page.contains("En maintenance") && !page.contains("ne répond plus"));
    let serves = Health {
        paused: false,
        ..paused
    };
    hub.minutes(&borne, &serves, 7).await;
    assert_eq!(hub.letters().await.len(), 1);
}

#[tokio::test]
async fn a_kiosk_that_is_looked_after_tells_nobody() {
    let hub = Hub::open().await;
    let rose = hub.relay.person(Role::Coordinateur).await;
    let borne = hub.machine("Borne du Marin", Kind::Borne).await;
    set(&rose, &borne.node, REFERENT).await;
    hub.minutes(&borne, &well(), 1).await;
    ask(&rose, &borne.node, Task::MaintenanceOn).await;
    let heard = hub.says(&borne, &well()).await.unwrap();
    assert!(heard.settings.maintenance);
    assert_eq!(heard.orders[0].task, Task::MaintenanceOn);
    set(&rose, &borne.node, REFERENT).await;
    let heard = hub.says(&borne, &well()).await.unwrap();
    assert!(heard.settings.maintenance, "the settings leave it as it is");
    hub.silence(30).await;
    assert_eq!(hub.letters().await, []);
    let page = rose.get("/pilotage/bornes").await.body;
    assert!(
        page.contains("En maintenance") && !page.contains("alarme"),
        "{page}"
    );
    ask(&rose, &borne.node, Task::MaintenanceOff).await;
    hub.silence(1).await;
    assert_eq!(hub.letters().await.len(), 1, "it is still silent");
}

#[tokio::test]
async fn what_is_asked_is_given_once_and_its_answer_is_shown() {
    let hub = Hub::open().await;
    let rose = hub.relay.person(Role::Coordinateur).await;
    let borne = hub.machine("Borne du Marin", Kind::Borne).await;
    let path = format!("/pilotage/bornes/{}", borne.node);
    ask(&rose, &borne.node, Task::Screen).await;
    ask(&rose, &borne.node, Task::Reboot).await;
    assert!(rose.get(&path).await.body.contains("Pas encore prise"));
    let heard = hub.says(&borne, &well()).await.unwrap();
    let tasks: Vec<Task> = heard.orders.iter().map(|o| o.task).collect();
    assert_eq!(tasks, [Task::Screen, Task::Reboot]);
    assert_eq!(hub.says(&borne, &well()).await.unwrap().orders, []);
    let png = "89504e470d0a1a0a00";
    let answer = |order: usize, outcome, picture: &str| Answered {
        id: heard.orders[order].id.clone(),
        outcome,
        told: "<b>tout de suite</b>".into(),
        picture: picture.into(),
    };
    let other = hub.machine("Borne du François", Kind::Borne).await;
    let stolen = [answer(0, Outcome::Failed, "")];
    hub.answers(&other, &well(), &stolen).await.unwrap();
    let both = [
        answer(0, Outcome::Done, png),
        answer(1, Outcome::Refused, "3c68746d6c3e"),
    ];
    hub.answers(&borne, &well(), &both).await.unwrap();
    let page = rose.get(&path).await.body;
    assert!(
        page.contains("La borne a refusé") && !page.contains("<b>"),
        "{page}"
    );
    assert!(
        !page.contains("Essayé sans succès"),
        "another kiosk does not answer for it"
    );
    let shown = format!("{path}/ecran/{}", heard.orders[0].id);
    assert!(page.contains(&format!("src=\"{shown}\"")), "{page}");
    let picture = rose.get(&shown).await;
    assert_eq!(
        (picture.status, picture.header("content-type")),
        (StatusCode::OK, "image/png")
    );
    let no_picture = rose
        .get(&format!("{path}/ecran/{}", heard.orders[1].id))
        .await;
    assert_eq!(
        no_picture.status,
        StatusCode::NOT_FOUND,
        "what is no picture is not kept"
    );
}

#[tokio::test]
async fn what_is_asked_too_long_ago_is_not_given() {
    let hub = Hub::open().await;
    let rose = hub.relay.person(Role::Coordinateur).await;
    let borne = hub.machine("Borne du Marin", Kind::Borne).await;
    ask(&rose, &borne.node, Task::Browser).await;
    hub.relay.app.outside.advance(16 * MINUTE);
    assert_eq!(hub.says(&borne, &well()).await.unwrap().orders, []);
    let path = format!("/pilotage/bornes/{}", borne.node);
    shows(&rose.get(&path).await.body, &["Sans réponse : redemandez"]);
}

#[tokio::test]
async fn only_a_kiosk_that_serves_is_heard() {
    let hub = Hub::open().await;
    let van = hub.machine("Le bus", Kind::Van).await;
    let refused = hub.says(&van, &well()).await.unwrap_err();
    assert!(refused.to_string().contains("seule une borne"), "{refused}");
    let borne = hub.machine("Borne du Marin", Kind::Borne).await;
    hub.says(&borne, &well()).await.unwrap();
    let mut tx = hub.relay.app.store.begin().await.unwrap();
    let now = hub.relay.app.outside.now_ms();
    machine::revoke(&mut tx, &borne.node, Motif::Fin, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let refused = hub.says(&borne, &well()).await.unwrap_err();
    assert!(refused.to_string().contains("révoquée"), "{refused}");
    let rose = hub.relay.person(Role::Coordinateur).await;
    let page = rose.get("/pilotage/bornes").await.body;
    assert!(page.contains("Aucune borne"), "{page}");
    assert_eq!(
        rose.get(&format!("/pilotage/bornes/{}", van.node))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn settings_reach_the_kiosk_and_what_is_wrong_is_told_at_its_field() {
    let hub = Hub::open().await;
    let rose = hub.relay.person(Role::Coordinateur).await;
    let borne = hub.machine("Borne du Marin", Kind::Borne).await;
    let path = format!("/pilotage/bornes/{}", borne.node);
    let wrong = [
        ("referent", "mairie"),
        ("diagonale", "grande"),
        ("lieu", "la-lune"),
    ];
    let answer = rose
        .post_from(&path, &format!("{path}/reglages"), &wrong)
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "Écrivez une adresse comme",
        "Écrivez la diagonale",
        "Choisissez un lieu",
        "value=\"grande\"",
    ] {
        assert!(answer.body.contains(words), "{words} in {}", answer.body);
    }
    set(&rose, &borne.node, REFERENT).await;
    let heard = hub.says(&borne, &well()).await.unwrap();
    let wanted = Settings {
        place: "borne-le-marin".into(),
        opening: "Jour et nuit".into(),
        diagonal: Some(215),
        pages_per_session: Some(10),
        pages_per_day: None,
        maintenance: false,
    };
    assert_eq!((heard.settings, heard.period_seconds), (wanted, 60));
    let page = rose.get(&path).await.body;
    for words in [
        "value=\"mairie@exemple.fr\"",
        "ouvert, il répond",
        "Sessions du jour",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
}

#[tokio::test]
async fn what_is_broken_is_said_without_a_name_and_closed_by_somebody() {
    let hub = Hub::open().await;
    let rose = hub.relay.person(Role::Coordinateur).await;
    let borne = hub.machine("Borne du Marin", Kind::Borne).await;
    let path = format!("/pilotage/bornes/{}", borne.node);
    let at = format!("{path}/pannes");
    let empty = rose.post_from(&path, &at, &[("panne", "  ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("500 signes"), "{}", empty.body);
    rose.post_from(&path, &at, &[("panne", "La vitre est fendue")])
        .await;
    assert!(
        rose.get("/pilotage/bornes")
            .await
            .body
            .contains("Panne signalée")
    );
    let mut link = hub.relay.app.store.read().await.unwrap();
    let one = kept::panne::list(&mut link, &borne.node, 1)
        .await
        .unwrap()
        .remove(0);
    drop(link);
    let close = format!("{at}/{}/fermer", one.id);
    assert_eq!(
        rose.post_from(&path, &close, &[]).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        rose.post_from(&path, &close, &[]).await.status,
        StatusCode::CONFLICT
    );
    assert!(
        !rose
            .get("/pilotage/bornes")
            .await
            .body
            .contains("Panne signalée")
    );
    assert!(rose.get(&path).await.body.contains("réglée aujourd’hui"));
}

#[tokio::test]
async fn use_is_judged_over_days_and_months() {
    let hub = Hub::open().await;
    let rose = hub.relay.person(Role::Coordinateur).await;
    let borne = hub.machine("Borne du Marin", Kind::Borne).await;
    let mut tx = hub.relay.app.store.begin().await.unwrap();
    for (month, sessions) in [(7, 100), (8, 80), (9, 64), (10, 51), (11, 9)] {
        let beat = Beat {
            health: Health {
                day: Some(date(2026, month, 19)),
                sessions_today: sessions,
                ..well()
            },
            ..Beat::default()
        };
        kept::keep(&mut tx, &borne.node, &beat, MORNING)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let idle = Health {
        sessions_today: 0,
        ..well()
    };
    hub.minutes(&borne, &idle, 1).await;
    let page = rose.get("/pilotage/bornes").await.body;
    for words in [
        "personne depuis trois jours",
        "de moins en moins utilisée",
        "À savoir",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    hub.minutes(&borne, &well(), 12).await;
    let page = rose.get("/pilotage/bornes").await.body;
    assert!(!page.contains("personne depuis trois jours"), "{page}");
}

#[tokio::test]
async fn twelve_kiosks_stand_on_one_page_those_to_look_at_first() {
    let hub = Hub::open().await;
    let rose = hub.relay.person(Role::Coordinateur).await;
    let mut bornes = Vec::new();
    for n in 1..=12 {
        bornes.push(hub.machine(&format!("Borne {n:02}"), Kind::Borne).await);
    }
    for _ in 0..3 {
        hub.relay.app.outside.advance(MINUTE);
        for (n, borne) in bornes.iter().enumerate() {
            let reasons = if n == 6 {
                vec!["media-jam-error".to_owned()]
            } else {
                Vec::new()
            };
            let health = Health {
                printer_reasons: reasons,
                ..well()
            };
            hub.says(borne, &health).await.unwrap();
        }
    }
    let page = rose.get("/pilotage/bornes").await.body;
    assert!(
        page.contains("12 bornes") && page.contains("feuille coincée"),
        "{page}"
    );
    let (jammed, first) = (page.rfind("Borne 07"), page.rfind("Borne 01"));
    assert!(jammed < first, "the jam stands above");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_is_tied_to_its_hub_by_the_beat() {
    let hub = Hub::open_with(1).await;
    let rose = hub.relay.person(Role::Coordinateur).await;
    let borne = hub.machine("Borne du Marin", Kind::Borne).await;
    let (health, telling) = watch::channel(well());
    let (answer, answers) = mpsc::channel(4);
    let (orders, mut ordered) = mpsc::channel(4);
    let (settings, mut told) = watch::channel(Settings::default());
    let ties = beat::Ties {
        health: telling,
        answers,
        orders,
        settings,
    };
    let (store, outside) = (borne.store.clone(), hub.relay.app.outside.clone());
    let work = tokio::spawn(async move { beat::keep(&store, &outside, ties).await });
    set(&rose, &borne.node, REFERENT).await;
    ask(&rose, &borne.node, Task::Browser).await;
    let patience = Duration::from_secs(20);
    let order = tokio::time::timeout(patience, ordered.recv())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(order.task, Task::Browser);
    let known = told.wait_for(|s| s.place == "borne-le-marin");
    tokio::time::timeout(patience, known)
        .await
        .unwrap()
        .unwrap();
    health
        .send(Health {
            toner: Some(7),
            ..well()
        })
        .unwrap();
    let done = Answered {
        id: order.id,
        outcome: Outcome::Done,
        told: String::new(),
        picture: String::new(),
    };
    answer.send(done).await.unwrap();
    let path = format!("/pilotage/bornes/{}", borne.node);
    let shown = async {
        loop {
            let page = rose.get(&path).await.body;
            if page.contains("check-circle\"></use></svg>Fait") && page.contains("7 %") {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(patience, shown).await.unwrap();
    // The supervisor leaves: so does the beat.
    drop(answer);
    tokio::time::timeout(patience, work).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_watch_of_the_hub_tells_a_silence_by_itself() {
    let hub = Hub::open_with(1).await;
    let rose = hub.relay.person(Role::Coordinateur).await;
    let borne = hub.machine("Borne du Marin", Kind::Borne).await;
    hub.says(&borne, &well()).await.unwrap();
    let (stop, stopping) = watch::channel(false);
    let work = tokio::spawn(veille::watch(hub.relay.app.clone(), stopping));
    hub.relay.app.outside.advance(3_000);
    let shown = async {
        while !rose
            .get("/pilotage/bornes")
            .await
            .body
            .contains("ne répond plus")
        {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), shown)
        .await
        .unwrap();
    stop.send(true).unwrap();
    tokio::time::timeout(Duration::from_secs(10), work)
        .await
        .unwrap()
        .unwrap();
}
