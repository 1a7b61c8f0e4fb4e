//! Bad input on the pages: forms, files and addresses (`bad_command`: the shell).
//!
//! Whatever comes in, the answer is a refusal in French, in its place, and the
//! journal has not moved: nothing lost, nothing executed.

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

/// Every field of the forms of the coordinator.
const FIELDS: &str = "date debut fin lieu site equipe identifiant nom role partenaire mois";
/// Pages that repeat what their address asks for.
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

fn shows_it_as_text(path: &str, answer: &Answered) {
    assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
    for raw in ["<script>alert", "<img src=x"] {
        assert!(!answer.body.contains(raw), "{path}: {}", answer.body);
    }
}

fn repeats_it(answer: &Answered) -> bool {
    answer.body.contains("alert(&#39;x&#39;)")
}

#[tokio::test]
async fn hostile_text_of_an_address_is_shown_as_text() {
    let relay = Relay::open().await;
    let chief = relay.person(Role::Coordinateur).await;
    for path in ASKING {
        let answer = chief.get(&format!("{path}{}", encoded(HOSTILE))).await;
        shows_it_as_text(path, &answer);
        assert!(
            path != ASKING[0] || repeats_it(&answer),
            "what was sought is kept"
        );
    }
}

#[tokio::test]
async fn hostile_text_of_a_form_is_shown_as_text() {
    let relay = Relay::open().await;
    let chief = relay.person(Role::Coordinateur).await;
    let fields: Vec<(&str, &str)> = FIELDS.split(' ').map(|name| (name, HOSTILE)).collect();
    for path in [HALF_DAYS, ACCOUNTS, STATEMENTS] {
        shows_it_as_text(path, &chief.post(path, &fields).await);
    }
    let file = format!("date;debut;fin;lieu\n{HOSTILE};{HOSTILE};{HOSTILE};{HOSTILE}");
    let answer = chief.post_from(HALF_DAYS, FILE, &[("csv", &file)]).await;
    shows_it_as_text(FILE, &answer);
    assert!(repeats_it(&answer), "the file comes back to be mended");
}

#[tokio::test]
async fn hostile_text_that_was_kept_is_shown_as_text() {
    let relay = Relay::open().await;
    let half_day = format!("{HALF_DAYS}/{}", morning(&relay).await);
    let chief = relay.person(Role::Coordinateur).await;
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
    shows_it_as_text("made", &made);
    let cancel = format!("{half_day}/annuler");
    let done = chief
        .post_from(&half_day, &cancel, &[("raison", HOSTILE)])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    for path in [
        ACCOUNTS,
        HALF_DAYS,
        "/pilotage",
        "/agent",
        "/passages",
        half_day.as_str(),
    ] {
        let answer = chief.get(path).await;
        shows_it_as_text(path, &answer);
        assert!(path != ACCOUNTS || repeats_it(&answer), "the name is shown");
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
