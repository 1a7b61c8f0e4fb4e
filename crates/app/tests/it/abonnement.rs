//! Following a commune by e-mail: confirmed by its own person, told in the transaction of the
//! change, left in one tap (requirement P2).

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use plus::courrier::send_due;
use plus_domain::account::Role;
use plus_journal::{Draft, exchange::Guards};
use plus_store::{abonnement, exchange::hub};

use crate::{
    actors::Relay,
    courrier::Post,
    permanence_jour::{DUCOS, planned_today, tap},
};

const ASK: &str = "/passages/abonnement";
const SITE: &str = "https://plus.example.org";
const MARIE: &str = "marie@exemple.fr";

/// A relay whose letters leave by `post`.
async fn relay(post: &Post) -> Relay {
    let settings = post.settings();
    Relay::open_with(|web| {
        web.courrier = settings;
        web.public_url = Some(SITE.into());
    })
    .await
}

async fn ask(relay: &Relay, commune: &str, address: &str) -> crate::actors::Answered {
    let body = format!("commune={commune}&adresse={}", address.replace('@', "%40"));
    relay.visitor().send_raw(ASK, &body, SITE).await
}

/// Sends what is due; answers the letters that left, their lines joined.
async fn sent(relay: &Relay, post: &Post) -> Vec<String> {
    let before = post.kept().len();
    send_due(
        &relay.app.store,
        &relay.app.outside,
        &relay.app.config.courrier,
    )
    .await
    .unwrap();
    let decoded = |letter: &String| letter.replace("=\r\n", "").replace("=3D", "=");
    post.kept()[before..].iter().map(decoded).collect()
}

/// The link of a letter, as a path.
fn link(letter: &str) -> String {
    let begins = format!("{SITE}{ASK}/");
    let (_, rest) = letter
        .split_once(&begins)
        .unwrap_or_else(|| panic!("{letter}"));
    let token: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    format!("{ASK}/{token}")
}

/// Marie follows Le Marin; answers the path of her link.
async fn follows(relay: &Relay, post: &Post) -> String {
    ask(relay, "97217", MARIE).await;
    let letters = sent(relay, post).await;
    let path = link(&letters[0]);
    let done = relay
        .visitor()
        .send_raw(&format!("{path}/confirmer"), "", SITE)
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    path
}

#[tokio::test]
async fn an_address_confirms_itself_and_a_link_that_is_only_opened_does_nothing() {
    let post = Post::open().await;
    let relay = relay(&post).await;
    let asked = ask(&relay, "97217", MARIE).await;
    assert_eq!(
        asked.location(),
        "/passages/abonnement?commune=97217&fait=1"
    );
    let letters = sent(&relay, &post).await;
    assert_eq!(letters.len(), 1);
    for header in [
        "List-Unsubscribe:",
        "<https://plus.example.org/passages/abonnement/",
        "/quitter>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    ] {
        assert!(letters[0].contains(header), "{header}: {}", letters[0]);
    }
    let path = link(&letters[0]);
    let page = relay.visitor().get(&path).await.body;
    assert!(page.contains("Oui, je confirme"), "{page}");
    let mut db = relay.app.store.read().await.unwrap();
    assert!(
        abonnement::of_commune(&mut db, "97217")
            .await
            .unwrap()
            .is_empty()
    );
    drop(db);
    relay
        .visitor()
        .send_raw(&format!("{path}/confirmer"), "", SITE)
        .await;
    let page = relay.visitor().get(&path).await.body;
    assert!(page.contains("Ne plus recevoir"), "{page}");
}

#[tokio::test]
async fn an_answer_never_says_whether_an_address_follows() {
    let post = Post::open().await;
    let relay = relay(&post).await;
    follows(&relay, &post).await;
    relay.app.outside.advance(11 * 60_000);
    let known = ask(&relay, "97217", MARIE).await;
    let unknown = ask(&relay, "97217", "paul@exemple.fr").await;
    assert_eq!(
        (known.status, known.location()),
        (unknown.status, unknown.location())
    );
    let bodies = [
        relay.visitor().get(known.location()).await.body,
        relay.visitor().get(unknown.location()).await.body,
    ];
    assert_eq!(
        bodies[0].contains("Ouvrez votre boîte"),
        bodies[1].contains("Ouvrez votre boîte")
    );
    let letters = sent(&relay, &post).await;
    assert_eq!(
        letters.len(),
        2,
        "one says already, the other asks to confirm"
    );
}

