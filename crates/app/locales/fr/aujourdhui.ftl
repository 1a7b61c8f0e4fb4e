# The day of the team.
aujourdhui-titre = Aujourd’hui
aujourdhui-equipe = Équipe
aujourdhui-annoncees = { $count ->
    [0] aucune visite annoncée
    [one] { $count } visite annoncée
   *[other] { $count } visites annoncées
}
aujourdhui-changer-lieu = Changer de lieu
aujourdhui-ou = Où êtes-vous aujourd’hui ?
aujourdhui-lieu = Lieu
aujourdhui-lieu-aide = Vos visites du jour prendront ce lieu.
aujourdhui-lieu-choisir = Choisir un lieu
aujourdhui-lieu-manque = Choisissez le lieu où vous êtes.
aujourdhui-ici = C’est ici
aujourdhui-fermer = Fermer la permanence
aujourdhui-fermer-aide = { $count ->
    [0] PLUS n’a noté aucune visite. Si vous n’avez reçu personne, dites-le : 0.
    [one] PLUS a noté { $count } visite ici aujourd’hui. Dites le nombre de personnes reçues.
   *[other] PLUS a noté { $count } visites ici aujourd’hui. Dites le nombre de personnes reçues.
}
aujourdhui-fermer-combien = Visites reçues
aujourdhui-fermer-bouton = Fermer
aujourdhui-a-finir = { $count ->
    [one] { $count } visite à finir au retour du réseau
   *[other] { $count } visites à finir au retour du réseau
}
aujourdhui-visites = Visites du jour
aujourdhui-aucune = Aucune visite encore
aujourdhui-aucune-aide = Touchez « Nouvelle visite » : partenaire, démarche, résultat. C’est enregistré.
aujourdhui-voir = Voir et corriger les visites du jour
aujourdhui-mot-visites = { $count ->
    [one] visite
   *[other] visites
}
aujourdhui-mot-demandes = { $count ->
    [one] demande
   *[other] demandes
}
aujourdhui-mot-accompagnements = { $count ->
    [one] accompagnement
   *[other] accompagnements
}
aujourdhui-mot-bloquees = { $count ->
    [one] bloquée
   *[other] bloquées
}
