//! Bad input, in one table a door: pages, files and the command line.
//!
//! Whatever comes in, the answer is a refusal in French, in its place, and the
//! journal has not moved: nothing lost, nothing executed.

use std::{fs, io::Write, path::Path};

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use plus::web::router::encoded;
use plus_domain::account::Role;
use plus_store::journal;
use rstest::rstest;

use crate::{
    actors::{Actor, Answered, Relay, token_in},
    command::{plus, stderr},
    visite::morning,
};

/// A text that would run if a page took it for HTML.
const HOSTILE: &str = "\"><script>alert('x')</script><img src=x onerror=alert(1)>";

/// Entries of the journal.
async fn entries(relay: &Relay) -> u64 {
    let mut link = relay.app.store.read().await.unwrap();
    journal::verify(&mut link).await.unwrap()
}

/// Sends bytes as the form of a page, with its token.
async fn send_bytes(actor: &Actor<'_>, page: &str, path: &str, body: &[u8]) -> Answered {
    let token = token_in(&actor.get(page).await.body).unwrap_or_default();
    let mut bytes = format!("csrf={token}&").into_bytes();
    bytes.extend_from_slice(body);
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ORIGIN, "http://127.0.0.1:8000")
        .body(Body::from(bytes))
        .unwrap();
    actor.request(request).await
}

/// A page of ours, in French, and no word of a library.
fn is_a_french_page(answer: &Answered) {
    assert!(answer.body.contains("<html lang=\"fr\""), "{}", answer.body);
    for foreign in [
        "Failed to",
        "failed to",
        "invalid digit",
        "missing field",
        "panicked",
    ] {
        assert!(!answer.body.contains(foreign), "{foreign}: {}", answer.body);
    }
}

const VISITES: &str = "/agent/visites";
const NEW: &str = "/agent/visites/nouvelle";
const HALF_DAYS: &str = "/pilotage/permanences";
const FILE: &str = "/pilotage/permanences/fichier";
const ACCOUNTS: &str = "/pilotage/comptes";
const STATEMENTS: &str = "/pilotage/releves";

