# Official fiches: lists, source, date.
fiche-titre = Les fiches officielles
fiche-chapeau = Ces textes viennent de l’État. Ils disent vos droits en détail.
fiche-vide = Les fiches officielles ne sont pas encore là
fiche-vide-conseil = Nos démarches, elles, sont prêtes. Choisissez un sujet à l’accueil.
fiche-contenu-du = Contenu du { $date }.
fiche-autres = Les autres fiches
fiche-notres = En mots simples
fiche-ancienne = Ce texte a plus d’un an.
fiche-ancienne-date = Il date du { $date }. La règle a pu changer.
fiche-a-jour = Lire le texte à jour
fiche-en-revision = Ce texte est en cours de révision par l’État.
fiche-source = Source : service-public.gouv.fr (DILA), Licence Ouverte 2.0.
fiche-numero = Fiche { $numero }.
fiche-date = Mise à jour le { $date }.
fiche-sur-le-site = Lire sur service-public.gouv.fr
