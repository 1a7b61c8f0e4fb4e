//! What changes from one department to another, read from `data/generique/regles.toml`.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{CommuneRow, RowsSource, toml_text};
use crate::territoire::{problem::Problems, read::read_toml, source::Source, table::Table};

const RULES: &str = include_str!("../../../../../data/generique/regles.toml");
const MAINLAND: &str = include_str!("../../../../../data/generique/partenaires.toml");
const OVERSEAS: &str = include_str!("../../../../../data/generique/partenaires-outre-mer.toml");

/// The rule of a department.
pub(super) struct Regle {
    codes: Vec<String>,
    pub(super) zone: String,
    pub(super) languages: Vec<String>,
    file: String,
    /// Words that take the place of marks in the file of partners.
    words: Vec<(String, String)>,
    /// Day and name, as `[[ferie]]` writes them.
    holidays: Vec<(String, String)>,
    to_complete: Vec<String>,
}

/// Code of the rule that holds where no other does.
const EVERYWHERE: &str = "*";
/// Marks of an organisme that has a code of its own, and of one that has none.
const WITH_CODE: [&str; 3] = ["code", "nom", "phrase"];
const WITHOUT: [&str; 2] = ["nom", "phrase"];

impl Regle {
    /// The rule of the department where most people of these communes live.
    pub(super) fn of(communes: &[CommuneRow]) -> Self {
        let mut people: BTreeMap<&str, u64> = BTreeMap::new();
        for commune in communes {
            let held = people.entry(department(&commune.code)).or_default();
            *held += u64::from(commune.population) + 1;
        }
        let main = people.into_iter().max_by_key(|(_, people)| *people);
        let main = main.map_or("", |(department, _)| department);
        let mut rules = rules();
        let found = rules.iter().position(|rule| rule.holds(main));
        // The last one holds everywhere: a test reads the file.
        rules.swap_remove(found.unwrap_or(rules.len().saturating_sub(1)))
    }

    fn holds(&self, department: &str) -> bool {
        let mut codes = self.codes.iter();
        codes.any(|code| code == EVERYWHERE || code == department)
    }

    /// `partenaires.toml`.
    pub(super) fn partners(&self) -> String {
        let file = if self.file == "partenaires.toml" {
            MAINLAND
        } else {
            OVERSEAS
        };
        let fill = |text: String, (mark, word): &(String, String)| {
            text.replace(&format!("{{{mark}}}"), word)
        };
        self.words.iter().fold(file.to_owned(), fill)
    }

    /// The holidays, and what the relay has to say of its place.
    pub(super) fn write_holidays(&self, head: &mut String) {
        for (day, name) in &self.holidays {
            let (day, name) = (toml_text(day), toml_text(name));
            let _ = write!(head, "\n[[ferie]]\njour = {day}\nnom = {name}\n");
        }
        for what in &self.to_complete {
            let _ = write!(head, "\n# à compléter : {what}\n");
        }
    }

    fn read(table: &Table) -> Self {
        let mut words = Vec::new();
        for (key, parts) in [
            ("caisse", WITH_CODE.as_slice()),
            ("collectivite", &WITHOUT),
            ("mdph", &WITHOUT),
        ] {
            let said = table.texts(key).into_iter();
            words.extend(
                parts
                    .iter()
                    .zip(said)
                    .map(|(part, word)| (format!("{key}-{part}"), word)),
            );
        }
        let languages = table.texts("langues");
        Self {
            codes: table.texts("codes"),
            zone: table.text("fuseau").unwrap_or_default(),
            languages: if languages.is_empty() {
                vec!["fr".to_owned()]
            } else {
                languages
            },
            file: table.text("partenaires").unwrap_or_default(),
            words,
            holidays: holidays(table),
            to_complete: table.texts("a_completer"),
        }
    }
}

fn holidays(table: &Table) -> Vec<(String, String)> {
    let read = |table: Table| table.text("jour").zip(table.text("nom"));
    let tables = table.tables("ferie").into_iter();
    tables.filter_map(read).collect()
}

/// The department of an INSEE code: two signs, three overseas.
fn department(insee: &str) -> &str {
    let signs = if insee.starts_with("97") { 3 } else { 2 };
    insee.get(..signs).unwrap_or(insee)
}

fn rules() -> Vec<Regle> {
    whole(|root| root.tables("regle").iter().map(Regle::read).collect())
}

/// What an abbreviation of the list stands for.
pub(super) fn nature(short: &str) -> Option<String> {
    whole(|root| {
        let natures = root.tables("nature").into_iter();
        let mut read = natures.map(|table| (table.text("abrege"), table.text("entier")));
        read.find(|(abrege, _)| abrege.as_deref() == Some(short))
            .and_then(|(_, whole)| whole)
    })
}

/// Where the list of EPCIs that PLUS carries comes from.
pub(super) fn list_source() -> RowsSource {
    whole(|root| {
        let table = root.table("liste");
        let text = |key| table.as_ref().and_then(|table| table.text(key));
        RowsSource {
            from: text("de").unwrap_or_default(),
            licence: text("licence").unwrap_or_default(),
        }
    })
}

fn whole<T>(read: impl FnOnce(&Table) -> T) -> T {
    // Faultless: a test makes a territory by every rule.
    let problems = Problems::default();
    let source = Source::new("generique/regles.toml".to_owned(), RULES);
    read_toml(&source, &problems, read)
}