#[rstest]
// Nothing at all
#[case::visite_empty(Role::Animatrice, NEW, VISITES, b"", 422, "Choisissez")]
#[case::half_day_empty(Role::Coordinateur, HALF_DAYS, HALF_DAYS, b"", 422, "permanence")]
#[case::file_empty(Role::Coordinateur, HALF_DAYS, FILE, b"csv=", 422, "Ligne 1")]
#[case::account_empty(Role::Coordinateur, ACCOUNTS, ACCOUNTS, b"", 422, "identifiant")]
// What does not exist
#[case::unknown_partner(
    Role::Animatrice,
    NEW,
    VISITES,
    b"lieu=le-marin-mondesir&partenaire=zzz&demarche=rsa&resultat=fait",
    422,
    "Choisissez"
)]
#[case::unknown_result(
    Role::Animatrice,
    NEW,
    VISITES,
    b"lieu=le-marin-mondesir&partenaire=caf&demarche=rsa&resultat=zzz",
    422,
    "Choisissez"
)]
#[case::unknown_place(
    Role::Animatrice,
    NEW,
    VISITES,
    b"lieu=zzz&partenaire=caf&demarche=rsa&resultat=fait",
    422,
    "lieu"
)]
#[case::no_such_day(
    Role::Coordinateur,
    HALF_DAYS,
    HALF_DAYS,
    b"date=2026-02-30&debut=08:00&fin=13:00&lieu=le-marin-mondesir&site=bus",
    422,
    "date"
)]
#[case::no_such_hour(
    Role::Coordinateur,
    HALF_DAYS,
    HALF_DAYS,
    b"date=2026-12-01&debut=25:00&fin=26:00&lieu=le-marin-mondesir&site=bus",
    422,
    "heure"
)]
#[case::no_such_month(
    Role::Coordinateur,
    STATEMENTS,
    STATEMENTS,
    b"mois=2017-13",
    422,
    "n’est pas un mois"
)]
#[case::statement_of_nobody(
    Role::Coordinateur,
    STATEMENTS,
    STATEMENTS,
    b"mois=2026-10&partenaire=zzz",
    422,
    "n’existe pas"
)]
#[case::month_to_come(
    Role::Coordinateur,
    STATEMENTS,
    STATEMENTS,
    b"mois=2026-12&partenaire=caf",
    422,
    "pas fini"
)]
#[case::unknown_role(
    Role::Coordinateur,
    ACCOUNTS,
    ACCOUNTS,
    b"nom=X&identifiant=xavier&role=reine",
    422,
    "rôle"
)]
// Wrong encoding: é in latin-1, and bytes that are no text at all
#[case::visite_latin1(
    Role::Animatrice,
    NEW,
    VISITES,
    b"lieu=le-marin-mondesir&partenaire=caf\xe9&demarche=rsa&resultat=fait",
    422,
    "Choisissez"
)]
#[case::account_latin1(
    Role::Coordinateur,
    ACCOUNTS,
    ACCOUNTS,
    b"nom=Andr%E9&identifiant=andr%E9&role=animatrice",
    422,
    "identifiant"
)]
#[case::file_latin1(
    Role::Coordinateur,
    HALF_DAYS,
    FILE,
    b"csv=date;debut;fin;lieu;site;equipe%0A2026-12-01;8:00;13:00;Fran%E7ois;bus;",
    422,
    "Ligne 2"
)]
#[case::file_of_nul(
    Role::Coordinateur,
    HALF_DAYS,
    FILE,
    b"csv=%00%00%FF%FE",
    422,
    "Ligne 1"
)]
// A spreadsheet's formula
#[case::file_formula(
    Role::Coordinateur,
    HALF_DAYS,
    FILE,
    b"csv=date;debut;fin;lieu;site;equipe%0A=1%2B1;8:00;13:00;%40SUM(A1);bus;=cmd()",
    422,
    "Ligne 2"
)]
#[tokio::test]
async fn a_form_that_cannot_be_is_refused_in_french_and_writes_nothing(
    #[case] role: Role,
    #[case] page: &str,
    #[case] path: &str,
    #[case] body: &[u8],
    #[case] status: u16,
    #[case] said: &str,
) {
    let relay = Relay::open().await;
    morning(&relay).await;
    let actor = relay.person(role).await;
    let before = entries(&relay).await;
    let answer = send_bytes(&actor, page, path, body).await;
    assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
    is_a_french_page(&answer);
    assert!(answer.body.contains(said), "« {said} »: {}", answer.body);
    assert_eq!(entries(&relay).await, before, "nothing was written");
}

#[tokio::test]
async fn what_is_too_long_is_refused_and_writes_nothing() {
    let relay = Relay::open().await;
    morning(&relay).await;
    let chief = relay.person(Role::Coordinateur).await;
    let before = entries(&relay).await;
    let long = "a".repeat(3_000);
    let account = format!("nom={long}&identifiant=long&role=animatrice");
    let half_day = format!("date={long}&debut={long}&fin={long}&lieu={long}&site={long}");
    let file = format!("csv={}", "2026-12-01;8:00%0A".repeat(2_000));
    let forms = [
        (ACCOUNTS, ACCOUNTS, account),
        (HALF_DAYS, HALF_DAYS, half_day),
        (HALF_DAYS, FILE, file),
    ];
    for (page, path, body) in forms {
        let answer = send_bytes(&chief, page, path, body.as_bytes()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        is_a_french_page(&answer);
    }
    let huge = vec![b'a'; 3 << 20];
    let answer = send_bytes(&chief, HALF_DAYS, FILE, &huge).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    is_a_french_page(&answer);
    assert_eq!(entries(&relay).await, before);
}

#[rstest]
#[case("/demarches/zzz", 404)]
#[case("/themes/%FF%FE", 400)]
#[case("/fiches/..%2F..%2Fetc%2Fpasswd", 404)]
#[case("/assets/..%2F..%2Fplus.db", 404)]
#[case("/pilotage/releves/2026-10-zzz-1", 404)]
#[case("/pilotage/releves/2026-10-caf-1/exe", 404)]
#[case("/pilotage/releves?mois=2017-13", 422)]
#[case("/pilotage/chiffres?de=2017-13&a=hier", 200)]
#[case("/pilotage/chiffres/lignes?dimension=zzz&valeur=x", 404)]
#[case("/agent/visites?du=2026-02-30&apres=%FF", 200)]
#[case("/agent/visites/pas-un-numero", 404)]
#[case("/recherche?q=%FF%FE%00", 200)]
#[tokio::test]
async fn an_address_that_cannot_be_gets_a_page(#[case] path: &str, #[case] status: u16) {
    let relay = Relay::open().await;
    let chief = relay.person(Role::Coordinateur).await;
    let answer = chief.get(path).await;
    assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.body);
    is_a_french_page(&answer);
}

