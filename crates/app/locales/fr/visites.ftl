# The list of visites, and what waits for the network.
visites-titre = Visites
visites-total = { $count ->
    [0] Aucune visite
    [one] { $count } visite
   *[other] { $count } visites
}
visites-chercher = Chercher
visites-du = Du
visites-au = Au
visites-theme = Sujet
visites-auteur = Par
visites-mots = Mots de la note
visites-tous = Tous
visites-toutes = Toutes
visites-avec-annulees = Montrer aussi les visites annulées
visites-annulee = Annulée
visites-tout-voir = Tout voir
visites-heure = Quand
visites-ouvrir = ouvrir la visite
visites-page = 50 visites par page
visites-date = Choisissez une date qui existe.
visites-dates-inversees = La fin vient avant le début. Échangez les deux dates.
visites-aucune = Aucune visite encore
visites-aucune-aide = Chaque visite que vous enregistrez paraît ici, avec son auteur.
visites-aucune-filtre = Aucune visite ne correspond
visites-aucune-filtre-aide = Élargissez les dates, ou enlevez un filtre.

a-finir-titre = À finir au retour du réseau
a-finir-aide = Ce que vous n’avez pas pu faire sans réseau.
a-finir-rien = Rien n’attend
a-finir-rien-aide = Sans réseau, cochez « À finir » en complétant une visite. Elle paraîtra ici.
a-finir-finir = Finir
