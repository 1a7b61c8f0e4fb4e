//! The figures that a formula may name. A closed list: what they count is said once.

/// Name of each figure in a formula, and what it is in French.
pub const FIGURES: &[(&str, &str)] = &[
    ("visites", "visites"),
    ("demandes", "demandes"),
    ("accompagnements", "accompagnements"),
    ("informations", "informations"),
    ("orientations", "orientations"),
    ("resolues", "demandes résolues"),
    ("a_suivre", "demandes à suivre"),
    ("reorientees", "demandes réorientées"),
    ("bloquees", "demandes bloquées"),
    ("minutes", "minutes passées avec les personnes"),
    ("usagers_accompagnes", "usagers accompagnés"),
    (
        "personnes",
        "personnes connues par un pseudonyme et visites anonymes",
    ),
    ("avec_rendez_vous", "visites avec rendez-vous"),
    ("moins_de_26", "visites de personnes de moins de 26 ans"),
    ("plus_de_55", "visites de personnes de 55 ans et plus"),
    ("age_connu", "visites dont l’âge est connu"),
    ("femmes", "visites de femmes"),
    ("sexe_connu", "visites dont le sexe est connu"),
    ("sans_emploi", "visites de personnes sans emploi"),
    ("statut_connu", "visites dont la situation est connue"),
    ("partenaires", "partenaires dont une demande relève"),
    ("themes", "thèmes abordés"),
    ("autonomes", "visites de personnes autonomes"),
    ("autonomie_connue", "visites dont l’autonomie est connue"),
    ("permanences_prevues", "permanences prévues"),
    ("permanences_closes", "permanences closes"),
    ("lieux", "lieux où des personnes sont reçues"),
    ("communes", "communes où des personnes sont reçues"),
    ("usages_bornes", "usages des bornes"),
    ("usages_nuit", "usages des bornes la nuit"),
    ("pages_bornes", "pages imprimées aux bornes"),
    ("bornes", "bornes en service"),
    (
        "fonctionnement_paye",
        "dépenses de fonctionnement payées, en euros",
    ),
    (
        "investissement_paye",
        "dépenses d’investissement payées, en euros",
    ),
    ("plan_total", "total du plan de financement, en euros"),
    ("a_trouver", "ressource à trouver, en euros"),
    ("postes", "postes du projet"),
    ("jalons", "jalons du projet"),
    ("jalons_atteints", "jalons atteints"),
    ("population", "habitants du territoire"),
    ("promesses", "promesses à tenir dans la période"),
    ("promesses_tenues", "promesses tenues"),
    ("rendez_vous", "rendez-vous honorés ou manqués"),
    ("rendez_vous_honores", "rendez-vous honorés"),
    ("rendez_vous_manques", "rendez-vous manqués"),
    ("avis", "réponses à la question de satisfaction"),
    ("avis_satisfaits", "réponses satisfaites"),
    ("heures_formation", "heures de formation"),
    ("mediatrices", "personnes de l’équipe qui reçoivent"),
    // Noted by the coordination month by month: `projet::mesure`.
    ("etp", "équivalents temps plein"),
    ("emplois_crees", "emplois directs créés"),
    ("emplois_maintenus", "emplois directs maintenus"),
    (
        "retours_emploi",
        "personnes qui ont trouvé un emploi ou une formation et l’ont dit",
    ),
    ("reclamations", "réclamations"),
    ("besoins_sans_reponse", "besoins restés sans réponse"),
    ("kilometres", "kilomètres parcourus"),
    ("heures_hors_ligne", "heures hors ligne"),
    ("incidents", "incidents de sécurité"),
    // From eleven people on: of demandes that were not solved on the spot.
    ("delai_median", "délai médian jusqu’à la solution, en jours"),
];

/// The name as the list holds it, when it is in it.
pub(super) fn known(name: &str) -> Option<&'static str> {
    FIGURES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(known, _)| *known)
}

/// What a figure is in French; its name when it is not in the list.
pub fn label(name: &str) -> &str {
    let found = FIGURES.iter().find(|(known, _)| *known == name);
    found.map_or(name, |(_, label)| label)
}
