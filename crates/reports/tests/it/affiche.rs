//! The poster: one sheet, accessible, whatever the month holds.

use jiff::civil::date;
use plus_reports::pdf::{Affiche, Line, Paper, affiche};

use crate::pdf::{holds, text_of};

fn line(day: u8, off: bool) -> Line {
    Line {
        day: format!("mardi {day}"),
        hours: "de 8\u{a0}h à 13\u{a0}h".into(),
        place: "Mondésir".into(),
        note: if off {
            "Annulé. La route est coupée.".into()
        } else {
            String::new()
        },
        off,
    }
}

fn poster(paper: Paper, lines: Vec<Line>) -> Affiche {
    Affiche {
        lang: "fr".into(),
        paper,
        issuer: "Pour les usagers du Sud".into(),
        title: "Le bus passe au Marin".into(),
        month: "décembre 2026".into(),
        columns: ["Jour".into(), "Heures".into(), "Lieu".into()],
        lines,
        none: "Aucun passage n’est annoncé pour ce mois.".into(),
        advice: vec!["Sans rendez-vous.".into(), "Une date peut changer.".into()],
        phone: ["Appelez :".into(), "0596 00 00 00".into()],
        address: "https://plus.example.org/passages?commune=97217".into(),
        shown: "plus.example.org/passages?commune=97217".into(),
        code_alt: "Code QR de plus.example.org".into(),
        made: "Affiche du 24 novembre 2026".into(),
    }
}

#[test]
fn a_poster_is_one_tagged_sheet_for_any_month() {
    for paper in [Paper::A4, Paper::A3] {
        for count in [0, 3, 23] {
            let lines = (1..=count).map(|day| line(day, day == 2)).collect();
            let bytes = affiche(&poster(paper, lines), date(2026, 11, 24)).unwrap();
            for mark in ["/Marked true", "/Lang(fr)", "pdfuaid:part", "/Count 1"] {
                assert!(holds(&bytes, mark), "{paper:?} {count}: {mark} is missing");
            }
        }
    }
}

#[test]
fn a_poster_says_in_words_what_it_strikes_out_and_where_its_code_leads() {
    let sheet = poster(Paper::A4, vec![line(1, false), line(8, true)]);
    let bytes = affiche(&sheet, date(2026, 11, 24)).unwrap();
    let Some(text) = text_of(&bytes) else { return };
    for said in [
        "Le bus passe au Marin",
        "mardi 1",
        "Annulé. La route est coupée.",
        "plus.example.org/passages?commune=97217",
        "0596 00 00 00",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let again = affiche(&sheet, date(2026, 11, 24)).unwrap();
    assert_eq!(bytes, again, "the same words, the same bytes");
}
