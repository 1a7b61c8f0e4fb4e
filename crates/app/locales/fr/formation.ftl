# Training: modules, sessions, attestations, steps of who arrives.
nav-formation = Formation
nav-ma-formation = Ma formation
formation-titre = Formation
formation-chapeau = Ce que l’équipe apprend, ce que cela atteste, et jusqu’à quand. Personne n’est comparé à personne.
formation-ailleurs = Les formations se tiennent sur le portail central
formation-modules = Modules
formation-modules-vide = Aucun module pour l’instant
formation-module = Module
formation-module-ajouter = Ajouter un module
formation-module-nouveau = Nouveau module
formation-module-changer = Changer un module
formation-module-retire = Ce module n’est plus donné. Ce qu’il a attesté reste.
formation-retires = { $count ->
    [one] Un module qui n’est plus donné
   *[other] { $count } modules qui ne sont plus donnés
}
formation-a-venir = Sessions à venir
formation-couverts = Fondateurs connus de deux personnes
formation-semaines = Semaines avec les partenaires, en moyenne
formation-a-renouveler = À renouveler
formation-alerte = { $nom } : { $module }
formation-expire = Son attestation expire le { $jour }.
formation-expiree = Son attestation a expiré le { $jour }.
formation-matrice = Qui sait quoi
formation-matrice-vide = Écrivez un module : chaque personne de l’équipe aura sa case.
formation-matrice-aide = Un savoir attesté compte pour la tournée, du dernier jour de la session à la fin de sa validité.
formation-dit-equipe = dit dans la page de l’équipe
formation-case-acquise = Acquis
formation-case-jusqu = Jusqu’au { $jour }
formation-case-expiree = Expirée
formation-case-prevue = Prévue
formation-case-dite = Dit
formation-sessions = Sessions
formation-sessions-vide = Aucune session pour l’instant
formation-sessions-plus = { $count ->
    [one] Une session plus ancienne, sur la page de son module.
   *[other] { $count } sessions plus anciennes, sur la page de leur module.
}
formation-session-ajouter = Ajouter une session
formation-session-nouvelle = Nouvelle session
formation-session-changer = Une session
formation-session-quand = Quand et où
formation-session-annulee = Annulée
formation-session-a-venir = À venir
formation-session-a-dire = Présences à dire
formation-session-faite = Faite
formation-session-est-annulee = Cette session est annulée : elle n’atteste rien et ne prend le temps de personne.
formation-personnes = { $count ->
    [0] personne n’est inscrit
    [one] une personne
   *[other] { $count } personnes
}
formation-valable = { $count ->
    [one] valable un mois
   *[other] valable { $count } mois
}
formation-savoir-de = savoir : { $savoir }
formation-heures-rondes = { $heures } h
formation-heures-minutes = { $heures } h { $minutes }
formation-jusqu-au = Valable jusqu’au { $jour }
formation-sans-limite = Sans limite
formation-intitule = Intitulé
formation-par = Donné par
formation-donneur-interne = Interne
formation-donneur-cnfpt = CNFPT
formation-donneur-partenaire = Partenaire
formation-donneur-autre = Autre organisme
formation-aucun = Aucun
formation-nature-initiale = Initiale
formation-nature-operateur = Démarches d’un opérateur
formation-nature-aidants-connect = Aidants Connect
formation-nature-rgpd = Données personnelles
formation-nature-securite = Sécurité
formation-nature-accessibilite = Accessibilité
formation-nature-autre = Autre
formation-heures = Durée, en heures
formation-heures-aide = Vide : celle du module.
formation-validite = Validité, en mois (vide : sans limite)
formation-atteste = Ce que cela atteste
formation-savoir = Savoir donné pour la tournée
formation-savoir-aide = Le mot qu’emploient les lieux de la tournée : portail caf, langue des signes. Vide : aucun.
formation-comptent = Savoirs qui comptent aujourd’hui : { $savoirs }.
formation-voir-session = Voir la session
formation-presences = Présences
formation-presences-vide = Personne n’est inscrit.
formation-presences-aide = Écrivez les heures faites : 14, 3,5 ou 3 h 30. Écrivez 0 pour une absence. Qui a fait toutes les heures reçoit une attestation numérotée.
formation-pas-encore = Les heures se disent à partir du premier jour.
formation-pas-commencee = Cette session n’a pas commencé. Dites les heures à partir du premier jour.
formation-heures-de = Heures faites par { $nom }
formation-attestation = Attestation { $numero }
formation-qui-vient = Qui vient
formation-qui-vient-aide = Ces jours deviennent des jours de formation dans la tournée. Il n’y a rien d’autre à saisir.
formation-inscrire = Inscrire
formation-lieu = Lieu
formation-formateur = Formateur ou formatrice
formation-cout = Coût, en euros
formation-financeur = Qui paie
formation-annuler = Annuler la session
formation-parcours-titre = Parcours d’accueil
formation-parcours-chapeau = Les premiers pas d’une personne qui arrive, dans l’ordre. Elle les voit dans « Ma formation ».
formation-parcours-fini = Fini
formation-arrivees = Qui arrive
formation-arrivees-vide = Personne n’est en train d’arriver.
formation-arrivee-le = Arrivée le { $jour }
formation-qui-arrive = Qui arrive
formation-depuis = Depuis le
formation-commencer = Commencer un parcours
formation-etapes = Les étapes
formation-etapes-vide = Aucune étape écrite.
formation-etapes-sur = { $faites ->
    [0] Aucune étape faite sur { $toutes }
    [one] Une étape faite sur { $toutes }
   *[other] { $faites } étapes faites sur { $toutes }
}
formation-etapes-reste = { $count ->
    [one] Il vous reste une étape de votre parcours d’accueil.
   *[other] Il vous reste { $count } étapes de votre parcours d’accueil.
}
formation-etape = Ce qui est à faire
formation-etape-aide = Avec un module, laissez vide : son intitulé suffit.
formation-etape-ajouter = Ajouter une étape
formation-etape-a-faire = À faire
formation-etape-attestation = Se coche par l’attestation du module
formation-etape-faite-le = Faite le { $jour }
formation-monter = Monter
formation-cocher = C’est fait
formation-decocher = Pas encore
formation-finir = Le parcours est fini
formation-reprendre = Reprendre le parcours
formation-mienne-titre = Ma formation
formation-mes-heures = { $heures } de formation suivies. Cette page n’est lue que par vous et par la coordination.
formation-mes-etapes = Votre parcours d’accueil
formation-mes-sessions = Vos sessions à venir
formation-mes-sessions-vide = Aucune session à venir.
formation-mes-attestations = Vos attestations
formation-mes-attestations-vide = Aucune attestation pour l’instant.
formation-papier-titre = Attestation de formation
formation-papier-numero = Numéro { $numero }
formation-papier-atteste = { $relais } atteste que { $nom } a suivi la formation « { $module } ».
formation-papier-tete = Quoi
formation-papier-tete-dit = Ce qui est attesté
formation-papier-jours = Jours
formation-papier-heures = Heures suivies
formation-papier-par = Donnée par
formation-papier-formateur = Formateur ou formatrice
formation-papier-lieu = Lieu
formation-papier-quoi = Ce que cela atteste
formation-papier-valable = Validité
formation-papier-note = Ce papier vient du registre des formations du relais, où son numéro se retrouve.
formation-papier-fait = Dernier jour de la formation : { $jour }
formation-fait-module = Le module est enregistré.
formation-fait-session = La session est enregistrée.
formation-fait-inscrits = Les inscriptions sont enregistrées.
formation-fait-presences = Les heures sont enregistrées.
formation-fait-annulee = La session est annulée.
formation-fait-remise = C’est remis.
formation-fait-retire = Le module n’est plus donné. Ce qu’il a attesté reste.
formation-fait-etape = Le parcours est enregistré.
formation-fait-accueil = Le parcours commence.
formation-fait-coche = C’est enregistré.
formation-par-choisir = Choisissez qui donne ce module.
formation-partenaire-choisir = Choisissez le partenaire.
formation-nature-choisir = Choisissez la nature.
formation-module-choisir = Choisissez le module.
formation-personne-choisir = Choisissez la personne.
formation-heures-lire = Cette durée ne se lit pas. Écrivez-la comme 14, 3,5 ou 3 h 30.
formation-validite-lire = Écrivez un nombre de mois, de 1 à 240, ou rien.
formation-savoir-lire = Un seul savoir, en quelques mots.
formation-cout-lire = Écrivez un montant, comme 1 234,56.
formation-jour = Cette date ne se lit pas. Choisissez un jour.
formation-ordre = La fin vient après le début, dans l’année.
formation-etapes-trop = Quarante étapes au plus.
formation-tache = { $count ->
    [one] Une attestation à renouveler
   *[other] { $count } attestations à renouveler
}
formation-tache-detail = Elle expire dans les soixante jours, ou a expiré.
