//! Reading the questions file: every line is kept or named as faulty, with what to do.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::LazyLock;

use super::super::analysis::{analyzer, content_words, is_asking_word, terms};
use super::super::fold::fold;

/// The questions of the project.
const FILE: &str = include_str!("../../../../../data/lexique/questions.tsv");

/// Where they stand, for whoever mends a line.
const PATH: &str = "data/lexique/questions.tsv";

/// Names of the columns: the first line that is no comment.
const COLUMNS: &str = "id\ttitre\tquestion\trelecture";

static OURS: LazyLock<Vec<Question>> = LazyLock::new(|| {
    // A fault is caught by a test, which names its line; here it costs the questions.
    Question::parse(FILE).unwrap_or_default()
});

/// The questions of the project, by document.
pub(super) fn ours() -> &'static [Question] {
    &OURS
}

/// How somebody tells what a document answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Identifier of the document.
    pub id: String,
    /// Its content words, folded.
    pub(super) words: Vec<String>,
    /// Their terms, each once.
    pub(super) terms: BTreeSet<String>,
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuestionFault {
    /// The first line does not name the four columns.
    Header,
    /// Not four columns.
    Columns,
    /// Not an identifier: a letter F, N or R and figures.
    Identifier,
    /// No title.
    Title,
    /// No word that says anything.
    Question,
    /// The review state is none of `à relire`, `relu`, `valide`.
    Review,
    /// The same question stands above for the same document.
    Repeated,
}

/// A faulty line of the questions file. Its text names the file, the line and the remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuestionProblem {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub fault: QuestionFault,
}

impl fmt::Display for QuestionProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let remedy = match self.fault {
            QuestionFault::Header => "nommez d'abord les colonnes : id, titre, question, relecture",
            QuestionFault::Columns => "écrivez quatre colonnes séparées par des tabulations",
            QuestionFault::Identifier => {
                "écrivez l'identifiant officiel, par exemple F1344 ou N20360"
            }
            QuestionFault::Title => "écrivez le titre officiel du document",
            QuestionFault::Question => "écrivez la question avec des mots qui disent quelque chose",
            QuestionFault::Review => "écrivez « à relire », « relu » ou « valide »",
            QuestionFault::Repeated => "ôtez cette ligne : elle est déjà plus haut",
        };
        write!(f, "{PATH}, ligne {} : {remedy}.", self.line)
    }
}

impl Question {
    /// Reads a questions file. Any text gives an answer: the questions by document, or every
    /// faulty line.
    ///
    /// # Errors
    ///
    /// The faulty lines.
    pub fn parse(text: &str) -> Result<Vec<Self>, Vec<QuestionProblem>> {
        let mut reader = Reader::default();
        let mut problems = Vec::new();
        for (at, line) in text.lines().enumerate() {
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            if let Err(fault) = reader.read(line) {
                let line = at + 1;
                problems.push(QuestionProblem { line, fault });
            }
        }
        if problems.is_empty() {
            reader.questions.sort_by(|a, b| a.id.cmp(&b.id));
            Ok(reader.questions)
        } else {
            Err(problems)
        }
    }
}

#[derive(Default)]
struct Reader {
    header: bool,
    seen: BTreeSet<(String, String)>,
    questions: Vec<Question>,
}

impl Reader {
    fn read(&mut self, line: &str) -> Result<(), QuestionFault> {
        if !std::mem::replace(&mut self.header, true) {
            return if line == COLUMNS {
                Ok(())
            } else {
                Err(QuestionFault::Header)
            };
        }
        let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
        let [id, title, text, review] = columns.as_slice() else {
            return Err(QuestionFault::Columns);
        };
        if !is_identifier(id) {
            return Err(QuestionFault::Identifier);
        }
        if title.is_empty() {
            return Err(QuestionFault::Title);
        }
        if !matches!(*review, "à relire" | "relu" | "valide") {
            return Err(QuestionFault::Review);
        }
        if !self.seen.insert(((*id).to_owned(), fold(text))) {
            return Err(QuestionFault::Repeated);
        }
        self.questions.push(question(id, text)?);
        Ok(())
    }
}

fn question(id: &str, text: &str) -> Result<Question, QuestionFault> {
    let words = content_words(text);
    let telling = words.iter().filter(|word| !is_asking_word(word));
    let telling: Vec<&str> = telling.map(String::as_str).collect();
    let terms = terms(&mut analyzer(), &telling.join(" "));
    if terms.is_empty() {
        return Err(QuestionFault::Question);
    }
    Ok(Question {
        id: id.to_owned(),
        words,
        terms: terms.into_iter().collect(),
    })
}

fn is_identifier(id: &str) -> bool {
    let figures = id.strip_prefix(['F', 'N', 'R']).unwrap_or_default();
    !figures.is_empty() && figures.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn faults(lines: &[&str]) -> Vec<String> {
        let text = format!("# x\n{COLUMNS}\n{}", lines.join("\n"));
        let problems = Question::parse(&text).unwrap_err();
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_line_of_the_data_file_is_sound() {
        let problems = Question::parse(FILE).err().unwrap_or_default();
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(problems.join("\n"), "");
    }

    #[test]
    fn most_needs_of_life_have_questions() {
        let mut ids: Vec<&str> = ours().iter().map(|it| it.id.as_str()).collect();
        ids.dedup();
        let dossiers = ids.iter().filter(|id| id.starts_with('N')).count();
        assert!(ids.len() >= 1_000 && dossiers >= 200, "{}", ids.len());
        assert!(ids.is_sorted());
    }

    #[test]
    fn a_faulty_line_is_named_with_its_file_and_what_to_do() {
        let found = faults(&[
            "F1\tTitre\tmon voisin crie\tà relire",
            "F1\tTitre\tMon voisin crie !\tà relire",
            "F2\tTitre\tmon voisin crie",
            "F\tTitre\tmon voisin crie\tà relire",
            "F3\t\tmon voisin crie\tà relire",
            "F3\tTitre\tde la\tà relire",
            "F3\tTitre\tmon voisin crie\tpeut-être",
        ]);
        let lines: Vec<&str> = found
            .iter()
            .filter_map(|it| it.split(" : ").next())
            .collect();
        let path = |line| format!("{PATH}, ligne {line}");
        assert_eq!(lines, (4..10).map(path).collect::<Vec<_>>());
        assert!(found[0].ends_with("ôtez cette ligne : elle est déjà plus haut."));
        assert!(found[1].ends_with("écrivez quatre colonnes séparées par des tabulations."));
    }

    #[test]
    fn a_file_without_its_columns_is_refused() {
        let problems = Question::parse("F1\tTitre\tma question\tà relire\n").unwrap_err();
        assert_eq!(problems[0].fault, QuestionFault::Header);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
            let _ = Question::parse(&text);
        }
    }
}
