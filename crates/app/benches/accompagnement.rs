//! Ten thousand people followed beside a hundred thousand visites: every page of the team that
//! reads them, and the search that keeps from opening two follow-ups of one person. Through the
//! program itself, over the loopback.

mod rig;

#[path = "../tests/it/server.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod server;

use jiff::ToSpan;
use plus::{
    config::Web,
    dossier::{self, mandat},
    outside::Outside,
    territory,
    web::state::{App, AppState},
};
use plus_domain::{
    dossier::{Ecrit, Identite},
    ids::{AccountId, DossierId},
    mandat::{Duree, Signed},
    rappel::Phone,
};
use plus_store::{Options, Store, account, dossier as kept};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use rig::{LOGIN, PASSWORD, Place, Times, filled, places, tell, title};
use server::{Browser, Server};

/// People who are followed.
const PEOPLE: i64 = 10_000;
/// Visites beside them.
const VISITES: usize = 100_000;
/// Of so many people, one has a mandate, and another waits for something promised.
const EACH: i64 = 4;
/// Calls of each page.
const CALLS: usize = 40;
/// Promised, 95th percentile, milliseconds.
const PAGE_MS: f64 = 50.0;
/// First names, as they are found in Martinique.
const FIRST: [&str; 24] = [
    "Maryse",
    "Josiane",
    "Éliane",
    "Lise",
    "Nadia",
    "Ghislaine",
    "Yolande",
    "Marcel",
    "Aimé",
    "Jean-Claude",
    "Raphaël",
    "Thérèse",
    "Lucien",
    "Suzette",
    "Gérard",
    "Rose-Aimée",
    "Fabrice",
    "Mickaël",
    "Cindy",
    "Ludovic",
    "Murielle",
    "Ruddy",
    "Sabrina",
    "Clotilde",
];
/// Beginnings and ends of family names.
const BEGIN: [&str; 20] = [
    "Bel", "Cés", "Dor", "Fano", "Glo", "Jos", "Lava", "Mau", "Nar", "Oli", "Pala", "Quion", "Ré",
    "Sain", "Tho", "Ursu", "Valo", "Zé", "Char", "Bou",
];
const END: [&str; 16] = [
    "lune", "aire", "ville", "mare", "rade", "tin", "phir", "cé", "nor", "let", "bert", "mont",
    "rive", "sol", "gny", "dan",
];

#[tokio::main]
async fn main() {
    for place in places(VISITES).await {
        let folder = place.options.folder.with_extension("accompagnement");
        let database = place.options.database.clone();
        let options = Options::folder(folder).with_database(database);
        let place = Place { options, ..place };
        let store = filled(&place, VISITES).await;
        title(&format!(
            "{PEOPLE} people followed, {VISITES} visites, {}",
            place.engine
        ));
        follow(store).await;
        pages(&place).await;
    }
}

/// Follows those who lack.
#[expect(clippy::print_stderr, reason = "long work shows its progress")]
async fn follow(store: Store) {
    let espace_sud = territory::demonstration().expect("our territory");
    let app = AppState::new(Outside::machine(), store, Web::default(), espace_sud);
    let mut draw = StdRng::seed_from_u64(7);
    let (me, there) = {
        let mut link = app.store.read().await.expect("reads");
        let me = account::by_login(&mut link, LOGIN).await.expect("reads");
        let there = kept::open_count(&mut link).await.expect("counts");
        (me.expect("an account").id, there)
    };
    for rank in there..PEOPLE {
        // She follows one of twelve: the team is twelve.
        let who = match rank % 12 {
            0 => me.clone(),
            other => AccountId::new(format!("collegue-{other}")),
        };
        one(&app, &mut draw, (&who, rank)).await;
        if rank % 1_000 == 999 {
            eprintln!("{} people", rank + 1);
        }
    }
    app.store.count_again().await.expect("counted again");
    dossier::index_arrived(&app).await.expect("indexed");
    beside(&app).await;
    app.store.close().await;
}

/// What runs beside the pages each half-minute, when there is nothing to do.
async fn beside(app: &App) {
    let (mut clocks, mut index) = (Times::default(), Times::default());
    for _ in 0..CALLS {
        clocks.time(dossier::sweep(app)).await.expect("swept");
        index
            .time(dossier::index_arrived(app))
            .await
            .expect("indexed");
    }
    tell(
        "beside the pages: clocks of follow-ups",
        &clocks,
        None,
        None,
    );
    tell(
        "beside the pages: what came from machines",
        &index,
        None,
        None,
    );
}

/// A first name and a family name.
fn name(draw: &mut StdRng) -> (String, String) {
    let mut pick = |from: &[&str]| from[draw.random_range(0..from.len())].to_owned();
    (pick(&FIRST), format!("{}{}", pick(&BEGIN), pick(&END)))
}

