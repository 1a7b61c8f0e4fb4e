//! The list of EPCIs that a new territory is made from: the one PLUS carries
//! (`data/epci-communes.csv`), or an open-data file of the same columns.
//!
//! A row that does not read matters only to its own EPCI: a national list with one faulty
//! line still makes every other territory.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization as _;

use super::{
    CommuneRow, EpciRow,
    commune::is_insee_code,
    problem::{At, Problem, Problems},
    source::Source,
};

const BUILT_IN: &str = include_str!("../../../../data/epci-communes.csv");
/// Columns that the file must have.
const COLUMNS: [&str; 5] = ["code_epci", "nom_epci", "code_insee", "nom", "population"];
/// A column that it may have.
const POSTAL: &str = "codes_postaux";
/// Most names proposed when a code is not found.
const NEAR: usize = 5;
/// Most signs that a code may differ by and still be near.
const FAR: usize = 2;

/// An EPCI and its communes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Epci {
    /// Code and name.
    pub row: EpciRow,
    /// Communes.
    pub communes: Vec<CommuneRow>,
}

/// EPCIs by their code.
#[derive(Debug)]
pub struct Liste {
    epcis: BTreeMap<String, Epci>,
    faults: Vec<(String, Problem)>,
}

impl Liste {
    /// The one that PLUS carries: overseas, and a few of the mainland.
    pub fn built_in() -> Self {
        Self::read("epci-communes.csv", BUILT_IN).unwrap_or_else(|_| Self {
            // Faultless: a test reads the file.
            epcis: BTreeMap::new(),
            faults: Vec::new(),
        })
    }

    /// Reads an open-data file.
    ///
    /// # Errors
    /// A column is missing, or the file is no table: file, line and remedy in French.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        let source = Source::new(file.to_owned(), text);
        let problems = Problems::default();
        let Some(table) = Columns::of(&source, &problems) else {
            return Err(problems.into_sorted());
        };
        let mut list = Self {
            epcis: BTreeMap::new(),
            faults: Vec::new(),
        };
        for (line, cells) in table.rows(&source) {
            list.take(&table, &source, line, &cells);
        }
        if list.epcis.is_empty() && list.faults.is_empty() {
            problems.add(
                At::start_of(file),
                "ce fichier ne nomme aucune commune",
                "donnez une ligne par commune",
            );
            return Err(problems.into_sorted());
        }
        Ok(list)
    }

    fn take(&mut self, table: &Columns, source: &Source, line: u64, cells: &[String]) {
        let cell = |name: &str| table.cell(cells, name);
        let (code, insee) = (cell("code_epci"), cell("code_insee"));
        let population = cell("population").replace([' ', '\u{a0}', '\u{202f}'], "");
        let population = population.parse::<u32>().ok();
        let faults = [
            (cells.len() < table.least(), "il manque des cases"),
            (!is_insee_code(insee), "le code INSEE n’a pas cinq signes"),
            (cell("nom").is_empty(), "la commune n’a pas de nom"),
            (population.is_none(), "la population n’est pas un nombre"),
        ];
        if let Some((_, fault)) = faults.iter().find(|(there, _)| *there) {
            let at = source.line(line);
            self.faults.push((code.to_owned(), problem(at, fault)));
            return;
        }
        let epci = self.epcis.entry(code.to_owned()).or_insert_with(|| Epci {
            row: EpciRow {
                code: code.to_owned(),
                name: cell("nom_epci").to_owned(),
            },
            communes: Vec::new(),
        });
        let postal = cell(POSTAL).split(['|', ' ']);
        epci.communes.push(CommuneRow {
            code: insee.to_owned(),
            name: cell("nom").to_owned(),
            population: population.unwrap_or_default(),
            postal_codes: postal
                .filter(|c| !c.is_empty())
                .map(str::to_owned)
                .collect(),
        });
    }

    /// An EPCI by its code; none when the list does not have it.
    ///
    /// # Errors
    /// A line of this EPCI does not read.
    pub fn find(&self, code: &str) -> Result<Option<&Epci>, Vec<Problem>> {
        let faults = self.faults.iter().filter(|(of, _)| of == code);
        let faults: Vec<Problem> = faults.map(|(_, fault)| fault.clone()).collect();
        if faults.is_empty() {
            Ok(self.epcis.get(code))
        } else {
            Err(faults)
        }
    }

    /// How many EPCIs it holds.
    pub fn len(&self) -> usize {
        self.epcis.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.epcis.is_empty()
    }

    /// Its EPCIs, by code.
    pub fn all(&self) -> impl Iterator<Item = &Epci> {
        self.epcis.values()
    }

    /// EPCIs that somebody may have meant: a code that differs by a sign or two, or a name that
    /// has all the words typed, or nearly them.
    pub fn near(&self, typed: &str) -> Vec<&EpciRow> {
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let words = words(typed);
        let mut near: Vec<(usize, &EpciRow)> = self
            .epcis
            .values()
            .filter_map(|epci| {
                let far = if digits.len() >= 6 {
                    distance(&digits, &epci.row.code)
                } else {
                    unlike(&words, &epci.row.name)?
                };
                (far <= FAR).then_some((far, &epci.row))
            })
            .collect();
        near.sort_by_key(|(far, row)| (*far, row.code.as_str()));
        near.into_iter().take(NEAR).map(|(_, row)| row).collect()
    }
}

