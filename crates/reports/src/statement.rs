//! A statement in words: every title, sentence and written figure of a statement,
//! once, for the PDF, the spreadsheet, the CSV and the screen.
//!
//! Nothing is counted or decided here. A figure is copied from the frozen
//! statement; a masked one arrives masked and leaves as a word.

mod behind;
mod headline;
mod lines;
mod reading;
mod sections;
mod summary;

pub use behind::{Behind, What};
pub use lines::{Line, lines};

use plus_domain::statement::{Cell, Gap, GapKind, Label, Statement, StatementKind};
use serde::Serialize;

use crate::{french, json, table, texts::Texts};

/// A statement ready to be read. Its fields are what the template of the PDF and
/// the page on screen show, in that order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct View {
    /// Language of the sentences.
    pub lang: String,
    /// Name of the product, beside its mark.
    pub mark: String,
    /// Who issues it, one line each.
    pub issuer: Vec<String>,
    /// "Relevé mensuel, octobre 2026".
    pub title: String,
    /// For whom, and what it replaces.
    pub subtitle: String,
    /// The four figures that come first.
    pub headline: Vec<Figure>,
    /// Tables, in order.
    pub sections: Vec<Section>,
    /// Other figures of the month, as sentences.
    pub facts: Notes,
    /// Tables that are absent, and why.
    pub absent: Notes,
    /// Method and definitions.
    pub reading: Notes,
    /// Foot of each page.
    pub foot: Foot,
}

/// One of the first figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// The figure as written, or the word in its place.
    pub figure: String,
    /// Whether it is a number, written large.
    pub large: bool,
    /// What it counts.
    pub name: String,
    /// A few words more.
    pub note: String,
    /// The same for a spreadsheet.
    #[serde(skip)]
    pub cell: table::Cell,
    /// What it counts; on no paper.
    #[serde(skip)]
    pub behind: Option<Behind>,
}

/// How a section is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Several columns: the month, the month before, the year.
    Summary,
    /// One column of figures and its share.
    Plain,
    /// The same with a bar in each row.
    Bars,
}

/// A titled table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Section {
    /// How it is drawn.
    pub shape: Shape,
    /// Whether it may stand beside another.
    pub narrow: bool,
    /// Its title.
    pub title: String,
    /// Its period, when it is not the month of the statement.
    pub period: Option<String>,
    /// Heads of the columns.
    pub head: Vec<String>,
    /// Its rows, the total last.
    pub rows: Vec<Row>,
    /// Remarks under it.
    pub notes: Vec<String>,
}

/// A row of a section.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Its name.
    pub label: String,
    /// Its figures.
    pub cells: Vec<Written>,
    /// Length of its bar, the longest being 1.
    pub bar: f64,
    /// Whether it is the total.
    pub total: bool,
}

/// A figure as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Written {
    /// The number, or the word in its place.
    pub text: String,
    /// Whether it is a word: "masqué", "moins de 5", or nothing known.
    pub hidden: bool,
    /// The same for a spreadsheet: a real number, or the word.
    #[serde(skip)]
    pub cell: table::Cell,
    /// What it counts; on no paper.
    #[serde(skip)]
    pub behind: Option<Behind>,
}

/// Sentences under a title.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Notes {
    /// The title.
    pub title: String,
    /// The sentences; nothing is drawn when there is none.
    pub items: Vec<Note>,
}

/// One sentence, with the word that it explains.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Note {
    /// The word, in bold.
    pub word: String,
    /// The sentence.
    pub text: String,
    /// What its figure counts; on no paper.
    #[serde(skip)]
    pub behind: Option<Behind>,
}

/// Foot of each page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Foot {
    /// When it was frozen, which version.
    pub frozen: String,
    /// The beginning of its hash.
    pub fingerprint: String,
    /// "Page {x} sur {y}"; the template fills in the two numbers.
    pub page: String,
}

/// The statement in words.
pub fn view(statement: &Statement, texts: &Texts) -> View {
    let words = Words { statement, texts };
    View {
        lang: texts.get("langue").to_owned(),
        mark: texts.get("marque").to_owned(),
        issuer: vec![texts.get("emetteur").to_owned(), statement.relay.clone()],
        title: words.title(),
        subtitle: words.subtitle(),
        headline: headline::figures(words),
        sections: sections::all(words),
        facts: reading::facts(words),
        absent: reading::absent(words),
        reading: reading::how_to_read(words),
        foot: words.foot(),
    }
}

