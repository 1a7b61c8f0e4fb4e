//! The financing on its pages: the published plan, changed line by line, its spending from
//! a file, its claims within their ceilings.

use axum::http::StatusCode;
use plus_domain::account::Role;
use plus_store::{financement, journal};
use rstest::rstest;

use crate::actors::{Actor, Answered, Relay};

const PAGE: &str = "/pilotage/financement";
const PLAN: &str = "/pilotage/financement/plan";
const SPENDING: &str = "/pilotage/financement/depenses";
const FILE: &str = "/pilotage/financement/depenses/fichier";
const CLAIMS: &str = "/pilotage/financement/appels";

/// What a field of a page holds.
fn value_of(html: &str, name: &str) -> String {
    crate::actors::value_of(html, name)
        .unwrap_or_default()
        .to_owned()
}

/// A text with the blanks of a page made plain.
fn plain(text: &str) -> String {
    text.replace(['\u{202f}', '\u{a0}'], " ")
}

async fn read(actor: &Actor<'_>, path: &str) -> String {
    let answer = actor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    plain(&answer.body)
}

async fn entries(relay: &Relay) -> u64 {
    let mut link = relay.app.store.read().await.unwrap();
    journal::verify(&mut link).await.unwrap()
}

#[tokio::test]
async fn the_published_plan_is_shown_to_the_cent_with_what_is_missing() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let page = read(&ghislaine, PAGE).await;
    for shown in [
        "733 304,00 €",
        "325 994,00 €",
        "407 310,00 €",
        "87 040,40 €",
        "40 731,00 €",
        "127 771,40 €",
        "549 978,00 €",
        "55 554,60 €",
        "238 953,60 €",
        "366 579,00 €",
        "17,4 % du total",
        "soit 7,6 % du total",
        "répartition non publiée",
        "calculé",
        "Brouillon",
        "article L1111-10 du CGCT",
        "Plan fourni avec le territoire.",
        "non disponible",
    ] {
        assert!(page.contains(shown), "{shown}\n{page}");
    }
}

/// Sends the form of a new line of the plan.
async fn add_line(actor: &Actor<'_>, kind: &str, fields: &[(&str, &str)]) -> Answered {
    let form = format!("/pilotage/financement/lignes/nouvelle?sorte={kind}");
    let page = actor.get(&form).await;
    let seen = value_of(&page.body, "vu");
    let mut all = vec![("sorte", kind), ("vu", seen.as_str())];
    all.extend_from_slice(fields);
    actor
        .send("/pilotage/financement/lignes", &page, &all)
        .await
}

async fn declare(actor: &Actor<'_>) -> Answered {
    let page = actor.get(PLAN).await;
    let seen = value_of(&page.body, "vu");
    let path = "/pilotage/financement/plan/definitif";
    actor.send(path, &page, &[("vu", seen.as_str())]).await
}

const FOUND: [(&str, &str); 3] = [
    ("genre", "public"),
    ("libelle", "Collectivité territoriale"),
    ("ensemble", "55 554,60"),
];

#[tokio::test]
async fn a_plan_is_final_only_when_nothing_is_missing_and_is_then_closed() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let refused = declare(&ghislaine).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(plain(&refused.body).contains("55 554,60 € restent à trouver"));
    let added = add_line(&ghislaine, "ressource", &FOUND).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    let page = read(&ghislaine, PAGE).await;
    assert!(page.contains("coordinateur T."), "who changed it");
    // Opened before, sent after.
    let form = ghislaine
        .get("/pilotage/financement/lignes/nouvelle?sorte=ressource")
        .await;
    assert_eq!(declare(&ghislaine).await.status, StatusCode::SEE_OTHER);
    assert!(read(&ghislaine, PAGE).await.contains("Définitif"));
    let before = entries(&relay).await;
    let fields = [[("sorte", "ressource")].as_slice(), &FOUND].concat();
    let path = "/pilotage/financement/lignes";
    let closed = ghislaine.send(path, &form, &fields).await;
    assert_eq!(closed.location(), PLAN);
    assert_eq!(entries(&relay).await, before, "nothing was written");
    let reopened = ghislaine
        .post_from(PLAN, "/pilotage/financement/plan/rouvrir", &[])
        .await;
    assert_eq!(reopened.status, StatusCode::SEE_OTHER);
    assert!(read(&ghislaine, PAGE).await.contains("Brouillon"));
}

