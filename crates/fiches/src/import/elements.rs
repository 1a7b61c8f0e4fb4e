//! The elements of the co-marquage schema that this version knows, and what becomes of each.
//!
//! An element that is not listed is *unknown*: its children are kept, its name is counted in
//! the report. A *silent* element is known and gives the reader no words, for the reason
//! written beside it; it is counted too, so that nothing disappears unsaid.
//! Source: the 115 elements met in the 4,873 files of schema 3.0 and 3.3 (2016–2020). The same
//! list in French, for whoever receives the content: `docs/guide/elements.md`.

use Treatment::{Rendered, Silent};

/// What becomes of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treatment {
    /// Its words, or its effect, reach the reader: as what.
    Rendered(&'static str),
    /// It gives the reader no words, nor does anything below it: why.
    Silent(&'static str),
}

/// Every known element, sorted by name.
pub const ELEMENTS: &[(&str, Treatment)] = &[
    ("ANoter", Rendered("box with its heading")),
    ("ASavoir", Rendered("box with its heading")),
    (
        "Abreviation",
        Rendered("tooltip at the word, and the list of words at the end"),
    ),
    ("Aide", Rendered("box with its heading")),
    ("Attention", Rendered("box with its heading")),
    ("Audience", Rendered("« about this text », at the end")),
    ("AutreNumero", Rendered("number of a form")),
    ("Avertissement", Rendered("warning before the text")),
    ("BlocCas", Rendered("alternatives, each of which folds")),
    (
        "Branche",
        Rendered("choice of a question-by-question guide"),
    ),
    ("Canal", Silent("always the official site")),
    ("Cas", Rendered("alternatives, each of which folds")),
    ("Cellule", Rendered("table")),
    ("Chapitre", Rendered("titled part")),
    ("Choix", Rendered("choice of a question-by-question guide")),
    ("Cible", Rendered("« about this text », at the end")),
    ("Citation", Rendered("running text")),
    (
        "Colonne",
        Silent("widths for another page; its type marks header columns"),
    ),
    ("CommentFaireSi", Rendered("list of related pages")),
    ("Commentaire", Rendered("remark on a link to another site")),
    (
        "Complement",
        Rendered("what a legal text or an office says here"),
    ),
    (
        "Condition",
        Rendered(
            "three-valued test: what is certainly false under the answers is left out, no words",
        ),
    ),
    ("Contenu", Rendered("content, in its place")),
    ("ContenuIllustre", Rendered("content, in its place")),
    (
        "Credits",
        Rendered("the words of a picture; packs hold no image"),
    ),
    (
        "Definition",
        Rendered("tooltip at the word, and the list of words at the end"),
    ),
    (
        "Description",
        Rendered("the words of a picture; packs hold no image"),
    ),
    ("Dossier", Rendered("list of related pages")),
    (
        "DossierPere",
        Silent("the menu of the dossier, repeated in each fiche: only its id is used"),
    ),
    ("Exposant", Rendered("running text")),
    ("Expression", Rendered("running text")),
    (
        "Fiche",
        Rendered("menu of a theme or dossier, or related page"),
    ),
    ("FicheLiee", Rendered("list of related pages")),
    ("FilDAriane", Rendered("« about this text », at the end")),
    ("FragmentConditionne", Rendered("blocks under a condition")),
    (
        "Illustration",
        Rendered("the words of a picture; packs hold no image"),
    ),
    (
        "Image",
        Rendered("the words of a picture; packs hold no image"),
    ),
    ("Indice", Rendered("running text")),
    (
        "IntituleSiSelectionne",
        Rendered("how a choice reads once made"),
    ),
    ("Introduction", Rendered("content, in its place")),
    ("Item", Rendered("list")),
    (
        "Legende",
        Rendered("the words of a picture; packs hold no image"),
    ),
    ("LienExterne", Rendered("link")),
    ("LienExterneCommente", Rendered("list of other sites")),
    ("LienInterne", Rendered("link")),
    ("LienIntra", Rendered("link")),
    ("LienWeb", Rendered("link")),
    ("Liste", Rendered("list")),
    (
        "ListeSituations",
        Rendered("alternatives, each of which folds"),
    ),
    ("MiseEnEvidence", Rendered("running text")),
    ("Niveau", Rendered("« about this text », at the end")),
    (
        "NoticeLiee",
        Rendered("service or form, with what goes with it"),
    ),
    ("NumeroCerfa", Rendered("number of a form")),
    ("OuSAdresser", Rendered("where to go")),
    ("OuSAdresserSupport", Rendered("where to go")),
    ("Paragraphe", Rendered("running text")),
    ("Partenaire", Rendered("list of other sites")),
    (
        "PivotLocal",
        Silent("a code: chooses the local partner, shown by nobody"),
    ),
    ("PourEnSavoirPlus", Rendered("list of other sites")),
    (
        "Problematique",
        Rendered("choice of a question-by-question guide"),
    ),
    (
        "Problematiques",
        Rendered("choice of a question-by-question guide"),
    ),
    ("Publication", Rendered("the document itself")),
    (
        "Question",
        Rendered("choice of a question-by-question guide"),
    ),
    ("QuestionReponse", Rendered("list of related pages")),
    (
        "Questionnaire",
        Rendered("choice of a question-by-question guide"),
    ),
    ("Rangée", Rendered("table")),
    ("Rappel", Rendered("box with its heading")),
    ("RechercheGuidee", Rendered("list of related pages")),
    ("Reference", Rendered("legal text")),
    ("RessourceWeb", Rendered("where to go")),
    ("Resume", Rendered("summary above its table")),
    ("ServiceComplementaire", Rendered("the document itself")),
    (
        "ServiceEnLigne",
        Rendered("service or form, with what goes with it"),
    ),
    (
        "ServiceEnLigneAlternatif",
        Rendered("service or form, with what goes with it"),
    ),
    (
        "ServiceEnLigneAnnexe",
        Rendered("service or form, with what goes with it"),
    ),
    (
        "SiSelectionne",
        Rendered("effect of a choice: its variables, no words"),
    ),
    ("Situation", Rendered("alternatives, each of which folds")),
    ("Source", Rendered("who publishes it")),
    ("SousChapitre", Rendered("titled part")),
    (
        "SousDossier",
        Rendered("menu of a theme or dossier, or related page"),
    ),
    (
        "SousDossierPere",
        Silent("place in the menu of the dossier"),
    ),
    (
        "SousTheme",
        Rendered("menu of a theme or dossier, or related page"),
    ),
    ("SousThemePere", Silent("place in the theme")),
    ("SurTitre", Rendered("line above the title")),
    ("Tableau", Rendered("table")),
    ("TermeEtranger", Rendered("running text")),
    ("Texte", Rendered("content, in its place")),
    (
        "TexteDeRemplacement",
        Rendered("the words of a picture; packs hold no image"),
    ),
    (
        "Theme",
        Silent("its id is used; its title stands in the breadcrumb"),
    ),
    ("Titre", Rendered("titled part")),
    ("TitreAlternatif", Rendered("titled part")),
    ("Valeur", Rendered("running text")),
    ("Variable", Rendered("running text")),
    ("VoirAussi", Rendered("list of related pages")),
    (
        "affecteFaux",
        Rendered("effect of a choice: its variables, no words"),
    ),
    (
        "affecteVrai",
        Rendered("effect of a choice: its variables, no words"),
    ),
    ("dc:contributor", Silent("always the same publisher")),
    ("dc:coverage", Rendered("« about this text », at the end")),
    ("dc:creator", Silent("always the same publisher")),
    ("dc:date", Rendered("date of the text, beside its source")),
    (
        "dc:description",
        Rendered("summary: head of what has no introduction, else « about this text »"),
    ),
    ("dc:format", Silent("always text/xml")),
    ("dc:identifier", Silent("repeats the identifier")),
    ("dc:language", Silent("always French")),
    ("dc:publisher", Silent("always the same publisher")),
    ("dc:relation", Silent("parent, used for navigation")),
    ("dc:rights", Silent("address of the licence page")),
    (
        "dc:source",
        Silent("addresses of the legal texts, repeated by the references"),
    ),
    ("dc:subject", Rendered("« about this text », at the end")),
    ("dc:title", Rendered("title")),
    ("dc:type", Silent("repeated by the line above the title")),
    (
        "estIndefini",
        Rendered(
            "three-valued test: what is certainly false under the answers is left out, no words",
        ),
    ),
    (
        "estVrai",
        Rendered(
            "three-valued test: what is certainly false under the answers is left out, no words",
        ),
    ),
    (
        "et",
        Rendered(
            "three-valued test: what is certainly false under the answers is left out, no words",
        ),
    ),
    (
        "ou",
        Rendered(
            "three-valued test: what is certainly false under the answers is left out, no words",
        ),
    ),
];

fn find(name: &str) -> Option<&'static (&'static str, Treatment)> {
    let at = ELEMENTS.binary_search_by(|(known, _)| (*known).cmp(name));
    at.ok().map(|at| &ELEMENTS[at])
}

/// The static name of a known element.
pub(super) fn known(name: &str) -> Option<&'static str> {
    find(name).map(|(name, _)| *name)
}

/// Whether the element gives the reader no words, by decision.
pub(super) fn is_silent(name: &str) -> bool {
    matches!(find(name), Some((_, Silent(_))))
}

/// Whether the element belongs inside running text.
pub(super) fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "Citation"
            | "Exposant"
            | "Expression"
            | "Indice"
            | "LienExterne"
            | "LienInterne"
            | "LienIntra"
            | "MiseEnEvidence"
            | "TermeEtranger"
            | "Valeur"
            | "Variable"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_so_that_it_can_be_searched_and_names_each_element_once() {
        assert!(ELEMENTS.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(known("Rangée"), Some("Rangée"));
        assert_eq!(known("Nouveauté"), None);
        assert!(!is_silent("Nouveauté") && !is_silent("Titre"));
    }

    #[test]
    fn the_115_elements_of_schema_3_3_are_known() {
        assert_eq!(ELEMENTS.len(), 115);
    }
}
