//! What the official fiches do not know: where the reader is.
//!
//! An overseas territory opens the cases meant for it; a partner of the territory does the
//! work of a national operator. Both are data: INSEE codes of the communes, `tient_lieu_de` of
//! the partners, and `data/commun/operateurs.csv`, which tells how the fiches name an operator.
//! What is said here stands beside the official text, never in it.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::LazyLock,
};

use jiff::civil::Date;
use plus_domain::territoire::{Partner, Territoire};
use plus_fiches::{model::Office, overseas::Overseas};

const TABLE: &str = include_str!("../../../../data/commun/operateurs.csv");

static OPERATORS: LazyLock<Vec<Operator>> = LazyLock::new(operators);

/// A national operator, as the fiches name it.
#[derive(Debug)]
struct Operator {
    code: &'static str,
    short: &'static str,
    pivots: Vec<&'static str>,
    words: Vec<&'static str>,
    except: Vec<&'static str>,
}

/// A partner of the territory that does the work of a national operator.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Local {
    /// The operators, as they are shown: « CPAM, Carsat ».
    pub instead_of: String,
    /// The partner with its article: « la CGSS ».
    pub name: String,
    /// Its site, empty when none is known.
    pub site: String,
    operator: &'static str,
}

impl Local {
    /// Its site, as it is said: « www.ameli.fr ».
    pub fn host(&self) -> &str {
        let rest = self.site.split_once("://").map_or("", |(_, rest)| rest);
        rest.split('/').next().unwrap_or(rest)
    }
}

/// Where the reader is.
#[derive(Debug, Clone, Default, Hash)]
pub struct Ici {
    /// The territory overseas, if it is one.
    pub place: Option<Overseas>,
    locals: Vec<Local>,
}

impl Ici {
    /// What a territory knows on a day.
    pub fn of(territory: &Territoire, today: Date) -> Self {
        let mut communes = territory.communes.iter();
        Self {
            place: communes.find_map(|commune| Overseas::of_commune(commune.code.as_str())),
            locals: OPERATORS
                .iter()
                .filter_map(|operator| local(territory, operator, today))
                .collect(),
        }
    }

    /// Changes whenever what it says changes.
    pub fn mark(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }

    /// Whether a title is meant for this territory.
    pub fn is_meant_by(&self, title: &str) -> bool {
        let place = self.place.as_ref();
        place.is_some_and(|place| place.is_meant_by(title))
    }

    /// The partner to see here rather than an office of a fiche.
    pub fn instead_of(&self, office: &Office) -> Option<&Local> {
        let pivot = office.pivot.as_deref().unwrap_or_default();
        self.locals.iter().find(|local| {
            let operator = OPERATORS.iter().find(|it| it.code == local.operator);
            operator.is_some_and(|it| it.pivots.contains(&pivot) || it.is_named(&office.title))
        })
    }

    /// The partners to see here for a text, each once, with the operators that it names.
    pub fn named_in(&self, text: &str) -> Vec<Local> {
        let mut found: Vec<Local> = Vec::new();
        for local in &self.locals {
            let mut operators = OPERATORS.iter();
            if !operators.any(|it| it.code == local.operator && it.is_named(text)) {
                continue;
            }
            match found.iter_mut().find(|it| it.name == local.name) {
                Some(same) => {
                    same.instead_of.push_str(", ");
                    same.instead_of.push_str(&local.instead_of);
                }
                None => found.push(local.clone()),
            }
        }
        found
    }
}

fn local(territory: &Territoire, operator: &'static Operator, today: Date) -> Option<Local> {
    let stands = |partner: &&Partner| {
        partner.is_valid_on(today) && partner.stands_for.iter().any(|it| it == operator.code)
    };
    let partner = territory.partners.iter().find(stands)?;
    Some(Local {
        instead_of: operator.short.to_owned(),
        name: partner.phrase_on(today).to_owned(),
        site: partner.site.clone().unwrap_or_default(),
        operator: operator.code,
    })
}

impl Operator {
    /// Whether a text names it, more often than it says the same words of something else.
    fn is_named(&self, text: &str) -> bool {
        let count =
            |words: &[&str]| -> usize { words.iter().map(|it| text.matches(it).count()).sum() };
        count(&self.words) > count(&self.except)
    }
}

fn operators() -> Vec<Operator> {
    let list = |cell: &'static str| cell.split('|').filter(|it| !it.is_empty()).collect();
    let lines = TABLE.lines().filter(|line| !line.starts_with('#')).skip(1);
    lines
        .filter_map(|line| {
            let mut cells = line.split(';');
            Some(Operator {
                code: cells.next()?,
                short: cells.next()?,
                pivots: list(cells.next()?),
                words: list(cells.next()?),
                except: list(cells.next()?),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::territory;

    fn here() -> Ici {
        Ici::of(&territory::demonstration().unwrap(), date(2026, 11, 26))
    }

    fn office(title: &str, pivot: Option<&str>) -> Office {
        Office {
            title: title.into(),
            pivot: pivot.map(str::to_owned),
            ..Office::default()
        }
    }

    #[test]
    fn every_line_of_the_table_is_read() {
        let codes: Vec<&str> = OPERATORS.iter().map(|it| it.code).collect();
        assert_eq!(codes, ["cpam", "carsat", "urssaf", "departement", "mdph"]);
        assert!(OPERATORS.iter().all(|it| !it.words.is_empty()));
    }

    #[test]
    fn the_partner_of_the_territory_is_known_by_pivot_or_by_title() {
        let here = here();
        let name = |title: &str, pivot| {
            let local = here.instead_of(&office(title, pivot));
            local.map(|it| it.name.as_str())
        };
        assert_eq!(name("Votre caisse", Some("cpam")), Some("la CGSS"));
        assert_eq!(name("Urssaf", None), Some("la CGSS"));
        assert_eq!(name("Département", Some("cg")), Some("la CTM"));
        assert_eq!(
            name("La maison", Some("maison_handicapees")),
            Some("la MMPH")
        );
        assert_eq!(name("Mairie", Some("mairie")), None);
        assert_eq!(name("Conseil départemental des sages-femmes", None), None);
    }

    #[test]
    fn a_text_names_each_partner_once_with_its_operators() {
        let named = here().named_in("À la CPAM, puis à la Carsat, ou à la MDPH.");
        let said: Vec<_> = named
            .iter()
            .map(|it| (it.instead_of.as_str(), it.name.as_str()))
            .collect();
        assert_eq!(said, [("CPAM, Carsat", "la CGSS"), ("MDPH", "la MMPH")]);
        assert!(here().named_in("À la mairie.").is_empty());
    }

    #[test]
    fn the_mark_changes_with_the_territory() {
        assert_eq!(here().mark(), here().mark());
        assert_ne!(here().mark(), Ici::default().mark());
    }
}
