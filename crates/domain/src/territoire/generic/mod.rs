//! The files of a new territory, from the rows of an EPCI and what is common to the country.
//!
//! It writes the same files as people do and has them checked the same way, so that they can
//! be mended by hand. What changes from one department to another is data
//! (`data/generique/regles.toml`). What cannot be known is never invented: it is a line
//! « à compléter », which [`super::reste`] lists.

mod bassin;
mod nom;
mod projet;
mod regle;
mod reponses;

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::period::Month;

use super::{methode, names::capitalised};
use bassin::{Basin, basins};
use regle::Regle;

pub use nom::typographic;
pub use reponses::{LieuDit, Reponses};

/// An EPCI, as the list of the DGCL gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EpciRow {
    /// SIREN, nine digits.
    pub code: String,
    /// Name.
    pub name: String,
}

/// One of its communes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommuneRow {
    /// INSEE code.
    pub code: String,
    /// Name with its article.
    pub name: String,
    /// Inhabitants.
    pub population: u32,
    /// Postal codes, none when the list does not say them.
    pub postal_codes: Vec<String>,
}

/// Where the rows come from: it is named wherever they are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowsSource {
    /// From whom.
    pub from: String,
    /// Under which licence; empty while nobody said.
    pub licence: String,
}

impl RowsSource {
    fn licence(&self) -> &str {
        if self.licence.is_empty() {
            "licence à préciser"
        } else {
            &self.licence
        }
    }
}

impl Default for RowsSource {
    /// That of `data/epci-communes.csv`.
    fn default() -> Self {
        regle::list_source()
    }
}

/// What is known of a territory before its files are written. What is left empty takes what
/// the program proposes, or stays « à compléter ».
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nouveau {
    /// Its EPCI.
    pub epci: EpciRow,
    /// Its communes.
    pub communes: Vec<CommuneRow>,
    /// Where the rows come from.
    pub source: RowsSource,
    /// Code of the territory.
    pub code: Option<String>,
    /// Short name of the service.
    pub short_name: Option<String>,
    /// Name of the service and its territory.
    pub name: Option<String>,
    /// Languages, French first.
    pub languages: Option<Vec<String>>,
    /// Number of the relay.
    pub telephone: Option<String>,
    /// SIRET of who carries it.
    pub siret: Option<String>,
    /// Month when it is to open: the steps of the launch are dated from it.
    pub opening: Option<Month>,
    /// What was answered in the browser, beyond what the command asks.
    #[serde(default)]
    pub answers: Reponses,
}

const HEAD: &str = include_str!("../../../../../data/generique/territoire.toml");
const LOGO: &str = include_str!("../../../../../data/generique/logo.svg");
const README: &str = include_str!("../../../../../data/generique/LISEZMOI.md");
/// Where one receives in a commune, until somebody knows better.
const CENTRE: &str = "Centre";
/// Short name of the service when nobody gives one.
const SHORT_NAME: &str = "PLUS";

impl Nouveau {
    /// With what the program proposes for everything that may be asked.
    pub fn new(epci: EpciRow, communes: Vec<CommuneRow>) -> Self {
        Self {
            epci,
            communes,
            source: RowsSource::default(),
            code: None,
            short_name: None,
            name: None,
            languages: None,
            telephone: None,
            siret: None,
            opening: None,
            answers: Reponses::default(),
        }
    }

    /// Its code: that of its name when nobody gave one.
    pub fn code(&self) -> String {
        let given = self.code.clone();
        given.unwrap_or_else(|| nom::code(&self.epci))
    }

    /// Short name of the service.
    pub fn short_name(&self) -> String {
        let given = self.short_name.clone();
        given.unwrap_or_else(|| SHORT_NAME.to_owned())
    }

    /// Name of the service and its territory.
    pub fn name(&self) -> String {
        let given = self.name.clone();
        given.unwrap_or_else(|| nom::service(&self.epci.name))
    }

    /// Languages, French first.
    pub fn languages(&self) -> Vec<String> {
        let given = self.languages.clone();
        given.unwrap_or_else(|| Regle::of(&self.communes).languages)
    }

    /// The files, by their path inside the territory.
    pub fn files(&self) -> Vec<(String, String)> {
        let regle = Regle::of(&self.communes);
        let basins = self.basins();
        let own = [
            ("README.md", self.readme()),
            ("territoire.toml", self.head(&regle, &basins)),
            ("partenaires.toml", self.answers.partners(&regle.partners())),
            ("communes.csv", self.communes_csv(&basins)),
            ("lieux.csv", self.places_csv()),
            ("projet.toml", projet::toml(self.opening)),
            (
                "logo.svg",
                self.answers.logo.clone().unwrap_or_else(|| LOGO.to_owned()),
            ),
        ];
        let own = own.map(|(path, text)| (path.to_owned(), text));
        own.into_iter().chain(methode::files()).collect()
    }

