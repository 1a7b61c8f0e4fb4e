# Permanences: half-days at a place.
permanence-etat-prevue = Prévue
permanence-etat-ouverte = Ouverte
permanence-etat-close = Fermée
permanence-etat-deplacee = Déplacée
permanence-etat-annulee = Annulée

permanence-titre = Permanences
permanence-mois-avant = Mois d’avant
permanence-mois-apres = Mois d’après
permanence-aucune = Aucune permanence ce mois-ci
permanence-aucune-aide = Prévoyez-en une ci-dessous, ou donnez celles d’un fichier. L’équipe verra son lieu du jour tout rempli.
permanence-jour = Quand
permanence-date = Date
permanence-debut = Début
permanence-fin = Fin
permanence-lieu = Lieu
permanence-lieu-choisir = Choisir un lieu
permanence-avec = Avec
permanence-site-bus = Le bus
permanence-site-fixe = Un guichet fixe
permanence-site-autre = Autre
permanence-equipe = Équipe
permanence-etat = État
permanence-changer = Changer
permanence-changer-titre = Changer une permanence
permanence-prevoir = Prévoir une permanence
permanence-prevoir-bouton = Prévoir
permanence-prevues = { $count ->
    [one] { $count } permanence prévue
   *[other] { $count } permanences prévues
}
permanence-changee = Changement enregistré.
permanence-deplacer = Déplacer cette permanence
permanence-deplacer-bouton = Déplacer
permanence-annuler = Annuler cette permanence
permanence-annuler-suite = Le public le lira aussitôt : portail, bornes, calendrier et agendas. Qui suit la commune recevra un message.
permanence-annuler-oui = Oui, annuler
permanence-retablir = Prévoir de nouveau
permanence-figee = Cette permanence est ouverte ou fermée : elle ne se déplace plus.
permanence-motif = Motif
permanence-motif-aide = Le public le lira. Exemple : le bus est en panne.

permanence-fichier = Prévoir celles d’un fichier
permanence-fichier-choisir = Fichier CSV
permanence-fichier-texte = Lignes du fichier
permanence-fichier-aide = Première ligne : date;debut;fin;lieu;site;equipe. Exemple : 2026-12-01;8:00;13:00;le-marin-mondesir;bus;maryse,josiane
permanence-fichier-bouton = Prévoir tout
permanence-csv-refuse = { $count ->
    [one] Rien n’est enregistré : une ligne est à corriger
   *[other] Rien n’est enregistré : { $count } lignes sont à corriger
}
permanence-csv-ligne = Ligne { $ligne }, colonne « { $colonne } » :
permanence-csv-colonne = il manque cette colonne dans la première ligne.
permanence-csv-illisible = cette ligne ne se lit pas. Vérifiez les guillemets.
permanence-csv-trop = le fichier a trop de lignes. Coupez-le en deux.
permanence-csv-deja = il y a déjà une permanence à ce lieu et à cette heure.
permanence-csv-vide = aucune ligne à lire.

permanence-erreur-date = Écrivez la date comme ceci : 2026-12-01.
permanence-erreur-heure = Écrivez l’heure comme ceci : 8:00.
permanence-erreur-ordre = La fin vient avant le début. Corrigez l’heure de fin.
permanence-erreur-lieu = Choisissez un lieu ouvert ce jour-là.
permanence-erreur-site = Choisissez : bus, fixe ou autre.
permanence-erreur-equipe = Personne n’a l’identifiant « { $nom } » dans l’équipe.
permanence-erreur-motif = Dites pourquoi.
permanence-erreur-motif-long = Écrivez { $max } signes au plus, sur une ligne.

# What is said on the day itself, in one tap.
permanence-dire = Où en est-on ?
permanence-dire-public = Le public lit :
permanence-dire-en-route = En route
permanence-dire-ouvert = Ouvert
permanence-dire-prevu = Revenir à « prévu »
permanence-dire-en-retard = En retard
permanence-dire-minutes = { $minutes } minutes
permanence-dire-deplace = Déplacé
permanence-dire-annule = Annulé
permanence-dire-ou = Vers quel lieu
permanence-dire-pourquoi = Pourquoi ? Le public le lira.
permanence-dire-annulees = Annulé aujourd’hui
permanence-non-envoye = Pas encore envoyé : le public ne le sait pas.
permanence-non-envoye-aide = Cela partira dès que le réseau revient. Prévenez la coordination.
permanence-non-envoye-appeler = Cela partira dès que le réseau revient. Appelez la coordination :
permanence-raison-panne = Le bus est en panne.
permanence-raison-route = La route est coupée.
permanence-raison-meteo = La météo ne le permet pas.
permanence-raison-equipe = L’équipe n’est pas au complet.
permanence-raison-reseau = Le lieu n’a ni réseau ni courant.
permanence-raison-lieu = Le lieu n’est pas disponible.
permanence-erreur-autre-lieu = Choisissez un autre lieu, ouvert ce jour-là.
permanence-erreur-mot = Touchez un des boutons.
