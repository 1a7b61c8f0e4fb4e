# Where the next kiosks go: the question, its answer, who is far.
nav-implantation = Implantation
implantation-titre = Où mettre les bornes
implantation-chapeau = PLUS cherche les meilleurs quartiers pour les bornes : une au moins dans chaque commune. Les bornes qui existent ne bougent pas.
implantation-question = La question
implantation-bornes = Nombre de bornes en tout
implantation-bornes-aide = { $count ->
    [0] Aucune borne n’est encore placée.
    [one] Une existe déjà.
   *[other] { $count } existent déjà.
}
implantation-sans-position = { $count ->
    [one] Une borne existe, mais lieux.csv ne dit pas où : le choix ne peut pas en tenir compte.
   *[other] { $count } bornes existent, mais lieux.csv ne dit pas où : le choix ne peut pas en tenir compte.
}
implantation-parmi = Où les bornes peuvent aller
implantation-parmi-quartiers = Dans n’importe quel quartier
implantation-parmi-sites = Dans les emplacements réels
implantation-emplacements-dits = { $decrits ->
    [0] Aucun emplacement réel n’est décrit.
    [one] Un emplacement réel est décrit, { $aptes ->
        [0] et il ne peut pas encore recevoir de borne.
       *[other] et il peut recevoir une borne.
    }
   *[other] { $decrits } emplacements réels sont décrits, dont { $aptes } où une borne peut vivre.
}
implantation-sans-emplacement = Aucun emplacement réel ne peut encore recevoir une borne : il faut le courant, le réseau et un accès jour et nuit.
implantation-but = Ce que le choix doit réussir
implantation-but-temps = Le moins de trajet pour tous
implantation-but-limite = Le plus de monde à moins de tant de minutes
implantation-but-pire = Personne de trop éloigné
implantation-limite = Minutes, pour le second choix
implantation-pauvrete = Poids des ménages pauvres
implantation-pauvrete-aide = 0 : ne compte pas. 1 : une personne compte double là où tous les ménages sont pauvres.
implantation-aines = Poids des 65 ans et plus
implantation-aines-aide = 0 : ne compte pas plus. 1 : une personne âgée compte double.
implantation-eprouver = Éprouver le choix avec des temps de trajet incertains (quelques secondes de plus)
implantation-chercher = Chercher
implantation-faute-bornes = Écrivez un nombre de bornes, de 1 à 60.
implantation-faute-limite = Choisissez un nombre de minutes, de 1 à 120.
implantation-faute-poids = Écrivez un nombre de 0 à 10.
implantation-sans-carte = Ce territoire ne dit pas encore où vivent les gens
implantation-sans-carte-aide = Apportez les carreaux de population, les quartiers et les contours des communes avec la commande « plus territory import-geo », puis revenez ici.
implantation-reponse = Le choix
implantation-resume = { $bornes } bornes dans { $communes } communes sur { $toutes }.
implantation-prouve = Aucun autre choix n’est meilleur : c’est prouvé.
implantation-ecart = Le meilleur choix trouvé. Un autre ferait mieux de { $ecart } % au plus.
implantation-prix = Une borne au moins par commune : cette promesse ajoute { $prix } % au temps de trajet de tous. Sans elle, { $communes } communes sur { $toutes } auraient une borne.
implantation-sans-prix = Une borne au moins par commune : cette promesse ne coûte rien ici.
implantation-tirages = Les temps de trajet ont été tirés au sort { $tirages } fois, entre un trajet direct et un trajet tortueux. Un site sûr reste choisi neuf fois sur dix.
implantation-sites = Sites choisis
implantation-site = Quartier
implantation-commune = Commune
implantation-etat = État
implantation-existe = Existe
implantation-proposee = À créer
implantation-servies = Personnes les plus proches
implantation-tenue = Reste choisi
implantation-sur = Sûr
implantation-doute = À discuter
implantation-tenue-part = { $part } % des tirages
implantation-carte = Carte
implantation-carte-titre = Besoin de chaque commune, bornes qui existent et bornes à créer
implantation-carte-dit = Plus la teinte d’une commune est forte, plus son besoin est grand. Un carré plein est une borne qui existe, un carré vide une borne à créer. Le tableau des sites et celui des communes disent la même chose.
implantation-carte-besoin = { $nom } : besoin { $besoin }
implantation-carte-existe = Borne qui existe : { $quartier }, { $commune }
implantation-carte-proposee = Borne à créer : { $quartier }, { $commune }
implantation-legende = Ce que disent les signes
implantation-legende-teinte = Besoin de { $de } à { $a }
implantation-legende-existe = Borne qui existe
implantation-legende-proposee = Borne à créer
implantation-acces = Qui est loin d’une borne, avant et après
implantation-qui = Qui
implantation-persons = Tout le monde
implantation-poor_households = Ménages pauvres
implantation-elders = 65 ans et plus
implantation-mesure = Mesure
implantation-avant = Avant
implantation-apres = Après
implantation-moyenne = Trajet moyen
implantation-p95 = 95 personnes sur 100 à moins de
implantation-pire = Le plus éloigné
implantation-pire-lieu = { $temps }, { $quartier }
implantation-au-dela = À plus de { $minutes } min
implantation-gini = Inégalité d’accès (0 : aucune)
implantation-avec-bus = Avec le bus
implantation-avec-bus-dit = « Avec le bus » : les jours où il passe, quelques fois par mois. Les arrêts de la tournée s’ajoutent aux bornes du choix.
implantation-par-route = Par la route
implantation-par-bus = En transport en commun
implantation-par-note-route = Temps de voiture lus dans { $fichier } : vitesses habituelles de chaque sorte de route, sans embouteillage ni feu. À pied à vol d’oiseau jusqu’à la route.
implantation-par-note-bus = Horaires lus dans { $fichier } pour le { $jour } : départs de 7 h à 9 h et de 12 h à 14 h, attente et marche comprises, trois heures au plus. Mesuré depuis le milieu des habitants de chaque kilomètre.
implantation-nulle-part-route = Personnes qui n’ont pas de route
implantation-nulle-part-bus = Personnes qui n’ont pas de bus
implantation-personne = Personne n’y va
implantation-minute = { $minutes } min
implantation-pour-cent = { $part } %
implantation-de-a = { $bas } à { $haut }
implantation-minutes = { $bas } à { $haut } min
implantation-part = { $bas } à { $haut } %
implantation-rien = Aucune borne
implantation-communes = Commune par commune
implantation-guichets = Les guichets des partenaires
implantation-guichets-chapeau = Le trajet jusqu’au guichet fixe le plus proche, puis jusqu’au guichet ou à la borne la plus proche, puis avec les arrêts du bus les jours où il passe.
implantation-partenaire = Partenaire
implantation-nombre-guichets = Guichets connus
implantation-guichets-note = Guichets relevés dans des sources publiques datées : vérifiez-les avant de citer ces chiffres.
implantation-methode = Comment lire ces chiffres
implantation-methode-temps = Temps estimés à vol d’oiseau, avec un détour de 1,3 à 1,7 et une vitesse de 25 à 40 km/h : ce ne sont pas des temps de route. Le choix est fait avec 1,4 et 30 km/h.
implantation-methode-gens = Population : Insee, Filosofi 2017, carreaux de 200 m. { $part } % des personnes vivent dans des carreaux estimés par l’Insee, et le total n’est pas celui du recensement.
implantation-methode-quartiers = Les sites sont des quartiers, non des adresses : vérifiez sur place le propriétaire, l’électricité, le réseau, l’abri et l’accès de nuit.
implantation-methode-gini = Inégalité d’accès : indice de Gini de l’accessibilité, où l’accès s’use de moitié toutes les sept minutes (constante de 10 min).
implantation-rapport = Rapport pour les élus (PDF)
implantation-tableau = Sites (CSV)
implantation-pdf-titre = Où mettre les prochaines bornes
implantation-pdf-fait = Fait le { $date }
implantation-pdf-page = page { "{x}" } sur { "{y}" }
implantation-pdf-choix = La question et la réponse
implantation-pdf-question = Question : { $but }, avec { $bornes } bornes en tout, dont { $existent } qui existent.
