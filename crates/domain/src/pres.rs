//! Near somebody's home: which names of communes and places typed words stand for, and how
//! far places are. Words come here already folded (small letters, no accents).
//!
//! Nothing of where somebody is leaves these functions: they answer, and keep nothing.

/// Words that name nothing by themselves.
const SMALL: &[&str] = &[
    "a", "au", "aux", "d", "de", "des", "du", "en", "l", "la", "le", "les", "quartier", "ville",
];
/// How words are shortened by hand.
const SHORTENED: &[(&str, &str)] = &[("st", "saint"), ("ste", "sainte"), ("riv", "riviere")];
/// From this length a word may hold one mistake, then two, letters.
const ONE_MISTAKE: usize = 4;
const TWO_MISTAKES: usize = 7;
/// Shortest beginning of a word that stands for it.
const BEGINNING: usize = 3;
/// Longest words compared letter by letter: a name is short, and what is typed may not be.
const LONGEST: usize = 40;
/// Most words of what is typed that are looked at.
const MOST_WORDS: usize = 8;
/// Mean radius of the Earth, metres (IUGG).
const EARTH: f64 = 6_371_008.8;

/// How far typed words are from a name, 0 when they are it; nothing when they are not it.
/// Each typed word must be found, with a mistake or two when it is long.
pub fn likeness(typed: &str, name: &str) -> Option<u32> {
    let (typed, name) = (telling(typed), telling(name));
    if typed.is_empty() {
        return None;
    }
    let mut cost = 0;
    for word in typed.iter().take(MOST_WORDS) {
        cost += name.iter().filter_map(|other| of_word(word, other)).min()?;
    }
    // A name that says no more than what was typed comes first.
    let more = name.len().saturating_sub(typed.len());
    Some(cost * 10 + u32::try_from(more).unwrap_or(u32::MAX))
}

fn telling(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty() && !SMALL.contains(word));
    words.map(whole).collect()
}

/// A word that is shortened by hand, whole.
fn whole(word: &str) -> &str {
    let long = SHORTENED.iter().find(|(short, _)| *short == word);
    long.map_or(word, |(_, long)| *long)
}

fn of_word(typed: &str, name: &str) -> Option<u32> {
    let length = typed.chars().count();
    if typed == name {
        return Some(0);
    }
    if length >= BEGINNING && name.starts_with(typed) {
        return Some(1);
    }
    if length > LONGEST {
        return None;
    }
    let allowed = match length {
        TWO_MISTAKES.. => 2,
        ONE_MISTAKE.. => 1,
        _ => return None,
    };
    let mistakes = mistakes(typed, name);
    (mistakes <= allowed).then(|| 1 + u32::try_from(mistakes).unwrap_or(u32::MAX))
}

/// Letters to change, add or leave out, or neighbours to swap (optimal string alignment).
fn mistakes(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let differ = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (above[j] + 1)
                .min(row[j - 1] + 1)
                .min(above[j - 1] + differ);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

/// Metres between two positions (latitude, longitude, degrees WGS 84), as the crow flies.
pub fn metres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let half_lat = ((b.0 - a.0).to_radians() / 2.0).sin();
    let half_lon = ((b.1 - a.1).to_radians() / 2.0).sin();
    let h = half_lat.mul_add(half_lat, lat_a.cos() * lat_b.cos() * half_lon * half_lon);
    2.0 * EARTH * h.sqrt().min(1.0).asin()
}

/// Reads a position as a browser gives it; nothing when it is not one on Earth.
pub fn position(latitude: &str, longitude: &str) -> Option<(f64, f64)> {
    let read = |text: &str, most: f64| {
        let short = text.len() <= 24;
        let number: f64 = short.then(|| text.trim().parse().ok()).flatten()?;
        (number.abs() <= most).then_some(number)
    };
    Some((read(latitude, 90.0)?, read(longitude, 180.0)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_commune_is_found_with_mistakes_and_short_words() {
        for typed in [
            "riviere pilote",
            "riviere pilotte",
            "rivere pilote",
            "riv pilote",
            "pilote",
        ] {
            assert!(likeness(typed, "riviere pilote").is_some(), "{typed}");
        }
        assert!(likeness("st esprit", "saint esprit").is_some());
        assert!(likeness("marin", "le marin").is_some());
        for typed in ["", "le", "la la", "ducos", "riviere salee"] {
            assert_eq!(likeness(typed, "riviere pilote"), None, "{typed}");
        }
    }

    #[test]
    fn what_is_nearest_to_the_words_comes_first() {
        let of = |typed, name| likeness(typed, name).unwrap();
        assert!(of("le marin", "le marin") < of("le marin", "le marin mondesir"));
        assert!(of("mondesir", "mondesir") < of("mondezir", "mondesir"));
        assert_eq!(of("le marin", "le marin"), 0);
    }

    #[test]
    fn a_swap_of_neighbours_is_one_mistake() {
        assert_eq!(mistakes("duocs", "ducos"), 1);
        assert_eq!(mistakes("", "abc"), 3);
    }

    #[test]
    fn le_marin_is_some_ten_kilometres_from_riviere_pilote() {
        let far = metres((14.4704, -60.8737), (14.4864, -60.9036));
        assert!((3_600.0..3_800.0).contains(&far), "{far}");
        assert!(metres((14.47, -60.87), (14.47, -60.87)) < 0.001);
    }

    #[test]
    fn a_position_is_two_numbers_on_earth() {
        assert_eq!(position("14.5", " -60.9"), Some((14.5, -60.9)));
        for (lat, lon) in [
            ("91", "0"),
            ("", ""),
            ("NaN", "0"),
            ("14,5", "0"),
            ("0", "inf"),
        ] {
            assert_eq!(position(lat, lon), None, "{lat} {lon}");
        }
    }

    proptest! {
        #[test]
        fn any_words_are_answered(typed in "\\PC{0,60}", name in "[a-z ]{0,30}") {
            let _ = likeness(&typed, &name);
        }

        #[test]
        fn a_distance_is_the_same_both_ways(
            a in (-90.0..90.0, -180.0..180.0), b in (-90.0..90.0, -180.0..180.0)
        ) {
            let (there, back) = (metres(a, b), metres(b, a));
            prop_assert!((there - back).abs() < 0.01 && there >= 0.0);
        }
    }
}
