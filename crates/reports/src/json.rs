//! The canonical JSON of a statement: the truth that is hashed and kept. The
//! three other formats and the screen are renderings of it.

use plus_domain::statement::Statement;

/// The canonical bytes.
pub fn statement(statement: &Statement) -> Vec<u8> {
    statement.canonical_json()
}

/// BLAKE3 of the canonical bytes, in lower-case hexadecimal.
pub fn hash(statement: &Statement) -> String {
    blake3::hash(&statement.canonical_json())
        .to_hex()
        .to_string()
}

/// The beginning of the hash, as people compare it: `7F3A-91C2`.
pub fn fingerprint(statement: &Statement) -> String {
    let hash = hash(statement).to_uppercase();
    format!("{}-{}", &hash[..4], &hash[4..8])
}
