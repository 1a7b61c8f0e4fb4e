//! `docs/securite/asvs.csv`: every requirement of ASVS 5.0.0 at levels 1 and 2, once, with its
//! state and its evidence. A line is done only with evidence that is still there; nothing is put
//! aside without a reason. The share done is written by the test, never by hand.

use std::{collections::BTreeMap, io::Write};

use serde::Deserialize;

use crate::preuve::{dead, pieces};

const FILE: &str = include_str!("../../../../docs/securite/asvs.csv");

/// Sections of ASVS 5.0.0 with their requirements of levels 1 and 2, each as `number:level`.
const SECTIONS: [(&str, &str); 75] = [
    ("1.1", "1:2 2:2"),
    ("1.2", "1:1 2:1 3:1 4:1 5:1 6:2 7:2 8:2 9:2"),
    ("1.3", "1:1 2:1 3:2 4:2 5:2 6:2 7:2 8:2 9:2 10:2 11:2"),
    ("1.4", "1:2 2:2 3:2"),
    ("1.5", "1:1 2:2"),
    ("2.1", "1:1 2:2 3:2"),
    ("2.2", "1:1 2:1 3:2"),
    ("2.3", "1:1 2:2 3:2 4:2"),
    ("2.4", "1:2"),
    ("3.2", "1:1 2:1"),
    ("3.3", "1:1 2:2 3:2 4:2"),
    ("3.4", "1:1 2:1 3:2 4:2 5:2 6:2"),
    ("3.5", "1:1 2:1 3:1 4:2 5:2"),
    ("3.7", "1:2 2:2"),
    ("4.1", "1:1 2:2 3:2"),
    ("4.2", "1:2"),
    ("4.3", "1:2 2:2"),
    ("4.4", "1:1 2:2 3:2 4:2"),
    ("5.1", "1:2"),
    ("5.2", "1:1 2:1 3:2"),
    ("5.3", "1:1 2:1"),
    ("5.4", "1:2 2:2 3:2"),
    ("6.1", "1:1 2:2 3:2"),
    ("6.2", "1:1 2:1 3:1 4:1 5:1 6:1 7:1 8:1 9:2 10:2 11:2 12:2"),
    ("6.3", "1:1 2:1 3:2 4:2"),
    ("6.4", "1:1 2:1 3:2 4:2"),
    ("6.5", "1:2 2:2 3:2 4:2 5:2"),
    ("6.6", "1:2 2:2 3:2"),
    ("6.8", "1:2 2:2 3:2 4:2"),
    ("7.1", "1:2 2:2 3:2"),
    ("7.2", "1:1 2:1 3:1 4:1"),
    ("7.3", "1:2 2:2"),
    ("7.4", "1:1 2:1 3:2 4:2 5:2"),
    ("7.5", "1:2 2:2"),
    ("7.6", "1:2 2:2"),
    ("8.1", "1:1 2:2"),
    ("8.2", "1:1 2:1 3:2"),
    ("8.3", "1:1"),
    ("8.4", "1:2"),
    ("9.1", "1:1 2:1 3:1"),
    ("9.2", "1:1 2:2 3:2 4:2"),
    ("10.1", "1:2 2:2"),
    ("10.2", "1:2 2:2"),
    ("10.3", "1:2 2:2 3:2 4:2"),
    ("10.4", "1:1 2:1 3:1 4:1 5:1 6:2 7:2 8:2 9:2 10:2 11:2"),
    ("10.5", "1:2 2:2 3:2 4:2 5:2"),
    ("10.6", "1:2 2:2"),
    ("10.7", "1:2 2:2 3:2"),
    ("11.1", "1:2 2:2"),
    ("11.2", "1:2 2:2 3:2"),
    ("11.3", "1:1 2:1 3:2"),
    ("11.4", "1:1 2:2 3:2 4:2"),
    ("11.5", "1:2"),
    ("11.6", "1:2"),
    ("12.1", "1:1 2:2 3:2"),
    ("12.2", "1:1 2:1"),
    ("12.3", "1:2 2:2 3:2 4:2"),
    ("13.1", "1:2"),
    ("13.2", "1:2 2:2 3:2 4:2 5:2"),
    ("13.3", "1:2 2:2"),
    ("13.4", "1:1 2:2 3:2 4:2 5:2"),
    ("14.1", "1:2 2:2"),
    ("14.2", "1:1 2:2 3:2 4:2"),
    ("14.3", "1:1 2:2 3:2"),
    ("15.1", "1:1 2:2 3:2"),
    ("15.2", "1:1 2:2 3:2"),
    ("15.3", "1:1 2:2 3:2 4:2 5:2 6:2 7:2"),
    ("16.1", "1:2"),
    ("16.2", "1:2 2:2 3:2 4:2 5:2"),
    ("16.3", "1:2 2:2 3:2 4:2"),
    ("16.4", "1:2 2:2 3:2"),
    ("16.5", "1:2 2:2 3:2"),
    ("17.1", "1:2"),
    ("17.2", "1:2 2:2 3:2 4:2"),
    ("17.3", "1:2 2:2"),
];

