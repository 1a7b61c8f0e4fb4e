# Page of a démarche, and its slip on paper.
demarche-papiers = Papers to prepare
demarche-sans-papier = No paper is asked for.
demarche-a-confirmer = “To be confirmed” means: it is usually so, but nobody has checked. To be sure, ask: { $qui }.
demarche-etapes = What to do
demarche-en-ligne = Do it online
demarche-imprimer = Print the list
demarche-site = You are going to the site { $site }.
demarche-en-bref = In short
demarche-cout = Price
demarche-delai = How long
demarche-lieu = Where
demarche-partenaire = With whom
demarche-internet = On the Internet
demarche-fiches = The official texts
demarche-sources = Where this comes from
demarche-imprime-le = Printed on { $date }.

# How sure a fact of a démarche is: on its badge, then in a whole sentence.
marque-officiel = Official, { $annee }
marque-officiel-phrase = From the official text { $fiche } of service-public.fr, dated { $date }.
marque-verifie = Checked
marque-verifie-phrase = Checked by the relay ({ $qui }) on { $date }.
marque-a-confirmer = To be confirmed
marque-a-confirmer-phrase = It is usually so. To be confirmed with { $qui }.
demarche-cocher = Tick what you already have.
demarche-reste = { $count ->
    [one] You have one more paper to prepare.
   *[other] You have { $count } more papers to prepare.
}
demarche-tous-prets = You have all your papers.
demarche-deja = Ready:
demarche-telephone = Put on my phone
demarche-son-site = its site
demarche-bornes = On a kiosk near your home
demarche-bornes-ou = You find this page on a kiosk. There are some in these towns:
demarche-bornes-voir = See where they are
marque-partenaire-phrase = Checked by { $qui } on { $date }.
