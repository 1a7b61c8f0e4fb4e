//! Folding: what makes « À l’Œuvre » and « a l'oeuvre » the same words.
//!
//! Done before stemming, in the same way on both sides (stemming first would lose a third of
//! the words typed without accents). Folding twice changes nothing.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, no accents, no ligatures, plain apostrophes; anything that is neither letter,
/// digit nor apostrophe becomes one space, with none at the ends.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            // The common letters of French, without the detour of the general case.
            'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' => out.push('e'),
            'à' | 'â' | 'À' | 'Â' => out.push('a'),
            'ç' | 'Ç' => out.push('c'),
            'î' | 'ï' | 'Î' => out.push('i'),
            'ô' | 'Ô' => out.push('o'),
            'ù' | 'û' | 'Ù' | 'Û' => out.push('u'),
            _ => std::iter::once(c)
                .nfkd()
                .flat_map(char::to_lowercase)
                .nfkd()
                .for_each(|it| push(&mut out, it)),
        }
    }
    out.trim().to_owned()
}

/// Pushes a lower-case character without accents.
fn push(out: &mut String, c: char) {
    match c {
        'œ' => out.push_str("oe"),
        'æ' => out.push_str("ae"),
        'ß' => out.push_str("ss"),
        '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '′' => out.push('\''),
        c if is_combining_mark(c) => {}
        c if c.is_alphanumeric() => out.push(c),
        _ if out.ends_with(' ') => {}
        _ => out.push(' '),
    }
}

/// Elided words: what stands before an apostrophe and says nothing.
const ELIDED: &[&str] = &[
    "c", "d", "j", "jusqu", "l", "lorsqu", "m", "n", "puisqu", "qu", "quelqu", "quoiqu", "s", "t",
];

/// Words of a folded text, elided articles and pronouns left out.
pub(super) fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(' ').flat_map(|chunk| {
        let mut parts = chunk.split('\'').peekable();
        std::iter::from_fn(move || {
            loop {
                let part = parts.next()?;
                let elided = parts.peek().is_some() && ELIDED.contains(&part);
                if !part.is_empty() && !elided {
                    return Some(part);
                }
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &str) -> Vec<String> {
        words(&fold(text)).map(str::to_owned).collect()
    }

    #[test]
    fn accents_ligatures_and_case_go() {
        assert_eq!(fold("À l’ŒUVRE, Élève !"), "a l'oeuvre eleve");
        assert_eq!(fold("10\u{a0}000\u{202f}€ : n°\u{a0}2"), "10 000 n 2");
    }

    #[test]
    fn elisions_are_split_and_dropped() {
        assert_eq!(
            all("L'assurance qu’on m'a donnée"),
            ["assurance", "on", "a", "donnee"]
        );
        assert_eq!(
            all("aujourd'hui, la presqu'île"),
            ["aujourd", "hui", "la", "presqu", "ile"]
        );
        assert_eq!(all("permis d"), ["permis", "d"]);
        assert_eq!(all("'''"), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,60}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
            prop_assert!(words(&once).all(|word| !word.is_empty()));
        }
    }
}
