# Passages of the van.
passages-titre = Le bus près de chez moi
passages-commune = Votre commune
passages-commune-aide = Là où vous habitez
passages-toutes = Toutes les communes
passages-voir = Voir
passages-du-mois = Les passages de { $mois }
passages-prochains = Les prochains passages : { $commune }
passages-vide-mois = Aucun passage n’est annoncé pour ce mois. Regardez le mois suivant.
passages-vide-commune = Aucun passage n’est annoncé dans cette commune. Regardez les communes voisines.
passages-mois = Mois
passages-mois-avant = Mois d’avant
passages-mois-apres = Mois suivant
passages-a-cote = Plus tôt, à côté
passages-site-fixe = au bureau
passages-site-autre = ailleurs
passages-site-bus = dans le bus
passages-etat-ouverte = Le bus est là
passages-etat-deplacee = Changement
passages-etat-annulee = Annulé
passages-agenda = Ajouter à mon agenda
passages-agenda-de = Le bus : { $commune }
passages-agenda-quoi = Le bus du relais : { $commune }
passages-suivre = Suivre les passages
passages-suivre-agenda = Donnez cette adresse à votre agenda. Il suivra chaque changement.
passages-suivre-avis = Les avis du relais, pour un lecteur de flux :

# What was said of a passage on its day, and when.
passages-etat-prevue = Prévu
passages-etat-en-route = En route
passages-etat-en-retard = En retard
passages-etat-close = Terminé
passages-partenaire = À bord aussi : { $qui }.
passages-dit-ouverte = Confirmé à { $heure }.
passages-dit-en-route = En route, confirmé à { $heure }.
passages-dit-en-retard = Environ { $minutes } minutes de retard : le bus arrive vers { $vers }. Confirmé à { $heure }.
passages-dit-annulee = Annulation annoncée le { $jour } à { $heure }.
passages-dit-deplacee = Changement annoncé le { $jour } à { $heure }.
passages-non-confirme = Prévu { $heures }, pas encore confirmé.
passages-calendrier = Calendrier des passages
passages-calendrier-lien = Voir le calendrier du mois
passages-calendrier-retour = Retour aux passages

# The poster of a commune and a month.
affiche-titre = Le bus passe { $lieu }
affiche-jour = Jour
affiche-heures = Heures
affiche-lieu = Lieu
affiche-telephone = Une question ? Appelez :
affiche-verifiez = Une date peut changer. Vérifiez avant de venir : scannez ce code, ou tapez cette adresse.
affiche-fait = Affiche du { $jour }
affiche-a-imprimer = À imprimer et à afficher
affiche-aide = Une affiche des passages du mois, avec un code à scanner.
affiche-a4 = Affiche A4 (PDF)
affiche-a3 = Affiche A3 (PDF)