    /// Its groups of communes: those that were named, else by size.
    fn basins(&self) -> Vec<Basin<'_>> {
        self.answers
            .basins(&self.communes)
            .unwrap_or_else(|| basins(&self.communes))
    }

    /// Its groups of communes as they are typed: each commune and its group.
    pub fn groups(&self) -> Vec<(String, String)> {
        let basins = self.basins().into_iter();
        let named = basins.flat_map(|basin| {
            let name = basin.name;
            let communes = basin.communes.into_iter();
            communes.map(move |commune| (typographic(&commune.name), name.clone()))
        });
        named.collect()
    }

    /// Its places: those that were named, else one stop in each commune.
    pub fn places(&self) -> Vec<LieuDit> {
        let centre = |commune: &CommuneRow| LieuDit {
            commune: commune.code.clone(),
            name: CENTRE.to_lowercase(),
            address: String::new(),
        };
        let given = self.answers.places.clone();
        given.unwrap_or_else(|| self.communes.iter().map(centre).collect())
    }

    /// What every file says of where the rows come from.
    fn sources(&self) -> String {
        let (from, licence) = (&self.source.from, self.source.licence());
        comment(&format!(
            "communes, populations et codes postaux : {from}, {licence}"
        ))
    }

    fn readme(&self) -> String {
        README
            .replace("{titre}", &comment(&self.name()))
            .replace("{Sources}", &capitalised(&self.sources()))
    }

    fn head(&self, regle: &Regle, basins: &[Basin]) -> String {
        let languages: Vec<String> = self.languages().iter().map(|tag| toml_text(tag)).collect();
        let short = self.short_name();
        let mut head = HEAD
            .replace("{titre}", &comment(&self.name()))
            .replace("{sources}", &self.sources())
            .replace("{code}", &toml_text(&self.code()))
            .replace("{nom_court}", &toml_text(&short))
            .replace("{nom_court_nu}", &escaped(&short))
            .replace("{nom}", &toml_text(&self.name()))
            .replace("{porteur}", &toml_text(&nom::carrier(&self.epci.name)))
            .replace("{epci}", &toml_text(&self.epci.code))
            .replace("{fuseau}", &toml_text(&regle.zone))
            .replace("{langues}", &format!("[{}]", languages.join(", ")))
            .replace("{source_de}", &toml_text(&self.source.from))
            .replace("{source_licence}", &toml_text(self.source.licence()))
            .replace(
                "{telephone}",
                &line_or_mark(
                    "telephone",
                    self.telephone.as_deref(),
                    "le numéro du relais, dix chiffres : telephone = \"…\"",
                ),
            )
            .replace(
                "{siret}",
                &line_or_mark(
                    "siret",
                    self.siret.as_deref(),
                    "le SIRET du porteur, quatorze chiffres : siret = \"…\"",
                ),
            );
        if self.source.licence.is_empty() {
            head.push_str(
                "\n# à compléter : d’où vient la liste des communes, sous quelle licence ([[source]])\n",
            );
        }
        head = self.answers.head(&head);
        regle.write_holidays(&mut head);
        write_basins(&mut head, basins);
        head
    }

    /// Every place is to be confirmed: `plus territory check` says so.
    fn places_csv(&self) -> String {
        let mut csv = String::from(
            "# Lieux où l’on reçoit. Un arrêt par commune, supposé au centre : à reconnaître sur place.\n# Ajoutez les bornes (genre borne) et les permanences (genre fixe).\ncode,nom,quartier,commune,genre,lat,lon,depuis,jusqu_au,etat,source,adresse,plain_pied,acces\n",
        );
        let mut known: Vec<String> = Vec::new();
        for place in self.places() {
            let mut code = format!(
                "{}-{}",
                nom::slug(&place.name),
                place.commune.to_ascii_lowercase()
            );
            while known.contains(&code) {
                code.push_str("-bis");
            }
            let commune = self.communes.iter().find(|c| c.code == place.commune);
            let commune = commune.map_or("", |commune| commune.name.as_str());
            let _ = writeln!(
                csv,
                "{},{},{},{},arret,,,,,a-confirmer,,{},,",
                csv_text(&code),
                csv_text(&format!("{}, {}", typographic(commune), place.name)),
                csv_text(&capitalised(&place.name)),
                csv_text(&place.commune),
                csv_text(&place.address)
            );
            known.push(code);
        }
        csv
    }

    fn communes_csv(&self, basins: &[Basin]) -> String {
        let mut csv = format!(
            "# {}.\n# Bassins : groupes de communes de taille voisine, pour regrouper des chiffres trop petits.\n# à compléter : de vrais bassins, et la position des bourgs (lat, lon) quand elle est connue\ncode_insee,nom,population,codes_postaux,bassin,lat,lon\n",
            capitalised(&self.sources())
        );
        for basin in basins {
            for commune in &basin.communes {
                let _ = writeln!(
                    csv,
                    "{},{},{},{},{},,",
                    csv_text(&commune.code),
                    csv_text(&typographic(&commune.name)),
                    commune.population,
                    csv_text(&commune.postal_codes.join("|")),
                    basin.code
                );
            }
        }
        csv
    }
}

/// `key = "value"`, or the mark of what is missing.
fn line_or_mark(key: &str, value: Option<&str>, what: &str) -> String {
    value.map_or_else(
        || format!("# à compléter : {what}"),
        |value| format!("{key} = {}", toml_text(value)),
    )
}

fn write_basins(head: &mut String, basins: &[Basin]) {
    for basin in basins {
        let _ = write!(
            head,
            "\n[[bassin]]\ncode = \"{}\"\nnom = {}\n",
            basin.code,
            toml_text(&basin.name)
        );
    }
}

/// A text as a TOML basic string.
fn toml_text(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

/// A text inside a comment, which no line end may leave.
fn comment(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

/// A text as a CSV cell, quoted when it must be.
fn csv_text(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r', '#']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
