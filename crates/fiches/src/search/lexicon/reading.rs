//! Reading a lexicon file that is not trusted: every line is kept or named as faulty.

use tantivy::tokenizer::TextAnalyzer;

use super::super::analysis::{analyzer, terms};
use super::book::{Entry, Sense};
use super::{Language, Lexicon, tokens};

/// Most words of a saying.
const LONGEST: usize = 8;

/// Most official wordings of a saying.
const MOST_WORDINGS: usize = 8;

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Not five columns.
    Columns,
    /// No word in what is said, or more than eight.
    Saying,
    /// No official wording, an empty one or more than eight; or some where none may be.
    Wordings,
    /// The kind is none of `ajoute`, `remplace`, `vide`.
    Kind,
    /// The review state is none of `à relire`, `relu`, `valide`.
    Review,
    /// `# langue :` names none of `fr`, `gcf`, `ht`, `en`, `es`.
    Language,
}

/// A faulty line of a lexicon file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub fault: Fault,
}

/// See [`Lexicon::parse`].
pub(super) fn parse(text: &str) -> Result<Lexicon, Vec<Problem>> {
    let mut lexicon = Lexicon::default();
    let mut problems = Vec::new();
    let mut language = Language::French;
    let mut analyzer = analyzer();
    for (at, line) in text.lines().enumerate() {
        let read = match line.strip_prefix('#') {
            Some(comment) => directive(comment).map(|named| {
                language = named.unwrap_or(language);
            }),
            None if line.trim().is_empty() => Ok(()),
            None => entry(line, &mut analyzer).map(|(words, entry)| {
                lexicon.books[language as usize].add(language, &words, entry);
            }),
        };
        if let Err(fault) = read {
            problems.push(Problem {
                line: at + 1,
                fault,
            });
        }
    }
    if problems.is_empty() {
        Ok(lexicon)
    } else {
        Err(problems)
    }
}

/// The language that a comment names, if it names one.
fn directive(comment: &str) -> Result<Option<Language>, Fault> {
    let Some(code) = comment.trim().strip_prefix("langue :") else {
        return Ok(None);
    };
    let language = Language::from_code(code.trim()).ok_or(Fault::Language)?;
    Ok(Some(language))
}

fn entry(line: &str, analyzer: &mut TextAnalyzer) -> Result<(Vec<String>, Entry), Fault> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [said, official, kind, review, _note] = columns.as_slice() else {
        return Err(Fault::Columns);
    };
    let words = tokens(said);
    if words.is_empty() || words.len() > LONGEST {
        return Err(Fault::Saying);
    }
    if !matches!(review.trim(), "à relire" | "relu" | "valide") {
        return Err(Fault::Review);
    }
    let sense = match kind.trim() {
        "ajoute" => Sense::Adds,
        "remplace" => Sense::Replaces,
        "vide" => Sense::Empty,
        _ => return Err(Fault::Kind),
    };
    let wordings = wordings(official, sense, analyzer)?;
    Ok((words, Entry { sense, wordings }))
}

fn wordings(
    official: &str,
    sense: Sense,
    analyzer: &mut TextAnalyzer,
) -> Result<Vec<Vec<String>>, Fault> {
    if sense == Sense::Empty {
        let none = official.trim().is_empty();
        return if none {
            Ok(Vec::new())
        } else {
            Err(Fault::Wordings)
        };
    }
    let wordings: Vec<Vec<String>> = official
        .split(',')
        .map(|wording| terms(analyzer, wording))
        .collect();
    let sound = wordings.len() <= MOST_WORDINGS && wordings.iter().all(|it| !it.is_empty());
    if sound {
        Ok(wordings)
    } else {
        Err(Fault::Wordings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn faults_are_named_by_line() {
        let text = "# langue : fr\nsou\targent\tajoute\tà relire\t\nsou\targent\n\
                    x\t\tajoute\tà relire\t\n# langue : xx\ny\tz\tpeut-être\trelu\t\n";
        let problems = parse(text).unwrap_err();
        let found: Vec<(usize, Fault)> = problems.iter().map(|it| (it.line, it.fault)).collect();
        assert_eq!(
            found,
            [
                (3, Fault::Columns),
                (4, Fault::Wordings),
                (5, Fault::Language),
                (6, Fault::Kind)
            ]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
            let _ = Lexicon::parse(&text);
        }

        #[test]
        fn any_table_is_read_or_refused(
            text in "([a-zé' ]{0,9}\t[a-z, ]{0,9}\t(ajoute|vide|)\t(relu|à relire|)\t\n){0,9}"
        ) {
            let _ = Lexicon::parse(&text);
        }
    }
}
