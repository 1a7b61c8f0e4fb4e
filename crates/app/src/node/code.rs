//! Codes used once to enrol a machine: something that a person can read aloud.

use plus_journal::wire::hex;

use crate::outside::Outside;

/// What the hash of a code is for.
const CONTEXT: &str = "PLUS 2026-11 code d’enrôlement v1";

/// Signs that are not taken for one another: no 0 O, 1 I L, U V, B 8, S 5, Z 2.
const SIGNS: &[u8] = b"ACDEFGHJKMNPQRTWXY34679";
/// Signs of a code: 23^14 is more than sixty bits.
const LENGTH: usize = 14;
/// Signs of a group.
const GROUP: usize = 5;

/// A new code: `ACDEF-GHJKM-NPQR`.
pub fn new(outside: &Outside) -> String {
    let mut code = String::with_capacity(LENGTH + LENGTH / GROUP);
    let mut placed = 0;
    while placed < LENGTH {
        let [byte] = outside.random_bytes::<1>();
        // A byte beyond the last whole turn would favour the first signs.
        let turns = 256 / SIGNS.len();
        if usize::from(byte) >= turns * SIGNS.len() {
            continue;
        }
        if placed > 0 && placed % GROUP == 0 {
            code.push('-');
        }
        code.push(char::from(SIGNS[usize::from(byte) % SIGNS.len()]));
        placed += 1;
    }
    code
}

/// The hash of a code as somebody typed it: dashes, spaces and small letters do not count.
pub fn hash(typed: &str) -> String {
    let plain: String = typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    hex(&blake3::derive_key(CONTEXT, plain.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = new(&Outside::fixed(0, 5));
        assert_eq!(code.len(), 16, "{code}");
        let typed = code.to_lowercase().replace('-', " ");
        assert_eq!(hash(&code), hash(&typed));
        assert_ne!(hash(&code), hash(&new(&Outside::fixed(0, 6))));
    }
}
