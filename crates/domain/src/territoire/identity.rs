//! Who the relay is: its names, colours, vehicle, crew, and how it reports.

use serde::{Deserialize, Serialize};

use crate::ids::PlaceCode;

use super::{
    colour::{Colour, TEXT_CONTRAST},
    table::Table,
};

/// Time zones of France (tz database), one a line.
const ZONES: &str = include_str!("../../../../data/commun/fuseaux.txt");

fn zones() -> impl Iterator<Item = &'static str> {
    let lines = ZONES.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Names of the relay and where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Code of the territory, such as `haut-bearn`.
    pub code: String,
    /// Name of the service, such as « PLUS ».
    pub short_name: String,
    /// Name of the service and its territory.
    pub name: String,
    /// Who carries it.
    pub carrier: String,
    /// SIREN of the EPCI, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epci: Option<String>,
    /// Time zone of business dates (tz database).
    pub time_zone: String,
    /// Languages shown, French first (BCP 47).
    pub languages: Vec<String>,
    /// Telephone number shown to people, once the relay has given it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub telephone: Option<String>,
    /// SIRET of who carries it, for open data, once the relay has given it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub siret: Option<String>,
}

impl Identity {
    /// Reads the top of `territoire.toml`.
    pub(crate) fn read(root: &Table) -> Option<Self> {
        let code = root.code("code");
        let short_name = root.text("nom_court");
        let name = root.text("nom");
        let carrier = root.text("porteur");
        let epci = root.checked(
            "epci",
            is_siren,
            "ce n’est pas un numéro SIREN",
            "écrivez ses neuf chiffres",
        );
        let known: Vec<&str> = zones().collect();
        let zones = format!("écrivez l’un de ceux-ci : {}", known.join(", "));
        let time_zone = root.checked(
            "fuseau",
            |zone| known.contains(&zone),
            "ce fuseau n’est pas connu",
            &zones,
        );
        if !root.has("fuseau") {
            root.refuse("fuseau", "il manque « fuseau »", zones);
        }
        let languages = read_languages(root);
        let telephone = root.checked(
            "telephone",
            is_telephone,
            "ce n’est pas un numéro de téléphone",
            "écrivez dix chiffres, comme 0596 00 00 00",
        );
        let siret = root.checked(
            "siret",
            is_siret,
            "ce n’est pas un numéro SIRET",
            "écrivez ses quatorze chiffres, sans espace",
        );
        Some(Self {
            code: code?,
            short_name: short_name?,
            name: name?,
            carrier: carrier?,
            epci,
            time_zone: time_zone?,
            languages,
            telephone,
            siret,
        })
    }
}

fn is_siren(text: &str) -> bool {
    text.len() == 9 && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_siret(text: &str) -> bool {
    text.len() == 14 && text.bytes().all(|b| b.is_ascii_digit())
}

fn read_languages(root: &Table) -> Vec<String> {
    let languages = root.texts("langues");
    if languages.first().is_none_or(|first| first != "fr") {
        root.refuse(
            "langues",
            "le français doit venir en premier",
            "écrivez langues = [\"fr\", …]",
        );
    }
    if languages.iter().any(|tag| !is_language(tag)) {
        root.refuse(
            "langues",
            "une de ces langues n’a pas une étiquette correcte",
            "écrivez par exemple fr, en, gcf-MQ",
        );
    }
    languages
}

pub(super) fn is_language(tag: &str) -> bool {
    (2..=12).contains(&tag.len())
        && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && tag.starts_with(|first: char| first.is_ascii_lowercase())
}

/// Ten digits beginning with 0, or `+` and 9 to 13 digits, blanks allowed.
pub(crate) fn is_telephone(number: &str) -> bool {
    let compact: String = number.chars().filter(|sign| *sign != ' ').collect();
    let digits = compact.strip_prefix('+').unwrap_or(&compact);
    let length = if compact.starts_with('+') {
        9..=13
    } else {
        10..=10
    };
    digits.bytes().all(|b| b.is_ascii_digit())
        && length.contains(&digits.len())
        && (compact.starts_with('+') || compact.starts_with('0'))
}

/// How the relay looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// Main colour: links, primary buttons, bars. White must be readable on it.
    pub primary: Colour,
    /// Colour of the one action that matters. White must be readable on it.
    pub accent: Colour,
    /// Colour of the logo and of what is happening now.
    pub highlight: Colour,
    /// The logo, as SVG.
    pub logo: String,
}

