# What the coordinator verifies in the catalogue of démarches.
catalogue-titre = Catalogue à confirmer
catalogue-reste = { $reste } points à confirmer sur { $tous }
catalogue-comment = Appelez l’organisme, cochez ce qui est juste, confirmez. Les pages, les fiches imprimées et les bornes diront « vérifié par le relais », avec votre nom et la date. Si un point est faux, laissez-le : il garde son signe « à confirmer », et le texte se corrige dans le fichier du catalogue.
catalogue-par-partenaire = Choisissez un organisme
catalogue-tous = Tous les organismes
catalogue-points = { $count ->
    [one] un point
   *[other] { $count } points
}
catalogue-demander = À demander à l’organisme : { $qui }
catalogue-point-piece = Papier
catalogue-point-lieu = Où
catalogue-point-adresse = Sur Internet
catalogue-point-cout = Prix
catalogue-point-delai = Délai
catalogue-verifie-le = Vérifié le
catalogue-confirmer = Confirmer ce qui est coché
catalogue-vide = Tout est confirmé
catalogue-vide-aide = Rien n’est à vérifier ici. Si le catalogue change un texte, il reviendra dans cette liste.
catalogue-verifie = Vérifié par le relais
catalogue-fait = { $count ->
    [one] Un point est confirmé.
   *[other] { $count } points sont confirmés.
}
catalogue-rien-coche = Rien n’est coché : cochez au moins un point, puis confirmez.
catalogue-date = Cette date ne se lit pas : écrivez-la comme 23/11/2026.
catalogue-date-future = La date est dans l’avenir : mettez le jour de la vérification.
catalogue-change = Le catalogue a changé depuis l’ouverture de cette page : relisez le point, puis confirmez.
catalogue-point-tout = Toute la fiche
catalogue-a-relire = À relire
catalogue-a-relire-aide = Chaque démarche se relit tous les six mois. Ouvrez-la. Si tout est encore juste, dites-le ici.
catalogue-relire-le = à relire depuis le { $date }
catalogue-responsable-partenaire = tenue par l’organisme
catalogue-responsable-coordination = tenue par le relais
catalogue-toujours-juste = Toujours juste
catalogue-lisible = Nos résumés se lisent-ils bien ?
catalogue-lisible-tous = Tous sont faciles
catalogue-lisible-durs = { $count ->
    [one] un résumé à simplifier
   *[other] { $count } résumés à simplifier
}
catalogue-aise = facilité
catalogue-aise-detail = Kandel et Moles, 70 au moins
catalogue-lix = difficulté
catalogue-lix-detail = LIX, 40 au plus
catalogue-mots = mots par phrase
catalogue-mots-detail = 12 au plus
catalogue-mesure = Facilité { $aise }, difficulté { $lix }
catalogue-lisible-comment = La facilité baisse avec les phrases longues et les mots de plusieurs syllabes. La difficulté compte les mots par phrase et les mots de plus de six lettres. Ces mesures ne disent pas si un texte est juste.
