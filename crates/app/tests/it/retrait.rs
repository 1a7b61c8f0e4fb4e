//! « Retrait par code »: left by the team, taken at a borne, gone after (requirement P26).

use std::io::Write as _;

use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, StatusCode},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};
use plus::{
    config::Web,
    node::{self, Asked, Identity},
    outside::Outside,
    retrait::{self, Opening, Slip, key},
    web::state::{App, AppState},
};
use plus_borne::paper::{self, Paper};
use plus_domain::{
    account::Role,
    ids::NodeId,
    machine::Kind,
    retrait::{DAY_MS, Pin, REPRINT_MS, Reason, Term, Wanted},
};
use plus_journal::wire::hex;
use plus_store::{Options, Store, exchange::machine, retrait as kept};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::actors::{Actor, Answered, Relay};

const NEW: &str = "/agent/retraits/nouveau";
const LIST: &str = "/agent/retraits";
const WORDS: &str = "BT (Attestation de Maryse) Tj ET";

/// A PDF of one page that also says « run this » to whoever opens it.
pub fn pdf() -> Vec<u8> {
    format!(
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert) >> >>\nendobj\n\
         2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n\
         3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>\nendobj\n\
         4 0 obj\n<< /Length {} >>\nstream\n{WORDS}\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n",
        WORDS.len()
    )
    .into_bytes()
}

pub fn cleaned() -> Paper {
    paper::clean(&pdf()).unwrap()
}

pub fn wanted(pin: Option<&str>) -> Wanted {
    Wanted {
        borne: None,
        term: Term::read("").unwrap(),
        pin: pin.and_then(Pin::read),
        porte: false,
    }
}

pub async fn left(app: &App, wanted: Wanted) -> Slip {
    let left = (cleaned(), wanted);
    retrait::deposit(app, &"maryse".into(), left).await.unwrap()
}

fn borne() -> NodeId {
    NodeId::new("borne-ici")
}

/// Opens at a borne that is the hub itself.
async fn open(app: &App, code: &str, pin: &str) -> Opening {
    retrait::open(app, &borne(), (code, pin)).await.unwrap()
}

async fn given(app: &App, code: &str, pin: &str) -> String {
    match open(app, code, pin).await {
        Opening::Given { id, pdf, .. } => {
            assert_eq!(pdf, cleaned().pdf);
            id
        }
        other => panic!("{other:?}"),
    }
}

const REFUSED: Opening = Opening::Refused { wait_ms: 0 };

/// The form of a paper, as a browser without a script sends it.
async fn send(actor: &Actor<'_>, file: &[u8], fields: &[(&str, &str)]) -> Answered {
    let page = actor.get(NEW).await;
    actor
        .send_file(NEW, &page, (fields, ("fichier", file)))
        .await
}

pub fn code_in(html: &str) -> String {
    let after = html.split("class=\"code-unique code\">").nth(1).unwrap();
    after.split('<').next().unwrap().to_owned()
}

/// A machine enrolled with a relay.
struct Machine {
    identity: Identity,
    _folder: tempfile::TempDir,
}

impl Machine {
    async fn enrolled(relay: &Relay, name: &str, kind: Kind) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&Options::folder(folder.path())).await.unwrap();
        let seed = name.len() as u64;
        let identity = Identity::of(&store, &Outside::fixed(1, seed))
            .await
            .unwrap();
        let now = relay.app.outside.now_ms();
        let mut tx = relay.app.store.begin().await.unwrap();
        machine::invite(&mut tx, name, (name, kind), (now, now + 1_000))
            .await
            .unwrap();
        let key = identity.public_key();
        let taken = machine::accept(&mut tx, name, &identity.node, &key, now).await;
        assert_eq!(taken.unwrap().as_deref(), Some(name));
        tx.commit().await.unwrap();
        Self {
            identity,
            _folder: folder,
        }
    }

    async fn ask(&self, relay: &Relay, what: &str, said: &Value) -> (StatusCode, String) {
        let outside = &relay.app.outside;
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(said.to_string().as_bytes()).unwrap();
        let (body, nonce) = (packer.finish().unwrap(), hex(&outside.random_bytes::<16>()));
        let path = format!("/sync/v1/retrait/{what}");
        let asked = Asked {
            method: "POST",
            path: &path,
            body: &body,
            time: outside.now_ms(),
            nonce: &nonce,
        };
        let request = Request::post(&path)
            .header(node::header::NODE, self.identity.node.as_str())
            .header(node::header::TIME, asked.time)
            .header(node::header::NONCE, &nonce)
            .header(node::header::SIGNATURE, self.identity.sign(&asked))
            .extension(ConnectInfo(
                "192.0.2.9:1".parse::<std::net::SocketAddr>().unwrap(),
            ))
            .body(Body::from(body.clone()))
            .unwrap();
        let router = plus::web::application(&relay.app);
        let answer = router.oneshot(request).await.unwrap();
        let status = answer.status();
        let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await;
        (status, String::from_utf8(bytes.unwrap().to_vec()).unwrap())
    }

    async fn open(&self, relay: &Relay, code: &str) -> String {
        let (status, body) = self.ask(relay, "open", &json!({ "code": code })).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body
    }
}

