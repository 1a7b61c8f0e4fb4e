//! The tour: what the planner must know is said, a plan is looked for, changed by a hand,
//! published; what cannot be done is said with names.

use axum::http::StatusCode;
use plus_domain::{
    account::Role, period::Month, permanence::PermanenceState, tournee::TourneeState,
};
use plus_store::{permanence, tournee};

use crate::{
    actors::{Actor, Relay},
    travaux::work,
};

const PLANS: &str = "/pilotage/tournees";
const TEAM: &str = "/pilotage/equipe";
/// The clock of the tests stands in November 2026.
const MONTH: &str = "2026-12";

async fn plans(relay: &Relay) -> Vec<plus_domain::tournee::Tournee> {
    let mut link = relay.app.store.read().await.unwrap();
    tournee::list(&mut link).await.unwrap()
}

/// Two mediators who drive, one who does not, and a coordinator who signs in.
async fn crew(relay: &Relay) -> (Actor<'_>, Vec<String>) {
    let coordinator = relay.person(Role::Coordinateur).await;
    let mut ids = Vec::new();
    for login in ["anne", "rosette", "lise"] {
        ids.push(relay.account(login, Role::Animatrice).await.id.to_string());
    }
    for (id, drives) in ids.iter().zip(["oui", "oui", ""]) {
        let said = [
            ("conduit", drives),
            ("savoirs", "kréyol"),
            ("mensuel", "20"),
            ("part", "100"),
        ];
        let page = format!("{TEAM}/{id}");
        let done = coordinator.post_from(&page, &page, &said).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    }
    (coordinator, ids)
}

/// Looks for a plan of December, and gives its identifier.
async fn looked_for(relay: &Relay, coordinator: &Actor<'_>) -> String {
    let asked = [
        ("mois", MONTH),
        ("nombre", "1"),
        ("secondes", "3"),
        ("titre", "Fin d’année"),
    ];
    let done = coordinator.post(PLANS, &asked).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    work(&relay.app).await;
    let page = coordinator.get(done.location()).await.body;
    assert!(page.contains("Voir le plan"), "{page}");
    plans(relay).await[0].id.to_string()
}

#[tokio::test]
async fn a_plan_is_found_and_a_month_of_it_becomes_permanences() {
    let relay = Relay::open().await;
    let (coordinator, _) = crew(&relay).await;
    let id = looked_for(&relay, &coordinator).await;
    let plan = &plans(&relay).await[0];
    // The relay receives from Monday to Thursday, and nobody works at Christmas.
    assert!(plan.days.iter().any(|day| day.place.is_some()));
    assert!(plan.day("2026-12-25".parse().unwrap()).is_none());
    let page = coordinator.get(&format!("{PLANS}/{id}")).await.body;
    assert!(page.contains("Toutes les règles sont tenues"), "{page}");
    let publish = format!("{PLANS}/{id}/publier");
    let from = format!("{PLANS}/{id}");
    let done = coordinator
        .post_from(&from, &publish, &[("mois", MONTH)])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let month: Month = MONTH.parse().unwrap();
    let mut link = relay.app.store.read().await.unwrap();
    let held = permanence::between(&mut link, month.period())
        .await
        .unwrap();
    drop(link);
    let out = plan.days.iter().filter(|day| day.place.is_some()).count();
    assert_eq!(held.len(), out);
    assert!(
        held.iter().all(|p| p.crew.len() >= 2),
        "never alone on board"
    );
    assert_eq!(plans(&relay).await[0].state, TourneeState::Published);
    // What is announced is not announced twice.
    coordinator
        .post_from(&from, &publish, &[("mois", MONTH)])
        .await;
    let mut link = relay.app.store.read().await.unwrap();
    assert_eq!(
        permanence::between(&mut link, month.period())
            .await
            .unwrap()
            .len(),
        out
    );
}

#[tokio::test]
async fn without_a_driver_everything_is_closed_and_the_reason_is_said() {
    let relay = Relay::open().await;
    let (coordinator, ids) = crew(&relay).await;
    for id in &ids {
        let said = [
            ("conduit", ""),
            ("savoirs", ""),
            ("mensuel", "20"),
            ("part", "100"),
        ];
        let page = format!("{TEAM}/{id}");
        coordinator.post_from(&page, &page, &said).await;
    }
    let id = looked_for(&relay, &coordinator).await;
    let plan = &plans(&relay).await[0];
    assert!(plan.days.iter().all(|day| day.place.is_none()));
    let page = coordinator.get(&format!("{PLANS}/{id}")).await.body;
    assert!(page.contains("conduc"), "{page}");
}

