//! Indicators: the language of formulas, and the definitions that are shipped.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use plus_domain::indicateur::{
    Direction, FIGURES, Formula, MOST_DEPTH, MOST_SIGNS, Missing, Reason, Value, progress,
};
use proptest::prelude::*;
use rstest::rstest;

use crate::territoire::espace_sud;

fn number(text: &str) -> Value {
    text.parse().unwrap()
}

/// 761 demandes, 325 resolved, no kiosk known.
fn figure(name: &str) -> Option<Value> {
    match name {
        "demandes" => Some(Value::whole(761)),
        "resolues" => Some(Value::whole(325)),
        "visites" => Some(Value::ZERO),
        _ => None,
    }
}

fn value(text: &str) -> Result<Value, Missing> {
    Formula::read(text).unwrap().value(&figure)
}

#[rstest]
#[case("1 + 2 * 3", "7")]
#[case("(1 + 2) * 3", "9")]
#[case("10 - 4 - 3", "3")]
#[case("12 / 4 / 3", "1")]
#[case("12 ÷ 4 × 2", "6")]
#[case("0,1 + 0,2", "0,3")]
#[case("part(325; 1000)", "32,5")]
#[case("moins(3; 2)", "2")]
#[case("plus(3; 2)", "3")]
#[case("-(-4)", "4")]
#[case("demandes - 436", "325")]
fn a_formula_counts_exactly(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(value(text), Ok(number(expected)));
}

#[test]
fn what_is_missing_is_never_zero() {
    assert_eq!(value("demandes / visites"), Err(Missing::DividedByZero));
    assert_eq!(
        value("part(demandes; visites)"),
        Err(Missing::DividedByZero)
    );
    assert_eq!(
        value("demandes / (resolues - 325)"),
        Err(Missing::DividedByZero)
    );
    let unknown = Err(Missing::Figure("usages_bornes".into()));
    assert_eq!(value("demandes + usages_bornes"), unknown);
    assert_eq!(value("0 * usages_bornes"), unknown);
    assert_eq!(value("visites"), Ok(Value::ZERO), "a true zero stays one");
}

#[test]
fn a_number_beyond_what_is_exact_is_said() {
    let large = ["999999999999999"; 4].join(" * ");
    assert_eq!(value(&large), Err(Missing::TooLarge));
}

#[rstest]
#[case("", 1, Reason::Empty)]
#[case("   ", 1, Reason::Empty)]
#[case("demandes +", 11, Reason::Term)]
#[case("demandes visites", 10, Reason::After)]
#[case("(demandes", 10, Reason::Expected(')'))]
#[case("part(demandes)", 14, Reason::Expected(';'))]
#[case("demande", 1, Reason::Name("demande".into()))]
#[case("1 + racine(4; 2)", 5, Reason::Name("racine".into()))]
#[case("1 + é", 5, Reason::Sign('é'))]
#[case("1 + 1,2,3", 5, Reason::Number)]
#[case("* 2", 1, Reason::Term)]
#[case("part", 1, Reason::Name("part".into()))]
fn a_text_that_is_no_formula_says_where(
    #[case] text: &str,
    #[case] column: usize,
    #[case] reason: Reason,
) {
    let error = Formula::read(text).unwrap_err();
    assert_eq!((error.column, error.reason), (column, reason));
}

#[test]
fn length_and_depth_are_bounded() {
    let long = "1 + ".repeat(MOST_SIGNS) + "1";
    assert_eq!(Formula::read(&long).unwrap_err().reason, Reason::Long);
    let nested = |deep: usize| format!("{}1{}", "(".repeat(deep), ")".repeat(deep));
    assert!(Formula::read(&nested(MOST_DEPTH - 1)).is_ok());
    let deep = Formula::read(&nested(MOST_DEPTH + 1)).unwrap_err();
    assert_eq!(deep.reason, Reason::Deep);
    let minus = "-".repeat(MOST_DEPTH + 1) + "1";
    assert_eq!(Formula::read(&minus).unwrap_err().reason, Reason::Deep);
}

#[test]
fn a_formula_is_said_in_french() {
    let said = |text: &str| Formula::read(text).unwrap().french();
    assert_eq!(
        said("part(resolues; demandes)"),
        "demandes résolues, en pourcentage de demandes"
    );
    assert_eq!(said("(visites + 2) * 3"), "(visites + 2) × 3");
    assert_eq!(said("10 - (4 - 3)"), "10 − (4 − 3)");
    assert_eq!(said("1 + 2 + 3"), "1 + 2 + 3");
}

