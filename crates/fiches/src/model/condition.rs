//! Three-valued conditions: true, false, unknown.
//!
//! The simulators of the official site set variables (`T10226`) and hide what does not apply.
//! A third of the variables that fiches read are set by no file, so the rule is: **unknown
//! shows**. Without answers everything shows; with answers, only what is certainly false hides.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What the reader has answered so far: variable → true or false. Absent: not known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Answers(BTreeMap<String, bool>);

impl Answers {
    /// Records a value; a later one replaces it.
    pub fn set(&mut self, variable: impl Into<String>, value: bool) {
        self.0.insert(variable.into(), value);
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a variable, if it is known.
    pub fn get(&self, variable: &str) -> Option<bool> {
        self.0.get(variable).copied()
    }
}

/// A truth value of Kleene's strong three-valued logic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// Certainly true.
    True,
    /// Certainly false: the only value that hides.
    False,
    /// Not known.
    Unknown,
}

/// When a part of a document applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// The variable is true [`estVrai`].
    IsTrue(String),
    /// The variable has not been answered [`estIndefini`].
    IsUnset(String),
    /// At least one holds [`ou`].
    Any(Vec<Condition>),
    /// All hold [`et`].
    All(Vec<Condition>),
    /// A test this version does not know: always unknown, hence shown.
    Unsupported,
}

impl Condition {
    /// Evaluates the condition under the answers given so far.
    pub fn evaluate(&self, answers: &Answers) -> Truth {
        match self {
            Self::IsTrue(variable) => match answers.get(variable) {
                Some(true) => Truth::True,
                Some(false) => Truth::False,
                None => Truth::Unknown,
            },
            Self::IsUnset(variable) => match answers.get(variable) {
                Some(_) => Truth::False,
                None => Truth::True,
            },
            Self::Any(parts) => fold(parts, answers, Truth::False, Truth::True),
            Self::All(parts) => fold(parts, answers, Truth::True, Truth::False),
            Self::Unsupported => Truth::Unknown,
        }
    }

    /// Whether what it guards must show: unless it is certainly false.
    pub fn shows(&self, answers: &Answers) -> bool {
        self.evaluate(answers) != Truth::False
    }
}

/// `neutral` when every part is neutral, `decisive` as soon as one part is, else unknown.
fn fold(parts: &[Condition], answers: &Answers, neutral: Truth, decisive: Truth) -> Truth {
    parts.iter().fold(neutral, |so_far, part| {
        match (so_far, part.evaluate(answers)) {
            (known, _) if known == decisive => decisive,
            (_, value) if value == decisive => decisive,
            (known, value) if known == neutral && value == neutral => neutral,
            _ => Truth::Unknown,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(values: &[(&str, bool)]) -> Answers {
        let mut answers = Answers::default();
        for (variable, value) in values {
            answers.set(*variable, *value);
        }
        answers
    }

    fn is_true(variable: &str) -> Condition {
        Condition::IsTrue(variable.to_owned())
    }

    #[test]
    fn without_answers_everything_shows() {
        let none = Answers::default();
        assert!(is_true("T1").shows(&none));
        assert!(Condition::Any(vec![is_true("T1"), is_true("T2")]).shows(&none));
        assert!(Condition::All(vec![is_true("T1"), is_true("T2")]).shows(&none));
        assert!(Condition::IsUnset("T1".to_owned()).shows(&none));
        assert!(Condition::Unsupported.shows(&none));
    }

    #[test]
    fn only_the_certainly_false_hides() {
        let given = answers(&[("T1", false), ("T2", true)]);
        assert!(!is_true("T1").shows(&given));
        assert!(is_true("T2").shows(&given));
        assert!(Condition::Any(vec![is_true("T1"), is_true("T9")]).shows(&given));
        assert!(!Condition::All(vec![is_true("T1"), is_true("T9")]).shows(&given));
        assert!(!Condition::Any(vec![is_true("T1")]).shows(&given));
        assert!(!Condition::IsUnset("T2".to_owned()).shows(&given));
    }

    #[test]
    fn a_disjunction_with_one_true_part_is_true() {
        let given = answers(&[("T2", true)]);
        let any = Condition::Any(vec![is_true("T9"), is_true("T2")]);
        assert_eq!(any.evaluate(&given), Truth::True);
    }

    #[test]
    fn empty_conditions_show() {
        assert!(Condition::All(Vec::new()).shows(&Answers::default()));
    }
}
