//! The elements of the co-marquage schema that this version knows.
//!
//! An element that is not listed is *unknown*: its children are kept, its name is counted in
//! the report. A *silent* element is known and gives the reader no words, each for the reason
//! written beside it; it is counted too, so that nothing disappears unsaid.
//! Source: the 115 elements met in the 4,873 files of schema 3.0 and 3.3 (2016–2020).

/// Known elements whose words (if any) reach the reader.
const SPOKEN: &[&str] = &[
    "ANoter",
    "ASavoir",
    "Abreviation",
    "Aide",
    "Attention",
    "Audience",
    "AutreNumero",
    "Avertissement",
    "BlocCas",
    "Branche",
    "Cas",
    "Cellule",
    "Chapitre",
    "Choix",
    "Cible",
    "Citation",
    "CommentFaireSi",
    "Commentaire",
    "Complement",
    "Condition",
    "Contenu",
    "ContenuIllustre",
    "Credits",
    "Definition",
    "Description",
    "Dossier",
    "Exposant",
    "Expression",
    "Fiche",
    "FicheLiee",
    "FilDAriane",
    "FragmentConditionne",
    "Illustration",
    "Image",
    "Indice",
    "IntituleSiSelectionne",
    "Introduction",
    "Item",
    "Legende",
    "LienExterne",
    "LienExterneCommente",
    "LienInterne",
    "LienIntra",
    "LienWeb",
    "Liste",
    "ListeSituations",
    "MiseEnEvidence",
    "Niveau",
    "NoticeLiee",
    "NumeroCerfa",
    "OuSAdresser",
    "OuSAdresserSupport",
    "Paragraphe",
    "Partenaire",
    "PourEnSavoirPlus",
    "Problematique",
    "Problematiques",
    "Publication",
    "Question",
    "QuestionReponse",
    "Questionnaire",
    "Rangée",
    "Rappel",
    "RechercheGuidee",
    "Reference",
    "RessourceWeb",
    "Resume",
    "ServiceComplementaire",
    "ServiceEnLigne",
    "ServiceEnLigneAlternatif",
    "ServiceEnLigneAnnexe",
    "SiSelectionne",
    "Situation",
    "Source",
    "SousChapitre",
    "SousDossier",
    "SousTheme",
    "SurTitre",
    "Tableau",
    "TermeEtranger",
    "Texte",
    "TexteDeRemplacement",
    "Titre",
    "TitreAlternatif",
    "Valeur",
    "Variable",
    "VoirAussi",
    "affecteFaux",
    "affecteVrai",
    "dc:coverage",
    "dc:date",
    "dc:description",
    "dc:subject",
    "dc:title",
    "estIndefini",
    "estVrai",
    "et",
    "ou",
];

/// Known elements that give the reader no words. The subtree below them is silent with them.
const SILENT: &[&str] = &[
    "Canal",           // always the official site
    "Colonne",         // widths for another page; its type marks header columns
    "DossierPere",     // the menu of the dossier, repeated in each fiche: only its id is used
    "PivotLocal",      // a code: kept in the model, shown by nobody
    "SousDossierPere", // place in that menu
    "SousThemePere",   // place in the theme
    "Theme",           // its id is used; its title stands in the breadcrumb
    "dc:contributor",  // always the same publisher
    "dc:creator",      // always the same publisher
    "dc:format",       // always text/xml
    "dc:identifier",   // repeats the identifier
    "dc:language",     // always French
    "dc:publisher",    // always the same publisher
    "dc:relation",     // parent, used for navigation
    "dc:rights",       // address of the licence page
    "dc:source",       // addresses of the legal texts, repeated by the references
    "dc:type",         // repeated by the line above the title
];

/// The static name of a known element.
pub(super) fn known(name: &str) -> Option<&'static str> {
    SPOKEN
        .binary_search(&name)
        .map(|at| SPOKEN[at])
        .or_else(|_| SILENT.binary_search(&name).map(|at| SILENT[at]))
        .ok()
}

/// Whether the element gives the reader no words, by decision.
pub(super) fn is_silent(name: &str) -> bool {
    SILENT.binary_search(&name).is_ok()
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
    fn lists_are_sorted_so_that_they_can_be_searched() {
        assert!(SPOKEN.is_sorted());
        assert!(SILENT.is_sorted());
    }

    #[test]
    fn an_element_is_either_spoken_or_silent() {
        assert!(SPOKEN.iter().all(|name| !is_silent(name)));
        assert_eq!(known("Rangée"), Some("Rangée"));
        assert_eq!(known("Nouveauté"), None);
    }

    #[test]
    fn the_115_elements_of_schema_3_3_are_known() {
        assert_eq!(SPOKEN.len() + SILENT.len(), 115);
    }
}
