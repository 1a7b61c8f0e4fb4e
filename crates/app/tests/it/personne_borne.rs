//! What a person asks at a borne that only her relay knows: a rendez-vous, her follow-up, a
//! number in the queue. The borne holds no key and gives no slot: its hub answers, and nothing
//! stays on its disk (decision 0047; requirements P2, P5, P8, P26, P28, S23).

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{Request, StatusCode, header},
};
use plus::{
    config,
    dossier::{
        self,
        mandat::{self, ToSign},
    },
    node::{code as invitation, contact},
    seance::Borne,
    web::{
        application,
        file::borne::{Answer, Question},
        state::{App, AppState},
    },
};
use plus_domain::{
    account::Role,
    borne::Settings,
    dossier::{Ecrit, Identite},
    event::Event,
    file::{Numero, NumeroState},
    ids::{AccountId, DemarcheCode, DossierId, NodeId, NumeroId, PermanenceId},
    machine::Kind,
    mandat::{Duree, Signed},
    permanence::{Permanence, PermanenceState},
};
use plus_store::{
    Options, Store,
    borne::reglage::{self, Setting},
    exchange::{machine, scope::Scope},
    file as numbers, journal, permanence,
};
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};
use tower::ServiceExt as _;

use crate::{
    actors::{Relay, form, holds, token_in},
    rendez_vous::{code_in, plain, slot, stop},
    seance::kiosk_at,
    visite::{PLACE, morning},
};

const CANARY: &str = "Zéphyrinnonyme";
const PHONE: &str = "0696 77 66 55";

/// A relay that serves, and a borne enrolled with it.
struct Stand {
    relay: Relay,
    app: App,
    borne: Arc<Borne>,
    door: Router,
    node: NodeId,
    folder: TempDir,
    cookies: Mutex<Vec<String>>,
    open: JoinHandle<()>,
}

async fn invited(relay: &Relay, name: &str, kind: Kind) -> String {
    let code = invitation::new(&relay.app.outside);
    let now = relay.app.outside.now_ms();
    let mut tx = relay.app.store.begin().await.unwrap();
    let hash = invitation::hash(&code);
    machine::invite(&mut tx, &hash, (name, kind), (now, now + 60_000))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    code
}

pub async fn enrolled(relay: &Relay, address: &str, kind: Kind) -> (TempDir, App, NodeId) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&Options::folder(folder.path())).await.unwrap();
    let outside = relay.app.outside.clone();
    let code = invited(relay, &format!("Machine {kind:?}"), kind).await;
    contact::enrol(&store, &outside, address, &code)
        .await
        .unwrap();
    contact::sync(&store, &outside).await.unwrap();
    let territory = plus::territory::published(&store).await.unwrap().unwrap();
    let node = plus::node::Identity::of(&store, &outside).await.unwrap();
    let node = node.node.clone();
    let app = AppState::new(outside, store, config::Web::default(), territory);
    (folder, app, node)
}

impl Stand {
    async fn open() -> Self {
        let relay = Relay::open().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let pages = application(&relay.app);
        let open = tokio::spawn(async move { axum::serve(listener, pages).await.unwrap() });
        let (folder, app, node) = enrolled(&relay, &address, Kind::Borne).await;
        let (borne, door) = kiosk_at(&app, |_| {});
        Self {
            relay,
            app,
            borne,
            door,
            node,
            folder,
            cookies: Mutex::default(),
            open,
        }
    }

