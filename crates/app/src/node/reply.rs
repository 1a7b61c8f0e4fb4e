//! What the hub answers, signed with its key: a machine believes nothing else (S13).
//!
//! The signature covers the request that is answered (method, path, number used once), the
//! status and the body before it is compressed, so that it passes a reverse proxy and no
//! answer can be given again to another request. A hub that will change its key says the
//! next one under the signature of the present one.

use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use plus_journal::wire::{hex, unhex};

/// What is signed begins so: a signature made for this serves nothing else.
const CONTEXT: &str = "PLUS réponse entre machines v1";

/// Headers of a signed reply.
pub mod header {
    /// The ed25519 signature, 64 bytes in hexadecimal.
    pub const SIGNATURE: &str = "x-plus-reply";
    /// The key that the hub will sign with one day, 32 bytes in hexadecimal.
    pub const NEXT_KEY: &str = "x-plus-next-key";
}

/// What the signature of a reply covers.
#[derive(Debug, Clone, Copy)]
pub struct Replied<'a> {
    /// Method of the request.
    pub method: &'a str,
    /// Path and question of the request.
    pub path: &'a str,
    /// Number used once of the request.
    pub nonce: &'a str,
    /// Status of the reply.
    pub status: u16,
    /// Next key of the hub in hexadecimal, empty when it does not change.
    pub next_key: &'a str,
    /// The body, not compressed.
    pub body: &'a [u8],
}

impl Replied<'_> {
    fn message(&self) -> Vec<u8> {
        let body = blake3::hash(self.body).to_hex();
        let Self {
            method,
            path,
            nonce,
            status,
            next_key,
            ..
        } = self;
        format!("{CONTEXT}\n{method}\n{path}\n{nonce}\n{status}\n{next_key}\n{body}").into_bytes()
    }

    /// Signs it: the signature in hexadecimal.
    pub fn sign(&self, key: &SigningKey) -> String {
        hex(&key.sign(&self.message()).to_bytes())
    }

    /// Whether a signature (hexadecimal) is that of a public key over it.
    pub fn is_signed(&self, public_key: &[u8], signature: &str) -> bool {
        let read = || {
            let key = VerifyingKey::from_bytes(public_key.try_into().ok()?).ok()?;
            let signature = Signature::from_bytes(&unhex(signature)?);
            key.verify(&self.message(), &signature).ok()
        };
        read().is_some()
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;

    use super::Replied;

    #[test]
    fn a_signature_holds_for_one_answer_to_one_request() {
        let (ours, other) = (
            SigningKey::from_bytes(&[7; 32]),
            SigningKey::from_bytes(&[8; 32]),
        );
        let public = ours.verifying_key().to_bytes();
        let said = Replied {
            method: "GET",
            path: "/sync/v1/page?cursor=0",
            nonce: "ab",
            status: 200,
            next_key: "",
            body: b"{}",
        };
        let signature = said.sign(&ours);
        assert!(said.is_signed(&public, &signature));
        assert!(!said.is_signed(&public, &said.sign(&other)), "another key");
        assert!(!said.is_signed(&public, ""), "no signature");
        let altered = [
            Replied {
                method: "POST",
                ..said
            },
            Replied {
                path: "/sync/v1/page?cursor=1",
                ..said
            },
            Replied {
                nonce: "cd",
                ..said
            },
            Replied {
                status: 401,
                ..said
            },
            Replied {
                next_key: "00",
                ..said
            },
            Replied {
                body: b"{ }",
                ..said
            },
        ];
        for one in altered {
            assert!(!one.is_signed(&public, &signature), "{one:?}");
        }
    }
}
