//! The half-yearly report: twelve sections that write themselves, the two texts of the
//! coordinator, the same figures in every format, and nothing that betrays a person.

use axum::http::StatusCode;
use plus_domain::account::Role;

use crate::{
    actors::Relay,
    visite::{morning, record},
};

const HERE: &str = "/pilotage/bilans/2026-S2";

#[tokio::test]
async fn a_report_has_its_twelve_sections_and_says_what_is_missing() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let list = coordinator.get("/pilotage/bilans").await.body;
    assert!(list.contains("second semestre 2026"), "{list}");
    let page = coordinator.get(HERE).await.body;
    for (number, title) in [
        (1, "Identité du projet"),
        (4, "Activité"),
        (10, "État financier"),
        (12, "Perspectives"),
    ] {
        assert!(
            page.contains(&format!("{number}. {title}")),
            "{title}: {page}"
        );
    }
    assert!(page.contains("Rien n’a encore été écrit ici."), "{page}");
    assert!(page.contains("Ce semestre n’est pas fini"), "{page}");
    let over = coordinator.get("/pilotage/bilans/2026-S1").await.body;
    assert!(!over.contains("Ce semestre n’est pas fini"), "{over}");
    let nothing = coordinator.get("/pilotage/bilans/2026-S3").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_the_coordinator_says_is_in_the_page_and_in_the_files() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let said = [
        ("difficultes", "La route du Vauclin était coupée."),
        ("perspectives", "Huit bornes de plus."),
    ];
    let done = coordinator.post_from(HERE, HERE, &said).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = coordinator.get(done.location()).await.body;
    assert!(page.contains("<p>Huit bornes de plus.</p>"), "{page}");
    let json = coordinator.get(&format!("{HERE}/json")).await;
    assert!(json.body.contains("La route du Vauclin"), "{}", json.body);
    let pdf = coordinator.get(&format!("{HERE}/pdf")).await;
    assert!(pdf.body.starts_with("%PDF"), "{}", pdf.body);
    let workbook = coordinator.get(&format!("{HERE}/xlsx")).await;
    assert_eq!(workbook.status, StatusCode::OK);
    let long = "a".repeat(6_001);
    let refused = coordinator
        .post_from(HERE, HERE, &[("difficultes", long.as_str())])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains(&long), "what was typed stays");
}

#[tokio::test]
async fn the_same_report_is_the_same_bytes() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    for format in ["pdf", "odt", "xlsx", "json"] {
        let file = format!("{HERE}/{format}");
        let (first, again) = (coordinator.get(&file).await, coordinator.get(&file).await);
        assert_eq!(first.status, StatusCode::OK, "{format}: {}", first.body);
        assert_eq!(first.body, again.body, "{format}");
    }
    let unknown = coordinator.get(&format!("{HERE}/doc")).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

/// A1: three accompaniments, of three people, are in no number of the report.
#[tokio::test]
async fn a1_few_people_are_in_no_number_of_the_report() {
    let relay = Relay::open().await;
    morning(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    for _ in 0..3 {
        record(&agent, "caf", "rsa", "fait").await;
    }
    let coordinator = relay.person(Role::Coordinateur).await;
    let json = coordinator.get(&format!("{HERE}/json")).await.body;
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    let text = report.to_string();
    assert!(text.contains("masqué"), "{text}");
    for name in [
        "Visites",
        "Demandes",
        "Personnes",
        "Usagers accompagnés",
        "Ensemble",
    ] {
        let told = lines(&report)
            .into_iter()
            .filter(|line| line.iter().any(|cell| cell == name));
        for line in told {
            assert!(!line.iter().any(|cell| cell == "3"), "{line:?}");
        }
    }
}

/// Every line of every table, as texts.
fn lines(report: &serde_json::Value) -> Vec<Vec<String>> {
    match report {
        serde_json::Value::Array(all)
            if all.iter().all(|cell| !cell.is_array() && !cell.is_object()) =>
        {
            let cells = all.iter().map(|cell| {
                cell.as_str()
                    .map_or_else(|| cell.to_string(), str::to_owned)
            });
            vec![cells.collect()]
        }
        serde_json::Value::Array(all) => all.iter().flat_map(lines).collect(),
        serde_json::Value::Object(fields) => fields.values().flat_map(lines).collect(),
        _ => Vec::new(),
    }
}