#[tokio::test]
async fn what_was_typed_comes_back_with_its_faults() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let before = entries(&relay).await;
    let fields = [
        ("genre", "etat"),
        ("libelle", "<b>Région</b>"),
        ("ensemble", "1.234"),
    ];
    let refused = add_line(&ghislaine, "ressource", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(value_of(&refused.body, "ensemble"), "1.234");
    assert!(refused.body.contains("Ce montant ne se lit pas"));
    assert!(!refused.body.contains("<b>Région"), "never as markup");
    assert_eq!(entries(&relay).await, before);
}

#[tokio::test]
async fn a_colleague_who_was_quicker_is_not_written_over() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let old = ghislaine.get("/pilotage/financement/lignes/etat").await;
    let seen = value_of(&old.body, "vu");
    add_line(&ghislaine, "ressource", &FOUND).await;
    let fields = [
        ("vu", seen.as_str()),
        ("genre", "etat"),
        ("libelle", "État"),
        ("ensemble", "50 %"),
    ];
    let path = "/pilotage/financement/lignes/etat";
    let late = ghislaine.send(path, &old, &fields).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("Quelqu’un vient de changer ce plan."));
    assert_eq!(value_of(&late.body, "ensemble"), "50 %");
    let page = read(&ghislaine, PAGE).await;
    assert!(page.contains("549 978,00 €"), "the rate stands");
}

const HEADER: &str = "piece;date;tiers;objet;ligne;ht;ttc;paye_le\n";

#[tokio::test]
async fn an_accounting_export_is_written_once_and_counted() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let csv = format!(
        "{HEADER}F-1;15/03/2016;Garage du Sud;Le bus;investissement;;162 997,00;30/03/2016\n\
         F-2;2026-10-02;Station;Carburant;fonctionnement;;1 000,00;2026-10-03\n"
    );
    let sent = ghislaine.post_from(SPENDING, FILE, &[("csv", &csv)]).await;
    assert_eq!(
        sent.location(),
        "/pilotage/financement/depenses?ecrites=2&connues=0"
    );
    let again = ghislaine.post_from(SPENDING, FILE, &[("csv", &csv)]).await;
    assert_eq!(
        again.location(),
        "/pilotage/financement/depenses?ecrites=0&connues=2"
    );
    let told = read(&ghislaine, again.location()).await;
    assert!(told.contains("2 lignes étaient déjà connues."), "{told}");
    let page = read(&ghislaine, PAGE).await;
    assert!(
        page.contains("163 997,00 €") && page.contains("50,0 %"),
        "{page}"
    );
    assert!(page.contains("Rien à diviser cette année-là."));
}

