//! Spending, typed or from a file.

use plus_domain::{
    financement::{
        Cents, Depense, DepenseForm, Section,
        import::{BadLine, Imported, Known, read},
        spent_by_line, total_paid,
    },
    ids::DepenseId,
    period::{Period, parse_date},
};
use proptest::prelude::*;

use super::{euros, published};

const HEADER: &str = "piece;date;tiers;objet;ligne;ht;ttc;paye_le\n";

fn importing(text: &str, depenses: &[Depense]) -> Result<Imported, Vec<BadLine>> {
    let plan = published();
    let author = "ghislaine".into();
    let known = Known {
        plan: &plan,
        depenses,
        author: &author,
        at: 10,
    };
    let mut n = 0;
    let mut new_id = || {
        n += 1;
        DepenseId::new(format!("d{n}"))
    };
    read(text, &known, &mut new_id)
}

fn refused(text: &str) -> Vec<(u64, String, &'static str)> {
    let bad = importing(text, &[]).unwrap_err();
    let said = bad.into_iter().flat_map(|b| {
        let line = b.line;
        b.errors.0.into_iter().map(move |e| (line, e.field, e.key))
    });
    said.collect()
}

#[test]
fn an_accounting_export_is_read_with_its_french_numbers() {
    let text = format!(
        "\u{feff}{HEADER}F-1;15/03/2016;Garage du Sud;Achat du bus;investissement;80 000,00;86 800,00;30/03/2016\r\n\
         F-2;2016-04-02;\"Station; Marin\";Carburant;Fonctionnement, détail non publié;;54,20;\r\n"
    );
    let read = importing(&text, &[]).unwrap();
    assert_eq!((read.fresh.len(), read.known), (2, 0));
    let van = &read.fresh[0];
    assert_eq!((van.net, van.gross), (euros("80000"), euros("86800")));
    assert_eq!(van.paid, parse_date("2016-03-30").ok());
    let fuel = &read.fresh[1];
    assert_eq!(fuel.payee, "Station; Marin");
    assert_eq!(
        fuel.line, "fonctionnement",
        "a line is known by its label too"
    );
    assert_eq!((fuel.net, fuel.paid), (euros("54,20"), None));
}

#[test]
fn the_same_file_twice_writes_nothing_more() {
    let text = format!("{HEADER}F-1;2016-03-15;Garage;Bus;investissement;80;90;\n");
    let first = importing(&text, &[]).unwrap().fresh;
    let again = importing(&text, &first).unwrap();
    assert_eq!((again.fresh.len(), again.known), (0, 1));
}

#[test]
fn a_piece_that_says_something_else_is_not_written_over() {
    let line =
        |amount: &str| format!("{HEADER}F-1;2016-03-15;Garage;Bus;investissement;;{amount};\n");
    let first = importing(&line("90"), &[]).unwrap().fresh;
    let bad = importing(&line("91"), &first).unwrap_err();
    assert_eq!(bad[0].errors.0[0].key, "financement-csv-autrement");
}

#[test]
fn every_bad_line_is_named_with_its_column_and_nothing_is_kept() {
    let text = format!(
        "{HEADER}F-1;2016-03-15;Garage;Bus;investissement;;90;\n\
         F-2;2016-13-01;Garage;Bus;inconnue;;1.234;\n\
         F-1;2016-03-16;Garage;Bus;investissement;;90;\n\
         F-4;2016-03-15;Garage;Bus;investissement;100;90;2016-03-01\n"
    );
    let at = |line, column: &str, key| (line, column.to_owned(), key);
    assert_eq!(
        refused(&text),
        [
            at(3, "ligne", "financement-ligne-choisir"),
            at(3, "date", "financement-date"),
            at(3, "ttc", "financement-montant"),
            at(4, "piece", "financement-csv-deux-fois"),
            at(5, "paye_le", "financement-paye-avant"),
            at(5, "ht", "financement-ht-au-dela"),
        ]
    );
}

