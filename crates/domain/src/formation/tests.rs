use std::collections::BTreeSet;

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::{period::Period, tournee::AbsenceKind};

fn module(code: &str, months: Option<u16>, skill: Option<&str>) -> Module {
    Module {
        code: code.into(),
        title: format!("Module {code}"),
        giver: Donneur::Partenaire,
        partner: Some("caf".into()),
        nature: Nature::Operateur,
        minutes: 840,
        attests: "Accompagner vers caf.fr".into(),
        months,
        skill: skill.map(ToOwned::to_owned),
        removed: false,
    }
}

fn session(code: &str, module: &str, from: Date, people: &[(&str, Option<u32>)]) -> Session {
    let accounts: BTreeSet<AccountId> = people.iter().map(|(who, _)| (*who).into()).collect();
    let done: Vec<_> = people.iter().map(|(who, m)| ((*who).into(), *m)).collect();
    let planned = Session {
        code: code.into(),
        module: module.into(),
        from,
        to: from.saturating_add(1.days()),
        minutes: 840,
        place: String::new(),
        trainer: String::new(),
        cost: Cents::ZERO,
        funder: String::new(),
        people: Vec::new(),
        cancelled: false,
    };
    let taken = [format!("{}-001", from.year())].into();
    planned.with_people(&accounts).attended(&done, &taken)
}

fn register(sessions: impl IntoIterator<Item = Session>) -> Registre {
    let modules = [
        module("caf", Some(24), Some("portail caf")),
        module("cgss", None, None),
    ];
    let items = modules.into_iter().map(Item::Module);
    Registre::of(items.chain(sessions.into_iter().map(Item::Session)))
}

#[test]
fn who_did_all_the_hours_is_attested_with_a_number_that_nobody_else_has() {
    let held = session(
        "a",
        "caf",
        date(2017, 1, 9),
        &[
            ("carole", Some(840)),
            ("josiane", Some(420)),
            ("maryse", Some(900)),
        ],
    );
    let register = register([held.clone()]);
    let told: Vec<_> = register.attestations().collect();
    let told: Vec<_> = told
        .iter()
        .map(|a| (a.account.as_str(), a.number))
        .collect();
    // 2017-001 was taken elsewhere.
    assert_eq!(told, [("carole", "2017-002"), ("maryse", "2017-003")]);
    // Said again otherwise: the number waits, and is nobody else's.
    let mut taken = register.numbers();
    taken.insert("2017-001".to_owned());
    let corrected = held.attended(
        &[("carole".into(), Some(60)), ("josiane".into(), Some(840))],
        &taken,
    );
    let numbers: Vec<_> = corrected
        .people
        .iter()
        .map(|p| p.number.as_deref())
        .collect();
    assert_eq!(
        numbers,
        [Some("2017-002"), Some("2017-004"), Some("2017-003")]
    );
    assert!(!corrected.attests(&corrected.people[0]));
    let cancelled = Session {
        cancelled: true,
        ..corrected
    };
    assert!(!cancelled.attests(&cancelled.people[1]));
}

#[test]
fn a_skill_counts_from_the_last_day_of_its_session_until_it_expires() {
    let register = register([session(
        "a",
        "caf",
        date(2017, 1, 9),
        &[("maryse", Some(840))],
    )]);
    let said = ["portail caf".to_owned(), "kréyol".to_owned()];
    let hers = register.savoirs(&"maryse".into(), &said);
    assert!(!hers.knows("portail caf", date(2017, 1, 9)));
    assert!(hers.knows("portail caf", date(2017, 1, 10)));
    assert!(hers.knows("portail caf", date(2019, 1, 10)));
    // Saying it by hand does not bring back what expired.
    assert!(!hers.knows("portail caf", date(2019, 1, 11)));
    assert!(hers.knows("kréyol", date(2030, 1, 1)));
    // Of who never learnt it in a session, what somebody said stands.
    let other = register.savoirs(&"stella".into(), &said);
    assert!(other.knows("portail caf", date(2030, 1, 1)));
    assert_eq!(hers.all(), other.all());
}

