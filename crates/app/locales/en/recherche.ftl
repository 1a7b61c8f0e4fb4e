# Search of the public.
recherche-titre = Search
recherche-titre-pour = Search: { $q }
recherche-champ = Your search
recherche-exemple = RSA, carte Vitale…
recherche-chercher = Search
recherche-aide = Write what you are looking for in your own words: “ID card”, “housing benefit”, “lost job”.
recherche-trouve = { $count ->
    [one] We found { $count } answer.
   *[other] We found { $count } answers.
}
recherche-demarches = Procedures
recherche-officiel = The official texts
recherche-rien = We found nothing
recherche-rien-conseil = Try another word, a shorter one. Or ask a person: she searches with you.
recherche-appeler = Call { $telephone }
recherche-sujets = Or choose a subject
