//! Permanences from the text of a CSV file: `date;debut;fin;lieu;site;equipe`.
//! Every bad line is named with its column and its reason; one is enough for
//! nothing to be kept.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use plus_domain::{
    form::FormErrors,
    ids::{PermanenceId, PlaceCode},
    permanence::{Permanence, PermanenceForm, Planning},
};

/// Columns, in any order; the last two may be missing.
const COLUMNS: [&str; 6] = ["date", "debut", "fin", "lieu", "site", "equipe"];
const NEEDED: usize = 4;
/// Lines of a file: two years of half-days.
pub const MOST: usize = 1_500;

/// A refusal: the line of the file (from 1, the header included) and why.
#[derive(Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Line of the file.
    pub line: u64,
    /// What must be mended, by column.
    pub errors: FormErrors,
}

/// When and where: two permanences cannot share it.
pub type Slot = (Date, Time, PlaceCode);

/// The slot of a permanence.
pub fn slot(p: &Permanence) -> Slot {
    (p.date, p.start, p.place.clone())
}

/// Reads a file whole. `taken`: slots that exist already.
pub fn read(
    text: &str,
    known: &Planning<'_>,
    mut taken: BTreeSet<Slot>,
    new_id: &mut dyn FnMut() -> PermanenceId,
) -> Result<Vec<Permanence>, Vec<BadLine>> {
    let text = text.trim_start_matches('\u{FEFF}');
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = rows.headers().cloned().unwrap_or_default();
    let places =
        columns(&header).map_err(|column| vec![bad(1, column, "permanence-csv-colonne")])?;
    let (mut read, mut refused) = (Vec::new(), Vec::new());
    for (index, row) in rows.records().enumerate() {
        let estimate = u64::try_from(index).unwrap_or(0) + 2;
        let Ok(row) = row else {
            refused.push(bad(estimate, "date", "permanence-csv-illisible"));
            continue;
        };
        let line = row.position().map_or(estimate, csv::Position::line);
        if index >= MOST {
            refused.push(bad(line, "date", "permanence-csv-trop"));
            break;
        }
        match form(&row, &places).read(new_id(), known) {
            Ok(permanence) if taken.insert(slot(&permanence)) => read.push(permanence),
            Ok(_) => refused.push(bad(line, "date", "permanence-csv-deja")),
            Err(errors) => refused.push(BadLine { line, errors }),
        }
    }
    if read.is_empty() && refused.is_empty() {
        refused.push(bad(1, "date", "permanence-csv-vide"));
    }
    if refused.is_empty() {
        Ok(read)
    } else {
        Err(refused)
    }
}

fn bad(line: u64, column: &str, key: &'static str) -> BadLine {
    let mut errors = FormErrors::default();
    errors.add(column, key);
    BadLine { line, errors }
}

/// A semicolon as French spreadsheets write, unless the header has none.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    if header.contains(';') { b';' } else { b',' }
}

/// Where each column stands; or the needed one that is missing.
fn columns(header: &csv::StringRecord) -> Result<[Option<usize>; 6], &'static str> {
    let at = |name: &str| header.iter().position(|h| h.to_lowercase() == name);
    let found = COLUMNS.map(at);
    let missing = found.iter().take(NEEDED).position(Option::is_none);
    missing.map_or(Ok(found), |i| Err(COLUMNS[i]))
}

fn form(row: &csv::StringRecord, places: &[Option<usize>; 6]) -> PermanenceForm {
    let cell = |column: usize| {
        places[column]
            .and_then(|at| row.get(at))
            .unwrap_or_default()
    };
    PermanenceForm {
        date: cell(0).to_owned(),
        start: cell(1).to_owned(),
        end: cell(2).to_owned(),
        place: cell(3).to_owned(),
        site: cell(4).to_owned(),
        crew: cell(5)
            .split([',', '+', '/', ' '])
            .map(str::to_owned)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use plus_domain::{
        ids::PlaceCode,
        permanence::{Permanence, Planning},
    };
    use proptest::prelude::proptest;

    use super::{BadLine, read};

    fn reading(text: &str) -> Result<Vec<Permanence>, Vec<BadLine>> {
        let team = BTreeMap::from([
            ("maryse".to_owned(), "a1".into()),
            ("josiane".to_owned(), "a2".into()),
        ]);
        let known = Planning {
            receives: &|p: &PlaceCode, _| p.as_str() != "nulle-part",
            team: &team,
        };
        let mut n = 0;
        let mut new_id = || {
            n += 1;
            format!("p{n}").into()
        };
        read(text, &known, BTreeSet::new(), &mut new_id)
    }

    const HEADER: &str = "date;debut;fin;lieu;site;equipe\n";

    #[test]
    fn a_file_of_a_spreadsheet_is_read() {
        let text = format!(
            "\u{FEFF}{HEADER}2026-12-01;8:00;13:00;le-marin;bus;maryse,josiane\r\n2026-12-01;14h;17h;le-marin;;\r\n"
        );
        let read = reading(&text).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].crew.len(), 2);
    }

    #[test]
    fn every_bad_line_is_named_with_its_column() {
        let text = format!(
            "{HEADER}2026-12-01;8:00;13:00;le-marin;bus;maryse\n2026-13-01;8:00;13:00;le-marin\n2026-12-02;8:00;7:00;nulle-part;bus;paul\n"
        );
        let refused = reading(&text).unwrap_err();
        let told: Vec<(u64, Vec<&str>)> = refused
            .iter()
            .map(|b| {
                (
                    b.line,
                    b.errors.0.iter().map(|e| e.field.as_str()).collect(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [(3, vec!["date"]), (4, vec!["fin", "lieu", "equipe"])]
        );
    }

    #[test]
    fn the_same_half_day_twice_is_refused() {
        let line = "2026-12-01;8:00;13:00;le-marin;bus;maryse\n";
        let refused = reading(&format!("{HEADER}{line}{line}")).unwrap_err();
        assert_eq!(refused[0].line, 3);
    }

    #[test]
    fn a_file_without_its_header_or_without_lines_says_so() {
        assert_eq!(reading("").unwrap_err()[0].line, 1);
        assert_eq!(
            reading(HEADER).unwrap_err()[0].errors.0[0].key,
            "permanence-csv-vide"
        );
        assert_eq!(
            reading("date;debut;lieu\n").unwrap_err()[0].errors.0[0].field,
            "fin"
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(?s).{0,200}") {
            let _ = reading(&text);
            let _ = reading(&format!("{HEADER}{text}"));
        }
    }
}
