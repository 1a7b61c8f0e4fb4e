# A machine that stays far from its hub: accounts serve there for a time only.
eloignement-titre = Cette machine est restée trop longtemps loin du portail
eloignement-bientot = Cette machine n’a pas joint le portail central depuis longtemps. Reliez-la à Internet avant { $jour }, { $heure } : une minute suffit. Après, personne ne pourra s’y connecter.
eloignement-derniere = Cette machine n’a pas joint le portail central depuis trop longtemps. Vous pouvez finir cette demi-journée, jusqu’à { $heure }. Pour ouvrir la suivante, reliez-la à Internet : une minute suffit.
eloignement-fini = Après { $jours } jours sans contact, elle n’ouvre plus de session, pour protéger les comptes de l’équipe. Rien de ce qui est enregistré n’est perdu.
eloignement-essai = Elle vient d’essayer de joindre le portail : il ne répond pas. Reliez-la à Internet, par exemple avec le partage de connexion d’un téléphone, puis connectez-vous de nouveau. En attendant, notez les visites sur papier.
eloignement-horloge = Son horloge dit { $jour }, { $heure }. Si c’est faux, elle a compté trop de jours : le contact suffit quand même.
