//! The document: head, body and related things.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Answers, Block, Condition, FileInfo, Office, Service, WebLink};

/// One official file: fiche (`F…`), theme or dossier (`N…`), service or form (`R…`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Identifier, such as `F1050`.
    pub id: String,
    /// What it is for the reader.
    pub kind: DocumentKind,
    /// Exact type as published, such as « Fiche Question-réponse ».
    pub label: String,
    /// Title.
    pub title: String,
    /// Kind as shown above the title, such as « Fiche pratique » [`SurTitre`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub over_title: String,
    /// One or two sentences that sum it up [`dc:description`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Subject as published, such as « Transports » [`dc:subject`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subject: String,
    /// Where it applies, such as « France entière » [`dc:coverage`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub coverage: String,
    /// Day of the last modification: the date to show beside the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<Date>,
    /// Day of the last modification that changed a right or a duty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub important_change: Option<Date>,
    /// The publisher says that it is being revised (`statut`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub being_revised: bool,
    /// Page of the official site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub official_url: Option<String>,
    /// For whom: « Particuliers », « Professionnels », « Associations ».
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audiences: Vec<String>,
    /// Kind of person concerned, such as « Automobiliste » [`Cible`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<String>,
    /// From the home page down to this document, itself last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breadcrumb: Vec<Crumb>,
    /// Identifier of the first theme it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// Identifiers of the dossier (or theme) it belongs to, nearest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<String>,
    /// Temporary warnings, to be shown first [`Avertissement`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
    /// Introduction.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub introduction: Vec<Block>,
    /// Body.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub body: Vec<Block>,
    /// The service itself, when the document describes one (kind `Service`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Box<ServiceDetails>>,
    /// Contents of a theme or dossier.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub menu: Vec<MenuSection>,
    /// Services and forms of the whole document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<Service>,
    /// Where to go.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offices: Vec<Office>,
    /// Legal texts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
    /// Practical information on other sites [`PourEnSavoirPlus`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub learn_more: Vec<WebLink>,
    /// Questions answered by other fiches [`QuestionReponse`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<PageLink>,
    /// « Comment faire si… » guides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub how_to: Vec<PageLink>,
    /// Guided searches that lead here [`RechercheGuidee`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guided: Vec<PageLink>,
    /// Groups of related documents [`VoirAussi`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub see_also: Vec<SeeAlso>,
    /// Fiches that speak of this service [`FicheLiee`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fiches: Vec<PageLink>,
    /// Partners of a dossier [`Partenaire`]; the source gives an address and no name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partners: Vec<WebLink>,
    /// Words explained.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub definitions: Vec<Definition>,
    /// Abbreviations spelled out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub abbreviations: Vec<Abbreviation>,
}

impl Document {
    /// Every kind of local office that it names, wherever it does.
    pub fn pivots(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        // What a pack holds can always be written as JSON.
        if let Ok(written) = serde_json::to_value(self) {
            note_pivots(&written, &mut found);
        }
        found
    }
}

fn note_pivots(value: &serde_json::Value, found: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                if let Some(pivot) = value.as_str().filter(|_| name == "pivot") {
                    found.insert(pivot.to_owned());
                } else {
                    note_pivots(value, found);
                }
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| note_pivots(item, found)),
        _ => {}
    }
}

/// What a document is for the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentKind {
    /// One of the ten or so themes.
    Theme,
    /// A dossier: a menu of fiches on one subject.
    Dossier,
    /// A fiche.
    Fiche,
    /// A guided search: an internal questionnaire, never listed as a result.
    GuidedSearch,
    /// An online service, a form, a letter template, a simulator.
    Service,
}

impl DocumentKind {
    /// Code used in addresses, files and the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Theme => "theme",
            Self::Dossier => "dossier",
            Self::Fiche => "fiche",
            Self::GuidedSearch => "guided-search",
            Self::Service => "service",
        }
    }

    /// Whether search results and menus may list it. Services are reached through fiches.
    pub const fn is_listed(self) -> bool {
        matches!(self, Self::Dossier | Self::Fiche)
    }
}

/// A level of the breadcrumb [`Niveau`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crumb {
    /// Identifier; not always a document (« Particuliers »).
    pub id: String,
    /// What is read.
    pub title: String,
}

/// A link to another document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageLink {
    /// Identifier of the document; see [`PageLink::official_url`] when the pack lacks it.
    pub id: String,
    /// What is read.
    pub title: String,
    /// Address on the official site when the pack does not hold the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub official_url: Option<String>,
    /// Title of the dossier or theme it belongs to, where the source tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
}

