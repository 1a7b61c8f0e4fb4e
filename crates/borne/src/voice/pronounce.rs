//! Writes a text as it is said, before the voice reads it.
//!
//! French administration writes « art. R. 123-4 », « 8 h 30 », « 12,50 € », « 05 96 62 53 53 »:
//! a voice spells or skips them. Words said otherwise than written are data
//! (`data/dire-fr.tsv`, format in `data/README.md`); numbers, hours and addresses follow the
//! rules below. Other languages are only cleaned.

use std::{collections::HashMap, sync::LazyLock};

use super::Tongue;

const TABLE: &str = include_str!("../../data/dire-fr.tsv");

static WORDS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).collect()
});

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// What comes after the point of a site that people read.
const SITES: [&str; 6] = ["fr", "com", "org", "eu", "net", "mq"];

/// The text as the voice reads it.
pub fn spoken(text: &str, tongue: Tongue) -> String {
    let clean = cleaned(text);
    if tongue != Tongue::French {
        return clean.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let apart = set_apart(&clean);
    let words: Vec<&str> = apart.split_whitespace().collect();
    let mut said: Vec<String> = Vec::with_capacity(words.len());
    let mut rest = &words[..];
    while !rest.is_empty() {
        let (taken, words) = first_words(rest);
        said.push(words);
        rest = &rest[taken..];
    }
    said.join(" ")
}

/// Spaces made plain, marks that the voice would obey or stumble on taken out. The
/// program reads `[[…]]` as phonemes: no bracket reaches it.
fn cleaned(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            '’' | 'ʼ' => clean.push('\''),
            '–' | '—' | '·' | '→' | '|' => clean.push_str(" , "),
            '[' | ']' | '<' | '>' | '«' | '»' | '“' | '”' | '"' | '*' | '_' | '#' | '~' | '\\'
            | '`' => {
                clean.push(' ');
            }
            sign if sign.is_whitespace() || sign.is_control() => clean.push(' '),
            sign => clean.push(sign),
        }
    }
    clean
}

/// Puts a space between a figure and its sign: « 12€ », « 60% », « 8h30 », « n°5 ».
fn set_apart(text: &str) -> String {
    let mut apart = String::with_capacity(text.len() + 16);
    let signs: Vec<char> = text.chars().collect();
    for (at, sign) in signs.iter().enumerate() {
        let before = at
            .checked_sub(1)
            .and_then(|at| signs.get(at))
            .copied()
            .unwrap_or(' ');
        let after = signs.get(at + 1).copied().unwrap_or(' ');
        let joined = before.is_ascii_digit() && matches!(sign, '€' | '%')
            || before.is_ascii_digit() && matches!(sign, 'h' | 'H') && !after.is_alphabetic()
            || matches!(before, 'h' | 'H') && sign.is_ascii_digit() && ends_hour(&signs[..at - 1])
            || matches!(before, '°' | 'º') && sign.is_ascii_digit();
        if joined {
            apart.push(' ');
        }
        apart.push(*sign);
    }
    apart
}

fn ends_hour(before: &[char]) -> bool {
    before
        .iter()
        .rev()
        .find(|c| **c != ' ')
        .is_some_and(char::is_ascii_digit)
}

/// How many words go together at the beginning, and how they are said.
fn first_words(words: &[&str]) -> (usize, String) {
    let rules = [telephone, hour, amount, number, date, law, address];
    let found = rules.iter().find_map(|rule| rule(words));
    found.unwrap_or_else(|| {
        (
            1,
            words.first().map(|word| one_word(word)).unwrap_or_default(),
        )
    })
}

/// A word, parted from the signs before and after it.
fn parted(word: &str) -> (&str, &str, &str) {
    let inside = word.trim_start_matches(['(', ',']);
    let before = &word[..word.len() - inside.len()];
    let core = inside.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '…']);
    (before, core, &inside[core.len()..])
}

