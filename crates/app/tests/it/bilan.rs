//! The half-yearly report: twelve sections that write themselves, the two texts of the
//! coordinator, the same figures in every format, and nothing that betrays a person.

use axum::http::StatusCode;
use plus_domain::account::Role;

use crate::actors::Relay;

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