#[tokio::test]
async fn a_paper_is_left_taken_at_a_borne_printed_once_more_and_gone() {
    let relay = Relay::open().await;
    let kiosk = Machine::enrolled(&relay, "Borne du Marin", Kind::Borne).await;
    let maryse = relay.person(Role::Animatrice).await;
    let slip = send(&maryse, &pdf(), &[("jours", "3")]).await;
    assert_eq!(slip.status, StatusCode::OK, "{}", slip.body);
    let code = code_in(&slip.body);
    assert!(slip.body.contains("data:image/svg+xml") && slip.body.contains("1 page"));
    let list = maryse.get(LIST).await.body;
    assert!(
        list.contains("Attend à la borne") && !list.contains(&code),
        "{list}"
    );

    let typed = code.to_lowercase().replace('-', " ");
    let opened: Value = serde_json::from_str(&kiosk.open(&relay, &typed).await).unwrap();
    let paper = STANDARD
        .decode(opened["given"]["pdf"].as_str().unwrap())
        .unwrap();
    assert_eq!(paper, cleaned().pdf, "clean, and whole");
    assert!(!String::from_utf8_lossy(&paper).contains("JavaScript"));
    let id = opened["given"]["id"].as_str().unwrap().to_owned();
    assert_eq!(opened["given"]["pages"], 1);
    // No paper in the printer: it stays.
    let released = kiosk
        .ask(&relay, &format!("{id}/released"), &json!({}))
        .await;
    assert_eq!(released.0, StatusCode::OK);
    let print = async || {
        let opened: Value = serde_json::from_str(&kiosk.open(&relay, &code).await).unwrap();
        let id = opened["given"]["id"].as_str().expect("given").to_owned();
        for _ in 0..2 {
            // The answer was lost: saying it twice is once.
            let said = kiosk
                .ask(&relay, &format!("{id}/printed"), &json!({}))
                .await;
            assert_eq!(said.0, StatusCode::OK);
        }
    };
    print().await;
    let list = maryse.get(LIST).await.body;
    assert!(
        list.contains("à la borne Borne du Marin") && list.contains("réimpression"),
        "{list}"
    );
    relay.app.outside.advance(REPRINT_MS - 1);
    print().await;
    assert_eq!(kiosk.open(&relay, &code).await, r#"{"refused":{"wait":0}}"#);
    let list = maryse.get(LIST).await.body;
    assert!(
        list.contains("Retiré") && !list.contains("réimpression"),
        "{list}"
    );
    assert!(!relay.on_disk("Attestation de Maryse") && !relay.on_disk(&code));
}

#[tokio::test]
async fn wrong_expired_and_consumed_are_one_answer_to_the_byte() {
    let relay = Relay::open().await;
    let kiosk = Machine::enrolled(&relay, "Borne", Kind::Borne).await;
    let elsewhere = Wanted {
        borne: Some("une-autre".into()),
        ..wanted(None)
    };
    let other = left(&relay.app, elsewhere).await;
    let locked = left(&relay.app, wanted(Some("1234"))).await;
    let consumed = left(&relay.app, wanted(None)).await;
    let id = given(&relay.app, &consumed.code.to_string(), "").await;
    assert!(retrait::printed(&relay.app, &borne(), &id).await.unwrap());
    let expired = left(&relay.app, wanted(None)).await;
    relay.app.outside.advance(7 * DAY_MS);
    let fresh = left(&relay.app, wanted(Some("1234"))).await;
    let codes = [
        "2222-2222".to_owned(),
        "rien".to_owned(),
        expired.code.to_string(),
        consumed.code.to_string(),
        fresh.code.to_string(),
        locked.token.to_string(),
        other.token.to_string(),
    ];
    for code in codes {
        let said = kiosk.ask(&relay, "open", &json!({ "code": code })).await;
        assert_eq!(
            said,
            (StatusCode::OK, r#"{"refused":{"wait":0}}"#.to_owned()),
            "{code}"
        );
    }
    assert!(relay.app.outside.now_ms() >= expired.retrait.expires_at);
    assert_eq!(retrait::sweep(&relay.app).await.unwrap(), 4);
    let unknown = kiosk.ask(&relay, "x/printed", &json!({})).await;
    assert_eq!(unknown.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_a_borne_that_signs_is_given_anything() {
    let relay = Relay::open().await;
    let van = Machine::enrolled(&relay, "Le bus", Kind::Van).await;
    let kiosk = Machine::enrolled(&relay, "Borne du Vauclin", Kind::Borne).await;
    let slip = left(&relay.app, wanted(None)).await;
    let said = json!({ "code": slip.token.to_string() });
    assert_eq!(
        van.ask(&relay, "open", &said).await.0,
        StatusCode::FORBIDDEN
    );
    let nobody = Request::post("/sync/v1/retrait/open")
        .body(Body::from("{}"))
        .unwrap();
    let answer = plus::web::application(&relay.app)
        .oneshot(nobody)
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    let opened: Value =
        serde_json::from_str(&kiosk.open(&relay, &slip.token.to_string()).await).unwrap();
    let id = opened["given"]["id"].as_str().unwrap();
    // Another borne cannot say that it was printed.
    assert!(!retrait::printed(&relay.app, &borne(), id).await.unwrap());
    for actor in [relay.visitor(), relay.person(Role::Partenaire).await] {
        for path in [LIST, NEW] {
            assert_ne!(actor.get(path).await.status, StatusCode::OK, "{path}");
        }
    }
}

#[tokio::test]
async fn wrong_codes_wait_even_after_a_restart_and_a_slip_is_still_taken() {
    let relay = Relay::open().await;
    let slip = left(&relay.app, wanted(None)).await;
    let code = slip.code.to_string();
    for wrong in [
        "2222-2222",
        "3333-3333",
        "4444-4444",
        "5555-5555",
        "6666-6666",
    ] {
        assert_eq!(open(&relay.app, wrong, "").await, REFUSED);
    }
    let ten_minutes = Opening::Refused { wait_ms: 600_000 };
    assert_eq!(
        open(&relay.app, &code, "").await,
        ten_minutes,
        "the right one too"
    );
    let store = Store::open(&Options::folder(relay.app.store.folder()))
        .await
        .unwrap();
    let territory = (*relay.app.territory()).clone();
    let again = AppState::new(relay.app.outside.clone(), store, Web::default(), territory);
    assert_eq!(
        open(&again, &code, "").await,
        ten_minutes,
        "after a restart"
    );
    given(&again, &slip.token.to_string(), "").await;
    relay.app.outside.advance(600_000);
    given(&again, &code, "").await;
}

#[tokio::test]
async fn the_whole_database_and_the_right_code_open_nothing_without_the_key_of_the_hub() {
    let relay = Relay::open().await;
    let slip = left(&relay.app, wanted(None)).await;
    let (code, token) = (slip.code.to_string(), slip.token.to_string());
    let folder = relay.app.store.folder();
    assert!(folder.join(key::FILE).exists());
    let stolen = tempfile::tempdir().unwrap();
    // Every row, as a backup copies it, and every file but the key.
    plus_store::backup::copy_database(&relay.app.store, stolen.path())
        .await
        .unwrap();
    let store = Store::open(&Options::folder(stolen.path())).await.unwrap();
    let territory = (*relay.app.territory()).clone();
    let thief = AppState::new(Outside::machine(), store, Web::default(), territory);
    let held = kept::list(&mut thief.store.read().await.unwrap())
        .await
        .unwrap();
    assert_eq!(held.len(), 1, "the paper is in the copy");
    for secret in [&code, &token] {
        assert_eq!(open(&thief, secret, "").await, REFUSED);
    }
    // Even told which row it is: every key of the copy, with the right secret.
    let own = key::ServerKey::of(stolen.path(), &thief.outside).unwrap();
    let sealer = retrait::seal::Sealer {
        server: &own,
        hasher: &thief.hasher,
        outside: &thief.outside,
    };
    let secret = plus_domain::retrait::Secret::read(&code).unwrap();
    let mut link = thief.store.read().await.unwrap();
    let sql = "SELECT code_lookup AS l FROM retrait";
    let row = link.fetch_first(sql, vec![]).await.unwrap().unwrap();
    let found = kept::find(&mut link, &row.text("l").unwrap())
        .await
        .unwrap()
        .unwrap();
    let way = (found.salt.as_slice(), found.key.as_slice());
    let opened = sealer
        .unwrap(&found.retrait.id, way, (&secret, None))
        .await
        .unwrap();
    assert!(opened.is_none(), "the key of the hub is part of it");
    drop(link);
    // With the key, the same copy opens: it is the key that was missing, nothing else.
    std::fs::copy(folder.join(key::FILE), stolen.path().join(key::FILE)).unwrap();
    given(&thief, &code, "").await;
}

#[tokio::test]
async fn ten_wrong_pins_destroy_the_paper_and_none_counts_for_nothing() {
    let relay = Relay::open().await;
    let app = &relay.app;
    let slip = left(app, wanted(Some("4821"))).await;
    let token = slip.token.to_string();
    for _ in 0..15 {
        assert_eq!(
            open(app, &token, "").await,
            REFUSED,
            "no PIN is no wrong PIN"
        );
    }
    for n in 0..9 {
        assert_eq!(open(app, &token, &format!("000{n}")).await, REFUSED);
    }
    given(app, &token, " 48 21 ").await;
    assert_eq!(open(app, &token, "9999").await, REFUSED);
    assert_eq!(open(app, &token, "4821").await, REFUSED, "gone");
    let all = kept::list(&mut app.store.read().await.unwrap())
        .await
        .unwrap();
    assert_eq!(all[0].erased.map(|(_, why)| why), Some(Reason::Bloque));
}

#[tokio::test]
async fn what_is_no_paper_is_refused_with_its_reason_and_what_was_said_is_kept() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let bomb = vec![b'x'; paper::MOST_BYTES + 1];
    for (file, words) in [
        (&b""[..], "il est vide"),
        (b"PK\x03\x04 un tableur", "ni un PDF, ni une photo"),
        (b"%PDF-1.7 rien", "abîmé"),
        (&bomb, "20 Mo"),
    ] {
        let answer = send(&maryse, file, &[("jours", "12")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
        assert!(answer.body.contains("value=\"12\""));
    }
    let enormous = vec![b'x'; paper::MOST_BYTES + (1 << 20)];
    let answer = send(&maryse, &enormous, &[]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let wrong = [("jours", "40"), ("pin", "12"), ("borne", "ailleurs")];
    let answer = send(&maryse, &pdf(), &wrong).await;
    assert!(answer.body.contains("de 1 à 30.") && answer.body.contains("quatre chiffres, ou"));
    assert!(answer.body.contains("Choisissez une borne"));
    assert!(
        maryse
            .get(LIST)
            .await
            .body
            .contains("Aucun document laissé")
    );
}

#[tokio::test]
async fn a_paper_given_up_is_destroyed_at_once_and_the_journal_tells_each_step() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let code = code_in(&send(&maryse, &pdf(), &[]).await.body);
    let list = maryse.get(LIST).await.body;
    let id = list
        .split("/agent/retraits/")
        .find_map(|part| part.strip_suffix_at("/annuler"));
    let id = id.unwrap();
    let done = maryse
        .post_from(LIST, &format!("{LIST}/{id}/annuler"), &[])
        .await;
    assert_eq!(done.location(), "/agent/retraits?fait=annule");
    assert_eq!(open(&relay.app, &code, "").await, REFUSED);
    let late = maryse
        .post_from(LIST, &format!("{LIST}/{id}/annuler"), &[])
        .await;
    assert!(late.location().ends_with("tard"));
    let mut link = relay.app.store.read().await.unwrap();
    let sql = "SELECT COUNT(*) AS n FROM journal j, body b WHERE j.pos = b.pos AND j.type LIKE 'retrait.%'";
    assert_eq!(link.count(sql, vec![]).await.unwrap(), 2, "left, destroyed");
}

/// What stands before the first of a mark.
trait Before {
    fn strip_suffix_at(&self, mark: &str) -> Option<&str>;
}

impl Before for str {
    fn strip_suffix_at(&self, mark: &str) -> Option<&str> {
        self.split_once(mark)
            .map(|(before, _)| before)
            .filter(|b| b.len() == 36)
    }
}
