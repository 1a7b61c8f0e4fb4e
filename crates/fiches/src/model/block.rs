//! Blocks and inlines: the tree that a template renders recursively.
//!
//! Titles are plain text; only running text carries inlines. Element names of the co-marquage
//! schema are given in brackets, so that a reader of the official documentation finds his way.

use serde::{Deserialize, Serialize};

use super::{Condition, Guide, Office, Service, WebLink};

/// One block of a fiche, from top to bottom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// Running text [`Paragraphe`].
    Paragraph(Vec<Inline>),
    /// Bulleted or numbered list [`Liste`].
    List(List),
    /// Table, possibly with merged cells [`Tableau`].
    Table(Table),
    /// Titled part [`Chapitre`, `SousChapitre`].
    Section(Section),
    /// Alternatives of which one concerns the reader [`BlocCas`, `ListeSituations`].
    Cases(Cases),
    /// Boxed remark [`ANoter`, `ASavoir`, `Attention`, `Rappel`, `Aide`].
    Callout(Callout),
    /// Online service, form or letter to fill in [`ServiceEnLigne`].
    Service(Box<Service>),
    /// Where to go or whom to call [`OuSAdresser`].
    Office(Box<Office>),
    /// Picture; packs hold no image file, its words stand in for it [`Image`, `Illustration`].
    Picture(Box<Picture>),
    /// Blocks that share a condition [`FragmentConditionne`, `ContenuIllustre`].
    Group(Group),
    /// Commented link to another site [`LienExterneCommente`].
    Resource(Box<WebLink>),
    /// Question-by-question guide [`Problematiques`, `Questionnaire`].
    Guide(Box<Guide>),
}

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inline {
    /// Words. No-break spaces are kept as published; other white space is one space.
    Text(String),
    /// Strong emphasis [`MiseEnEvidence`].
    Strong(Vec<Inline>),
    /// Set expression or name of a thing [`Expression`].
    Term(Vec<Inline>),
    /// Words to be quoted as they are [`Citation`].
    Quote(Vec<Inline>),
    /// Amount, delay, threshold: must not break across lines [`Valeur`].
    Value(Vec<Inline>),
    /// Blank to fill in, in a letter template [`Variable`].
    Blank(Vec<Inline>),
    /// Raised text [`Exposant`].
    Superscript(Vec<Inline>),
    /// Lowered text [`Indice`].
    Subscript(Vec<Inline>),
    /// Words in another language [`TermeEtranger`].
    Foreign {
        /// Language code such as `en`, absent when the source gives none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<String>,
        /// The words.
        text: Vec<Inline>,
    },
    /// Link [`LienInterne`, `LienExterne`, `LienIntra` to a chapter]. Its text is never empty.
    Link {
        /// Where it leads.
        target: LinkTarget,
        /// What is read.
        text: Vec<Inline>,
    },
    /// Word explained in the document's glossary [`LienIntra`].
    Definition {
        /// Identifier of a [`Definition`](super::Definition) of the same document.
        id: String,
        /// The word, as it stands in the sentence.
        text: Vec<Inline>,
    },
    /// Abbreviation with its long form [`LienInterne` of type Sigle or Acronyme].
    Abbreviation {
        /// The abbreviation, as it stands in the sentence.
        text: String,
        /// Its long form, to be shown as a tooltip and spoken.
        expansion: String,
    },
    /// Picture inside a paragraph [`Image`].
    Picture(Box<Picture>),
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkTarget {
    /// Another document of the same pack.
    Page(String),
    /// A part of the same document, by the identifier of its section.
    Anchor(String),
    /// A page of the official site that the pack does not hold (other audiences, mostly):
    /// a screen without network may hide it.
    Official(String),
    /// Another site. Only `http`, `https`, `mailto` and `tel` addresses get here.
    Web(String),
}

/// A list [`Liste`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct List {
    /// Numbered (`numero`) rather than bulleted (`puce`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ordered: bool,
    /// Its items.
    pub items: Vec<Item>,
}

/// An item of a list [`Item`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// When it applies; absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// Paragraphs and nested lists.
    pub blocks: Vec<Block>,
}

/// A table [`Tableau`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Caption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What the table says, for those who cannot see it [`Resume`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub summary: Vec<Block>,
    /// Rows, header rows included, in the order of the page.
    pub rows: Vec<Row>,
}

/// A row of a table [`Rangée`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Every cell of the row is a column header.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub header: bool,
    /// Its cells; a column covered by a cell merged from above has none here, as in HTML.
    pub cells: Vec<Cell>,
}

/// A cell of a table [`Cellule`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// The cell is the header of its row: it stands in a column of type `header`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub header: bool,
    /// Columns covered, 1 or more (`fusionHorizontale`).
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub columns: u16,
    /// Rows covered, 1 or more (`fusionVerticale`).
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub rows: u16,
    /// Content.
    pub blocks: Vec<Block>,
}

const fn one() -> u16 {
    1
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
const fn is_one(span: &u16) -> bool {
    *span == 1
}

/// A titled part of a document [`Chapitre`, `SousChapitre`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Section {
    /// Identifier that links of the same document may name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Heading; a few chapters have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Heading to use when the answers of the simulator are not known [`TitreAlternatif`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternative_title: Option<String>,
    /// What the source stresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emphasis: Option<Emphasis>,
    /// When it applies; absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// Content.
    pub blocks: Vec<Block>,
}

/// What the source stresses about a section (`type` of a `Chapitre`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Emphasis {
    /// Papers to provide (`pieces`).
    Papers,
    /// Important (`important`).
    Important,
}

/// Alternatives of which one concerns the reader.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cases {
    /// How the official site shows them. Nested up to five deep: tabs in tabs do not work.
    pub display: CaseDisplay,
    /// The cases are ways of doing the same thing: online, by post, on the spot (`modalite`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ways: bool,
    /// The cases, in order.
    pub cases: Vec<Case>,
}

/// How the official site shows alternatives (`affichage`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseDisplay {
    /// Tabs (`onglet`).
    Tabs,
    /// Choose one (`radio`).
    Choice,
    /// One after the other (`sequentiel`).
    Sequence,
}

/// One of several cases [`Cas`, `Situation`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// What the case is: « Véhicule immatriculé en France ».
    pub title: String,
    /// The way of doing it, where the source tells (`type`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// When it applies; absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// Content, introduction first.
    pub blocks: Vec<Block>,
}

/// A way of doing a procedure (`type` of a `Cas`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// On the spot (`surPlace`).
    OnSite,
    /// Online (`enLigne`).
    Online,
    /// By post (`parCorres`).
    Post,
}

/// A boxed remark.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Callout {
    /// Which kind of box.
    pub kind: CalloutKind,
    /// Its heading as published (« À noter »), often the name of the kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Content.
    pub blocks: Vec<Block>,
}

/// The kinds of box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalloutKind {
    /// [`ANoter`]
    Note,
    /// [`ASavoir`]
    Know,
    /// [`Attention`]
    Caution,
    /// [`Rappel`]
    Reminder,
    /// [`Aide`], beside a question of a guide
    Help,
}

/// Blocks under one condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// When they apply; absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// Content.
    pub blocks: Vec<Block>,
}

/// A picture. The image file itself is not in the pack: show or speak its words.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Picture {
    /// Name of the official image file, such as `I1892.png`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
    /// Replacement text [`TexteDeRemplacement`]; empty: decorative.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub alternative: String,
    /// Caption [`Legende`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub caption: String,
    /// Long description [`Description`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub description: Vec<Block>,
    /// Whom to credit [`Credits`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub credits: String,
}
