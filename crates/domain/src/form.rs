//! What a form says when something is missing or wrong.
//!
//! A rule lives once, beside the data it protects; here is only how its refusals
//! are gathered. The message is a key of the translations, never a sentence.

use std::collections::BTreeMap;

/// One refusal: the field, the key of its message, and the arguments of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field in the form.
    pub field: String,
    /// Key of the message in the translations.
    pub key: &'static str,
    /// Arguments of the message.
    pub args: BTreeMap<&'static str, String>,
}

/// Every refusal of a form, in the order of the fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
#[error("{} champ(s) à revoir", .0.len())]
pub struct FormErrors(pub Vec<FieldError>);

impl FormErrors {
    /// Notes a refusal.
    pub fn add(&mut self, field: impl Into<String>, key: &'static str) {
        self.add_with(field, key, []);
    }

    /// Notes a refusal with the arguments of its message.
    pub fn add_with<const N: usize>(
        &mut self,
        field: impl Into<String>,
        key: &'static str,
        args: [(&'static str, String); N],
    ) {
        self.0.push(FieldError {
            field: field.into(),
            key,
            args: args.into_iter().collect(),
        });
    }

    /// Keeps the value, or notes the refusal and answers nothing.
    pub fn take<T>(&mut self, field: &str, key: &'static str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.add(field, key);
        }
        value
    }

    /// The first refusal of a field.
    pub fn of(&self, field: &str) -> Option<&FieldError> {
        self.0.iter().find(|e| e.field == field)
    }

    /// The value when nothing was refused, else the refusals.
    pub fn into_result<T>(self, value: Option<T>) -> Result<T, Self> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self),
        }
    }
}
