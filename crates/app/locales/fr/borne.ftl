# The fleet of kiosks.
borne-titre = Bornes
borne-chapeau = Les bornes du territoire, ce qu’elles disent d’elles-mêmes et ce qu’il faut y faire.
borne-alarmes = { $count ->
    [one] { $count } alarme
   *[other] { $count } alarmes
}
borne-rien = Toutes les bornes vont bien.
borne-nombre = { $count ->
    [0] Aucune borne
    [one] { $count } borne
   *[other] { $count } bornes
}
borne-aucune = Aucune borne n’est reliée
borne-aucune-aide = Une borne se relie comme une machine, avec un code qui sert une fois.
borne-relier = Relier une borne
borne-nom = Borne
borne-etat = État
borne-etat-bien = Tout va bien
borne-etat-grave = Une alarme
borne-etat-info = À savoir
borne-etat-maintenance = En maintenance
borne-etat-attente = Pas encore venue
borne-en-panne = Panne signalée
borne-signe = Signe de vie
borne-signe-jamais = jamais
borne-signe-maintenant = à l’instant
borne-signe-minutes = { $count ->
    [one] il y a { $count } minute
   *[other] il y a { $count } minutes
}
borne-dernier-signe = Signe de vie : { $moment }
borne-papier-toner = Papier et toner
borne-papier-bien = du papier
borne-papier-bas = bientôt plus de papier
borne-papier-vide = plus de papier
borne-papier-bourrage = feuille coincée
borne-papier-inconnu = papier : on ne sait pas
borne-papier-sans = sans imprimante
borne-toner = toner { $reste } %
borne-sessions = Sessions du jour
borne-depuis = Depuis { $moment }
borne-de-a = Début : { $de }, fin : { $a }
borne-vu = J’ai vu
borne-vu-par = vu par { $personne }

borne-alarme-silence = la borne ne répond plus
borne-alarme-ecran = l’écran ne montre plus rien de nouveau
borne-alarme-imprimante = l’imprimante ne répond plus
borne-alarme-papier-vide = plus de papier
borne-alarme-bourrage = feuille coincée
borne-alarme-temperature = la machine chauffe
borne-alarme-disque = disque presque plein
borne-alarme-navigateur = le navigateur redémarre trop souvent
borne-alarme-horloge = horloge décalée
borne-alarme-papier-bas = bientôt plus de papier
borne-alarme-sans-session = personne depuis trois jours
borne-alarme-usage-baisse = de moins en moins utilisée

borne-conseil-silence = Regardez si la borne est allumée et si le réseau du lieu marche.
borne-conseil-ecran = Redémarrez le navigateur depuis PLUS ; si rien ne change, redémarrez la machine.
borne-conseil-imprimante = Regardez si l’imprimante est allumée et si son câble tient.
borne-conseil-papier-vide = Remettez du papier A4 dans le bac.
borne-conseil-bourrage = Ouvrez l’imprimante et retirez la feuille, sans forcer.
borne-conseil-temperature = Regardez si l’air passe derrière la borne et si elle est au soleil.
borne-conseil-disque = Prévenez la personne qui s’occupe des machines.
borne-conseil-navigateur = Prévenez la personne qui s’occupe des machines.
borne-conseil-horloge = Prévenez la personne qui s’occupe des machines.
borne-conseil-papier-bas = Prévoyez du papier A4.
borne-conseil-sans-session = Passez la voir : elle est peut-être cachée, éteinte ou fermée au public.
borne-conseil-usage-baisse = Demandez-vous si elle est au bon endroit, et si on la voit.

borne-lettre-levee-sujet = { $borne } : { $quoi }
borne-lettre-levee = Bonjour,

    { $borne } a besoin de quelqu’un : { $quoi }, depuis le { $jour } à { $heure }.

    { $conseil }

    Pour en savoir plus : { $adresse }

    PLUS, pour { $relais }
borne-lettre-finie-sujet = { $borne } : c’est réglé ({ $quoi })
borne-lettre-finie = Bonjour,

    ce qui était signalé le { $jour } à { $heure } pour { $borne } ({ $quoi }) est réglé. Il n’y a rien à faire.

    { $adresse }

    PLUS, pour { $relais }

