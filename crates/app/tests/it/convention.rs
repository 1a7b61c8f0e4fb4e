//! Conventions on their pages: written, what is owed and given, alerts, meetings, what was
//! written before; and the letters to the coordination.

use axum::http::StatusCode;
use plus::{config::Courrier, convention::remind};
use plus_domain::{account::Role, courrier::State};
use plus_store::courrier;

use crate::actors::{Actor, Relay, value_of};

const PAGE: &str = "/pilotage/conventions";
const WITH_CAF: [(&str, &str); 11] = [
    ("partenaire", "caf"),
    ("reference", "RSP-2016-01"),
    ("objet", "Accueillir et accompagner"),
    ("signee_le", "2016-11-16"),
    ("du", "2016-11-16"),
    ("au", "2027-02-15"),
    ("suite", "tacite"),
    ("mois", "12"),
    ("preavis", "3"),
    ("signataire_relais", "Président"),
    ("signataire_partenaire", "Directrice"),
];

const LINES: [(&str, &[(&str, &str)]); 4] = [
    (
        "obligation",
        &[
            ("quoi", "Envoyer le relevé"),
            ("par", "relais"),
            ("frequence", "mensuelle"),
            ("echeance", "2026-11-05"),
        ],
    ),
    (
        "apport",
        &[
            ("apport", "Un agent dans le bus"),
            ("qui", "partenaire"),
            ("annee", "2026"),
            ("jours_prevus", "24"),
            ("jours_donnes", "12,5"),
            ("euros_prevus", "4 000"),
        ],
    ),
    (
        "referent",
        &[
            ("fonction", "Référente du partenariat"),
            ("courriel", "partenariat@example.org"),
        ],
    ),
    (
        "renouvellement",
        &[
            ("signe_le", "2026-11-01"),
            ("jusqu_au", "2028-02-15"),
            ("change", "Un an de plus"),
        ],
    ),
];

async fn read(actor: &Actor<'_>, path: &str) -> String {
    let answer = actor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    answer.body.replace(['\u{a0}', '\u{202f}'], " ")
}

/// Writes the convention with the CAF; its address.
async fn signed(actor: &Actor<'_>) -> String {
    let made = actor.post_from(PAGE, PAGE, &WITH_CAF).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    made.location().split('?').next().unwrap().to_owned()
}