/// A line of the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    exigence: String,
    niveau: u8,
    chapitre: String,
    demande: String,
    etat: String,
    preuve: String,
    revue: jiff::civil::Date,
    note: String,
}

fn read(text: &str) -> Vec<Line> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let lines: Result<Vec<Line>, _> = reader.deserialize().collect();
    lines.unwrap()
}

/// Every requirement and its level.
fn wanted() -> Vec<(String, u8)> {
    let of = |(section, numbers): (&str, &str)| -> Vec<(String, u8)> {
        let each = numbers.split(' ').map(|one| one.split_once(':').unwrap());
        each.map(|(number, level)| (format!("{section}.{number}"), level.parse().unwrap()))
            .collect()
    };
    SECTIONS.into_iter().flat_map(of).collect()
}

/// What is wrong with a line.
fn fault(line: &Line) -> Option<String> {
    let told = |why: &str| Some(format!("{} : {why}", line.exigence));
    if line.demande.is_empty() || line.chapitre.is_empty() {
        return told("ni phrase ni chapitre");
    }
    match line.etat.as_str() {
        "fait" if line.preuve.is_empty() => told("fait, sans preuve"),
        "partiel" if line.preuve.is_empty() => told("partiel, sans preuve"),
        "partiel" | "à faire" | "sans objet" if line.note.is_empty() => told("sans raison"),
        "fait" | "partiel" | "à faire" | "sans objet" => {
            let dead = pieces(&line.preuve).find_map(dead);
            dead.and_then(|why| told(&why))
        }
        other => told(&format!("état inconnu, « {other} »")),
    }
}

#[test]
fn every_requirement_of_levels_one_and_two_is_there_once() {
    let wanted = wanted();
    assert_eq!(wanted.len(), 253);
    assert_eq!(wanted.iter().filter(|(_, level)| *level == 1).count(), 70);
    let said = read(FILE)
        .into_iter()
        .map(|line| (line.exigence, line.niveau));
    assert_eq!(said.collect::<Vec<_>>(), wanted);
}

#[test]
fn no_evidence_is_dead_and_nothing_is_put_aside_without_a_reason() {
    let faults: Vec<String> = read(FILE).iter().filter_map(fault).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn what_is_wrong_with_a_line_is_told() {
    let right = Line {
        exigence: "1.2.4".into(),
        niveau: 1,
        chapitre: "Encodage".into(),
        demande: "Des requêtes à paramètres".into(),
        etat: "fait".into(),
        preuve: "app::it::asvs::what_is_wrong_with_a_line_is_told".into(),
        revue: jiff::civil::date(2026, 11, 28),
        note: String::new(),
    };
    assert_eq!(fault(&right), None);
    let with = |change: fn(&mut Line)| {
        let mut line = right.clone();
        change(&mut line);
        fault(&line).unwrap_or_default()
    };
    assert!(with(|line| line.preuve.clear()).contains("sans preuve"));
    assert!(with(|line| line.preuve.push('x')).contains("aucun essai"));
    assert!(with(|line| line.etat = "presque".into()).contains("inconnu"));
    assert!(with(|line| line.etat = "sans objet".into()).contains("sans raison"));
    assert!(with(|line| line.etat = "à faire".into()).contains("sans raison"));
    assert!(with(|line| line.demande.clear()).contains("ni phrase"));
}

/// Done, partly done, to do, without object: of the lines of a level at most.
fn counts(most: u8) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for line in read(FILE).into_iter().filter(|line| line.niveau <= most) {
        *counts.entry(line.etat).or_default() += 1;
    }
    counts
}

#[test]
fn the_share_done_is_written() {
    for most in [1, 2] {
        let counts = counts(most);
        let of = |state: &str| counts.get(state).copied().unwrap_or_default();
        let applicable = of("fait") + of("partiel") + of("à faire");
        let share = 1000 * of("fait") / applicable;
        // `cargo test` shows it with --nocapture; nothing else writes this figure.
        writeln!(
            std::io::stdout(),
            "ASVS 5.0.0, niveau {most} : {} faits sur {applicable} ({},{} %), {} partiels, {} à faire, {} sans objet",
            of("fait"), share / 10, share % 10, of("partiel"), of("à faire"), of("sans objet")
        )
        .unwrap();
        assert!(applicable > 0);
    }
    let reviewed = read(FILE).iter().map(|line| line.revue).min();
    assert!(reviewed.is_some());
}
