# One's own account, links used once, accounts of others.
role-animatrice = Animatrice
role-coordinateur = Coordination
role-partenaire = Partenaire
role-administrateur = Administration

compte-titre = Mon compte
compte-personne = Changer de personne
compte-personne-aide = Vous partagez cet écran ? Votre collègue se connecte une fois, puis vous passez de l’une à l’autre en deux touches.
compte-passer = Passer à { $nom }
compte-ajouter = Connecter une collègue sur cet écran
compte-mot-de-passe = Mot de passe
compte-actuel = Mot de passe actuel
compte-nouveau = Nouveau mot de passe
compte-nouveau-aide = Au moins 12 signes. Trois ou quatre mots sans lien entre eux se retiennent bien.
compte-encore = Le même, encore une fois
compte-changer = Changer le mot de passe
compte-change = Votre mot de passe est changé. Vos autres écrans sont déconnectés.
compte-a-changer = Choisissez d’abord un nouveau mot de passe. Une machine de l’équipe n’est plus entre nos mains, et elle tenait une forme chiffrée de l’ancien.
compte-nouveau-meme = C’est le mot de passe actuel. Prenez-en un autre.
compte-au-portail = Le mot de passe se choisit sur le portail central. Il arrive ici au contact suivant.
compte-actuel-faux = Ce n’est pas votre mot de passe actuel.
compte-encore-different = Les deux mots de passe diffèrent. Tapez-les à nouveau.
compte-mot-de-passe-court = Prenez au moins 12 signes : trois ou quatre mots au hasard, par exemple.
compte-mot-de-passe-long = Prenez 256 signes au plus.
compte-mot-de-passe-vole = Ce mot de passe a déjà été volé ailleurs et publié. Prenez-en un autre.
compte-mot-de-passe-facile = Ce mot de passe est facile à deviner. Prenez trois ou quatre mots sans lien entre eux.
compte-theme = Affichage
compte-theme-clair = Clair
compte-theme-sombre = Sombre
compte-theme-machine = Comme l’appareil

compte-choisir-titre = Choisir votre mot de passe
compte-choisir-texte = Bonjour { $nom }. Choisissez votre mot de passe : vous seule le connaîtrez.
compte-choisir = Choisir ce mot de passe
compte-premier-titre = Premier compte
compte-premier-texte = PLUS vient d’être installé. Créez le compte d’administration : il ouvrira les autres.
compte-lien-perdu-titre = Ce lien ne marche plus
compte-lien-perdu-texte = Il a déjà servi, ou il est trop ancien. Demandez-en un autre à votre coordinatrice.

comptes-titre = Comptes
comptes-nombre = { $count ->
    [one] { $count } compte
   *[other] { $count } comptes
}
comptes-nom = Nom affiché
comptes-nom-aide = Comme vos collègues le lisent : « Maryse L. ».
comptes-identifiant-aide = De 2 à 40 signes : lettres sans accent, chiffres, point, tiret.
comptes-role = Rôle
comptes-etat = État
comptes-etat-ouvert = Ouvert
comptes-etat-ferme = Fermé
comptes-actions = Actions
comptes-ouvrir = Rouvrir
comptes-fermer = Fermer
comptes-renouveler = Nouveau lien
comptes-ouvert = Le compte est rouvert.
comptes-ferme = Le compte est fermé. Ses écrans sont déconnectés.
comptes-nouveau = Nouveau compte
comptes-partenaire = Partenaire
comptes-partenaire-aide = Pour un compte de partenaire seulement.
comptes-partenaire-aucun = Aucun
comptes-choisir = Choisir
comptes-creer = Créer le compte
comptes-retour = Retour aux comptes
comptes-role-manque = Choisissez un rôle.
comptes-nom-manque = Écrivez un nom de 1 à 80 signes.
comptes-identifiant-forme = L’identifiant a de 2 à 40 signes : lettres sans accent, chiffres, point, tiret.
comptes-identifiant-pris = Cet identifiant est déjà pris. Ajoutez un chiffre ou une initiale.
comptes-partenaire-manque = Choisissez le partenaire de ce compte.
comptes-remise-titre = Lien à remettre
comptes-remise-texte = Donnez ce lien à la personne. Il sert une fois, pendant sept jours, et ne sera plus montré.
comptes-lien = Lien
comptes-lien-aide = Elle l’ouvre et choisit son mot de passe. Vous ne le connaîtrez pas.
comptes-remise-identifiant = Son identifiant : { $identifiant }.
compte-tablette = Une tablette
compte-tablette-aide = Une tablette s’ouvre sur le réseau du bus après quatre étapes.
