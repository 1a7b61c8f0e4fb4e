//! Reading a file of translations: tab-separated, a row a line, every fault noted.
//!
//! Kréyol carries its whole review (mark, source, state, reader, day, note): it is
//! written by people who do not speak it and read by those who do.

use std::collections::BTreeMap;

use crate::territoire::{At, Problem, Problems, Row, Source, tab_rows};

use super::{Signature, State, Traduction, Trust};

/// What tells two lines of a file apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    /// The key: texts of pages.
    Key,
    /// The French sentence: the catalogue.
    French,
    /// Both together: a file of either.
    Both,
}

/// Reads a file by itself.
///
/// # Errors
/// At least one problem, each with line, message and remedy.
pub fn read_file(
    path: &str,
    text: &str,
    tag: &str,
    identity: Identity,
) -> Result<Vec<Traduction>, Vec<Problem>> {
    let problems = Problems::default();
    let source = Source::new(path.to_owned(), text);
    let lines = read(&source, tag, identity, &problems);
    let list = problems.into_sorted();
    if list.is_empty() {
        Ok(lines)
    } else {
        Err(list)
    }
}

/// Reads the lines of a language.
pub(crate) fn read(
    source: &Source,
    tag: &str,
    identity: Identity,
    problems: &Problems,
) -> Vec<Traduction> {
    let text = tag.split('-').next().unwrap_or(tag);
    let reviewed = tag != "en";
    let columns: &[&str] = if reviewed {
        &[
            "key", "fr", text, "mark", "source", "state", "reviewer", "date", "note",
        ]
    } else {
        &["key", "fr", text, "state"]
    };
    let reader = Reader {
        tag,
        text,
        reviewed,
    };
    let mut seen = BTreeMap::new();
    let rows = tab_rows(source, columns, problems);
    let lines = rows.iter().filter_map(|row| {
        let line = reader.line(row)?;
        let same = match identity {
            Identity::Key => line.key.clone(),
            Identity::French => line.french.clone(),
            Identity::Both => format!("{} : {}", line.key, line.french),
        };
        once(&mut seen, same, row.at(), row);
        Some(line)
    });
    lines.collect()
}

fn once(seen: &mut BTreeMap<String, At>, same: String, at: At, row: &Row) {
    if let Some(first) = seen.get(&same) {
        row.refuse(
            format!("« {same} » est déjà traduit à la ligne {}", first.line),
            "gardez une des deux lignes",
        );
    } else {
        seen.insert(same, at);
    }
}

struct Reader<'a> {
    tag: &'a str,
    /// Column of the texts.
    text: &'a str,
    reviewed: bool,
}

impl Reader<'_> {
    fn line(&self, row: &Row) -> Option<Traduction> {
        let key = row.text("key");
        let french = row.text("fr");
        let text = row.text(self.text);
        let state = state(row);
        let line = Traduction {
            language: self.tag.to_owned(),
            key: key?,
            french: french?,
            text: text?,
            trust: None,
            source: row.optional("source").unwrap_or_default(),
            state: state?,
            signature: None,
            note: row.optional("note").unwrap_or_default(),
        };
        check_marks(row, &line);
        if self.reviewed {
            reviewed(row, line)
        } else {
            Some(line)
        }
    }
}

fn state(row: &Row) -> Option<State> {
    let word = row.text("state")?;
    let state = State::from_code(&word);
    if state.is_none() {
        row.refuse(
            format!("« {word} » n’est pas un état"),
            "écrivez brouillon, relu ou valide",
        );
    }
    state
}

/// With its mark and its signature.
fn reviewed(row: &Row, line: Traduction) -> Option<Traduction> {
    let letter = row.text("mark")?;
    let trust = Trust::from_code(&letter);
    if trust.is_none() {
        row.refuse(
            format!("« {letter} » n’est pas une marque"),
            "écrivez A (attesté), B (construit par règle) ou C (deviné)",
        );
    }
    if trust.is_some_and(|trust| trust != Trust::C) && line.source.is_empty() {
        row.refuse(
            "cette ligne ne dit pas d’où viennent ses mots",
            "remplissez la colonne source, ou marquez C",
        );
    }
    let line = Traduction {
        trust: Some(trust?),
        ..line
    };
    let signature = signature(row, &line);
    Some(Traduction { signature, ..line })
}

