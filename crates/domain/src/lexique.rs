//! What a territory adds to the lexicon of the search: a saying of the people, and the official
//! words it stands for.
//!
//! The files of `data/lexique` serve everybody; a coordinator who sees what nobody answered adds
//! her own lines, which are read before them. A line serves once it was reviewed. Its format is
//! that of the files (`data/lexique/README.md`); nothing here searches.

use serde::{Deserialize, Serialize};

use crate::{form::FormErrors, ids::AccountId, sensitive};

/// Most words of a saying, and most official wordings.
const MOST_WORDS: usize = 8;
const MOST_WORDINGS: usize = 8;
/// Longest saying or list of wordings, in characters.
const LONGEST: usize = 200;

/// Languages of the lexicon, by the codes of its files.
pub const LANGUAGES: [&str; 5] = ["fr", "gcf", "ht", "en", "es"];

/// What a saying does to a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// One more chance: what was typed still counts.
    Ajoute,
    /// What was typed misleads.
    Remplace,
}

impl Effect {
    /// Every effect, in the order of the form.
    pub const ALL: [Self; 2] = [Self::Ajoute, Self::Remplace];

    /// Code, in the files, the form and the store.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ajoute => "ajoute",
            Self::Remplace => "remplace",
        }
    }

    /// The effect of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|effect| effect.code() == code)
    }
}

/// How far a line has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Review {
    /// Proposed: it does not serve yet.
    ARelire,
    /// Reviewed: it serves.
    Relu,
    /// Withdrawn.
    Retire,
}

impl Review {
    /// Code, in the store.
    pub fn code(self) -> &'static str {
        match self {
            Self::ARelire => "a-relire",
            Self::Relu => "relu",
            Self::Retire => "retire",
        }
    }

    /// The state of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        let all = [Self::ARelire, Self::Relu, Self::Retire];
        all.into_iter().find(|review| review.code() == code)
    }
}

/// A line of the lexicon of a territory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Code of the language, one of [`LANGUAGES`].
    pub language: String,
    /// What people say.
    pub said: String,
    /// What the administration writes: wordings parted by commas, likeliest first.
    pub official: String,
    /// What it does.
    pub effect: Effect,
    /// How far it has come.
    pub review: Review,
    /// Who wrote or reviewed it last.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// What the form sends.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// Code of the language.
    pub language: &'a str,
    /// What people say.
    pub said: &'a str,
    /// Official wordings.
    pub official: &'a str,
    /// Code of the effect.
    pub effect: &'a str,
}

impl Line {
    /// A line proposed in a form.
    ///
    /// # Errors
    /// Each field that is missing or cannot be read.
    pub fn propose(form: Form<'_>, author: &AccountId, at: i64) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::default();
        let said = text(&mut errors, "dit", form.said);
        let official = text(&mut errors, "officiel", form.official);
        if said.as_ref().is_some_and(|said| count(said) > MOST_WORDS) {
            errors.add("dit", "lexique-dit-long");
        }
        let sound = |official: &String| {
            let wordings = || official.split(',');
            wordings().count() <= MOST_WORDINGS && wordings().all(|wording| count(wording) > 0)
        };
        if official.as_ref().is_some_and(|official| !sound(official)) {
            errors.add("officiel", "lexique-officiel-liste");
        }
        let language = LANGUAGES.into_iter().find(|code| *code == form.language);
        let language = errors.take("langue", "lexique-langue-vide", language);
        let effect = Effect::from_code(form.effect);
        let effect = errors.take("genre", "lexique-genre-vide", effect);
        let texts = said.zip(official);
        let line = texts.zip(language.zip(effect));
        let line = line.map(|((said, official), (language, effect))| Self {
            language: language.to_owned(),
            said,
            official,
            effect,
            review: Review::ARelire,
            author: author.clone(),
            at,
        });
        errors.into_result(line)
    }

    /// The line in another state.
    #[must_use]
    pub fn reviewed(self, review: Review, author: &AccountId, at: i64) -> Self {
        Self {
            review,
            author: author.clone(),
            at,
            ..self
        }
    }

    /// What tells it from the others: one line per language and saying.
    pub fn key(&self) -> (String, String) {
        (
            self.language.clone(),
            crate::catalogue::words(&self.said).join(" "),
        )
    }
}

fn text(errors: &mut FormErrors, field: &'static str, typed: &str) -> Option<String> {
    let typed = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if count(&typed) == 0 {
        errors.add(field, "lexique-vide");
    } else if typed.chars().count() > LONGEST {
        errors.add(field, "lexique-trop-long");
    } else if let Some(found) = sensitive::find(&typed) {
        errors.add(field, found.message_key());
    } else {
        return Some(typed);
    }
    None
}

fn count(text: &str) -> usize {
    crate::catalogue::words(text).len()
}

/// Lines in the format of the files of the lexicon: those that serve.
pub fn write(lines: &[Line]) -> String {
    let mut text = String::new();
    for language in LANGUAGES {
        let own = lines.iter().filter(|line| line.language == language);
        let mut serving = own.filter(|line| line.review == Review::Relu).peekable();
        if serving.peek().is_none() {
            continue;
        }
        text.extend(["# langue : ", language, "\n"]);
        for line in serving {
            let (said, official) = (line.said.as_str(), line.official.as_str());
            let cells = [said, official, line.effect.code(), "relu", ""];
            text += &cells.join("\t");
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn propose(said: &str, official: &str) -> Result<Line, FormErrors> {
        let form = Form {
            language: "gcf",
            said,
            official,
            effect: "remplace",
        };
        Line::propose(form, &AccountId::new("g"), 7)
    }

    #[test]
    fn a_line_serves_once_it_is_reviewed() {
        let line = propose("  koudmen  pou lwayé ", "aide au logement, logement").unwrap();
        assert_eq!(line.said, "koudmen pou lwayé");
        assert_eq!(write(std::slice::from_ref(&line)), "");
        let line = line.reviewed(Review::Relu, &AccountId::new("g"), 8);
        assert_eq!(
            write(&[line]),
            "# langue : gcf\nkoudmen pou lwayé\taide au logement, logement\tremplace\trelu\t\n"
        );
    }

    #[test]
    fn what_is_missing_is_said_field_by_field() {
        let refused = |said, official| {
            let errors = propose(said, official).unwrap_err();
            errors.0.into_iter().map(|it| it.key).collect::<Vec<_>>()
        };
        assert_eq!(refused("", " "), ["lexique-vide", "lexique-vide"]);
        assert_eq!(refused("a b c d e f g h i", "rsa"), ["lexique-dit-long"]);
        assert_eq!(refused("sou", "argent,,aide"), ["lexique-officiel-liste"]);
        assert_eq!(refused("284059721012314", "rsa").len(), 1);
    }

    #[test]
    fn accents_and_plurals_do_not_make_another_line() {
        let key = |said| propose(said, "rsa").unwrap().key();
        assert_eq!(key("Aides"), key("aide"));
    }
}
