# The coordinator's month.
tableau-titre = Tableau de bord
tableau-demi-journees = { $count ->
    [0] aucune demi-journée
    [one] une demi-journée
   *[other] { $count } demi-journées
}
tableau-visites = visites
tableau-demandes = demandes
tableau-dont-accompagnements = dont { $n } accompagnements
tableau-resolues = résolues sur place
tableau-resolues-detail = part des demandes
tableau-bloquees = demandes bloquées
tableau-usagers = usagers accompagnés
tableau-usagers-detail = premier accompagnement ce mois-ci
tableau-par-partenaire = Demandes par partenaire
tableau-part-accompagnees = { $part } % accompagnées
tableau-legende-accompagnees = accompagnements
tableau-legende-autres = informations et orientations
tableau-a-faire = À faire
tableau-rien-a-faire = Rien n’attend. Bonne journée.
tableau-a-emettre = Émettre les relevés de { $mois }
tableau-a-emettre-detail = { $emis } émis sur { $tous }
tableau-a-clore = { $count ->
    [one] Clore une permanence
   *[other] Clore { $count } permanences
}
tableau-sauvegarde-echec = La dernière sauvegarde n’a pas pu se faire
tableau-sauvegarde-jamais = Faire une première sauvegarde
tableau-sauvegarde-ancienne = Dernière sauvegarde il y a { $count } jours
tableau-sauvegarde-comment = Sur la machine : plus backup create
tableau-semaine = La semaine
tableau-semaine-vide = Aucune permanence cette semaine.
tableau-jour-1 = Lundi { $jour }
tableau-jour-2 = Mardi { $jour }
tableau-jour-3 = Mercredi { $jour }
tableau-jour-4 = Jeudi { $jour }
tableau-jour-5 = Vendredi { $jour }
tableau-jour-6 = Samedi { $jour }
tableau-jour-7 = Dimanche { $jour }
tableau-permanence-prevue = prévue
tableau-permanence-ouverte = en cours
tableau-permanence-close = close
tableau-permanence-deplacee = déplacée
tableau-permanence-annulee = annulée
tableau-a-confirmer = { $count ->
    [one] Confirmer un point du catalogue
   *[other] Confirmer { $count } points du catalogue
}
tableau-a-confirmer-detail = Papiers, prix, délais, adresses
tableau-a-rappeler = { $count ->
    [one] Rappeler une personne
   *[other] Rappeler { $count } personnes
}
tableau-a-rappeler-detail = Elles ont laissé leur numéro
tableau-signalees = { $count ->
    [one] Vérifier une page signalée
   *[other] Vérifier { $count } pages signalées
}
tableau-signalees-detail = Une personne dit qu’elle est fausse
tableau-a-relire = { $count ->
    [one] Relire une démarche
   *[other] Relire { $count } démarches
}
tableau-a-relire-detail = Tous les six mois
tableau-services-a-relire = { $count ->
    [one] Relire un service en ligne
   *[other] Relire { $count } services en ligne
}
tableau-notes = { $count ->
    [one] Relire une note du relais
   *[other] Relire { $count } notes du relais
}
tableau-notes-detail = Leur fiche officielle a changé
tableau-bornes = { $count ->
    [one] { $count } alarme aux bornes
   *[other] { $count } alarmes aux bornes
}
tableau-bornes-detail = Papier, écran, réseau
tableau-courrier = { $count ->
    [one] { $count } message refusé
   *[other] { $count } messages refusés
}
tableau-courrier-detail = Le serveur de messagerie n’en veut pas
