# What people looked for and nobody answered; the lexicon of the territory.
recherches-titre = Recherches sans réponse
recherches-chapeau = Ce que les gens ont cherché ici, et que nous n’avons pas bien trouvé.
recherches-mots = Leurs mots
recherches-vie-privee = Des mots seuls : ni nom, ni numéro, ni heure. Ils paraissent quand plusieurs demandes les ont dits. Ils s’effacent après { $jours } jours.
recherches-vide = Rien à lire pour le moment
recherches-vide-aide = Les mots paraissent quand plusieurs demandes les ont dits.
recherches-fois = { $count ->
    [one] { $count } fois
   *[other] { $count } fois
}
recherches-langue = Langue
recherches-langue-fr = français
recherches-langue-gcf = créole
recherches-langue-ht = créole haïtien
recherches-langue-en = anglais
recherches-langue-es = espagnol
recherches-reponse-rien = aucune réponse
recherches-reponse-peu = réponses peu sûres
recherches-encore-rien = Toujours aucune réponse.
recherches-aujourdhui = Aujourd’hui, ces mots donnent :
recherches-repondre = Ajouter au lexique
recherches-oublier = Effacer
recherches-ajouter = Ajouter une ligne au lexique
recherches-dit = Ce que disent les gens
recherches-dit-aide = Un à huit mots. Les accents et le pluriel ne comptent pas.
recherches-officiel = Les mots officiels
recherches-officiel-aide = Ceux des titres de fiches. Séparez-les par des virgules, le plus probable d’abord.
recherches-genre = Ce qui est tapé
recherches-genre-ajoute = compte encore
recherches-genre-remplace = est remplacé (autre langue, image)
recherches-proposer = Proposer cette ligne
recherches-lexique = Le lexique d’ici
recherches-lexique-vide = Aucune ligne encore. Le lexique commun à tous sert déjà.
recherches-donne = donne
recherches-effet-ajoute = s’ajoute à ce qui est tapé
recherches-effet-remplace = remplace ce qui est tapé
recherches-etat-a-relire = à relire, ne sert pas encore
recherches-etat-relu = relu, en service
recherches-avec = Avec cette ligne, ces mots donnent :
recherches-servir = C’est relu, mettre en service
recherches-retirer = Retirer
recherches-fait-propose = La ligne est proposée. Regardez ce qu’elle donne, puis mettez-la en service.
recherches-fait-relu = La ligne sert dès maintenant.
recherches-fait-retire = La ligne ne sert plus.
recherches-fait-oublie = Ces mots sont effacés.
