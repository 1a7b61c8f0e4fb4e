# Ateliers: the team, the tablet, what everybody reads, the progress of the territory.
nav-ateliers = Ateliers

atelier-competence-appareil = Ordinateur, téléphone
atelier-competence-internet = Internet
atelier-competence-email = Adresse e-mail
atelier-competence-compte = Compte et mot de passe
atelier-competence-numeriser = Numériser un papier
atelier-competence-securite = Sécurité, arnaques
atelier-competence-demarche = Démarche en ligne
atelier-competence-emploi = Recherche d’emploi
atelier-competence-sante = Santé en ligne
atelier-competence-ecrire = Écrire une lettre, un CV
atelier-competence-messages = Appels et messages

atelier-question-appareil = Savez-vous vous servir d’un ordinateur ou d’un téléphone ?
atelier-question-internet = Savez-vous chercher quelque chose sur internet ?
atelier-question-email = Savez-vous lire et envoyer un e-mail ?
atelier-question-compte = Savez-vous ouvrir un compte et garder son mot de passe ?
atelier-question-numeriser = Savez-vous envoyer la photo d’un papier ?
atelier-question-securite = Savez-vous reconnaître une arnaque ?
atelier-question-demarche = Savez-vous faire une démarche en ligne ?
atelier-question-emploi = Savez-vous chercher un emploi en ligne ?
atelier-question-sante = Savez-vous utiliser votre espace santé en ligne ?
atelier-question-ecrire = Savez-vous écrire une lettre sur un écran ?
atelier-question-messages = Savez-vous appeler et écrire à vos proches avec un écran ?

atelier-aisance-pas = Je ne sais pas
atelier-aisance-aide = Avec de l’aide
atelier-aisance-seule = Toute seule, tout seul

atelier-temps-avant = Avant
atelier-temps-apres = Après

atelier-tablette-titre = Avant et après l’atelier
atelier-tablette-etape = { $rang } sur { $total }
atelier-tablette-passer = Ne pas répondre
atelier-tablette-anonyme = Votre réponse est comptée sans votre nom.
atelier-tablette-merci = Merci.
atelier-tablette-merci-suite = Passez la tablette à votre voisine ou à votre voisin.
atelier-tablette-suivante = Personne suivante
atelier-tablette-rendre = Rendre la tablette
atelier-tablette-fermee = Ces questions se posent le jour de l’atelier.

atelier-niveau-debutant = Débutant
atelier-niveau-intermediaire = Intermédiaire
atelier-niveau-avance = Avancé

atelier-etat-prevu = Prévu
atelier-etat-tenu = Tenu
atelier-etat-annule = Annulé

ateliers-titre = Ateliers numériques
ateliers-chapeau = Apprendre à faire seul : e-mail, compte, papiers, sécurité. À votre rythme, avec une personne à côté.
ateliers-panneau = Apprendre à faire seul, avec une personne à côté
ateliers-a-venir = À venir
ateliers-aucun = Aucun atelier annoncé pour l’instant
ateliers-aucun-aide = Le bus passe quand même : une personne peut vous aider.
ateliers-passages = Voir les passages du bus
ateliers-places = { $count ->
    [one] { $count } place
   *[other] { $count } places
}
ateliers-annule = Annulé
ateliers-comment = Comment venir
ateliers-comment-texte = Dites-le à une personne du bus, ou appelez. Venez avec votre téléphone si vous en avez un.

atelier-liste-titre = Ateliers
atelier-liste-chapeau = Prévoir, tenir, dire qui est venu. Une participation n’est pas une visite.
atelier-du-jour = Atelier aujourd’hui, { $heures } : { $titre }
atelier-nouveau = Prévoir un atelier
atelier-a-venir = À venir
atelier-a-completer = À compléter
atelier-a-completer-aide = L’heure est passée. Dites qui est venu, ou annulez.
atelier-tenus = Tenus
atelier-annules = Annulés
atelier-aucun = Aucun atelier prévu
atelier-aucun-aide = Choisissez ce qu’on y apprend, un lieu et une heure.
atelier-page-publique = Ce que le public lit
atelier-places = { $count ->
    [one] { $count } place
   *[other] { $count } places
}
atelier-venues = { $count ->
    [one] { $count } personne venue
   *[other] { $count } personnes venues
}
atelier-mot-venues = { $count ->
    [one] participation
   *[other] participations
}

