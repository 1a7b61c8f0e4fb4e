//! Follow-ups: opened only when needed, read by those who serve the person and by her, sealed,
//! erased (requirements P2 to P8, P14, P16); mandates (P17 to P20).

use axum::http::StatusCode;
use plus_domain::account::Role;

use crate::actors::{Actor, Answered, Relay};

pub const LIST: &str = "/agent/dossiers";
const NEW: &str = "/agent/dossiers/nouveau";
/// In no file but under its key.
const CANARY: &str = "Zéphyrinnonyme";
const DAY_MS: i64 = 86_400_000;

fn identity<'a>(last: &'a str, subject: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("prenom", "Éliane"),
        ("nom", last),
        ("objet", subject),
        ("annee", "1958"),
        ("telephone", "0696 12 34 56"),
        ("informe", "oui"),
    ]
}

/// Opens a follow-up; its address.
pub async fn opened(agent: &Actor<'_>, last: &str) -> String {
    let done = agent
        .post_from(NEW, LIST, &identity(last, "Dossier de retraite"))
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    done.location().split('?').next().unwrap().to_owned()
}

/// The same, when another has this name already.
pub async fn opened_again(agent: &Actor<'_>, last: &str) -> String {
    let mut fields = identity(last, "Dossier de retraite").to_vec();
    fields.push(("autre", "oui"));
    let done = agent.post_from(NEW, LIST, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    done.location().split('?').next().unwrap().to_owned()
}

pub async fn done(agent: &Actor<'_>, page: &str, what: &str, fields: &[(&str, &str)]) -> Answered {
    let answer = agent
        .post_from(page, &format!("{page}/{what}"), fields)
        .await;
    assert_eq!(
        answer.status,
        StatusCode::SEE_OTHER,
        "{what}: {}",
        answer.body
    );
    answer
}

/// The identifier in the first address that begins so.
fn after<'a>(body: &'a str, begin: &str) -> &'a str {
    let rest = body
        .split(begin)
        .nth(1)
        .unwrap_or_else(|| panic!("no {begin} in {body}"));
    rest.split(['/', '"']).next().unwrap()
}

pub fn code_in(slip: &str) -> String {
    let rest = slip.split("code-unique code\">").nth(1).unwrap();
    rest.split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_person_is_followed_and_what_was_promised_is_reminded() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let page = opened(&maryse, CANARY).await;
    let late = [("etape", "Écrire à la CGSS"), ("avant", "2020-01-01")];
    let refused = maryse
        .post_from(&page, &format!("{page}/etapes"), &late)
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("value=\"Écrire à la CGSS\""),
        "what was typed stays"
    );
    done(&maryse, &page, "etapes", &[("etape", "Écrire à la CGSS")]).await;
    done(
        &maryse,
        &page,
        "papiers",
        &[("papier", "Cartulaire vermeil")],
    )
    .await;
    let shown = maryse.get(&page).await.body;
    assert!(
        shown.contains(CANARY) && shown.contains("Écrire à la CGSS"),
        "{shown}"
    );
    let step = after(&shown, &format!("{page}/etapes/")).to_owned();
    done(&maryse, &page, &format!("etapes/{step}"), &[]).await;

    let today = relay.app.today().to_string();
    let qui = shown.split("name=\"qui\"").nth(1).unwrap();
    let qui = after(qui, "<option value=\"").to_owned();
    let promise = [
        ("quoi", "Téléphoner au guichet vermillon"),
        ("qui", qui.as_str()),
        ("quand", today.as_str()),
    ];
    done(&maryse, &page, "promesses", &promise).await;
    let day = maryse.get("/agent").await.body;
    assert!(day.contains("1 promesse à tenir aujourd’hui"), "{day}");
    let list = maryse.get(LIST).await.body;
    assert!(
        list.contains("Téléphoner au guichet vermillon") && list.contains("1 papier manque"),
        "{list}"
    );

    let shown = maryse.get(&page).await.body;
    let promised = after(&shown, &format!("{page}/promesses/")).to_owned();
    done(
        &maryse,
        &page,
        &format!("promesses/{promised}"),
        &[("etat", "tenue")],
    )
    .await;
    let day = maryse.get("/agent").await.body;
    assert!(!day.contains("promesse à tenir"), "{day}");

    assert!(!relay.on_disk(CANARY), "a name is sealed in every file");
    assert!(!relay.on_disk("Téléphoner au guichet vermillon") && !relay.on_disk("vermeil"));
}