async fn one(app: &App, draw: &mut StdRng, (who, rank): (&AccountId, i64)) {
    let (prenom, nom) = name(draw);
    let identite = Identite {
        nom,
        prenom,
        telephone: Phone::read(&format!("0696{:06}", rank % 1_000_000)),
        annee: Some(1940 + i16::try_from(rank % 65).unwrap_or(0)),
        commune: Some("97217".into()),
        adapte: false,
    };
    let about = Ecrit::Objet {
        demarche: Some("rsa".into()),
        texte: "Dossier de retraite à compléter".to_owned(),
    };
    let written = [Ecrit::Identite(identite.clone()), about, Ecrit::Informe];
    let id = dossier::open(app, who, &written).await.expect("opened");
    if rank % EACH == 0 {
        let due = app.today().saturating_add((rank % 20 - 5).days());
        let promised = ("Appeler la caisse".to_owned(), who.clone(), due);
        dossier::promise(app, who, &id, promised)
            .await
            .expect("promised");
    }
    if rank % EACH == 1 {
        sign(app, who, (id, identite)).await;
    }
}

async fn sign(app: &App, who: &AccountId, (dossier, identite): (DossierId, Identite)) {
    let wanted = mandat::ToSign {
        dossier,
        mandataire: who.clone(),
        demarches: vec!["rsa".into()],
        from: app.today(),
        duree: Duree::An,
        signed: Signed {
            mandant: format!("{} {}", identite.prenom, identite.nom),
            mandataire: "Banc d’essai".to_owned(),
            organisation: "Espace Sud".to_owned(),
            lieu: "Le Marin".to_owned(),
            tuteur: None,
            signature: String::new(),
            demarches: vec!["RSA".to_owned()],
        },
    };
    mandat::sign(app, wanted).await.expect("signed");
}

async fn pages(place: &Place) {
    let database = place.options.database.as_deref();
    let server = Server::start_on(&place.options.folder, database).await;
    let browser = Browser::sign_in(&server.base, LOGIN, PASSWORD).await;
    let (_, list) = browser
        .get(&server.base, "/agent/dossiers")
        .await
        .expect("answers");
    let first = list.split("/agent/dossiers/").skip(1);
    let first: Vec<String> = first
        .filter_map(|rest| rest.split(['"', '?']).next())
        .filter(|id| id.len() > 30)
        .map(|id| format!("/agent/dossiers/{id}"))
        .collect();
    let one = first.first().expect("a dossier");
    for (name, path) in [
        ("where the team begins the day", "/agent"),
        ("her follow-ups", "/agent/dossiers"),
        ("those that are closed", "/agent/dossiers?clos=1"),
        ("search by a common name", "/agent/dossiers?q=maryse"),
        (
            "search by a whole name",
            "/agent/dossiers?q=Th%C3%A9r%C3%A8se+Belville",
        ),
        (
            "search by a name that nobody has",
            "/agent/dossiers?q=Xylophane",
        ),
        ("a follow-up to open", "/agent/dossiers/nouveau"),
        ("one follow-up", one),
        ("another joined to it", &format!("{one}/fusion")),
        (
            "everything kept of her, as data",
            &format!("{one}/acces/json"),
        ),
        ("visites", "/agent/visites"),
        ("people to call back", "/agent/rappels"),
        ("rendez-vous", "/agent/rendez-vous"),
        ("ateliers", "/agent/ateliers"),
        ("what is asked of partners", "/agent/escalades"),
        ("rights", "/agent/droits"),
        ("register of mandates", "/pilotage/mandats"),
        ("the dashboard", "/pilotage"),
    ] {
        let mut times = Times::default();
        for _ in 0..CALLS {
            let answer = times.time(browser.get(&server.base, path)).await;
            let (status, body) = answer.expect("answers");
            assert!(status.is_success(), "{path}: {status} {body}");
        }
        tell(name, &times, Some(PAGE_MS), None);
    }
    alike(&browser, &server).await;
    server.kill().await;
}

/// The search made before a second follow-up is opened: the form as it is sent, with the names
/// of the first who were followed.
async fn alike(browser: &Browser, server: &Server) {
    let mut times = Times::default();
    let mut draw = StdRng::seed_from_u64(7);
    for _ in 0..CALLS {
        let (prenom, nom) = name(&mut draw);
        let form = [
            ("prenom", prenom.as_str()),
            ("nom", nom.as_str()),
            ("objet", "Retraite"),
            ("informe", "oui"),
        ];
        let sent = browser.post(&server.base, "/agent/dossiers", &form);
        let answer = times.time(sent).await.expect("answers");
        assert_eq!(
            answer.status().as_u16(),
            409,
            "somebody of that name is followed"
        );
    }
    tell("looking for a double", &times, Some(PAGE_MS), None);
}
