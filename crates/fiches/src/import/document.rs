//! A whole file: head, body and related things.

use jiff::civil::Date;

use super::blocks::title;
use super::reading::{Reading, Titles};
use super::services::{notice, texts};
use super::xml::{self, Element, XmlError};
use crate::model::{
    Abbreviation, Block, Crumb, Definition, Document, DocumentKind, MenuSection, PageLink,
    Reference, SeeAlso, ServiceDetails, Warning,
};

/// Why a file gives no document. The texts go into the report as they are.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(super) enum DocumentError {
    #[error(transparent)]
    Xml(#[from] XmlError),
    #[error("élément racine « {name} » : ce n'est ni une fiche ni un service")]
    OtherRoot { name: String },
    #[error("identifiant absent ou inattendu")]
    BadId,
    #[error("titre absent")]
    NoTitle,
}

/// Reads the root element, without its meaning: see [`document`] for the rest.
pub(super) fn root(bytes: &[u8]) -> Result<Element, DocumentError> {
    let root = xml::parse(bytes)?;
    match root.name() {
        "Publication" | "ServiceComplementaire" => Ok(root),
        other => Err(DocumentError::OtherRoot {
            name: other.chars().take(60).collect(),
        }),
    }
}

/// The document of a root element. Without titles, links are taken to lead to existing pages.
pub(super) fn document(root: &Element, titles: Option<&Titles>) -> Result<Document, DocumentError> {
    let id = root
        .owned("ID")
        .filter(|id| is_id(id))
        .ok_or(DocumentError::BadId)?;
    let heading = texts(root, "dc:title").map(|title| without_carets(&title));
    let reading = Reading::new(root, titles);
    let mut document = head(root, id, heading.ok_or(DocumentError::NoTitle)?);
    let mut details = ServiceDetails {
        cerfa: all(root, "NumeroCerfa"),
        other_numbers: all(root, "AutreNumero"),
        links: Vec::new(),
        annexes: Vec::new(),
        notices: Vec::new(),
        alternatives: reading.page_links(root, "ServiceEnLigneAlternatif"),
        pivot: texts(root, "PivotLocal"),
    };
    for child in root.elements() {
        if !reading.related(child, &mut document) && !reading.detail(child, &mut details) {
            reading.block_of_body(child, &mut document);
        }
    }
    document.menu = reading.menu(root);
    if document.kind == DocumentKind::Service && !details.is_empty() {
        name_links(&mut details, &document.title);
        document.service = Some(Box::new(details));
    }
    Ok(document)
}

