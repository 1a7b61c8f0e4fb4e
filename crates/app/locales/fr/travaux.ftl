# Long work: its list, its page, what came of it.
travaux-titre = Travaux en cours et passés
travaux-chapeau = Ce qui prend du temps se fait ici. Vous pouvez continuer à travailler pendant ce temps.
travaux-aucun = Aucun travail pour le moment
travaux-aucun-aide = Un import ou l’émission de tous les relevés paraît ici dès que vous le demandez.
travaux-quoi = Travail
travaux-etat = État
travaux-avancement = Avancement
travaux-demande-par = Demandé par
travaux-quand = { $date } à { $heure }
travaux-avance = { $fait } sur { $tout }
travaux-etat-a-confirmer = À confirmer
travaux-etat-attente = En attente
travaux-etat-cours = En cours
travaux-etat-fini = Terminé
travaux-etat-echec = Pas fait
travaux-etat-arrete = Arrêté
travaux-etat-arret = Arrêt demandé
travaux-actualisation = Cette page se met à jour toutes les cinq secondes.
travaux-figer = Ne plus la mettre à jour
travaux-arreter = Arrêter ce travail
travaux-bilan = Bilan
travaux-interrompu = Ce travail a été arrêté. Ce qui était déjà enregistré le reste.
travaux-abandonne = Ce travail n’a pas abouti après plusieurs essais. Demandez-le de nouveau ; si cela recommence, prévenez la personne qui a installé PLUS.
travaux-genre-import-visites = Import de visites
travaux-genre-croisement = Croisement de deux répartitions
travaux-genre-preparation = Préparation des relevés d’un mois
travaux-genre-rapport-mensuel = Relevés du mois pour tous les partenaires
travaux-releves-prepares = { $count ->
    [one] Un relevé est préparé.
   *[other] { $count } relevés sont préparés.
}
travaux-releves-emis = { $count ->
    [0] Aucun nouveau relevé.
    [one] { $count } relevé émis.
   *[other] { $count } relevés émis.
}
travaux-releves-deja = { $count ->
    [0] Aucun n’était déjà émis.
    [one] { $count } était déjà émis.
   *[other] { $count } étaient déjà émis.
}
travaux-releves-voir = Voir les relevés du mois
travaux-genre-adresses = Adresses des services en ligne
travaux-adresses-arretees = Ce relais ne vérifie pas les adresses : c’est un réglage.
travaux-adresses-bien = { $count ->
    [0] Aucune adresse ne répond.
    [one] { $count } adresse répond.
   *[other] { $count } adresses répondent.
}
travaux-adresses-ennui = { $count ->
    [0] Aucune n’est en panne.
    [one] { $count } ne répond pas, ou refuse.
   *[other] { $count } ne répondent pas, ou refusent.
}
travaux-adresses-voir = Voir les services en ligne
travaux-genre-tournee = Recherche d’un plan de tournée
travaux-tournee = { $count ->
    [one] Un plan d’une demi-journée de sortie.
   *[other] Un plan de { $count } demi-journées de sortie.
}
travaux-tournee-voir = Voir le plan
