//! The tour: what the planner must know is said, a plan is looked for, changed by a hand,
//! published; what cannot be done is said with names.

use axum::http::StatusCode;
use plus_domain::{
    account::Role,
    period::Month,
    permanence::{Permanence, PermanenceState},
    tournee::TourneeState,
};
use plus_store::{permanence, tournee};

use crate::{
    actors::{Actor, Relay},
    passages::announce,
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
    // Kept without having been looked at: what it breaks is said first, and nothing is kept.
    fields.push(("garder", "1"));
    let told = coordinator.post_from(&here, &here, &fields).await;
    assert_eq!(told.status, StatusCode::OK);
    assert!(told.body.contains("pas encore gardé"), "{}", told.body);
    assert!(told.body.contains("Garder quand même"), "{}", told.body);
    assert_eq!(plans(&relay).await[0], plan, "nothing is kept unseen");
    let seen = told.hidden("vu");
    // What was shown of another change holds for that one only.
    let mut other = fields.clone();
    other[1] = ("equipe", ids[1].as_str());
    other.push(("vu", &seen));
    let again = coordinator.post_from(&here, &here, &other).await;
    assert_eq!(again.status, StatusCode::OK, "another change is looked at");
    fields.push(("vu", &seen));
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
    // Plans are listed by their instant: two of the same one have no order.
    relay.app.outside.advance(1_000);
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

#[tokio::test]
async fn what_if_lays_the_consequences_beside_the_plan_and_keeps_nothing() {
    let relay = Relay::open().await;
    let (coordinator, ids) = crew(&relay).await;
    let id = looked_for(&relay, &coordinator).await;
    let before = plans(&relay).await;
    let here = format!("{PLANS}/{id}/et-si");
    let open = before[0].days.iter().filter(|d| d.place.is_some()).count();
    let first = before[0].days[0].date;
    for (asked, said) in [
        (format!("cas=sans&qui={}", ids[0]), "Sans anne T."),
        ("cas=deux".to_owned(), "deux fois plus de demi-journées"),
        (
            format!("cas=moins&jour={first}"),
            "Une demi-journée de moins",
        ),
        (
            "cas=plus&jour=2026-12-04".to_owned(),
            "Une demi-journée de plus",
        ),
    ] {
        let page = coordinator.get(&format!("{here}?{asked}&secondes=1")).await;
        assert_eq!(page.status, StatusCode::OK, "{asked}");
        assert!(page.body.contains(said), "{asked}: {}", page.body);
        assert!(page.body.contains("Sorties du bus"), "{asked}");
        let row = page.body.split("Sorties du bus").nth(1).unwrap_or_default();
        let now = format!("<td class=\"nombre\">{open}</td>");
        assert!(
            row.starts_with(&format!("</th>{now}")),
            "{asked}: {row:.200}"
        );
    }
    assert_eq!(plans(&relay).await, before, "nothing is kept");
    for (asked, wrong) in [
        ("cas=sans", "Choisissez qui ne serait pas là"),
        ("cas=plus&jour=2027-03-01", "Choisissez un jour des mois"),
        (
            "cas=moins&jour=2026-12-25",
            "pas de demi-journée ce jour-là",
        ),
        ("cas=moins&jour=demain", "Écrivez la date"),
        ("cas=deux&secondes=900", "de 1 à 30"),
        ("cas=autre", "Choisissez une question"),
    ] {
        let page = coordinator.get(&format!("{here}?{asked}")).await.body;
        assert!(page.contains(wrong), "{asked}: {page}");
        assert!(!page.contains("Sorties du bus"), "{asked}");
    }
}

#[tokio::test]
async fn the_share_of_each_is_shown_and_a_draft_goes_back_to_what_it_was() {
    let relay = Relay::open().await;
    let (coordinator, _) = crew(&relay).await;
    let id = looked_for(&relay, &coordinator).await;
    let from = format!("{PLANS}/{id}");
    let shown = coordinator.get(&from).await.body;
    assert!(
        shown.contains("Équité") && shown.contains("(part : "),
        "{shown}"
    );
    assert!(
        !shown.contains("Revenir à cette version"),
        "nothing to undo"
    );
    let plan = plans(&relay).await.remove(0);
    let day = plan.days.iter().find(|day| day.place.is_some()).unwrap();
    let here = format!("{from}/jours/{}", day.date);
    let closed = [("lieu", ""), ("garder", "1")];
    coordinator.post_from(&here, &here, &closed).await;
    let shown = coordinator.get(&from).await.body;
    assert!(shown.contains("Revenir à cette version"), "{shown}");
    assert!(shown.contains("Une demi-journée changerait"), "{shown}");
    let back = format!("{from}/revenir");
    let done = coordinator
        .post_from(&from, &back, &[("version", "0")])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let now = plans(&relay).await.remove(0);
    assert_eq!(
        (&now.id, &now.days, &now.proof),
        (&plan.id, &plan.days, &plan.proof)
    );
    let mut link = relay.app.store.read().await.unwrap();
    let versions = tournee::versions(&mut link, &id).await.unwrap();
    assert_eq!(versions.len(), 3, "going back is one more fact");
    drop(link);
    let unknown = coordinator
        .post_from(&from, &back, &[("version", "9")])
        .await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_published_plan_comes_back_after_it_was_made_again() {
    let relay = Relay::open().await;
    let (coordinator, ids) = crew(&relay).await;
    let id = looked_for(&relay, &coordinator).await;
    let from = format!("{PLANS}/{id}");
    let month: Month = MONTH.parse().unwrap();
    let publish = async |id: &str| {
        let from = format!("{PLANS}/{id}");
        let to = format!("{from}/publier");
        let done = coordinator.post_from(&from, &to, &[("mois", MONTH)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    };
    let announced = async || {
        let mut link = relay.app.store.read().await.unwrap();
        permanence::between(&mut link, month.period())
            .await
            .unwrap()
    };
    publish(&id).await;
    let before = announced().await;
    let aboard = |p: &&Permanence| p.crew.iter().any(|who| who.as_str() == ids[0]);
    let hers = before.iter().filter(aboard).count();
    // She is ill: the others take one of her half-days.
    let ill = before.iter().find(aboard).expect("one of hers").clone();
    let others = ids[1..].iter().map(|id| id.as_str().into()).collect();
    announce(
        &relay,
        vec![Permanence {
            crew: others,
            ..ill
        }],
    )
    .await;
    assert_ne!(announced().await, before);
    // She is well again: the published plan has one version that says how it was.
    let versions = {
        let mut link = relay.app.store.read().await.unwrap();
        tournee::versions(&mut link, &id).await.unwrap().len()
    };
    let last = (versions - 1).to_string();
    let back = format!("{from}/revenir");
    let done = coordinator
        .post_from(&from, &back, &[("version", last.as_str())])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let all = plans(&relay).await;
    assert_eq!(all.len(), 2, "a draft beside the plan");
    let draft = all.iter().find(|p| p.state == TourneeState::Draft).unwrap();
    publish(draft.id.as_str()).await;
    let after = announced().await;
    assert_eq!(after.len(), before.len());
    for (was, is) in before.iter().zip(&after) {
        assert_eq!((&was.id, &was.place), (&is.id, &is.place));
    }
    let again = after.iter().filter(aboard).count();
    assert_eq!(again, hers, "her half-days are hers again");
}

#[tokio::test]
async fn the_public_reads_which_partner_is_on_board() {
    let relay = Relay::open().await;
    let (coordinator, _) = crew(&relay).await;
    let offers = "/pilotage/presences";
    let offered = [
        ("partenaire", "caf"),
        ("mois", MONTH),
        ("jours", "2026-12-01"),
        ("voulues", "1"),
    ];
    coordinator.post(offers, &offered).await;
    let id = looked_for(&relay, &coordinator).await;
    let plan = plans(&relay).await.remove(0);
    let day = plan.days.iter().find(|day| day.partner.is_some()).unwrap();
    let place = day.place.clone().unwrap();
    let visitor = relay.visitor();
    let calendar = format!("/passages/calendrier?lieu={place}&mois={MONTH}");
    let agenda = format!("/passages.ics?lieu={place}");
    let pages = [format!("/lieux/{place}"), calendar, agenda];
    let said = "À bord aussi";
    for page in &pages {
        assert!(
            !visitor.get(page).await.body.contains(said),
            "not announced"
        );
    }
    let from = format!("{PLANS}/{id}");
    coordinator
        .post_from(&from, &format!("{from}/publier"), &[("mois", MONTH)])
        .await;
    for page in &pages {
        let told = visitor.get(page).await.body.replace("\r\n ", "");
        assert_eq!(told.matches(said).count(), 1, "{page}: {told}");
    }
    // The partner finds its day in its space; another partner does not.
    let caf = relay.person(Role::Partenaire).await;
    relay.account_at("cgss", Role::Partenaire, "cgss").await;
    let cgss = relay.visitor();
    cgss.sign_in("cgss").await;
    let none = "Aucune demi-journée annoncée";
    let hers = caf.get("/partenaire").await.body;
    assert!(
        hers.contains("1er décembre") && !hers.contains(none),
        "{hers}"
    );
    let other = cgss.get("/partenaire").await.body;
    assert!(other.contains(none), "{other}");
    // Nobody is promised on a half-day that is cancelled.
    let mut link = relay.app.store.read().await.unwrap();
    let month: Month = MONTH.parse().unwrap();
    let held = permanence::between(&mut link, month.period())
        .await
        .unwrap();
    drop(link);
    let that = held.iter().find(|p| p.date == day.date).unwrap();
    let off = that.become_state(PermanenceState::Cancelled).unwrap();
    crate::passages::announce(&relay, vec![off]).await;
    for page in &pages {
        assert!(!visitor.get(page).await.body.contains(said), "{page}");
    }
    assert!(caf.get("/partenaire").await.body.contains(none));
}
