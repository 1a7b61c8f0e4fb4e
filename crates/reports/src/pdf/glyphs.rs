//! Only characters that the fonts draw: the accessible PDF standard refuses a
//! document that shows an empty box in place of a letter, and one odd sign in the
//! name of a place must not keep a statement from being sent.
//!
//! The narrow no-break space becomes a plain one: the fonts lack it, and some
//! readers of the tags stop at the sign drawn in its stead ("1" for "1 012").

use serde_json::Value;

use crate::french::{NARROW_SPACE, NO_BREAK_SPACE};

/// What replaces a character that no font draws.
const REPLACEMENT: char = '?';

/// Replaces, in every text of the data, what the fonts do not draw.
pub(super) fn make_printable(data: &mut Value) {
    match data {
        Value::String(text) => {
            if text.chars().any(|character| !is_printable(character)) {
                *text = text.chars().map(printable).collect();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(make_printable),
        Value::Object(fields) => fields.values_mut().for_each(make_printable),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn printable(character: char) -> char {
    if character == NARROW_SPACE {
        NO_BREAK_SPACE
    } else if is_printable(character) {
        character
    } else if character.is_control() || character.is_whitespace() {
        ' '
    } else {
        REPLACEMENT
    }
}

fn is_printable(character: char) -> bool {
    matches!(character, ' ' | NO_BREAK_SPACE) || super::world::draws(character)
}
