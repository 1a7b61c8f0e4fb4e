//! From the text of a formula to its words, each with its column.

use super::{
    formula::{FormulaError, Reason},
    value::Value,
};

/// A word of a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A number.
    Number(Value),
    /// The name of a figure or of a function.
    Name(String),
    /// A sign: one of `+-*/();`.
    Sign(char),
}

/// A word and its column, from 1.
pub(super) type Placed = (Token, usize);

/// The words of a text.
pub(super) fn words(text: &str) -> Result<Vec<Placed>, FormulaError> {
    let signs: Vec<char> = text.chars().collect();
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(&sign) = signs.get(at) {
        let rest = &signs[at..];
        let (token, length) = match sign {
            sign if sign.is_whitespace() => {
                at += 1;
                continue;
            }
            '0'..='9' => number(rest, at)?,
            'a'..='z' => name(rest),
            // What people type for times and divided by.
            '×' => (Token::Sign('*'), 1),
            '÷' => (Token::Sign('/'), 1),
            '−' => (Token::Sign('-'), 1),
            '+' | '-' | '*' | '/' | '(' | ')' | ';' => (Token::Sign(sign), 1),
            other => return Err(FormulaError::at(at, Reason::Sign(other))),
        };
        words.push((token, at + 1));
        at += length;
    }
    Ok(words)
}

fn number(rest: &[char], at: usize) -> Result<(Token, usize), FormulaError> {
    let part = |sign: &&char| sign.is_ascii_digit() || matches!(sign, ',' | '.');
    let text: String = rest.iter().take_while(part).collect();
    let length = text.chars().count();
    let value = text.parse();
    let value = value.map_err(|_| FormulaError::at(at, Reason::Number))?;
    Ok((Token::Number(value), length))
}

fn name(rest: &[char]) -> (Token, usize) {
    let part = |sign: &&char| matches!(sign, 'a'..='z' | '0'..='9' | '_');
    let text: String = rest.iter().take_while(part).collect();
    let length = text.len();
    (Token::Name(text), length)
}