/// Pages that show what was typed elsewhere.
const SHOWING: [&str; 5] = [ACCOUNTS, HALF_DAYS, "/pilotage", "/agent", "/passages"];
/// Addresses that end with what the reader asks for.
const ASKING: [&str; 13] = [
    "/recherche?q=",
    "/zzz/",
    "/connexion?suite=",
    "/pilotage/releves?mois=",
    "/themes/",
    "/demarches/",
    "/pilotage/chiffres?partenaire=",
    "/pilotage/chiffres?lieu=",
    "/pilotage/chiffres?de=",
    "/pilotage/chiffres/lignes?dimension=partenaire&valeur=",
    "/pilotage/chiffres/lignes?dimension=total&valeur=*&apres=",
    "/pilotage/permanences?mois=",
    "/agent/visites?mots=",
];
/// Fields of the forms of pilotage.
const FIELDS: [&str; 11] = [
    "date",
    "debut",
    "fin",
    "lieu",
    "site",
    "equipe",
    "identifiant",
    "nom",
    "role",
    "partenaire",
    "mois",
];

/// An account and a cancelled half-day that bear the hostile text.
async fn planted(relay: &Relay, chief: &Actor<'_>) -> Vec<(String, Answered)> {
    let half_day = morning(relay).await;
    let new = [
        ("nom", HOSTILE),
        ("identifiant", "hostile"),
        ("role", "animatrice"),
    ];
    let made = chief.post(ACCOUNTS, &new).await;
    assert_eq!(
        made.status,
        StatusCode::OK,
        "a name is any text: {}",
        made.body
    );
    let page = format!("{HALF_DAYS}/{half_day}");
    let cancel = format!("{page}/annuler");
    let done = chief.post_from(&page, &cancel, &[("motif", HOSTILE)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let shown = chief.get(&page).await;
    vec![("made".into(), made), (page, shown)]
}

#[tokio::test]
async fn hostile_text_of_any_form_is_shown_as_text_on_every_page() {
    let relay = Relay::open().await;
    let chief = relay.person(Role::Coordinateur).await;
    let mut answers = planted(&relay, &chief).await;
    let file = format!("date;debut;fin;lieu\n{HOSTILE};{HOSTILE};{HOSTILE};{HOSTILE}");
    let sent = chief.post_from(HALF_DAYS, FILE, &[("csv", &file)]).await;
    answers.push((FILE.into(), sent));
    let everywhere = FIELDS.map(|name| (name, HOSTILE));
    for path in [HALF_DAYS, ACCOUNTS, STATEMENTS] {
        answers.push((path.into(), chief.post(path, &everywhere).await));
    }
    for path in SHOWING {
        answers.push((path.into(), chief.get(path).await));
    }
    for path in ASKING {
        let asked = format!("{path}{}", encoded(HOSTILE));
        answers.push((path.into(), chief.get(&asked).await));
    }
    for (path, answer) in &answers {
        assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        for raw in ["<script>alert", "<img src=x"] {
            assert!(!answer.body.contains(raw), "{path}: {}", answer.body);
        }
    }
    for wanted in [ACCOUNTS, "/recherche?q="] {
        let escaped = |(path, a): &(String, Answered)| {
            path == wanted && a.body.contains("alert(&#39;x&#39;)")
        };
        assert!(answers.iter().any(escaped), "{wanted} shows it, escaped");
    }
}

#[tokio::test]
async fn a_name_that_looks_like_a_formula_is_text_in_the_spreadsheet() {
    use calamine::Reader;
    let relay = Relay::open().await;
    morning(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    crate::visite::record(&agent, "caf", "rsa", "fait").await;
    let mut territory = (*relay.app.territory()).clone();
    for place in &mut territory.places {
        place.name = format!("=HYPERLINK(\"http://mechant.test\";\"{}\")", place.name);
    }
    relay.app.set_territory(territory);
    let chief = relay.person(Role::Coordinateur).await;
    let request = Request::get("/pilotage/chiffres/tableur")
        .body(Body::empty())
        .unwrap();
    let bytes = chief.bytes(request).await;
    let mut book = calamine::Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let sheet = book.sheet_names()[0].clone();
    let formulas = book.worksheet_formula(&sheet).unwrap();
    assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()));
    let cells = book.worksheet_range(&sheet).unwrap();
    assert!(
        cells
            .cells()
            .any(|(_, _, cell)| cell.to_string().contains("=HYPERLINK"))
    );
}

/// A small archive that would fill the memory: 400 MB of blanks.
fn bomb() -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let blank = vec![b' '; 4 << 20];
    for index in 0..100 {
        let options = zip::write::SimpleFileOptions::default();
        archive
            .start_file(format!("F{index}.xml"), options)
            .unwrap();
        archive.write_all(&blank).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[rstest]
#[case::empty(b"".to_vec(), "pas une archive zip")]
#[case::not_a_zip(b"Ceci n'est pas une archive".to_vec(), "pas une archive zip")]
#[case::latin1(b"\xe9\xe8\xe0".to_vec(), "pas une archive zip")]
#[case::broken(bomb()[..2_000].to_vec(), "pas une archive zip")]
#[case::bomb(bomb(), "compression suspecte")]
fn a_bad_content_archive_is_refused_and_the_old_content_serves(
    #[case] bytes: Vec<u8>,
    #[case] said: &str,
) {
    let folder = tempfile::tempdir().unwrap();
    let (file, data) = (
        folder.path().join("archive.zip"),
        folder.path().join("relais"),
    );
    let good = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../fiches/tests/data/vosdroits-mini.zip"
    );
    let import = |path: &Path| {
        let (path, data) = (path.to_str().unwrap(), data.to_str().unwrap());
        plus(&["content", "import", path, "--data", data], "")
    };
    assert!(import(Path::new(good)).status.success());
    let packs = || fs::read_dir(data.join("contenus")).unwrap().count();
    let before = packs();
    fs::write(&file, bytes).unwrap();
    let tried = import(&file);
    assert_eq!(tried.status.code(), Some(1), "{}", stderr(&tried));
    assert!(stderr(&tried).contains(said), "{}", stderr(&tried));
    assert_eq!(packs(), before, "nothing is left of the bad one");
    let found = plus(&["search", "rsa", "--data", data.to_str().unwrap()], "");
    assert!(found.status.success(), "{}", stderr(&found));
}

#[rstest]
#[case::month(&["report", "monthly", "--month", "2017-13"], 2, "« 2017-13 » n’est pas un mois")]
#[case::not_a_month(&["report", "monthly", "--month", "hier"], 2, "n’est pas un mois")]
#[case::partner(&["report", "monthly", "--month", "2026-01", "--partner", "zzz"], 1, "Le partenaire « zzz » n’existe pas")]
#[case::not_over(&["report", "monthly", "--month", "2099-12", "--partner", "caf"], 1, "2099")]
#[case::day(&["stats", "--from", "2026-02-30"], 2, "2026-02-30")]
#[case::backwards(&["stats", "--from", "2026-05-02", "--to", "2026-05-01"], 1, "2026-05")]
#[case::format(&["stats", "--format", "xml"], 2, "« xml »")]
#[case::role(&["account", "create", "--login", "x", "--name", "x", "--role", "reine"], 2, "rôles")]
#[case::database(&["stats", "--database", "mysql://toto:secret@x/y"], 1, "x/y")]
fn a_command_that_cannot_be_says_why_and_its_status(
    #[case] arguments: &[&str],
    #[case] status: i32,
    #[case] said: &str,
) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    assert!(
        plus(&["demo", "--no-serve", "--data", data], "")
            .status
            .success()
    );
    let tried = plus(&[arguments, &["--data", data]].concat(), "");
    assert_eq!(tried.status.code(), Some(status), "{}", stderr(&tried));
    assert!(stderr(&tried).contains(said), "{}", stderr(&tried));
    assert!(
        !stderr(&tried).contains("secret") && !stderr(&tried).contains(".."),
        "{}",
        stderr(&tried)
    );
    assert!(
        plus(&["journal", "verify", "--data", data], "")
            .status
            .success()
    );
}