#[tokio::test]
async fn a_change_by_hand_tells_what_it_breaks_and_a_broken_plan_is_not_published() {
    let relay = Relay::open().await;
    let (coordinator, ids) = crew(&relay).await;
    let id = looked_for(&relay, &coordinator).await;
    let plan = plans(&relay).await.remove(0);
    let day = plan.days.iter().find(|day| day.place.is_some()).unwrap();
    let here = format!("{PLANS}/{id}/jours/{}", day.date);
    let place = day.place.as_ref().unwrap().as_str();
    // Lise does not drive.
    let mut fields = vec![
        ("lieu", place),
        ("equipe", ids[0].as_str()),
        ("equipe", ids[2].as_str()),
        ("conduit", ids[2].as_str()),
    ];
    let tried = coordinator.post_from(&here, &here, &fields).await;
    assert_eq!(tried.status, StatusCode::OK);
    assert!(
        tried.body.contains("lise T. ne conduit pas le bus"),
        "{}",
        tried.body
    );
    assert_eq!(plans(&relay).await[0], plan, "looking keeps nothing");
    fields.push(("garder", "1"));
    let kept = coordinator.post_from(&here, &here, &fields).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
    assert_eq!(plans(&relay).await[0].proof, None, "a hand proves nothing");
    let from = format!("{PLANS}/{id}");
    let refused = coordinator
        .post_from(&from, &format!("{from}/publier"), &[("mois", MONTH)])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let month: Month = MONTH.parse().unwrap();
    let mut link = relay.app.store.read().await.unwrap();
    assert!(
        permanence::between(&mut link, month.period())
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_sick_driver_changes_only_her_half_days() {
    let relay = Relay::open().await;
    let (coordinator, ids) = crew(&relay).await;
    let id = looked_for(&relay, &coordinator).await;
    let before = plans(&relay).await.remove(0);
    let from = format!("{PLANS}/{id}");
    coordinator
        .post_from(&from, &format!("{from}/publier"), &[("mois", MONTH)])
        .await;
    let asked = coordinator
        .post_from(
            &from,
            &format!("{from}/refaire"),
            &[("sans", ids[0].as_str())],
        )
        .await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    work(&relay.app).await;
    let after = plans(&relay).await.remove(0);
    assert_ne!(after.id, before.id, "the old plan stays there");
    for (was, is) in before.days.iter().zip(&after.days) {
        assert!(!is.crew.iter().any(|who| who.as_str() == ids[0]), "{is:?}");
        if !was.crew.iter().any(|who| who.as_str() == ids[0]) {
            assert_eq!((&was.place, &was.crew), (&is.place, &is.crew), "untouched");
        }
    }
    // Published, it changes the permanences that stand; it announces none beside them.
    let month: Month = MONTH.parse().unwrap();
    let mut link = relay.app.store.read().await.unwrap();
    let held = permanence::between(&mut link, month.period())
        .await
        .unwrap();
    drop(link);
    let from = format!("{PLANS}/{}", after.id);
    let done = coordinator
        .post_from(&from, &format!("{from}/publier"), &[("mois", MONTH)])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let mut link = relay.app.store.read().await.unwrap();
    let now = permanence::between(&mut link, month.period())
        .await
        .unwrap();
    assert_eq!(now.len(), held.len());
    assert!(now.iter().all(|p| p.state == PermanenceState::Cancelled
        || !p.crew.iter().any(|who| who.as_str() == ids[0])));
}

#[tokio::test]
async fn what_was_said_of_somebody_is_kept_and_an_absence_is_taken_back() {
    let relay = Relay::open().await;
    let (coordinator, ids) = crew(&relay).await;
    let page = format!("{TEAM}/{}", ids[0]);
    let bad = [
        ("conduit", "oui"),
        ("savoirs", ""),
        ("mensuel", "beaucoup"),
        ("part", "100"),
    ];
    let refused = coordinator.post_from(&page, &page, &bad).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("value=\"beaucoup\""),
        "what was typed stays"
    );
    let away = [
        ("du", "2026-12-01"),
        ("au", "2026-12-31"),
        ("genre", "conge"),
        ("intitule", ""),
    ];
    coordinator
        .post_from(&page, &format!("{page}/absences"), &away)
        .await;
    let shown = coordinator.get(&page).await.body;
    assert!(
        shown.contains("Congé") && shown.contains("Retirer"),
        "{shown}"
    );
    let all = tournee::absences(&mut relay.app.store.read().await.unwrap())
        .await
        .unwrap();
    let cancel = format!("/pilotage/absences/{}/annuler", all[0].id);
    coordinator.post_from(&page, &cancel, &[]).await;
    assert!(coordinator.get(&page).await.body.contains("Remettre"));
    let nobody = coordinator.get(&format!("{TEAM}/personne")).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_place_and_a_partner_are_said_or_refused_in_words() {
    let relay = Relay::open().await;
    let (coordinator, _) = crew(&relay).await;
    let place = "/pilotage/escales/le-marin-mondesir";
    let good = [
        ("servi", "oui"),
        ("jours", "1"),
        ("jours", "3"),
        ("savoir", "kréyol"),
        ("marche", ""),
        ("poids", "150"),
    ];
    assert_eq!(
        coordinator.post_from(place, place, &good).await.status,
        StatusCode::SEE_OTHER
    );
    let shown = coordinator.get("/pilotage/escales").await.body;
    assert!(shown.contains("lundi, mercredi"), "{shown}");
    let offers = "/pilotage/presences";
    let bad = [
        ("partenaire", "caf"),
        ("mois", MONTH),
        ("jours", "2027-01-04"),
        ("voulues", "1"),
    ];
    let refused = coordinator.post(offers, &bad).await;
    assert!(
        refused.body.contains("pas dans le mois"),
        "{}",
        refused.body
    );
    let good = [
        ("partenaire", "caf"),
        ("mois", MONTH),
        ("jours", "2026-12-01\n2026-12-08"),
        ("voulues", "2"),
    ];
    assert_eq!(
        coordinator.post(offers, &good).await.status,
        StatusCode::SEE_OTHER
    );
    let id = looked_for(&relay, &coordinator).await;
    let plan = &plans(&relay).await[0];
    let with: Vec<String> = plan
        .days
        .iter()
        .filter(|day| day.partner.is_some())
        .map(|day| day.date.to_string())
        .collect();
    assert_eq!(with, ["2026-12-01", "2026-12-08"], "{id}");
}
