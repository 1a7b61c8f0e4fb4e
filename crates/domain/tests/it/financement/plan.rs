//! The plan itself.

use plus_domain::financement::{
    Amount, Base, Cents, ExpenseForm, FunderKind, HeadForm, NOTHING_FINAL, Part, Plan, PlanState,
    Rate, ResourceForm, Section, Vat, Warning,
};
use proptest::prelude::*;

use super::{any_plan, euros, published};

#[test]
fn the_published_plan_holds_to_the_cent() {
    let plan = published();
    let balance = plan.balance();
    let [investment, running] = balance.sections;
    assert_eq!(balance.total.expenses, euros("733 304,00"));
    assert_eq!(investment.expenses, euros("325 994,00"));
    assert_eq!(running.expenses, euros("407 310,00"));
    let own = &balance.lines[0];
    assert_eq!(
        own.sections.map(|c| c.unwrap().amount),
        [euros("87 040,40"), euros("40 731,00")]
    );
    assert_eq!(balance.own, euros("127 771,40"));
    let state = &balance.lines[1];
    assert_eq!(state.undivided.unwrap().amount, euros("549 978,00"));
    assert_eq!(state.sections, [None, None], "its split is not published");
    assert!(own.total.is_computed && state.total.is_computed);
    assert_eq!(balance.total.to_find, euros("55 554,60"));
}

#[test]
fn the_published_plan_balances_in_every_column() {
    let balance = published().balance();
    let [investment, running] = balance.sections;
    assert_eq!(investment.undivided, euros("238 953,60"));
    assert_eq!(running.undivided, euros("366 579,00"));
    let together = investment.undivided + running.undivided;
    assert_eq!(together, euros("549 978,00") + euros("55 554,60"));
    for column in balance.sections.iter().chain([&balance.total]) {
        assert!(column.is_balanced(), "{column:?}");
    }
}

#[test]
fn the_published_plan_is_a_draft_whose_own_share_is_low() {
    let plan = published();
    let warnings = plan.balance().warnings;
    let expected = [
        Warning::ToFind(euros("55 554,60"), 76),
        Warning::OwnShare(174),
    ];
    assert_eq!(warnings, expected);
    let refused = plan.declared_final().unwrap_err();
    assert_eq!(refused.0[0].key, NOTHING_FINAL);
    assert_eq!(refused.0[0].args["montant"], "55\u{202f}554,60\u{a0}€");
}

#[test]
fn a_plan_whose_last_euro_is_found_may_be_final_and_opened_again() {
    let found = ResourceForm {
        kind: "public".into(),
        label: "Collectivité territoriale".into(),
        whole: "55 554,60".into(),
        ..ResourceForm::default()
    };
    let plan = published().with_resource(found.read("ctm").unwrap());
    assert_eq!(plan.balance().total.to_find, Cents::ZERO);
    let plan = plan.declared_final().unwrap();
    assert_eq!(plan.state, PlanState::Definitif);
    assert_eq!(plan.reopened().state, PlanState::Brouillon);
}

#[test]
fn an_empty_plan_is_never_final() {
    assert!(Plan::default().declared_final().is_err());
}

#[test]
fn a_section_paid_twice_is_said_and_not_hidden_by_the_other() {
    let plan = Plan::default()
        .with_expense(expense("van", "investissement", "100"))
        .with_expense(expense("fuel", "fonctionnement", "100"));
    let form = ResourceForm {
        kind: "etat".into(),
        label: "État".into(),
        investment: "150".into(),
        running: "50".into(),
        ..ResourceForm::default()
    };
    let balance = plan.with_resource(form.read("etat").unwrap()).balance();
    assert_eq!(balance.total.excess, euros("50"));
    assert_eq!(balance.total.to_find, euros("50"));
    let excess = Warning::Excess(Some(Section::Investissement), euros("50"));
    assert!(balance.warnings.contains(&excess), "{:?}", balance.warnings);
}

#[test]
fn a_funder_above_its_cap_is_said() {
    let form = ResourceForm {
        cap: "70 %".into(),
        ..ResourceForm::of(&published().resources[1])
    };
    let plan = published().with_resource(form.read("etat").unwrap());
    let cap = Warning::Cap("etat".into(), euros("549 978,00"), euros("513 312,80"));
    assert!(plan.balance().warnings.contains(&cap));
}

#[test]
fn contributions_in_kind_stand_beside_the_balance() {
    let form = ResourceForm {
        kind: "nature".into(),
        label: "Locaux prêtés".into(),
        running: "12 000".into(),
        ..ResourceForm::default()
    };
    let plan = published().with_resource(form.read("locaux").unwrap());
    let balance = plan.balance();
    assert_eq!(balance.total, published().balance().total);
    assert_eq!(balance.in_kind[0].total.amount, euros("12 000"));
}

