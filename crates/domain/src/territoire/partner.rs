//! Partners of a territory: dated data, never an enumeration.
//!
//! A partner keeps its code when its name changes: Pôle emploi and France Travail
//! are one partner, and a report of 2017 says Pôle emploi.

use std::collections::BTreeSet;

use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    escalade::{Champ, Convention},
    ids::{PartnerCode, ThemeCode},
    statement::{
        Breakdown, Destinataire, Fichier, Regle, Sections, regle::LAST_DAY, threshold::FLOOR,
    },
};

use super::{
    problem::{Found, Problems},
    table::Table,
};

/// A name, from a day to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedName {
    /// Short name, on buttons and in tables: « CAF ».
    pub name: String,
    /// Name with its article, inside a sentence: « la CAF ».
    pub phrase: String,
    /// First day, always when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day, still today when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// An administration or an operator whose procedures the relay helps with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// Code that never changes, such as `france-travail`.
    pub code: PartnerCode,
    /// Its names, oldest first; at least one.
    pub names: Vec<DatedName>,
    /// What it does, in one sentence.
    pub summary: String,
    /// Themes of life it works for, the main one first; at least one.
    pub themes: Vec<ThemeCode>,
    /// One of the partners of the beginning.
    pub founding: bool,
    /// National operators whose work it does here, such as `cpam` for the CGSS.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stands_for: Vec<String>,
    /// First day of the partnership, always when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day of the partnership.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Public site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// What it may read of a person when a procedure is stuck; nothing: nothing at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalade: Option<Convention>,
    /// What was agreed on for its statements; nothing: the rule of everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub releve: Option<Regle>,
}

impl Partner {
    /// Its name on a day. Before the first name or after the last one, the nearest.
    pub fn name_on(&self, day: Date) -> &str {
        &self.dated_name(day).name
    }

    /// Its name with its article on a day, for a sentence.
    pub fn phrase_on(&self, day: Date) -> &str {
        &self.dated_name(day).phrase
    }

    /// Its name of today and tomorrow.
    pub fn last_name(&self) -> &DatedName {
        self.names
            .last()
            .expect("a territory is refused when a partner has no name")
    }

    fn dated_name(&self, day: Date) -> &DatedName {
        let still = |name: &&DatedName| name.until.is_none_or(|until| day <= until);
        self.names
            .iter()
            .find(still)
            .unwrap_or_else(|| self.last_name())
    }

