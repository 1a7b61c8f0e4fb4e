//! A review on its way: the table that a native reader fills, and what it changes
//! in the file of a language.
//!
//! The table carries the fingerprint of each line. A line that changed since the
//! table was made is refused: what was read is no longer what is written.

use std::collections::BTreeSet;

use crate::territoire::{Problem, Problems, Row, Source, tab_rows};

use super::{Signature, State, Traduction, Trust};

/// Columns of a file of Kréyol.
const COLUMNS: [&str; 9] = [
    "key", "fr", "gcf", "mark", "source", "state", "reviewer", "date", "note",
];
/// Column that a review has more.
const PRINT: &str = "empreinte";

/// The table to give to a reader: guesses first, then B, then A.
pub fn to_read(lines: &[Traduction]) -> String {
    let mut sorted: Vec<&Traduction> = lines.iter().collect();
    sorted.sort_by_key(|line| std::cmp::Reverse(line.trust));
    let mut table = format!("{}\t{PRINT}\n", COLUMNS.join("\t"));
    for line in sorted {
        table.extend([row(line).as_str(), "\t", &line.fingerprint(), "\n"]);
    }
    table
}

/// A file with what a review says of its lines, and how many it changed.
///
/// Comments and the order of the lines stay; lines of other files are passed over.
///
/// # Errors
/// Every line that cannot be recorded, with its remedy; nothing is changed then.
pub fn record(
    file: &str,
    text: &str,
    lines: &[Traduction],
    review: (&str, &str),
) -> Result<(String, usize), Vec<Problem>> {
    let problems = Problems::default();
    let source = Source::new(review.0.to_owned(), review.1);
    let columns: Vec<&str> = COLUMNS.into_iter().chain([PRINT]).collect();
    let rows = tab_rows(&source, &columns, &problems);
    let mut changed = lines.to_vec();
    let mut done = BTreeSet::new();
    for row in &rows {
        let same = |line: &Traduction| {
            row.optional("key").as_ref() == Some(&line.key)
                && row.optional("fr").as_ref() == Some(&line.french)
        };
        match changed.iter().position(same) {
            Some(at) if done.insert(at) => {
                if let Some(read) = reviewed(row, &lines[at]) {
                    changed[at] = read;
                }
            }
            Some(_) => row.refuse("cette ligne est là deux fois", "gardez-en une"),
            None => unknown(row, lines, file),
        }
    }
    let faults = problems.into_sorted();
    if !faults.is_empty() {
        return Err(faults);
    }
    let count = changed.iter().zip(lines).filter(|(a, b)| a != b).count();
    Ok((written(text, &changed), count))
}

/// A line that the file does not have: of another file, or its French has changed.
/// A key of pages is there once, so that it tells.
fn unknown(row: &Row, lines: &[Traduction], file: &str) {
    let Some(key) = row.optional("key") else {
        return;
    };
    let mut same = lines.iter().filter(|line| line.key == key);
    if same.next().is_some() && same.next().is_none() {
        row.refuse(
            format!("le français de cette ligne a changé dans {file}"),
            "refaites le tableau avec plus kreyol lines, puis relisez cette ligne",
        );
    }
}

/// The line with what its reader says, when nothing stands against it.
fn reviewed(row: &Row, line: &Traduction) -> Option<Traduction> {
    if is_recorded(row, line) {
        return Some(line.clone());
    }
    if row.text(PRINT)? != line.fingerprint() {
        row.refuse(
            "cette ligne a changé depuis que le tableau a été fait",
            "refaites le tableau avec plus kreyol lines, puis relisez cette ligne",
        );
        return None;
    }
    let word = row.text("state")?;
    let Some(state) = State::from_code(&word) else {
        row.refuse(
            format!("« {word} » n’est pas un état"),
            "écrivez brouillon, relu ou valide",
        );
        return None;
    };
    let (who, when) = (row.optional("reviewer"), row.date("date"));
    let signature = match (state, who, when) {
        (State::Brouillon, None, None) => None,
        (State::Relu | State::Valide, Some(who), Some(when)) => Some(Signature { who, when }),
        _ => {
            row.refuse(
                "l’état et la signature ne vont pas ensemble",
                "signez et datez une ligne relue ou valide ; videz les deux cases d’un brouillon",
            );
            return None;
        }
    };
    let mut read = Traduction {
        text: row.text("gcf")?,
        state,
        signature,
        note: row.optional("note").unwrap_or_default(),
        ..line.clone()
    };
    if read.signature.is_some() && !read.note.contains(&read.fingerprint()) {
        let print = read.fingerprint();
        read.note = match read.note.as_str() {
            "" => format!("[{print}]"),
            note => format!("{note} [{print}]"),
        };
    }
    Some(read)
}