/// Letters, digits and hyphens, starting with a letter, at most twenty.
pub(super) fn is_id(id: &str) -> bool {
    id.len() <= 20
        && id.starts_with(|c: char| c.is_ascii_uppercase())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// A link of a service has no words of its own: it reads as the service.
fn name_links(details: &mut ServiceDetails, title: &str) {
    for link in &mut details.links {
        title.clone_into(&mut link.title);
    }
}

fn head(root: &Element, id: String, title: String) -> Document {
    let label = root.owned("type").unwrap_or_default();
    let themes = root.named("Theme").filter_map(|theme| theme.owned("ID"));
    let breadcrumb = breadcrumb(root);
    Document {
        kind: kind(root, &label),
        title,
        label,
        over_title: texts(root, "SurTitre").unwrap_or_default(),
        description: without_carets(&texts(root, "dc:description").unwrap_or_default()),
        subject: texts(root, "dc:subject").unwrap_or_default(),
        coverage: texts(root, "dc:coverage").unwrap_or_default(),
        updated: texts(root, "dc:date").and_then(|text| date(&text)),
        important_change: root
            .attribute("dateDerniereModificationImportante")
            .and_then(date),
        being_revised: root.attribute("statut") == Some("enCoursDeMiseAJour"),
        official_url: root.attribute("spUrl").and_then(super::inlines::safe_url),
        audiences: all(root, "Audience"),
        targets: all(root, "Cible"),
        theme: themes.into_iter().next(),
        parents: parents(root, &breadcrumb, &id),
        breadcrumb,
        id,
        warnings: Vec::new(),
        introduction: Vec::new(),
        body: Vec::new(),
        service: None,
        menu: Vec::new(),
        services: Vec::new(),
        offices: Vec::new(),
        references: Vec::new(),
        learn_more: Vec::new(),
        questions: Vec::new(),
        how_to: Vec::new(),
        guided: Vec::new(),
        see_also: Vec::new(),
        fiches: Vec::new(),
        partners: Vec::new(),
        definitions: Vec::new(),
        abbreviations: Vec::new(),
    }
}

fn kind(root: &Element, label: &str) -> DocumentKind {
    match (root.name(), label) {
        ("ServiceComplementaire", _) => DocumentKind::Service,
        (_, "Theme" | "Thème") => DocumentKind::Theme,
        (_, "Dossier") => DocumentKind::Dossier,
        (_, "Recherche guidée") => DocumentKind::GuidedSearch,
        _ => DocumentKind::Fiche,
    }
}

fn breadcrumb(root: &Element) -> Vec<Crumb> {
    let levels = root
        .named("FilDAriane")
        .flat_map(|trail| trail.named("Niveau"));
    levels
        .filter_map(|level| {
            Some(Crumb {
                id: level.owned("ID")?,
                title: level.text(),
            })
        })
        .collect()
}

/// Where the document hangs: its dossier, what it says it is part of, the levels above it.
fn parents(root: &Element, breadcrumb: &[Crumb], id: &str) -> Vec<String> {
    let part_of = root.named("dc:relation").filter_map(|relation| {
        relation
            .text()
            .strip_prefix("isPartOf ")
            .map(|parent| parent.trim().to_owned())
    });
    let dossiers = root
        .elements()
        .filter(|child| matches!(child.name(), "DossierPere" | "Dossier"))
        .filter_map(|dossier| dossier.owned("ID"));
    let above = breadcrumb.iter().rev().map(|level| level.id.clone());
    let mut parents: Vec<String> = Vec::new();
    for parent in dossiers.chain(part_of).chain(above) {
        let is_page = parent.starts_with(|c: char| c.is_ascii_uppercase()) && is_id(&parent);
        let numbered = parent.ends_with(|c: char| c.is_ascii_digit());
        if is_page && numbered && parent != id && !parents.contains(&parent) {
            parents.push(parent);
        }
    }
    parents
}

impl Reading<'_> {
    /// Takes a child of the root that stands around the body. False: it is something else.
    fn related(&self, child: &Element, document: &mut Document) -> bool {
        match child.name() {
            "ServiceEnLigne" => document.services.push(self.service(child)),
            "OuSAdresser" | "OuSAdresserSupport" => document.offices.push(self.office(child)),
            "Reference" => document.references.push(self.reference(child)),
            "PourEnSavoirPlus" => document.learn_more.push(self.web_link(child)),
            "Partenaire" => document.partners.push(self.web_link(child)),
            "QuestionReponse" => document.questions.extend(self.page_link(child)),
            "CommentFaireSi" => document.how_to.extend(self.page_link(child)),
            "RechercheGuidee" => document.guided.extend(self.page_link(child)),
            "FicheLiee" => document.fiches.extend(self.page_link(child)),
            "VoirAussi" => document.see_also.push(self.see_also(child)),
            "Avertissement" => document.warnings.push(self.warning(child)),
            "Definition" => document.definitions.push(self.definition(child)),
            "Abreviation" => document.abbreviations.extend(abbreviation(child)),
            // Read by `head` or `menu`, or silent by decision.
            "Audience" | "Cible" | "SurTitre" | "FilDAriane" | "dc:title" | "dc:subject"
            | "dc:description" | "dc:coverage" | "dc:date" | "Fiche" | "Dossier"
            | "SousDossier" | "SousTheme" => {}
            name if super::elements::is_silent(name) => {}
            _ => return false,
        }
        true
    }

    /// Takes a child of the root that describes a service. False: it is something else.
    fn detail(&self, child: &Element, details: &mut ServiceDetails) -> bool {
        match child.name() {
            "LienWeb" => details.links.push(self.web_link(child)),
            "ServiceEnLigneAnnexe" => details.annexes.push(self.annex(child)),
            "NoticeLiee" => details.notices.push(notice(child)),
            "NumeroCerfa" | "AutreNumero" | "ServiceEnLigneAlternatif" => {}
            _ => return false,
        }
        true
    }

    /// Whatever else stands at the root is body, known or not.
    fn block_of_body(&self, child: &Element, document: &mut Document) {
        let mut blocks: Vec<Block> = Vec::new();
        self.block(child, &mut blocks);
        if child.name() == "Introduction" {
            document.introduction.append(&mut blocks);
        } else {
            document.body.append(&mut blocks);
        }
    }

    fn reference(&self, element: &Element) -> Reference {
        let link = self.web_link(element);
        Reference {
            title: link.title,
            url: link.url,
            complement: texts(element, "Complement"),
            source: link.source,
            file: link.file,
            condition: link.condition,
        }
    }

    fn see_also(&self, element: &Element) -> SeeAlso {
        let entries = element
            .elements()
            .filter_map(|child| self.page_link(child))
            .collect();
        SeeAlso {
            important: element.attribute("important") == Some("oui"),
            entries,
        }
    }

    fn warning(&self, element: &Element) -> Warning {
        Warning {
            title: title(element).unwrap_or_default(),
            date: element.attribute("date").and_then(date),
            blocks: self.blocks(element, &["Titre"]),
        }
    }

    fn definition(&self, element: &Element) -> Definition {
        Definition {
            id: element.owned("ID").unwrap_or_default(),
            title: title(element).unwrap_or_default(),
            blocks: self.blocks(element, &["Titre", "Reference"]),
            references: element
                .named("Reference")
                .map(|it| self.reference(it))
                .collect(),
        }
    }

    /// Contents of a theme or dossier: entries directly under it, then its titled parts.
    fn menu(&self, root: &Element) -> Vec<MenuSection> {
        let is_entry = |child: &&Element| matches!(child.name(), "Fiche" | "Dossier");
        let entries_of = |parent: &Element| -> Vec<PageLink> {
            parent
                .elements()
                .filter(is_entry)
                .filter_map(|it| self.page_link(it))
                .collect()
        };
        let direct = MenuSection {
            title: None,
            entries: entries_of(root),
        };
        let parts = root
            .elements()
            .filter(|child| matches!(child.name(), "SousDossier" | "SousTheme"))
            .map(|part| MenuSection {
                title: title(part),
                entries: entries_of(part),
            });
        std::iter::once(direct)
            .chain(parts)
            .filter(|it| !it.entries.is_empty())
            .collect()
    }
}