impl Brand {
    /// Reads `[marque]`; `file` gives the text of another file of the territory.
    pub(crate) fn read<'f>(root: &Table, file: impl Fn(&str) -> Option<&'f str>) -> Option<Self> {
        let Some(table) = root.table("marque") else {
            root.refuse(
                "marque",
                "il manque la marque",
                "ajoutez une partie [marque]",
            );
            return None;
        };
        let readable = |key: &str| {
            let colour: Option<Colour> = table.parsed(key);
            if colour.is_some_and(|colour| colour.contrast(Colour::WHITE) < TEXT_CONTRAST) {
                table.refuse(
                    key,
                    "le blanc se lit mal sur cette couleur",
                    "choisissez une couleur plus foncée (contraste 4,5 au moins)",
                );
            }
            colour
        };
        let (primary, accent) = (readable("couleur_principale"), readable("couleur_action"));
        let highlight = table.parsed("couleur_vive");
        let logo = table.text("logo").and_then(|name| {
            let svg = file(&name);
            match svg {
                None => table.refuse("logo", format!("le fichier « {name} » n’est pas là"), "posez ce fichier à côté de territoire.toml"),
                Some(svg) if !is_inert_svg(svg) => {
                    table.refuse("logo", format!("« {name} » n’est pas un dessin SVG sans danger"), "gardez un SVG simple : formes et couleurs, sans script, sans lien, sans image");
                    return None;
                }
                Some(_) => {}
            }
            svg.map(str::to_owned)
        });
        table.close();
        Some(Self {
            primary: primary?,
            accent: accent?,
            highlight: highlight?,
            logo: logo?,
        })
    }
}

/// Elements a logo may hold. Everything else, and every link or handler, is refused.
const SVG_ELEMENTS: [&str; 12] = [
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polygon", "polyline", "title",
    "desc", "defs",
];

/// Whether a drawing holds only shapes. It is a list of what is allowed, not of what is dangerous.
fn is_inert_svg(svg: &str) -> bool {
    let mut parts = svg.split('<');
    let before = parts.next().unwrap_or_default();
    let inert = parts.all(|part| {
        let Some((tag, _)) = part.split_once('>') else {
            return false;
        };
        let tag = tag.trim_start_matches('/').trim_end_matches('/');
        let (name, attributes) = tag.split_at(tag.find(char::is_whitespace).unwrap_or(tag.len()));
        SVG_ELEMENTS.contains(&name) && is_inert_attributes(attributes)
    });
    before.trim().is_empty() && svg.trim_start().starts_with("<svg") && inert
}

fn is_inert_attributes(attributes: &str) -> bool {
    let lower = attributes.to_ascii_lowercase();
    !lower.contains("href")
        && !lower.contains("url(")
        && !lower.contains("script")
        && !lower.contains('&')
        && !lower
            .split([' ', '\n', '\t', '\r', '"', '\''])
            .any(|word| word.starts_with("on") || word.starts_with("style"))
}

/// The van, or what stands for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vehicle {
    /// How people call it: « le bus PLUS ».
    pub name: String,
    /// What it carries.
    pub equipment: Vec<String>,
    /// Where it sleeps, a place of `lieux.csv`: distances of the tour are counted from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<PlaceCode>,
}

