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
recherche-autres = { $count ->
    [one] See the other answer
   *[other] See the { $count } others
}
recherche-corrige = We searched for:
recherche-tape = You had written “{ $q }”.
recherche-langue-en = Your search seems to be in English. The official texts are in French.
recherche-langue-gcf = Your search seems to be in Creole. The official texts are in French.
recherche-langue-ht = Your search seems to be in Haitian Creole. The official texts are in French.
recherche-langue-es = Your search seems to be in Spanish. The official texts are in French.
recherche-langue-lien = See this page in that language
recherche-evenement = What to do, step by step
recherche-acte-papiers = Papers to prepare
recherche-acte-en-ligne = Done online
recherche-acte-lire = To read
recherche-acte-dossier = Several texts to read
recherche-aide-titre = Not found?
recherche-aide-texte = A person searches with you. It is free.
recherche-proches = The closest subjects
recherche-propositions = { $count ->
    [0] No suggestion.
    [one] { $count } suggestion.
   *[other] { $count } suggestions.
}
recherche-propose-evenement = What to do, step by step
recherche-propose-demarche = Procedure · { $partenaire }
recherche-propose-theme = Subject
recherche-propose-partenaire = Organisation
recherche-propose-fiche = Official text
recherche-propose-dossier = Official file
recherche-sujets = Or choose a subject