/// Nobody but those who serve the person opens her dossier; whoever looks for her learns whom
/// to ask, and who opened it is noted.
#[tokio::test]
async fn p14_a_dossier_is_opened_by_those_who_share_it_and_each_reading_is_noted() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let page = opened(&maryse, "Marie-Sainte").await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    assert_eq!(ghislaine.get(&page).await.status, StatusCode::FORBIDDEN);
    let found = ghislaine.get(&format!("{LIST}?q=marie+sainte")).await.body;
    assert!(
        found.contains("demandez-lui de le partager") && !found.contains(&page),
        "{found}"
    );
    let refused = ghislaine
        .post_from(LIST, &format!("{page}/etapes"), &[("etape", "x")])
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);

    let shown = maryse.get(&page).await.body;
    let with = shown.split("name=\"avec\"").nth(1).unwrap();
    let with = after(with, "<option value=\"").to_owned();
    done(&maryse, &page, "equipe", &[("avec", with.as_str())]).await;
    let shared = ghislaine.get(&page).await;
    assert_eq!(shared.status, StatusCode::OK, "{}", shared.body);
    let readings = shared.body.split("Qui l’a ouvert").nth(1).unwrap();
    assert!(
        readings.contains("coordinateur T.") && readings.contains("animatrice T."),
        "{readings}"
    );
    let partner = relay.person(Role::Partenaire).await;
    assert_eq!(partner.get(&page).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn two_dossiers_of_one_person_are_not_opened_unawares() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let page = opened(&maryse, "Théodose").await;
    let twice = maryse
        .post_from(NEW, LIST, &identity("TEODOSE", "Logement"))
        .await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    assert!(twice.body.contains("Est-ce la même personne") && twice.body.contains(&page));
    assert!(
        twice.body.contains("value=\"Logement\""),
        "what was typed stays"
    );
    let mut other = identity("TEODOSE", "Logement").to_vec();
    other.push(("autre", "oui"));
    let opened = maryse.post_from(NEW, LIST, &other).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER);
    let younger: Vec<_> = identity("Théodose", "Emploi")
        .into_iter()
        .map(|(name, value)| (name, if name == "annee" { "1999" } else { value }))
        .collect();
    let done = maryse.post_from(NEW, LIST, &younger).await;
    assert_eq!(
        done.status,
        StatusCode::SEE_OTHER,
        "another year of birth: another person"
    );
}

#[tokio::test]
async fn p3_p4_nothing_sensitive_enters_a_dossier() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let page = opened(&maryse, "Jean").await;
    for (what, field) in [("etapes", "etape"), ("papiers", "papier")] {
        let typed = [(field, "mot de passe : Soleil2024")];
        let refused = maryse
            .post_from(&page, &format!("{page}/{what}"), &typed)
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
        assert!(
            refused.body.contains("PLUS ne le garde jamais"),
            "{}",
            refused.body
        );
    }
    assert!(!relay.on_disk("Soleil2024"));
}

/// The person reads her own follow-up with her code, and stops it; her name is not shown.
#[tokio::test]
async fn a_person_reads_her_follow_up_with_her_code() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let page = opened(&maryse, CANARY).await;
    done(
        &maryse,
        &page,
        "papiers",
        &[("papier", "Avis d’imposition")],
    )
    .await;
    let slip = maryse
        .post_from(&page, &format!("{page}/talon"), &[])
        .await
        .body;
    let code = code_in(&slip);
    assert!(!relay.on_disk(&code) && !relay.on_disk(&code.replace('-', "")));
    let person = relay.visitor();
    let read = person
        .post_from(
            "/suivi",
            "/suivi",
            &[("code", code.to_lowercase().as_str())],
        )
        .await;
    assert_eq!(read.status, StatusCode::OK, "{}", read.body);
    assert!(read.body.contains("Avis d’imposition"), "{}", read.body);
    assert!(
        !read.body.contains(CANARY),
        "no name on a screen that others see"
    );
    assert_eq!(read.header("cache-control"), "no-store");
    let stopped = person
        .post_from("/suivi", "/suivi/retrait", &[("code", code.as_str())])
        .await;
    assert!(
        stopped.body.contains("Le relais effacera"),
        "{}",
        stopped.body
    );
    let told = maryse.get(&page).await.body;
    assert!(
        told.contains("La personne ne veut plus de ce suivi"),
        "{told}"
    );
    let again = maryse
        .post_from(&page, &format!("{page}/talon"), &[])
        .await
        .body;
    assert_ne!(code_in(&again), code);
    let old = person
        .post_from("/suivi", "/suivi", &[("code", code.as_str())])
        .await;
    assert_eq!(
        old.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the code before opens nothing"
    );
}

