//! What a person carries: a code to type, a token to show, a PIN to say.

use std::fmt;

/// The signs of a code: no 0 or O, no 1, I or L, which people take for one another.
const SIGNS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/// Signs of a code.
const LENGTH: usize = 8;
/// A random byte from here on is drawn again: 248 is the largest multiple of 31 in a byte,
/// so that every sign comes as often as any other.
const AGAIN: u8 = 248;
/// How the text of a slip's QR code begins.
const MARK: &str = "PLUSR1:";
/// Digits of a PIN.
const PIN_DIGITS: usize = 4;

/// Eight signs of 31: 31⁸ ≈ 8.5·10¹¹ codes, 39.6 bits. Too few for a key that stands alone,
/// enough for one that is tried slowly ([`limiter`](super::limiter)).
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// How many there are.
    pub const COUNT: u64 = 31_u64.pow(8);

    /// Draws one from random bytes, each sign as likely as any other.
    pub fn draw(mut byte: impl FnMut() -> u8) -> Self {
        let mut sign = || loop {
            let drawn = byte();
            if drawn < AGAIN {
                return char::from(SIGNS[usize::from(drawn) % SIGNS.len()]);
            }
        };
        Self((0..LENGTH).map(|_| sign()).collect())
    }

    /// Reads what a person types: case, spaces and dashes do not count.
    pub fn read(text: &str) -> Option<Self> {
        let kept: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !is_dash(*c))
            .map(|c| c.to_ascii_uppercase())
            .take(LENGTH + 1)
            .collect();
        let known = |c: char| u8::try_from(c).is_ok_and(|b| SIGNS.contains(&b));
        (kept.len() == LENGTH && kept.chars().all(known)).then_some(Self(kept))
    }

    /// The eight signs, without a dash.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '.' | '_')
}

impl fmt::Display for Code {
    /// `XXXX-XXXX`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = self.0.split_at(LENGTH / 2);
        write!(f, "{first}-{last}")
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

/// What the QR code of a slip says: 128 bits, which nobody guesses.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 16]);

impl Token {
    /// Of random bytes.
    pub fn of(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Reads what a camera read.
    pub fn read(text: &str) -> Option<Self> {
        let digits = text.trim().to_ascii_uppercase();
        let digits = digits.strip_prefix(MARK)?;
        if digits.len() != 32 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        u128::from_str_radix(digits, 16)
            .ok()
            .map(|n| Self(n.to_be_bytes()))
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for Token {
    /// `PLUSR1:` and 32 digits: upper case, which makes a smaller QR code.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MARK)?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// What somebody presents at a borne.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Secret {
    /// Typed.
    Code(Code),
    /// Shown.
    Token(Token),
}

impl Secret {
    /// Reads what was typed or shown; nothing when it can be neither.
    pub fn read(text: &str) -> Option<Self> {
        let token = Token::read(text).map(Self::Token);
        token.or_else(|| Code::read(text).map(Self::Code))
    }

    /// The bytes that open; a code and a token never give the same.
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Code(code) => [b"code:", code.as_str().as_bytes()].concat(),
            Self::Token(token) => [&b"jeton:"[..], token.bytes()].concat(),
        }
    }
}

/// Four digits that the team says aloud, never written on the slip.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(String);

impl Pin {
    /// Reads four digits; spaces do not count.
    pub fn read(text: &str) -> Option<Self> {
        let kept: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let fits = kept.len() == PIN_DIGITS && kept.bytes().all(|b| b.is_ascii_digit());
        fits.then_some(Self(kept))
    }

    /// The four digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(…)")
    }
}
