//! The charter of the relais (requirement T13): nineteen commitments, and evidence that exists.

use plus_domain::charte::{Charte, CharteError, Preuve};

#[test]
fn t13_the_charter_has_nineteen_commitments_in_five_axes() {
    let charter = Charte::shipped().unwrap();
    let numbers: Vec<u8> = charter.engagements().map(|(_, e)| e.numero).collect();
    assert_eq!(numbers, (1..=19).collect::<Vec<u8>>());
    assert_eq!(charter.axes.len(), 5);
    assert!(charter.source.contains("reformulées"), "{}", charter.source);
    let silent = charter
        .engagements()
        .filter(|(_, e)| e.preuves.is_empty())
        .count();
    assert_eq!(silent, 2, "what nothing records is said to be so");
}

#[test]
fn evidence_is_written_as_it_is_read() {
    let charter = Charte::shipped().unwrap();
    for (_, engagement) in charter.engagements() {
        for preuve in &engagement.preuves {
            assert_eq!(preuve.to_string().parse::<Preuve>().unwrap(), *preuve);
        }
    }
    for unknown in ["", "indicateur:", "promesses"] {
        assert!(unknown.parse::<Preuve>().is_err(), "{unknown}");
    }
}

#[test]
fn a_charter_that_is_not_whole_is_refused() {
    let file = include_str!("../../../../data/commun/charte.toml");
    let refused = |from: &str, to: &str| Charte::read(&file.replacen(from, to, 1)).unwrap_err();
    assert_eq!(refused("numero = 12", "numero = 13"), CharteError::Count);
    let twice = refused("[\"reunions\"]", "[\"reunions\", \"reunions\"]");
    assert_eq!(twice, CharteError::Twice(18));
    let silent = refused(
        "texte = \"Résoudre sur place ce qui peut l’être.\"",
        "texte = \" \"",
    );
    assert_eq!(silent, CharteError::Empty(13));
    let unknown = refused("\"bornes\"", "\"borne\"");
    assert!(matches!(unknown, CharteError::Unreadable(_)), "{unknown}");
}
