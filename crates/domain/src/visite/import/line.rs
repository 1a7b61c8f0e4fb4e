//! One line of the file: its words become the codes of a form, which the rule of
//! recording reads afterwards.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};

use super::{
    Column, Known, REFERENCE, Row,
    choices::code,
    columns::{Columns, shown},
    names::Names,
};
use crate::{
    form::FormErrors,
    ids::{AccountId, PartnerCode},
    period::parse_date,
    permanence::parse_time,
    reference::Reference,
    sensitive,
    visite::{DemandeForm, VisiteForm},
};

/// Longest pseudonym, characters.
const PSEUDONYM: usize = 40;
/// Hour of a visite that says none.
const NOON: Time = Time::constant(12, 0, 0, 0);

/// A line, read.
pub(super) struct Line {
    /// Its place in the file.
    pub at: u64,
    pub reference: String,
    /// Cells of the visite, to compare lines that share a reference.
    pub head: Vec<(Column, String)>,
    /// Every cell: what makes its identifier.
    pub content: String,
    pub date: Date,
    pub time: Time,
    pub author: AccountId,
    pub form: VisiteForm,
    pub demande: DemandeForm,
}

/// What reading lines remembers from one to the next.
pub(super) struct Reader<'a> {
    pub known: &'a Known<'a>,
    names: Names<'a>,
    days: BTreeMap<Date, Reference>,
}

impl<'a> Reader<'a> {
    pub fn new(known: &'a Known<'a>) -> Self {
        Self {
            known,
            names: Names::new(known.territory),
            days: BTreeMap::new(),
        }
    }

    /// What forms may name on a day.
    pub fn on(&mut self, day: Date) -> &Reference {
        let territory = self.known.territory;
        self.days
            .entry(day)
            .or_insert_with(|| territory.reference_on(day))
    }

    /// Reads a line, or says everything to mend in it.
    pub fn line(&mut self, row: &Row, columns: &Columns) -> Result<Line, FormErrors> {
        let cells = Cells {
            row,
            columns,
            errors: FormErrors::default(),
        };
        self.read(cells)
    }

    fn read(&mut self, mut cells: Cells<'_>) -> Result<Line, FormErrors> {
        let reference = cells.reference();
        let (date, written) = cells.date().unzip();
        let time = cells.time(written.flatten());
        let place = date.and_then(|day| self.place(&mut cells, day));
        let demande = self.demande(&mut cells, date);
        let form = VisiteForm {
            date: date.map_or_else(String::new, |d| d.to_string()),
            place: place.unwrap_or_default(),
            channel: cells.choice(Column::Channel),
            minutes: cells.minutes(),
            person: cells.person(self.known),
            first: cells.choice(Column::First),
            age: cells.choice(Column::Age),
            sex: cells.choice(Column::Sex),
            status: cells.choice(Column::Status),
            residence: cells.found(Column::Residence, |t| self.names.residence(t)),
            autonomy: cells.choice(Column::Autonomy),
            note: cells.get(Column::Note).to_owned(),
            ..VisiteForm::default()
        };
        let author = cells.author(self.known);
        let line = date.zip(time).map(|(date, time)| Line {
            at: cells.row.line,
            reference,
            head: cells.head(),
            content: cells.content(),
            date,
            time,
            author,
            form,
            demande,
        });
        cells.errors.into_result(line)
    }

    fn place(&self, cells: &mut Cells<'_>, day: Date) -> Option<String> {
        let text = cells.get(Column::Place);
        let said = cells.get(Column::Commune);
        let commune = if said.is_empty() {
            None
        } else {
            let found = self.names.commune(said);
            if found.is_none() {
                cells.unknown(Column::Commune, "import-commune");
                return None;
            }
            found
        };
        if text.is_empty() && commune.is_none() {
            cells.refuse(Column::Place, "import-lieu-vide");
            return None;
        }
        let found = self.names.places(text, commune.as_ref(), day);
        match found.as_slice() {
            [one] => return Some(one.to_string()),
            [] if self.names.is_place(text) => cells.unknown(Column::Place, "import-lieu-ferme"),
            [] => cells.unknown(Column::Place, "import-lieu"),
            _ => cells.unknown(Column::Place, "import-lieu-plusieurs"),
        }
        None
    }

    fn demande(&mut self, cells: &mut Cells<'_>, day: Option<Date>) -> DemandeForm {
        let demarche = cells.found(Column::Demarche, |t| self.names.demarche(t));
        let theme = cells.found(Column::Theme, |t| self.names.theme(t));
        let said = cells.get(Column::Partner);
        let partner = if said.is_empty() {
            let of = self
                .known
                .territory
                .catalogue
                .get(&demarche.as_str().into());
            of.map(|d| d.partner.clone())
        } else {
            self.names.partner(said)
        };
        match (&partner, said.is_empty()) {
            (None, true) if cells.get(Column::Demarche).is_empty() => {
                cells.refuse(Column::Partner, "import-partenaire-vide");
            }
            (None, false) => cells.unknown(Column::Partner, "import-partenaire"),
            (Some(code), _) => self.check_partner(cells, code, &demarche, day),
            (None, true) => {}
        }
        let (kind, tap) = cells.tap();
        DemandeForm {
            partner: partner.map_or_else(String::new, |p| p.to_string()),
            demarche,
            theme,
            tap,
            kind,
            redirected_to: cells.get(Column::RedirectedTo).to_owned(),
            to_finish: String::new(),
        }
    }

    fn check_partner(
        &mut self,
        cells: &mut Cells<'_>,
        code: &PartnerCode,
        demarche: &str,
        day: Option<Date>,
    ) {
        if day.is_some_and(|day| !self.on(day).partners.contains_key(code)) {
            cells.unknown(Column::Partner, "import-partenaire-date");
        }
        let of = self.known.territory.catalogue.get(&demarche.into());
        if of.is_some_and(|d| d.partner != *code) {
            cells.unknown(Column::Demarche, "import-demarche-partenaire");
        }
    }
}

