# Home page of the public, and the card that says where the van is.
accueil-titre = De quoi avez-⁠vous besoin ?
accueil-chapeau = Vos droits, en mots simples. Les papiers à préparer. Une personne pour vous aider, près de chez vous.
accueil-souvent = Souvent :
accueil-passages = Voir tous les passages
accueil-situations = Que vous arrive-t-il ?
accueil-partenaires = Choisir un organisme
accueil-partenaires-detail = { $noms }…
accueil-sujets = Choisir un sujet
accueil-autre = Chercher autre chose
accueil-bus = Le bus près de chez moi
accueil-bus-detail = Choisissez votre commune
accueil-bornes = Trouver une borne
accueil-bornes-detail = { $count ->
    [one] { $count } borne sur le territoire
   *[other] { $count } bornes sur le territoire
}
accueil-fiches-detail = Vos droits en détail
accueil-services-detail = Les sites des organismes
accueil-aide = Demander de l’aide
accueil-aide-detail = Appelez le { $telephone }

bus-etat-la = Le bus est là
bus-etat-en-route = Le bus est en route
bus-etat-en-retard = Le bus a du retard
bus-etat-attendu = Passage prévu en ce moment
bus-etat-bientot = Passage prévu aujourd’hui
bus-etat-prochain = Prochain passage prévu
bus-etat-aucun = Le bus
bus-titre = { $lieu }, { $jour }
bus-aujourdhui = aujourd’hui
bus-jusqu-a = jusqu’à { $heure }
bus-lieu = { $lieu }, { $heures }.
bus-sans-rendez-vous = Sans rendez-vous.
bus-annule = Pas de bus { $lieu } { $jour }.
bus-aucun-titre = Aucun passage annoncé
bus-aucun-texte = Les prochaines dates seront écrites ici.
