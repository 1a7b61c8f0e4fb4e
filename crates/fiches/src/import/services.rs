//! Services, forms, offices, links to other sites and guides.

use super::blocks::{condition, title};
use super::inlines::{host, safe_url};
use super::reading::Reading;
use super::xml::Element;
use crate::model::{
    Annex, Branch, Choice, Effect, FileInfo, Guide, Notice, Office, PageLink, Question, Service,
    WebLink,
};

impl Reading<'_> {
    /// [`ServiceEnLigne`]
    pub(super) fn service(&self, element: &Element) -> Service {
        let taken = [
            "Titre",
            "Source",
            "ServiceEnLigneAnnexe",
            "NoticeLiee",
            "ServiceEnLigneAlternatif",
        ];
        Service {
            id: element.owned("ID"),
            kind: element.owned("type").unwrap_or_default(),
            title: title(element).unwrap_or_default(),
            url: url(element),
            cerfa: element.owned("numerocerfa"),
            other_number: element.owned("autrenumero"),
            file: file(element),
            comment: element.owned("commentaireLien"),
            source: texts(element, "Source"),
            pivot: texts(element, "PivotLocal"),
            condition: condition(element),
            annexes: element
                .named("ServiceEnLigneAnnexe")
                .map(|it| self.annex(it))
                .collect(),
            notices: element.named("NoticeLiee").map(notice).collect(),
            alternatives: self.page_links(element, "ServiceEnLigneAlternatif"),
            blocks: self.blocks(element, &taken),
        }
    }

    /// [`ServiceEnLigneAnnexe`]
    pub(super) fn annex(&self, element: &Element) -> Annex {
        let link = element.first("LienWeb");
        Annex {
            kind: element.owned("type").unwrap_or_default(),
            title: title(element).unwrap_or_default(),
            cerfa: element.owned("numerocerfa"),
            url: link.and_then(url),
            file: link.map(file).unwrap_or_default(),
            notices: element.named("NoticeLiee").map(notice).collect(),
            blocks: self.blocks(element, &["Titre", "NoticeLiee"]),
        }
    }

    /// [`OuSAdresser`], [`OuSAdresserSupport`]
    pub(super) fn office(&self, element: &Element) -> Office {
        Office {
            id: element.owned("ID"),
            kind: element.owned("type").unwrap_or_default(),
            title: title(element).unwrap_or_default(),
            pivot: texts(element, "PivotLocal"),
            urls: element.named("RessourceWeb").filter_map(url).collect(),
            complement: texts(element, "Complement"),
            source: texts(element, "Source"),
            blocks: self.blocks(element, &["Titre", "Complement", "Source"]),
        }
    }

    /// [`LienExterneCommente`]: a link, who publishes it, what is said about it.
    pub(super) fn commented_link(&self, element: &Element) -> WebLink {
        let link = element.first("LienExterne");
        let address = link.and_then(url);
        let words = link.and_then(Element::text_opt);
        WebLink {
            title: words
                .or_else(|| address.as_deref().map(|it| host(it).to_owned()))
                .unwrap_or_default(),
            url: address,
            file: link.map(file).unwrap_or_default(),
            source: texts(element, "Source"),
            condition: condition(element),
            blocks: self.blocks(element, &["LienExterne", "Source"]),
        }
    }

    /// [`PourEnSavoirPlus`], [`LienWeb`], [`Partenaire`]: titled links to other sites.
    pub(super) fn web_link(&self, element: &Element) -> WebLink {
        let address = url(element);
        WebLink {
            title: title(element)
                .or_else(|| address.as_deref().map(|it| host(it).to_owned()))
                .unwrap_or_default(),
            url: address,
            file: file(element),
            source: texts(element, "Source"),
            condition: condition(element),
            blocks: self.blocks(element, &["Titre", "Source"]),
        }
    }

    /// Links to documents: children of one name, each with an identifier and a title.
    pub(super) fn page_links(&self, element: &Element, name: &str) -> Vec<PageLink> {
        element
            .named(name)
            .filter_map(|child| self.page_link(child))
            .collect()
    }

    /// A link to a document. Its title is that of a `Titre` child or its whole text.
    pub(super) fn page_link(&self, element: &Element) -> Option<PageLink> {
        let id = element.owned("ID")?;
        let words = title(element).or_else(|| {
            Some(element.text()).filter(|text| !text.is_empty() && element.elements().count() == 0)
        });
        let context = element.first("Dossier").and_then(Element::text_opt);
        Some(PageLink {
            title: words
                .or_else(|| self.title_of(&id).map(str::to_owned))
                .unwrap_or_else(|| id.clone()),
            official_url: self.official_url(&id, element.attribute("audience")),
            context,
            id,
        })
    }

    /// [`Problematiques`], [`Questionnaire`]
    pub(super) fn guide(&self, element: &Element) -> Guide {
        Guide {
            introduction: self.blocks(element, &["Problematique", "Question"]),
            branches: element
                .named("Problematique")
                .map(|it| self.branch(it))
                .collect(),
            questions: element
                .named("Question")
                .map(|it| self.question(it))
                .collect(),
        }
    }

    fn branch(&self, element: &Element) -> Branch {
        Branch {
            title: title(element).unwrap_or_default(),
            blocks: self.blocks(
                element,
                &["Titre", "Branche", "LienInterne", "SiSelectionne"],
            ),
            effects: effects(element),
            branches: element.named("Branche").map(|it| self.branch(it)).collect(),
            links: element
                .named("LienInterne")
                .flat_map(|it| self.inline_alone(it))
                .collect(),
        }
    }

    fn question(&self, element: &Element) -> Question {
        Question {
            title: title(element).unwrap_or_default(),
            blocks: self.blocks(element, &["Titre", "Choix"]),
            choices: element.named("Choix").map(choice).collect(),
        }
    }
}

fn choice(element: &Element) -> Choice {
    Choice {
        title: title(element).unwrap_or_default(),
        selected: texts(element, "IntituleSiSelectionne").unwrap_or_default(),
        effects: effects(element),
    }
}

/// Variables set by a choice.
fn effects(element: &Element) -> Vec<Effect> {
    let set = |it: &Element| {
        let value = match it.name() {
            "affecteVrai" => true,
            "affecteFaux" => false,
            _ => return None,
        };
        Some(Effect {
            variable: it.owned("var")?,
            value,
        })
    };
    element
        .named("SiSelectionne")
        .flat_map(Element::elements)
        .filter_map(set)
        .collect()
}

/// [`NoticeLiee`]
pub(super) fn notice(element: &Element) -> Notice {
    Notice {
        title: element.text(),
        url: url(element),
        number: element.owned("numerocerfa"),
        file: file(element),
    }
}

/// The address of an element, when it may be followed.
pub(super) fn url(element: &Element) -> Option<String> {
    element.attribute("URL").and_then(safe_url)
}

/// Format, size and language of the file behind an address.
pub(super) fn file(element: &Element) -> FileInfo {
    FileInfo {
        format: element.owned("format"),
        size: element.owned("poids").filter(|size| size != "0"),
        language: element.owned("langue"),
    }
}

/// Texts of the children of one name, joined.
pub(super) fn texts(element: &Element, name: &str) -> Option<String> {
    let texts: Vec<String> = element.named(name).filter_map(Element::text_opt).collect();
    Some(texts.join(", ")).filter(|text| !text.is_empty())
}