/// The cells of a line, and what is to mend in them.
struct Cells<'a> {
    row: &'a Row,
    columns: &'a Columns,
    errors: FormErrors,
}

impl<'a> Cells<'a> {
    fn get(&self, column: Column) -> &'a str {
        self.columns.cell(&self.row.cells, column)
    }

    fn refuse(&mut self, column: Column, key: &'static str) {
        self.errors.add(column.code(), key);
    }

    /// Refuses a cell and repeats it, unless it holds what must not be repeated.
    fn unknown(&mut self, column: Column, key: &'static str) {
        let text = self.get(column);
        match sensitive::find(text) {
            Some(found) => self.errors.add(column.code(), found.message_key()),
            None => self
                .errors
                .add_with(column.code(), key, [("valeur", shown(text))]),
        }
    }

    fn choice(&mut self, column: Column) -> String {
        let found = code(column, self.get(column));
        if found.is_none() {
            self.unknown(column, "import-choix");
        }
        found.unwrap_or_default().to_owned()
    }

    fn found(&mut self, column: Column, find: impl Fn(&str) -> Option<String>) -> String {
        let text = self.get(column);
        if text.is_empty() {
            return String::new();
        }
        find(text).unwrap_or_else(|| {
            self.unknown(column, "import-inconnu");
            String::new()
        })
    }

    fn reference(&mut self) -> String {
        let text = self.get(Column::Reference);
        if sensitive::find(text).is_some() || text.chars().count() > REFERENCE {
            self.unknown(Column::Reference, "import-reference");
        }
        text.to_owned()
    }

    /// The date, and the hour when the cell holds one too.
    fn date(&mut self) -> Option<(Date, Option<Time>)> {
        let text = self.get(Column::Date);
        let (day, hour) = text.split_once([' ', 'T']).unwrap_or((text, ""));
        let read = parse_date(day).ok().or_else(|| french_date(day));
        if read.is_none() {
            self.unknown(Column::Date, "import-date");
        }
        read.map(|date| (date, read_time(hour)))
    }

    fn time(&mut self, written: Option<Time>) -> Option<Time> {
        let text = self.get(Column::Time);
        if text.is_empty() {
            return Some(written.unwrap_or(NOON));
        }
        let read = read_time(text);
        if read.is_none() {
            self.unknown(Column::Time, "import-heure");
        }
        read
    }

    fn minutes(&self) -> String {
        let text = self.get(Column::Minutes);
        let plain = text.trim_end_matches(|c: char| c.is_alphabetic() || c == '.');
        plain.trim().to_owned()
    }

    /// A pseudonym is a code, never a name: no blank and no accent in it.
    fn person(&mut self, known: &Known<'_>) -> String {
        let text = self.get(Column::Person);
        if text.is_empty() {
            return String::new();
        }
        let sign = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
        let coded = text.chars().all(sign) && text.len() <= PSEUDONYM;
        if !coded || sensitive::find(text).is_some() {
            self.unknown(Column::Person, "import-pseudonyme");
        }
        (known.id)(&format!("personne\u{1f}{text}"))
    }

    fn author(&mut self, known: &Known<'_>) -> AccountId {
        let login = self.get(Column::Author).to_lowercase();
        if login.is_empty() {
            return known.author.clone();
        }
        let found = known.team.get(&login).cloned();
        found.unwrap_or_else(|| {
            self.unknown(Column::Author, "import-auteur");
            known.author.clone()
        })
    }

    /// Kind and result, in the terms of the third tap.
    fn tap(&mut self) -> (String, String) {
        let kind = self.choice(Column::Kind);
        let outcome = self.choice(Column::Outcome);
        let tap = match (kind.as_str(), outcome.as_str()) {
            ("orientation" | "", "reoriente") | ("orientation", "") => "reoriente",
            ("accompagnement", "resolu") => "fait",
            ("information", "resolu") => "renseigne",
            ("accompagnement" | "information" | "", "a-suivre" | "bloque") => &outcome,
            ("", "resolu") => {
                self.refuse(Column::Kind, "import-nature-vide");
                ""
            }
            (_, "") => {
                self.refuse(Column::Outcome, "import-resultat-vide");
                ""
            }
            _ => {
                self.refuse(Column::Outcome, "import-nature-resultat");
                ""
            }
        };
        (kind.clone(), tap.to_owned())
    }

    fn head(&self) -> Vec<(Column, String)> {
        let of_visite = Column::ALL
            .iter()
            .filter(|c| !c.is_of_demande() && **c != Column::Reference);
        let said = of_visite.map(|c| (*c, self.get(*c).to_owned()));
        said.filter(|(_, text)| !text.is_empty()).collect()
    }

    fn content(&self) -> String {
        let cells: Vec<&str> = Column::ALL.iter().map(|c| self.get(*c)).collect();
        cells.join("\u{1f}")
    }
}

/// `31/12/2016`, with `/`, `-` or `.`.
fn french_date(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let [day, month, year] = parts.as_slice() else {
        return None;
    };
    let whole = year.len() == 4 && (1..=2).contains(&day.len()) && (1..=2).contains(&month.len());
    whole.then(|| parse_date(&format!("{year}-{month:0>2}-{day:0>2}")).ok())?
}

/// `9:30`, `9h30`, `09:30:00`.
fn read_time(text: &str) -> Option<Time> {
    let plain = match text.matches(':').count() {
        2 => text.rsplit_once(':').map_or(text, |(time, _)| time),
        _ => text,
    };
    parse_time(plain)
}
