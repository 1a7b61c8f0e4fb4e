//! What people ask about what is kept of them (requirements P14 and P15): numbered, answered in
//! time, and what an answer does: a frozen dossier is in no export but the person's own.

use axum::http::StatusCode;
use plus_domain::account::Role;

use crate::{
    actors::{Actor, Answered, Relay},
    command::{json, plus},
    dossier::{SIGNED, acted, done, employed, opened},
    escalade,
};

const LIST: &str = "/agent/droits";
const NEW: &str = "/agent/droits/nouveau";
const DAY_MS: i64 = 86_400_000;
/// A relay open to the network in clear, its backups sealed, with a mail server.
const SETTINGS: &str = "listen = \"0.0.0.0:8000\"\n[backup]\nfolder = \"/var/backups\"\nrecipients = [\"age1x\"]\n\
                [courrier]\nserver = \"courrier.exemple.fr\"\nfrom = \"plus@exemple.fr\"\n\
                [web]\ndata_contact = \"mailto:dpo@exemple.fr\"\n";

/// Writes a case down; its address.
async fn asked(agent: &Actor<'_>, relay: &Relay, dossier: &str, droit: &str) -> String {
    let today = relay.app.today().to_string();
    let id = dossier.rsplit('/').next().unwrap_or_default();
    let fields = [
        ("droit", droit),
        ("voie", "accueil"),
        ("recu", today.as_str()),
        ("dossier", id),
    ];
    let done = agent.post_from(NEW, LIST, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    done.location().split('?').next().unwrap().to_owned()
}

/// What the coordination says of a case.
async fn says(who: &Actor<'_>, case: &str, verb: &str, fields: &[(&str, &str)]) -> Answered {
    let id = case.rsplit('/').next().unwrap();
    let to = format!("/pilotage/droits/{id}/{verb}");
    who.post_from(case, &to, fields).await
}

async fn accepted(who: &Actor<'_>, case: &str) {
    let done = says(who, case, "repondre", &[("reponse", "accepter")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
}

#[tokio::test]
async fn p15_a_case_has_a_number_a_last_day_and_one_answer() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let case = asked(&maryse, &relay, "", "rectification").await;
    // 23 November 2026: a month.
    let shown = maryse.get(&case).await.body.replace('\u{a0}', " ");
    assert!(shown.contains("<h1>D26-"), "{shown}");
    assert!(
        shown.contains("au plus tard le 23 décembre 2026"),
        "{shown}"
    );
    assert!(!shown.contains("Refuser"), "the team does not answer");
    let task = "à répondre dans les dix jours";
    assert!(!ghislaine.get("/pilotage").await.body.contains(task));
    relay.app.outside.advance(21 * DAY_MS);
    let ghislaine = relay.visitor();
    ghislaine.sign_in(Role::Coordinateur.code()).await;
    assert!(
        ghislaine.get("/pilotage").await.body.contains(task),
        "D − 9"
    );
    // A refusal has its reason; what was typed stays.
    let silent = says(&ghislaine, &case, "repondre", &[("reponse", "refuser")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.body.contains("Écrivez le motif"), "{}", silent.body);
    let long = [("motif", "Trois organismes à joindre")];
    let longer = says(&ghislaine, &case, "prolonger", &long).await;
    assert_eq!(longer.status, StatusCode::SEE_OTHER, "{}", longer.body);
    let shown = ghislaine.get(&case).await.body.replace('\u{a0}', " ");
    assert!(
        shown.contains("23 février 2027") && shown.contains("Trois organismes"),
        "{shown}"
    );
    let twice = says(&ghislaine, &case, "prolonger", &long).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    let why = [("reponse", "refuser"), ("motif", "Rien n’est gardé ici")];
    let refused = says(&ghislaine, &case, "repondre", &why).await;
    assert_eq!(refused.status, StatusCode::SEE_OTHER);
    let shown = ghislaine.get(&case).await.body;
    assert!(
        shown.contains("cnil.fr") && shown.contains("Rien n’est gardé ici"),
        "{shown}"
    );
    let again = says(&ghislaine, &case, "repondre", &[("reponse", "accepter")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(!ghislaine.get("/pilotage").await.body.contains(task));
}

#[tokio::test]
async fn a_case_is_seen_by_those_it_concerns() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let dossier = opened(&maryse, "Ursulet").await;
    let case = asked(&maryse, &relay, &dossier, "acces").await;
    relay.account("josiane", Role::Animatrice).await;
    let josiane = relay.visitor();
    josiane.sign_in("josiane").await;
    assert_eq!(josiane.get(&case).await.status, StatusCode::NOT_FOUND);
    let list = josiane.get(LIST).await.body;
    assert!(!list.contains("D26-"), "{list}");
    let from = format!("{NEW}?dossier={}", dossier.rsplit('/').next().unwrap());
    assert_eq!(josiane.get(&from).await.status, StatusCode::FORBIDDEN);
    // The coordination sees the case, and never the name.
    let ghislaine = relay.person(Role::Coordinateur).await;
    let seen = ghislaine.get(&case).await.body;
    assert!(seen.contains("animatrice T."), "who follows: {seen}");
    assert!(!seen.contains("Ursulet"), "{seen}");
    // The person's own package says it.
    let package = maryse.get(&format!("{dossier}/acces/json")).await.body;
    let package: serde_json::Value = serde_json::from_str(&package).unwrap();
    assert_eq!(package["rights"][0]["droit"], "acces");
}

#[tokio::test]
async fn what_cannot_be_a_case_is_told_and_stays_typed() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let fields = [
        ("droit", ""),
        ("voie", "ecrit"),
        ("recu", "2030-01-01"),
        ("detail", "mon NIR est 1 85 05 78 006 084 91"),
    ];
    let told = maryse.post_from(NEW, LIST, &fields).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in [
        "Choisissez ce que la personne demande",
        "Donnez le jour de la demande",
        "sans numéro personnel",
        "value=\"2030-01-01\"",
    ] {
        assert!(told.body.contains(said), "{said}: {}", told.body);
    }
}

/// Frozen: read by those who follow and by the person; written, used, carried and erased by
/// nobody, until the freeze is ended.
#[tokio::test]
async fn p15_a_frozen_dossier_is_in_no_export_but_the_persons_own() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let caf = relay.person(Role::Partenaire).await;
    let dossier = opened(&maryse, "Barnabélis").await;
    employed(&relay, &ghislaine, "animatrice", "agent").await;
    let sign = format!("{dossier}/mandats");
    let signed = maryse.post_from(&dossier, &sign, &SIGNED).await;
    let mandat = signed.location().split('?').next().unwrap().to_owned();
    let carried = escalade::sent(&maryse, &dossier).await;
    let thread = format!("/partenaire/escalades/{carried}");
    assert_eq!(caf.get(&thread).await.status, StatusCode::OK);

    let case = asked(&maryse, &relay, &dossier, "limitation").await;
    accepted(&ghislaine, &case).await;
    let page = maryse.get(&dossier).await.body;
    assert!(page.contains("gelé à la demande"), "{page}");
    assert!(
        !page.contains("action=\"/agent/dossiers/x/etapes"),
        "{page}"
    );
    let step = [("etape", "Écrire à la CGSS")];
    let write = maryse
        .post_from(&dossier, &format!("{dossier}/etapes"), &step)
        .await;
    assert_eq!(write.status, StatusCode::CONFLICT);
    let close = format!("{dossier}/clore");
    let close = maryse.post_from(&dossier, &close, &[]).await;
    assert_eq!(close.status, StatusCode::CONFLICT);
    let sign = maryse.post_from(&dossier, &sign, &SIGNED).await;
    assert_eq!(sign.status, StatusCode::CONFLICT);
    let act = acted(&maryse, &mandat, "rsa").await;
    assert!(act.contains("Le dossier est gelé"), "{act}");
    assert_eq!(caf.get(&thread).await.status, StatusCode::NOT_FOUND);
    let list = caf.get("/partenaire/escalades").await.body;
    assert!(!list.contains(&carried), "{list}");
    let own = format!("/agent/escalades/{carried}");
    let said = escalade::says(&maryse, &own, "repondre", "Le montant est 480 euros.").await;
    assert_eq!(said.status, StatusCode::CONFLICT);
    // P14's: the person still receives everything.
    let package = maryse.get(&format!("{dossier}/acces/json")).await;
    assert!(package.body.contains("Barnabélis"), "{}", package.body);
    // No clock erases it.
    relay.app.outside.advance(3 * 365 * DAY_MS);
    plus::dossier::sweep(&relay.app).await.unwrap();
    let again = relay.visitor();
    again.sign_in(Role::Animatrice.code()).await;
    assert_eq!(again.get(&dossier).await.status, StatusCode::OK);
    // Ended, it lives again, and its clock too.
    let ghislaine = relay.visitor();
    ghislaine.sign_in(Role::Coordinateur.code()).await;
    let lifted = says(&ghislaine, &case, "lever", &[]).await;
    assert_eq!(lifted.status, StatusCode::SEE_OTHER, "{}", lifted.body);
    done(&again, &dossier, "etapes", &step).await;
    relay.app.outside.advance(732 * DAY_MS);
    assert_eq!(plus::dossier::sweep(&relay.app).await.unwrap(), 1);
}

#[tokio::test]
async fn what_is_erased_on_demand_is_erased_with_its_answer() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    for droit in ["effacement", "opposition"] {
        let dossier = opened(&maryse, "Zelie").await;
        let case = asked(&maryse, &relay, &dossier, droit).await;
        assert_eq!(maryse.get(&dossier).await.status, StatusCode::OK);
        accepted(&ghislaine, &case).await;
        assert_eq!(maryse.get(&dossier).await.status, StatusCode::NOT_FOUND);
        let case = ghislaine.get(&case).await.body;
        assert!(case.contains("effacé"), "{droit}: {case}");
    }
}

/// A relay in a folder, and what it publishes.
async fn published() -> (
    tempfile::TempDir,
    String,
    plus_domain::territoire::Territoire,
) {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_str().unwrap().to_owned();
    let territory = format!(
        "{}/../../territoires/espace-sud",
        env!("CARGO_MANIFEST_DIR")
    );
    let options = plus_store::Options::folder(data.path());
    let store = plus_store::Store::open(&options).await.unwrap();
    let outside = plus::outside::Outside::machine();
    let read = plus::territory::read_folder(territory.as_ref()).unwrap();
    plus::territory::publish(&store, &outside, &read)
        .await
        .unwrap();
    store.close().await;
    (data, folder, read)
}

/// P1: the register says who answers for it, whom things go to, and what is not done here.
#[tokio::test(flavor = "multi_thread")]
async fn p1_the_register_is_made_from_what_is_configured() {
    let (data, folder, read) = published().await;
    let asked_register = ["rgpd", "register", "--data", &folder, "--format", "json"];
    let register = json(&plus(&asked_register, ""));
    let of = |made: &serde_json::Value, code: &str| {
        let all = made["traitements"].as_array().unwrap();
        all.iter().find(|t| t["code"] == code).unwrap().clone()
    };
    assert_eq!(register["responsable"], read.identity.carrier.as_str());
    let missing = register["a_completer"].to_string();
    assert!(missing.contains("web.data_contact"), "{missing}");
    assert_eq!(
        of(&register, "abonnements")["a_lieu"],
        false,
        "no mail server"
    );
    assert_eq!(of(&register, "rendez-vous")["a_lieu"], true);
    std::fs::write(data.path().join("plus.toml"), SETTINGS).unwrap();
    let register = json(&plus(&asked_register, ""));
    assert_eq!(register["delegue"], "mailto:dpo@exemple.fr");
    let letters = of(&register, "abonnements");
    assert_eq!(letters["a_lieu"], true);
    assert!(
        letters["ici"].to_string().contains("courrier.exemple.fr"),
        "{letters}"
    );
    let sealed = of(&register, "effacements")["ici"].to_string();
    assert!(sealed.contains("chiffrées"), "{sealed}");
}

/// P21: the assessment looks at what runs here, and says what is not in place.
#[tokio::test]
async fn p21_the_impact_assessment_looks_at_what_runs() {
    let (data, folder, _) = published().await;
    let asked = ["rgpd", "dpia", "--data", &folder, "--format", "json"];
    let made = json(&plus(&asked, ""));
    let todo: Vec<&str> = made["a_faire"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|code| code.as_str())
        .collect();
    assert!(todo.contains(&"sauvegardes-chiffrees"), "{todo:?}");
    assert!(todo.contains(&"sauvegardes-verifiees"), "{todo:?}");
    assert!(
        !todo.contains(&"journal") && !todo.contains(&"https"),
        "{todo:?}"
    );
    // The same folder, its backups sealed each night.
    let settings = data.path().join("plus.toml");
    std::fs::write(&settings, SETTINGS).unwrap();
    let made = json(&plus(&asked, ""));
    let todo = made["a_faire"].to_string();
    assert!(!todo.contains("sauvegardes-chiffrees"), "{todo}");
    assert!(
        todo.contains("https"),
        "open to the network in clear: {todo}"
    );
    let told = plus(&["rgpd", "dpia", "--data", &folder], "");
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(
        told.contains("[NON]") && told.contains("Ce qui reste"),
        "{told}"
    );
}

/// P1, P21: on screen, for the coordination alone, with what is configured here.
#[tokio::test]
async fn p1_the_coordination_reads_what_is_done_with_data_here() {
    let relay = Relay::open().await;
    let (maryse, ghislaine) = (
        relay.person(Role::Animatrice).await,
        relay.person(Role::Coordinateur).await,
    );
    let list = ghislaine.get("/agent/droits").await.body;
    assert!(list.contains("/pilotage/traitements"), "{list}");
    let list = maryse.get("/agent/droits").await.body;
    assert!(!list.contains("/pilotage/traitements"), "{list}");
    for path in ["/pilotage/traitements", "/pilotage/traitements/analyse"] {
        assert_eq!(maryse.get(path).await.status, StatusCode::FORBIDDEN);
    }
    let register = ghislaine.get("/pilotage/traitements").await.body;
    for said in [
        "N’a pas lieu ici",
        "À compléter",
        "aucune passerelle",
        "0 mandats au registre",
    ] {
        assert!(register.contains(said), "{said}: {register}");
    }
    let analyse = ghislaine.get("/pilotage/traitements/analyse").await.body;
    assert!(analyse.contains("aucune sauvegarde de nuit"), "{analyse}");
}