atelier-nouveau-titre = Prévoir un atelier
atelier-corriger-titre = Changer l’atelier
atelier-revenir = Revenir
atelier-quoi = Ce qu’on y apprend
atelier-quoi-aide = Une chose, trois au plus.
atelier-titre = Titre
atelier-titre-aide = Facultatif. Exemple : Ma première adresse e-mail.
atelier-niveau = Niveau
atelier-quel-niveau = Choisir
atelier-animatrice = Animé par
atelier-animatrice-choisir = Choisir
atelier-quand = Où et quand
atelier-permanence = Pendant une permanence
atelier-permanence-aide = La permanence donne le jour et le lieu. Sans elle, remplissez la date et le lieu.
atelier-permanence-aucune = Hors permanence
atelier-date = Date
atelier-lieu = Lieu
atelier-lieu-choisir = Choisir
atelier-debut = Début
atelier-minutes = Durée, en minutes
atelier-places-champ = Places
atelier-annonce = L’annoncer au public
atelier-garder = Garder
atelier-choisir-competence = Choisissez ce qu’on y apprend.
atelier-trop-de-competences = Choisissez { $max } choses au plus : au-delà, faites deux ateliers.
atelier-choisir-niveau = Choisissez un niveau.
atelier-choisir-animatrice = Choisissez qui anime.
atelier-choisir-permanence = Choisissez une permanence qui aura lieu.
atelier-choisir-lieu = Choisissez un lieu.
atelier-erreur-date = Choisissez une date.
atelier-erreur-heure = Écrivez l’heure comme ceci : 9 h 30.
atelier-hors-permanence = Choisissez une heure de la permanence.
atelier-erreur-nombre = Écrivez un nombre de 1 à { $max }.
atelier-trop-long = Écrivez { $max } signes au plus, sur une ligne.
atelier-tenu-plus-tard = Cet atelier a été tenu : choisissez une date passée.

atelier-fait-prevu = L’atelier est prévu.
atelier-fait-change = L’atelier est changé.
atelier-fait-tenu = C’est noté.
atelier-fait-annule = L’atelier est annulé.
atelier-fait-remis = L’atelier est remis.
atelier-avant-apres = Avant et après
atelier-avant-apres-aide = Donnez la tablette : chacun touche une image, puis la passe. Les réponses sont comptées sans nom.
atelier-donner-avant = Avant : donner la tablette
atelier-donner-apres = Après : donner la tablette
atelier-legende = Trait plein : toute seule, tout seul. Hachures : avec de l’aide.
atelier-reponses-aucune = aucune réponse
atelier-reponses-peu = moins de { $seuil } réponses
atelier-reponses-parts = { $seule } % seul, { $aide } % avec de l’aide, sur { $count } réponses
atelier-gain = { $count ->
    [one] { $signe } { $count } point
   *[other] { $signe } { $count } points
}
atelier-qui = Qui est venu
atelier-anonymes = Personnes sans nom
atelier-anonymes-aide = Comptez tout le monde, sauf les personnes nommées plus bas.
atelier-deja = Dont déjà venues
atelier-preciser = Préciser
atelier-preciser-aide = Facultatif. Ce que personne n’a dit reste à zéro.
atelier-par-sexe = Femmes et hommes
atelier-par-age = Âges
atelier-par-situation = Situations
atelier-nommees = Personnes que vous suivez
atelier-nommees-aide = Leur venue s’ajoute à leur suivi. Ne cochez qu’avec leur accord.
atelier-accord = Elles sont d’accord
atelier-accord-absent = Demandez leur accord, puis cochez. Sans accord, comptez-les sans nom.
atelier-autres = { $count ->
    [one] Une personne nommée par une collègue reste comptée.
   *[other] { $count } personnes nommées par une collègue restent comptées.
}
atelier-personne = Dites combien de personnes sont venues. Si personne n’est venu, annulez l’atelier.
atelier-deja-trop = Il y a plus de personnes déjà venues que de personnes sans nom.
atelier-parts-trop = Vous en comptez { $somme } ici, pour { $total } personnes sans nom.
atelier-erreur-compte = Écrivez un nombre de 0 à { $max }.
atelier-pas-maintenant = Cet atelier est annulé, ou son jour n’est pas venu.
atelier-tenir = L’atelier a eu lieu
atelier-corriger-venues = Corriger
atelier-pas-encore = Vous direz qui est venu le jour de l’atelier.
atelier-changer = Changer
atelier-corriger = Changer l’atelier
atelier-annuler = Annuler l’atelier
atelier-motif = Pourquoi
atelier-motif-aide = Facultatif. Le public le lira si l’atelier était annoncé.
atelier-annuler-oui = Annuler
atelier-remettre = Remettre l’atelier

atelier-pilotage-titre = Ateliers du territoire
atelier-pilotage-chapeau = Ce que les personnes disent savoir faire, avant et après. Moins de { $seuil } réponses ne se montrent pas.
atelier-pilotage-vide = Aucun atelier tenu sur ces mois
atelier-pilotage-vide-aide = Choisissez d’autres mois.
atelier-pilotage-tenus = { $count ->
    [one] atelier tenu
   *[other] ateliers tenus
}
atelier-pilotage-participations = participations
atelier-pilotage-a-part = jamais ajoutées aux visites
atelier-pilotage-communes = Participations par commune
atelier-pilotage-commune = Commune de l’atelier
atelier-pilotage-masque = Masqué : moins de { $seuil } personnes, ou ce qui permettrait de les retrouver.
atelier-vers-coop = Vers La Coop