impl Vehicle {
    /// Reads `[vehicule]`, which may be absent.
    pub(crate) fn read(root: &Table) -> Option<Self> {
        let table = root.table("vehicule")?;
        let (name, equipment) = (table.text("nom"), table.texts("equipement"));
        let base = table.optional_code("base").map(PlaceCode::new);
        table.close();
        Some(Self {
            name: name?,
            equipment,
            base,
        })
    }
}

/// A trade in the crew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrewRole {
    /// Code, such as `animatrice`.
    pub code: String,
    /// Name of the trade.
    pub name: String,
    /// How many people.
    pub people: u32,
    /// Whether they take turns at driving.
    pub drives: bool,
}

impl CrewRole {
    /// Reads `[[metier]]`.
    pub(crate) fn read_all(root: &Table) -> Vec<Self> {
        let read = |table: Table| {
            let (code, name) = (table.code("code"), table.text("nom"));
            let people = table.number("personnes", 1, 500);
            let drives = table.flag("conduit");
            table.close();
            Some(Self {
                code: code?,
                name: name?,
                people: people?,
                drives,
            })
        };
        root.tables("metier").into_iter().filter_map(read).collect()
    }
}

/// Rules of the figures that leave the relay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reporting {
    /// Smallest count shown in a partner's own statement.
    pub partner_threshold: u32,
    /// Smallest count shown in everything else that leaves.
    pub threshold: u32,
    /// Days after the end of a month when its statement is frozen.
    pub freeze_after_days: u32,
}

impl Reporting {
    /// Reads `[releve]`.
    pub(crate) fn read(root: &Table) -> Option<Self> {
        let Some(table) = root.table("releve") else {
            root.refuse(
                "releve",
                "il manque les règles du relevé",
                "ajoutez une partie [releve]",
            );
            return None;
        };
        let partner_threshold = table.number("seuil_partenaire", 2, 100);
        let threshold = table.number("seuil", 2, 100);
        let freeze_after_days = table.number("gel_jours", 0, 60);
        table.close();
        Some(Self {
            partner_threshold: partner_threshold?,
            threshold: threshold?,
            freeze_after_days: freeze_after_days?,
        })
    }
}

/// Who must be named wherever a data is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// What was taken.
    pub what: String,
    /// From whom.
    pub from: String,
    /// Under which licence.
    pub licence: String,
    /// Where it is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
}

impl Credit {
    /// Reads `[[source]]`.
    pub(crate) fn read_all(root: &Table) -> Vec<Self> {
        let read = |table: Table| {
            let (what, from, licence) =
                (table.text("quoi"), table.text("de"), table.text("licence"));
            let site = table.web_address("site");
            table.close();
            Some(Self {
                what: what?,
                from: from?,
                licence: licence?,
                site,
            })
        };
        root.tables("source").into_iter().filter_map(read).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logo_holds_shapes_and_nothing_that_acts() {
        assert!(is_inert_svg(
            r##"<svg viewBox="0 0 8 8"><title>PLUS</title><rect width="8" fill="#0A5561"/></svg>"##
        ));
        for hostile in [
            "<svg><script>alert(1)</script></svg>",
            r#"<svg onload="alert(1)"></svg>"#,
            r#"<svg><rect fill=""onclick="x"/></svg>"#,
            r#"<svg><a href="https://x.fr"><rect/></a></svg>"#,
            r#"<svg><rect fill="url(#a)"/></svg>"#,
            r#"<svg><image href="x.png"/></svg>"#,
            "<!DOCTYPE svg><svg></svg>",
            "texte",
            "<svg",
        ] {
            assert!(!is_inert_svg(hostile), "{hostile}");
        }
    }

    #[test]
    fn a_telephone_number_has_its_ten_digits() {
        assert!(is_telephone("0596 62 53 53") && is_telephone("+596 596 62 53 53"));
        for wrong in [
            "",
            "0596",
            "596 62 53 53 00",
            "05 96 62 53 5a",
            "++596596625353",
        ] {
            assert!(!is_telephone(wrong), "{wrong}");
        }
    }
}
