//! Question-by-question guides: « Recherche guidée » and the simulators « Comment faire si ».

use serde::{Deserialize, Serialize};

use super::{Answers, Block, Document, Inline};

/// A guide: a tree of branches, or a short questionnaire that sets variables.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Guide {
    /// What to read first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub introduction: Vec<Block>,
    /// First choices of a guided search [`Problematique`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<Branch>,
    /// Questions of a simulator [`Question`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
}

/// One choice of a guided search [`Problematique`, `Branche`]: further choices, or links.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Branch {
    /// What the reader recognises himself in.
    pub title: String,
    /// Help beside the choice [`Aide`] and any other content.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// Variables set by choosing it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<Effect>,
    /// Further choices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<Branch>,
    /// Where it ends: links to documents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Inline>,
}

/// A question of a simulator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// What is asked.
    pub title: String,
    /// Help beside the question.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// Possible answers.
    pub choices: Vec<Choice>,
}

/// A possible answer to a question [`Choix`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// The answer.
    pub title: String,
    /// How it reads once chosen: « Vous êtes locataire » [`IntituleSiSelectionne`].
    pub selected: String,
    /// Variables set by choosing it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<Effect>,
}

/// A variable set by a choice [`affecteVrai`, `affecteFaux`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// Name of the variable, such as `T10280`.
    pub variable: String,
    /// Value it takes.
    pub value: bool,
}

impl Effect {
    /// Records the effects of a choice among the answers.
    pub fn apply(effects: &[Self], answers: &mut Answers) {
        for effect in effects {
            answers.set(effect.variable.clone(), effect.value);
        }
    }
}

impl Document {
    /// The guide of the document, if it is one.
    pub fn guide(&self) -> Option<&Guide> {
        self.body.iter().find_map(|block| match block {
            Block::Guide(guide) => Some(&**guide),
            _ => None,
        })
    }
}