/// A part of the menu of a theme or dossier [`SousTheme`, `SousDossier`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuSection {
    /// Heading; entries that stand directly under the theme or dossier have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Documents.
    pub entries: Vec<PageLink>,
}

/// A group of related documents [`VoirAussi`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeeAlso {
    /// The source stresses it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub important: bool,
    /// Documents.
    pub entries: Vec<PageLink>,
}

/// A temporary warning at the head of a document [`Avertissement`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Warning {
    /// Heading.
    pub title: String,
    /// Day it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// Content.
    pub blocks: Vec<Block>,
}

/// A legal text [`Reference`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    /// Name of the text.
    pub title: String,
    /// Address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What it says here [`Complement`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complement: Option<String>,
    /// Who publishes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Format and size of the file behind the address.
    #[serde(default)]
    pub file: FileInfo,
    /// When it applies; absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
}

/// A word explained [`Definition`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Definition {
    /// Identifier named by [`Inline::Definition`](super::Inline::Definition).
    pub id: String,
    /// The word.
    pub title: String,
    /// What it means.
    pub blocks: Vec<Block>,
    /// Legal texts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
}

/// An abbreviation spelled out [`Abreviation`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Abbreviation {
    /// Identifier as published.
    pub id: String,
    /// Short form.
    pub short: String,
    /// Long form.
    pub long: String,
}

/// What a document of kind `Service` offers, beside its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceDetails {
    /// Numbers of official forms [`NumeroCerfa`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cerfa: Vec<String>,
    /// Other numbers [`AutreNumero`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_numbers: Vec<String>,
    /// Where to do it or get it [`LienWeb`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<WebLink>,
    /// Forms to join.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub annexes: Vec<super::Annex>,
    /// Instructions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<super::Notice>,
    /// Other ways of doing the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<PageLink>,
    /// Kind of local office that offers it, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pivot: Option<String>,
}

impl ServiceDetails {
    /// Whether the source gave nothing at all.
    pub fn is_empty(&self) -> bool {
        self.cerfa.is_empty()
            && self.other_numbers.is_empty()
            && self.links.is_empty()
            && self.annexes.is_empty()
            && self.notices.is_empty()
            && self.alternatives.is_empty()
            && self.pivot.is_none()
    }
}

impl Document {
    /// The document as it reads under the answers given so far: what is certainly false is
    /// gone, everything else stays.
    #[must_use]
    pub fn under(&self, answers: &Answers) -> Self {
        let mut document = self.clone();
        prune(&mut document.introduction, answers);
        prune(&mut document.body, answers);
        let shows =
            |condition: &Option<Condition>| condition.as_ref().is_none_or(|it| it.shows(answers));
        document
            .services
            .retain(|service| shows(&service.condition));
        document
            .references
            .retain(|reference| shows(&reference.condition));
        document.learn_more.retain(|link| shows(&link.condition));
        document
    }
}

/// Removes the blocks that are certainly not for this reader.
fn prune(blocks: &mut Vec<Block>, answers: &Answers) {
    blocks.retain(|block| block.condition().is_none_or(|it| it.shows(answers)));
    for block in blocks {
        match block {
            Block::Section(section) => prune(&mut section.blocks, answers),
            Block::Group(group) => prune(&mut group.blocks, answers),
            Block::Callout(callout) => prune(&mut callout.blocks, answers),
            Block::Cases(cases) => {
                let shows =
                    |case: &super::Case| case.condition.as_ref().is_none_or(|it| it.shows(answers));
                cases.cases.retain(shows);
                cases
                    .cases
                    .iter_mut()
                    .for_each(|case| prune(&mut case.blocks, answers));
            }
            Block::List(list) => {
                let shows =
                    |item: &super::Item| item.condition.as_ref().is_none_or(|it| it.shows(answers));
                list.items.retain(shows);
                list.items
                    .iter_mut()
                    .for_each(|item| prune(&mut item.blocks, answers));
            }
            _ => {}
        }
    }
}

impl Block {
    /// When the block applies, if the source says so.
    pub const fn condition(&self) -> Option<&Condition> {
        match self {
            Self::Section(section) => section.condition.as_ref(),
            Self::Group(group) => group.condition.as_ref(),
            Self::Service(service) => service.condition.as_ref(),
            Self::Resource(link) => link.condition.as_ref(),
            _ => None,
        }
    }
}
