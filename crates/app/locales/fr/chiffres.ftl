# Figures: page, lines, spreadsheet. Words of values: chiffres-<dimension>-<code>.
chiffres-titre = Chiffres
chiffres-croiser = Croiser deux répartitions
chiffres-exporter = Télécharger le tableur
chiffres-de = Du mois
chiffres-a = Au mois
chiffres-mois-aide = Année puis mois : 2026-10
chiffres-mois-remplace = Ces mois ne se lisent pas ainsi. Voici la période la plus proche. Écrivez l’année puis le mois : 2026-10.
chiffres-partenaire = Partenaire
chiffres-tous-partenaires = Tous les partenaires
chiffres-lieu = Lieu
chiffres-tous-lieux = Tous les lieux
chiffres-montrer = Montrer
chiffres-vide = Rien d’enregistré sur cette période
chiffres-vide-aide = Choisissez d’autres mois, ou enregistrez une visite : elle paraît ici aussitôt.
chiffres-visites = visites
chiffres-visites-detail = une personne reçue une fois
chiffres-demandes = demandes
chiffres-resolues = { $part } % résolues sur place
chiffres-accompagnements = accompagnements
chiffres-accompagnements-detail = démarches faites avec la personne
chiffres-usagers = usagers accompagnés
chiffres-au-moins = au moins { $n }
chiffres-reponses = « première fois » dite pour { $part } % des visites accompagnées
chiffres-pourcent = { $part } %
chiffres-par-mois = Mois par mois
chiffres-par-mois-description = Nombre de visites de chaque mois. Le tableau qui suit donne les mêmes nombres.
chiffres-colonne-mois = Mois
chiffres-colonne-repartition = Répartition
chiffres-colonne-valeur = Valeur
chiffres-colonne-visites = Visites
chiffres-colonne-demandes = Demandes
chiffres-colonne-accompagnements = Accompagnements
chiffres-colonne-usagers = Usagers accompagnés
chiffres-colonne-minutes = Minutes
chiffres-colonne-date = Date
chiffres-colonne-lieu = Lieu
chiffres-colonne-resultat = Résultat
chiffres-colonne-profil = Profil
chiffres-colonne-duree = Durée
chiffres-unite-visites = visites
chiffres-unite-demandes = demandes
chiffres-bloc-partenaire = Par partenaire
chiffres-bloc-theme = Par sujet
chiffres-bloc-demarche = Par démarche
chiffres-bloc-nature = Par nature
chiffres-bloc-resultat = Par résultat
chiffres-bloc-nature-dite = Nature dite ou d’habitude
chiffres-bloc-premiere-fois = Première fois accompagnée
chiffres-bloc-commune = Par commune du passage
chiffres-bloc-lieu = Par lieu
chiffres-bloc-canal = Par canal
chiffres-bloc-duree = Par durée
chiffres-bloc-age = Par âge
chiffres-bloc-sexe = Par sexe
chiffres-bloc-statut = Par situation
chiffres-bloc-residence = Par commune de résidence
chiffres-bloc-autonomie = Par aisance avec le numérique
chiffres-note-partenaires = Une visite peut concerner plusieurs partenaires : les visites par partenaire ne s’additionnent pas.
chiffres-note-premiere-fois = Visites qui portent un accompagnement. « Ne sait pas » : la question n’a pas été touchée.
chiffres-note-nature-dite = « D’habitude » : la nature vient de la démarche, l’animatrice ne l’a pas touchée.
chiffres-definitions = Ce que comptent ces chiffres
chiffres-definition-visite = Visite : une personne (ou un foyer) reçue une fois, par n’importe quel canal. Elle porte au moins une demande.
chiffres-definition-demande = Demande : un besoin dans une visite, avec un partenaire, une nature et un résultat.
chiffres-definition-accompagnement = Accompagnement : une demande dont la démarche est faite avec la personne.
chiffres-definition-usagers = Usagers accompagnés : les personnes dont le premier accompagnement tombe dans la période.
chiffres-definition-somme = Une visite n’est pas une personne, une personne n’est pas une demande : ces nombres ne s’additionnent pas.
chiffres-lignes-titre = Les lignes derrière le chiffre
chiffres-lignes-tout = Toute l’activité
chiffres-lignes-compte-visites = { $count ->
        [one] { $n } visite
       *[other] { $n } visites
    }
chiffres-lignes-compte-demandes = { $count ->
        [one] { $n } demande
       *[other] { $n } demandes
    }
chiffres-lignes-compte-accompagnements = { $count ->
        [one] { $n } accompagnement
       *[other] { $n } accompagnements
    }
chiffres-lignes-compte-visites-accompagnement = { $count ->
        [one] { $n } visite avec un accompagnement
       *[other] { $n } visites avec un accompagnement
    }
chiffres-lignes-compte-usagers = usagers accompagnés : { $n }
chiffres-lignes-compte-personnes = { $count ->
        [one] { $n } personne
       *[other] { $n } personnes
    }
chiffres-lignes-compte-minutes = { $count ->
        [one] { $n } minute
       *[other] { $n } minutes
    }
chiffres-lignes-compte-permanence = { $count ->
        [one] { $n } demi-journée
       *[other] { $n } demi-journées
    }
chiffres-lignes-figees = Telles qu’elles étaient quand le relevé { $releve } a compté ce chiffre.
chiffres-lignes-maintenant = Voir le même chiffre aujourd’hui
chiffres-colonne-canal = Canal
chiffres-colonne-etat = État
chiffres-colonne-marque = Personne (marque propre à ce chiffre)
chiffres-lignes-vide = Aucune ligne ici
chiffres-periode = de { $de } à { $a }
chiffres-retour = Retour aux chiffres
chiffres-sans-demarche = Sans démarche précise
chiffres-nc = Non communiqué
chiffres-ailleurs = Hors du territoire
nature-dite-dite = Dite par l’animatrice
nature-dite-habitude = D’habitude
duree-moins-30 = Moins de 30 min
duree-30-60 = 30 min à 1 h
duree-60-120 = 1 h à 2 h
duree-120-plus = 2 h et plus
premiere-fois- = Sans accompagnement
chiffres-autres-lignes = Voir les { $count } autres
