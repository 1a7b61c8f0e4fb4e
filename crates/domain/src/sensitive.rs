//! What no text of PLUS may hold: social-security numbers, bank cards, IBANs,
//! passwords.
//!
//! A relay is not on the closed list of décret 2019-341, so the NIR is never
//! stored (requirement P4); nor is any secret of a citizen (P3). Telephones and
//! SIRETs must pass. Shapes alone do not condemn: keys and checksums do, save for
//! the 13-digit NIR, which has none.

#[cfg(test)]
mod tests;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sensitive {
    /// A social-security number.
    Nir,
    /// A bank card.
    Card,
    /// A bank account.
    Iban,
    /// A password or a code.
    Password,
}

impl Sensitive {
    /// Key of the explanation in the translations.
    pub fn message_key(self) -> &'static str {
        match self {
            Self::Nir => "sensible-nir",
            Self::Card => "sensible-carte",
            Self::Iban => "sensible-iban",
            Self::Password => "sensible-mot-de-passe",
        }
    }

    /// One French sentence for the command line and import reports.
    pub fn explain(self) -> &'static str {
        match self {
            Self::Nir => {
                "Ce texte contient un numéro de sécurité sociale. PLUS ne le garde jamais : enlevez-le."
            }
            Self::Card => {
                "Ce texte contient un numéro de carte bancaire. PLUS ne le garde jamais : enlevez-le."
            }
            Self::Iban => {
                "Ce texte contient un numéro de compte (IBAN). PLUS ne le garde jamais : enlevez-le."
            }
            Self::Password => {
                "Ce texte semble contenir un mot de passe ou un code. PLUS ne le garde jamais : enlevez-le."
            }
        }
    }
}

/// The first sensitive thing in a text, if any.
pub fn find(text: &str) -> Option<Sensitive> {
    let runs = runs(text);
    if runs.iter().any(|run| holds_nir(run)) {
        Some(Sensitive::Nir)
    } else if runs.iter().any(|run| holds_iban(run)) {
        Some(Sensitive::Iban)
    } else if runs.iter().any(|run| holds_card(run)) {
        Some(Sensitive::Card)
    } else if tells_password(text) {
        Some(Sensitive::Password)
    } else {
        None
    }
}

/// Runs of ASCII letters and digits, glued over single separators, so that
/// « 2 84 05 97 2.. » reads as one number. Full-width digits count too.
fn runs(text: &str) -> Vec<Vec<u8>> {
    let mut runs = vec![Vec::new()];
    let mut gap = 0;
    for c in text.chars() {
        match fold(c) {
            Some(sign) => {
                gap = 0;
                if let Some(run) = runs.last_mut() {
                    run.push(sign);
                }
            }
            None if is_separator(c) && gap < 2 => gap += 1,
            None => {
                gap = 0;
                runs.push(Vec::new());
            }
        }
    }
    runs
}

/// ASCII letters in upper case, and full-width forms brought back to ASCII.
fn fold(c: char) -> Option<u8> {
    let c = match u32::from(c) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0)?,
        _ => c,
    };
    c.is_ascii_alphanumeric()
        .then(|| c.to_ascii_uppercase() as u8)
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '.' | '-' | '_' | '/' | '\u{2010}'..='\u{2015}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}'
        )
}

/// A 13-digit body with the structure of a NIR, alone or with its key.
fn holds_nir(run: &[u8]) -> bool {
    windows_between_non_digits(run, 15)
        .any(|w| nir_body(&w[..13]).is_some_and(|body| key_is(body, &w[13..])))
        || whole_numbers(run, 13).any(|w| nir_body(w).is_some())
}

/// Windows of `size` signs that start and end a digit group (2A and 2B aside).
fn windows_between_non_digits(run: &[u8], size: usize) -> impl Iterator<Item = &[u8]> {
    run.windows(size)
}

/// Groups of exactly `size` signs of digits (with 2A/2B inside), delimited.
fn whole_numbers(run: &[u8], size: usize) -> impl Iterator<Item = &[u8]> {
    let digit_like = move |i: usize| run.get(i).is_some_and(u8::is_ascii_digit);
    run.windows(size)
        .enumerate()
        .filter(move |(i, _)| (*i == 0 || !digit_like(i - 1)) && !digit_like(i + size))
        .map(|(_, w)| w)
}

