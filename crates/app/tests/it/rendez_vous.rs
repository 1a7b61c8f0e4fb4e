//! Rendez-vous: booked by a telephone or an e-mail alone, opened by a code, given once, and
//! from the list of the team to a visite (issue 7; requirements P2, P5, P28, R21, O3).

use axum::http::StatusCode;
use jiff::{ToSpan, civil::time};
use plus::rendez_vous::{Taken, Wanted, lettre, sweep, take as take_slot};
use plus_domain::{
    account::Role,
    event::Event,
    permanence::{Permanence, PermanenceState, Site},
    rendez_vous::{Offre, Voulu},
};
use plus_store::{courrier, permanence};

use crate::actors::{Actor, Answered, Relay};

const BOOK: &str = "/rendez-vous";
const MINE: &str = "/rendez-vous/mien";
const TEAM: &str = "/agent/rendez-vous";
const DAY_MS: i64 = 86_400_000;
/// Le Marin, the commune of the stop.
const HERE: &str = "/rendez-vous?motif=sante&commune=97217";

/// A half-day of the van at Le Marin in so many days.
pub async fn stop(relay: &Relay, days: i64) -> Permanence {
    let held = Permanence {
        id: relay.app.outside.new_id().as_str().into(),
        date: relay.app.today().saturating_add(days.days()),
        start: time(8, 0, 0, 0),
        end: time(13, 0, 0, 0),
        place: "le-marin-mondesir".into(),
        site: Site::Bus,
        crew: Vec::new(),
        state: PermanenceState::Planned,
        stated_visites: None,
        reason: None,
        told: None,
    };
    record(relay, &held).await;
    held
}

async fn record(relay: &Relay, held: &Permanence) {
    let mut tx = relay.app.store.begin().await.unwrap();
    let event = Event::PermanenceSet(held.clone());
    relay.app.outside.record(&mut tx, &[event]).await.unwrap();
    tx.commit().await.unwrap();
}

pub fn slot(held: &Permanence, hour: &str) -> String {
    format!("{}/{hour}", held.id)
}

pub async fn book(visitor: &Actor<'_>, creneau: &str, joindre: &str) -> Answered {
    let fields = [
        ("motif", "sante"),
        ("commune", "97217"),
        ("creneau", creneau),
        ("joindre", joindre),
    ];
    visitor.post_from(BOOK, BOOK, &fields).await
}

pub fn code_in(page: &str) -> String {
    let rest = page.split("code-unique code\">").nth(1).expect(page);
    rest.split('<').next().unwrap().to_owned()
}

pub fn plain(page: &str) -> String {
    page.replace(['\u{a0}', '\u{202f}'], " ")
}

async fn mine(visitor: &Actor<'_>, what: &str, fields: &[(&str, &str)]) -> Answered {
    visitor
        .post_from(MINE, &format!("{BOOK}/{what}"), fields)
        .await
}

fn address(body: &str, geste: &str) -> String {
    let before = body.split(&format!("/{geste}\"")).next().unwrap();
    let id = before.rsplit("/agent/rendez-vous/").next().unwrap();
    format!("{TEAM}/{id}/{geste}")
}