#[tokio::test]
async fn codes_are_tried_slowly() {
    let relay = Relay::open().await;
    let person = relay.visitor();
    let mut waits = 0;
    for n in 0..8 {
        let code = format!("AB23-CD4{}", n + 2);
        let tried = person
            .post_from("/suivi", "/suivi", &[("code", code.as_str())])
            .await;
        assert_eq!(tried.status, StatusCode::UNPROCESSABLE_ENTITY);
        waits += usize::from(tried.body.contains("Trop d’essais"));
    }
    assert!(waits >= 2, "five are counted, then one waits: {waits}");
}

/// P8, P12: erased, by hand or by its clock, nobody reads it, finds it or opens it by its code.
#[tokio::test]
async fn p8_a_dossier_that_is_erased_is_nowhere() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let page = opened(&maryse, "Erasme").await;
    let kept = opened(&maryse, "Zelie").await;
    let slip = maryse
        .post_from(&page, &format!("{page}/talon"), &[])
        .await
        .body;
    let code = code_in(&slip);
    done(&maryse, &page, "effacer", &[("cause", "demande")]).await;
    assert_eq!(maryse.get(&page).await.status, StatusCode::NOT_FOUND);
    let found = maryse.get(&format!("{LIST}?q=erasme")).await.body;
    assert!(found.contains("Personne de ce nom"), "{found}");
    let person = relay.visitor();
    let read = person
        .post_from("/suivi", "/suivi", &[("code", code.as_str())])
        .await;
    assert_eq!(read.status, StatusCode::UNPROCESSABLE_ENTITY);

    let closed = opened(&maryse, "Clos").await;
    done(&maryse, &closed, "clore", &[]).await;

    relay.app.outside.advance(365 * DAY_MS);
    assert_eq!(
        plus::dossier::sweep(&relay.app).await.unwrap(),
        0,
        "one year is not over (P10)"
    );
    relay.app.outside.advance(2 * DAY_MS);
    assert_eq!(
        plus::dossier::sweep(&relay.app).await.unwrap(),
        1,
        "the closed one, and that alone"
    );
    relay.app.outside.advance(363 * DAY_MS);
    assert_eq!(
        plus::dossier::sweep(&relay.app).await.unwrap(),
        0,
        "two years are not over (P8)"
    );
    relay.app.outside.advance(2 * DAY_MS);
    assert_eq!(plus::dossier::sweep(&relay.app).await.unwrap(), 1);
    let maryse = relay.visitor();
    maryse.sign_in(Role::Animatrice.code()).await;
    assert_eq!(maryse.get(&kept).await.status, StatusCode::NOT_FOUND);
    assert_eq!(plus::dossier::sweep(&relay.app).await.unwrap(), 0, "once");
}

pub async fn employed(relay: &Relay, coordinator: &Actor<'_>, login: &str, statut: &str) {
    let account = relay.login(login).await;
    let said = [("compte", account.as_str()), ("statut", statut)];
    let done = coordinator
        .post_from("/pilotage/mandats", "/pilotage/mandats", &said)
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
}

pub const SIGNED: [(&str, &str); 6] = [
    ("demarches", "rsa"),
    ("demarches", "prime-activite"),
    ("duree", "31"),
    ("protege", "non"),
    ("lu", "oui"),
    ("papier", "oui"),
];