    /// It stands where somebody said.
    async fn stands_at(&self, place: &str) {
        let setting = Setting {
            settings: Settings {
                place: place.to_owned(),
                ..Settings::default()
            },
            referent: None,
        };
        let mut tx = self.relay.app.store.begin().await.unwrap();
        reglage::set(&mut tx, &self.node, &setting).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn send(
        &self,
        request: axum::http::request::Builder,
        body: String,
    ) -> (StatusCode, String) {
        let cookies = self.cookies.lock().unwrap().join("; ");
        let mut request = request
            .header(header::HOST, "127.0.0.1:8100")
            .header("sec-fetch-site", "same-origin")
            .header(header::COOKIE, cookies)
            .body(Body::from(body))
            .unwrap();
        let from: std::net::SocketAddr = "127.0.0.1:5000".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(from));
        let answer = self.door.clone().oneshot(request).await.unwrap();
        for line in answer.headers().get_all(header::SET_COOKIE) {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            self.cookies.lock().unwrap().push(pair.to_owned());
        }
        let status = answer.status();
        let bytes = to_bytes(answer.into_body(), 4 << 20).await.unwrap();
        (status, String::from_utf8_lossy(&bytes).into_owned())
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        self.send(Request::get(path), String::new()).await
    }

    /// Sends the form of a page.
    async fn post(&self, page: &str, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
        let (_, shown) = self.get(page).await;
        let body = form(fields, &token_in(&shown).expect(&shown));
        let kind = "application/x-www-form-urlencoded";
        self.send(Request::post(path).header(header::CONTENT_TYPE, kind), body)
            .await
    }

    /// Whether a text stands in any file of the borne.
    fn on_disk(&self, text: &str) -> bool {
        holds(self.folder.path(), text)
    }

    /// The half-day of this morning, opened by who holds it.
    async fn holds(&self, id: &str, by: &App) {
        let held = permanence::by_id(&mut by.store.read().await.unwrap(), id).await;
        let open = Permanence {
            state: PermanenceState::Open,
            ..held.unwrap().unwrap()
        };
        record(by, Event::PermanenceSet(open)).await;
    }
}

