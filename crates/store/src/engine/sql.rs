//! Statements put together from static pieces, for searches with free filters.
//!
//! Only `&'static str` can become text; every value is an argument. This is the
//! one place that vouches for a built text.

use super::Arg;

/// A statement under construction.
#[derive(Debug, Clone, Default)]
pub struct Sql {
    text: String,
    args: Vec<Arg>,
}

impl Sql {
    /// Begins with a piece.
    pub fn new(piece: &'static str) -> Self {
        Self {
            text: piece.to_owned(),
            args: Vec::new(),
        }
    }

    /// Adds a piece, after a blank.
    #[must_use]
    #[expect(
        clippy::should_implement_trait,
        reason = "a step of a builder, not a sum"
    )]
    pub fn add(mut self, piece: &'static str) -> Self {
        self.text.push(' ');
        self.text.push_str(piece);
        self
    }

    /// Adds a piece and the value of the placeholder that follows it.
    #[must_use]
    pub fn arg(mut self, piece: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push(value.into());
        self.text.push(' ');
        self.text.push_str(piece);
        self.text.push_str(" $");
        self.text.push_str(&self.args.len().to_string());
        self
    }

    /// Adds a piece and its value when there is one.
    #[must_use]
    pub fn arg_if(self, piece: &'static str, value: Option<impl Into<Arg>>) -> Self {
        match value {
            Some(value) => self.arg(piece, value),
            None => self,
        }
    }

    /// Adds a piece when a condition holds.
    #[must_use]
    pub fn add_if(self, condition: bool, piece: &'static str) -> Self {
        if condition { self.add(piece) } else { self }
    }

    pub(crate) fn into_parts(self) -> (String, Vec<Arg>) {
        (self.text, self.args)
    }
}