/// Whether this very review is already in the file.
fn is_recorded(row: &Row, line: &Traduction) -> bool {
    line.signature.as_ref().is_some_and(|signature| {
        row.optional("reviewer").as_ref() == Some(&signature.who)
            && row.optional("gcf").as_ref() == Some(&line.text)
            && row.optional("state").as_deref() == Some(line.state.code())
    })
}

/// The cells of a line, as files write them.
fn row(line: &Traduction) -> String {
    let (who, when) = match &line.signature {
        Some(signature) => (signature.who.clone(), signature.when.to_string()),
        None => Default::default(),
    };
    let cells: [&str; 9] = [
        &line.key,
        &line.french,
        &line.text,
        line.trust.map_or("", Trust::code),
        &line.source,
        line.state.code(),
        &who,
        &when,
        &line.note,
    ];
    cells
        .map(|cell: &str| cell.replace(['\t', '\n'], " "))
        .join("\t")
}

/// The comments and the header of a file, then its lines.
fn written(text: &str, lines: &[Traduction]) -> String {
    let mut out = String::new();
    for line in text.lines().take_while(|line| line.starts_with('#')) {
        out.extend([line, "\n"]);
    }
    out.push_str(&COLUMNS.join("\t"));
    out.push('\n');
    for line in lines {
        out.push_str(&row(line));
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::traduction::{Identity, read_file};

    const FILE: &str = "# Source : ici.\nkey\tfr\tgcf\tmark\tsource\tstate\treviewer\tdate\tnote\n\
        cout\tGratuit.\tGratui.\tA\tD\tbrouillon\t\t\t\n\
        titre\tFaire son passeport\tFè paspò’w\tC\t\tbrouillon\t\t\tpaspò ?\n";

    fn lines(text: &str) -> Vec<Traduction> {
        read_file("gcf-MQ.tsv", text, "gcf-MQ", Identity::French).unwrap()
    }

    /// The table, with the cells of a line changed.
    fn table(from: &str, to: &str) -> String {
        let table = to_read(&lines(FILE));
        assert!(table.contains(from), "{table}");
        table.replace(from, to)
    }

    fn recorded(review: &str) -> Result<(String, usize), Vec<Problem>> {
        record("gcf-MQ.tsv", FILE, &lines(FILE), ("a-relire.tsv", review))
    }

    #[test]
    fn guesses_are_read_first() {
        let table = to_read(&lines(FILE));
        assert!(table.lines().nth(1).unwrap().starts_with("titre\t"));
    }

    #[test]
    fn a_reader_signs_corrects_and_is_believed_once_the_file_is_read_again() {
        let review = table(
            "Fè paspò’w\tC\t\tbrouillon\t\t\t",
            "Fè paspò-ou\tC\t\trelu\tEJ\t2027-01-12\t",
        );
        let (text, count) = recorded(&review).unwrap();
        assert_eq!(count, 1);
        assert!(text.starts_with("# Source : ici.\nkey\t"));
        let after = lines(&text);
        assert_eq!(
            (after[1].text.as_str(), after[1].state),
            ("Fè paspò-ou", State::Relu)
        );
        assert!(after[1].is_shown() && after[1].note.starts_with("paspò ? ["));
        // What somebody changes by hand afterwards is seen.
        let forged = text.replace("Fè paspò-ou", "Fè paspò");
        assert!(read_file("x.tsv", &forged, "gcf-MQ", Identity::French).is_err());
    }

    #[test]
    fn a_review_of_what_changed_meanwhile_is_refused() {
        let review = table(
            "Gratui.\tA\tD\tbrouillon\t\t",
            "Gratui.\tA\tD\trelu\tEJ\t2027-01-12",
        );
        let now = FILE.replace("Gratui.", "Pou ayen.");
        let refused = record("gcf-MQ.tsv", &now, &lines(&now), ("a-relire.tsv", &review));
        assert!(
            refused.unwrap_err()[0]
                .to_string()
                .contains("a changé depuis")
        );
        let now = FILE.replace("Gratuit.", "C’est gratuit.");
        let refused = record("gcf-MQ.tsv", &now, &lines(&now), ("a-relire.tsv", &review));
        assert!(refused.unwrap_err()[0].to_string().contains("le français"));
    }

    #[test]
    fn a_line_of_another_file_is_passed_over() {
        let review = format!(
            "{}nav-bus\tLe bus\tBis-la\tA\tD\trelu\tEJ\t2027-01-12\t\tx\n",
            to_read(&lines(FILE))
        );
        assert_eq!(recorded(&review).unwrap(), (FILE.to_owned(), 0));
    }

    #[test]
    fn a_review_without_signature_changes_nothing() {
        let review = table("Gratui.\tA\tD\tbrouillon", "Gratui.\tA\tD\tvalide");
        assert!(
            recorded(&review).unwrap_err()[0]
                .to_string()
                .contains("signez et datez")
        );
    }
}