async fn record(app: &App, event: Event) {
    let mut tx = app.store.begin().await.unwrap();
    app.outside.record(&mut tx, &[event]).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn p5_a_rendez_vous_is_taken_moved_and_given_up_at_a_borne() {
    let stand = Stand::open().await;
    let held = stop(&stand.relay, 3).await;
    let (status, why) = stand.get("/rendez-vous").await;
    assert_eq!(status, StatusCode::OK, "{why}");
    assert!(why.contains("motif=sante") && why.contains("barre-borne"));
    let (_, place) = stand.get("/en/rendez-vous?motif=sante").await;
    assert!(place.contains("commune=97217"), "{place}");
    let here = "/rendez-vous?motif=sante&commune=97217";
    assert!(stand.get(here).await.1.contains(&slot(&held, "09:00")));
    let nine = slot(&held, "09:00");
    let wanted = [
        ("motif", "sante"),
        ("commune", "97217"),
        ("creneau", nine.as_str()),
        ("joindre", PHONE),
    ];
    let (status, taken) = stand.post(here, "/rendez-vous", &wanted).await;
    assert_eq!(status, StatusCode::OK, "{taken}");
    let code = code_in(&taken);
    assert!(
        !stand.relay.visitor().get(here).await.body.contains(&nine),
        "nobody is given it on the portal"
    );
    let (status, late) = stand.post(here, "/rendez-vous", &wanted).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{late}");
    for secret in [PHONE, "0696776655", code.as_str()] {
        assert!(!stand.on_disk(secret), "{secret} stays at the borne");
    }

    let mine = "/rendez-vous/mien";
    let by_code = [("code", code.as_str())];
    let (_, shown) = stand.post(mine, mine, &by_code).await;
    assert!(plain(&shown).contains("9 h"), "{shown}");
    let ten = slot(&held, "10:30");
    let to = [("code", code.as_str()), ("creneau", ten.as_str())];
    let (_, moved) = stand.post(mine, "/rendez-vous/deplacer", &to).await;
    assert!(moved.contains("Votre rendez-vous est déplacé"), "{moved}");
    let (status, refused) = stand
        .post(mine, "/rendez-vous/deplacer", &[("code", &code)])
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
    let (_, given_up) = stand.post(mine, "/rendez-vous/annuler", &by_code).await;
    assert!(given_up.contains("annulé"), "{given_up}");
    let portal = stand.relay.visitor().get(here).await.body;
    assert!(
        portal.contains(&nine) && portal.contains(&ten),
        "both are free again"
    );
}

async fn followed(relay: &Relay, maryse: &AccountId) -> DossierId {
    let writings = [
        Ecrit::Identite(Identite {
            nom: CANARY.to_owned(),
            prenom: "Éliane".to_owned(),
            ..Identite::default()
        }),
        Ecrit::Informe,
    ];
    dossier::open(&relay.app, maryse, &writings).await.unwrap()
}

/// P8, P26: read with a code at any borne, stopped there; wrong codes close that borne alone.
#[tokio::test(flavor = "multi_thread")]
async fn p8_her_follow_up_is_read_and_left_at_a_borne_that_keeps_nothing_of_it() {
    let stand = Stand::open().await;
    let relay = &stand.relay;
    let maryse = relay.account("maryse", Role::Animatrice).await.id;
    let id = followed(relay, &maryse).await;
    let step = Ecrit::Etape {
        id: relay.app.outside.new_id().as_str().into(),
        texte: "Avis zinzolin demandé".to_owned(),
        avant: None,
        faite: None,
    };
    dossier::write(&relay.app, &maryse, (&id, &[step]), Vec::new())
        .await
        .unwrap();
    let (code, _) = dossier::give_code(&relay.app, &maryse, &id).await.unwrap();
    let by_code = [("code", code.as_str())];
    let (status, read) = stand.post("/suivi", "/suivi", &by_code).await;
    assert_eq!(status, StatusCode::OK, "{read}");
    assert!(
        read.contains("Avis zinzolin demandé") && !read.contains(CANARY),
        "{read}"
    );
    for secret in [CANARY, "zinzolin", code.as_str()] {
        assert!(!stand.on_disk(secret), "{secret} stays at the borne");
    }
    let (_, left) = stand.post("/suivi", "/suivi/retrait", &by_code).await;
    assert!(left.contains("Le relais effacera"), "{left}");
    let mut link = relay.app.store.read().await.unwrap();
    let lu = dossier::read(&relay.app, &mut link, &id).await.unwrap();
    assert!(lu.retire.is_some(), "said to the team");
    drop(link);

    let mut last = String::new();
    for n in 0..7 {
        let wrong = format!("AB23-CD4{}", n + 2);
        let tried = stand.post("/suivi", "/suivi", &[("code", &wrong)]).await;
        assert_eq!(tried.0, StatusCode::UNPROCESSABLE_ENTITY);
        last = tried.1;
    }
    assert!(last.contains("Trop d’essais"), "{last}");
    let portal = relay.visitor();
    let read = portal.post_from("/suivi", "/suivi", &by_code).await;
    assert_eq!(
        read.status,
        StatusCode::OK,
        "the portal stays open: {}",
        read.body
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn p28_a_number_is_taken_at_a_borne_for_the_half_day_near_it() {
    let stand = Stand::open().await;
    let relay = &stand.relay;
    let agent = relay.person(Role::Animatrice).await;
    stand.stands_at(PLACE).await;
    let (_, nobody) = stand.get("/borne/numero").await;
    assert!(nobody.contains("ne reçoit pas près d’ici"), "{nobody}");
    let id = morning(relay).await;
    let (_, planned) = stand.get("/borne/numero").await;
    assert!(
        planned.contains("ne reçoit pas près d’ici"),
        "not before it is opened: {planned}"
    );
    stand.holds(&id, &relay.app).await;
    agent
        .post_from("/agent/file", "/agent/file/porte", &[("theme", "sante")])
        .await;
    relay.app.outside.advance(60_000);
    let (_, open) = stand.get("/en/borne/numero").await;
    assert!(open.contains("1 person is waiting"), "{open}");
    let theme = [("theme", "sante")];
    let (status, given) = stand.post("/borne/numero", "/borne/numero", &theme).await;
    assert_eq!(status, StatusCode::OK, "{given}");
    assert!(given.contains(">B1</p>"), "{given}");
    let (_, again) = stand.get("/borne/numero").await;
    assert!(again.contains(">B1</p>"), "hers until she goes: {again}");
    let desk = agent.get("/agent/file").await.body;
    assert!(
        desk.contains(">B1</strong>") && desk.contains("2 personnes attendent"),
        "{desk}"
    );
    // The door goes on counting alone.
    relay.app.outside.advance(60_000);
    let slip = agent
        .post_from("/agent/file", "/agent/file/porte", &[("theme", "")])
        .await
        .body;
    assert!(slip.contains(">2</p>"), "{slip}");
    for called in ["Appeler le 1", "Appeler le B1", "Appeler le 2"] {
        let desk = agent.get("/agent/file").await.body;
        assert!(desk.contains(called), "{called}: {desk}");
        agent
            .post_from("/agent/file", "/agent/file/suivant", &[])
            .await;
    }
    // Elsewhere in the territory, it is not this half-day.
    stand.stands_at("sainte-anne-bareto").await;
    let show = ("file", &Question::Show);
    let elsewhere = contact::ask(&stand.app.store, &stand.app.outside, show).await;
    assert_eq!(elsewhere.unwrap(), Some(Answer::Nothing));
    assert_eq!(
        stand.borne.numero().map(|given| given.number).as_deref(),
        Some("B1")
    );
}

/// A number that the door of an office gave.
fn door_number(relay: &Relay, permanence: &str) -> Numero {
    let now = relay.app.outside.now_ms();
    Numero {
        id: NumeroId::new("of-the-office"),
        permanence: PermanenceId::new(permanence),
        serie: String::new(),
        number: 1,
        theme: None,
        priorite: None,
        state: NumeroState::Attend,
        taken_at: now,
        called_at: None,
        author: None,
        at: now,
    }
}

/// The half-day is held by a van: its queue hears of a borne's numbers at its next contact, and
/// none is given while it does not answer.
#[tokio::test(flavor = "multi_thread")]
async fn p28_no_number_is_given_for_a_van_that_does_not_answer() {
    let stand = Stand::open().await;
    let relay = &stand.relay;
    stand.stands_at(PLACE).await;
    let id = morning(relay).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let pages = application(&relay.app);
    let open = tokio::spawn(async move { axum::serve(listener, pages).await.unwrap() });
    let (_folder, van, _) = enrolled(relay, &address, Kind::Van).await;
    stand.holds(&id, &van).await;
    contact::sync(&van.store, &van.outside).await.unwrap();
    let door = door_number(relay, &id);
    record(&relay.app, Event::NumeroSet(door)).await;
    let (_, given) = stand
        .post("/borne/numero", "/borne/numero", &[("theme", "")])
        .await;
    assert!(given.contains(">B1</p>"), "{given}");
    contact::sync(&van.store, &van.outside).await.unwrap();
    let queue = |app: &App| {
        let app = app.clone();
        let id = PermanenceId::new(id.as_str());
        async move {
            let mut link = app.store.read().await.unwrap();
            let all = numbers::of(&mut link, &id).await.unwrap();
            all.iter().map(Numero::said).collect::<Vec<_>>()
        }
    };
    assert_eq!(queue(&van).await, ["B1"], "the van calls it");

    relay.app.outside.advance(10 * 60_000);
    let show = ("file", &Question::Show);
    let far = contact::ask::<_, Answer>(&stand.app.store, &stand.app.outside, show).await;
    let place = PLACE.into();
    assert_eq!(far.unwrap(), Some(Answer::Far { place }));

    // What a borne may ask, no other machine may.
    let asked = contact::ask::<_, serde_json::Value>(
        &van.store,
        &van.outside,
        (
            "suivi",
            &serde_json::json!({ "code": "AB23-CD45", "wish": "read" }),
        ),
    )
    .await;
    let refused = asked.unwrap_err().to_string();
    assert!(refused.contains("seule une borne"), "{refused}");
    // The queue of another day stays where it was.
    let entries = journal::page(&mut relay.app.store.read().await.unwrap(), 0, 10_000).await;
    let entries = entries.unwrap().into_iter().map(|stored| stored.entry);
    let numbers: Vec<_> = entries.filter(|e| e.kind == "file.numero").collect();
    assert_eq!(numbers.len(), 2);
    let down = |at| Scope::at(Kind::Van, at).kept(numbers.iter().cloned()).len();
    let now = relay.app.outside.now_ms();
    assert_eq!((down(now), down(now + 2 * 86_400_000)), (1, 0));
    open.abort();
}

/// No hub: a page that says so, with the bar of the borne; nothing is done, nothing is lost.
#[tokio::test(flavor = "multi_thread")]
async fn a_borne_that_its_hub_does_not_answer_says_so() {
    let stand = Stand::open().await;
    let held = stop(&stand.relay, 3).await;
    let here = "/rendez-vous?motif=sante&commune=97217";
    let (_, page) = stand.get(here).await;
    let nine = slot(&held, "09:00");
    let fields = [
        ("creneau", nine.as_str()),
        ("joindre", PHONE),
        ("motif", "sante"),
    ];
    let body = form(&fields, &token_in(&page).unwrap());
    stand.open.abort();
    let kind = "application/x-www-form-urlencoded";
    let send = Request::post("/rendez-vous").header(header::CONTENT_TYPE, kind);
    let (status, away) = stand.send(send, body).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        away.contains("Le portail du relais ne répond pas"),
        "{away}"
    );
    assert!(
        away.contains("barre-borne"),
        "nobody is left in front of nothing"
    );
    for path in ["/rendez-vous", "/borne/numero"] {
        assert_eq!(
            stand.get(path).await.0,
            StatusCode::SERVICE_UNAVAILABLE,
            "{path}"
        );
    }
    let portal = stand.relay.visitor().get(here).await.body;
    assert!(portal.contains(&nine), "nothing was taken");
}

/// P17: a mandate is stopped at a borne in two taps.
#[tokio::test(flavor = "multi_thread")]
async fn p17_a_mandate_is_stopped_at_a_borne() {
    let stand = Stand::open().await;
    let relay = &stand.relay;
    let maryse = relay.account("maryse", Role::Animatrice).await.id;
    let id = followed(relay, &maryse).await;
    let wanted = ToSign {
        dossier: id.clone(),
        mandataire: maryse.clone(),
        demarches: vec![DemarcheCode::new("rsa")],
        from: relay.app.today(),
        duree: Duree::Mois,
        signed: Signed {
            mandant: CANARY.to_owned(),
            mandataire: "Maryse T.".to_owned(),
            organisation: "Le relais".to_owned(),
            lieu: "Le Marin".to_owned(),
            tuteur: None,
            signature: String::new(),
            demarches: vec!["Demander le RSA".to_owned()],
        },
    };
    let mandat = mandat::sign(&relay.app, wanted).await.unwrap();
    let (code, _) = dossier::give_code(&relay.app, &maryse, &id).await.unwrap();
    let by_code = [("code", code.as_str())];
    let (_, read) = stand.post("/suivi", "/suivi", &by_code).await;
    assert!(read.contains(mandat.as_str()), "{read}");
    let fields = [("code", code.as_str()), ("mandat", mandat.as_str())];
    let (_, stopped) = stand.post("/suivi", "/suivi/mandat", &fields).await;
    assert!(stopped.contains("C’est arrêté"), "{stopped}");
    let fields = [("code", code.as_str()), ("mandat", "another")];
    let (status, _) = stand.post("/suivi", "/suivi/mandat", &fields).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "not hers");
}
