# The partners, for the public.
partenaires-titre = The organisations
partenaires-chapeau = Choose an organisation. See what it does, and its procedures.
partenaires-fil = Organisations
partenaires-demarches = { $count ->
    [one] { $count } procedure
   *[other] { $count } procedures
}
partenaires-sans-demarche = No procedure is described here yet. Ask the mediator.
partenaires-joindre = Go there, or get help
partenaires-site = Go to { $site }
partenaires-avant = It used to be called
partenaires-ancien-nom = { $nom }, until { $date }
partenaires-sujets = Its subjects
