# Conventions and meetings with partners.
nav-conventions = Conventions
convention-titre = Conventions et partenaires
convention-chapeau = Ce qui lie le relais à ses partenaires, ce que chacun doit et donne, et quand on se voit.
convention-ailleurs = Les conventions se tiennent sur le portail central
convention-ajouter = Ajouter une convention
convention-nouvelle = Nouvelle convention
convention-changer = Changer la convention
convention-la = La convention
convention-en-cours = Conventions en cours
convention-a-voir = À regarder
convention-rien-a-voir = Rien n’attend : aucune échéance proche, rien en retard.
convention-reunions-an = Réunions en douze mois
convention-jours-partenaires = Apports des partenaires cette année
convention-sans = Partenaires fondateurs sans convention en cours :
convention-registre = Le registre
convention-vide = Aucune convention pour l’instant
convention-retirees = { $count ->
    [one] Une convention retirée
   *[other] { $count } conventions retirées
}
convention-partenaire = Partenaire
convention-reference = Référence
convention-reference-aide = Celle du dossier : numéro, année.
convention-objet = Objet
convention-signee-le = Signée le
convention-non-signee = non signée
convention-du = Commence le
convention-au = Finit le
convention-au-aide = Sans date de fin, la convention dure tant que personne ne l’arrête.
convention-fin = Fin
convention-fin-le = Arrêtée à la date du
convention-sans-fin = sans date de fin
convention-suite = À la fin
convention-suite-tacite = Reconduction tacite
convention-suite-expresse = Reconduction à signer
convention-suite-aucune = Elle s’arrête
convention-mois = Durée d’une reconduction, en mois
convention-preavis = Préavis, en mois
convention-preavis-dit = Préavis
convention-mois-compte = { $count ->
    [0] aucun
    [one] un mois
   *[other] { $count } mois
}
convention-signataire-relais = Signataire du relais
convention-signataire-partenaire = Signataire du partenaire
convention-fonction-aide = Une fonction, pas un nom de personne.
convention-derniere-reunion = Dernière réunion
convention-jamais = jamais
convention-aucune-date = aucune date
convention-etat = État
convention-etat-en-cours = En cours
convention-etat-a-echeance = Fin proche
convention-etat-a-venir = À venir
convention-etat-finie = Finie
convention-etat-retiree = Retirée
convention-est-retiree = Cette convention est retirée du registre. Sa trace reste.
convention-remettre = Remettre
convention-alerte-fin = { $partenaire } : la convention finit le { $jour }
convention-alerte-finie = { $partenaire } : convention finie le { $jour }
convention-alerte-obligation = { $partenaire } : { $quoi }
convention-alerte-reunion = { $partenaire } : pas de réunion depuis un an
convention-detail-fin = Signez la suite, ou dites qu’elle s’arrête.
convention-detail-fin-preavis = Préavis avant le { $preavis }. Signez la suite, ou dites qu’elle s’arrête.
convention-detail-fin-tacite = Elle sera reconduite d’elle-même.
convention-detail-fin-tacite-preavis = Elle sera reconduite d’elle-même, sauf préavis avant le { $preavis }.
convention-detail-finie = Le relais reçoit encore pour ce partenaire. Signez la suite.
convention-detail-obligation = Obligation attendue pour le { $jour }.
convention-detail-reunion = Dernière réunion, ou début de la convention : le { $jour }.
convention-apports-annee = Ce que chacun donne en { $annee }
convention-qui = Qui donne
convention-journees = Journées
convention-argent = Argent
convention-cote-relais = Le relais
convention-cote-partenaire = Les partenaires
convention-partie-relais = Relais
convention-partie-partenaire = Partenaire
convention-jours-sur = { $donnes } sur { $prevus } jours
convention-euros-sur = { $donnes } sur { $prevus }
convention-reunions = Les réunions
convention-reunions-vide = Aucune réunion notée pour l’instant.
convention-reunions-plus = { $count ->
    [one] Une réunion plus ancienne, sur la page de sa convention.
   *[other] { $count } réunions plus anciennes, sur la page de leur convention.
}
convention-reunion-ajouter = Noter une réunion
convention-reunion-nouvelle = Nouvelle réunion
convention-reunion-changer = Changer une réunion
convention-reunion-retiree = Cette réunion est retirée du registre. Sa trace reste.
convention-reunion-a-venir = À venir
convention-reunion-le = Date
convention-reunion-genre = Genre
convention-reunion-pilotage = Comité de pilotage
convention-reunion-technique = Comité technique
convention-reunion-bilaterale = Réunion à deux
convention-reunion-autre = Autre réunion
convention-avec = Avec
convention-presents = Présents
convention-presents-aide = Une fonction par ligne, sans nom de personne.
convention-decisions = Ce qui a été décidé
convention-prochaine = Prochaine réunion
convention-obligations = Les obligations
convention-obligations-vide = Aucune obligation écrite.
convention-obligation-ecrire = Écrire une obligation
convention-obligation-a-tenir = À tenir
convention-obligation-tenue = Tenue
convention-obligation-abandonnee = Abandonnée
convention-par = Qui la doit
convention-frequence = Fréquence
convention-frequence-une-fois = Une fois
convention-frequence-mensuelle = Chaque mois
convention-frequence-trimestrielle = Chaque trimestre
convention-frequence-semestrielle = Chaque semestre
convention-frequence-annuelle = Chaque année
convention-pour-le = pour le { $jour }
convention-tenue-le = tenue le { $jour }
convention-tenue-quand = Tenue le
convention-dire-tenue = C’est fait
convention-abandonner = Abandonner
convention-a-tenir-encore = À tenir de nouveau
convention-changer-ligne = Changer
convention-gestes = Gestes
convention-apports = Journées et argent
convention-apports-vide = Aucun apport écrit.
convention-apport = Apport
convention-apport-ecrire = Écrire un apport
convention-en = Année
convention-jours-prevus = Jours prévus
convention-jours-donnes = Jours donnés
convention-euros-prevus = Euros prévus
convention-euros-donnes = Euros donnés
convention-referents = Les référents
convention-referents-vide = Aucun référent écrit.
convention-referent-ecrire = Écrire un référent
convention-fonction = Fonction
convention-domaine = Domaine
convention-telephone-poste = Téléphone du poste
convention-courriel-poste = Courriel du poste
convention-bloque = Pour une démarche bloquée, ce partenaire répond en { $jours } jours. Adresse prévenue : { $adresse }. Cela se dit dans le territoire.
convention-bloque-sans-adresse = aucune
convention-bloque-rien = Pour une démarche bloquée, le territoire ne dit rien de ce partenaire : rien ne lui est transmis.
convention-renouvellements = Les renouvellements
convention-renouvellements-vide = Aucun renouvellement signé.
convention-renouvellement-ecrire = Écrire un renouvellement
convention-renouvelee = Signé le { $signe }, jusqu’au { $jusqu }
convention-signe-le = Signé le
convention-jusqu-au = Jusqu’au
convention-change = Ce que cela change
convention-histoire = Ce qui a été écrit
convention-part-nouvelle = écrite
convention-part-identite = partenaire, référence ou objet
convention-part-dates = dates
convention-part-signataires = signataires
convention-part-renouvellements = renouvellements
convention-part-obligations = obligations
convention-part-apports = apports
convention-part-referents = référents
convention-part-retiree = retirée
convention-part-remise = remise
convention-part-rien = rien de changé
convention-maintenant = Maintenant
convention-revenir = Revenir à cela
convention-fait-convention = La convention est enregistrée.
convention-fait-ligne = C’est enregistré.
convention-fait-reunion = La réunion est notée.
convention-fait-retiree = C’est retiré. La trace reste dans le journal.
convention-fait-remise = C’est remis dans le registre.
convention-fait-retiree-ligne = La ligne est retirée. Elle reste dans ce qui a été écrit.
convention-fait-tenue = L’obligation est à jour.
convention-fait-revenue = La convention est de nouveau ce qu’elle était.
convention-jour = Cette date ne se lit pas. Choisissez un jour.
convention-dates-ordre = Cette date vient avant le début. Changez une des deux.
convention-partenaire-choisir = Choisissez le partenaire.
convention-suite-choisir = Choisissez ce qui vient à la fin.
convention-mois-nombre = Écrivez un nombre de mois, de 0 à 120.
convention-mois-tacite = Une reconduction tacite a une durée : écrivez-la en mois.
convention-par-choisir = Choisissez le relais ou le partenaire.
convention-frequence-choisir = Choisissez la fréquence.
convention-annee = Écrivez une année, comme 2017.
convention-jours = Écrivez des jours, comme 12 ou 12,5.
convention-euros = Écrivez un montant, comme 1 234,56.
convention-apport-vide = Écrivez des jours ou des euros, prévus ou donnés.
convention-avec-choisir = Choisissez un partenaire au moins.
convention-genre-choisir = Choisissez le genre.
convention-prochaine-avant = La prochaine réunion vient après celle-ci.
convention-presents-long = Vingt lignes au plus, de 200 signes.
convention-texte-long = C’est trop long : { $max } signes au plus.
convention-telephone = Ce numéro ne se lit pas. Écrivez des chiffres.
convention-courriel = Cette adresse ne se lit pas. Écrivez-la comme accueil@example.org.
convention-joindre = Écrivez un téléphone ou un courriel.
convention-tache = { $count ->
    [one] Une convention à regarder
   *[other] { $count } points de conventions à regarder
}
convention-tache-detail = Fin proche, obligation en retard, réunion à tenir.
convention-lettre-sujet = { $quoi }
convention-lettre = Bonjour,

    { $quoi }.
    { $detail }

    { $adresse }

    { $relais }
