# Page of a démarche, and its slip on paper.
demarche-papiers = Papiers à préparer
demarche-sans-papier = Aucun papier n’est demandé.
demarche-a-confirmer = « À confirmer » : c’est l’usage, mais personne ne l’a vérifié. Pour être sûr, demandez à l’organisme : { $qui }.
demarche-etapes = Comment faire
demarche-en-ligne = Faire la démarche en ligne
demarche-imprimer = Imprimer la liste
demarche-site = Vous allez sur le site { $site }.
demarche-en-bref = En bref
demarche-cout = Prix
demarche-delai = Délai
demarche-lieu = Où
demarche-partenaire = Avec qui
demarche-internet = Sur Internet
demarche-fiches = Les fiches officielles
demarche-sources = D’où ça vient
demarche-imprime-le = Imprimé le { $date }.

# How sure a fact of a démarche is: on its badge, then in a whole sentence.
marque-officiel = Officiel, { $annee }
marque-officiel-phrase = D’après la fiche { $fiche } de service-public.fr, du { $date }.
marque-verifie = Vérifié
marque-verifie-phrase = Vérifié par le relais ({ $qui }) le { $date }.
marque-a-confirmer = À confirmer
marque-a-confirmer-phrase = Habituel, à confirmer auprès { $de_qui }.
demarche-cocher = Cochez ce que vous avez déjà.
demarche-reste = { $count ->
    [one] Il vous reste un papier à préparer.
   *[other] Il vous reste { $count } papiers à préparer.
}
demarche-tous-prets = Vous avez tous vos papiers.
demarche-deja = Déjà prêt :
demarche-telephone = Mettre sur mon téléphone
demarche-son-site = son site
demarche-bornes = Sur une borne, près de chez vous
demarche-bornes-ou = Vous trouvez cette page sur une borne. Il y en a dans ces communes :
demarche-bornes-voir = Voir où elles sont
marque-partenaire-phrase = Vérifié par { $qui } le { $date }.
