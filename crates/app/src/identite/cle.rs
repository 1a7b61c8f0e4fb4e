//! Passkeys: what a browser is asked to sign, and whether what it answers is right (Web
//! Authentication Level 2, sections 7.1 and 7.2).
//!
//! One algorithm, ES256, which every authenticator knows; no attestation, for a relay trusts
//! its own team with the make of their telephones; the person verified by her device (finger,
//! face, code), so that a passkey stands for both factors. Nothing is read from the outside and
//! nothing is kept here.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use ring::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Bytes of a challenge.
pub const CHALLENGE: usize = 32;
/// Longest identifier of a passkey, bytes: what the standard allows.
const MOST_ID: usize = 1023;
/// Flags of what an authenticator says.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;
/// Where its flags, its counter and its passkey begin.
const FLAGS: usize = 32;
const COUNTER: usize = 33;
const AFTER: usize = 37;
const AAGUID: usize = 16;
/// How CTAP2 writes an ES256 key: a map of five, in the one order that it allows, its two
/// coordinates of 32 bytes.
const KEY_BEGINS: [u8; 10] = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
const KEY_BETWEEN: [u8; 3] = [0x22, 0x58, 0x20];
const COORDINATE: usize = 32;

/// Where people sign in, as passkeys are bound to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its host: `plus.exemple.fr`.
    pub host: String,
    /// Scheme, host and port: `https://plus.exemple.fr`.
    pub origin: String,
}

impl Site {
    /// The site of the address that people type; none when no passkey can be bound to it: it
    /// must be HTTPS and a name, not a number (`localhost` alone does without HTTPS).
    pub fn of(public_url: Option<&str>) -> Option<Self> {
        let origin = public_url?.trim_end_matches('/');
        let (scheme, rest) = origin.split_once("://")?;
        let host = rest.split('/').next()?.split(':').next()?;
        let name = host.bytes().any(|b| b.is_ascii_alphabetic()) && !rest.contains(['/', '[']);
        let secure = scheme == "https" || (scheme == "http" && host == "localhost");
        (name && secure).then(|| Self {
            host: host.to_owned(),
            origin: origin.to_owned(),
        })
    }
}

/// The public half of a passkey, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passkey {
    /// The point of P-256, uncompressed, base 64 of addresses.
    pub point: String,
    /// How often it says that it signed; nothing for those that do not count.
    pub counter: u32,
}

/// Why an answer is not right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CleError {
    /// It cannot be read.
    #[error("unreadable answer")]
    Unreadable,
    /// It answers another question.
    #[error("another challenge")]
    Challenge,
    /// It was made for another site.
    #[error("another site")]
    Site,
    /// The device did not verify the person.
    #[error("the person was not verified")]
    Person,
    /// It is of another kind than ES256.
    #[error("another kind of key")]
    Kind,
    /// The signature is not that of this passkey.
    #[error("another signature")]
    Signature,
    /// Its counter went back: it was copied.
    #[error("the counter went back")]
    Counter,
}

/// What a browser answers when it makes a passkey. Bytes in base 64 of addresses.
#[derive(Debug, Clone, Deserialize)]
pub struct Made {
    /// What it was asked, in its words: JSON.
    pub client: String,
    /// What its authenticator says.
    pub authenticator: String,
}

