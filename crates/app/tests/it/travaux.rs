//! Long work: asked for on screen, done beside the pages, stopped, taken again.

use axum::http::StatusCode;
use plus::{
    job::{
        self, Task,
        task::{Croisement, RapportMensuel},
    },
    web::state::App,
};
use plus_domain::{account::Role, event::Event};
use plus_store::job::{Job, LEASE_MS, State};
use tokio::sync::watch;

use crate::actors::{MORNING, Relay};

const LIST: &str = "/pilotage/travaux";

/// Lets a worker run until no job waits, then stops it.
pub async fn work(app: &App) {
    let (stop, stopping) = watch::channel(false);
    let worker = tokio::spawn(job::work(app.clone(), stopping));
    while jobs(app).await.iter().any(|j| j.state == State::Waiting) {
        tokio::task::yield_now().await;
    }
    stop.send_replace(true);
    worker.await.unwrap();
}

async fn jobs(app: &App) -> Vec<Job> {
    let mut link = app.store.read().await.unwrap();
    plus_store::job::latest(&mut link, 10).await.unwrap()
}

async fn october(relay: &Relay) -> String {
    let task = Task::RapportMensuel(RapportMensuel {
        month: "2026-10".parse().unwrap(),
    });
    task.ask(&relay.app, &"maryse".into()).await.unwrap()
}

#[tokio::test]
async fn all_statements_of_a_month_are_issued_beside_the_pages() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let asked = coordinator
        .post("/pilotage/releves", &[("mois", "2026-10")])
        .await;
    assert!(asked.location().starts_with(LIST), "{}", asked.location());
    let waiting = coordinator.get(asked.location()).await;
    assert_eq!(waiting.header("refresh"), "5");
    assert!(waiting.body.contains("<progress") && waiting.body.contains("coordinateur T."));
    work(&relay.app).await;
    let done = coordinator.get(asked.location()).await;
    assert_eq!(done.header("refresh"), "", "a page that is done stays");
    assert!(done.body.contains("2026-10-caf"), "{}", done.body);
    assert!(coordinator.get(LIST).await.body.contains("Terminé"));
}

#[tokio::test]
async fn the_page_of_work_that_runs_can_be_kept_still() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let id = october(&relay).await;
    let still = coordinator.get(&format!("{LIST}/{id}?fige=1")).await;
    assert_eq!(
        (still.status, still.header("refresh")),
        (StatusCode::OK, "")
    );
}

#[tokio::test]
async fn work_stopped_before_it_begins_does_nothing() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let id = october(&relay).await;
    let page = format!("{LIST}/{id}");
    coordinator
        .post_from(&page, &format!("{page}/arreter"), &[])
        .await;
    assert!(coordinator.get(&page).await.body.contains("Arrêt demandé"));
    work(&relay.app).await;
    assert_eq!(jobs(&relay.app).await[0].state, State::Cancelled);
    let mut link = relay.app.store.read().await.unwrap();
    let issued = plus_store::statement::list(&mut link, None).await.unwrap();
    assert!(issued.is_empty());
}

#[tokio::test]
async fn work_left_by_a_kill_is_taken_again_and_changes_nothing_twice() {
    let relay = Relay::open().await;
    let id = october(&relay).await;
    // A worker took it, issued one statement, and was killed.
    let taken = plus_store::job::take(&relay.app.store, MORNING)
        .await
        .unwrap();
    assert_eq!(taken.unwrap().id, id);
    relay.app.outside.advance(LEASE_MS + 1);
    work(&relay.app).await;
    assert_eq!(
        (
            jobs(&relay.app).await[0].state,
            jobs(&relay.app).await[0].attempts
        ),
        (State::Done, 2)
    );
    let issued = || async {
        let mut link = relay.app.store.read().await.unwrap();
        let all = plus_store::statement::list(&mut link, None).await.unwrap();
        all.len()
    };
    let first = issued().await;
    assert!(first > 5);
    october(&relay).await;
    work(&relay.app).await;
    assert_eq!(issued().await, first, "issuing twice is issuing once");
}

