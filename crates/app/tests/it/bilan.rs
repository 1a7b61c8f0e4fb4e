//! The half-yearly report: twelve sections that write themselves, the two texts of the
//! coordinator, the same figures in every format, and nothing that betrays a person.

use std::{
    io::{Cursor, Read},
    path::Path,
};

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use plus::{
    demo::{self, Setting},
    outside::Outside,
    territory::geo,
};
use plus_domain::account::Role;
use serde_json::Value;

use crate::{
    actors::{Actor, MORNING, Relay},
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
    for format in ["pdf", "odt", "docx", "xlsx", "json"] {
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

/// The published record of 2016 and 2017.
pub async fn recorded() -> Relay {
    let relay = Relay::open().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../territoires/espace-sud");
    let kept = tempfile::tempdir().unwrap();
    geo::keep(&folder, kept.path()).unwrap();
    relay.app.set_geo(geo::kept(kept.path()).unwrap());
    let territory = relay.app.territory();
    let crew = ["a1".into(), "a2".into()];
    let past = demo::record_2017(&Setting {
        territory: &territory,
        crew: &crew,
        today: demo::RECORD_LAST_DAY,
        seed: 2017,
    });
    for batch in past.chunks(2_000) {
        let mut tx = relay.app.store.begin().await.unwrap();
        let outside = Outside::fixed(MORNING, 5);
        outside.record(&mut tx, batch).await.unwrap();
        tx.commit().await.unwrap();
    }
    relay
}

pub const PUBLISHED: &str = "/pilotage/bilans/2017-S1";

async fn bytes_of(actor: &Actor<'_>, format: &str) -> Vec<u8> {
    let asked = Request::get(format!("{PUBLISHED}/{format}"));
    actor.bytes(asked.body(Body::empty()).unwrap()).await
}

/// The text of a file of a package, its tags left out.
fn packed(bytes: &[u8], name: &str) -> String {
    let mut pack = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    let mut found = pack.by_name(name).unwrap();
    found.read_to_string(&mut text).unwrap();
    let parts = text.split('<').filter_map(|part| part.split_once('>'));
    let words: Vec<&str> = parts.map(|(_, word)| word).collect();
    words.join("|")
}

fn tables(report: &Value) -> Vec<&Value> {
    let sections = report["sections"].as_array().unwrap().iter();
    sections
        .flat_map(|s| s["tables"].as_array().unwrap())
        .collect()
}

fn table<'a>(report: &'a Value, title: &str) -> &'a Value {
    let all = tables(report);
    let found = all.into_iter().find(|t| t["title"] == title);
    found.unwrap_or_else(|| panic!("« {title} » is in no table"))
}

fn line<'a>(table: &'a Value, first: &str) -> &'a Value {
    let mut rows = table["rows"].as_array().unwrap().iter();
    rows.find(|row| row[0] == first)
        .unwrap_or_else(|| panic!("« {first} »: {table}"))
}

