# Stops of the van.
passages-titre = The van near my home
passages-commune = Your town
passages-commune-aide = Where you live
passages-toutes = All the towns
passages-voir = Show
passages-du-mois = Stops in { $mois }
passages-prochains = Next stops: { $commune }
passages-vide-mois = No stop is announced for this month. Look at the next month.
passages-vide-commune = No stop is announced in this town. Look at the towns nearby.
passages-mois = Month
passages-mois-avant = Month before
passages-mois-apres = Next month
passages-a-cote = Sooner, nearby
passages-site-fixe = at the office
passages-site-autre = elsewhere
passages-site-bus = in the van
passages-etat-ouverte = The van is here
passages-etat-deplacee = Changed
passages-etat-annulee = Cancelled
passages-agenda = Add to my calendar
passages-agenda-de = The van: { $commune }
passages-agenda-quoi = The van of the relay: { $commune }
passages-suivre = Follow the stops
passages-suivre-agenda = Give this address to your calendar. It will follow each change.
passages-suivre-avis = Notices of the relay, for a feed reader:

# What was said of a passage on its day, and when.
passages-etat-prevue = Planned
passages-etat-en-route = On its way
passages-etat-en-retard = Late
passages-etat-close = Over
passages-partenaire = Also on board: { $qui }.
passages-dit-ouverte = Confirmed at { $heure }.
passages-dit-en-route = On its way, confirmed at { $heure }.
passages-dit-en-retard = About { $minutes } minutes late: the van arrives around { $vers }. Confirmed at { $heure }.
passages-dit-annulee = Cancellation announced on { $jour } at { $heure }.
passages-dit-deplacee = Change announced on { $jour } at { $heure }.
passages-non-confirme = Planned { $heures }, not confirmed yet.
passages-calendrier = Calendar of the stops
passages-calendrier-lien = See the calendar of the month
passages-calendrier-retour = Back to the stops

# The poster of a commune and a month.
affiche-titre = The van comes to { $lieu }
affiche-jour = Day
affiche-heures = Hours
affiche-lieu = Place
affiche-telephone = A question? Call:
affiche-verifiez = A date may change: check before you come, with this code or at this address.
affiche-fait = Poster of { $jour }
affiche-a-imprimer = To print and put up
affiche-aide = A poster of the stops of the month, with a code to scan.
affiche-a4 = A4 poster (PDF)
affiche-a3 = A3 poster (PDF)
