//! Following the passages of a commune by e-mail: an address, confirmed by its own person,
//! and nothing else of her.
//!
//! What a form answers never tells whether an address follows anything.

use crate::{courrier::is_address, form::FormErrors, sensitive};

const MINUTE_MS: i64 = 60_000;
/// How long an address has to confirm, milliseconds; then it is forgotten.
pub const TO_CONFIRM_MS: i64 = 48 * 60 * MINUTE_MS;
/// Between two letters of confirmation for one commune, milliseconds.
pub const AGAIN_MS: i64 = 10 * MINUTE_MS;
/// Most letters of confirmation to one address in an hour: nobody's box is filled by others.
pub const MOST_AN_HOUR: i64 = 3;
/// Most addresses that wait to confirm at once: beyond, a machine is writing, not people.
pub const MOST_WAITING: i64 = 2_000;
/// Letters of a passage go to so many addresses at most in one transaction.
pub const MOST_TOLD: i64 = 20_000;

/// An address that follows a commune.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Abonnement {
    /// Identifier.
    pub id: String,
    /// INSEE code of the commune.
    pub commune: String,
    /// Where to write.
    pub address: String,
    /// Tag of the language of its letters.
    pub language: String,
    /// What its links carry.
    pub token: String,
    /// When its confirmation was last asked for, milliseconds UTC.
    pub asked_at: i64,
    /// When it confirmed; nothing is sent before, save the confirmation.
    pub confirmed_at: Option<i64>,
}

/// Reads an address as people type it, in small letters.
///
/// # Errors
/// What must be mended, on the field `adresse`.
pub fn read(typed: &str) -> Result<String, FormErrors> {
    let mut errors = FormErrors::default();
    let address = typed.trim().to_lowercase();
    let plausible = is_address(&address) && sensitive::find(&address).is_none();
    let kept = errors.take(
        "adresse",
        "abonnement-erreur-adresse",
        plausible.then_some(address),
    );
    errors.into_result(kept)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn an_address_is_read_as_people_type_it() {
        assert_eq!(read(" Marie.X@Exemple.FR ").unwrap(), "marie.x@exemple.fr");
        for bad in [
            "",
            "marie",
            "marie@exemple",
            "a@b.fr\nBcc: c@d.fr",
            "a b@c.fr",
        ] {
            let errors = read(bad).unwrap_err();
            assert_eq!(errors.0[0].field, "adresse", "{bad}");
        }
    }
}
