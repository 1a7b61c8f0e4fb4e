//! Whether a place follows the schema of the « lieux de médiation numérique » (1.0.1, June
//! 2024). The rules are those of the library `@gouvfr-anct/lieux-de-mediation-numerique` 2.3.0
//! (MIT), written again here: a file is looked at before it leaves, without a network.

use std::collections::BTreeMap;

use crate::period::parse_date;

/// Fields that the schema requires.
pub const REQUIRED: [&str; 7] = [
    "id",
    "nom",
    "pivot",
    "commune",
    "code_postal",
    "adresse",
    "date_maj",
];
/// What separates the values of a list.
const SEPARATOR: char = '|';
/// Lists of closed values.
const LISTS: [(&str, &[&str]); 7] = [
    (
        "services",
        &[
            "Aide aux démarches administratives",
            "Maîtrise des outils numériques du quotidien",
            "Insertion professionnelle via le numérique",
            "Utilisation sécurisée du numérique",
            "Parentalité et éducation avec le numérique",
            "Loisirs et créations numériques",
            "Compréhension du monde numérique",
            "Accès internet et matériel informatique",
            "Acquisition de matériel informatique à prix solidaire",
        ],
    ),
    (
        "publics_specifiquement_adresses",
        &[
            "Jeunes",
            "Étudiants",
            "Familles et/ou enfants",
            "Seniors",
            "Femmes",
        ],
    ),
    (
        "prise_en_charge_specifique",
        &[
            "Surdité",
            "Handicaps moteurs",
            "Handicaps mentaux",
            "Illettrisme",
            "Langues étrangères (anglais)",
            "Langues étrangères (autres)",
            "Déficience visuelle",
        ],
    ),
    (
        "frais_a_charge",
        &["Gratuit", "Gratuit sous condition", "Payant"],
    ),
    ("itinerance", &["Itinérant", "Fixe"]),
    (
        "modalites_acces",
        &[
            "Se présenter",
            "Téléphoner",
            "Contacter par mail",
            "Envoyer un mail avec une fiche de prescription",
            "Prendre un RDV en ligne",
            "Ce lieu n'accueille pas de public",
        ],
    ),
    (
        "modalites_accompagnement",
        &[
            "En autonomie",
            "Accompagnement individuel",
            "Dans un atelier collectif",
            "À distance",
        ],
    ),
];

/// What a place does not follow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ecart {
    /// Field.
    pub champ: String,
    /// What it says.
    pub valeur: String,
}

/// What a line does not follow, field by field; nothing: it follows the schema.
pub fn check(line: &BTreeMap<String, String>) -> Vec<Ecart> {
    let mut found = Vec::new();
    for field in REQUIRED {
        if line.get(field).is_none_or(|value| value.trim().is_empty()) {
            found.push(ecart(field, ""));
        }
    }
    let said = line.iter().filter(|(_, value)| !value.is_empty());
    found.extend(
        said.filter(|(field, value)| !follows(field, value))
            .map(|(field, value)| ecart(field, value)),
    );
    found
}

fn ecart(champ: &str, valeur: &str) -> Ecart {
    Ecart {
        champ: champ.to_owned(),
        valeur: valeur.to_owned(),
    }
}

/// Whether a value is one that its field may hold; a field that the schema does not bind holds
/// any.
fn follows(field: &str, value: &str) -> bool {
    if let Some((_, allowed)) = LISTS.iter().find(|(name, _)| *name == field) {
        return value.split(SEPARATOR).all(|one| allowed.contains(&one));
    }
    match field {
        "pivot" => is_pivot(value),
        "commune" => value.chars().all(|sign| is_name(sign) || is_digit(sign)),
        "code_postal" => value.len() == 5 && value.chars().all(is_digit),
        "code_insee" => is_insee(value),
        "adresse" | "complement_adresse" => value.chars().all(is_street),
        "latitude" => is_within(value, 90.0),
        "longitude" => is_within(value, 180.0),
        "date_maj" => parse_date(value).is_ok(),
        "telephone" => is_phone(value),
        "site_web" | "prise_rdv" | "fiche_acces_libre" => value.split(SEPARATOR).all(is_address),
        _ => true,
    }
}

fn is_digit(sign: char) -> bool {
    sign.is_ascii_digit()
}

fn is_letter(sign: char) -> bool {
    let is_accented = ('À'..='ÿ').contains(&sign) && sign != '×' && sign != '÷';
    sign.is_ascii_alphabetic() || is_accented || ('œ'..='Ÿ').contains(&sign) || sign == 'Œ'
}

fn is_name(sign: char) -> bool {
    is_letter(sign) || sign.is_whitespace() || "-'’".contains(sign)
}

fn is_street(sign: char) -> bool {
    is_name(sign) || is_digit(sign) || ",()°.&:+–|;/".contains(sign)
}

/// SIRET, of fourteen signs, or RNA.
fn is_pivot(value: &str) -> bool {
    let signs = || value.chars().filter(|sign| !sign.is_whitespace());
    let rna = value.strip_prefix('W');
    let is_rna = rna.is_some_and(|rest| {
        rest.len() == 9 && rest.chars().all(|sign| sign.is_ascii_alphanumeric())
    });
    is_rna || signs().count() == 14
}

/// A commune of the mainland, of Corsica or from overseas.
fn is_insee(value: &str) -> bool {
    let corsica = ["2A", "2B"].iter().any(|d| value.starts_with(d));
    let digits = if corsica { &value[2..] } else { value };
    value.len() == 5 && digits.chars().all(is_digit)
}

fn is_within(value: &str, most: f64) -> bool {
    value
        .parse::<f64>()
        .is_ok_and(|degrees| degrees.is_finite() && degrees.abs() <= most)
}

/// French, overseas included: ten digits, or the country before nine.
fn is_phone(value: &str) -> bool {
    let bare: String = value.chars().filter(|sign| !sign.is_whitespace()).collect();
    match bare.strip_prefix('+') {
        Some(rest) => (9..=14).contains(&rest.len()) && rest.chars().all(is_digit),
        None => bare.chars().all(is_digit) && (bare.len() == 10 || (3..=6).contains(&bare.len())),
    }
}

fn is_address(value: &str) -> bool {
    let rest = value
        .strip_prefix("https://")
        .or(value.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}
