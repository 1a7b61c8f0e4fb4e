//! Which titles speak of the territory where one is, overseas.
//!
//! Official fiches part « En métropole » from « Outre-mer », « Dans un Dom » or the name
//! of one territory. A screen that stands there opens what is meant for it and puts it first; it
//! never takes anything away. The territory is known by the INSEE codes of its communes, the
//! names come from `data/outre-mer.csv`: nothing here knows one island more than another.

use crate::search::fold;

const TABLE: &str = include_str!("../data/outre-mer.csv");

/// Words that leave out what follows them.
const EXCEPT: &[&str] = &["sauf", "hors", "excepte", "exception"];

/// An overseas territory.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Overseas {
    /// Three characters that begin the INSEE codes of its communes.
    pub code: &'static str,
    /// A département and région overseas, rather than another collectivité.
    department: bool,
    names: Vec<&'static str>,
}

impl Overseas {
    /// The territory of a commune; `None` on the mainland.
    pub fn of_commune(insee: &str) -> Option<Self> {
        rows().find(|row| insee.len() == 5 && insee.starts_with(row.code))
    }

    /// Whether a title is meant for this territory: it names it, or speaks of overseas at
    /// large without being about other territories only.
    pub fn is_meant_by(&self, title: &str) -> bool {
        let words = format!(" {} ", fold(title).replace('\'', " "));
        let (kept, left_out) = parted(&words);
        if names(&self.names, left_out) {
            return false;
        }
        names(&self.names, kept) || self.is_among(kept)
    }

    /// Whether the words speak of overseas, this territory included.
    fn is_among(&self, words: &str) -> bool {
        let says = |word: &str| words.contains(&format!(" {word} "));
        let departments = [
            "dom",
            "drom",
            "departement d outre mer",
            "departements d outre mer",
        ];
        let collectivities = [
            "com",
            "collectivite d outre mer",
            "collectivites d outre mer",
        ];
        let of_department = departments.iter().any(|word| says(word));
        let of_collectivity = collectivities.iter().any(|word| says(word));
        let at_large = says("outre mer") && !of_department && !of_collectivity;
        let own = if self.department {
            of_department
        } else {
            of_collectivity
        };
        let others = rows().any(|row| row.code != self.code && names(&row.names, words));
        let another = says("autre") || says("autres");
        (own || at_large) && !others && !another
    }
}

/// The words before and after « sauf ».
fn parted(words: &str) -> (&str, &str) {
    let cut = EXCEPT
        .iter()
        .filter_map(|word| words.find(&format!(" {word} ")))
        .min();
    cut.map_or((words, ""), |at| words.split_at(at + 1))
}

fn names(names: &[&str], words: &str) -> bool {
    names.iter().any(|name| match name.strip_prefix('=') {
        Some(whole) => words.trim() == whole,
        None => words.contains(&format!(" {name} ")),
    })
}

fn rows() -> impl Iterator<Item = Overseas> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#')).skip(1);
    lines.filter_map(|line| {
        let mut cells = line.split(',');
        let (code, status, names) = (cells.next()?, cells.next()?, cells.next()?);
        Some(Overseas {
            code,
            department: status == "dom",
            names: names.split('|').collect(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(insee: &str) -> Overseas {
        Overseas::of_commune(insee).unwrap()
    }

    #[test]
    fn a_territory_is_known_by_its_communes() {
        assert_eq!(of("97209").code, "972");
        assert_eq!(of("98735").code, "987");
        for mainland in ["18033", "2A004", "97", "", "9720912"] {
            assert_eq!(Overseas::of_commune(mainland), None, "{mainland}");
        }
    }

    #[test]
    fn titles_of_the_official_fiches_are_sorted_for_martinique() {
        let martinique = of("97209");
        for ours in [
            "En Martinique",
            "Martinique (972)",
            "Outre-mer",
            "Outre-mer (cas général)",
            "Outre-mer (Dom)",
            "En Outre-mer",
            "Dans les Dom",
            "Dans un département d'outre-mer (Dom)",
            "Depuis un Dom",
            "Vous habitez outre-mer",
            "Vous habitez en métropole ou dans un Dom",
            "Permis obtenu en France (métropole + Dom)",
            "Dans un Dom (Guadeloupe, Guyane, Martinique, Mayotte ou Réunion)",
            "Martinique, Guadeloupe, Guyane, Réunion, Mayotte, Saint-Pierre-et-Miquelon",
            "Dom (sauf Mayotte)",
        ] {
            assert!(martinique.is_meant_by(ours), "{ours}");
        }
        for others in [
            "En métropole",
            "À Mayotte",
            "En Guadeloupe",
            "La Réunion (974)",
            "Nouvelle-Calédonie",
            "Dans une autre collectivité d'outre-mer",
            "Procès dans un autre département d'outre-mer ou en métropole",
            "Vous vivez outre-mer : Guadeloupe, Guyane, Mayotte, Saint-Barthélemy ou Saint-Martin",
            "Outre-mer (sauf Martinique)",
            "Réunion de conciliation",
            "Votre domicile",
            "",
        ] {
            assert!(!martinique.is_meant_by(others), "{others}");
        }
    }

    #[test]
    fn other_territories_find_their_own() {
        for title in ["À La Réunion", "Réunion", "La Réunion (974)"] {
            assert!(of("97411").is_meant_by(title), "{title}");
        }
        assert!(!of("97411").is_meant_by("Réunions d'information"));
        assert!(of("97608").is_meant_by("À Mayotte") && of("97608").is_meant_by("Outre-mer"));
        assert!(!of("97608").is_meant_by("Dom (sauf Mayotte)"));
        assert!(!of("98735").is_meant_by("Dans les Dom"));
        assert!(of("98735").is_meant_by("En Polynésie française"));
        assert!(of("97502").is_meant_by("Collectivité d'outre-mer"));
        assert!(of("97801").is_meant_by("Saint-Martin"));
    }

    #[test]
    fn every_line_of_the_table_is_read_and_folded() {
        assert_eq!(rows().count(), 11);
        for row in rows() {
            for name in row.names {
                let bare = name.trim_start_matches('=');
                assert!(!bare.is_empty() && fold(bare) == bare, "{name}");
            }
        }
    }
}
