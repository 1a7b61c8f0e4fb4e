# The partners, for the public.
partenaires-titre = Les organismes
partenaires-chapeau = Choisissez un organisme. Vous verrez ce qu’il fait, et les démarches.
partenaires-fil = Organismes
partenaires-demarches = { $count ->
    [one] { $count } démarche
   *[other] { $count } démarches
}
partenaires-sans-demarche = Aucune démarche n’est encore décrite ici. Demandez à l’animatrice.
partenaires-joindre = Y aller, ou se faire aider
partenaires-site = Aller sur { $site }
partenaires-avant = Avant, il s’appelait
partenaires-ancien-nom = { $nom }, jusqu’au { $date }
partenaires-sujets = Ses sujets
