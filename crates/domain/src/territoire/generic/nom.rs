//! Names of a new territory, from the name that the list of the DGCL gives its EPCI.

use unicode_normalization::UnicodeNormalization as _;

use super::{EpciRow, regle};

/// « L'Ajoupa-Bouillon » with the apostrophe of print.
pub fn typographic(name: &str) -> String {
    name.trim().replace('\'', "’")
}

/// What carries the relay: « Communauté d’agglomération du Pays Nord ».
pub(super) fn carrier(name: &str) -> String {
    let name = typographic(name);
    match parted(&name) {
        (Some(nature), rest) => format!("{nature} {rest}"),
        (None, rest) => rest.to_owned(),
    }
}

/// The service: « Relais de services publics du Pays Nord ».
pub(super) fn service(name: &str) -> String {
    let name = typographic(name);
    let (_, rest) = parted(&name);
    let joint = if LINKS.iter().any(|link| starts(rest, link).is_some()) {
        " "
    } else {
        ", "
    };
    format!("Relais de services publics{joint}{rest}")
}

/// Code of a territory: `pays-nord`; that of its EPCI when nothing of the name can stand in one.
pub(super) fn code(epci: &EpciRow) -> String {
    let name = typographic(&epci.name);
    let (_, rest) = parted(&name);
    let rest = rest.split('(').next().unwrap_or_default();
    let linked = LINKS.iter().find_map(|link| starts(rest, link));
    let code = slug(linked.unwrap_or(rest));
    if code.is_empty() {
        format!("epci-{}", epci.code)
    } else {
        code
    }
}

/// Words that a name leans on, the longest first.
const LINKS: [&str; 6] = ["de la ", "de l’", "des ", "du ", "de ", "d’"];

/// What follows a link at the beginning of a name, whatever its capitals.
fn starts<'t>(text: &'t str, link: &str) -> Option<&'t str> {
    let head = text.get(..link.len())?;
    (head.to_lowercase() == link).then(|| &text[link.len()..])
}

/// The nature of an EPCI, whole, and the rest of its name.
fn parted(name: &str) -> (Option<String>, &str) {
    let Some((short, rest)) = name.split_once(' ') else {
        return (None, name);
    };
    match regle::nature(short) {
        Some(nature) => (Some(nature), rest),
        None => (None, name),
    }
}

/// Lower-case letters without accent, digits, single hyphens between.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for sign in text.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)) {
        if sign.is_ascii_alphanumeric() {
            slug.push(sign.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_the_list_becomes_a_code_a_service_and_a_carrier() {
        let of = |name: &str| {
            let epci = EpciRow {
                code: "200000000".into(),
                name: name.into(),
            };
            (code(&epci), service(name), carrier(name))
        };
        assert_eq!(
            of("CC du Haut Béarn"),
            (
                "haut-bearn".into(),
                "Relais de services publics du Haut Béarn".into(),
                "Communauté de communes du Haut Béarn".into()
            )
        );
        assert_eq!(
            of("CA CIVIS (Communauté Intercommunale)").0,
            "civis".to_owned()
        );
        assert_eq!(
            of("CC de l'Ouest").1,
            "Relais de services publics de l’Ouest"
        );
        assert_eq!(of("Métropole").2, "Métropole");
        assert_eq!(of("…").0, "epci-200000000");
    }
}
