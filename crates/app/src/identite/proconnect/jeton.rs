//! Signed tokens (JWS, RFC 7515), with the one algorithm that this relay registers: ES256.
//!
//! The algorithm is ours, never the token's: `none`, HS256 under a public key and the rest are
//! refused before any key is looked for. Nothing is read from the outside here.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde::{Deserialize, de::DeserializeOwned};

/// Longest token, bytes: theirs have two thousand.
const MOST: usize = 16 * 1024;
/// Bytes of a coordinate of P-256.
const COORDINATE: usize = 32;

/// Why a token is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JetonError {
    /// It cannot be read.
    #[error("unreadable token")]
    Unreadable,
    /// It is not signed as registered.
    #[error("another algorithm")]
    Algorithm,
    /// Its key is none of the provider's.
    #[error("an unknown key")]
    Key,
    /// The signature is not that of its key.
    #[error("another signature")]
    Signature,
}

/// The public keys of a provider (RFC 7517).
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Cles {
    keys: Vec<Cle>,
}

/// One of them; those of other kinds are read and never used.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Cle {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    /// Extensions that must be understood: none is.
    crit: Option<serde_json::Value>,
}

impl Cle {
    fn signs(&self) -> bool {
        let is = |said: &Option<String>, word| said.as_deref().is_none_or(|said| said == word);
        self.kty == "EC"
            && self.crv.as_deref() == Some("P-256")
            && is(&self.usage, "sig")
            && is(&self.alg, "ES256")
    }

    /// Its point, uncompressed.
    fn point(&self) -> Option<Vec<u8>> {
        let whole = |text: &Option<String>| {
            let bytes = BASE64.decode(text.as_deref()?).ok()?;
            (bytes.len() == COORDINATE).then_some(bytes)
        };
        Some([vec![4], whole(&self.x)?, whole(&self.y)?].concat())
    }
}

impl Cles {
    /// The key that a token names; without a name, the only one there is.
    fn named(&self, kid: Option<&str>) -> Option<&Cle> {
        let mut signing = self.keys.iter().filter(|key| key.signs());
        match kid {
            Some(kid) => signing.find(|key| key.kid.as_deref() == Some(kid)),
            None => signing.next().filter(|_| signing.next().is_none()),
        }
    }
}

/// What a token says, once its signature is that of one of these keys.
///
/// # Errors
/// See [`JetonError`].
pub fn read<T: DeserializeOwned>(token: &str, keys: &Cles) -> Result<T, JetonError> {
    let mut parts = token.split('.');
    let (Some(head), Some(claims), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(JetonError::Unreadable);
    };
    if token.len() > MOST {
        return Err(JetonError::Unreadable);
    }
    let header: Header = json(head)?;
    if header.alg != "ES256" || header.crit.is_some() {
        return Err(JetonError::Algorithm);
    }
    let key = keys.named(header.kid.as_deref()).ok_or(JetonError::Key)?;
    let point = key.point().ok_or(JetonError::Key)?;
    let signed = &token[..=head.len() + claims.len()];
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
        .verify(signed.as_bytes(), &decoded(signature)?)
        .map_err(|_| JetonError::Signature)?;
    json(claims)
}

fn decoded(text: &str) -> Result<Vec<u8>, JetonError> {
    BASE64.decode(text).map_err(|_| JetonError::Unreadable)
}

fn json<T: DeserializeOwned>(text: &str) -> Result<T, JetonError> {
    serde_json::from_slice(&decoded(text)?).map_err(|_| JetonError::Unreadable)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::*;

    #[test]
    fn the_token_of_rfc_7515_is_read_and_no_other() {
        // Appendix A.3: its key, its token.
        let keys = r#"{"keys":[{"kty":"EC","crv":"P-256",
            "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#;
        let keys: Cles = serde_json::from_str(keys).unwrap();
        let token = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0d\
            HA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFC\
            gfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        let claims: serde_json::Value = read(token, &keys).unwrap();
        assert_eq!(claims["iss"], "joe");
        let other = token.replace("eyJpc3MiOiJqb2Ui", "eyJpc3MiOiJib2Ii");
        let refused = read::<serde_json::Value>(&other, &keys);
        assert_eq!(refused.unwrap_err(), JetonError::Signature);
        let nobody = read::<serde_json::Value>(token, &Cles::default());
        assert_eq!(nobody.unwrap_err(), JetonError::Key);
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_is_a_token(text in any::<String>()) {
            assert!(read::<serde_json::Value>(&text, &Cles::default()).is_err());
        }
    }
}