/// What it answers when it signs with one.
#[derive(Debug, Clone, Deserialize)]
pub struct Signed {
    /// Which passkey.
    pub id: String,
    /// What it was asked, in its words: JSON.
    pub client: String,
    /// What its authenticator says.
    pub authenticator: String,
    /// Over both.
    pub signature: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Client {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
}

/// A challenge as it is sent and comes back.
pub fn written(challenge: &[u8; CHALLENGE]) -> String {
    BASE64.encode(challenge)
}

/// The identifier and the public half of a passkey that was just made.
///
/// # Errors
/// When it does not answer this challenge, for this site, with the person verified.
pub fn made(site: &Site, challenge: &str, answer: &Made) -> Result<(String, Passkey), CleError> {
    let client = decoded(&answer.client)?;
    judge_client(site, ("webauthn.create", challenge), &client)?;
    let said = decoded(&answer.authenticator)?;
    let counter = judge_authenticator(site, &said)?;
    if said[FLAGS] & ATTESTED == 0 {
        return Err(CleError::Unreadable);
    }
    let rest = said.get(AFTER + AAGUID..).ok_or(CleError::Unreadable)?;
    let (length, rest) = rest.split_at_checked(2).ok_or(CleError::Unreadable)?;
    let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
    let (id, key) = rest.split_at_checked(length).ok_or(CleError::Unreadable)?;
    if id.is_empty() || id.len() > MOST_ID {
        return Err(CleError::Unreadable);
    }
    let point = BASE64.encode(point(key)?);
    Ok((BASE64.encode(id), Passkey { point, counter }))
}

/// The point of a key as CTAP2 writes it, uncompressed.
fn point(key: &[u8]) -> Result<Vec<u8>, CleError> {
    let key = key.strip_prefix(&KEY_BEGINS).ok_or(CleError::Kind)?;
    let (x, key) = key.split_at_checked(COORDINATE).ok_or(CleError::Kind)?;
    let key = key.strip_prefix(&KEY_BETWEEN).ok_or(CleError::Kind)?;
    let y = key.get(..COORDINATE).ok_or(CleError::Kind)?;
    Ok([&[4], x, y].concat())
}

/// The passkey as it is to be kept after it signed.
///
/// # Errors
/// When it does not answer this challenge, for this site, with the person verified and the
/// signature of this passkey.
pub fn signed(
    site: &Site,
    challenge: &str,
    known: &Passkey,
    answer: &Signed,
) -> Result<Passkey, CleError> {
    let client = decoded(&answer.client)?;
    judge_client(site, ("webauthn.get", challenge), &client)?;
    let said = decoded(&answer.authenticator)?;
    let counter = judge_authenticator(site, &said)?;
    let message = [&said[..], &Sha256::digest(&client)[..]].concat();
    let (point, signature) = (decoded(&known.point)?, decoded(&answer.signature)?);
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point)
        .verify(&message, &signature)
        .map_err(|_| CleError::Signature)?;
    // Those that are kept in several devices do not count: they always say nought.
    if (counter > 0 || known.counter > 0) && counter <= known.counter {
        return Err(CleError::Counter);
    }
    Ok(Passkey {
        counter,
        ..known.clone()
    })
}

fn decoded(text: &str) -> Result<Vec<u8>, CleError> {
    BASE64.decode(text).map_err(|_| CleError::Unreadable)
}

fn judge_client(
    site: &Site,
    (kind, challenge): (&str, &str),
    client: &[u8],
) -> Result<(), CleError> {
    let client: Client = serde_json::from_slice(client).map_err(|_| CleError::Unreadable)?;
    if client.kind != kind {
        return Err(CleError::Unreadable);
    }
    if blake3::hash(client.challenge.as_bytes()) != blake3::hash(challenge.as_bytes()) {
        return Err(CleError::Challenge);
    }
    if client.origin != site.origin || client.cross_origin {
        return Err(CleError::Site);
    }
    Ok(())
}

/// Judges what an authenticator says; answers its counter.
fn judge_authenticator(site: &Site, said: &[u8]) -> Result<u32, CleError> {
    let counter = said.get(COUNTER..AFTER).ok_or(CleError::Unreadable)?;
    if said[..FLAGS] != Sha256::digest(site.host.as_bytes())[..] {
        return Err(CleError::Site);
    }
    if said[FLAGS] & (PRESENT | VERIFIED) != PRESENT | VERIFIED {
        return Err(CleError::Person);
    }
    Ok(u32::from_be_bytes([
        counter[0], counter[1], counter[2], counter[3],
    ]))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(None, None)]
    #[case(Some("http://plus.exemple.fr"), None)]
    #[case(Some("https://192.0.2.1"), None)]
    #[case(Some("https://[2001:db8::1]"), None)]
    #[case(Some("https://plus.exemple.fr/sous"), None)]
    #[case(Some("https://plus.exemple.fr/"), Some(("plus.exemple.fr", "https://plus.exemple.fr")))]
    #[case(Some("https://plus.exemple.fr:8443"), Some(("plus.exemple.fr", "https://plus.exemple.fr:8443")))]
    #[case(Some("http://localhost:8000"), Some(("localhost", "http://localhost:8000")))]
    fn a_passkey_is_bound_to_a_name_by_https(
        #[case] url: Option<&str>,
        #[case] site: Option<(&str, &str)>,
    ) {
        let known = Site::of(url);
        let found = known.as_ref().map(|s| (s.host.as_str(), s.origin.as_str()));
        assert_eq!(found, site);
    }
}
