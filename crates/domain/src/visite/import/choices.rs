//! The words of a file for what has a list: the codes of PLUS, and the ways in
//! which French spreadsheets say the same.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::Column;
use crate::profile::{AgeBand, Autonomy, Sex, Status};
use crate::visite::{Channel, FirstTime, Kind, Outcome};

/// A text without case, accents or signs: « Réorienté vers » is `reoriente-vers`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'œ' | 'Œ' => folded.push_str("oe"),
            c if c.is_alphanumeric() => folded.extend(c.to_lowercase()),
            _ if folded.is_empty() || folded.ends_with('-') => {}
            _ => folded.push('-'),
        }
    }
    if folded.ends_with('-') {
        folded.pop();
    }
    folded
}

/// The code of a choice; `None` when the word is not known. Empty is empty.
pub(super) fn code(column: Column, text: &str) -> Option<&'static str> {
    let folded = fold(text);
    if folded.is_empty() {
        return Some("");
    }
    if column == Column::Age {
        return age(&folded);
    }
    own(column, &folded).or_else(|| {
        let others = others(column).iter();
        let found = others.clone().find(|(word, _)| *word == folded);
        found.map(|(_, code)| *code)
    })
}

fn own(column: Column, word: &str) -> Option<&'static str> {
    match column {
        Column::Channel => Channel::from_code(word).map(Channel::code),
        Column::Kind => Kind::from_code(word).map(Kind::code),
        Column::Outcome => Outcome::from_code(word).map(Outcome::code),
        Column::First => FirstTime::from_code(word).map(FirstTime::code),
        Column::Sex => Sex::from_code(word).map(Sex::code),
        Column::Status => Status::from_code(word).map(Status::code),
        Column::Autonomy => Autonomy::from_code(word).map(Autonomy::code),
        _ => None,
    }
}

const NOT_SAID: [(&str, &str); 4] = [
    ("non-communique", "nc"),
    ("non-renseigne", "nc"),
    ("inconnu", "nc"),
    ("ne-sait-pas", "nc"),
];

fn others(column: Column) -> &'static [(&'static str, &'static str)] {
    match column {
        Column::Channel => &[
            ("accueil", "sur-place"),
            ("rdv", "rendez-vous"),
            ("sur-rendez-vous", "rendez-vous"),
            ("tel", "telephone"),
            ("courriel", "mail"),
            ("email", "mail"),
            ("e-mail", "mail"),
            ("visioconference", "visio"),
            ("a-domicile", "domicile"),
            ("par-un-tiers", "tiers"),
        ],
        Column::Kind => &[("info", "information"), ("renseignement", "information")],
        Column::Outcome => &[
            ("resolue", "resolu"),
            ("resolu-sur-place", "resolu"),
            ("suivre", "a-suivre"),
            ("en-cours", "a-suivre"),
            ("reorientee", "reoriente"),
            ("oriente", "reoriente"),
            ("bloquee", "bloque"),
        ],
        Column::First => &[
            ("oui", "premiere"),
            ("premiere-fois", "premiere"),
            ("non", "deja"),
            ("deja-accompagnee", "deja"),
            ("nsp", "ne-sait-pas"),
            ("nc", "ne-sait-pas"),
        ],
        Column::Sex => &[
            ("femme", "f"),
            ("feminin", "f"),
            ("h", "m"),
            ("homme", "m"),
            ("masculin", "m"),
            ("non-communique", "nc"),
            ("non-renseigne", "nc"),
        ],
        Column::Status => &[
            ("scolarisee", "scolarise"),
            ("etudiant", "scolarise"),
            ("etudiante", "scolarise"),
            ("demandeur-d-emploi", "sans-emploi"),
            ("demandeuse-d-emploi", "sans-emploi"),
            ("salarie", "en-emploi"),
            ("salariee", "en-emploi"),
            ("actif", "en-emploi"),
            ("retraitee", "retraite"),
            ("non-communique", "nc"),
            ("non-renseigne", "nc"),
        ],
        _ => &NOT_SAID,
    }
}

/// A band by its code or its words, or an age in years.
fn age(folded: &str) -> Option<&'static str> {
    if let Ok(years) = folded.parse::<i16>() {
        return (0..=130)
            .contains(&years)
            .then(|| AgeBand::of_age(years).code());
    }
    let word = folded.trim_end_matches("-ans");
    let word = word.replace("-ans-", "-").replace("-a-", "-");
    let word = word
        .replace("moins-de-", "moins-")
        .replace("-et-plus", "-plus");
    let not_said = NOT_SAID.iter().any(|(other, _)| *other == word);
    let word = if not_said { "nc" } else { word.as_str() };
    AgeBand::from_code(word).map(AgeBand::code)
}
