//! The texts of the pages: Fluent files under `locales/`, embedded.
//!
//! No sentence stands in code. A missing key shows itself as `⟦key⟧`, and the
//! test `texts` fails on it before anybody sees it.

pub mod kreyol;

use std::{borrow::Cow, collections::HashMap, fmt::Display};

use super::langue::{FRENCH_BEGINS, FRENCH_ENDS, Language, Review};
use fluent_templates::{
    FluentBundle, LanguageIdentifier, fluent_bundle::FluentValue, static_loader,
};

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "fr",
        customise: |bundle| {
            customise(bundle);
        },
    };
}

fn customise<R>(bundle: &mut FluentBundle<R>) {
    // Isolation marks are for mixed directions; all our languages run left to right.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(number) => Some(grouped(&number.as_string())),
        _ => None,
    }));
}

/// Texts of one language.
#[derive(Debug, Clone)]
pub struct Texts {
    lang: LanguageIdentifier,
    language: Language,
    review: Review,
}

/// What a sentence may receive: words as they are, whole numbers written the
/// French way and counted for the plural. A year is words: pass it as text.
pub trait Argument {
    /// The value as Fluent takes it.
    fn value(&self) -> FluentValue<'static>;
}

macro_rules! arguments {
    ($($number:ty),*) => {$(
        impl Argument for $number {
            fn value(&self) -> FluentValue<'static> {
                FluentValue::from(*self)
            }
        }
    )*};
}

arguments!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

impl Argument for str {
    fn value(&self) -> FluentValue<'static> {
        FluentValue::String(Cow::Owned(self.to_owned()))
    }
}

impl Argument for String {
    fn value(&self) -> FluentValue<'static> {
        self.as_str().value()
    }
}

impl<T: Argument + ?Sized> Argument for &T {
    fn value(&self) -> FluentValue<'static> {
        (**self).value()
    }
}

/// Arguments of a sentence, by name.
pub type Arguments = HashMap<Cow<'static, str>, FluentValue<'static>>;

impl Texts {
    /// French, the language of every page.
    pub fn french() -> Self {
        Self::of(Language::French)
    }

    /// Texts of a language. What it lacks is in French, and marked so.
    pub fn of(language: Language) -> Self {
        let lang = match language {
            Language::French => fluent_templates::langid!("fr"),
            Language::Kreyol => fluent_templates::langid!("gcf-MQ"),
            Language::English => fluent_templates::langid!("en"),
        };
        Self {
            lang,
            language,
            review: Review::default(),
        }
    }

    /// Noting on `review` the lines that nobody has heard yet.
    #[must_use]
    pub fn noting(self, review: Review) -> Self {
        Self { review, ..self }
    }

    /// Where the lines that nobody has heard yet are noted.
    pub fn review(&self) -> &Review {
        &self.review
    }

    /// Which language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The text of a key.
    pub fn get(&self, key: &str) -> String {
        self.look_up(key, None)
    }

    /// The text of a key with its arguments.
    pub fn get_with(&self, key: &str, arguments: &Arguments) -> String {
        self.look_up(key, Some(arguments))
    }

    fn look_up(&self, key: &str, arguments: Option<&Arguments>) -> String {
        if self.language == Language::Kreyol && kreyol::is_unheard(key) {
            self.review.note();
        }
        match self.own(key, arguments) {
            Some(text) => text,
            None if self.language == Language::French => {
                tracing::error!(key, "text missing");
                format!("⟦{key}⟧")
            }
            None => {
                let french = Self::french().look_up(key, arguments);
                format!("{FRENCH_BEGINS}{french}{FRENCH_ENDS}")
            }
        }
    }

    fn own(&self, key: &str, arguments: Option<&Arguments>) -> Option<String> {
        match self.language {
            Language::Kreyol => kreyol::text(key, arguments),
            _ => LOCALES
                .lookup_single_language(&self.lang, key, arguments)
                .ok(),
        }
    }
}

/// A whole number the French way: groups of three parted by a thin space that
/// does not break (U+202F).
pub fn number(value: impl Display) -> String {
    grouped(&value.to_string())
}

fn grouped(plain: &str) -> String {
    let (sign, digits) = plain
        .strip_prefix('-')
        .map_or(("", plain), |rest| ("−", rest));
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return plain.to_owned();
    }
    let mut out = String::from(sign);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{202F}');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Argument, Language, Review, Texts, number};

    #[test]
    fn numbers_are_grouped_by_three() {
        assert_eq!(number(7), "7");
        assert_eq!(number(1_234_567), "1\u{202F}234\u{202F}567");
        assert_eq!(number(-1000), "−1\u{202F}000");
    }

    #[test]
    fn a_missing_text_shows_its_key() {
        assert_eq!(
            Texts::french().get("cle-qui-n-existe-pas"),
            "⟦cle-qui-n-existe-pas⟧"
        );
    }

    #[test]
    fn a_sentence_counts_and_groups_its_numbers() {
        let texts = Texts::french();
        let args = |n: u32| [("n".into(), n.value())].into();
        let one = texts.get_with("connexion-attendre", &args(1));
        assert!(one.contains("1 seconde,"), "{one}");
        let many = texts.get_with("connexion-attendre", &args(1200));
        assert!(many.contains("1\u{202F}200 secondes,"), "{many}");
    }

    #[test]
    fn a_page_is_under_review_when_it_shows_a_line_that_nobody_heard() {
        let review = Review::default();
        let texts = Texts::of(Language::Kreyol).noting(review.clone());
        texts.get("base-menu");
        assert!(!review.is_open(), "a text without a line is in French");
        texts.get("nav-bus");
        assert!(review.is_open());
    }
}
