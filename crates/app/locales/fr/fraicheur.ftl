# The official content: its age, where it comes from, what its last imports changed.
nav-contenu = Contenu officiel
fraicheur-titre = Contenu officiel
fraicheur-chapeau = Les fiches de service-public, leur âge et ce qui a changé.
fraicheur-etat = Ce qui sert aujourd’hui
fraicheur-aucun = Aucun contenu officiel n’est importé. Le catalogue du relais sert seul.
fraicheur-documents = Documents
fraicheur-plus-recente = Fiche la plus récente
fraicheur-age = { $count ->
    [0] aujourd’hui
    [one] hier
   *[other] il y a { $count } jours
}
fraicheur-importe = En service depuis
fraicheur-adresse = Vient de
fraicheur-dernier = Dernière recherche
fraicheur-dernier-abouti = Dernière qui a abouti
fraicheur-prochain = Prochaine recherche
fraicheur-pas-encore = Pas encore faite
fraicheur-abouti = Aboutie
fraicheur-pas-abouti = Pas aboutie
fraicheur-echec = { $count ->
    [one] La dernière recherche de contenu nouveau n’a pas abouti.
   *[other] Les { $count } dernières recherches de contenu nouveau n’ont pas abouti.
}
fraicheur-echec-sert = L’ancien contenu sert toujours.
fraicheur-prochain-essai = Prochain essai : { $quand }.
fraicheur-abandonne = La lecture de l’archive s’est interrompue plusieurs fois.
fraicheur-chercher = Chercher une mise à jour maintenant
fraicheur-en-cours = Une recherche est en cours : la suivre
fraicheur-sans-adresse = Ce contenu ne se met pas à jour tout seul. La personne qui installe PLUS peut lui donner l’adresse de l’archive officielle : c’est expliqué dans le guide d’installation.
fraicheur-demarches-semaine = { $count ->
    [0] Vos démarches n’ont pas changé
    [one] Une démarche que vous montrez a changé cette semaine
   *[other] Ces { $count } démarches que vous montrez ont changé cette semaine
}
fraicheur-demarches-depuis = Démarches que vous montrez et qui ont changé depuis le { $jour }
fraicheur-demarches-aucune = Rien à relire : les fiches de vos démarches disent la même chose qu’à votre dernière lecture.
fraicheur-demarches-aide = Relisez ce qui a changé. Corrigez le catalogue s’il le faut, puis marquez la démarche comme vue.
fraicheur-fiche-changee = changée
fraicheur-fiche-nouvelle = nouvelle
fraicheur-fiche-retiree = retirée du site officiel
fraicheur-fiche-remplacee = remplacée
fraicheur-dates = Datée du { $avant }, puis du { $apres }.
fraicheur-date = Datée du { $jour }.
fraicheur-titre-avant = Elle s’appelait « { $titre } ».
fraicheur-remplacante = Lire celle qui la remplace
fraicheur-lignes = Ce qui a changé
fraicheur-enleve = Enlevé
fraicheur-ajoute = Ajouté
fraicheur-ordre = Les mots sont les mêmes, l’ordre a changé.
fraicheur-lignes-de-plus = { $count ->
    [one] Une autre ligne a changé.
   *[other] { $count } autres lignes ont changé.
}
fraicheur-vu = Vu
fraicheur-autres = Autres changements de la semaine
fraicheur-autres-nombre = { $count ->
    [one] Un autre document
   *[other] { $count } autres documents
}
fraicheur-autres-de-plus = { $count ->
    [one] Un autre n’est pas montré.
   *[other] { $count } autres ne sont pas montrés.
}
fraicheur-imports = Derniers imports
fraicheur-import-premier = Premier contenu
fraicheur-import-retour = Retour au contenu d’avant
fraicheur-import-rien = Rien n’a changé pour les lecteurs
fraicheur-compte-ajoutes = { $count ->
    [one] Un document nouveau.
   *[other] { $count } documents nouveaux.
}
fraicheur-compte-changes = { $count ->
    [one] Un document changé.
   *[other] { $count } documents changés.
}
fraicheur-compte-retires = { $count ->
    [one] Un document retiré.
   *[other] { $count } documents retirés.
}
fraicheur-compte-remplaces = { $count ->
    [one] Un document remplacé.
   *[other] { $count } documents remplacés.
}
fraicheur-revenir = Pour revenir au contenu d’avant, sur la machine : plus content restore.
tableau-contenu-echec = Le contenu officiel ne se met plus à jour
tableau-contenu-echec-detail = L’ancien contenu sert toujours. Voir pourquoi.
tableau-contenu-change = { $count ->
    [one] Relire une démarche dont la fiche a changé
   *[other] Relire { $count } démarches dont la fiche a changé
}
tableau-contenu-change-detail = Ce qui a changé dans le contenu officiel
travaux-genre-mise-a-jour = Recherche de contenu officiel nouveau
travaux-auteur-plus = PLUS
travaux-mise-a-jour-inchange = Rien de nouveau : le contenu en service est le dernier publié.
travaux-mise-a-jour-meme-archive = Rien de nouveau : c’est la même archive que la dernière fois.
travaux-mise-a-jour-meme-contenu = Une nouvelle archive est venue. Elle dit la même chose : rien n’a changé.
travaux-mise-a-jour-nouveau = Un nouveau contenu est en service.
travaux-mise-a-jour-refusee = Le contenu n’a pas été mis à jour. L’ancien sert toujours.
travaux-mise-a-jour-voir = Voir ce qui a changé
