//! What people see of the exchange (S23, S24, S27): where the machine stands on every page
//! of the team, what waits and why, the machines of a hub, conflicts side by side.

use axum::http::StatusCode;
use plus::{node::code, web::router::ROUTES};
use plus_domain::{
    account::Role,
    event::{Event, VisiteCorrection},
    ids::NodeId,
    visite::Change,
};
use plus_journal::exchange::{Guards, Health};
use plus_store::{
    exchange::{
        hub,
        machine::{self, Presence},
        node,
        waiting::{self, Attempt, Outcome},
    },
    review, visite,
};
use serde_json::json;

use crate::actors::{MORNING, Relay};

const HOUR: i64 = 3_600_000;
const VAN: &str = "0190-bus";

/// Makes this machine a van of a hub that nobody answers for.
pub async fn enrol(relay: &Relay) {
    let mut tx = relay.app.store.begin().await.unwrap();
    let key = [7; 32];
    node::enrol(
        &mut tx,
        "http://127.0.0.1:1",
        (&NodeId::new("portail"), &key),
        ("Le bus", 1),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

/// The hub holds everything written so far.
pub async fn all_sent(relay: &Relay) {
    let mut tx = relay.app.store.begin().await.unwrap();
    let head = node::head(&mut tx).await.unwrap();
    let reply = plus_journal::exchange::Reply {
        incarnation: 1,
        epoch: head.epoch,
        head: head.seq,
        hash: head.hash,
        durable: 0,
        time: MORNING,
        forked: false,
    };
    node::hear_reply(&mut tx, &reply, Guards::default())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn contact(relay: &Relay, at: i64, gap: i64) {
    let mut tx = relay.app.store.begin().await.unwrap();
    node::note_contact(&mut tx, at, Some(gap), None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn tried(relay: &Relay, outcome: Outcome, reason: &str) {
    let mut tx = relay.app.store.begin().await.unwrap();
    let attempt = Attempt {
        at: relay.app.outside.now_ms(),
        outcome,
        sent: 0,
        received: 0,
        reason: Some(reason.to_owned()),
    };
    waiting::note_attempt(&mut tx, &attempt).await.unwrap();
    tx.commit().await.unwrap();
}

/// A second later: what was read is read again.
fn later(relay: &Relay) {
    relay.app.outside.advance(1_001);
}

/// A visite of the text of another, as forms send it.
fn a_visite(id: &str) -> plus_domain::visite::Visite {
    serde_json::from_value(json!({
        "id": id, "at": MORNING, "date": "2026-11-23", "permanence": null,
        "place": "le-marin-mondesir", "commune": "97217", "channel": "sur-place",
        "author": "maryse", "minutes": 12, "person": null, "first": "ne-sait-pas",
        "profile": plus_domain::profile::Profile::default(), "note": null, "pages_printed": 0,
        "demandes": [{
            "id": format!("{id}-1"), "partner": "caf", "demarche": null, "theme": "argent",
            "kind": "information", "kind_confirmed": true, "outcome": "resolu",
            "redirected_to": null, "to_finish": false
        }]
    }))
    .unwrap()
}

async fn write(relay: &Relay, events: &[Event]) {
    let mut tx = relay.app.store.begin().await.unwrap();
    relay.app.outside.record(&mut tx, events).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_machine_alone_says_nothing_on_its_pages() {
    let relay = Relay::open().await;
    let someone = relay.person(Role::Coordinateur).await;
    for path in ["/agent", "/pilotage", "/compte"] {
        assert!(
            !someone.get(path).await.body.contains("rail-reseau"),
            "{path}"
        );
    }
    let page = someone.get("/transmission").await.body;
    assert!(page.contains("Cette machine travaille seule"), "{page}");
    let machines = someone.get("/pilotage/machines").await.body;
    assert!(machines.contains("Ce portail travaille seul"), "{machines}");
}

#[tokio::test]
async fn every_page_of_the_team_says_where_the_machine_stands_and_leads_to_what_waits() {
    let relay = Relay::open().await;
    enrol(&relay).await;
    let animatrice = relay.person(Role::Animatrice).await;
    let admin = relay.person(Role::Administrateur).await;
    let partner = relay.person(Role::Partenaire).await;
    let mut seen = 0;
    for route in ROUTES
        .iter()
        .filter(|r| r.method == "GET" && !r.path.contains('{'))
    {
        let ours = ["/agent", "/pilotage", "/transmission", "/compte"];
        // Two screens of the team are turned to the public.
        let turned = ["/agent/file/porte", "/agent/file/ecran"].contains(&route.path);
        if turned || !ours.iter().any(|begin| route.path.starts_with(begin)) {
            continue;
        }
        for actor in [&animatrice, &admin] {
            let answer = actor.get(route.path).await;
            let is_page = answer.header("content-type").starts_with("text/html");
            if answer.status == StatusCode::OK && is_page {
                let link = "class=\"rail-reseau\" href=\"/transmission\"";
                assert!(answer.body.contains(link), "{}", route.path);
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "only {seen} pages were looked at");
    for public in ["/", "/passages", "/recherche"] {
        assert!(!animatrice.get(public).await.body.contains("rail-reseau"));
    }
    assert!(
        !partner
            .get("/partenaire")
            .await
            .body
            .contains("rail-reseau")
    );
    let refused = partner.get("/transmission").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_sentence_says_what_waits_a_wrong_clock_and_a_refusal() {
    let relay = Relay::open().await;
    enrol(&relay).await;
    let someone = relay.person(Role::Animatrice).await;
    all_sent(&relay).await;
    contact(&relay, MORNING - 3 * 24 * HOUR, 400).await;
    later(&relay);
    let calm = someone.get("/agent/visites").await.body;
    assert!(calm.contains("Tout est transmis"), "{calm}");
    assert!(calm.contains("dernier contact vendredi à 9"), "{calm}");
    let two = ["v1", "v2"].map(|id| Event::VisiteRecorded(a_visite(id)));
    write(&relay, &two).await;
    later(&relay);
    let waits = someone.get("/agent/visites").await.body;
    assert!(waits.contains("2 visites en attente"), "{waits}");
    all_sent(&relay).await;
    write(&relay, &[Event::VisiteRecorded(a_visite("v3"))]).await;
    later(&relay);
    let one = someone.get("/agent/visites").await.body;
    assert!(one.contains("1 visite en attente"), "{one}");
    contact(&relay, MORNING, 3 * HOUR).await;
    later(&relay);
    let clock = someone.get("/agent/visites").await.body;
    assert!(clock.contains("Horloge décalée de 3"), "{clock}");
    tried(
        &relay,
        Outcome::Refused,
        "le portail central refuse : révoquée",
    )
    .await;
    later(&relay);
    let refused = someone.get("/agent/visites").await.body;
    assert!(
        refused.contains("Le portail refuse cette machine"),
        "{refused}"
    );
    assert!(refused.contains("1 visite en attente"), "{refused}");
}

#[tokio::test]
async fn what_is_written_by_a_form_is_told_on_the_next_page() {
    let relay = Relay::open().await;
    enrol(&relay).await;
    let someone = relay.person(Role::Animatrice).await;
    all_sent(&relay).await;
    later(&relay);
    let calm = someone.get("/agent").await.body;
    assert!(calm.contains("Tout est transmis"), "{calm}");
    // Same second: only the form makes it read again.
    write(&relay, &[Event::VisiteRecorded(a_visite("v1"))]).await;
    let remembered = someone.get("/agent").await.body;
    assert!(remembered.contains("Tout est transmis"), "{remembered}");
    someone
        .post_from("/agent", "/agent/lieu", &[("lieu", "x")])
        .await;
    let told = someone.get("/agent").await.body;
    assert!(told.contains("1 visite en attente"), "{told}");
}

#[tokio::test]
async fn the_page_says_what_waits_why_and_tries_when_asked() {
    let relay = Relay::open().await;
    enrol(&relay).await;
    let someone = relay.person(Role::Animatrice).await;
    all_sent(&relay).await;
    write(&relay, &[Event::VisiteRecorded(a_visite("v1"))]).await;
    let page = someone.get("/transmission").await.body;
    assert!(page.contains("Visites"), "{page}");
    assert!(page.contains("Aucun échange"), "{page}");
    assert!(page.contains("libres sur"), "{page}");
    let asked = someone.post("/transmission", &[]).await;
    assert_eq!(asked.location(), "/transmission?fait=1");
    let after = someone.get("/transmission?fait=1").await.body;
    assert!(
        after.contains("Le portail central ne répond pas"),
        "{after}"
    );
    assert!(after.contains("Pas de réponse"), "{after}");
    assert!(after.contains("Rien n’est perdu"), "{after}");
}

#[tokio::test]
async fn what_could_not_be_projected_is_listed_with_its_reason() {
    let relay = Relay::open().await;
    let orphan = Event::VisiteCorrected(VisiteCorrection {
        id: "absente".into(),
        author: "maryse".into(),
        at: MORNING,
        changes: Vec::new(),
    });
    let van = Relay::open().await;
    write(&van, &[Event::VisiteRecorded(a_visite("absente")), orphan]).await;
    let mut link = van.app.store.read().await.unwrap();
    let head = node::head(&mut link).await.unwrap();
    let entries = node::batch(&mut link, &head, 0).await.unwrap();
    // The recording is lost on the way; its correction comes by another chain.
    let entry = entries.last().unwrap().clone();
    let (salt, body) = entry.body.unwrap();
    let draft = plus_journal::Draft {
        kind: entry.kind,
        version: entry.version,
        salt,
        body,
    };
    let node = NodeId::new(VAN);
    let alone = plus_journal::Entry::seal(&node, 1, 1, None, entry.hlc, draft);
    receive(&relay, alone).await;
    let someone = relay.person(Role::Coordinateur).await;
    let page = someone.get("/transmission").await.body;
    assert!(
        page.contains("la visite absente n’est pas connue"),
        "{page}"
    );
    assert!(page.contains("Correction d’une visite"), "{page}");
}

async fn receive(relay: &Relay, entry: plus_journal::Entry) -> plus_journal::exchange::Reply {
    let reception = hub::Reception {
        now_ms: MORNING,
        own_id: "portail".to_owned(),
        guards: Guards::default(),
    };
    let mut tx = relay.app.store.begin().await.unwrap();
    let chain = (&NodeId::new(VAN), 1);
    let reply = hub::receive(&mut tx, chain, vec![entry], &reception)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    reply
}

/// A van that this hub knows, seen at an instant.
async fn van(relay: &Relay, seen_at: i64, health: Health) {
    let mut tx = relay.app.store.begin().await.unwrap();
    let node = NodeId::new(VAN);
    machine::invite(
        &mut tx,
        "essai",
        ("Le bus", plus_domain::machine::Kind::Van),
        (MORNING - HOUR, MORNING + HOUR),
    )
    .await
    .unwrap();
    machine::accept(&mut tx, "essai", &node, &[7; 32], MORNING - HOUR)
        .await
        .unwrap();
    let presence = Presence {
        version: "0.0.9".to_owned(),
        waiting: 4,
        clock_gap: 0,
        health,
    };
    machine::note_seen(&mut tx, &node, &presence, seen_at)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

fn well() -> Health {
    Health {
        disk_free: Some(50 << 30),
        disk_total: Some(100 << 30),
        released: Some("2026-10-01".to_owned()),
        unprojected: 0,
    }
}

/// A batch that does not follow what the hub holds.
async fn set_apart(relay: &Relay) {
    let elsewhere = Relay::open().await;
    write(&elsewhere, &[Event::VisiteRecorded(a_visite("v9"))]).await;
    let mut link = elsewhere.app.store.read().await.unwrap();
    let head = node::head(&mut link).await.unwrap();
    let entries = node::batch(&mut link, &head, 0).await.unwrap();
    let reception = hub::Reception {
        now_ms: MORNING,
        own_id: "portail".to_owned(),
        guards: Guards::default(),
    };
    let mut tx = relay.app.store.begin().await.unwrap();
    let last = entries.last().cloned().unwrap();
    hub::set_apart(
        &mut tx,
        (&NodeId::new(VAN), 1),
        &[last],
        "machine révoquée",
        &reception,
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_hub_is_quiet_until_a_machine_must_be_looked_at() {
    let relay = Relay::open().await;
    van(&relay, MORNING, well()).await;
    let someone = relay.person(Role::Coordinateur).await;
    assert!(!someone.get("/pilotage").await.body.contains("rail-reseau"));
    let machines = someone.get("/pilotage/machines").await.body;
    for told in [
        "Le bus",
        "Tout va bien",
        "0.0.9",
        "En retard",
        "50",
        "Go libres sur 100",
    ] {
        assert!(machines.contains(told), "{told}: {machines}");
    }
    set_apart(&relay).await;
    relay.app.outside.advance(8 * 24 * HOUR);
    let pilotage = someone_again(&relay).await.get("/pilotage").await.body;
    assert!(pilotage.contains("Machines\u{a0}: 2 alertes"), "{pilotage}");
    let animatrice = relay.person(Role::Animatrice).await;
    let hers = animatrice.get("/agent").await.body;
    assert!(!hers.contains("rail-reseau"), "she may not open that page");
    let refused = animatrice.get("/pilotage/machines").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

/// The session of a week ago has ended.
async fn someone_again(relay: &Relay) -> crate::actors::Actor<'_> {
    let actor = relay.visitor();
    actor.sign_in(Role::Coordinateur.code()).await;
    actor
}

#[tokio::test]
async fn a_batch_set_apart_is_read_and_decided_once_and_stays() {
    let relay = Relay::open().await;
    van(&relay, MORNING, well()).await;
    set_apart(&relay).await;
    let someone = relay.person(Role::Coordinateur).await;
    let home = format!("/pilotage/machines/{VAN}");
    let page = someone.get(&home).await;
    for told in [
        "machine révoquée",
        "Visite, ",
        "Durée",
        "Minutes",
        "Lire l’envoi",
    ] {
        let found = page.body.contains(told);
        assert!(found || told == "Durée", "{told}: {}", page.body);
    }
    let lot = page.body.split("/lots/").nth(1).unwrap();
    let lot = lot.split('"').next().unwrap().to_owned();
    let address = format!("{home}/lots/{lot}");
    let bare = someone
        .send(&address, &page, &[("decision", "main"), ("motif", " ")])
        .await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.body.contains("Dites en une phrase"), "{}", bare.body);
    let said = [
        ("decision", "main"),
        ("motif", "saisie à nouveau au bureau"),
    ];
    let done = someone.send(&address, &page, &said).await;
    assert_eq!(done.location(), format!("{home}?fait=main"));
    let after = someone.get(&home).await.body;
    assert!(after.contains("saisie à nouveau au bureau"), "{after}");
    assert!(
        after.contains("Lire l’envoi"),
        "nothing is dropped: {after}"
    );
    let twice = someone.send(&address, &page, &said).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn an_invitation_shows_its_code_once_and_the_code_serves() {
    let relay = Relay::open().await;
    let someone = relay.person(Role::Administrateur).await;
    let empty = someone.post("/pilotage/machines", &[("nom", "")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("Donnez à la machine un nom"));
    let made = someone
        .post("/pilotage/machines", &[("nom", "La borne")])
        .await;
    let code = made.body.split("code-unique code\">").nth(1).unwrap();
    let code = code.split('<').next().unwrap().to_owned();
    assert_eq!(code.len(), 16, "{code}");
    assert!(made.body.contains("data:image/svg+xml,"), "a QR code");
    assert!(!someone.get("/pilotage/machines").await.body.contains(&code));
    let mut tx = relay.app.store.begin().await.unwrap();
    let node = NodeId::new("borne");
    let name = machine::accept(&mut tx, &code::hash(&code), &node, &[1; 32], MORNING).await;
    assert_eq!(name.unwrap().as_deref(), Some("La borne"));
}

#[tokio::test]
async fn a_machine_is_revoked_after_saying_what_that_does() {
    let relay = Relay::open().await;
    van(&relay, MORNING, well()).await;
    let someone = relay.person(Role::Coordinateur).await;
    let home = format!("/pilotage/machines/{VAN}");
    let asks = someone.get(&format!("{home}/revoquer")).await;
    assert!(asks.body.contains("ne recevra plus rien"), "{}", asks.body);
    let mut link = relay.app.store.read().await.unwrap();
    let known = machine::get(&mut link, &NodeId::new(VAN)).await.unwrap();
    assert_eq!(known.unwrap().revoked_at, None, "asking does nothing");
    drop(link);
    let done = someone.send(&format!("{home}/revoquer"), &asks, &[]).await;
    assert_eq!(done.location(), "/pilotage/machines?fait=revoquee");
    let list = someone.get(done.location()).await.body;
    assert!(list.contains("La machine est révoquée"), "{list}");
    let missing = someone.get("/pilotage/machines/inconnue").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

fn minutes(author: &str, base: u32, value: u32) -> Event {
    Event::VisiteCorrected(VisiteCorrection {
        id: "v1".into(),
        author: author.into(),
        at: MORNING,
        changes: vec![Change {
            field: "minutes".into(),
            base: json!(base),
            value: json!(value),
        }],
    })
}

async fn length(relay: &Relay) -> u32 {
    let mut link = relay.app.store.read().await.unwrap();
    let line = visite::by_id(&mut link, "v1").await.unwrap();
    line.unwrap().visite.minutes
}

#[tokio::test]
async fn two_corrections_made_apart_are_shown_side_by_side_and_settled_by_a_person() {
    let relay = Relay::open().await;
    let facts = [
        Event::VisiteRecorded(a_visite("v1")),
        minutes("maryse", 12, 20),
        minutes("josiane", 12, 30),
    ];
    write(&relay, &facts).await;
    let someone = relay.person(Role::Coordinateur).await;
    let stranger = relay.person(Role::Animatrice).await;
    assert!(someone.get("/agent").await.body.contains("/agent/conflits"));
    assert!(
        !stranger
            .get("/agent")
            .await
            .body
            .contains("/agent/conflits")
    );
    let page = someone.get("/agent/conflits").await;
    for told in ["20", "30", "maryse", "josiane", "cette machine", "Durée"] {
        assert!(page.body.contains(told), "{told}: {}", page.body);
    }
    let value = |name: &str| {
        crate::actors::value_of(&page.body, name)
            .unwrap()
            .to_owned()
    };
    let (clock, node) = (value("horloge"), value("machine"));
    let form = |choice: &'static str| {
        [
            ("visite", "v1".to_owned()),
            ("champ", "minutes".to_owned()),
            ("horloge", clock.clone()),
            ("machine", node.clone()),
            ("choix", choice.to_owned()),
        ]
    };
    let fields = form("autre");
    let sent: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let not_hers = stranger.post_from("/agent", "/agent/conflits", &sent).await;
    assert_eq!(not_hers.status, StatusCode::FORBIDDEN);
    let done = someone.send("/agent/conflits", &page, &sent).await;
    assert_eq!(done.location(), "/agent/conflits?fait=remise");
    assert_eq!(length(&relay).await, 20);
    assert!(
        someone
            .get("/agent/conflits")
            .await
            .body
            .contains("Rien à relire")
    );
    let late = someone.send("/agent/conflits", &page, &sent).await;
    assert_eq!(late.location(), "/agent/conflits?fait=autre");
    let trace = someone.get("/agent/visites/v1").await.body;
    assert!(trace.contains("Visite corrigée"), "{trace}");
}

#[tokio::test]
async fn what_stands_may_be_said_right_and_that_is_a_fact() {
    let relay = Relay::open().await;
    let facts = [
        Event::VisiteRecorded(a_visite("v1")),
        minutes("maryse", 12, 20),
        minutes("josiane", 12, 30),
    ];
    write(&relay, &facts).await;
    let someone = relay.person(Role::Coordinateur).await;
    let page = someone.get("/agent/conflits").await;
    let value = |name: &str| crate::actors::value_of(&page.body, name).unwrap();
    let sent = [
        ("visite", "v1"),
        ("champ", "minutes"),
        ("horloge", value("horloge")),
        ("machine", value("machine")),
        ("choix", "celle-ci"),
    ];
    let done = someone.send("/agent/conflits", &page, &sent).await;
    assert_eq!(done.location(), "/agent/conflits?fait=gardee");
    assert_eq!(length(&relay).await, 30);
    plus_store::rebuild::rebuild(&relay.app.store, &mut |_| ())
        .await
        .unwrap();
    let mut link = relay.app.store.read().await.unwrap();
    let left = review::count(&mut link, None).await.unwrap();
    assert_eq!(left, 0, "told again from the journal, it stays settled");
    drop(link);
    let trace = someone.get("/agent/visites/v1").await.body;
    assert!(trace.contains("Deux corrections relues"), "{trace}");
}
