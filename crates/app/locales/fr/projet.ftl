# The project: milestones, posts, equipment, reports sent.
nav-projet = Projet
projet-titre = Projet
projet-chapeau = Ce qui devait être fait, ce qui l’est, et quand.
projet-ailleurs = Le projet se tient sur le portail central
projet-ailleurs-aide = Cette machine travaille au loin. Ouvrez cette page sur le portail.
projet-source = Source : { $source }
projet-sur = { $fait } sur { $tous }
projet-atteints = Jalons atteints
projet-en-retard = Jalons en retard
projet-postes = Postes
projet-controles = Échéances du matériel à voir
projet-jalons = Les jalons
projet-jalons-vide = Aucun jalon pour l’instant
projet-jalon = Jalon
projet-jalon-ajouter = Ajouter un jalon
projet-jalon-nouveau = Nouveau jalon
projet-jalon-changer = Changer un jalon
projet-phase = Phase
projet-prevu = Prévu
projet-reel = Fait
projet-etat = État
projet-retard = En retard
projet-non-publiee = non publiée
projet-ecart-inconnu = écart non connu
projet-ecart-nul = à la date prévue
projet-ecart-avance = { $count ->
    [one] un jour d’avance
   *[other] { $count } jours d’avance
}
projet-ecart-apres = { $count ->
    [one] un jour après la date prévue
   *[other] { $count } jours après la date prévue
}
projet-ecart-retard = { $count ->
    [one] un jour de retard
   *[other] { $count } jours de retard
}
projet-etat-prevu = Prévu
projet-etat-en-cours = En cours
projet-etat-atteint = Atteint
projet-etat-abandonne = Abandonné
projet-dates-aide = Une année (2016), un mois (2016-03) ou un jour (2016-03-15).
projet-prevu-du = Prévu le, ou à partir de
projet-prevu-au = Prévu jusqu’à
projet-reel-du = Fait le, ou à partir de
projet-reel-au = Fait jusqu’à
projet-responsable = Responsable
projet-preuve = Preuve
projet-preuve-aide = Le document qui le montre : procès-verbal, facture, article.
projet-cause = Cause de l’écart
projet-cause-aide = Ce qui explique la différence entre le prévu et le fait.
projet-garder = Garder
projet-retirer = Retirer
projet-choisir = Choisissez
projet-postes-titre = Les postes
projet-postes-vide = Aucun poste décrit dans le territoire.
projet-materiel = Le matériel
projet-materiel-vide = Aucun matériel pour l’instant.
projet-materiel-alerte = Une échéance se signale trente jours avant.
projet-materiel-ajouter = Ajouter un matériel
projet-materiel-nouveau = Nouveau matériel
projet-materiel-changer = Changer un matériel
projet-materiel-nom = Nom
projet-materiel-depuis = { $genre }, depuis { $date }
projet-genre = Genre
projet-genre-vehicule = Véhicule
projet-genre-borne = Borne
projet-genre-autre = Autre matériel
projet-depuis = Reçu
projet-note = À savoir
projet-controles-titre = Entretien, assurance, contrôles
projet-controles-vide = Aucune échéance écrite.
projet-controle-dire = Écrire une échéance
projet-controle-aide = Une fois la chose faite, écrivez-la de nouveau avec les mêmes mots et la prochaine échéance.
projet-controle-passe = { $count ->
    [one] passé depuis un jour
   *[other] passé depuis { $count } jours
}
projet-controle-bientot = { $count ->
    [0] aujourd’hui
    [one] demain
   *[other] dans { $count } jours
}
projet-controle-le = le { $date }
projet-nature = Nature
projet-nature-entretien = Entretien
projet-nature-assurance = Assurance
projet-nature-controle = Contrôle
projet-quoi = De quoi s’agit-il ?
projet-fait-le = Fait le
projet-echeance = Prochaine échéance
projet-envois = Les rapports envoyés
projet-envois-vide = Aucun envoi noté pour l’instant.
projet-envoi-dire = Noter un envoi
projet-envoi-rapport = Rapport
projet-envoi-version = Version
projet-envoi-a = Envoyé à
projet-envoi-le = Envoyé le
projet-envoi-precision = Précision
projet-envoi-garder = Noter l’envoi
projet-envoi-detail = Version { $version }, à { $qui }, le { $date }
projet-fait-jalon = Le jalon est enregistré.
projet-fait-materiel = Le matériel est enregistré.
projet-fait-controle = L’échéance est enregistrée.
projet-fait-envoi = L’envoi est noté.
projet-fait-retire = C’est retiré. La trace reste dans le journal.
projet-texte-vide = Écrivez quelques mots.
projet-texte-long = C’est trop long : { $max } signes au plus.
projet-date = Cette date ne se lit pas. Écrivez-la comme 2016, 2016-03 ou 2016-03-15.
projet-jour = Cette date ne se lit pas. Choisissez un jour.
projet-debut-vide = Écrivez aussi la première date.
projet-dates-ordre = La fin vient avant le début. Changez une des deux dates.
projet-etat-choisir = Choisissez l’état.
projet-genre-choisir = Choisissez le genre.
projet-nature-choisir = Choisissez la nature.
projet-atteint-sans-date = Un jalon atteint a une date. Écrivez-la.
projet-envoi-a-venir = Cette date est à venir. Notez l’envoi une fois fait.
projet-tache = { $count ->
    [one] Une échéance du matériel
   *[other] { $count } échéances du matériel
}
projet-tache-detail = Entretien, assurance ou contrôle, dans les trente jours.