fn problem(at: At, fault: &str) -> Problem {
    Problem {
        file: at.file,
        line: at.line,
        column: None,
        message: fault.to_owned(),
        remedy: "corrigez cette ligne".to_owned(),
    }
}

/// Where each column stands in a file.
struct Columns {
    delimiter: u8,
    places: BTreeMap<&'static str, usize>,
}

impl Columns {
    fn of(source: &Source, problems: &Problems) -> Option<Self> {
        let mut lines = source.text.lines().zip(1..);
        let header = lines.find(|(line, _)| !line.starts_with('#'));
        let (header, line) = header.unwrap_or_default();
        let semicolons = header.matches(';').count() > header.matches(',').count();
        let delimiter = if semicolons { b';' } else { b',' };
        let names: Vec<String> = header
            .split(char::from(delimiter))
            .map(|name| name.trim().trim_matches('"').to_lowercase())
            .collect();
        let place = |column: &str| names.iter().position(|name| name == column);
        for column in COLUMNS.iter().filter(|column| place(column).is_none()) {
            problems.add(
                source.line(line),
                format!("il manque la colonne « {column} »"),
                format!(
                    "nommez ainsi les colonnes, dans l’ordre que vous voulez : {}",
                    COLUMNS.join(", ")
                ),
            );
        }
        let all = COLUMNS.iter().chain(std::iter::once(&POSTAL));
        let places: BTreeMap<_, _> = all
            .filter_map(|column| Some((*column, place(column)?)))
            .collect();
        let whole = COLUMNS.iter().all(|column| places.contains_key(column));
        whole.then_some(Self { delimiter, places })
    }

    /// Cells that a row must have.
    fn least(&self) -> usize {
        let asked = COLUMNS.iter().filter_map(|column| self.places.get(column));
        asked.max().map_or(0, |last| last + 1)
    }

    fn cell<'c>(&self, cells: &'c [String], name: &str) -> &'c str {
        let at = self.places.get(name);
        at.and_then(|at| cells.get(*at)).map_or("", String::as_str)
    }

    /// Rows after the header, with their line. One that is no CSV ends the file.
    fn rows<'s>(&self, source: &'s Source) -> impl Iterator<Item = (u64, Vec<String>)> + 's {
        let reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .flexible(true)
            .delimiter(self.delimiter)
            .from_reader(source.text.as_bytes());
        reader.into_records().map_while(Result::ok).map(|record| {
            let line = record.position().map_or(1, csv::Position::line);
            let cells = record.iter().map(|cell| cell.trim().to_owned());
            (line, cells.collect())
        })
    }
}

/// Words of a text, folded.
fn words(text: &str) -> BTreeSet<String> {
    let plain = text.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c));
    let plain: String = plain.collect::<String>().to_lowercase();
    let words = plain.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| word.len() > 2)
        .map(str::to_owned)
        .collect()
}

/// How far a name is from the words typed: signs that differ, each word against its nearest.
fn unlike(typed: &BTreeSet<String>, name: &str) -> Option<usize> {
    let said = words(name);
    let nearest = |word: &String| said.iter().map(|other| distance(word, other)).min();
    let far: Option<Vec<usize>> = typed.iter().map(nearest).collect();
    let far = far.filter(|far| !far.is_empty())?;
    Some(far.into_iter().sum())
}

/// Signs to change, add or take away to make one text of the other (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let kept = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = kept.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}
