# The team, the places, the days of the partners and the absences from a spreadsheet, and the
# history of what was said of them.

tableur-titre = Tableur
tableur-chapeau = L’équipe, les lieux, les jours des partenaires, les absences et les emplacements de bornes, d’un seul coup, avec votre tableur.
tableur-prendre = Prendre ce qui est dit
tableur-prendre-aide = Chaque fichier s’ouvre dans un tableur, déjà rempli. Changez ce que vous voulez, ajoutez des lignes, enregistrez. Une colonne retirée garde ce qui était dit. Une ligne retirée n’efface rien.
tableur-sujet-equipe = Équipe
tableur-sujet-escales = Lieux de la tournée
tableur-sujet-presences = Jours des partenaires
tableur-sujet-absences = Absences
tableur-sujet-emplacements = Emplacements de bornes
tableur-rendre = Rendre un fichier
tableur-fichier = Fichier
tableur-fichier-aide = CSV ou XLSX (la première feuille). Rien n’est gardé avant que vous ayez vu ce qui change.
tableur-voir = Voir ce qui change
tableur-lu-titre = Ce qui change
tableur-changements = { $count ->
    [0] Aucune ligne ne change
    [one] Une ligne change
   *[other] { $count } lignes changent
}
tableur-pareilles = { $count ->
    [one] Une ligne dit déjà la même chose.
   *[other] { $count } lignes disent déjà la même chose.
}
tableur-rien-ne-change = Le fichier dit ce que PLUS sait déjà. Il n’y a rien à garder.
tableur-ligne = Ligne
tableur-quoi = De qui, de quoi
tableur-ce-qui-change = Ce qui change
tableur-nouveau = Nouveau
tableur-rien = rien
tableur-garder = Garder ces changements
tableur-renoncer = Renoncer
tableur-change-entre-temps = Quelqu’un a changé quelque chose depuis. Voici ce que le fichier change maintenant.
tableur-garde = { $count ->
    [one] Une ligne est gardée.
   *[other] { $count } lignes sont gardées.
}
tableur-defaire = Voir l’histoire, ou remettre comme avant
tableur-colonnes-inconnues = La première ligne ne nomme pas les colonnes d’un de ces fichiers. Prenez un fichier ci-dessous et gardez sa première ligne.
tableur-vide = Le fichier n’a pas de ligne sous ses colonnes.
tableur-trop-long = Le fichier a plus de 5 000 lignes.
tableur-deux-fois = Une ligne plus haut dit déjà quelque chose à ce sujet. Gardez une seule des deux.
tableur-oui-non = Écrivez oui ou non.
tableur-nom-inconnu = Personne de l’équipe ne porte ce nom.
tableur-nom-double = Deux personnes de l’équipe portent ce nom. Changez le nom d’un des comptes.
tableur-lieu-inconnu = Aucun arrêt du bus n’a ce code.

histoire-titre = Histoire
histoire-chapeau = Ce qui a été dit en dernier de l’équipe, des lieux, des jours des partenaires et des absences. Remettre comme avant n’efface rien : c’est dit une fois de plus.
histoire-quand = Quand, par qui
histoire-quoi = De qui, de quoi
histoire-autres = { $count ->
    [one] et un autre
   *[other] et { $count } autres
}
histoire-remettre = Remettre comme avant
histoire-remis = { $count ->
    [one] C’est remis comme avant.
   *[other] { $count } lignes sont remises comme avant.
}
histoire-rien = Rien n’a encore été dit
histoire-rien-aide = Ce que vous direz de l’équipe, des lieux et des partenaires se lira ici.
