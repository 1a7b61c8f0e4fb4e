//! Walking through a guide, one question at a time: from the choices made to what is next.
//!
//! A guide has two shapes. A guided search is a tree: each choice opens the next ones, the last
//! one gives links. A simulator is a short list of questions: each answer sets variables, and the
//! document is then read under them. In both, a walk is a list of numbers that an address can
//! carry; one that does not fit the guide (typed by hand, or older than the content) is no walk.

use std::fmt;
use std::str::FromStr;

use super::{Answers, Block, Branch, Effect, Guide, Inline, Question};

/// Most choices in one walk: the deepest official guide asks ten.
const MOST: usize = 30;

/// The choices made so far, in order: 1 is the first of the page, 0 « I do not know ».
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choices(Vec<u16>);

/// The text is not a list of choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a list of choices")]
pub struct Unreadable;

impl FromStr for Choices {
    type Err = Unreadable;

    /// « 2.1.3 »; nothing at all is no choice.
    fn from_str(text: &str) -> Result<Self, Unreadable> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        let numbers = text.split('.').map(|part| {
            let plain = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            part.parse().ok().filter(|_| plain).ok_or(Unreadable)
        });
        let choices: Vec<u16> = numbers.take(MOST + 1).collect::<Result<_, _>>()?;
        if choices.len() > MOST {
            return Err(Unreadable);
        }
        Ok(Self(choices))
    }
}

impl fmt::Display for Choices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, choice) in self.0.iter().enumerate() {
            let dot = if at == 0 { "" } else { "." };
            write!(f, "{dot}{choice}")?;
        }
        Ok(())
    }
}

impl Choices {
    /// No choice yet.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// These, then one more.
    #[must_use]
    pub fn then(&self, choice: u16) -> Self {
        let mut choices = self.0.clone();
        choices.push(choice);
        Self(choices)
    }

    /// The first ones only: back to the question that the next one answered.
    #[must_use]
    pub fn first(&self, count: usize) -> Self {
        Self(self.0.iter().take(count).copied().collect())
    }
}

/// An answer given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'a> {
    /// How it reads; `None`: « I do not know ».
    pub words: Option<&'a str>,
    /// How many choices came before: [`Choices::first`] leads back to it. `None`: it was the
    /// only answer, nobody was asked.
    pub before: Option<usize>,
}

/// Where a reader stands in a guide.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing<'a> {
    /// Answers given, in order.
    pub said: Vec<Said<'a>>,
    /// What they tell.
    pub answers: Answers,
    /// What comes now.
    pub next: Next<'a>,
}

/// What comes now in a guide.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Next<'a> {
    /// Choose one of these. What has led here may say something and have links of its own.
    Branches {
        /// The choices, numbered from 1.
        branches: &'a [Branch],
        /// What is said before them.
        blocks: &'a [Block],
        /// Where one may go already.
        links: &'a [Inline],
    },
    /// Answer this question, or say that you do not know.
    Question(&'a Question),
    /// The end of a guided search.
    Links {
        /// What is said before them.
        blocks: &'a [Block],
        /// Where to go.
        links: &'a [Inline],
    },
    /// The end of a simulator: the document is to be read under the answers.
    Document,
}

impl Guide {
    /// Where these choices lead; `None` when they do not fit this guide.
    pub fn at(&self, choices: &Choices) -> Option<Standing<'_>> {
        if self.questions.is_empty() {
            self.down(choices)
        } else {
            self.along(choices)
        }
    }

    /// Down the tree of a guided search.
    fn down(&self, choices: &Choices) -> Option<Standing<'_>> {
        let mut standing = Standing {
            said: Vec::new(),
            answers: Answers::default(),
            next: Next::Branches {
                branches: &self.branches,
                blocks: &self.introduction,
                links: &[],
            },
        };
        standing.through_lone_branches();
        for (before, choice) in choices.0.iter().enumerate() {
            let Next::Branches { branches, .. } = standing.next else {
                return None;
            };
            let branch = branches.get(usize::from(*choice).checked_sub(1)?)?;
            standing.enter(branch, Some(before));
            standing.through_lone_branches();
        }
        Some(standing)
    }

    /// Along the questions of a simulator.
    fn along(&self, choices: &Choices) -> Option<Standing<'_>> {
        let mut said = Vec::new();
        let mut answers = Answers::default();
        let mut questions = self.questions.iter();
        for (before, choice) in choices.0.iter().enumerate() {
            let question = questions.next()?;
            let before = Some(before);
            let Some(at) = usize::from(*choice).checked_sub(1) else {
                said.push(Said {
                    words: None,
                    before,
                });
                continue;
            };
            let choice = question.choices.get(at)?;
            Effect::apply(&choice.effects, &mut answers);
            let shown = [&choice.selected, &choice.title];
            let words = shown.into_iter().find(|text| !text.is_empty());
            said.push(Said {
                words: words.map(String::as_str),
                before,
            });
        }
        let next = questions.next().map_or(Next::Document, Next::Question);
        Some(Standing {
            said,
            answers,
            next,
        })
    }
}

impl<'a> Standing<'a> {
    fn enter(&mut self, branch: &'a Branch, before: Option<usize>) {
        Effect::apply(&branch.effects, &mut self.answers);
        self.said.push(Said {
            words: Some(&branch.title),
            before,
        });
        let (blocks, links) = (&*branch.blocks, &*branch.links);
        self.next = if branch.branches.is_empty() {
            Next::Links { blocks, links }
        } else {
            Next::Branches {
                branches: &branch.branches,
                blocks,
                links,
            }
        };
    }