/// A review is signed and dated, and is about the texts that are there.
fn signature(row: &Row, line: &Traduction) -> Option<Signature> {
    let (who, when) = (row.optional("reviewer"), row.date("date"));
    let signed = who.is_some() && when.is_some();
    let empty = who.is_none() && when.is_none();
    let drafted = line.state == State::Brouillon;
    if (drafted && !empty) || (!drafted && !signed) {
        row.refuse(
            "l’état et la signature ne vont pas ensemble",
            "signez et datez une ligne relue ou valide ; videz les deux cases d’un brouillon",
        );
    }
    if !drafted && !line.note.contains(&line.fingerprint()) {
        row.refuse(
            "un des deux textes a changé depuis la relecture",
            "remettez brouillon, videz reviewer et date, puis faites relire",
        );
    }
    Some(Signature {
        who: who?,
        when: when?,
    })
}

/// What stands in braces is filled by the program: a translation adds nothing to it.
fn check_marks(row: &Row, line: &Traduction) {
    let named = marks(&line.french)
        .iter()
        .any(|mark| mark.contains("artenaire"));
    for mark in marks(&line.text) {
        let partner = named && matches!(mark, "{partenaire}" | "{Partenaire}");
        if !partner && !marks(&line.french).contains(&mark) {
            row.refuse(
                format!("« {mark} » n’est pas dans la phrase française"),
                "reprenez le mot entre accolades du français ; pour un organisme : {partenaire} ou {Partenaire}",
            );
        }
    }
}

/// `{partenaire}`, `{ $q }`… The selectors of Fluent are not compared.
fn marks(text: &str) -> Vec<&str> {
    let opened = text.match_indices('{');
    opened
        .filter_map(|(at, _)| {
            let end = text[at..].find('}')?;
            let mark = &text[at..=at + end];
            (!mark.contains("->")).then_some(mark)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "key\tfr\tgcf\tmark\tsource\tstate\treviewer\tdate\tnote\n";

    fn read(lines: &str) -> Result<Vec<Traduction>, Vec<Problem>> {
        read_file(
            "gcf-MQ.tsv",
            &format!("{HEAD}{lines}"),
            "gcf-MQ",
            Identity::French,
        )
    }

    fn refusal(lines: &str) -> String {
        let problems = read(lines).unwrap_err();
        assert_eq!(problems.len(), 1, "{problems:?}");
        problems[0].to_string()
    }

    #[test]
    fn a_guess_waits_for_a_reader_and_the_rest_may_be_shown() {
        let lines = "cout\tGratuit.\tGratui.\tA\tD\tbrouillon\t\t\t\n\
                     delai\tTout de suite.\tLamenm.\tC\t\tbrouillon\t\t\t\n";
        let read = read(lines).unwrap();
        assert_eq!(
            read.iter().map(Traduction::is_shown).collect::<Vec<_>>(),
            [true, false]
        );
    }

    #[test]
    fn a_review_is_signed_and_falls_when_a_text_changes() {
        let draft = read("cout\tGratuit.\tGratui.\tA\tD\tbrouillon\t\t\t\n").unwrap();
        let print = draft[0].fingerprint();
        let signed = |text: &str| {
            format!("cout\tGratuit.\t{text}\tA\tD\trelu\tEJ\t2027-01-12\tlu {print}\n")
        };
        let read = read(&signed("Gratui.")).unwrap();
        assert_eq!(read[0].signature.as_ref().unwrap().who, "EJ");
        assert!(refusal(&signed("Gratis.")).contains("a changé depuis la relecture"));
        let unsigned = "cout\tGratuit.\tGratui.\tA\tD\tbrouillon\tEJ\t\t\n";
        assert!(refusal(unsigned).contains("ne vont pas ensemble"));
    }

    #[test]
    fn every_fault_is_said_with_its_line() {
        for (lines, said) in [
            (
                "cout\tGratuit.\t\tA\tD\tbrouillon\t\t\t\n",
                "« gcf » est vide",
            ),
            (
                "cout\tGratuit.\tGratui.\tD\tD\tbrouillon\t\t\t\n",
                "« D » n’est pas une marque",
            ),
            (
                "cout\tGratuit.\tGratui.\tB\t\tbrouillon\t\t\t\n",
                "d’où viennent ses mots",
            ),
            (
                "cout\tGratuit.\tGratui.\tB\tD\tfini\t\t\t\n",
                "« fini » n’est pas un état",
            ),
            (
                "cout\tGratuit.\tGratui {qui}.\tB\tD\tbrouillon\t\t\t\n",
                "« {qui} » n’est pas dans",
            ),
            (
                "a\tGratuit.\tGratui.\tB\tD\tbrouillon\t\t\t\nb\tGratuit.\tGratui.\tB\tD\tbrouillon\t\t\t\n",
                "déjà traduit à la ligne 2",
            ),
        ] {
            let refused = refusal(lines);
            assert!(
                refused.starts_with("gcf-MQ.tsv:") && refused.contains(said),
                "{refused}"
            );
        }
        assert!(
            read("cout\tGratuit.\n").unwrap_err()[0]
                .to_string()
                .contains("2 cases")
        );
    }
}
