# Search of the public.
recherche-titre = Rechercher
recherche-titre-pour = Recherche : { $q }
recherche-champ = Votre recherche
recherche-exemple = RSA, carte Vitale…
recherche-chercher = Chercher
recherche-aide = Écrivez ce que vous cherchez avec vos mots : « carte grise », « aide au logement », « RMI ».
recherche-trouve = { $count ->
    [one] Nous avons trouvé { $count } réponse.
   *[other] Nous avons trouvé { $count } réponses.
}
recherche-demarches = Les démarches
recherche-officiel = Les fiches officielles
recherche-rien = Nous n’avons rien trouvé
recherche-rien-conseil = Essayez un autre mot, plus court. Ou demandez à une personne : elle cherche avec vous.
recherche-appeler = Appeler le { $telephone }
recherche-autres = { $count ->
    [one] Voir l’autre réponse
   *[other] Voir les { $count } autres
}
recherche-corrige = Nous avons cherché :
recherche-tape = Vous aviez écrit « { $q } ».
recherche-langue-en = Votre recherche semble en anglais. Les textes officiels sont en français.
recherche-langue-gcf = Votre recherche semble en créole. Les textes officiels sont en français.
recherche-langue-ht = Votre recherche semble en créole haïtien. Les textes officiels sont en français.
recherche-langue-es = Votre recherche semble en espagnol. Les textes officiels sont en français.
recherche-langue-lien = Voir cette page dans cette langue
recherche-evenement = Que faire, étape par étape
recherche-acte-papiers = Papiers à préparer
recherche-acte-en-ligne = Se fait en ligne
recherche-acte-lire = À lire
recherche-acte-dossier = Plusieurs fiches à lire
recherche-aide-titre = Vous ne trouvez pas ?
recherche-aide-texte = Une personne cherche avec vous. C’est gratuit.
recherche-proches = Les sujets les plus proches
recherche-propositions = { $count ->
    [0] Aucune proposition.
    [one] { $count } proposition.
   *[other] { $count } propositions.
}
recherche-propose-evenement = Que faire, étape par étape
recherche-propose-demarche = Démarche · { $partenaire }
recherche-propose-theme = Sujet
recherche-propose-partenaire = Organisme
recherche-propose-fiche = Fiche officielle
recherche-propose-dossier = Dossier officiel
recherche-sujets = Ou choisissez un sujet