#[tokio::test]
async fn p5_a_slot_is_booked_without_a_name_seen_moved_and_given_up_by_its_code() {
    let relay = Relay::open().await;
    let held = stop(&relay, 3).await;
    let visitor = relay.visitor();
    let why = visitor.get(BOOK).await.body;
    assert!(
        why.contains("motif=sante") && why.contains("motif=autre"),
        "{why}"
    );
    let place = visitor.get("/rendez-vous?motif=sante").await.body;
    assert!(place.contains("commune=97217"), "{place}");
    let page = visitor.get(HERE).await.body;
    assert!(
        page.contains(&slot(&held, "09:00")) && !page.contains("name=\"nom\""),
        "{page}"
    );
    let taken = book(&visitor, &slot(&held, "09:00"), "0696 12 34 56").await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
    assert_eq!(taken.header("cache-control"), "no-store");
    let code = code_in(&taken.body);
    assert!(!visitor.get(HERE).await.body.contains(&slot(&held, "09:00")));

    let shown = mine(&visitor, "mien", &[("code", code.as_str())])
        .await
        .body;
    assert!(plain(&shown).contains("jeudi 26 novembre, 9 h"), "{shown}");
    let to = slot(&held, "10:30");
    let moved = [("code", code.as_str()), ("creneau", to.as_str())];
    let moved = mine(&visitor, "deplacer", &moved).await.body;
    assert!(moved.contains("Votre rendez-vous est déplacé"), "{moved}");
    assert!(
        visitor.get(HERE).await.body.contains(&slot(&held, "09:00")),
        "it is free again"
    );
    let file = mine(&visitor, "agenda", &[("code", code.as_str())]).await;
    for line in [
        "DTSTART;TZID=America/Martinique:20261126T103000",
        "SEQUENCE:1",
        "STATUS:CONFIRMED",
    ] {
        assert!(file.body.contains(line), "{line}: {}", file.body);
    }
    assert!(!file.body.contains("0696"));
    let off = mine(&visitor, "annuler", &[("code", code.as_str())])
        .await
        .body;
    assert!(off.contains("Votre rendez-vous est annulé"), "{off}");
    assert!(visitor.get(HERE).await.body.contains(&slot(&held, "10:30")));
    let wrong = mine(&visitor, "mien", &[("code", "AAAA-AAAA")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn p2_how_to_reach_somebody_is_sealed_and_goes_thirty_days_after() {
    let relay = Relay::open().await;
    let held = stop(&relay, 2).await;
    let visitor = relay.visitor();
    let code = code_in(
        &book(&visitor, &slot(&held, "08:00"), "0696 55 44 33")
            .await
            .body,
    );
    book(&visitor, &slot(&held, "09:00"), "zephyr@exemple.fr").await;
    for canary in [
        "0696554433",
        "zephyr@exemple.fr",
        code.as_str(),
        &code.replace('-', ""),
    ] {
        assert!(!relay.on_disk(canary), "{canary} is in the clear");
    }
    let agent = relay.person(Role::Animatrice).await;
    assert!(agent.get(TEAM).await.body.contains("tel:0696554433"));
    relay.app.outside.advance(32 * DAY_MS);
    assert_eq!(sweep(&relay.app).await.unwrap(), 0, "not yet");
    relay.app.outside.advance(2 * DAY_MS);
    assert_eq!(sweep(&relay.app).await.unwrap(), 2);
    let gone = mine(&visitor, "mien", &[("code", code.as_str())]).await;
    assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(sweep(&relay.app).await.unwrap(), 0);
}

#[tokio::test]
async fn what_is_missing_or_gone_is_said_and_what_was_typed_stays() {
    let relay = Relay::open().await;
    let held = stop(&relay, 3).await;
    let visitor = relay.visitor();
    let refused = book(&visitor, "", "Marie").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("Choisissez une heure."),
        "{}",
        refused.body
    );
    assert!(refused.body.contains("un numéro a dix chiffres"));
    assert!(
        refused.body.contains("value=\"Marie\""),
        "what was typed stays"
    );
    book(&visitor, &slot(&held, "08:00"), "0696 12 34 56").await;
    let late = book(&visitor, &slot(&held, "08:00"), "0696 12 34 57").await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("vient d’être prise"), "{}", late.body);
    for hour in ["08:15", "22:00"] {
        let none = book(&visitor, &slot(&held, hour), "0696 12 34 57").await;
        assert_eq!(
            none.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{hour} is no slot"
        );
    }
    for hour in ["09:00", "10:30"] {
        let more = book(&visitor, &slot(&held, hour), "0696 12 34 56").await;
        assert_eq!(more.status, StatusCode::OK, "{hour}");
    }
    let enough = book(&visitor, &slot(&held, "11:30"), "0696.12.34.56").await;
    assert!(
        enough.body.contains("déjà trois rendez-vous"),
        "{}",
        enough.body
    );
}

#[tokio::test]
async fn of_those_who_come_at_once_one_has_the_slot() {
    let relay = Relay::open().await;
    let held = stop(&relay, 3).await;
    let wanted = |n: u32| Wanted {
        slot: Voulu {
            permanence: held.id.clone(),
            start: Some(time(9, 0, 0, 0)),
        },
        joint: (None, Some(format!("u{n}@exemple.fr"))),
        theme: None,
        demarche: None,
        language: "fr".to_owned(),
        author: None,
    };
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..8 {
        let (app, wanted) = (relay.app.clone(), wanted(n));
        tasks.spawn(async move { take_slot(&app, wanted).await.unwrap() });
    }
    let all = tasks.join_all().await;
    let hers = all.iter().filter(|t| matches!(t, Taken::Hers(..))).count();
    assert_eq!(hers, 1);
    assert_eq!(all.iter().filter(|t| matches!(t, Taken::Gone)).count(), 7);
}

#[tokio::test]
async fn p28_who_arrives_is_received_in_one_tap_and_who_does_not_is_counted() {
    let relay = Relay::open().await;
    let held = stop(&relay, 0).await;
    let agent = relay.person(Role::Animatrice).await;
    assert!(agent.get(TEAM).await.body.contains("Aucun rendez-vous"));
    // At nine the slot of half past ten is in the notice of two hours: the team's alone.
    let visitor = relay.visitor();
    let soon = book(&visitor, &slot(&held, "10:30"), "0696 12 34 56").await;
    assert_eq!(soon.status, StatusCode::UNPROCESSABLE_ENTITY);
    for hour in ["10:30", "11:30"] {
        let given = [
            ("creneau", slot(&held, hour)),
            ("motif", "sante".to_owned()),
        ];
        let given: Vec<(&str, &str)> = given.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let slip = agent.post_from(TEAM, TEAM, &given).await;
        assert_eq!(slip.status, StatusCode::OK, "{}", slip.body);
        assert!(
            mine(&visitor, "mien", &[("code", code_in(&slip.body).as_str())])
                .await
                .status
                == StatusCode::OK
        );
    }
    let list = agent.get(TEAM).await.body;
    let came = agent
        .post_from(TEAM, &address(&list, "recevoir"), &[])
        .await;
    assert_eq!(came.location(), "/agent/visites/nouvelle");
    let list = agent.get(TEAM).await.body;
    let missed = agent.post_from(TEAM, &address(&list, "manque"), &[]).await;
    assert_eq!(missed.location(), "/agent/rendez-vous?fait=manque");
    let list = agent.get(TEAM).await.body;
    assert!(list.contains("Venu") && list.contains("Pas venu"), "{list}");
    let again = agent.post_from(TEAM, &address(&list, "rendre"), &[]).await;
    assert_eq!(again.location(), "/agent/rendez-vous?fait=rendre");
    for path in ["inconnu/recevoir", "inconnu/manger"] {
        let path = format!("{TEAM}/{path}");
        let answer = agent.post_from(TEAM, &path, &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_half_day_that_is_cancelled_says_whom_to_call_and_then_forgets() {
    let relay = Relay::open().await;
    let held = stop(&relay, 1).await;
    let visitor = relay.visitor();
    let code = code_in(
        &book(&visitor, &slot(&held, "08:00"), "0696 12 34 56")
            .await
            .body,
    );
    let off = Permanence {
        state: PermanenceState::Cancelled,
        reason: Some("Panne".to_owned()),
        ..held
    };
    record(&relay, &off).await;
    let agent = relay.person(Role::Animatrice).await;
    let list = agent.get(TEAM).await.body;
    assert!(
        list.contains("1 personne à prévenir") && list.contains("Passage annulé"),
        "{list}"
    );
    assert!(list.contains("tel:0696123456"));
    let hers = mine(&visitor, "mien", &[("code", code.as_str())])
        .await
        .body;
    assert!(hers.contains("Le passage du bus a changé"), "{hers}");
    let called = agent.post_from(TEAM, &address(&list, "annuler"), &[]).await;
    assert_eq!(called.location(), "/agent/rendez-vous?fait=annuler");
    let list = agent.get(TEAM).await.body;
    assert!(
        !list.contains("0696123456") && !list.contains("à prévenir"),
        "{list}"
    );
}

/// A relay whose mail is set.
async fn with_mail() -> Relay {
    Relay::open_with(|web| {
        web.public_url = Some("https://plus.exemple.fr".to_owned());
        "PLUS <plus@exemple.fr>".clone_into(&mut web.courrier.from);
        web.courrier.server = Some("127.0.0.1".to_owned());
    })
    .await
}

/// Letters that wait to leave.
async fn letters(relay: &Relay) -> Vec<courrier::Queued> {
    let mut link = relay.app.store.read().await.unwrap();
    let waiting = plus_domain::courrier::State::ToSend;
    courrier::list(&mut link, waiting, 9).await.unwrap()
}

#[tokio::test]
async fn a_letter_the_day_before_says_when_and_where_and_nothing_else() {
    let relay = with_mail().await;
    let held = stop(&relay, 3).await;
    let visitor = relay.visitor();
    let code = code_in(
        &book(&visitor, &slot(&held, "09:00"), "x@exemple.fr")
            .await
            .body,
    );
    book(&visitor, &slot(&held, "08:00"), "0696 12 34 56").await;
    assert_eq!(letters(&relay).await.len(), 1, "that it is kept");
    assert_eq!(lettre::remind(&relay.app).await.unwrap(), 0, "too soon");
    relay.app.outside.advance(2 * DAY_MS);
    assert_eq!(lettre::remind(&relay.app).await.unwrap(), 1);
    assert_eq!(lettre::remind(&relay.app).await.unwrap(), 0, "once");
    let letters = letters(&relay).await;
    let text = plain(&letters[0].letter.text);
    for said in [
        "jeudi 26 novembre",
        "9 h",
        "Le Marin",
        code.as_str(),
        "https://plus.exemple.fr/rendez-vous/mien",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(
        !text.to_lowercase().contains("santé"),
        "never what for: {text}"
    );
    let ghislaine = relay.person(Role::Coordinateur).await;
    let outbox = ghislaine.get("/pilotage/courrier").await.body;
    assert!(
        !outbox.contains("x@exemple.fr") && !outbox.contains(&code),
        "{outbox}"
    );
}

#[tokio::test]
async fn away_from_its_hub_a_van_gives_its_own_slots_and_the_public_none() {
    let relay = Relay::open().await;
    let held = stop(&relay, 3).await;
    let mut tx = relay.app.store.begin().await.unwrap();
    let hub = plus_domain::ids::NodeId::new("hub");
    let enrolled = plus_store::exchange::node::enrol(
        &mut tx,
        "https://plus.exemple.fr",
        (&hub, &[7; 32]),
        ("Le bus", 1),
    );
    enrolled.await.unwrap();
    tx.commit().await.unwrap();
    let none = book(&relay.visitor(), &slot(&held, "08:00"), "0696 12 34 56").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let agent = relay.person(Role::Animatrice).await;
    let list = agent.get(TEAM).await.body;
    assert!(
        !list.contains(&slot(&held, "08:00")),
        "the portal's: {list}"
    );
    let own = slot(&held, "11:30");
    let given = agent
        .post_from(TEAM, TEAM, &[("creneau", own.as_str())])
        .await;
    assert_eq!(given.status, StatusCode::OK, "{}", given.body);
    let mut link = relay.app.store.read().await.unwrap();
    assert!(
        permanence::by_id(&mut link, held.id.as_str())
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn two_that_fall_together_are_both_kept_and_the_second_is_to_be_called() {
    let relay = Relay::open().await;
    let held = stop(&relay, 3).await;
    let visitor = relay.visitor();
    book(&visitor, &slot(&held, "09:00"), "0696 12 34 56").await;
    let (first, events) = {
        let mut link = relay.app.store.read().await.unwrap();
        let all = plus_store::rendez_vous::of(&mut link, &held.id)
            .await
            .unwrap();
        let second = plus_domain::rendez_vous::RendezVous {
            id: relay.app.outside.new_id().as_str().into(),
            since: all[0].since + 1,
            sealed: String::new(),
            ..all[0].clone()
        };
        (all[0].id.clone(), [Event::RendezVousSet(second)])
    };
    let mut tx = relay.app.store.begin().await.unwrap();
    relay.app.outside.record(&mut tx, &events).await.unwrap();
    tx.commit().await.unwrap();
    let agent = relay.person(Role::Animatrice).await;
    let list = agent.get(TEAM).await.body;
    assert!(
        list.contains("1 personne à prévenir") && list.contains("Deux à la même heure"),
        "{list}"
    );
    assert!(
        list.contains(&format!("{TEAM}/{first}/recevoir")),
        "the first keeps its hour"
    );
}

#[tokio::test]
async fn a_slot_that_is_freed_is_kept_for_the_first_who_waits() {
    let relay = with_mail().await;
    let held = stop(&relay, 3).await;
    let visitor = relay.visitor();
    let mut codes = Vec::new();
    for (n, hour) in ["08:00", "09:00", "10:30", "11:30"].iter().enumerate() {
        let early = book(&visitor, &slot(&held, "attente"), "0690 00 00 00").await;
        assert_eq!(
            early.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "not full yet"
        );
        let taken = book(&visitor, &slot(&held, hour), &format!("0696 00 00 0{n}")).await;
        codes.push(code_in(&taken.body));
    }
    let full = visitor.get(HERE).await.body;
    assert!(full.contains("Complet : me prévenir"), "{full}");
    let waits = slot(&held, "attente");
    let first = book(&visitor, &waits, "x@exemple.fr").await;
    assert!(first.body.contains("liste d’attente"), "{}", first.body);
    let second = book(&visitor, &waits, "0690 11 22 33").await;
    assert_eq!(second.status, StatusCode::OK);
    let off = [("code", codes[2].as_str())];
    mine(&visitor, "annuler", &off).await;
    assert!(
        !visitor.get(HERE).await.body.contains(&slot(&held, "10:30")),
        "it is kept"
    );
    let letters = letters(&relay).await;
    assert_eq!(letters.len(), 1, "to her alone, and nothing before");
    assert!(
        plain(&letters[0].letter.text).contains("10 h 30"),
        "{:?}",
        letters[0]
    );
    let agent = relay.person(Role::Animatrice).await;
    let list = agent.get(TEAM).await.body;
    assert!(
        list.contains("Une heure libérée pour elle") && list.contains("Liste d’attente"),
        "{list}"
    );
    let hers = code_in(&first.body);
    let hers = [("code", hers.as_str())];
    let shown = mine(&visitor, "mien", &hers).await.body;
    assert!(shown.contains("Une heure s’est libérée"), "{shown}");
    let done = mine(&visitor, "confirmer", &hers).await.body;
    assert!(
        done.contains("À bientôt") && plain(&done).contains("10 h 30"),
        "{done}"
    );
    // She gives it up: the next one is to be called.
    mine(&visitor, "annuler", &hers).await;
    let list = agent.get(TEAM).await.body;
    assert!(
        list.contains("tel:0690112233") && list.contains("Une heure libérée"),
        "{list}"
    );
    let kept = agent
        .post_from(TEAM, &address(&list, "confirmer"), &[])
        .await;
    assert_eq!(kept.location(), "/agent/rendez-vous?fait=confirmer");
}

#[tokio::test]
async fn a_territory_may_give_none_and_then_says_nothing_of_them() {
    let relay = Relay::open().await;
    let held = stop(&relay, 3).await;
    let visitor = relay.visitor();
    let pages = ["/", "/demarches/rsa", "/passages?commune=97217"];
    for path in pages {
        let page = visitor.get(path).await.body;
        assert!(page.contains("href=\"/rendez-vous"), "{path}");
    }
    let mut territory = (*relay.app.territory()).clone();
    territory.rendez_vous = Some(Offre {
        most: 0,
        ..Offre::default()
    });
    relay.app.set_territory(territory);
    for path in pages {
        let page = visitor.get(path).await.body;
        assert!(!page.contains("href=\"/rendez-vous"), "{path}");
    }
    let none = book(&visitor, &slot(&held, "09:00"), "0696 12 34 56").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
}