    /// Asks nothing that has one answer only: a lone branch that opens others is taken.
    fn through_lone_branches(&mut self) {
        while let Next::Branches {
            branches: [lone],
            links: [],
            ..
        } = self.next
        {
            if lone.branches.is_empty() {
                return;
            }
            self.enter(lone, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Choice;
    use super::*;

    fn branch(title: &str, variable: &str, branches: Vec<Branch>) -> Branch {
        let links = branches.is_empty();
        Branch {
            title: title.into(),
            blocks: Vec::new(),
            effects: vec![Effect {
                variable: variable.into(),
                value: true,
            }],
            branches,
            links: links
                .then(|| Inline::Text(format!("vers {title}")))
                .into_iter()
                .collect(),
        }
    }

    /// One subject only, hence no question about it: then A, or B which asks again.
    fn search() -> Guide {
        let b = branch(
            "B",
            "T2",
            vec![branch("B1", "T3", vec![]), branch("B2", "T4", vec![])],
        );
        let only = branch("Sujet", "T0", vec![branch("A", "T1", vec![]), b]);
        Guide {
            branches: vec![only],
            ..Guide::default()
        }
    }

    fn simulator() -> Guide {
        let choice = |title: &str, value: bool| Choice {
            title: title.into(),
            selected: format!("Vous avez dit {title}"),
            effects: vec![Effect {
                variable: "T9".into(),
                value,
            }],
        };
        let question = |title: &str| Question {
            title: title.into(),
            blocks: Vec::new(),
            choices: vec![choice("oui", true), choice("non", false)],
        };
        Guide {
            questions: vec![question("Un ?"), question("Deux ?")],
            ..Guide::default()
        }
    }

    fn choices(text: &str) -> Choices {
        text.parse().unwrap()
    }

    fn titles<'a>(standing: &Standing<'a>) -> Vec<&'a str> {
        match standing.next {
            Next::Branches { branches, .. } => {
                branches.iter().map(|it| it.title.as_str()).collect()
            }
            _ => Vec::new(),
        }
    }

    #[test]
    fn a_search_opens_choice_after_choice_and_ends_in_links() {
        let guide = search();
        let first = guide.at(&choices("")).unwrap();
        assert_eq!(titles(&first), ["A", "B"]);
        assert_eq!(first.said[0].words, Some("Sujet"));
        let second = guide.at(&choices("2")).unwrap();
        assert_eq!(titles(&second), ["B1", "B2"]);
        let end = guide.at(&choices("2.1")).unwrap();
        let Next::Links { links, .. } = end.next else {
            panic!("{:?}", end.next)
        };
        assert_eq!(links, [Inline::Text("vers B1".into())]);
        let said: Vec<_> = end
            .said
            .iter()
            .map(|it| (it.words.unwrap(), it.before))
            .collect();
        assert_eq!(said, [("Sujet", None), ("B", Some(0)), ("B1", Some(1))]);
        for known in ["T0", "T2", "T3"] {
            assert_eq!(end.answers.get(known), Some(true));
        }
        assert_eq!(
            end.answers.get("T1"),
            None,
            "what was not chosen is not known"
        );
    }

    #[test]
    fn a_simulator_asks_in_order_and_takes_i_do_not_know() {
        let guide = simulator();
        assert!(
            matches!(guide.at(&choices("")).unwrap().next, Next::Question(q) if q.title == "Un ?")
        );
        let half = guide.at(&choices("0")).unwrap();
        assert!(matches!(half.next, Next::Question(q) if q.title == "Deux ?"));
        assert_eq!((half.said[0].words, half.answers.get("T9")), (None, None));
        let done = guide.at(&choices("1.2")).unwrap();
        assert_eq!(done.next, Next::Document);
        assert_eq!(done.said[1].words, Some("Vous avez dit non"));
        assert_eq!(
            done.answers.get("T9"),
            Some(false),
            "the later answer holds"
        );
    }

    #[test]
    fn a_walk_that_does_not_fit_is_no_walk() {
        for wrong in ["0", "3", "1.1", "2.3", "2.1.1", "65535"] {
            assert_eq!(search().at(&choices(wrong)), None, "{wrong}");
        }
        for wrong in ["3", "1.3", "1.1.1"] {
            assert_eq!(simulator().at(&choices(wrong)), None, "{wrong}");
        }
        for unreadable in [
            "a",
            "1,2",
            "1.",
            ".1",
            "-1",
            "+1",
            "99999",
            " 1",
            &"1.".repeat(200),
        ] {
            assert_eq!(
                unreadable.parse::<Choices>(),
                Err(Unreadable),
                "{unreadable}"
            );
        }
        assert_eq!(Guide::default().at(&choices("1")), None);
    }

    proptest! {
        #[test]
        fn choices_read_back_as_they_are_written(numbers in proptest::collection::vec(any::<u16>(), 0..30)) {
            let choices = Choices(numbers);
            prop_assert_eq!(choices.to_string().parse(), Ok(choices.clone()));
            prop_assert_eq!(choices.then(3).first(choices.len()), choices);
        }

        #[test]
        fn nothing_typed_breaks_a_walk(text in "[0-9.]{0,40}|.{0,12}") {
            if let Ok(choices) = text.parse::<Choices>() {
                let _somewhere = (search().at(&choices), simulator().at(&choices));
            }
        }
    }
}