#[test]
fn what_expires_is_told_sixty_days_before_until_it_is_learnt_again() {
    let first = || session("a", "caf", date(2017, 1, 9), &[("maryse", Some(840))]);
    let team: [AccountId; 1] = ["maryse".into()];
    let alone = register([first()]);
    assert!(alone.expiring(&team, date(2018, 11, 10)).is_empty());
    assert_eq!(alone.expiring(&team, date(2018, 11, 11)).len(), 1);
    assert_eq!(alone.expiring(&team, date(2020, 1, 1)).len(), 1);
    assert!(alone.expiring(&[], date(2020, 1, 1)).is_empty());
    let again = session("b", "caf", date(2018, 12, 3), &[("maryse", Some(840))]);
    let twice = register([first(), again]);
    assert!(twice.expiring(&team, date(2019, 1, 1)).is_empty());
    let best = twice.best(&"maryse".into(), "caf").expect("attested");
    assert_eq!(best.until, Some(date(2020, 12, 4)));
    assert!(best.is_good(date(2019, 6, 1)) && !best.is_good(date(2018, 6, 1)));
}

#[test]
fn days_of_a_session_are_days_away_without_a_second_entry() {
    let planned = session(
        "a",
        "caf",
        date(2017, 1, 9),
        &[("carole", None), ("maryse", Some(0))],
    );
    let away = register([planned.clone()]).absences();
    assert_eq!(away.len(), 1, "who did not come was not away");
    assert_eq!(away[0].account, Some("carole".into()));
    assert!(away[0].takes(date(2017, 1, 10)) && !away[0].takes(date(2017, 1, 11)));
    assert_eq!(away[0].kind, AbsenceKind::Formation);
    assert_eq!(away[0].title.as_deref(), Some("Module caf"));
    let off = Session {
        cancelled: true,
        ..planned
    };
    assert!(register([off]).absences().is_empty());
}

#[test]
fn what_was_learnt_is_summed_by_module_and_never_by_person() {
    let register = register([
        session(
            "a",
            "caf",
            date(2017, 1, 9),
            &[("carole", Some(840)), ("maryse", Some(420))],
        ),
        session("b", "caf", date(2017, 7, 3), &[("carole", Some(840))]),
    ]);
    let half = Period {
        from: date(2017, 1, 1),
        to: date(2017, 6, 30),
    };
    let learnt = register.learnt(half);
    let wanted = Done {
        sessions: 1,
        came: 2,
        minutes: 1_260,
        attested: 1,
    };
    assert_eq!(learnt.len(), 1);
    assert_eq!(learnt[0].1, wanted);
    assert_eq!(register.with_partners(&"carole".into()), 1_680);
}

#[test]
fn steps_are_done_by_an_attestation_or_ticked() {
    let step = |code: &str, module: Option<&str>| Etape {
        code: code.into(),
        label: "Visiter le bus".into(),
        module: module.map(ToOwned::to_owned),
    };
    let steps = Parcours::default().with(step("bus", None));
    let steps = steps.and_then(|p| p.with(step("caf", Some("caf"))));
    let parcours = steps.expect("two steps");
    let maryse = AccountId::new("maryse");
    let arrives = Accueil {
        account: maryse.clone(),
        from: date(2017, 1, 2),
        done: std::collections::BTreeMap::new(),
        over: false,
    };
    let held = session("a", "caf", date(2017, 1, 9), &[("maryse", Some(840))]);
    let of = |accueil: Accueil| {
        Registre::of([
            Item::Module(module("caf", None, None)),
            Item::Session(held.clone()),
            Item::Parcours(parcours.clone()),
            Item::Accueil(accueil),
        ])
    };
    assert_eq!(of(arrives.clone()).progress(&maryse), Some((1, 2)));
    let ticked = arrives.ticked("bus", Some(date(2017, 1, 3)));
    assert_eq!(of(ticked.clone()).progress(&maryse), Some((2, 2)));
    let back = ticked.clone().ticked("bus", None);
    assert_eq!(of(back).progress(&maryse), Some((1, 2)));
    let over = Accueil {
        over: true,
        ..ticked
    };
    assert_eq!(of(over).progress(&maryse), None);
    assert_eq!(parcours.clone().raised("caf").steps[0].code, "caf");
    assert_eq!(parcours.without("bus").steps.len(), 1);
}

