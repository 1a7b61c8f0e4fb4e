//! Cuts a text into sentences, as a person who reads aloud stops.
//!
//! Pure. Nothing is lost and nothing added: the sentences, one after the other, are the
//! text without the spaces between them.

/// Most characters of a sentence: longer ones are cut at a comma, else at a space.
pub const LONGEST: usize = 320;

/// Abbreviations whose point does not end a sentence, in French, English and Spanish.
const SHORT: [&str; 34] = [
    "m", "mm", "mr", "mrs", "mme", "mlle", "dr", "me", "st", "ste", "art", "al", "cf", "ex", "p",
    "pp", "av", "bd", "boul", "chap", "n", "no", "nos", "tél", "fig", "ref", "réf", "env", "max",
    "min", "sr", "sra", "ud", "vol",
];

/// The sentences of a text, in order, without the spaces around them.
pub fn cut(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = end_of_first(rest);
        shorten(&rest[..end], &mut sentences);
        rest = rest[end..].trim_start();
    }
    sentences
}

/// Where the first sentence ends, in bytes.
fn end_of_first(text: &str) -> usize {
    for (at, sign) in text.char_indices() {
        if !matches!(sign, '.' | '!' | '?' | '…') {
            continue;
        }
        let after = &text[at + sign.len_utf8()..];
        let closed = after.len() - past_closing(after).len();
        let end = at + sign.len_utf8() + closed;
        let next = &text[end..];
        if next.starts_with(char::is_whitespace)
            && begins_sentence(next)
            && !(sign == '.' && is_abbreviation(&text[..at]))
        {
            return end;
        }
    }
    text.len()
}

/// What follows the signs that still belong to the sentence: « ?! », « … », quotes.
fn past_closing(after: &str) -> &str {
    let signs = ['.', '!', '?', '…', ')', '"', '”', '’'];
    let rest = after.trim_start_matches(signs);
    // The French closing quote stands after a space.
    let quote = rest.trim_start().strip_prefix('»');
    quote.unwrap_or(rest)
}

/// Whether what comes may begin a sentence: anything but a small letter or a comma.
fn begins_sentence(next: &str) -> bool {
    let first = next.trim_start().chars().next();
    first.is_some_and(|c| !c.is_lowercase() && !matches!(c, ',' | ';' | ':' | ')' | '»'))
}

/// Whether the word before a point is shortened: « art », « M », « R » of « R. 123-4 ».
fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next();
    let word = word.unwrap_or_default();
    let mut letters = word.chars();
    let alone = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
    // « 8 h. » and « 30 m. » end; « M. » and « R. » do not.
    (alone && word.chars().all(char::is_uppercase))
        || SHORT.contains(&word.to_lowercase().as_str()) && !follows_figure(before, word)
}

fn follows_figure(before: &str, word: &str) -> bool {
    let figure = before[..before.len() - word.len()].trim_end();
    figure.ends_with(|c: char| c.is_ascii_digit())
}

/// Cuts what is too long: after a semicolon, a colon or a comma, else at a space.
fn shorten<'a>(sentence: &'a str, into: &mut Vec<&'a str>) {
    let mut rest = sentence.trim();
    while let Some((limit, _)) = rest.char_indices().nth(LONGEST) {
        let head = &rest[..limit];
        let third = limit / 3;
        let after = |sign: &[char]| {
            let at = head.rmatch_indices(sign).find(|(at, found)| {
                *at > third && rest[at + found.len()..].starts_with(char::is_whitespace)
            });
            at.map(|(at, found)| at + found.len())
        };
        let space = || head.rfind(char::is_whitespace).filter(|at| *at > 0);
        let end = after(&[';', ':'])
            .or_else(|| after(&[',']))
            .or_else(space)
            .unwrap_or(limit);
        into.push(rest[..end].trim_end());
        rest = rest[end..].trim_start();
    }
    if !rest.is_empty() {
        into.push(rest);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{LONGEST, cut};

    #[test]
    fn a_text_is_cut_where_a_reader_stops() {
        assert_eq!(
            cut("Vous avez droit au RSA ? Demandez-le. C’est gratuit !"),
            [
                "Vous avez droit au RSA ?",
                "Demandez-le.",
                "C’est gratuit !"
            ]
        );
        assert_eq!(
            cut("Venez à 8 h 30. Le bus est là."),
            ["Venez à 8 h 30.", "Le bus est là."]
        );
        assert_eq!(cut("Ouvert dès 8 h. Venez."), ["Ouvert dès 8 h.", "Venez."]);
        assert_eq!(
            cut("Il dit : « Venez. » Puis il part."),
            ["Il dit : « Venez. »", "Puis il part."]
        );
        assert_eq!(
            cut("Vraiment ?! Oui… Bien."),
            ["Vraiment ?!", "Oui…", "Bien."]
        );
    }

    #[test]
    fn abbreviations_and_numbers_do_not_end_a_sentence() {
        for whole in [
            "M. Dupont et Mme. Césaire sont là.",
            "Voir l’art. R. 123-4 du code.",
            "Le loyer, les charges, etc. sont comptés.",
            "Cela coûte 3.5 millions.",
            "Allez sur service-public.gouv.fr pour la suite.",
            "Une pièce (ex. Passeport) suffit.",
        ] {
            assert_eq!(cut(whole), [whole]);
        }
        assert_eq!(
            cut("Loyer, charges, etc. Vous payez."),
            ["Loyer, charges, etc.", "Vous payez."]
        );
    }

    #[test]
    fn a_long_sentence_stops_at_its_commas() {
        let long = format!(
            "{}, {}.",
            "mot ".repeat(60).trim(),
            "suite ".repeat(40).trim()
        );
        let parts = cut(&long);
        assert_eq!(parts.len(), 2);
        assert!(parts[0].ends_with(','), "{}", parts[0]);
    }

    #[test]
    fn spaces_alone_are_no_sentence() {
        assert!(cut("").is_empty() && cut(" \u{a0}\n ").is_empty());
    }

    fn letters(text: &str) -> String {
        text.chars().filter(|c| !c.is_whitespace()).collect()
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_is_too_long(text in "([A-Za-zéÀ0-9]{1,9}|[ .,;:!?…«»’()\u{a0}\n]|M\\. |etc\\. ){0,200}") {
            let parts = cut(&text);
            let joined: String = parts.iter().map(|part| letters(part)).collect();
            prop_assert_eq!(joined, letters(&text));
            for part in parts {
                prop_assert!(!part.is_empty() && part.trim() == part);
                prop_assert!(part.chars().count() <= LONGEST);
            }
        }

        #[test]
        fn any_text_is_cut_without_a_fall(text in "\\PC{0,800}") {
            let joined: String = cut(&text).iter().map(|part| letters(part)).collect();
            prop_assert_eq!(joined, letters(&text));
        }
    }
}
