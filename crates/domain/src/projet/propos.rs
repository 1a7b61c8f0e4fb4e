//! What the coordinator says of a half-year in its report: difficulties, what comes next, and
//! what is done for the charter that no figure shows.

use serde::{Deserialize, Serialize};

use crate::{form::FormErrors, period::HalfYear};

/// Longest text, signs: two pages of the report.
const LONGEST: usize = 6_000;

/// Which part of the report is said by a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProposPart {
    /// Difficulties, lessons, corrections.
    Difficultes,
    /// What comes next.
    Perspectives,
    /// What is done for the charter that no figure shows.
    Charte,
}

impl ProposPart {
    /// All, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Difficultes, Self::Perspectives, Self::Charte];

    /// Its code, as in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Difficultes => "difficultes",
            Self::Perspectives => "perspectives",
            Self::Charte => "charte",
        }
    }
}

/// A text. Each writing replaces the one before; the journal keeps them all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Propos {
    /// `2017-S1-difficultes`.
    pub code: String,
    /// Of which half-year.
    pub half: HalfYear,
    /// Which part.
    pub part: ProposPart,
    /// The text, paragraphs separated by an empty line; empty: taken back.
    pub text: String,
}

impl Propos {
    /// Reads a text as typed. Field: the code of its part.
    ///
    /// # Errors
    /// A text that is too long.
    pub fn read(half: HalfYear, part: ProposPart, typed: &str) -> Result<Self, FormErrors> {
        let text = typed.replace("\r\n", "\n").trim().to_owned();
        let mut errors = FormErrors::default();
        if text.chars().count() > LONGEST {
            let most = [("most", LONGEST.to_string())];
            errors.add_with(part.code(), "bilan-trop-long", most);
        }
        errors.into_result(Some(Self {
            code: Self::code_of(half, part),
            half,
            part,
            text,
        }))
    }

    /// The code of a text: what the journal keeps its versions under.
    pub fn code_of(half: HalfYear, part: ProposPart) -> String {
        format!("{half}-{}", part.code())
    }

    /// Its paragraphs.
    pub fn paragraphs(text: &str) -> impl Iterator<Item = String> {
        let parts = text.split("\n\n").map(str::trim);
        parts
            .filter(|p| !p.is_empty())
            .map(|p| p.replace('\n', " "))
    }
}
