//! A territory for any EPCI, from its rows and what is common to the country.
//!
//! It writes the same files as people do and has them checked the same way, so
//! that they can also be saved and mended by hand. What is supposed says so.

use std::fmt::Write as _;

/// An EPCI, as the list of the DGCL gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpciRow {
    /// SIREN, nine digits.
    pub code: String,
    /// Name.
    pub name: String,
}

/// One of its communes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommuneRow {
    /// INSEE code.
    pub code: String,
    /// Name with its article.
    pub name: String,
    /// Inhabitants.
    pub population: u32,
}

const MAINLAND: &str = include_str!("../../../../data/generique/partenaires.toml");
const OVERSEAS: &str = include_str!("../../../../data/generique/partenaires-outre-mer.toml");
const HEAD: &str = include_str!("../../../../data/generique/territoire.toml");
const LOGO: &str = include_str!("../../../../data/generique/logo.svg");

/// What changes from one department to another.
struct Department {
    prefix: &'static str,
    zone: &'static str,
    /// Day of the abolition of slavery (décret 83-1003 du 23 novembre 1983).
    abolition: &'static str,
    /// The body that does the work of CPAM and Carsat.
    caisse: (&'static str, &'static str),
    /// The body that does the work of the department.
    collectivite: (&'static str, &'static str),
}

const DEPARTEMENT: (&str, &str) = ("Département", "le Département");
const CGSS: (&str, &str) = ("CGSS", "la CGSS");

/// Overseas departments with their bodies; everywhere else is as on the mainland.
const DEPARTMENTS: [Department; 5] = [
    Department {
        prefix: "971",
        zone: "America/Guadeloupe",
        abolition: "05-27",
        caisse: CGSS,
        collectivite: DEPARTEMENT,
    },
    Department {
        prefix: "972",
        zone: "America/Martinique",
        abolition: "05-22",
        caisse: CGSS,
        collectivite: ("CTM", "la CTM"),
    },
    Department {
        prefix: "973",
        zone: "America/Cayenne",
        abolition: "06-10",
        caisse: CGSS,
        collectivite: ("CTG", "la CTG"),
    },
    Department {
        prefix: "974",
        zone: "Indian/Reunion",
        abolition: "12-20",
        caisse: CGSS,
        collectivite: DEPARTEMENT,
    },
    Department {
        prefix: "976",
        zone: "Indian/Mayotte",
        abolition: "04-27",
        caisse: ("CSSM", "la CSSM"),
        collectivite: DEPARTEMENT,
    },
];

/// The files of the territory of an EPCI.
pub(super) fn files(epci: &EpciRow, communes: &[CommuneRow]) -> Vec<(String, String)> {
    let department = communes.first().and_then(|first| {
        DEPARTMENTS
            .iter()
            .find(|department| first.code.starts_with(department.prefix))
    });
    let basins = basins(communes);
    [
        ("territoire.toml", head(epci, department, &basins)),
        ("partenaires.toml", partners(department)),
        ("communes.csv", communes_csv(&basins)),
        ("lieux.csv", places_csv(communes)),
        ("logo.svg", LOGO.to_owned()),
    ]
    .map(|(path, text)| (path.to_owned(), text))
    .to_vec()
}

fn head(epci: &EpciRow, department: Option<&Department>, basins: &[Basin]) -> String {
    let zone = department.map_or("Europe/Paris", |department| department.zone);
    let mut head = HEAD
        .replace("{code}", &toml_text(&format!("epci-{}", epci.code)))
        .replace("{epci}", &toml_text(&epci.code))
        .replace(
            "{nom}",
            &toml_text(&format!("Relais de services publics, {}", epci.name)),
        )
        .replace("{porteur}", &toml_text(&epci.name))
        .replace("{fuseau}", zone);
    if let Some(department) = department {
        let _ = write!(
            head,
            "\n[[ferie]]\njour = \"{}\"\nnom = \"Abolition de l’esclavage\"\n",
            department.abolition
        );
    }
    for basin in basins {
        let _ = write!(
            head,
            "\n[[bassin]]\ncode = \"{}\"\nnom = {}\n",
            basin.code,
            toml_text(&basin.name)
        );
    }
    head
}

fn partners(department: Option<&Department>) -> String {
    let Some(department) = department else {
        return MAINLAND.to_owned();
    };
    OVERSEAS
        .replace("{caisse-nom}", department.caisse.0)
        .replace("{caisse}", department.caisse.1)
        .replace("{collectivite-nom}", department.collectivite.0)
        .replace("{collectivite}", department.collectivite.1)
}

/// A group of communes of like size: the only coarsening that needs no map.
struct Basin<'a> {
    code: String,
    name: String,
    communes: Vec<&'a CommuneRow>,
}

/// Up to four communes: one group each. More: three groups of about a third of
/// the inhabitants each, from the largest communes to the smallest.
fn basins<'a>(communes: &'a [CommuneRow]) -> Vec<Basin<'a>> {
    if communes.len() <= 4 {
        let alone = |(at, commune): (usize, &'a CommuneRow)| Basin {
            code: format!("groupe-{}", at + 1),
            name: commune.name.clone(),
            communes: vec![commune],
        };
        return communes.iter().enumerate().map(alone).collect();
    }
    let mut by_size: Vec<_> = communes.iter().collect();
    by_size.sort_by(|a, b| {
        b.population
            .cmp(&a.population)
            .then_with(|| a.code.cmp(&b.code))
    });
    let total: u64 = by_size
        .iter()
        .map(|commune| u64::from(commune.population))
        .sum();
    let names = [
        ("grandes", "Grandes communes"),
        ("moyennes", "Communes moyennes"),
        ("petites", "Petites communes"),
    ];
    let mut groups = names.map(|(code, name)| Basin {
        code: code.to_owned(),
        name: name.to_owned(),
        communes: Vec::new(),
    });
    let mut before = 0;
    for commune in by_size {
        let third = usize::try_from(before * 3 / total.max(1))
            .unwrap_or(2)
            .min(2);
        groups[third].communes.push(commune);
        before += u64::from(commune.population);
    }
    groups
        .into_iter()
        .filter(|group| !group.communes.is_empty())
        .collect()
}

fn communes_csv(basins: &[Basin]) -> String {
    let mut csv = String::from("code_insee,nom,population,codes_postaux,bassin,lat,lon\n");
    for basin in basins {
        for commune in &basin.communes {
            let CommuneRow {
                code,
                name,
                population,
            } = commune;
            // Postal codes are not in the list of the DGCL: left empty.
            let _ = writeln!(
                csv,
                "{},{},{population},,{},,",
                csv_text(code),
                csv_text(name),
                basin.code
            );
        }
    }
    csv
}

/// One stop in the middle of each commune, all to be confirmed.
fn places_csv(communes: &[CommuneRow]) -> String {
    let mut csv =
        String::from("code,nom,quartier,commune,genre,lat,lon,depuis,jusqu_au,etat,source\n");
    for CommuneRow { code, name, .. } in communes {
        let place = format!("centre-{}", code.to_ascii_lowercase());
        let _ = writeln!(
            csv,
            "{},{},Centre,{},arret,,,,,a-confirmer,",
            csv_text(&place),
            csv_text(&format!("{name}, centre")),
            csv_text(code)
        );
    }
    csv
}

/// A text as a TOML basic string.
fn toml_text(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!("\"{escaped}\"")
}

/// A text as a quoted CSV cell.
fn csv_text(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
