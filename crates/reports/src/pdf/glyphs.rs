//! Only characters that the fonts draw: the accessible PDF standard refuses a
//! document that shows an empty box in place of a letter, and one odd sign in the
//! name of a place must not keep a statement from being sent.

use serde_json::Value;

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
    if is_printable(character) {
        character
    } else if character.is_control() || character.is_whitespace() {
        ' '
    } else {
        REPLACEMENT
    }
}

/// The two no-break spaces are drawn by the compiler even where a font lacks them.
fn is_printable(character: char) -> bool {
    matches!(character, ' ' | '\u{a0}' | '\u{202f}') || super::world::draws(character)
}
