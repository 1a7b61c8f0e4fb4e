//! Codes of six digits that change every thirty seconds (RFC 6238 over RFC 4226, SHA-1), as
//! every application of a telephone makes them.
//!
//! SHA-1 is what those applications know; HMAC does not rest on the collisions that are found
//! in it. Nothing is kept here: who calls spends the step, so that a code serves once.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// Bytes of a secret: what RFC 4226 recommends.
pub const SECRET: usize = 20;
/// Digits of a code.
pub const DIGITS: usize = 6;
/// How long a code is shown, milliseconds.
const STEP_MS: i64 = 30_000;
/// Steps before and after this one that are taken: telephones are a little early or late.
const AROUND: i64 = 1;
/// Letters of base 32 (RFC 4648).
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The step of an instant (milliseconds UTC).
pub fn step(now_ms: i64) -> i64 {
    now_ms.div_euclid(STEP_MS)
}

/// The code of a step, six digits.
pub fn code(secret: &[u8], step: i64) -> String {
    format!("{:06}", value(secret, step) % 1_000_000)
}

/// The step whose code was typed, around an instant (milliseconds UTC); none when the code is
/// of none of them.
pub fn step_of(secret: &[u8], typed: &str, now_ms: i64) -> Option<i64> {
    let now = step(now_ms);
    // All are looked at, whichever is right.
    let found = (now - AROUND..=now + AROUND)
        .filter(|step| same(&code(secret, *step), typed))
        .collect::<Vec<_>>();
    found.last().copied()
}

/// The 31 bits that RFC 4226 takes out of the HMAC of a counter.
fn value(secret: &[u8], step: i64) -> u32 {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(&step.to_be_bytes());
    let bytes = mac.finalize().into_bytes();
    let at = usize::from(bytes[bytes.len() - 1] & 0xf);
    let four = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
    u32::from_be_bytes(four) & 0x7fff_ffff
}

/// Whether two codes are the same, in a time that says nothing of where they differ.
fn same(known: &str, typed: &str) -> bool {
    blake3::hash(known.as_bytes()) == blake3::hash(typed.as_bytes())
}

/// A secret in letters, for who types it (RFC 4648, without padding).
pub fn letters(secret: &[u8]) -> String {
    let mut text = String::with_capacity(secret.len().div_ceil(5) * 8);
    for five in secret.chunks(5) {
        let bits = (0..5).fold(0_u64, |bits, at| {
            bits << 8 | u64::from(five.get(at).copied().unwrap_or(0))
        });
        for at in 0..(five.len() * 8).div_ceil(5) {
            let index = bits >> (35 - 5 * at) & 31;
            text.push(char::from(BASE32[usize::try_from(index).unwrap_or(0)]));
        }
    }
    text
}

/// The same in groups of four, as it is read from a screen.
pub fn groups(letters: &str) -> String {
    let four: Vec<&str> = (0..letters.len())
        .step_by(4)
        .map(|at| &letters[at..letters.len().min(at + 4)])
        .collect();
    four.join(" ")
}

/// The address that a telephone reads in a QR code.
pub fn address(letters: &str, relay: &str, login: &str) -> String {
    let (relay, login) = (escaped(relay), escaped(login));
    format!(
        "otpauth://totp/{relay}:{login}?secret={letters}&issuer={relay}&algorithm=SHA1\
         &digits={DIGITS}&period=30"
    )
}

fn escaped(text: &str) -> String {
    let written = text.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    });
    written.collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// The secret of the vectors of both RFC.
    const KNOWN: &[u8] = b"12345678901234567890";

    #[rstest]
    #[case(0, 1_284_755_224)]
    #[case(1, 1_094_287_082)]
    #[case(2, 137_359_152)]
    #[case(3, 1_726_969_429)]
    #[case(4, 1_640_338_314)]
    #[case(9, 645_520_489)]
    fn the_vectors_of_rfc_4226(#[case] counter: i64, #[case] truncated: u32) {
        assert_eq!(value(KNOWN, counter), truncated);
    }

    /// Appendix B of RFC 6238, its eight digits.
    #[rstest]
    #[case(59, 94_287_082)]
    #[case(1_111_111_109, 7_081_804)]
    #[case(1_111_111_111, 14_050_471)]
    #[case(1_234_567_890, 89_005_924)]
    #[case(2_000_000_000, 69_279_037)]
    #[case(20_000_000_000, 65_353_130)]
    fn the_vectors_of_rfc_6238(#[case] seconds: i64, #[case] eight: u32) {
        let step = step(seconds * 1000);
        assert_eq!(value(KNOWN, step) % 100_000_000, eight);
        assert_eq!(code(KNOWN, step), format!("{:06}", eight % 1_000_000));
    }

    #[test]
    fn one_step_before_and_after_are_taken_and_no_more() {
        let now = 1_111_111_109_000;
        let at = |n: i64| step_of(KNOWN, &code(KNOWN, step(now) + n), now);
        for near in -1..=1 {
            assert_eq!(at(near), Some(step(now) + near));
        }
        for far in [-3, -2, 2, 3] {
            assert_eq!(at(far), None, "{far}");
        }
        assert_eq!(step_of(KNOWN, "", now), None);
        assert_eq!(step_of(KNOWN, "0", now), None);
    }

    /// The vectors of RFC 4648, without their padding.
    #[rstest]
    #[case("f", "MY")]
    #[case("fo", "MZXQ")]
    #[case("foo", "MZXW6")]
    #[case("foob", "MZXW6YQ")]
    #[case("fooba", "MZXW6YTB")]
    #[case("foobar", "MZXW6YTBOI")]
    fn letters_are_those_of_rfc_4648(#[case] plain: &str, #[case] written: &str) {
        assert_eq!(letters(plain.as_bytes()), written);
    }

    #[test]
    fn the_address_names_the_relay_and_the_person() {
        let letters = letters(KNOWN);
        assert_eq!(groups(&letters), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(
            address(&letters, "Relais du Sud", "maryse"),
            "otpauth://totp/Relais%20du%20Sud:maryse?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=Relais%20du%20Sud&algorithm=SHA1&digits=6&period=30"
        );
    }
}