fn is_figures(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// « 05 96 62 53 53 »: by pairs, with a breath between them.
fn telephone(words: &[&str]) -> Option<(usize, String)> {
    let five = words.get(..5)?;
    let (before, first, _) = parted(five.first()?);
    let (_, last, after) = parted(five.last()?);
    let middle = five.get(1..4)?.iter().copied();
    let pairs: Vec<&str> = [first].into_iter().chain(middle).chain([last]).collect();
    let is_pair = |pair: &&str| pair.len() == 2 && is_figures(pair);
    if !first.starts_with('0') || !pairs.iter().all(is_pair) {
        return None;
    }
    let said: Vec<String> = pairs.iter().map(|pair| by_pair(pair)).collect();
    Some((5, format!("{before}{}{after}", said.join(", "))))
}

fn by_pair(pair: &str) -> String {
    match pair.strip_prefix('0') {
        Some("0") => "zéro zéro".to_owned(),
        Some(unit) => format!("zéro {unit}"),
        None => pair.to_owned(),
    }
}

/// « 8 h 30 », « 1 h ».
fn hour(words: &[&str]) -> Option<(usize, String)> {
    let (before, hours, nothing) = parted(words.first()?);
    let (_, h, after) = parted(words.get(1)?);
    if !is_figures(hours) || !nothing.is_empty() || !matches!(h, "h" | "H") {
        return None;
    }
    let unit = if matches!(hours, "0" | "1" | "01") {
        "heure"
    } else {
        "heures"
    };
    let hours = if matches!(hours, "1" | "01") {
        "une"
    } else {
        hours
    };
    let minutes = words.get(2).map(|word| parted(word));
    match minutes.filter(|(_, m, _)| after.is_empty() && m.len() == 2 && is_figures(m)) {
        Some((_, "00", after)) => Some((3, format!("{before}{hours} {unit}{after}"))),
        Some((_, m, after)) => Some((3, format!("{before}{hours} {unit} {m}{after}"))),
        None => Some((2, format!("{before}{hours} {unit}{after}"))),
    }
}

/// « 1 234,50 € ».
fn amount(words: &[&str]) -> Option<(usize, String)> {
    let (taken, before, whole) = grouped(words)?;
    let (_, sign, after) = parted(words.get(taken)?);
    if sign != "€" {
        return None;
    }
    let (euros, cents) = whole.split_once(',').unwrap_or((&whole, ""));
    let unit = if matches!(euros, "0" | "1") {
        "euro"
    } else {
        "euros"
    };
    let said = match cents.trim_start_matches('0') {
        "" => format!("{before}{euros} {unit}{after}"),
        _ => format!("{before}{euros} {unit} {cents}{after}"),
    };
    Some((taken + 1, said))
}

/// « 1 234 »: one number, not two.
fn number(words: &[&str]) -> Option<(usize, String)> {
    let (taken, before, whole) = grouped(words)?;
    let (_, _, after) = parted(words.get(taken - 1)?);
    (taken > 1).then(|| (taken, format!("{before}{whole}{after}")))
}

/// A number whose thousands are set apart: words taken, what stands before, figures.
fn grouped<'a>(words: &[&'a str]) -> Option<(usize, &'a str, String)> {
    let (before, first, after) = parted(words.first()?);
    let (units, decimals) = first.split_once(',').unwrap_or((first, "0"));
    if !is_figures(units) || !is_figures(decimals) {
        return None;
    }
    let mut whole = first.to_owned();
    let mut taken = 1;
    let mut open = after.is_empty() && first.len() <= 3 && !first.starts_with('0');
    while let Some((_, next, after)) = words.get(taken).map(|word| parted(word)).filter(|_| open) {
        let (units, decimals) = next.split_once(',').unwrap_or((next, "0"));
        if units.len() != 3 || !is_figures(units) || !is_figures(decimals) {
            break;
        }
        whole.push_str(next);
        taken += 1;
        open = after.is_empty() && !next.contains(',');
    }
    Some((taken, before, whole))
}

/// « 23/11/2026 ».
fn date(words: &[&str]) -> Option<(usize, String)> {
    let (before, core, after) = parted(words.first()?);
    let parts: Vec<&str> = core.split('/').collect();
    let [day, month, year] = parts[..] else {
        return None;
    };
    if !is_figures(day) || year.len() != 4 || !is_figures(year) {
        return None;
    }
    let month = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
    let day = match day.trim_start_matches('0') {
        "1" => "premier",
        day => day,
    };
    Some((1, format!("{before}{day} {month} {year}{after}")))
}

/// « R. 123-4 », « L123-4 »: the letter, then the numbers parted by « tiret ».
fn law(words: &[&str]) -> Option<(usize, String)> {
    let (before, first, _) = parted(words.first()?);
    let letter = first
        .chars()
        .next()
        .filter(|c| matches!(c, 'L' | 'R' | 'D'))?;
    let rest = first.get(1..)?.trim_start_matches(['.', '*']);
    let (taken, numbers, after) = if rest.is_empty() {
        let (_, numbers, after) = parted(words.get(1)?);
        (2, numbers, after)
    } else {
        (1, rest, parted(words.first()?).2)
    };
    let parts: Vec<&str> = numbers.split('-').collect();
    let is_article = parts.iter().all(|part| is_figures(part)) && (parts.len() > 1 || taken == 2);
    is_article.then(|| {
        (
            taken,
            format!("{before}{letter} {}{after}", parts.join(" tiret ")),
        )
    })
}

/// « service-public.gouv.fr », « a@b.fr ».
fn address(words: &[&str]) -> Option<(usize, String)> {
    let (before, core, after) = parted(words.first()?);
    let bare = core
        .trim_start_matches("https://")
        .trim_start_matches("http://");
    let host = bare.split('/').next().unwrap_or_default();
    let (name, end) = host.rsplit_once('.')?;
    if name.is_empty() || !SITES.contains(&end) {
        return None;
    }
    let said = bare
        .trim_end_matches('/')
        .replace('.', " point ")
        .replace('@', " arobase ")
        .replace('/', " barre ")
        .replace('-', " tiret ");
    Some((1, format!("{before}{said}{after}")))
}