#[tokio::test]
async fn a_cancellation_a_delay_and_a_move_are_told_to_those_who_follow_and_to_nobody_else() {
    let post = Post::open().await;
    let relay = relay(&post).await;
    follows(&relay, &post).await;
    ask(&relay, "97217", "jamais-confirme@exemple.fr").await;
    sent(&relay, &post).await;
    let id = planned_today(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    for (word, told) in [
        ("en-route", ""),
        ("en-retard-30", "30 minutes de retard"),
        ("en-route", ""),
        ("annule-panne", "Le bus est en panne."),
        ("prevu", "de nouveau pr"),
    ] {
        tap(&agent, &id, &[("mot", word)]).await;
        let letters = sent(&relay, &post).await;
        assert_eq!(
            letters.len(),
            usize::from(!told.is_empty()),
            "{word}: {letters:?}"
        );
        if let Some(letter) = letters.first() {
            assert!(
                letter.contains(told) && letter.contains(MARIE),
                "{word}: {letter}"
            );
            assert!(
                letter.contains(&format!("{SITE}{ASK}/")),
                "{word}: how to leave"
            );
        }
    }
    tap(&agent, &id, &[("mot", "deplace-route"), ("lieu", DUCOS)]).await;
    let letters = sent(&relay, &post).await;
    assert!(letters[0].contains("Morne Lapointe"), "{}", letters[0]);
}

#[tokio::test]
async fn leaving_takes_one_tap_with_no_cookie_and_nothing_stays_of_the_address() {
    let post = Post::open().await;
    let relay = relay(&post).await;
    let path = follows(&relay, &post).await;
    let id = planned_today(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    tap(&agent, &id, &[("mot", "annule-panne")]).await;
    // As a mail program does (RFC 8058): no cookie, no origin.
    let one_click = || {
        Request::post(format!("{path}/quitter"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("List-Unsubscribe=One-Click"))
            .unwrap()
    };
    for _ in 0..2 {
        let left = relay.visitor().request(one_click()).await;
        assert_eq!(left.status, StatusCode::OK, "{}", left.body);
        assert!(left.body.contains("Vous ne recevez plus ces messages."));
    }
    assert!(
        sent(&relay, &post).await.is_empty(),
        "the letter that waited went too"
    );
    let mut db = relay.app.store.read().await.unwrap();
    assert!(abonnement::counts(&mut db).await.unwrap().is_empty());
    let letters = plus_store::courrier::counts(&mut db).await.unwrap();
    assert_eq!((letters.waiting, letters.failed), (0, 0));
    drop(db);
    let elsewhere = relay
        .visitor()
        .send_raw(&format!("{path}/confirmer"), "", "https://x.test")
        .await;
    assert_eq!(
        elsewhere.status,
        StatusCode::FORBIDDEN,
        "only leaving needs no page of ours"
    );
}

#[tokio::test]
async fn a_change_that_a_van_sends_is_told_in_the_same_transaction() {
    let post = Post::open().await;
    let relay = relay(&post).await;
    follows(&relay, &post).await;
    let id = planned_today(&relay).await;
    let mut tx = relay.app.store.begin().await.unwrap();
    let held = crate::permanence_jour::held(&relay, &id).await;
    let off = held
        .say(
            plus_domain::permanence::Saying::Cancelled("Panne.".into()),
            &"maryse".into(),
            relay.app.outside.now_ms() + 1,
        )
        .unwrap();
    let event = plus_domain::event::Event::PermanenceSet(off);
    let draft = Draft {
        kind: event.kind().into(),
        version: event.version(),
        salt: [1; 16],
        body: event.body(),
    };
    let clock = plus_journal::Hlc::default().tick(relay.app.outside.now_ms() + 1);
    let entry = plus_journal::Entry::seal(&"bus".into(), 1, 1, None, clock, draft);
    let batch = vec![entry];
    let before =
        plus::web::abonnement::lettre::before_batch(&mut tx, &batch.iter().collect::<Vec<_>>())
            .await
            .unwrap();
    let reception = hub::Reception {
        now_ms: relay.app.outside.now_ms(),
        own_id: relay.app.outside.new_id(),
        guards: Guards::default(),
    };
    hub::receive(&mut tx, (&"bus".into(), 1), batch, &reception)
        .await
        .unwrap();
    plus::web::abonnement::lettre::tell(&relay.app, &mut tx, &before)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let letters = sent(&relay, &post).await;
    assert_eq!(letters.len(), 1);
    assert!(letters[0].contains("Panne."), "{}", letters[0]);
}

#[tokio::test]
async fn what_is_no_address_or_no_commune_is_said_in_place_and_a_machine_waits() {
    let post = Post::open().await;
    let relay = relay(&post).await;
    for (commune, address, said) in [
        ("97217", "marie", "Écrivez une adresse comme"),
        ("75056", MARIE, "Choisissez une commune."),
    ] {
        let refused = ask(&relay, commune, address).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.body.contains(said) && refused.body.contains(address),
            "{said}"
        );
    }
    let mut last = StatusCode::OK;
    for n in 0..32 {
        last = ask(&relay, "97217", &format!("a{n}@exemple.fr"))
            .await
            .status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn without_a_server_of_messages_nothing_is_asked_for() {
    let relay = Relay::open().await;
    assert_eq!(relay.visitor().get(ASK).await.status, StatusCode::NOT_FOUND);
    let list = relay.visitor().get("/passages?commune=97217").await.body;
    assert!(!list.contains(ASK), "{list}");
}

#[tokio::test]
async fn the_coordinator_never_reads_the_address_of_who_follows() {
    let post = Post::open().await;
    let relay = relay(&post).await;
    ask(&relay, "97217", MARIE).await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let outbox = ghislaine.get("/pilotage/courrier").await.body;
    assert!(
        outbox.contains("une personne qui suit une commune"),
        "{outbox}"
    );
    assert!(
        !outbox.contains(MARIE) && !outbox.contains("/passages/abonnement/"),
        "{outbox}"
    );
}
