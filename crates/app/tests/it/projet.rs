//! The project on its pages: the ten milestones, a change, equipment that alerts, a sending.

use axum::http::StatusCode;
use plus_domain::account::Role;
use plus_store::journal;

use crate::actors::{Actor, Relay, value_of};

const PAGE: &str = "/pilotage/projet";

async fn read(actor: &Actor<'_>, path: &str) -> String {
    let answer = actor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.body.replace('\u{a0}', " ")
}

#[tokio::test]
async fn the_milestones_of_the_source_project_are_shown_with_their_dates() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let page = read(&ghislaine, PAGE).await;
    for shown in [
        "10 sur 10",
        "Étude de faisabilité et appels d’offres",
        "mars 2016",
        "septembre 2016 à janvier 2017",
        "16 novembre 2016",
        "non publiée",
        "Chargé de mission",
        "Bus du relais",
        "Véhicule, depuis mars 2016",
        "Aucun envoi noté",
    ] {
        assert!(page.contains(shown), "{shown}\n{page}");
    }
}

#[tokio::test]
async fn a_milestone_is_changed_and_its_gap_and_cause_are_shown() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let path = "/pilotage/projet/jalons/bus-recu";
    let mut fields = vec![
        ("libelle", "Bus reçu"),
        ("phase", "Équipement"),
        ("prevu_du", "2016-02"),
        ("reel_du", "2016-03-10"),
        ("etat", "atteint"),
        ("cause", "Livraison par bateau"),
    ];
    let changed = ghislaine.post(path, &fields).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.body);
    let page = read(&ghislaine, PAGE).await;
    assert!(page.contains("10 jours après la date prévue"), "{page}");
    assert!(page.contains("Livraison par bateau"));
    fields[3] = ("reel_du", "hier");
    let refused = ghislaine.post(path, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(value_of(&refused.body, "reel_du"), Some("hier"));
    let away = format!("{path}/retirer");
    ghislaine.post_from(path, &away, &[]).await;
    assert!(read(&ghislaine, PAGE).await.contains("9 sur 9"));
    assert_eq!(ghislaine.get(path).await.status, StatusCode::NOT_FOUND);
    let mut link = relay.app.store.read().await.unwrap();
    let trace = journal::about(&mut link, "bus-recu").await.unwrap();
    assert_eq!(trace.len(), 2);
}

#[tokio::test]
async fn equipment_alerts_on_its_page_and_on_the_dashboard() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let bus = "/pilotage/projet/materiels/bus";
    let checks = "/pilotage/projet/materiels/bus/controles";
    for (what, due) in [("Vidange", "2026-12-01"), ("Assurance", "2026-11-20")] {
        let fields = [("nature", "entretien"), ("quoi", what), ("echeance", due)];
        let written = ghislaine.post_from(bus, checks, &fields).await;
        assert_eq!(written.status, StatusCode::SEE_OTHER, "{}", written.body);
    }
    let page = read(&ghislaine, PAGE).await;
    assert!(page.contains("dans 8 jours"), "{page}");
    assert!(page.contains("passé depuis 3 jours"));
    let dashboard = read(&ghislaine, "/pilotage").await;
    assert!(dashboard.contains("2 échéances du matériel"), "{dashboard}");
    let refused = ghislaine.post_from(bus, checks, &[("quoi", "Pneus")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(value_of(&refused.body, "quoi"), Some("Pneus"));
}

#[tokio::test]
async fn a_report_sent_says_to_whom_when_and_which_version() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let send = "/pilotage/projet/envois";
    let fields = [
        ("rapport", "Bilan semestriel 2026-S1"),
        ("version", "2"),
        ("destinataire", "Préfecture"),
        ("le", "2026-11-20"),
    ];
    let sent = ghislaine.post_from(PAGE, send, &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let page = read(&ghislaine, PAGE).await;
    assert!(
        page.contains("Version 2, à Préfecture, le 20 novembre 2026"),
        "{page}"
    );
    let future = [
        ("rapport", "Bilan"),
        ("version", "1"),
        ("destinataire", "x"),
        ("le", "2026-12-01"),
    ];
    let refused = ghislaine.post_from(PAGE, send, &future).await;
    assert!(refused.body.contains("Cette date est à venir."));
}

/// The tables of the ninth section of the report.
async fn numbers_of(actor: &Actor<'_>) -> String {
    let report = read(actor, "/pilotage/bilans/2026-S1/json").await;
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let sections = report["sections"].as_array().unwrap();
    let is_ninth = |s: &&serde_json::Value| s["title"].as_str().unwrap().starts_with("9.");
    sections.iter().find(is_ninth).unwrap()["tables"].to_string()
}

#[tokio::test]
async fn a_number_noted_for_each_month_feeds_its_indicator_and_the_report() {
    const NUMBERS: &str = "/pilotage/projet/mesures";
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let page = read(&ghislaine, NUMBERS).await;
    assert!(
        page.contains("Octobre 2026") || page.contains("octobre 2026"),
        "{page}"
    );
    let fields = [("mois", "2026-06"), ("etp", "cinq"), ("reclamations", "3")];
    let wrong = ghislaine.post_from(NUMBERS, NUMBERS, &fields).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("value=\"cinq\"") && wrong.body.contains("value=\"3\""));
    // A month not noted is not a zero: five of six say nothing.
    for month in 1..=5 {
        let month = format!("2026-{month:02}");
        let fields = [
            ("mois", month.as_str()),
            ("etp", "5,5"),
            ("reclamations", "3"),
        ];
        let kept = ghislaine.post_from(NUMBERS, NUMBERS, &fields).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
    }
    let ninth = numbers_of(&ghislaine).await;
    assert!(
        ninth.contains("Équivalents temps plein"),
        "a level is the last noted: {ninth}"
    );
    assert!(!ninth.contains("Réclamations"), "{ninth}");
    let fields = [
        ("mois", "2026-06"),
        ("etp", "6"),
        ("reclamations", "12"),
        ("emplois_crees", ""),
    ];
    ghislaine.post_from(NUMBERS, NUMBERS, &fields).await;
    let ninth = numbers_of(&ghislaine).await;
    assert!(ninth.contains("[\"Réclamations\",27]"), "{ninth}");
    let page = read(&ghislaine, "/pilotage/indicateurs?de=2026-01&a=2026-06").await;
    let line = page.split_once("<tr id=\"reclamations\">").unwrap().1;
    let line = line.split("</tr>").next().unwrap();
    assert!(line.contains("27"), "3 × 5 and 12: {line}");
}
