//! How a French word sounds, roughly: « anfan » and « enfant » get one key.
//!
//! Rules, applied left to right on a folded word: letters that sound alike become one, silent
//! endings fall, doubled letters merge. Meant for finding candidates, not for linguistics.

use std::sync::LazyLock;

/// Groups of letters and what they sound like; longer groups first.
const SOUNDS: &[(&str, &str)] = &[
    ("eaux", "o"),
    ("eau", "o"),
    ("aux", "o"),
    ("ein", "1"),
    ("ain", "1"),
    ("aim", "1"),
    ("oin", "o1"),
    ("ien", "i1"),
    ("tion", "sion"),
    ("sch", "ch"),
    ("sci", "si"),
    ("sce", "se"),
    ("gue", "ge2"),
    ("gui", "gi2"),
    ("qu", "k"),
    ("ph", "f"),
    ("th", "t"),
    ("rh", "r"),
    ("ch", "8"),
    ("gn", "n"),
    ("ge", "je"),
    ("gi", "ji"),
    ("gy", "ji"),
    ("ce", "se"),
    ("ci", "si"),
    ("cy", "si"),
    ("ck", "k"),
    ("cq", "k"),
    ("cc", "k"),
    ("au", "o"),
    ("ai", "e"),
    ("ei", "e"),
    ("oe", "e"),
    ("ou", "u2"),
    ("an", "3"),
    ("am", "3"),
    ("en", "3"),
    ("em", "3"),
    ("in", "1"),
    ("im", "1"),
    ("un", "1"),
    ("on", "4"),
    ("om", "4"),
    ("c", "k"),
    ("q", "k"),
    ("y", "i"),
    ("z", "s"),
    ("x", "ks"),
    ("w", "v"),
    ("h", ""),
];

/// Nasal groups sound so only before a consonant or at the end of a word.
fn is_nasal(group: &str) -> bool {
    group.len() >= 2 && group.ends_with(['n', 'm']) && group != "gn"
}

/// Groups by first letter, so that few are tried at each place.
static BY_LETTER: LazyLock<[Vec<(&str, &str)>; 26]> = LazyLock::new(|| {
    std::array::from_fn(|letter| {
        let starts = |group: &str| usize::from(group.as_bytes()[0] - b'a') == letter;
        SOUNDS
            .iter()
            .copied()
            .filter(|(group, _)| starts(group))
            .collect()
    })
});

/// Groups that may stand at the start of the rest of a word.
fn groups(rest: &str) -> &'static [(&'static str, &'static str)] {
    match rest.as_bytes().first() {
        Some(letter @ b'a'..=b'z') => &BY_LETTER[usize::from(letter - b'a')],
        _ => &[],
    }
}

/// The key of a folded word.
pub(super) fn key(word: &str) -> String {
    let mut raw = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        if let Some((group, sound)) = groups(rest).iter().find(|(group, _)| applies(group, rest)) {
            raw.push_str(sound);
            rest = &rest[group.len()..];
        } else {
            raw.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    let mut key = String::with_capacity(raw.len());
    for c in raw.chars() {
        if !key.ends_with(c) {
            key.push(c);
        }
    }
    let spoken = key.trim_end_matches(['e', 's', 't', 'd', 'p', 'k', 'r']);
    if spoken.len() >= 2 {
        spoken.to_owned()
    } else {
        key
    }
}

fn applies(group: &str, rest: &str) -> bool {
    let Some(after) = rest.strip_prefix(group) else {
        return false;
    };
    let vowel_or_double = after.starts_with(['a', 'e', 'i', 'o', 'u', 'y', 'n', 'm', 'h']);
    !(is_nasal(group) && vowel_or_double)
}

#[cfg(test)]
mod tests {
    use super::key;
    use proptest::prelude::*;

    #[test]
    fn words_that_sound_alike_share_a_key() {
        for (one, other) in [
            ("anfan", "enfant"),
            ("farmacie", "pharmacie"),
            ("bato", "bateau"),
            ("atestation", "attestation"),
            ("kalite", "qualite"),
        ] {
            assert_eq!(key(one), key(other), "{one} {other}");
        }
    }

    #[test]
    fn words_that_differ_keep_different_keys() {
        for (one, other) in [
            ("mairie", "marie"),
            ("permis", "remise"),
            ("loyer", "foyer"),
        ] {
            assert_ne!(key(one), key(other), "{one} {other}");
        }
    }

    proptest! {
        #[test]
        fn any_word_has_a_key(word in "\\PC{1,20}") {
            let _ = key(&word);
        }
    }
}
