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
recherche-sujets = Ou choisissez un sujet
