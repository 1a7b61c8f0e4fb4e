//! The project: the ten milestones of the source project, gaps, alerts, forms.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use jiff::civil::date;
use plus_domain::{
    form::FormErrors,
    projet::{
        Check, CheckForm, CheckKind, EnvoiForm, Gap, Item, Jalon, JalonForm, JalonState,
        MaterielForm, Moment, Projet, Standing, Stretch,
    },
};
use proptest::prelude::*;
use rstest::rstest;

use crate::territoire::espace_sud;

fn published() -> Projet {
    espace_sud().projet.unwrap().with([])
}

#[test]
fn the_ten_milestones_of_the_source_project_are_there_with_their_dates() {
    let project = published();
    let said: Vec<String> = project
        .jalons
        .iter()
        .map(|j| j.when().unwrap().french())
        .collect();
    assert_eq!(
        said,
        [
            "2015",
            "mars 2016",
            "mai 2016",
            "juin 2016",
            "juillet 2016",
            "septembre 2016",
            "septembre 2016 à janvier 2017",
            "16\u{a0}novembre 2016",
            "16\u{a0}novembre 2016",
            "mars 2017"
        ]
    );
    let is_done = |j: &Jalon| j.state == JalonState::Atteint && j.planned.is_none();
    assert!(
        project.jalons.iter().all(is_done),
        "planned dates are not published"
    );
    assert_eq!(project.people(), 6);
    assert_eq!(project.progress()[1], ("Équipement".to_owned(), 4, 4));
    assert_eq!(project.materiels.len(), 5);
}

#[test]
fn what_the_journal_says_of_a_thing_replaces_what_the_territory_said() {
    let portal = Jalon {
        owner: "Coordination".into(),
        ..published().jalon("portail").unwrap().clone()
    };
    let project = published().with([Item::Jalon(portal)]);
    assert_eq!(project.jalons.len(), 10);
    assert_eq!(project.jalon("portail").unwrap().owner, "Coordination");
    let gone = Jalon {
        removed: true,
        ..project.jalon("portail").unwrap().clone()
    };
    assert!(project.with([Item::Jalon(gone)]).jalon("portail").is_none());
}

fn milestone(planned: &str, actual: &str, state: &str) -> JalonForm {
    JalonForm {
        phase: "Service".into(),
        label: "Ouvrir".into(),
        planned_from: planned.into(),
        actual_from: actual.into(),
        state: state.into(),
        ..JalonForm::default()
    }
}

#[rstest]
#[case("2016-03-01", "2016-03-11", "atteint", Gap::Days(10))]
#[case("2016-03-11", "2016-03-01", "atteint", Gap::Days(-10))]
#[case("2016-03", "2016-03-31", "atteint", Gap::Days(0))]
#[case("", "2016-03-31", "atteint", Gap::Unknown)]
#[case("2016-11-20", "", "prevu", Gap::Late(3))]
#[case("2016-12", "", "en-cours", Gap::None)]
#[case("", "", "prevu", Gap::Unknown)]
#[case("2015", "", "abandonne", Gap::None)]
fn a_gap_is_between_the_last_days_that_each_may_be(
    #[case] planned: &str,
    #[case] actual: &str,
    #[case] state: &str,
    #[case] gap: Gap,
) {
    let jalon = milestone(planned, actual, state).read("x").unwrap();
    assert_eq!(jalon.gap(date(2016, 11, 23)), gap);
}

fn faults<T: std::fmt::Debug>(read: Result<T, FormErrors>) -> Vec<(String, &'static str)> {
    let errors = read.unwrap_err().0;
    errors.into_iter().map(|e| (e.field, e.key)).collect()
}

#[test]
fn each_fault_of_a_form_is_said_at_its_field() {
    let at = |field: &str, key: &'static str| (field.to_owned(), key);
    assert_eq!(
        faults(JalonForm::default().read("x")),
        [
            at("phase", "projet-texte-vide"),
            at("libelle", "projet-texte-vide"),
            at("etat", "projet-etat-choisir"),
        ]
    );
    let undated = milestone("demain", "", "atteint");
    assert_eq!(
        faults(undated.read("x")),
        [
            at("prevu_du", "projet-date"),
            at("reel_du", "projet-atteint-sans-date")
        ]
    );
    let backwards = JalonForm {
        planned_to: "2015".into(),
        ..milestone("2016", "", "prevu")
    };
    assert_eq!(
        faults(backwards.read("x")),
        [at("prevu_au", "projet-dates-ordre")]
    );
    assert_eq!(
        faults(MaterielForm::default().read("x", Vec::new())).len(),
        2
    );
    assert_eq!(faults(CheckForm::default().read()).len(), 3);
    let tomorrow = EnvoiForm {
        report: "Bilan".into(),
        version: "1".into(),
        to: "Préfecture".into(),
        on: "2016-11-24".into(),
        note: String::new(),
    };
    let today = date(2016, 11, 23);
    assert_eq!(
        faults(tomorrow.read("e", today)),
        [at("le", "projet-envoi-a-venir")]
    );
}

#[rstest]
#[case(22, Standing::Overdue(1))]
#[case(23, Standing::Soon(0))]
#[case(30, Standing::Soon(7))]
fn a_check_alerts_thirty_days_before_its_day(#[case] day: i8, #[case] standing: Standing) {
    let check = |due| Check {
        kind: CheckKind::Controle,
        label: "Contrôle technique".into(),
        due,
        done: None,
    };
    let today = date(2016, 11, 23);
    assert_eq!(check(date(2016, 11, day)).standing(today), standing);
    assert_eq!(
        check(date(2016, 12, 23)).standing(today),
        Standing::Soon(30)
    );
    assert_eq!(check(date(2016, 12, 24)).standing(today), Standing::Later);
}

#[test]
fn a_check_done_takes_the_place_of_the_one_before() {
    let bus = published().materiel("bus").unwrap().clone();
    let check = |due: &str| {
        let form = CheckForm {
            kind: "controle".into(),
            label: "Contrôle technique".into(),
            due: due.into(),
            done: String::new(),
        };
        form.read().unwrap()
    };
    let bus = bus
        .with_check(check("2016-12-01"))
        .with_check(check("2017-12-01"));
    assert_eq!(bus.checks.len(), 1);
    assert_eq!(bus.alerts(date(2016, 11, 23)).count(), 0);
}

#[test]
fn a_project_is_written_in_the_journal_and_read_back() {
    let project = published();
    let json = serde_json::to_string(&project).unwrap();
    assert_eq!(serde_json::from_str::<Projet>(&json).unwrap(), project);
}

proptest! {
    #[test]
    fn a_moment_written_is_read_back_and_any_text_is_judged(
        year in 2000_i16..2200, month in 1_i8..=12, text in ".{0,12}"
    ) {
        let texts = [format!("{year}"), format!("{year}-{month:02}"), format!("{year}-{month:02}-01")];
        for text in texts {
            let moment: Moment = text.parse().unwrap();
            prop_assert_eq!(moment.to_string(), text);
            prop_assert!(moment.first() <= moment.last());
            prop_assert!(Stretch::new(moment, Some(moment)).is_some());
        }
        let _any = text.parse::<Moment>();
    }

    #[test]
    fn a_milestone_shown_in_its_form_is_read_back(
        planned in "(20[0-9]{2})?", actual in "20[0-9]{2}", state in prop::sample::select(JalonState::ALL)
    ) {
        let form = milestone(&planned, &actual, state.code());
        let jalon = form.read("x").unwrap();
        prop_assert_eq!(JalonForm::of(&jalon), form);
    }
}