borne-dit = Ce que dit la borne
borne-dit-rien = Elle n’a encore rien dit. Elle parlera une fois allumée et reliée au réseau.
borne-ligne-navigateur = Navigateur
borne-ligne-ecran = Écran
borne-ligne-allumee = Allumée depuis
borne-ligne-reseau = Réseau
borne-ligne-attend = En attente d’envoi
borne-ligne-horloge = Horloge
borne-ligne-disque = Disque
borne-ligne-memoire = Mémoire libre
borne-ligne-temperature = Température
borne-ligne-version = Version
borne-ligne-imprimante = Imprimante
borne-ligne-papier = Papier
borne-ligne-toner = Toner
borne-ligne-feuilles = Feuilles imprimées
borne-ligne-raisons = Détail de l’imprimante
borne-ligne-sessions = Sessions du jour
borne-ligne-pages = Pages imprimées du jour
borne-ligne-derniere = Dernière session finie
borne-navigateur-ouvert = ouvert, il répond
borne-navigateur-demarre = il démarre
borne-navigateur-fige = il ne répond pas
borne-navigateur-ferme = fermé
borne-relances = { $count ->
    [one] relancé { $count } fois en 24 heures
   *[other] relancé { $count } fois en 24 heures
}
borne-dessine = il vit
borne-dessine-minutes = { $count ->
    [one] rien de nouveau depuis { $count } minute
   *[other] rien de nouveau depuis { $count } minutes
}
borne-imprimante-prete = prête
borne-imprimante-imprime = elle imprime
borne-imprimante-arretee = arrêtée, elle attend quelqu’un
borne-imprimante-absente = elle ne répond pas
borne-reseau-cable = par câble
borne-reseau-wifi = par Wi-Fi
borne-reseau-mobile = par le réseau mobile
borne-reseau-aucun = aucun
borne-horloge-bonne = à l’heure
borne-horloge = décalée de { $ecart }
borne-degres = { $degres } °C
borne-pour-cent = { $reste } %
borne-vers = vers { $heure } h

borne-demander = Demander à la borne
borne-demander-aide = La borne reçoit la demande à son prochain signe de vie. Passé un quart d’heure, elle n’en tient plus compte.
borne-demande-navigateur = Redémarrer le navigateur
borne-demande-machine = Redémarrer la machine
borne-demande-maintenance = Mettre en maintenance
borne-demande-service = Remettre en service
borne-demande-ecran = Voir l’écran de veille
borne-demandes = Demandes récentes
borne-suite-attente = Pas encore prise
borne-suite-donne = Prise, sans réponse pour l’instant
borne-suite-fait = Fait
borne-suite-refuse = La borne a refusé
borne-suite-echec = Essayé sans succès
borne-suite-perdu = Sans réponse : redemandez
borne-ecran-image = L’écran de veille de la borne
borne-ecran-de = Écran de veille reçu { $moment }

borne-pannes = Pannes signalées
borne-panne = Signaler une panne
borne-panne-aide = Ce qui est cassé et où, sans le nom de personne.
borne-panne-faute = Décrivez la panne en 500 signes au plus.
borne-panne-signaler = Signaler une panne
borne-panne-ouverte = signalée { $moment } par { $personne }
borne-panne-fermee = réglée { $moment } par { $personne }
borne-panne-fermer = C’est réparé

borne-reglages = Réglages
borne-reglage-lieu = Lieu
borne-reglage-lieu-vide = Pas encore dit
borne-reglage-lieu-faute = Choisissez un lieu de la liste.
borne-reglage-adresse = Adresse de messagerie du référent du lieu
borne-reglage-adresse-aide = Cette personne reçoit un message à chaque alarme. Sans adresse, l’alarme se voit seulement ici.
borne-reglage-adresse-faute = Écrivez une adresse comme accueil@exemple.fr.
borne-reglage-ouverture = Quand le lieu est ouvert
borne-reglage-ouverture-aide = Comme les gens le liront : « Jour et nuit », « Du lundi au vendredi de 8 h à 16 h ».
borne-reglage-ouverture-faute = Écrivez 200 signes au plus.
borne-reglage-diagonale = Diagonale de l’écran
borne-reglage-diagonale-aide = En pouces : 21,5.
borne-reglage-diagonale-faute = Écrivez la diagonale en pouces, comme 21,5.
borne-reglage-session = Pages gratuites par session
borne-reglage-jour = Pages gratuites par jour
borne-reglage-pages-aide = Vide : la règle commune.
borne-reglage-pages-faute = Écrivez un nombre de pages de 0 à 1000, ou rien.
borne-reglage-garder = Garder les réglages

borne-histoire = Alarmes passées
borne-histoire-rien = Aucune alarme passée.

borne-fait-demande = La demande attend le prochain signe de vie de la borne.
borne-fait-reglages = Les réglages sont gardés ; la borne les prend à son prochain signe de vie.
borne-fait-panne = La panne est signalée.
borne-fait-panne-fermee = La panne est close.
borne-fait-vu = C’est noté.
