//! Refusals of a form, in words, as the templates show them: the summary first,
//! then each beside its field.

use plus_domain::form::FormErrors;

use super::{page::Page, text::Argument};

/// Refusals: field and sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(pub Vec<(String, String)>);

impl Faults {
    /// Puts refusals into words.
    pub fn of(page: &Page, errors: FormErrors) -> Self {
        let sentences = errors.0.into_iter().map(|error| {
            let args = error
                .args
                .iter()
                .map(|(name, value)| ((*name).into(), value.value()));
            (error.field, page.sentence(error.key, &args.collect()))
        });
        Self(sentences.collect())
    }

    /// The sentence of a field, empty when nothing is refused there.
    pub fn at(&self, field: &str) -> &str {
        let found = self.0.iter().find(|(name, _)| name == field);
        found.map_or("", |(_, sentence)| sentence)
    }

    /// For the summary.
    pub fn all(&self) -> &[(String, String)] {
        &self.0
    }
}