#[test]
fn a_file_whose_columns_are_not_those_declared_says_which() {
    let at = |line, column: &str, key| (line, column.to_owned(), key);
    assert_eq!(refused(""), [at(1, "piece", "financement-csv-colonne")]);
    assert_eq!(
        refused("piece;date;tiers;objet;ligne\n"),
        [at(1, "ttc", "financement-csv-colonne")]
    );
    let unknown = "piece;date;tiers;objet;ligne;ttc;remarque\n";
    assert_eq!(
        refused(unknown),
        [at(1, "remarque", "financement-csv-colonne-inconnue")]
    );
    let twice = "piece;date;tiers;objet;ligne;ttc;ttc\n";
    assert_eq!(
        refused(twice),
        [at(1, "ttc", "financement-csv-colonne-double")]
    );
    assert_eq!(refused(HEADER), [at(1, "piece", "financement-csv-vide")]);
    let long = format!("{HEADER}a;2016-03-15;b;c;investissement;;1;;perdu\n");
    assert_eq!(
        refused(&long),
        [at(2, "piece", "financement-csv-colonnes-en-trop")]
    );
}

#[test]
fn spending_stands_beside_what_was_foreseen() {
    let plan = published();
    let text = format!(
        "{HEADER}1;2016-03-15;Garage;Bus;investissement;;162 997,00;2016-04-01\n\
         2;2016-05-15;Peintre;Décor;investissement;;1 000,00;\n\
         3;2017-01-10;Station;Carburant;fonctionnement;;500,00;2017-01-12\n\
         4;2017-02-10;Station;Avoir;fonctionnement;;-100,00;2017-02-12\n"
    );
    let mut spent = importing(&text, &[]).unwrap().fresh;
    let lines = spent_by_line(&plan, &spent);
    assert_eq!(lines[0].invoiced, euros("163 997"));
    assert_eq!(lines[0].paid, euros("162 997"));
    assert_eq!(lines[0].tenths, Some(500));
    assert_eq!(lines[0].left, euros("161 997"));
    assert_eq!(lines[1].paid, euros("400"));
    let january = Period::new(
        parse_date("2017-01-01").unwrap(),
        parse_date("2017-01-31").unwrap(),
    );
    let running = Some(Section::Fonctionnement);
    assert_eq!(
        total_paid(&plan, &spent, running, january.ok()),
        euros("500")
    );
    spent[0].cancelled = true;
    assert_eq!(total_paid(&plan, &spent, None, None), euros("400"));
}

#[test]
fn a_form_without_anything_says_all_that_is_missing() {
    let author = "ghislaine".into();
    let refused = DepenseForm::default()
        .read("d".into(), &published(), (&author, 1))
        .unwrap_err();
    let fields: Vec<&str> = refused.0.iter().map(|e| e.field.as_str()).collect();
    assert_eq!(fields, ["piece", "ligne", "date", "tiers", "objet", "ttc"]);
}

proptest! {
    #[test]
    fn any_text_is_imported_or_refused_line_by_line(text in "(?s).{0,300}") {
        for text in [text.clone(), format!("{HEADER}{text}")] {
            if let Err(bad) = importing(&text, &[]) {
                let lines = text.lines().count().max(1) as u64;
                prop_assert!(bad.iter().all(|b| (1..=lines + 1).contains(&b.line)));
                prop_assert!(bad.iter().all(|b| !b.errors.0.is_empty()));
            }
        }
    }

    #[test]
    fn nothing_of_a_good_file_is_lost(amounts in prop::collection::vec(1_i64..10_000_000, 1..30)) {
        let line = |(i, cents): (usize, &i64)| {
            let (euros, cents) = (cents / 100, cents % 100);
            format!("P{i};2016-03-15;T;O;fonctionnement;;{euros},{cents:02};2016-03-16\n")
        };
        let lines = amounts.iter().enumerate().map(line).collect::<Vec<_>>().concat();
        let read = importing(&format!("{HEADER}{lines}"), &[]).unwrap();
        let whole: i64 = amounts.iter().sum();
        prop_assert_eq!(total_paid(&published(), &read.fresh, None, None), Cents::new(whole));
    }
}
