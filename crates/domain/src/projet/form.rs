//! What the forms of the project have in common: a line of text, a date.

use super::moment::{Moment, Stretch};
use crate::{form::FormErrors, sensitive};

/// Longest line of text, characters.
pub const FIELD: usize = 200;

/// A line of text, that may be empty.
pub(crate) fn line(field: &str, typed: &str, errors: &mut FormErrors) -> String {
    let words = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() > FIELD {
        errors.add_with(field, "projet-texte-long", [("max", FIELD.to_string())]);
    } else if let Some(found) = sensitive::find(&words) {
        errors.add(field, found.message_key());
    }
    words
}

/// A line of text that must be there.
pub(crate) fn needed(field: &str, typed: &str, errors: &mut FormErrors) -> Option<String> {
    let words = line(field, typed, errors);
    let words = (!words.is_empty()).then_some(words);
    errors.take(field, "projet-texte-vide", words)
}

/// A stretch from two fields; none when both are empty.
pub(super) fn stretch(
    (from_field, from): (&str, &str),
    (to_field, to): (&str, &str),
    errors: &mut FormErrors,
) -> Option<Stretch> {
    let to = moment(to_field, to, errors);
    if from.trim().is_empty() {
        if to.is_some() {
            errors.add(from_field, "projet-debut-vide");
        }
        return None;
    }
    let from = moment(from_field, from, errors)?;
    errors.take(to_field, "projet-dates-ordre", Stretch::new(from, to))
}

fn moment(field: &str, typed: &str, errors: &mut FormErrors) -> Option<Moment> {
    if typed.trim().is_empty() {
        return None;
    }
    errors.take(field, "projet-date", typed.parse().ok())
}
