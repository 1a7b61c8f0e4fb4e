# Official fiches: lists, source, date.
fiche-titre = The official texts
fiche-chapeau = These texts come from the French State. They say your rights in detail, in French.
fiche-vide = The official texts are not here yet
fiche-vide-conseil = Our own procedures are ready. Choose a subject on the home page.
fiche-contenu-du = Content of { $date }.
fiche-autres = The other texts
fiche-notres = In plain words
fiche-ancienne = This text is more than a year old.
fiche-ancienne-date = It dates from { $date }. The rule may have changed.
fiche-a-jour = Read the current text
fiche-en-revision = The State is revising this text.
fiche-source = Source: service-public.gouv.fr (DILA), Licence Ouverte 2.0.
fiche-numero = Text { $numero }.
fiche-date = Updated on { $date }.
fiche-sur-le-site = Read on service-public.gouv.fr
