//! The seal of a frozen statement, checked without any database nor network: the file, its seal,
//! and the public key as the relay publishes it.

use plus_domain::statement::Sceau;
use plus_journal::wire::unhex;

use crate::node::is_signed_text;

/// Why a file is not vouched for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    /// The file is none of those that the seal covers.
    #[error(
        "ce fichier n’est pas celui qui a été scellé sous le numéro {0} : il a changé, ou ce sceau n’est pas le sien"
    )]
    File(String),
    /// The signature is not that of the key.
    #[error("la signature du sceau n’est pas juste : le sceau a changé")]
    Signature,
    /// The key is another than the one expected.
    #[error(
        "le sceau est d’une autre clé ({found}) que celle que vous donnez ({wanted}) : comparez avec la clé que le relais publie"
    )]
    Key {
        /// Its own.
        found: String,
        /// The one given.
        wanted: String,
    },
}

/// A key as people compare it: `AB12-CD34-EF56-7890`, the beginning of its BLAKE3.
pub fn fingerprint(key: &[u8]) -> String {
    let hash = blake3::hash(key).to_hex().to_string().to_uppercase();
    let groups: Vec<&str> = (0..4).map(|n| &hash[n * 4..n * 4 + 4]).collect();
    groups.join("-")
}

/// The fingerprint of the key of a seal.
pub fn of(seal: &Sceau) -> String {
    unhex::<32>(&seal.key).map_or_else(String::new, |key| fingerprint(&key))
}

/// Checks a file against its seal and, when one is given, against the key of the relay (in
/// hexadecimal, or as people compare it); answers the format of the file.
///
/// # Errors
/// Why it is not vouched for.
pub fn check<'s>(bytes: &[u8], seal: &'s Sceau, wanted: Option<&str>) -> Result<&'s str, Doubt> {
    let Some(key) = unhex::<32>(&seal.key) else {
        return Err(Doubt::Signature);
    };
    let text = Sceau::text(&seal.number, &seal.files);
    if !is_signed_text(&key, &text, &seal.signature) {
        return Err(Doubt::Signature);
    }
    let found = fingerprint(&key);
    if let Some(wanted) = wanted.map(str::trim)
        && !wanted.eq_ignore_ascii_case(&seal.key)
        && !wanted.eq_ignore_ascii_case(&found)
    {
        let wanted = wanted.to_owned();
        return Err(Doubt::Key { found, wanted });
    }
    let hash = blake3::hash(bytes).to_hex();
    seal.format_of(&hash)
        .ok_or_else(|| Doubt::File(seal.number.clone()))
}