#[tokio::test]
async fn one_bad_line_and_nothing_of_the_file_is_written() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let before = entries(&relay).await;
    let csv = format!(
        "{HEADER}F-1;15/03/2016;Garage;Bus;investissement;;1 000;\nF-2;15/03/2016;Garage;Bus;nulle-part;;1.234;\n"
    );
    let refused = ghislaine.post_from(SPENDING, FILE, &[("csv", &csv)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["Ligne 3, ligne", "Ligne 3, ttc", "Une ligne est à revoir"] {
        assert!(refused.body.contains(said), "{said}");
    }
    assert!(refused.body.contains("F-2;15/03/2016"), "the text is kept");
    assert_eq!(entries(&relay).await, before);
}

const INVOICE: [(&str, &str); 6] = [
    ("piece", "F-9"),
    ("ligne", "investissement"),
    ("date", "2016-03-15"),
    ("tiers", "Garage du Sud"),
    ("objet", "Le bus"),
    ("ttc", "100 000"),
];

#[tokio::test]
async fn an_invoice_is_typed_paid_and_taken_away_with_its_trace() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let typed = ghislaine.post(SPENDING, &INVOICE).await;
    assert_eq!(typed.status, StatusCode::SEE_OTHER, "{}", typed.body);
    let twice = ghislaine.post(SPENDING, &INVOICE).await;
    assert!(twice.body.contains("Cette pièce est déjà enregistrée."));
    let mut link = relay.app.store.read().await.unwrap();
    let held = financement::depenses(&mut link).await.unwrap();
    drop(link);
    let id = held[0].id.as_str();
    let pay = format!("{SPENDING}/{id}/payer");
    let early = ghislaine
        .post_from(SPENDING, &pay, &[("paye_le", "2016-03-01")])
        .await;
    assert!(early.body.contains("Le paiement vient avant la facture."));
    ghislaine
        .post_from(SPENDING, &pay, &[("paye_le", "2016-03-30")])
        .await;
    assert!(read(&ghislaine, SPENDING).await.contains("30 mars 2016"));
    let used = "/pilotage/financement/lignes/investissement/retirer";
    let line = ghislaine
        .get("/pilotage/financement/lignes/investissement")
        .await;
    let seen = value_of(&line.body, "vu");
    let kept = ghislaine.send(used, &line, &[("vu", seen.as_str())]).await;
    assert!(kept.body.contains("Retirez-les d’abord"), "{}", kept.body);
    let away = format!("{SPENDING}/{id}/retirer");
    ghislaine.post_from(SPENDING, &away, &[]).await;
    assert!(
        read(&ghislaine, SPENDING)
            .await
            .contains("Aucune dépense pour l’instant")
    );
    let mut link = relay.app.store.read().await.unwrap();
    let trace = journal::about(&mut link, id).await.unwrap();
    assert_eq!(trace.len(), 3);
}

#[rstest]
#[case("avance", "164 993,41", "il reste 164 993,40 €")]
#[case("acompte", "439 982,41", "il reste 439 982,40 €")]
#[case("solde", "1", "il reste 0,00 €")]
#[tokio::test]
async fn a_claim_beyond_its_ceiling_is_refused_with_what_is_left(
    #[case] kind: &str,
    #[case] amount: &str,
    #[case] said: &str,
) {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let fields = [
        ("financeur", "etat"),
        ("nature", kind),
        ("date", "2016-01-15"),
        ("montant", amount),
    ];
    let refused = ghislaine.post(CLAIMS, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(plain(&refused.body).contains(said), "{}", refused.body);
    assert_eq!(value_of(&refused.body, "montant"), amount);
}

#[tokio::test]
async fn what_came_and_is_not_spent_remains_to_be_justified() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let fields = [
        ("financeur", "etat"),
        ("nature", "avance"),
        ("date", "2016-01-15"),
        ("montant", "100 000"),
    ];
    let asked = ghislaine.post(CLAIMS, &fields).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    let mut link = relay.app.store.read().await.unwrap();
    let id = financement::appels(&mut link).await.unwrap()[0]
        .id
        .to_string();
    drop(link);
    let came = format!("{CLAIMS}/{id}/recu");
    let early = [("recu_le", "2016-01-01"), ("recu", "100 000")];
    let refused = ghislaine.post_from(CLAIMS, &came, &early).await;
    assert!(
        refused
            .body
            .contains("Ce versement vient avant la demande.")
    );
    let fields = [("recu_le", "2016-02-01"), ("recu", "100 000")];
    ghislaine.post_from(CLAIMS, &came, &fields).await;
    let claims = read(&ghislaine, CLAIMS).await;
    assert!(
        claims.contains("100 000,00 € reçus le 1er février 2016"),
        "{claims}"
    );
    let paid = [INVOICE.as_slice(), &[("paye_le", "2016-03-30")]].concat();
    ghislaine.post(SPENDING, &paid).await;
    let page = read(&ghislaine, PAGE).await;
    assert!(
        page.contains("75 000,00 €") && page.contains("25 000,00 €"),
        "{page}"
    );
}

#[tokio::test]
async fn the_spreadsheet_holds_the_plan() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let file = ghislaine.get("/pilotage/financement/tableur").await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.header("content-type").contains("spreadsheetml"));
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"financement-2026-11-23.xlsx\""
    );
}
