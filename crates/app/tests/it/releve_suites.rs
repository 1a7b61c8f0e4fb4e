//! What a statement says of rendez-vous and of demandes handed to the partner (requirement T3):
//! recounted, the same in each file, under the threshold, and never moved by an amendment.

use jiff::civil::{Date, date, time};
use plus_domain::{
    account::Role,
    escalade::{Escalade, EscaladeState, Motif},
    event::Event,
    rendez_vous::{RendezVous, RendezVousState},
    statement::{Cell, Statement},
};
use plus_store::statement;

use crate::{
    actors::{Actor, Relay},
    rendez_vous::plain,
};

const DAY_MS: i64 = 86_400_000;

fn taken(n: i64, state: RendezVousState, demarche: Option<&str>, day: Date) -> Event {
    Event::RendezVousSet(RendezVous {
        id: format!("rdv-{n}").as_str().into(),
        permanence: "p".into(),
        date: day,
        start: time(9, 0, 0, 0),
        minutes: 30,
        theme: None,
        demarche: demarche.map(Into::into),
        state,
        sequence: 0,
        sealed: String::new(),
        since: n,
        author: None,
        at: n,
    })
}

/// Handed over at noon of a day of October, answered so many days later.
fn handed(n: i64, partner: &str, days: Option<i64>) -> Event {
    let noon = date(2026, 10, 6).at(16, 0, 0, 0);
    let opened_at = jiff::tz::TimeZone::UTC
        .to_timestamp(noon)
        .unwrap()
        .as_millisecond();
    Event::EscaladeSet(Escalade {
        id: format!("esc-{partner}-{n}").as_str().into(),
        dossier: "d".into(),
        partner: partner.into(),
        demarche: None,
        motif: Motif::Delai,
        state: EscaladeState::ChezPartenaire,
        due: date(2026, 10, 20),
        sealed: String::new(),
        opened_at,
        answered_at: days.map(|days| opened_at + days * DAY_MS),
        author: "maryse".into(),
        at: opened_at,
    })
}

async fn write(relay: &Relay, facts: &[Event]) {
    let mut tx = relay.app.store.begin().await.unwrap();
    relay.app.outside.record(&mut tx, facts).await.unwrap();
    tx.commit().await.unwrap();
}

async fn freeze(relay: &Relay, chief: &Actor<'_>) -> Statement {
    let wanted = [("mois", "2026-10"), ("partenaire", "caf")];
    let done = chief.post("/pilotage/releves", &wanted).await;
    assert!(done.status.is_redirection(), "{}", done.body);
    let mut link = relay.app.store.read().await.unwrap();
    let all = statement::list(&mut link, None).await.unwrap();
    all.last().unwrap().statement().unwrap()
}

#[tokio::test]
async fn t3_rendez_vous_and_answers_of_the_month_are_told_once_and_truly() {
    use RendezVousState::{Annule, Honore, Manque};
    let relay = Relay::open().await;
    let chief = relay.person(Role::Coordinateur).await;
    let day = date(2026, 10, 13);
    let mut facts: Vec<Event> = (0..9).map(|n| taken(n, Honore, Some("rsa"), day)).collect();
    facts.extend((10..16).map(|n| taken(n, Manque, Some("rsa"), day)));
    // Given up, of another partner, of no démarche, of another month.
    facts.push(taken(20, Annule, Some("rsa"), day));
    facts.push(taken(21, Honore, Some("carte-vitale"), day));
    facts.push(taken(22, Honore, None, day));
    facts.push(taken(23, Honore, Some("rsa"), date(2026, 11, 2)));
    let days = [(1, 3), (2, 5), (3, 8), (4, 13), (5, 21)];
    facts.extend(days.map(|(n, days)| handed(n, "caf", Some(days))));
    facts.extend((10..12).map(|n| handed(n, "caf", None)));
    facts.push(handed(1, "cgss", Some(1)));
    write(&relay, &facts).await;
    let frozen = freeze(&relay, &chief).await;
    let suites = frozen.suites.clone().expect("told");
    assert_eq!(suites.rendez_vous, Cell::Shown(15));
    assert_eq!(suites.honores, Cell::Shown(9));
    assert_eq!(suites.escalades, Cell::Shown(7));
    assert_eq!(suites.repondues, Cell::Masked, "two are left");
    assert_eq!(suites.median_days, None);

    let page = plain(
        &chief
            .get(&format!("/pilotage/releves/{}", frozen.number))
            .await
            .body,
    );
    assert!(
        page.contains("Rendez-vous : 15.") && page.contains("Honorés : 9"),
        "{page}"
    );
    assert!(page.contains("Demandes confiées : 7."), "{page}");
    let csv = format!("/pilotage/releves/{}/csv", frozen.number);
    let csv = plain(&chief.get(&csv).await.body);
    assert!(csv.contains("Rendez-vous honorés"), "{csv}");
}