/// What the page of a mandate says after an act.
pub async fn acted(agent: &Actor<'_>, mandat: &str, code: &str) -> String {
    let done = agent
        .post_from(mandat, &format!("{mandat}/actes"), &[("demarche", code)])
        .await;
    agent.get(done.location()).await.body
}

/// P18, P20: signed by who may, used for what it covers, stopped in two taps, then for nothing.
#[tokio::test]
async fn p18_nothing_is_done_for_somebody_outside_a_mandate() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let page = opened(&maryse, "Ursulet").await;
    let (new, sign) = (format!("{page}/mandats/nouveau"), format!("{page}/mandats"));
    let asked = maryse.get(&new).await.body;
    assert!(
        asked.contains("Vous ne pouvez pas encore tenir un mandat"),
        "{asked}"
    );
    assert_eq!(
        maryse.post_from(&page, &sign, &SIGNED).await.status,
        StatusCode::FORBIDDEN
    );
    employed(&relay, &ghislaine, "animatrice", "benevole").await;
    assert_eq!(
        maryse.post_from(&page, &sign, &SIGNED).await.status,
        StatusCode::FORBIDDEN
    );
    employed(&relay, &ghislaine, "animatrice", "agent").await;

    let silent: Vec<_> = SIGNED
        .into_iter()
        .filter(|(name, _)| *name != "protege")
        .collect();
    let refused = maryse.post_from(&page, &sign, &silent).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "P19");
    let signed = maryse.post_from(&page, &sign, &SIGNED).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.body);
    let mandat = signed.location().split('?').next().unwrap().to_owned();

    assert!(
        acted(&maryse, &mandat, "rsa")
            .await
            .contains("L’acte est noté")
    );
    assert!(
        acted(&maryse, &mandat, "carte-vitale")
            .await
            .contains("Cette démarche n’est pas dans le mandat")
    );
    let stop = format!("{mandat}/arreter");
    maryse
        .post_from(&mandat, &stop, &[("fin", "revoque")])
        .await;
    let after = acted(&maryse, &mandat, "rsa").await;
    assert!(after.contains("Ce mandat a été arrêté"), "{after}");
    let register = ghislaine.get("/pilotage/mandats").await.body;
    assert!(
        register.contains("Arrêté") && !register.contains("Ursulet"),
        "{register}"
    );
}

/// P17: both copies are drawn again, the same bytes each time, and the person stops it herself.
#[tokio::test]
async fn p17_a_mandate_is_printed_as_it_was_signed_and_stopped_by_the_person() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    employed(&relay, &ghislaine, "animatrice", "agent").await;
    let page = opened(&maryse, "Bellemare").await;
    let mut drawn: Vec<(&str, &str)> = SIGNED.into_iter().filter(|(n, _)| *n != "papier").collect();
    let strokes = "10,10 20,40 40,90 80,120 120,90 160,40 200,10 240,60 300,90";
    drawn.push(("signature", strokes));
    let signed = maryse
        .post_from(&page, &format!("{page}/mandats"), &drawn)
        .await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.body);
    let mandat = signed.location().split('?').next().unwrap().to_owned();
    for copy in ["personne", "relais"] {
        let file = format!("{mandat}/{copy}");
        let (first, again) = (maryse.get(&file).await, maryse.get(&file).await);
        assert!(first.body.starts_with("%PDF"), "{}", first.body);
        assert_eq!(first.body, again.body, "{copy}");
    }
    assert_eq!(
        maryse.get(&format!("{mandat}/autre")).await.status,
        StatusCode::NOT_FOUND
    );

    let slip = maryse
        .post_from(&page, &format!("{page}/talon"), &[])
        .await
        .body;
    let code = code_in(&slip);
    let person = relay.visitor();
    let read = person
        .post_from("/suivi", "/suivi", &[("code", code.as_str())])
        .await
        .body;
    let id = after(&read, "name=\"mandat\" value=\"").to_owned();
    let fields = [("code", code.as_str()), ("mandat", id.as_str())];
    let stopped = person.post_from("/suivi", "/suivi/mandat", &fields).await;
    assert!(stopped.body.contains("C’est arrêté"), "{}", stopped.body);
    let told = maryse.get(&mandat).await.body;
    assert!(told.contains("Arrêté par la personne"), "{told}");
}

