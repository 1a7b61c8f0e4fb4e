//! A statement in words.

use plus_domain::statement::{
    Breakdown, Cell, DEFINITIONS, Label, Level, METHOD, StatementKind, WithheldReason, values,
};
use plus_reports::{
    json,
    statement::{Shape, view},
    texts::Texts,
};

use crate::samples::{october, too_few};

#[test]
fn the_canonical_json_is_the_statement() {
    let statement = october();
    let bytes = json::statement(&statement);
    assert_eq!(
        plus_domain::statement::Statement::from_json(&bytes).unwrap(),
        statement
    );
    assert_eq!(
        json::hash(&statement),
        blake3::hash(&bytes).to_hex().as_str()
    );
    let fingerprint = json::fingerprint(&statement);
    assert_eq!(fingerprint.len(), 9);
    assert!(
        json::hash(&statement)
            .to_uppercase()
            .starts_with(&fingerprint[..4])
    );
}

#[test]
fn a_statement_says_for_whom_for_when_and_when_it_was_frozen() {
    let view = view(&october(), Texts::french());
    assert_eq!(view.title, "Relevé mensuel, octobre 2026");
    assert_eq!(view.subtitle, "Partenaire\u{a0}: CAF de la Martinique");
    assert_eq!(
        view.foot.frozen,
        "Relevé figé le 3\u{a0}novembre 2026 · version 1 · empreinte"
    );
}

#[test]
fn an_amendment_names_what_it_replaces() {
    let mut statement = october();
    statement.kind = StatementKind::Amendment("2026-10-caf-1".to_owned());
    statement.number = "2026-10-caf-2".to_owned();
    let view = view(&statement, Texts::french());
    assert!(view.subtitle.ends_with("Remplace le relevé 2026-10-caf-1"));
    assert!(view.foot.frozen.contains("version 2"));
}

#[test]
fn four_figures_come_first() {
    let view = view(&october(), Texts::french());
    let figures: Vec<&str> = view.headline.iter().map(|f| f.figure.as_str()).collect();
    assert_eq!(figures, ["121", "148", "109", "68\u{a0}%"]);
    assert_eq!(view.headline[3].note, "101 demandes sur 148");
}

#[test]
fn too_few_people_are_never_a_number() {
    let view = view(&too_few(), Texts::french());
    let figures: Vec<&str> = view.headline.iter().map(|f| f.figure.as_str()).collect();
    assert_eq!(figures, ["moins de 5", "moins de 5", "masqué", "masqué"]);
    assert_eq!(view.absent.items.len(), Breakdown::ALL.len());
    assert_eq!(view.sections.len(), 1, "the summary alone");
}

#[test]
fn the_month_stands_beside_the_month_before_and_the_year() {
    let view = view(&october(), Texts::french());
    let summary = &view.sections[0];
    assert_eq!(summary.shape, Shape::Summary);
    assert_eq!(
        summary.head[1..],
        ["octobre 2026", "septembre 2026", "janvier à octobre 2026"]
    );
    let written: Vec<Vec<&str>> = summary
        .rows
        .iter()
        .map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect())
        .collect();
    assert_eq!(written[0], ["121", "98", "1\u{202f}012"]);
    assert_eq!(written[2], ["109", "90", "904"]);
}

#[test]
fn a_kind_that_a_month_does_not_publish_is_said_to_be_absent() {
    let mut statement = october();
    statement.month_before.as_mut().unwrap().kinds = None;
    let view = view(&statement, Texts::french());
    assert_eq!(view.sections[0].rows[2].cells[1].text, "non publié");
}

#[test]
fn under_eighty_percent_of_answers_the_figure_says_at_least() {
    let said = |statement| {
        view(&statement, Texts::french()).facts.items[0]
            .word
            .clone()
    };
    assert_eq!(said(october()), "Usagers accompagnés\u{a0}: au moins 31.");
    let mut known = october();
    known.headline.at_least = false;
    assert_eq!(said(known), "Usagers accompagnés\u{a0}: 31.");
    let mut masked = october();
    masked.headline.usagers_accompagnes = Cell::Masked;
    assert_eq!(said(masked), "Usagers accompagnés\u{a0}: masqué.");
}

#[test]
fn rows_keep_the_order_of_the_statement() {
    let view = view(&october(), Texts::french());
    let names: Vec<&str> = view.sections[1]
        .rows
        .iter()
        .map(|r| r.label.as_str())
        .collect();
    assert_eq!(
        names[3..],
        [
            "Demander le RSA",
            "Famille, démarche non précisée",
            "Trop-perçu",
            "Ensemble"
        ]
    );
}

#[test]
fn every_key_of_a_statement_has_its_sentence() {
    let texts = Texts::french();
    let mut keys: Vec<String> = Vec::new();
    for id in Breakdown::ALL {
        keys.extend(Level::ALL.iter().map(|level| id.title_key(*level)));
        for (fine, coarse) in values::fixed_values(*id) {
            keys.extend([fine, coarse].map(|code| format!("{}-{code}", id.code())));
        }
        keys.push(format!("releve-colonne-{}", id.code()));
        keys.push(format!("releve-tableau-{}", id.code()));
        keys.push(format!("releve-nom-{}", id.unit().code()));
    }
    keys.extend(
        WithheldReason::ALL
            .iter()
            .map(|reason| format!("releve-absent-{}", reason.code())),
    );
    let printed = METHOD.iter().chain(DEFINITIONS);
    keys.extend(printed.map(|key| (*key).to_owned()));
    let missing: Vec<&String> = keys.iter().filter(|key| !texts.has(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn no_key_and_no_brace_reaches_the_reader() {
    for statement in [october(), too_few()] {
        let view = view(&statement, Texts::french());
        let text = serde_json::to_string(&view).unwrap();
        let text = text.replace("Page {x} sur {y}", "");
        assert!(
            !text.contains("releve-") && !text.contains("definition-"),
            "{text}"
        );
        assert!(
            !text.contains("{seuil}") && !text.contains("{nombre}"),
            "{text}"
        );
    }
}

#[test]
fn a_name_that_looks_like_a_placeholder_stays_a_name() {
    let mut statement = october();
    statement.tables[2].rows[0].label = Label::WithoutDemarche("{mois} {".to_owned());
    let view = view(&statement, Texts::french());
    assert_eq!(
        view.sections[1].rows[0].label,
        "{mois} {, démarche non précisée"
    );
}
