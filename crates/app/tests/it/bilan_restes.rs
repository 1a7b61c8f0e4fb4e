//! The report beside the statements (requirement A4): a partner that holds both takes one away
//! from the other, and finds no few people.

use axum::http::StatusCode;
use jiff::civil::{Date, date};
use plus::outside::Outside;
use plus_domain::{account::Role, event::Event, visite::Visite};
use serde_json::Value;

use crate::actors::{Actor, MORNING, Relay};

const REPORT: &str = "/pilotage/bilans/2026-S2/json";

/// Anonymous visites of a day, of one demande to one partner each.
fn visites(day: Date, partner: &str, many: usize) -> Vec<Event> {
    let made = crate::import::past(7, many).into_iter().enumerate();
    let made = made.map(|(at, visite)| {
        let id = format!("{day}-{partner}-{at}");
        let mut demande = visite.demandes[0].clone();
        demande.id = format!("d-{id}").as_str().into();
        demande.partner = partner.into();
        Event::VisiteRecorded(Visite {
            id: id.as_str().into(),
            date: day,
            person: None,
            permanence: None,
            demandes: vec![demande],
            ..visite
        })
    });
    made.collect()
}

async fn write(relay: &Relay, facts: &[Event], seed: u64) {
    let mut tx = relay.app.store.begin().await.unwrap();
    let outside = Outside::fixed(MORNING + i64::try_from(seed).unwrap(), seed);
    outside.record(&mut tx, facts).await.unwrap();
    tx.commit().await.unwrap();
}

async fn freeze(chief: &Actor<'_>, partner: &str, month: &str) {
    let wanted = [("mois", month), ("partenaire", partner)];
    let done = chief.post("/pilotage/releves", &wanted).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
}

/// The figure of a line of a table, by their names.
async fn told(chief: &Actor<'_>, table: &str, line: &str) -> Value {
    let report: Value = serde_json::from_str(&chief.get(REPORT).await.body).unwrap();
    let sections = report["sections"].as_array().unwrap().iter();
    let mut tables = sections.flat_map(|s| s["tables"].as_array().unwrap());
    let found = tables.find(|t| t["title"] == table).expect("a table");
    let mut rows = found["rows"].as_array().unwrap().iter();
    let row = rows.find(|row| row[0] == line);
    row.map_or(Value::Null, |row| row[1].clone())
}

const MONTHS: &str = "Les visites, par mois";
const PARTNERS: &str = "Les demandes, par partenaire";

/// In July all but three people came for one partner.
#[tokio::test]
async fn a4_a_month_less_what_a_partner_knows_of_it_is_not_three_people() {
    let relay = Relay::open().await;
    let chief = relay.person(Role::Coordinateur).await;
    for (seed, (day, caf, others)) in [
        (date(2026, 7, 6), 60, 3),
        (date(2026, 8, 3), 40, 30),
        (date(2026, 9, 7), 35, 25),
    ]
    .into_iter()
    .enumerate()
    {
        let all = [visites(day, "caf", caf), visites(day, "cgss", others)].concat();
        write(&relay, &all, seed as u64).await;
    }
    assert_eq!(
        told(&chief, MONTHS, "juillet 2026").await,
        63,
        "nobody knows better"
    );
    for month in ["2026-07", "2026-08", "2026-09"] {
        freeze(&chief, "caf", month).await;
    }
    let july = told(&chief, MONTHS, "juillet 2026").await;
    assert!(july["hidden"].is_string(), "63 − 60 = 3: {july}");
    let months = ["août 2026", "septembre 2026"];
    let mut hidden = 0;
    for month in months {
        hidden += usize::from(told(&chief, MONTHS, month).await["hidden"].is_string());
    }
    assert_eq!(
        hidden, 1,
        "one more, so that the whole does not give July back"
    );
}

/// One demande that came after its month was frozen.
#[tokio::test]
async fn a4_a_half_year_less_its_months_is_not_what_came_late() {
    let relay = Relay::open().await;
    let chief = relay.person(Role::Coordinateur).await;
    let day = date(2026, 7, 6);
    for (seed, partner) in ["caf", "cgss", "france-travail", "impots"]
        .into_iter()
        .enumerate()
    {
        write(&relay, &visites(day, partner, 40), seed as u64).await;
    }
    let name = relay
        .app
        .territory()
        .partner(&"caf".into())
        .unwrap()
        .name_on(day)
        .to_owned();
    freeze(&chief, "caf", "2026-07").await;
    assert_eq!(
        told(&chief, PARTNERS, &name).await,
        40,
        "what its statement says"
    );
    write(&relay, &visites(date(2026, 7, 7), "caf", 1), 9).await;
    let late = told(&chief, PARTNERS, &name).await;
    assert_eq!(late, Value::Null, "41 − 40 = 1: told with others");
    let together = told(&chief, PARTNERS, "Autres partenaires, ensemble").await;
    assert!(together.as_u64().is_some_and(|n| n >= 81), "{together}");
}