/// P7, P14: every word that was written is in what the person is given, with who read it.
#[tokio::test]
async fn p14_a_person_is_given_everything_that_is_kept_of_her() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let page = opened(&maryse, CANARY).await;
    done(&maryse, &page, "etapes", &[("etape", "Première étape")]).await;
    done(&maryse, &page, "papiers", &[("papier", "Papier jaune")]).await;
    maryse.get(&page).await;
    let json = maryse.get(&format!("{page}/acces/json")).await;
    let package: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    for word in [
        CANARY,
        "Première étape",
        "Papier jaune",
        "0696123456",
        "1958",
    ] {
        assert!(json.body.contains(word), "{word}: {}", json.body);
    }
    assert_eq!(package["writings"].as_array().unwrap().len(), 5);
    assert_eq!(package["readings"][0]["by"], "animatrice T.");
    let pdf = maryse.get(&format!("{page}/acces/pdf")).await;
    assert!(pdf.body.starts_with("%PDF"), "{}", pdf.body);
    let ghislaine = relay.person(Role::Coordinateur).await;
    let other = ghislaine.get(&format!("{page}/acces/json")).await;
    assert_eq!(other.status, StatusCode::FORBIDDEN);
}

async fn scanned(agent: &Actor<'_>, mandat: &str, file: &[u8]) -> Answered {
    let page = agent.get(mandat).await;
    let to = format!("{mandat}/numerise");
    agent.send_file(&to, &page, (&[], ("papier", file))).await
}

/// Issue 7, item 4: signed on paper, the paper is scanned, sealed with the mandate, read again, and
/// destroyed with it; what is no paper is refused with its reason.
#[tokio::test]
async fn a_mandate_signed_on_paper_keeps_its_paper() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    employed(&relay, &ghislaine, "animatrice", "agent").await;
    let page = opened(&maryse, "Zélie").await;
    let signed = done(&maryse, &page, "mandats", &SIGNED).await;
    let mandat = signed.location().split('?').next().unwrap().to_owned();
    let before = maryse.get(&mandat).await.body;
    assert!(before.contains("n’est pas encore ici"), "{before}");
    let file = format!("{mandat}/numerise");
    assert_eq!(maryse.get(&file).await.status, StatusCode::NOT_FOUND);

    let refused = scanned(&maryse, &mandat, b"autre chose").await;
    let told = maryse.get(refused.location()).await.body;
    assert!(told.contains("en-faute"), "{told}");
    let kept = scanned(&maryse, &mandat, &crate::retrait::pdf()).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
    let shown = maryse.get(&mandat).await.body;
    assert!(shown.contains("Une page, gardée"), "{shown}");
    let read = maryse.get(&file).await;
    assert!(read.body.starts_with("%PDF"), "{}", read.body);
    assert_eq!(ghislaine.get(&file).await.status, StatusCode::FORBIDDEN);
    assert!(!relay.on_disk("%PDF"), "sealed on the disk");

    let mut tx = relay.app.store.begin().await.unwrap();
    let id = mandat.rsplit('/').next().unwrap();
    plus_store::dossier::destroy_key(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(maryse.get(&file).await.status, StatusCode::NOT_FOUND);
}

/// Somebody who follows more people than a page holds finds the others on the next.
#[tokio::test]
async fn whom_a_page_does_not_hold_is_on_the_next() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let first = opened(&maryse, "Premiere").await;
    for n in 0..plus_store::dossier::PAGE {
        relay.app.outside.advance(1_000);
        let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap());
        // Their first name is the same: each is said to be another.
        opened_again(&maryse, &format!("Suite{}{}", letter(n / 26), letter(n))).await;
    }
    let page = maryse.get(LIST).await.body;
    assert!(!page.contains(&first), "{page}");
    assert!(!page.contains("rel=\"prev\""), "{page}");
    let next = maryse.get(&format!("{LIST}?page=2")).await.body;
    assert!(page.contains("page=2") && next.contains(&first), "{next}");
    assert!(next.contains("rel=\"prev\"") && !next.contains("rel=\"next\""));
    let nobody = maryse.get(&format!("{LIST}?page=99999999999")).await;
    assert_eq!(nobody.status, StatusCode::OK);
}