#[tokio::test]
async fn a_job_nobody_knows_is_tried_again_then_given_up() {
    let relay = Relay::open().await;
    let mut tx = relay.app.store.begin().await.unwrap();
    plus_store::job::ask(&mut tx, "j", "inconnu", "{}", "maryse", MORNING)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let (stop, stopping) = watch::channel(false);
    let worker = tokio::spawn(job::work(relay.app.clone(), stopping));
    while jobs(&relay.app).await[0].state == State::Waiting {
        relay.app.outside.advance(LEASE_MS);
        relay.app.jobs.notify_one();
        tokio::task::yield_now().await;
    }
    stop.send_replace(true);
    worker.await.unwrap();
    let coordinator = relay.person(Role::Coordinateur).await;
    let page = coordinator.get("/pilotage/travaux/j").await;
    assert!(
        page.body.contains("après plusieurs essais"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn a_worker_asked_to_stop_gives_its_job_back_at_once() {
    let relay = Relay::open().await;
    let id = october(&relay).await;
    let (stop, stopping) = watch::channel(false);
    let worker = tokio::spawn(job::work(relay.app.clone(), stopping));
    while jobs(&relay.app).await[0].attempts == 0 {
        tokio::task::yield_now().await;
    }
    stop.send_replace(true);
    worker.await.unwrap();
    let left = &jobs(&relay.app).await[0];
    let given_back = left.state == State::Waiting && left.attempts == 0;
    assert!(given_back || left.state == State::Done, "{left:?}");
    work(&relay.app).await;
    assert_eq!(jobs(&relay.app).await[0].id, id);
    assert_eq!(jobs(&relay.app).await[0].state, State::Done);
}

#[tokio::test]
async fn a_crossing_made_as_a_long_work_is_the_one_made_at_once() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let events: Vec<Event> = crate::import::past(11, 300)
        .into_iter()
        .map(Event::VisiteRecorded)
        .collect();
    let mut tx = relay.app.store.begin().await.unwrap();
    relay.app.outside.record(&mut tx, &events).await.unwrap();
    tx.commit().await.unwrap();
    let query = "de=2025-01&a=2026-11&lignes=commune&colonnes=partenaire";
    let at_once = coordinator
        .get(&format!("/pilotage/croisement?{query}"))
        .await;
    let task = Task::Croisement(Croisement {
        from: jiff::civil::date(2025, 1, 1),
        to: jiff::civil::date(2026, 11, 30),
        scope: ("all".into(), String::new()),
        rows: "commune".into(),
        columns: "partenaire".into(),
    });
    let id = task.ask(&relay.app, &"maryse".into()).await.unwrap();
    work(&relay.app).await;
    let made = coordinator.get(&format!("/pilotage/croisement/{id}")).await;
    let table = |page: &str| {
        page.split("<tbody>")
            .nth(1)
            .unwrap()
            .split("</table>")
            .next()
            .unwrap()
            .to_owned()
    };
    assert_eq!(table(&at_once.body), table(&made.body));
    assert!(at_once.body.contains("scope=\"row\"") && at_once.body.contains("scope=\"col\""));
    let demandes: usize = events
        .iter()
        .map(|e| match e {
            Event::VisiteRecorded(v) => v.demandes.len(),
            _ => 0,
        })
        .sum();
    let total = format!("<strong>{demandes}</strong></td></tr></tfoot>");
    assert!(
        at_once.body.contains(&total),
        "{demandes} in {}",
        at_once.body
    );
    let file = coordinator
        .get(&format!("/pilotage/croisement/{id}/fichier/xlsx"))
        .await;
    assert_eq!(file.status, StatusCode::OK);
}

#[tokio::test]
async fn crossing_a_breakdown_with_itself_is_told() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let page = coordinator
        .get("/pilotage/croisement?lignes=age&colonnes=age")
        .await;
    assert!(page.body.contains("deux répartitions différentes"));
}