/// Any other word: as the table says, else as it is.
fn one_word(word: &str) -> String {
    if let Some(said) = in_table(word) {
        return said;
    }
    let (before, core, after) = parted(word);
    let core = without_options(core, after);
    let after = if core.1 {
        after.trim_start_matches(')')
    } else {
        after
    };
    let said = in_table(core.0).unwrap_or_else(|| core.0.to_owned());
    format!("{before}{said}{after}")
}

/// « enfant(s) »: the plural in brackets is not said.
fn without_options<'a>(core: &'a str, after: &str) -> (&'a str, bool) {
    let options = ["(s", "(e", "(es", "(x", "(ne", "(le"];
    let mut found = options.into_iter().filter(|_| after.starts_with(')'));
    let cut = found.find_map(|option| core.strip_suffix(option));
    cut.map_or((core, false), |core| (core, true))
}

/// A word of the table, with what is elided before it: « l'ANTS ».
fn in_table(word: &str) -> Option<String> {
    if let Some(said) = WORDS.get(word) {
        return Some((*said).to_owned());
    }
    let (elided, rest) = word.split_once('\'')?;
    let said = WORDS.get(rest).filter(|_| elided.chars().count() <= 2)?;
    Some(format!("{elided}'{said}"))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::{TABLE, Tongue, spoken};

    fn french(text: &str) -> String {
        spoken(text, Tongue::French)
    }

    #[test]
    fn administration_is_said_as_people_say_it() {
        for (written, said) in [
            ("La CAF et la CGSS.", "La caf et la cé gé esse esse."),
            ("Allez à l’ANTS.", "Allez à l'a enne té esse."),
            (
                "M. Dupont, art. R. 123-4 du code",
                "monsieur Dupont, article R 123 tiret 4 du code",
            ),
            ("l’article L512-1-2.", "l'article L 512 tiret 1 tiret 2."),
            ("le dossier n° 5 ou n°6", "le dossier numéro 5 ou numéro 6"),
            (
                "votre (vos) enfant(s), né(e) ici",
                "votre (vos) enfant, né ici",
            ),
            ("un document (passeport)", "un document (passeport)"),
            ("le loyer, etc.", "le loyer, et cétéra"),
        ] {
            assert_eq!(french(written), said);
        }
    }

    #[test]
    fn hours_amounts_and_dates_are_whole() {
        for (written, said) in [
            ("à 8 h 30.", "à 8 heures 30."),
            ("de 8h à 12h30", "de 8 heures à 12 heures 30"),
            ("à 1\u{a0}h, pas à 9 h 00", "à une heure, pas à 9 heures"),
            ("12,50 € ou 1 €", "12 euros 50 ou 1 euro"),
            ("1\u{202f}234,00\u{a0}€.", "1234 euros."),
            (
                "60% de 2 000 000 personnes",
                "60 pour cent de 2000000 personnes",
            ),
            (
                "le 01/05/2026 et le 23/11/2026",
                "le premier mai 2026 et le 23 novembre 2026",
            ),
            ("3 enfants en 2026", "3 enfants en 2026"),
        ] {
            assert_eq!(french(written), said);
        }
    }

    #[test]
    fn telephones_go_by_pairs_and_sites_by_points() {
        assert_eq!(
            french("Appelez le 05 96 62 00 53."),
            "Appelez le zéro 5, 96, 62, zéro zéro, 53."
        );
        assert_eq!(
            french("sur service-public.gouv.fr."),
            "sur service tiret public point gouv point fr."
        );
        assert_eq!(french("à aide@plus.mq"), "à aide arobase plus point mq");
    }

    #[test]
    fn no_mark_that_the_program_obeys_reaches_it() {
        assert_eq!(french("[[a]] <b> « oui »"), "a b oui");
        assert_eq!(
            spoken("Call  [[0]]\u{a0}now", Tongue::English),
            "Call 0 now"
        );
    }

    #[test]
    fn the_table_holds_one_word_a_line_once() {
        let mut seen = HashSet::new();
        for line in TABLE
            .lines()
            .filter(|l| !l.is_empty() && !l.starts_with('#'))
        {
            let (written, said) = line.split_once('\t').unwrap_or_else(|| panic!("{line}"));
            assert!(!written.contains(' ') && !said.trim().is_empty(), "{line}");
            assert!(!said.contains('\t') && seen.insert(written), "{line}");
        }
        assert!(seen.len() > 80);
    }

    proptest! {
        #[test]
        fn any_text_is_said_in_one_line(text in "(\\PC|[0-9 €h°/.,()-]|CAF|05 96 |8 h ){0,120}") {
            let said = french(&text);
            prop_assert!(!said.contains(['\n', '[', ']', '<', '>']));
            prop_assert!(!said.contains("  "), "{said:?}");
        }

        #[test]
        fn plain_words_stay(words in proptest::collection::vec("[a-gi-z]{4,9}", 1..9)) {
            let text = words.join(" ");
            prop_assert_eq!(french(&text), text);
        }
    }
}