/// The 13 signs as a number (2A → 19, 2B → 18), when they have the structure:
/// sex 1–4, 7 or 8, month 1–12 or 20–42 or 50–99, department not 00.
fn nir_body(signs: &[u8]) -> Option<u64> {
    let mut digits = [0_u8; 13];
    digits.copy_from_slice(signs);
    match &digits[5..7] {
        b"2A" => digits[5..7].copy_from_slice(b"19"),
        b"2B" => digits[5..7].copy_from_slice(b"18"),
        _ => {}
    }
    let text = std::str::from_utf8(&digits).ok()?;
    let body: u64 = text
        .parse()
        .ok()
        .filter(|_| digits.iter().all(u8::is_ascii_digit))?;
    let month: u8 = text[3..5].parse().ok()?;
    let plausible = matches!(digits[0], b'1'..=b'4' | b'7' | b'8')
        && matches!(month, 1..=12 | 20 | 30..=42 | 50..=99)
        && &digits[5..7] != b"00"
        && &digits[10..13] != b"000";
    plausible.then_some(body)
}

/// Key of the NIR: 97 − body mod 97.
fn key_is(body: u64, key: &[u8]) -> bool {
    let expected = 97 - body % 97;
    std::str::from_utf8(key).ok().and_then(|k| k.parse().ok()) == Some(expected)
}

/// 16 digits of a card network, right by Luhn (SIRETs have 14, telephones 10).
fn holds_card(run: &[u8]) -> bool {
    whole_numbers(run, 16).any(|w| matches!(w[0], b'2'..=b'6') && luhn(w))
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .filter(|(_, b)| b.is_ascii_digit())
        .map(|(i, b)| (i, u32::from(b - b'0')))
        .map(|(i, d)| {
            if i % 2 == 1 {
                (d * 2) / 10 + (d * 2) % 10
            } else {
                d
            }
        })
        .sum();
    digits.iter().all(u8::is_ascii_digit) && sum.is_multiple_of(10)
}

/// An IBAN right by ISO 7064 (mod 97 = 1), 15 to 34 signs after two letters.
fn holds_iban(run: &[u8]) -> bool {
    (0..run.len()).any(|start| {
        let rest = &run[start..];
        rest.len() >= 15
            && rest[..2].iter().all(u8::is_ascii_uppercase)
            && rest[2..4].iter().all(u8::is_ascii_digit)
            && iban_lengths(rest).any(|n| iban_remainder(&rest[..n]) == 1)
    })
}

/// Lengths worth trying: that of France first, then every legal one.
fn iban_lengths(rest: &[u8]) -> impl Iterator<Item = usize> {
    let most = rest.len().min(34);
    // Outside France the length varies by country; the whole run is the best guess.
    let french = (rest.starts_with(b"FR") && most >= 27).then_some(27);
    french
        .into_iter()
        .chain((!rest.starts_with(b"FR")).then_some(most))
}

fn iban_remainder(signs: &[u8]) -> u32 {
    let turned = signs[4..].iter().chain(&signs[..4]);
    turned.fold(0, |acc, b| match b {
        b'0'..=b'9' => (acc * 10 + u32::from(b - b'0')) % 97,
        _ => (acc * 100 + u32::from(b - b'A') + 10) % 97,
    })
}

const PASSWORD_WORDS: [&str; 9] = [
    "mot de passe",
    "mots de passe",
    "motdepasse",
    "mdp",
    "password",
    "passwd",
    "code secret",
    "code confidentiel",
    "code d acces",
];

/// A word for « password » followed by a value: « mot de passe : Soleil2024 ».
/// « mot de passe oublié » and « mot de passe à refaire » tell nothing and pass.
fn tells_password(text: &str) -> bool {
    let lower = text.to_lowercase().replace(['’', '\''], " ");
    PASSWORD_WORDS.iter().any(|word| {
        lower
            .match_indices(word)
            .filter(|(at, _)| !lower[..*at].ends_with(char::is_alphanumeric))
            .any(|(at, _)| value_follows(&lower[at + word.len()..]))
    })
}

fn value_follows(rest: &str) -> bool {
    let rest = rest.trim_start();
    let marked = rest
        .strip_prefix([':', '=', '>'])
        .or_else(|| rest.strip_prefix("est "));
    let marked = marked.or_else(|| rest.strip_prefix("c est "));
    let candidate = marked
        .unwrap_or(rest)
        .split_whitespace()
        .next()
        .unwrap_or("");
    let has_digit = candidate.chars().any(|c| c.is_ascii_digit());
    let long = candidate.chars().count() >= 4;
    long && (has_digit || marked.is_some() && rest.starts_with([':', '=']))
}
