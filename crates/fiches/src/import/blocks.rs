//! Blocks: from the elements of a body to paragraphs, lists, tables, sections, cases, boxes.
//!
//! Each container takes the children it knows by name and hands the rest to [`Reading::blocks`],
//! which loses nothing: stray text and inline elements become a paragraph, an element that is
//! unknown or out of place gives its children.

use super::elements;
use super::inlines::Run;
use super::reading::Reading;
use super::xml::{Element, Node};
use crate::model::{
    Block, Callout, CalloutKind, Case, CaseDisplay, Cases, Cell, Channel, Condition, Emphasis,
    Group, Item, List, Picture, Row, Section, Table,
};

impl Reading<'_> {
    /// Blocks of an element, but for the children that its caller has taken by name.
    pub(super) fn blocks(&self, element: &Element, taken: &[&str]) -> Vec<Block> {
        let mut out = Vec::new();
        let mut run = Run::default();
        for node in &element.children {
            match node {
                Node::Element(child) if taken.contains(&child.name()) => {}
                Node::Element(child) if !elements::is_inline(child.name()) => {
                    flush(&mut run, &mut out);
                    self.block(child, &mut out);
                }
                Node::Text(text) if text.trim_ascii().is_empty() && run.is_empty() => {}
                inline => run.node(self, inline),
            }
        }
        flush(&mut run, &mut out);
        out
    }

    /// One element that is not inline.
    pub(super) fn block(&self, element: &Element, out: &mut Vec<Block>) {
        if elements::is_silent(element.name()) {
            return;
        }
        let block = match element.name() {
            "Condition" => return,
            "Paragraphe" if !holds_blocks(element) => {
                let inlines = self.inlines(element);
                if inlines.is_empty() {
                    return;
                }
                Block::Paragraph(inlines)
            }
            "Liste" => Block::List(self.list(element)),
            "Tableau" => Block::Table(self.table(element)),
            "Chapitre" | "SousChapitre" => Block::Section(self.section(element)),
            "BlocCas" | "ListeSituations" => Block::Cases(self.cases(element)),
            "ANoter" => Block::Callout(self.callout(CalloutKind::Note, element)),
            "ASavoir" => Block::Callout(self.callout(CalloutKind::Know, element)),
            "Attention" => Block::Callout(self.callout(CalloutKind::Caution, element)),
            "Rappel" => Block::Callout(self.callout(CalloutKind::Reminder, element)),
            "Aide" => Block::Callout(self.callout(CalloutKind::Help, element)),
            "ServiceEnLigne" => Block::Service(Box::new(self.service(element))),
            "OuSAdresser" | "OuSAdresserSupport" => Block::Office(Box::new(self.office(element))),
            "Image" | "Illustration" => Block::Picture(Box::new(self.picture(element))),
            "FragmentConditionne" | "ContenuIllustre" => Block::Group(Group {
                condition: condition(element),
                blocks: self.blocks(element, &[]),
            }),
            "LienExterneCommente" => Block::Resource(Box::new(self.commented_link(element))),
            "Problematiques" | "Questionnaire" => Block::Guide(Box::new(self.guide(element))),
            // `Texte`, `Introduction`, `Contenu`… and whatever is unknown or out of place.
            _ => return out.extend(self.blocks(element, &[])),
        };
        out.push(block);
    }

    fn list(&self, element: &Element) -> List {
        let mut items = Vec::new();
        for child in element.elements() {
            let item = Item {
                condition: condition(child),
                blocks: self.item(child),
            };
            items.push(item);
        }
        List {
            ordered: element.attribute("type") == Some("numero"),
            items,
        }
    }

    /// Content of an [`Item`]; of anything else that stands in a list, the thing itself.
    fn item(&self, element: &Element) -> Vec<Block> {
        if element.name() == "Item" {
            return self.blocks(element, &[]);
        }
        let mut out = Vec::new();
        self.block(element, &mut out);
        out
    }

    fn table(&self, element: &Element) -> Table {
        let header_columns: Vec<bool> = element
            .named("Colonne")
            .map(|column| column.attribute("type") == Some("header"))
            .collect();
        let mut covered = vec![0; header_columns.len()];
        let mut rows = Vec::new();
        for child in element.elements() {
            match child.name() {
                "Titre" | "Resume" | "Colonne" => {}
                "Rangée" => rows.push(self.row(child, &header_columns, &mut covered)),
                _ => rows.push(Row {
                    header: false,
                    cells: vec![self.cell(child)],
                }),
            }
        }
        Table {
            title: title(element),
            summary: element
                .named("Resume")
                .flat_map(|it| self.blocks(it, &[]))
                .collect(),
            rows,
        }
    }

    /// A row. `covered` holds, for each column, how many rows below are taken by a cell merged
    /// downwards, so that each cell is known by its true column.
    fn row(&self, element: &Element, header_columns: &[bool], covered: &mut Vec<u16>) -> Row {
        let header = element.attribute("type") == Some("header");
        let mut column = 0;
        let mut cells = Vec::new();
        for child in element.elements() {
            while covered.get(column).is_some_and(|rows| *rows > 0) {
                covered[column] -= 1;
                column += 1;
            }
            let mut cell = self.cell(child);
            cell.header = !header && header_columns.get(column).copied().unwrap_or(false);
            let width = usize::from(cell.columns);
            covered.resize(covered.len().max(column + width), 0);
            covered[column..column + width].fill(cell.rows - 1);
            column += width;
            cells.push(cell);
        }
        for rows in covered.iter_mut().skip(column) {
            *rows = rows.saturating_sub(1);
        }
        Row { header, cells }
    }

    fn cell(&self, element: &Element) -> Cell {
        Cell {
            header: false,
            columns: span(element, "fusionHorizontale"),
            rows: span(element, "fusionVerticale"),
            blocks: self.blocks(element, &[]),
        }
    }

    fn section(&self, element: &Element) -> Section {
        Section {
            id: element.owned("ID"),
            title: title(element),
            alternative_title: element.first("TitreAlternatif").and_then(Element::text_opt),
            emphasis: match element.attribute("type") {
                Some("pieces") => Some(Emphasis::Papers),
                Some("important") => Some(Emphasis::Important),
                _ => None,
            },
            condition: condition(element),
            blocks: self.blocks(element, &["Titre", "TitreAlternatif"]),
        }
    }

    fn cases(&self, element: &Element) -> Cases {
        let display = match element.attribute("affichage") {
            Some("radio") => CaseDisplay::Choice,
            Some("sequentiel") => CaseDisplay::Sequence,
            _ => CaseDisplay::Tabs,
        };
        Cases {
            display,
            ways: element.attribute("type") == Some("modalite"),
            cases: element.elements().map(|child| self.case(child)).collect(),
        }
    }

    fn case(&self, element: &Element) -> Case {
        Case {
            title: title(element).unwrap_or_default(),
            channel: match element.attribute("type") {
                Some("surPlace") => Some(Channel::OnSite),
                Some("enLigne") => Some(Channel::Online),
                Some("parCorres") => Some(Channel::Post),
                _ => None,
            },
            condition: condition(element),
            blocks: self.blocks(element, &["Titre"]),
        }
    }

    fn callout(&self, kind: CalloutKind, element: &Element) -> Callout {
        Callout {
            kind,
            title: title(element),
            blocks: self.blocks(element, &["Titre"]),
        }
    }

    /// A picture: the words that stand in for it.
    pub(super) fn picture(&self, element: &Element) -> Picture {
        let text = |name| element.first(name).map(Element::text).unwrap_or_default();
        let taken = ["TexteDeRemplacement", "Legende", "Credits"];
        Picture {
            file: element.owned("LienPublication").unwrap_or_default(),
            alternative: text("TexteDeRemplacement"),
            caption: text("Legende"),
            description: self.blocks(element, &taken),
            credits: text("Credits"),
        }
    }
}