    /// Whether the partnership runs on a day.
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// Reads `[[partenaire]]`; `house` is the threshold of the relay, under which no partner goes.
pub(crate) fn read(root: &Table, problems: &Problems, house: u32) -> Vec<Found<Partner>> {
    let read = |table: Table| {
        let partner = read_one(&table, problems, house);
        let at = table.at_key("code");
        table.close();
        partner.map(|value| Found { value, at })
    };
    root.tables("partenaire")
        .into_iter()
        .filter_map(read)
        .collect()
}

fn read_one(table: &Table, problems: &Problems, house: u32) -> Option<Partner> {
    let code = table.code("code");
    let names = read_names(table, problems);
    let summary = table.text("resume");
    let themes = table
        .codes("themes")
        .into_iter()
        .map(ThemeCode::new)
        .collect::<Vec<_>>();
    if themes.is_empty() {
        table.refuse(
            "themes",
            "ce partenaire n’a pas de thème",
            "ajoutez themes = [\"…\"]",
        );
    }
    let founding = table.flag("fondateur");
    let stands_for = table.codes("tient_lieu_de");
    let (from, until) = read_validity(table);
    let site = table.web_address("site");
    let escalade = table.table("escalade").and_then(read_convention);
    let releve = table
        .table("releve")
        .and_then(|table| read_regle(table, house));
    Some(Partner {
        code: PartnerCode::new(code?),
        names: names?,
        summary: summary?,
        themes,
        founding,
        stands_for,
        from,
        until,
        site,
        escalade,
        releve,
    })
}

/// Reads `[partenaire.releve]`. What is not written is the rule of everybody.
fn read_regle(table: Table, house: u32) -> Option<Regle> {
    let everybody = Regle::default();
    let day = if table.has("jour") {
        table.number("jour", 1, LAST_DAY)
    } else {
        Some(everybody.day)
    };
    let threshold = read_threshold(&table, house);
    let formats = if table.has("formats") {
        read_choices(&table, "formats", Fichier::ALL, Fichier::code)
    } else {
        everybody.formats
    };
    let sections = if table.has("rubriques") {
        let chosen = read_choices(&table, "rubriques", Breakdown::ALL, Breakdown::code);
        Sections::of(&chosen)
    } else {
        everybody.sections
    };
    let recipients = table.tables("destinataire").into_iter();
    let recipients = recipients.filter_map(read_recipient).collect();
    table.close();
    Some(Regle {
        day: day?,
        threshold,
        sections,
        formats,
        recipients,
    })
}

/// `seuil`: that of the relay, or more.
fn read_threshold(table: &Table, house: u32) -> Option<u32> {
    if !table.has("seuil") {
        return None;
    }
    let threshold = table.number("seuil", 0, 100)?;
    let least = house.max(FLOOR);
    if threshold < least {
        table.refuse(
            "seuil",
            format!("un seuil de {threshold} protège moins que celui du relais, {least}"),
            format!("écrivez {least} ou plus, ou effacez cette ligne"),
        );
    }
    Some(threshold)
}

/// Codes of a list, each of them a choice; at least one.
fn read_choices<T: Copy + Ord>(
    table: &Table,
    key: &str,
    all: &[T],
    code_of: fn(T) -> &'static str,
) -> BTreeSet<T> {
    let known: Vec<&str> = all.iter().map(|choice| code_of(*choice)).collect();
    let remedy = format!("choisissez parmi {}", known.join(", "));
    let mut chosen = BTreeSet::new();
    for code in table.codes(key) {
        match all.iter().find(|choice| code_of(**choice) == code) {
            Some(choice) => {
                chosen.insert(*choice);
            }
            None => table.refuse(key, format!("« {code} » n’est pas connu ici"), &remedy),
        }
    }
    if chosen.is_empty() {
        table.refuse(key, "cette liste est vide", remedy);
    }
    chosen
}

/// Reads `[[partenaire.releve.destinataire]]`.
fn read_recipient(table: Table) -> Option<Destinataire> {
    let function = table.text("fonction");
    let email = read_email(&table);
    table.close();
    Some(Destinataire {
        function: function?,
        email,
    })
}

/// `courriel`, that may be absent.
fn read_email(table: &Table) -> Option<String> {
    table.checked(
        "courriel",
        crate::courrier::is_address,
        "ce n’est pas une adresse e-mail",
        "écrivez-la comme ceci : accueil@example.org",
    )
}

/// Reads `[partenaire.escalade]`.
fn read_convention(table: Table) -> Option<Convention> {
    let mut fields = BTreeSet::new();
    for code in table.codes("champs") {
        match Champ::from_code(&code) {
            Some(field) => {
                fields.insert(field);
            }
            None => table.refuse(
                "champs",
                format!("« {code} » n’est pas un champ"),
                "choisissez parmi nom, prenom, annee, telephone, commune, numero",
            ),
        }
    }
    let days = table.number("jours", 1, 60);
    let email = read_email(&table);
    table.close();
    Some(Convention {
        fields,
        days: days?,
        email,
    })
}

/// Names: one `nom` and one `appellation`, or several dated `[[partenaire.nom_date]]`.
fn read_names(table: &Table, problems: &Problems) -> Option<Vec<DatedName>> {
    let dated = table.tables("nom_date");
    if dated.is_empty() {
        let (name, phrase) = (table.text("nom"), table.text("appellation"));
        return Some(vec![DatedName {
            name: name?,
            phrase: phrase?,
            from: None,
            until: None,
        }]);
    }
    let mut names: Vec<Found<DatedName>> = dated
        .into_iter()
        .filter_map(|table| {
            let at = table.at();
            let (name, phrase) = (table.text("nom"), table.text("appellation"));
            let (from, until) = read_validity(&table);
            table.close();
            Some(Found {
                value: DatedName {
                    name: name?,
                    phrase: phrase?,
                    from,
                    until,
                },
                at,
            })
        })
        .collect();
    names.sort_by_key(|name| name.value.from);
    for pair in names.windows(2) {
        check_succession(&pair[0].value, &pair[1], problems);
    }
    let names: Vec<_> = names.into_iter().map(|found| found.value).collect();
    (!names.is_empty()).then_some(names)
}

/// A name must begin the day after the one before ends.
fn check_succession(before: &DatedName, after: &Found<DatedName>, problems: &Problems) {
    let next_day = before
        .until
        .and_then(|until| until.checked_add(1.day()).ok());
    if next_day.is_none() || next_day != after.value.from {
        problems.add(
            after.at.clone(),
            format!(
                "les dates de « {} » et de « {} » se chevauchent ou laissent un trou",
                before.name, after.value.name
            ),
            "faites commencer un nom le lendemain du jour où l’autre finit",
        );
    }
}

/// `depuis` and `jusqu_au`, in this order.
pub(crate) fn read_validity(table: &Table) -> (Option<Date>, Option<Date>) {
    let (from, until) = (
        table.optional_date("depuis"),
        table.optional_date("jusqu_au"),
    );
    if from.zip(until).is_some_and(|(from, until)| from > until) {
        table.refuse(
            "jusqu_au",
            "la fin vient avant le début",
            "échangez les deux dates",
        );
    }
    (from, until)
}