fn abbreviation(element: &Element) -> Option<Abbreviation> {
    Some(Abbreviation {
        id: element.owned("ID")?,
        short: title(element)?,
        long: texts(element, "Texte").unwrap_or_default(),
    })
}

/// Texts of the children of one name, each apart.
fn all(element: &Element, name: &str) -> Vec<String> {
    element.named(name).filter_map(Element::text_opt).collect()
}

/// « modified 2020-10-29 », « 2020-01-01T00:00:00 » → the day.
fn date(text: &str) -> Option<Date> {
    let text = text.trim().trim_start_matches("modified").trim();
    text.get(..10)?.parse().ok()
}

/// Descriptions write raised text with a caret: « 1^er janvier ».
fn without_carets(text: &str) -> String {
    text.replace('^', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_lose_their_word_and_their_time() {
        let day = jiff::civil::date(2020, 10, 29);
        assert_eq!(date("modified 2020-10-29"), Some(day));
        assert_eq!(date("2020-10-29T00:00:00"), Some(day));
        assert_eq!(date("modified 29/10/2020"), None);
        assert_eq!(date("modifié é"), None);
    }

    #[test]
    fn identifiers_are_checked_before_they_become_file_names() {
        assert!(is_id("F1050"));
        assert!(is_id("N530-1"));
        for wrong in ["", "f1", "../F1", "F 1", "F1/2", "F1234567890123456789012"] {
            assert!(!is_id(wrong), "{wrong}");
        }
    }
}