#[test]
fn forms_say_everything_that_must_be_mended() {
    let errors = ModuleForm {
        giver: "partenaire".into(),
        hours: "beaucoup".into(),
        months: "0".into(),
        skill: "a, b".into(),
        ..ModuleForm::default()
    }
    .read("x")
    .expect_err("refused");
    let fields: Vec<&str> = errors.0.iter().map(|e| e.field.as_str()).collect();
    let wanted = [
        "intitule",
        "partenaire",
        "nature",
        "heures",
        "validite",
        "savoir",
    ];
    assert_eq!(fields, wanted);
    let whole = module("caf", Some(24), Some("portail caf"));
    assert_eq!(ModuleForm::of(&whole).read("caf"), Ok(whole.clone()));
    let form = SessionForm {
        module: "caf".into(),
        from: "2017-01-09".into(),
        to: "2017-01-08".into(),
        ..SessionForm::default()
    };
    assert_eq!(form.read("x", &[]).expect_err("refused").0.len(), 2);
    let form = SessionForm {
        to: String::new(),
        ..form
    };
    let read = form.read("x", &[&whole]).expect("read");
    assert_eq!((read.to, read.minutes), (date(2017, 1, 9), 840));
}

#[test]
fn hours_are_read_as_people_write_them() {
    for (typed, read) in [
        ("7", Some(420)),
        ("3,5", Some(210)),
        ("3.25", Some(195)),
        ("3 h 30", Some(210)),
        ("14h", Some(840)),
        ("3 h 75", None),
        ("", None),
        ("-1", None),
        ("1,333", None),
    ] {
        assert_eq!(minutes(typed), read, "{typed}");
    }
}

proptest! {
    #[test]
    fn numbers_never_change_and_are_never_given_twice(
        rounds in prop::collection::vec(prop::collection::vec(prop::option::of(0u32..900), 4), 1..6),
    ) {
        let people = ["carole", "josiane", "maryse", "stella"].map(AccountId::from);
        let accounts: BTreeSet<AccountId> = people.iter().cloned().collect();
        let mut held = session("a", "caf", date(2017, 1, 9), &[]).with_people(&accounts);
        let mut other = Session { code: "b".into(), ..held.clone() };
        for round in rounds {
            let done: Vec<_> = people.iter().cloned().zip(round).collect();
            let before = held.clone();
            held = held.attended(&done, &register([other.clone()]).numbers());
            other = other.attended(&done, &register([held.clone()]).numbers());
            for (was, is) in before.people.iter().zip(&held.people) {
                prop_assert!(was.number.is_none() || was.number == is.number);
            }
            let all: Vec<_> = held.people.iter().chain(&other.people).filter_map(|p| p.number.clone()).collect();
            let distinct: BTreeSet<_> = all.iter().collect();
            prop_assert_eq!(distinct.len(), all.len());
        }
    }

    #[test]
    fn nobody_knows_what_was_neither_said_nor_attested(day in 0i64..4_000, months in 1u16..60) {
        let held = session("a", "caf", date(2017, 1, 9), &[("maryse", Some(840))]);
        let items = [Item::Module(module("caf", Some(months), Some("portail caf"))), Item::Session(held)];
        let register = Registre::of(items);
        let day = date(2016, 1, 1).saturating_add(day.days());
        let knows = register.savoirs(&"maryse".into(), &[]).knows("portail caf", day);
        let best = register.best(&"maryse".into(), "caf").expect("attested");
        prop_assert_eq!(knows, best.is_good(day));
        let nobody = register.savoirs(&"stella".into(), &[]);
        prop_assert!(!nobody.knows("portail caf", day));
    }

    #[test]
    fn no_text_makes_a_form_panic(text in ".{0,40}") {
        let _ = minutes(&text);
        let form = ModuleForm { title: text.clone(), hours: text.clone(), skill: text.clone(), months: text.clone(), ..ModuleForm::default() };
        let _ = form.read("x");
        let _ = SessionForm { from: text.clone(), to: text.clone(), cost: text.clone(), hours: text, ..SessionForm::default() }.read("x", &[]);
    }
}