fn expense(code: &str, section: &str, amount: &str) -> plus_domain::financement::Expense {
    let form = ExpenseForm {
        section: section.into(),
        label: code.into(),
        amount: amount.into(),
    };
    form.read(code).unwrap()
}

#[test]
fn each_fault_of_a_line_is_said_at_its_field() {
    let faults = |form: &ResourceForm| {
        let errors = form.read("x").unwrap_err().0;
        let said = errors.into_iter().map(|e| (e.field, e.key));
        said.collect::<Vec<_>>()
    };
    let empty = ResourceForm::default();
    let at = |field: &str, key: &'static str| (field.to_owned(), key);
    assert_eq!(
        faults(&empty),
        [
            at("genre", "financement-genre-choisir"),
            at("libelle", "financement-libelle-vide"),
        ]
    );
    let wrong = ResourceForm {
        kind: "etat".into(),
        label: "État".into(),
        investment: "120 %".into(),
        running: "-5".into(),
        whole: "beaucoup".into(),
        cap: String::new(),
    };
    assert_eq!(
        faults(&wrong),
        [
            at("investissement", "financement-taux"),
            at("fonctionnement", "financement-montant-negatif"),
            at("ensemble", "financement-montant"),
        ]
    );
    let nothing = ResourceForm {
        kind: "etat".into(),
        label: "État".into(),
        ..ResourceForm::default()
    };
    assert_eq!(
        faults(&nothing),
        [at("ensemble", "financement-rien-apporte")]
    );
    let line = ExpenseForm::default().read("x").unwrap_err();
    assert_eq!(line.0.len(), 3);
    let head = HeadForm {
        title: "t".repeat(121),
        source: String::new(),
        vat: "demi".into(),
    };
    assert_eq!(head.read(&Plan::default()).unwrap_err().0.len(), 2);
}

#[test]
fn a_social_security_number_enters_no_line() {
    let form = ExpenseForm {
        section: "fonctionnement".into(),
        label: "Frais de 284059720900169".into(),
        amount: "10".into(),
    };
    assert_eq!(form.read("x").unwrap_err().0[0].key, "sensible-nir");
}

#[test]
fn a_plan_is_written_in_the_journal_and_read_back() {
    let plan = published();
    let json = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&json).unwrap(), plan);
    assert_eq!(plan.vat, Vat::Unsaid);
}

proptest! {
    #[test]
    fn every_column_of_any_plan_balances_and_the_columns_add_up(plan in any_plan()) {
        let balance = plan.balance();
        for column in balance.sections.iter().chain([&balance.total]) {
            prop_assert!(column.is_balanced(), "{column:?}");
            prop_assert!(column.to_find >= Cents::ZERO && column.excess >= Cents::ZERO);
        }
        let [one, two] = balance.sections;
        prop_assert_eq!(one.expenses + two.expenses, balance.total.expenses);
        let brought: Cents = plan.resources.iter()
            .filter(|r| r.kind != FunderKind::Nature)
            .map(|r| plan.granted(r))
            .sum();
        prop_assert_eq!(brought, balance.total.resources);
        let lines: Cents = balance.lines.iter().map(|l| l.total.amount).sum();
        prop_assert_eq!(lines, brought);
    }

    #[test]
    fn changing_a_rate_never_loses_a_cent(
        plan in any_plan(), rate in 0_u16..=10_000, on in prop::sample::select(Base::ALL)
    ) {
        let mut changed = plan;
        if changed.resources.is_empty() {
            return Ok(());
        }
        changed.resources[0].kind = FunderKind::Etat;
        changed.resources[0].parts = vec![Part {
            on,
            amount: Amount::Rate(Rate::new(rate).unwrap()),
        }];
        let whole = changed.balance().total;
        prop_assert_eq!(whole.expenses + whole.excess, whole.resources + whole.to_find);
    }

    #[test]
    fn a_final_plan_has_nothing_to_find_and_nothing_too_much(plan in any_plan()) {
        if let Ok(plan) = plan.declared_final() {
            let balance = plan.balance();
            for column in balance.sections.iter().chain([&balance.total]) {
                prop_assert_eq!(column.to_find, Cents::ZERO);
                prop_assert_eq!(column.excess, Cents::ZERO);
            }
            prop_assert_eq!(balance.total.expenses, balance.total.resources);
        }
    }

    #[test]
    fn a_resource_shown_in_its_form_is_read_back(plan in any_plan()) {
        for resource in &plan.resources {
            let form = ResourceForm::of(resource);
            if !resource.parts.is_empty() {
                prop_assert_eq!(&form.read(&resource.code).unwrap(), resource);
            }
        }
    }
}