/// Ends the paragraph being put together, if any.
fn flush(run: &mut Run, out: &mut Vec<Block>) {
    let inlines = std::mem::take(run).finish();
    if !inlines.is_empty() {
        out.push(Block::Paragraph(inlines));
    }
}

/// Whether a paragraph holds something that cannot stand inside running text.
fn holds_blocks(element: &Element) -> bool {
    element.elements().any(|child| {
        matches!(
            child.name(),
            "Liste" | "Tableau" | "BlocCas" | "ServiceEnLigne" | "OuSAdresser" | "Chapitre"
        )
    })
}

/// Title of an element.
pub(super) fn title(element: &Element) -> Option<String> {
    let titles: Vec<String> = element
        .named("Titre")
        .filter_map(Element::text_opt)
        .collect();
    Some(titles.join(" ")).filter(|title| !title.is_empty())
}

/// Rows or columns covered by a cell, within what HTML accepts.
fn span(element: &Element, attribute: &str) -> u16 {
    let declared = element
        .attribute(attribute)
        .and_then(|value| value.parse::<u16>().ok());
    declared.unwrap_or(1).clamp(1, 1_000)
}

/// The condition of an element, if it has one.
pub(super) fn condition(element: &Element) -> Option<Condition> {
    let mut parts = element
        .named("Condition")
        .flat_map(Element::elements)
        .map(test);
    let first = parts.next()?;
    let rest: Vec<Condition> = parts.collect();
    if rest.is_empty() {
        return Some(first);
    }
    Some(Condition::All(std::iter::once(first).chain(rest).collect()))
}

fn test(element: &Element) -> Condition {
    let variable = element.attribute("var").map(str::to_owned);
    match (element.name(), variable) {
        ("estVrai", Some(variable)) => Condition::IsTrue(variable),
        ("estIndefini", Some(variable)) => Condition::IsUnset(variable),
        ("ou", _) => Condition::Any(element.elements().map(test).collect()),
        ("et", _) => Condition::All(element.elements().map(test).collect()),
        _ => Condition::Unsupported,
    }
}
