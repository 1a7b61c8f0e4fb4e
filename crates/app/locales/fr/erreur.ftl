# Pages of refusals: what happened, then what to do.
erreur-retour = Retour à la page d’accueil
erreur-reference = Donnez ce numéro à la personne qui s’occupe de PLUS : { $reference }.

erreur-introuvable-titre = Cette page n’existe pas
erreur-introuvable-texte = L’adresse a peut-être changé. Relisez-la, ou repartez de l’accueil.

erreur-interdit-titre = Cette page ne vous est pas ouverte
erreur-interdit-texte = Votre compte n’y donne pas accès. Si vous en avez besoin, demandez à votre coordinatrice.

erreur-inconnu-titre = Connectez-vous d’abord
erreur-inconnu-texte = Cette adresse demande un compte.

erreur-ailleurs-titre = Cet envoi vient d’un autre site
erreur-ailleurs-texte = Rien n’a été enregistré. Revenez à PLUS et recommencez depuis la page.

erreur-perime-titre = Cette page est restée ouverte trop longtemps
erreur-perime-texte = Rien n’a été enregistré. Revenez en arrière, rechargez la page, puis recommencez. Votre navigateur doit accepter les cookies de PLUS.

erreur-illisible-titre = Nous n’avons pas compris cette demande
erreur-illisible-texte = Rien n’a été enregistré. Revenez en arrière et recommencez.

erreur-entretemps-titre = Quelqu’un a modifié la même chose
erreur-entretemps-texte = Rien n’a été enregistré. Revenez en arrière et rechargez la page pour voir ce qui a changé.

erreur-methode-titre = Cette adresse ne s’ouvre pas ainsi
erreur-methode-texte = Repartez de l’accueil et suivez les liens.

erreur-trop-gros-titre = C’est trop gros
erreur-trop-gros-texte = Rien n’a été enregistré. Revenez en arrière et raccourcissez le texte ou le fichier.

erreur-trop-long-titre = La réponse met trop de temps
erreur-trop-long-texte = Réessayez dans une minute.

erreur-trop-vite-titre = Beaucoup de pages à la fois
erreur-trop-vite-texte = Depuis votre connexion, beaucoup de pages ont été demandées en une minute. Attendez un peu, puis rechargez la page. Pour tout prendre d’un coup, il y a les données ouvertes.
erreur-complet-titre = Beaucoup de documents sont demandés
erreur-complet-texte = Ce document n’a pas pu être préparé tout de suite. Réessayez dans une minute.

erreur-sans-portail-titre = Le portail du relais ne répond pas
erreur-sans-portail-texte = Rien n’a été fait. Réessayez dans une minute, ou demandez à l’équipe. Le reste de la borne marche : lire, chercher, écouter, imprimer.

erreur-panne-titre = Nous n’avons pas pu répondre
erreur-panne-texte = Ce qui était enregistré est gardé. Réessayez dans une minute.
erreur-effacee-titre = Cette machine a été effacée
erreur-effacee-texte = Le portail central le lui a demandé : elle ne sert plus. Ce qui n’était pas transmis part encore, quand elle est reliée à Internet. Si vous êtes de l’équipe, prenez une autre machine et appelez votre coordination.
erreur-attendre-titre = Trop d’essais de suite
erreur-attendre-texte = Attendez une minute, puis essayez de nouveau.

erreur-maintenance-titre = PLUS est fermé un moment, pour l’entretien
erreur-maintenance-texte = Les pages reviennent bientôt. Ce qui était enregistré est gardé.
erreur-maintenance-retour = Retour prévu : { $jour } à { $heure }. Ce qui était enregistré est gardé.