/// A statement and the language in which it is said.
#[derive(Clone, Copy)]
struct Words<'a> {
    statement: &'a Statement,
    texts: &'a Texts,
}

impl Words<'_> {
    fn title(self) -> String {
        let month = french::month(self.statement.month);
        self.texts.fill("releve-titre", &[("mois", &month)])
    }

    fn subtitle(self) -> String {
        let partner = &self.statement.partner.name;
        let addressed = self
            .texts
            .fill("releve-destinataire", &[("partenaire", partner)]);
        let mut said = vec![addressed];
        if let StatementKind::Amendment(replaced) = &self.statement.kind {
            said.push(self.texts.fill("releve-remplace", &[("numero", replaced)]));
        }
        said.extend(self.missing());
        said.join(". ")
    }

    /// What it was frozen without.
    fn missing(self) -> Option<String> {
        let named: Vec<String> = self.statement.missing.iter().map(|g| self.gap(g)).collect();
        let gaps = named.join(", ");
        (!gaps.is_empty()).then(|| self.texts.fill("releve-manque", &[("manques", &gaps)]))
    }

    fn gap(self, gap: &Gap) -> String {
        let key = match (gap.kind, gap.count) {
            (GapKind::Machine, _) => "releve-manque-machine",
            (_, 1) => "releve-manque-demi-journee",
            _ => "releve-manque-demi-journees",
        };
        let number = french::number(gap.count.into());
        let values = [("site", gap.site.as_str()), ("nombre", number.as_str())];
        self.texts.fill(key, &values)
    }

    fn foot(self) -> Foot {
        let date = french::date(self.statement.frozen_on);
        let number = &self.statement.number;
        // The rank is the last part of the number, as `Statement::number_of` writes it.
        let version = number.rsplit('-').next().unwrap_or_default();
        let said = [("date", date.as_str()), ("version", version)];
        let frozen = match &self.statement.signer {
            None => self.texts.fill("releve-fige", &said),
            Some(key) => {
                let [date, version] = said;
                self.texts
                    .fill("releve-fige-signe", &[date, version, ("cle", key)])
            }
        };
        Foot {
            frozen,
            fingerprint: json::fingerprint(self.statement),
            page: self.texts.get("page").to_owned(),
        }
    }

    /// What a row is called.
    fn label(self, label: &Label) -> String {
        match label {
            Label::Name(name) => name.clone(),
            Label::Key(key) => self.texts.get(key).to_owned(),
            Label::WithoutDemarche(theme) => {
                self.texts.fill("releve-sans-demarche", &[("theme", theme)])
            }
        }
    }

    /// A figure, or the word in its place.
    fn written(self, cell: Cell) -> Written {
        match cell {
            Cell::Shown(count) => Written {
                text: french::number(count),
                hidden: false,
                cell: table::Cell::Count(i64::try_from(count).unwrap_or(i64::MAX)),
                behind: None,
            },
            Cell::Masked => self.word("masque"),
            Cell::LessThan(people) => {
                let people = french::number(people.into());
                Written::word(self.texts.fill("moins-de", &[("nombre", &people)]))
            }
        }
    }

    /// A word in the place of a figure.
    fn word(self, key: &str) -> Written {
        Written::word(self.texts.get(key).to_owned())
    }
}

impl Written {
    /// The same figure, with what it counts.
    fn of(self, behind: Behind) -> Self {
        Self {
            behind: Some(behind),
            ..self
        }
    }

    fn word(text: String) -> Self {
        Self {
            hidden: true,
            cell: table::Cell::Hidden(text.clone()),
            text,
            behind: None,
        }
    }

    /// A share given in tenths of a percent.
    fn share(tenths: u16) -> Self {
        Self {
            text: format!(
                "{}{}%",
                french::decimal(tenths.into()),
                french::NO_BREAK_SPACE
            ),
            hidden: false,
            cell: table::Cell::Tenths(tenths.into()),
            behind: None,
        }
    }

    /// Nothing to say, such as the share of a masked figure.
    fn blank() -> Self {
        Self {
            text: String::new(),
            hidden: false,
            cell: table::Cell::Empty,
            behind: None,
        }
    }
}