async fn post(actor: &Actor<'_>, page: &str, path: &str, fields: &[(&str, &str)]) {
    let done = actor.post_from(page, path, fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{path}: {}", done.body);
}

#[tokio::test]
async fn a_convention_is_written_with_its_lines_and_read_again() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let empty = read(&ghislaine, PAGE).await;
    assert!(empty.contains("Aucune convention pour l’instant"));
    assert!(empty.contains("Partenaires fondateurs sans convention en cours"));
    let here = signed(&ghislaine).await;
    for (nature, fields) in LINES {
        post(
            &ghislaine,
            &here,
            &format!("{here}/lignes/{nature}"),
            fields,
        )
        .await;
    }
    let page = read(&ghislaine, &here).await;
    for shown in [
        "CAF, RSP-2016-01",
        "16 novembre 2016",
        "15 février 2028",
        "Envoyer le relevé",
        "En retard",
        "12,5 sur 24 jours",
        "4 000,00",
        "Référente du partenariat",
        "Un an de plus",
        "écrite",
        "renouvellements",
    ] {
        assert!(page.contains(shown), "{shown}\n{page}");
    }
    let list = read(&ghislaine, PAGE).await;
    assert!(list.contains("12,5 sur 24 jours"), "{list}");
    let dashboard = read(&ghislaine, "/pilotage").await;
    assert!(
        dashboard.contains("points de conventions à regarder"),
        "{dashboard}"
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_said_and_what_was_typed_stays() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let mut fields = WITH_CAF;
    fields[0] = ("partenaire", "personne");
    fields[4] = ("du", "hier");
    let refused = ghislaine.post_from(PAGE, PAGE, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(value_of(&refused.body, "du"), Some("hier"));
    fields[4] = ("du", "2016-11-16");
    let unknown = ghislaine.post_from(PAGE, PAGE, &fields).await;
    assert!(
        unknown.body.contains("Choisissez le partenaire."),
        "{}",
        unknown.body
    );
    let here = signed(&ghislaine).await;
    let line = format!("{here}/lignes/apport");
    let typed = [
        ("apport", "Agent"),
        ("qui", "relais"),
        ("jours_prevus", "12,3"),
    ];
    let refused = ghislaine.post_from(&here, &line, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(value_of(&refused.body, "jours_prevus"), Some("12,3"));
    let nothing = ghislaine
        .post_from(&here, &format!("{here}/lignes/autre"), &[])
        .await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_obligation_is_late_until_it_is_kept() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let here = signed(&ghislaine).await;
    let owed = [
        ("quoi", "Envoyer le relevé"),
        ("par", "relais"),
        ("frequence", "mensuelle"),
        ("echeance", "2026-11-05"),
    ];
    post(
        &ghislaine,
        &here,
        &format!("{here}/lignes/obligation"),
        &owed,
    )
    .await;
    let page = read(&ghislaine, &here).await;
    let gesture = page.split(&format!("action=\"{here}/obligations/")).nth(1);
    let code = gesture.unwrap().split('"').next().unwrap().to_owned();
    let path = format!("{here}/obligations/{code}");
    post(
        &ghislaine,
        &here,
        &path,
        &[("geste", "tenue"), ("le", "2026-11-20")],
    )
    .await;
    let page = read(&ghislaine, &here).await;
    assert!(page.contains("pour le 5 décembre 2026"), "{page}");
    assert!(page.contains("tenue le 20 novembre 2026"));
    assert!(!page.contains("En retard"));
    // Its words change, what was kept stays.
    let mut changed = owed.to_vec();
    changed[0] = ("quoi", "Envoyer le relevé signé");
    changed[3] = ("echeance", "2026-12-05");
    changed.push(("ligne", code.as_str()));
    post(
        &ghislaine,
        &here,
        &format!("{here}/lignes/obligation"),
        &changed,
    )
    .await;
    let page = read(&ghislaine, &here).await;
    assert!(page.contains("relevé signé") && page.contains("tenue le 20 novembre 2026"));
    post(&ghislaine, &here, &format!("{here}/retirer/{code}"), &[]).await;
    assert!(
        read(&ghislaine, &here)
            .await
            .contains("Aucune obligation écrite.")
    );
}

#[tokio::test]
async fn every_writing_can_be_gone_back_to_and_a_convention_put_back() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let here = signed(&ghislaine).await;
    let mut fields = WITH_CAF;
    fields[1] = ("reference", "Une autre");
    post(&ghislaine, &here, &here, &fields).await;
    let page = read(&ghislaine, &here).await;
    assert!(page.contains("CAF, Une autre"));
    assert!(page.contains("partenaire, référence ou objet"), "{page}");
    post(
        &ghislaine,
        &here,
        &format!("{here}/revenir"),
        &[("rang", "0")],
    )
    .await;
    assert!(read(&ghislaine, &here).await.contains("CAF, RSP-2016-01"));
    let away = format!("{here}/retirer");
    post(&ghislaine, &here, &away, &[]).await;
    let list = read(&ghislaine, PAGE).await;
    assert!(list.contains("Une convention retirée"), "{list}");
    post(&ghislaine, &here, &away, &[]).await;
    assert!(
        !read(&ghislaine, PAGE)
            .await
            .contains("Une convention retirée")
    );
    let never = ghislaine
        .post_from(&here, &format!("{here}/revenir"), &[("rang", "99")])
        .await;
    assert_eq!(never.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_meeting_says_functions_and_decisions_and_is_in_the_report() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let here = signed(&ghislaine).await;
    // Ten years without a meeting.
    assert!(
        read(&ghislaine, &here)
            .await
            .contains("pas de réunion depuis un an")
    );
    let meetings = format!("{PAGE}/reunions");
    let typed = [
        ("avec", "caf"),
        ("avec", "cgss"),
        ("le", "2026-11-20"),
        ("genre", "pilotage"),
        ("presents", "Directrice\nCoordination"),
        ("decisions", "Deux permanences de plus"),
        ("prochaine", "2027-03-02"),
    ];
    post(&ghislaine, PAGE, &meetings, &typed).await;
    let page = read(&ghislaine, &here).await;
    assert!(!page.contains("pas de réunion depuis un an"));
    for shown in [
        "Comité de pilotage",
        "CAF, CGSS",
        "Directrice, Coordination",
    ] {
        assert!(page.contains(shown), "{shown}\n{page}");
    }
    assert!(page.contains("2 mars 2027"));
    let report = read(&ghislaine, "/pilotage/bilans/2026-S2").await;
    for shown in [
        "RSP-2016-01",
        "Deux permanences de plus",
        "Réunions du semestre",
    ] {
        assert!(report.contains(shown), "{shown}");
    }
    let nobody = [("le", "2026-11-20"), ("genre", "pilotage")];
    let refused = ghislaine.post_from(PAGE, &meetings, &nobody).await;
    assert!(refused.body.contains("Choisissez un partenaire au moins."));
    let page = read(&ghislaine, PAGE).await;
    let at = page.split(&format!("href=\"{meetings}/")).nth(2).unwrap();
    let one = format!("{meetings}/{}", at.split('"').next().unwrap());
    post(&ghislaine, &one, &format!("{one}/retirer"), &[]).await;
    assert!(
        read(&ghislaine, &here)
            .await
            .contains("pas de réunion depuis un an")
    );
}

#[tokio::test]
async fn what_the_registers_ask_for_is_written_once_to_the_coordination() {
    let settings = Courrier {
        coordination: Some("relais@example.org".into()),
        ..Courrier::default()
    };
    let relay = Relay::open_with(|web| web.courrier = settings.clone()).await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    assert_eq!(remind(&relay.app).await.unwrap(), 0);
    signed(&ghislaine).await;
    // It ends within its notice and sixty days, and nobody met for years.
    assert_eq!(remind(&relay.app).await.unwrap(), 2);
    assert_eq!(remind(&relay.app).await.unwrap(), 0, "each leaves once");
    let mut link = relay.app.store.read().await.unwrap();
    let queued = courrier::list(&mut link, State::ToSend, 10).await.unwrap();
    let texts: Vec<&str> = queued.iter().map(|q| q.letter.text.as_str()).collect();
    let all = texts.join("\n").replace('\u{a0}', " ");
    assert!(
        all.contains("15 février 2027") && all.contains(PAGE),
        "{all}"
    );
    assert!(queued.iter().all(|q| q.letter.to == "relais@example.org"));
    drop(link);
    let silent = Relay::open().await;
    let ghislaine = silent.person(Role::Coordinateur).await;
    signed(&ghislaine).await;
    assert_eq!(remind(&silent.app).await.unwrap(), 0);
}
