//! What of a territory may be given to another: everything but what says something of a person.
//!
//! Invented accounts and recorded voices stay home; the address that a partner is warned at
//! becomes a line to complete; anything else that looks like a person's is refused with its
//! line, never cut in silence.

use std::collections::BTreeMap;

use crate::{courrier::is_address, sensitive};

use super::{
    demo,
    problem::{At, Problem, Problems},
    reste::MARK,
    source::Source,
};

/// Folder of recorded phrases: a voice is a person's.
pub const VOICES: &str = "voix/";
/// File that gives the number of the relay.
const HEAD: &str = "territoire.toml";
const TELEPHONE: &str = "telephone";
/// Key of the address of a partner.
const ADDRESS: &str = "courriel";

/// Whether a file never leaves.
pub fn stays(path: &str) -> bool {
    path == demo::FILE || path.starts_with(VOICES)
}

/// The texts that may leave, as they leave.
///
/// # Errors
/// A line holds what may be a person's: an e-mail address, a mobile telephone, a number that
/// must stand nowhere.
pub fn shareable(
    files: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Vec<Problem>> {
    let problems = Problems::default();
    let leaving = files.iter().filter(|(path, _)| !stays(path));
    let leaving: BTreeMap<String, String> = leaving
        .map(|(path, text)| (path.clone(), without_addresses(path, text)))
        .collect();
    for (path, text) in leaving.iter().filter(|(path, _)| !path.starts_with("geo/")) {
        look(path, text, &problems);
    }
    let problems = problems.into_sorted();
    if problems.is_empty() {
        Ok(leaving)
    } else {
        Err(problems)
    }
}

/// The address of a partner becomes a line to complete.
fn without_addresses(path: &str, text: &str) -> String {
    if path != "partenaires.toml" {
        return text.to_owned();
    }
    let is_address = |line: &str| {
        let rest = line.trim_start().strip_prefix(ADDRESS);
        rest.is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    let lines = text.split_inclusive('\n').map(|line| {
        if is_address(line) {
            format!("{MARK} l’adresse qui est prévenue ({ADDRESS} = \"…\")\n")
        } else {
            line.to_owned()
        }
    });
    lines.collect()
}

fn look(path: &str, text: &str, problems: &Problems) {
    let source = Source::new(path.to_owned(), text);
    for (line, number) in text.lines().zip(1..) {
        // The number of the relay is public.
        if path == HEAD && line.trim_start().starts_with(TELEPHONE) {
            continue;
        }
        if let Some(found) = personal(line) {
            let at: At = source.line(number);
            problems.add(
                at,
                format!("{found} : ce fichier ne sort pas ainsi"),
                "effacez-le de cette ligne, ou écrivez une fonction à la place d’une personne",
            );
        }
    }
}

/// What may be a person's in a line.
fn personal(line: &str) -> Option<&'static str> {
    let words = line.split(|c: char| c.is_whitespace() || "<>()[],;:\"'«»=|".contains(c));
    if words.map(|word| word.trim_matches('.')).any(is_address) {
        return Some("une adresse e-mail");
    }
    if is_mobile(line) {
        return Some("un numéro de téléphone mobile");
    }
    match sensitive::find(line)? {
        sensitive::Sensitive::Nir => Some("un numéro de sécurité sociale"),
        sensitive::Sensitive::Card => Some("un numéro de carte bancaire"),
        sensitive::Sensitive::Iban => Some("un numéro de compte"),
        // The method speaks of passwords.
        sensitive::Sensitive::Password => None,
    }
}

/// A French mobile number, of the mainland or overseas: ten digits from 06 or 07.
fn is_mobile(line: &str) -> bool {
    let runs = line.split(|c: char| !(c.is_ascii_digit() || matches!(c, ' ' | '.' | '-')));
    runs.map(|run| run.chars().filter(char::is_ascii_digit).collect::<String>())
        .any(|digits| digits.len() == 10 && (digits.starts_with("06") || digits.starts_with("07")))
}