/// The figures that were published, to the unit and to the cent, and the nineteen commitments.
#[tokio::test]
async fn the_report_of_2017_says_what_was_published() {
    let relay = recorded().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let json = bytes_of(&coordinator, "json").await;
    let report: Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(report["sections"].as_array().unwrap().len(), 13);
    let people = table(&report, "Personnes accompagnées pour la première fois");
    for (who, count) in [("En 2016", 436), ("En 2017", 325), ("Depuis le début", 761)] {
        assert_eq!(line(people, who)[1], count, "{who}");
    }
    let money = table(&report, "Financement");
    let cents = |text: i64| serde_json::json!({ "cents": text });
    let rows = money["rows"].as_array().unwrap();
    for (label, amount) in [
        ("Total des dépenses", 73_330_400),
        ("Total des ressources", 73_330_400),
        ("Ressource à trouver", 5_555_460),
    ] {
        let found = rows.iter().find(|row| row[1] == label);
        let found = found.unwrap_or_else(|| panic!("{label}: {money}"));
        assert!(
            found.as_array().unwrap().contains(&cents(amount)),
            "{label}: {found}"
        );
    }
    let axes = tables(&report);
    let axes = axes.iter().filter(|t| t["columns"][0] == "Engagement");
    let lines: Vec<&Value> = axes.flat_map(|t| t["rows"].as_array().unwrap()).collect();
    assert_eq!(lines.len(), 19, "T13");
    for (rank, line) in lines.iter().enumerate() {
        let [said, shown, state] = [0, 1, 2].map(|at| line[at].as_str().unwrap());
        assert!(said.starts_with(&format!("{}. ", rank + 1)), "{said}");
        let expected = if shown.is_empty() {
            "à dire par la coordination"
        } else {
            "montré"
        };
        assert_eq!(state, expected, "{said}");
    }
    // Nobody waited in a queue that PLUS counted, and nobody said how one complains.
    for silent in [8, 14, 15] {
        assert_eq!(lines[silent][1], "", "{}", lines[silent]);
    }
    assert!(
        lines[0][1]
            .as_str()
            .unwrap()
            .contains("Demi-journées annoncées"),
        "{}",
        lines[0]
    );
}

/// What the JSON says, every other format says.
#[tokio::test]
async fn every_table_of_the_report_is_in_every_format_with_its_drawing() {
    let relay = recorded().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let json = bytes_of(&coordinator, "json").await;
    let report: Value = serde_json::from_slice(&json).unwrap();
    let odt = bytes_of(&coordinator, "odt").await;
    let docx = bytes_of(&coordinator, "docx").await;
    let page = coordinator.get(PUBLISHED).await.body;
    let texts = [
        packed(&odt, "content.xml"),
        packed(&docx, "word/document.xml"),
        page.clone(),
    ];
    let drawn: Vec<&Value> = tables(&report)
        .into_iter()
        .filter(|t| !t["drawing"].is_null())
        .collect();
    assert!(drawn.len() >= 5, "{drawn:?}");
    for title in ["Les visites, par mois", "Les demandes, par partenaire"] {
        assert!(drawn.iter().any(|t| t["title"] == title), "{title}");
    }
    for text in &texts {
        for table in tables(&report) {
            let title = table["title"].as_str().unwrap();
            assert!(text.contains(title), "{title}");
        }
    }
    for (file, folder) in [(&odt, "Pictures"), (&docx, "word/media")] {
        let pack = zip::ZipArchive::new(Cursor::new(file)).unwrap();
        let images = pack
            .file_names()
            .filter(|name| name.as_ref().unwrap().starts_with(folder));
        assert_eq!(images.count(), drawn.len(), "{folder}");
    }
    assert!(page.contains("<svg"), "drawn on the page too");
    // A sum of months is the whole, when none is masked: no drawing shows what a table hides.
    let months = table(&report, "Les visites, par mois");
    let rows = months["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 7);
    for (row, said) in rows
        .iter()
        .filter_map(|row| Some((row, row[1]["hidden"].as_str()?)))
    {
        let alt = months["drawing"].as_str().unwrap();
        let named = format!("{} : {said}", row[0].as_str().unwrap());
        assert!(alt.contains(&named), "{alt}");
    }
}

/// Each version of what the coordinator says stays, on the page of its half-year.
#[tokio::test]
async fn every_version_of_a_text_is_read_again() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    for text in ["La route était coupée.", "La route est ouverte."] {
        let said = [("charte", text), ("difficultes", "")];
        let done = coordinator.post_from(HERE, HERE, &said).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    }
    let page = coordinator.get(HERE).await.body;
    assert!(page.contains("2 versions"), "{page}");
    assert!(page.contains("<p>La route était coupée.</p>"), "{page}");
    let other = coordinator.get("/pilotage/bilans/2026-S1").await.body;
    assert!(!other.contains("La route"), "{other}");
    let json = coordinator.get(&format!("{HERE}/json")).await.body;
    assert!(json.contains("La route est ouverte."), "{json}");
    assert!(!json.contains("La route était coupée."), "{json}");
}
