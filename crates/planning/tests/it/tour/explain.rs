//! What could not be done is said with names and dates.

use plus_planning::tour::{Instance, explain::Subject};

use super::{month, plan};

fn texts(instance: &Instance) -> Vec<String> {
    let explanations = plan(instance).explanations;
    explanations
        .into_iter()
        .map(|explanation| explanation.text)
        .collect()
}

#[test]
fn a_half_day_without_driver_says_who_is_away() {
    let mut instance = month();
    for driver in 1..=3 {
        instance.staff[driver].off.insert(9);
    }
    assert_eq!(
        texts(&instance),
        [
            "Le bus ne sort pas le mercredi 17 mars 2027 : aucun conducteur présent (m1, m2 et m3 absents)."
        ]
    );
}

#[test]
fn a_commune_whose_days_have_no_driver_is_named() {
    let mut instance = month();
    instance.names.insert("97217".into(), "Le Marin".into());
    for stop in instance
        .stops
        .iter_mut()
        .filter(|stop| stop.insee == "97217")
    {
        stop.dow = [0].into();
    }
    for h in (0..17).filter(|h| month().dow[*h] == 0) {
        for driver in 1..=3 {
            instance.staff[driver].off.insert(h);
        }
    }
    let texts = texts(&instance);
    let marin =
        "Le Marin n’est pas desservi en mars : aucun conducteur présent ses jours autorisés.";
    assert!(texts.iter().any(|text| text == marin), "{texts:?}");
}

#[test]
fn a_commune_without_allowed_day_says_which_days_it_allows() {
    let mut instance = month();
    for stop in instance
        .stops
        .iter_mut()
        .filter(|stop| stop.insee == "97223")
    {
        stop.dow = [4].into();
    }
    assert_eq!(
        texts(&instance),
        [
            "La commune 97223 n’est pas desservie en mars : ses jours autorisés (vendredi) ne tombent sur aucune demi-journée."
        ]
    );
}

#[test]
fn a_commune_whose_skill_is_missing_names_the_skill() {
    let mut instance = month();
    for stop in instance
        .stops
        .iter_mut()
        .filter(|stop| stop.insee == "97226")
    {
        stop.skill = Some("portugais".into());
    }
    assert_eq!(
        texts(&instance),
        [
            "La commune 97226 n’est pas desservie en mars : la compétence demandée (portugais) manque ses jours autorisés."
        ]
    );
}

#[test]
fn a_partner_that_asks_for_more_than_it_offers_is_told_so() {
    let mut instance = month();
    instance.partners[0].n = 7;
    let explanations = plan(&instance).explanations;
    assert_eq!(
        explanations[0].subject,
        Subject::Partner {
            partner: 0,
            missed: 2
        }
    );
    assert!(
        explanations[0]
            .text
            .contains("il en demande 7 et en propose 5"),
        "{explanations:?}"
    );
}

#[test]
fn an_empty_team_closes_everything_and_says_so() {
    let mut instance = month();
    instance.staff.clear();
    let answer = plan(&instance);
    assert_eq!(answer.plan.open().count(), 0);
    assert!(answer.proved);
    let closed = answer
        .explanations
        .iter()
        .filter(|e| e.text.contains("l’équipe est vide"));
    assert_eq!(closed.count(), 17);
}