#[test]
fn numbers_are_written_and_rounded_the_french_way() {
    let third = Value::fraction(1_000, 3).unwrap();
    assert_eq!(third.french(0), "333");
    assert_eq!(third.french(2), "333,33");
    assert_eq!(Value::whole(1_234_567).french(0), "1\u{202f}234\u{202f}567");
    assert_eq!(number("2,5").french(0), "3");
    assert_eq!(number("2,5").opposite().french(0), "−3");
}

#[test]
fn a_target_says_how_far_it_is_whichever_way_is_better() {
    let [low, high] = [number("70"), number("80")];
    let (gap, reached) = progress(low, high, Direction::Hausse).unwrap();
    assert_eq!((gap.french(0).as_str(), reached), ("−10", false));
    assert!(progress(low, high, Direction::Baisse).unwrap().1);
    assert!(progress(high, high, Direction::Hausse).unwrap().1);
    assert_eq!(progress(low, high, Direction::Aucun), None);
}

#[test]
fn the_indicators_shipped_are_whole_and_name_no_mediator() {
    let territory = espace_sud();
    let indicators = &territory.indicateurs;
    assert_eq!(indicators.len(), 29 + 8);
    let mut codes: Vec<&str> = indicators.iter().map(|i| i.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), indicators.len(), "a code is there twice");
    for indicator in indicators {
        let formula = Formula::read(&indicator.formula).unwrap();
        assert!(!formula.french().contains('_'), "{}", indicator.code);
        assert!(indicator.target.is_none() || indicator.target().is_some());
        let words = format!("{} {}", indicator.name, indicator.definition).to_lowercase();
        assert!(!words.contains("par animatrice"), "{}", indicator.code);
    }
    let with_baseline = indicators.iter().filter(|i| i.baseline.is_some());
    assert!(with_baseline.count() >= 5);
}

#[test]
fn every_figure_has_a_name_that_a_formula_can_say() {
    for (name, label) in FIGURES {
        assert!(Formula::read(name).is_ok(), "{name}");
        assert!(!label.is_empty());
        let same = FIGURES.iter().filter(|(other, _)| other == name);
        assert_eq!(same.count(), 1, "{name}");
    }
}

/// A formula as text, with what it is worth in plain arithmetic of fractions.
fn any_formula() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        (0_u32..1_000).prop_map(|n| n.to_string()),
        Just("demandes".to_owned()),
        Just("visites".to_owned()),
        Just("bornes".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        let sign = prop::sample::select(vec!["+", "-", "*", "/"]);
        prop_oneof![
            (inner.clone(), sign, inner.clone()).prop_map(|(a, s, b)| format!("({a} {s} {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("part({a}; {b})")),
            inner.prop_map(|a| format!("-{a}")),
        ]
    })
}

proptest! {
    #[test]
    fn any_text_is_a_formula_or_an_error_within_it(text in "(?s).{0,120}") {
        if let Err(error) = Formula::read(&text) {
            prop_assert!((1..=text.chars().count() + 1).contains(&error.column));
        }
    }

    #[test]
    fn signs_of_formulas_in_any_order_are_read_or_refused(text in "[a-z_0-9 ,;()+*/-]{0,200}") {
        if let Ok(formula) = Formula::read(&text) {
            let _any = formula.value(&figure);
            prop_assert!(!formula.french().is_empty());
        }
    }

    #[test]
    fn an_unknown_figure_makes_the_whole_unknown(text in any_formula()) {
        let Ok(formula) = Formula::read(&text) else { return Ok(()) };
        let value = formula.value(&figure);
        if formula.figures().contains("bornes") {
            prop_assert!(value.is_err());
        }
        // Evaluated twice, it says the same.
        prop_assert_eq!(formula.value(&figure), value);
    }

    #[test]
    fn sums_and_products_agree_with_whole_numbers(a in -1_000_000_i64..1_000_000, b in 1_i64..1_000_000) {
        let [x, y] = [Value::whole(a), Value::whole(b)];
        prop_assert_eq!(x.plus(y), Ok(Value::whole(a + b)));
        prop_assert_eq!(x.times(y), Ok(Value::whole(a * b)));
        let quotient = x.over(y).unwrap();
        prop_assert_eq!(quotient.times(y), Ok(x));
        let rounded = quotient.scaled(0);
        prop_assert!((rounded * b - a).abs() * 2 <= b);
    }
}
