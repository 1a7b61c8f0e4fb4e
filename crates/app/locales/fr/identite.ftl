# The second factor: codes, passkeys, codes on paper, sessions, recovery, leavers.
identite-titre = Deuxième facteur
identite-chapeau = Ce qui prouve que c’est vous, en plus du mot de passe. Qui apprend votre mot de passe n’entre pas.
identite-regler = Régler le deuxième facteur
identite-maintenant = Votre relais demande un deuxième facteur. Installez-le pour continuer : trois minutes suffisent.
identite-a-refaire = Installez vos codes à nouveau. Une machine de l’équipe n’est plus entre nos mains, et elle tenait de quoi les fabriquer.
identite-bientot = Votre relais demande un deuxième facteur. Il faudra l’avoir installé avant le { $jour }.
identite-premier = Votre mot de passe est choisi. Il reste une étape : un deuxième facteur.
identite-plus-tard = Plus tard
identite-continuer = Continuer
identite-au-portail = Le deuxième facteur s’installe sur le portail central. Il arrive ici au contact suivant.
identite-codes = Codes à six chiffres
identite-codes-aide = Votre téléphone affiche un code qui change toutes les trente secondes, même sans réseau. Il sert aussi dans le bus.
identite-codes-oui = Installés
identite-codes-commencer = Installer les codes
identite-codes-refaire = Changer de téléphone
identite-codes-retirer = Retirer les codes
identite-code-retire = Les codes à six chiffres sont retirés.
identite-changer = Changer quelque chose
identite-changer-aide = Nous le redemandons : un écran resté ouvert ne suffit pas.
identite-secours-restent = { $count ->
    [0] Il ne vous reste aucun code de secours.
    [one] Il vous reste { $count } code de secours.
   *[other] Il vous reste { $count } codes de secours.
}
identite-secours-refaire = Nouveaux codes de secours
identite-code-titre = Installer les codes
identite-code-chapeau = Une fois, avec votre téléphone. Trois minutes.
identite-code-ouvrir = Ouvrez une application de codes
identite-code-ouvrir-aide = Toutes conviennent : Aegis, FreeOTP, Google Authenticator, Microsoft Authenticator, ou les mots de passe d’un iPhone.
identite-code-lire = Lisez ce carré
identite-code-carre = Carré à lire avec l’application de codes. Le texte à côté dit la même chose.
identite-code-taper = L’appareil photo ne marche pas ? Tapez cette clé :
identite-code-compte = Compte : { $identifiant }. Ne montrez cette page à personne.
identite-code-confirmer = Tapez le code affiché
identite-code-six = Code à six chiffres
identite-code-six-aide = Il change toutes les trente secondes : prenez celui qui est affiché maintenant.
identite-code-valider = Confirmer
identite-code-faux = Ce n’est pas le code de maintenant. Vérifiez que l’heure du téléphone est réglée automatiquement, puis tapez le code suivant.
identite-code-fait = Vos codes sont installés. Vos autres écrans sont déconnectés.
identite-secours-titre = Codes de secours
identite-secours-de = PLUS, compte { $identifiant }
identite-secours-garder = À garder sur papier
identite-secours-texte = Le jour où votre téléphone manque, tapez l’un de ces codes à la place des six chiffres. Chacun sert une seule fois.
identite-secours-une-fois = Ils ne seront plus montrés. Imprimez cette page et gardez-la loin de votre ordinateur.
identite-entree-titre = Deuxième étape
identite-entree-texte = Votre mot de passe est le bon, { $nom } : il reste votre code.
identite-entree-code = Code
identite-entree-aide = Les six chiffres de votre téléphone, ou un code de secours.
identite-entree-entrer = Entrer
identite-entree-refus-titre = Ce code ne va pas
identite-entree-refus = Il est faux, ou il a déjà servi. Attendez le code suivant sur votre téléphone, puis tapez-le.
identite-entree-perdu = Plus de téléphone ni de papier ? Deux personnes de la coordination ou de l’administration, ensemble, rouvrent votre compte.
identite-entree-recommencer = Recommencer avec un autre compte
identite-entree-ailleurs = Votre clé d’accès ne sert pas sur cette machine. Ajoutez des codes à six chiffres à votre compte sur le portail central : ils marchent ici aussi.
identite-sessions = Où mon compte est ouvert
identite-sessions-aide = Un écran que vous ne connaissez pas ? Fermez-le, puis changez votre mot de passe.
identite-sessions-voir = Voir où mon compte est ouvert
identite-sessions-nombre = { $count ->
    [0] Aucun écran ouvert
    [one] { $count } écran ouvert
   *[other] { $count } écrans ouverts
}
identite-sessions-autres = Fermer les autres
identite-sessions-toutes = Tout fermer, ici aussi
identite-session-ou = Écran
identite-session-ici = Ici
identite-session-inconnu = Navigateur inconnu
identite-session-depuis = Ouvert depuis
identite-session-usage = Dernier usage
identite-session-fermer = Fermer
identite-aucun = Mot de passe seul
identite-refaire-court = Codes à refaire
identite-cles-nombre = { $count ->
    [one] { $count } clé d’accès
   *[other] { $count } clés d’accès
}
identite-compte-deconnecter = Fermer tous ses écrans
identite-compte-deconnecte = Ses écrans sont fermés.
identite-reprise = Tout est perdu
identite-reprise-aide = Téléphone et codes de secours perdus : deux personnes de la coordination ou de l’administration donnent leur accord dans les vingt-quatre heures. Assurez-vous, de vive voix, que c’est bien votre collègue qui demande. Son deuxième facteur est alors oublié ; son mot de passe reste.
identite-reprise-attend = { $nom } a donné son accord. Le second est attendu avant le { $jour }.
identite-reprise-autre = Le second accord vient d’une autre personne que vous.
identite-reprise-un = Donner le premier accord
identite-reprise-second = Donner le second accord
identite-reprise-premier = Votre accord est noté. Une autre personne a vingt-quatre heures pour donner le sien.
identite-reprise-rouvert = Le deuxième facteur est oublié. Votre collègue entre avec son mot de passe, puis en installe un autre.
identite-reprise-meme = Vous avez déjà donné votre accord. Une autre personne doit donner le second.
identite-reprise-rien = Ce compte n’a pas de deuxième facteur.
identite-depart = Départ
identite-depart-aide = Quand la personne quitte l’équipe : son compte se ferme, et ce qui reste à son nom passe à quelqu’un.
identite-depart-preparer = Préparer le départ
identite-depart-de = Départ de { $nom }
identite-depart-fermer = Fermer le compte
identite-depart-fermer-aide = Ses écrans se ferment aussitôt. Son mot de passe, ses codes et ses clés sont oubliés. Ce qu’elle a écrit reste.
identite-depart-oui = Fermer le compte
identite-depart-ferme = Plus rien ne l’ouvre.
identite-depart-fait = Le compte est fermé, et ce qui le prouvait est oublié.
identite-depart-remis = C’est remis.
identite-depart-reste = Ce qui reste à son nom
identite-depart-rien = Rien ne reste à son nom.
identite-depart-dossiers = { $count ->
    [one] { $count } dossier ouvert
   *[other] { $count } dossiers ouverts
}
identite-depart-dossier = Ouvert le { $jour }
identite-depart-seule = Personne d’autre ne le suit
identite-depart-gele = Gelé : il attend la réponse à la demande
identite-depart-permanences = { $count ->
    [one] { $count } demi-journée à venir
   *[other] { $count } demi-journées à venir
}
identite-depart-rappels = { $count ->
    [one] { $count } personne à rappeler : elle revient dans la liste commune.
   *[other] { $count } personnes à rappeler : elles reviennent dans la liste commune.
}
identite-depart-a-qui = À qui remettre
identite-depart-a-qui-aide = Les dossiers et les demi-journées, avec leurs rendez-vous, passent à cette personne.
identite-depart-remettre = Remettre
identite-histoire = Ce qui s’est passé
identite-histoire-quand = Quand
identite-histoire-quoi = Quoi
identite-histoire-qui = Qui
identite-personne = La machine
identite-geste-code-ajoute = Codes à six chiffres installés
identite-geste-code-retire = Codes à six chiffres retirés
identite-geste-cle-ajoutee = Clé d’accès ajoutée
identite-geste-cle-retiree = Clé d’accès retirée
identite-geste-secours-donnes = Codes de secours donnés
identite-geste-secours-utilise = Entrée avec un code de secours
identite-geste-reprise-demandee = Premier accord pour rouvrir
identite-geste-reprise-refusee = Second accord refusé : la même personne
identite-geste-reprise-caduque = Premier accord tombé après vingt-quatre heures
identite-geste-reprise-accordee = Second accord : deuxième facteur oublié
identite-geste-oublie = Deuxième facteur oublié depuis la machine
identite-geste-sessions-fermees = Écrans fermés
identite-geste-depart = Départ
identite-cles = Clés d’accès
identite-cles-aide = Votre téléphone ou votre ordinateur prouve que c’est vous, par le doigt, le visage ou son code. Rien à taper, ni mot de passe ni chiffres. Une clé sert sur le portail central ; pour le bus, installez aussi les codes.
identite-cles-sans-adresse = Les clés d’accès ne sont pas proposées ici : elles se lient à une adresse en https, et ce site n’en a pas dans ses réglages (web.public_url). Les codes à six chiffres protègent aussi bien.
identite-cles-sans-script = Les clés d’accès demandent JavaScript. Les codes à six chiffres n’en ont pas besoin.
identite-cle = Clé d’accès
identite-cle-nom = Nom de la clé
identite-cle-nom-aide = Pour la reconnaître : « Téléphone de Maryse ».
identite-cle-faire = Ajouter une clé d’accès
identite-cle-faite = Votre clé d’accès est ajoutée. Vos autres écrans sont déconnectés.
identite-cle-otee = La clé d’accès est retirée.
identite-cle-retirer = Retirer
identite-cle-ajoutee = Ajoutée le { $jour }.
identite-cle-utilisee = Dernier usage le { $jour }.
identite-cle-trop = Vous avez dix clés d’accès. Retirez-en une d’abord.
identite-cle-tard = La demande a expiré. Recommencez.
identite-cle-refusee = Cette clé d’accès ne convient pas. L’appareil doit vérifier que c’est vous, par le doigt, le visage ou un code.
identite-cle-inconnue = Cette clé d’accès n’ouvre aucun compte ici. Connectez-vous avec votre identifiant.
identite-cle-annulee = L’appareil n’a pas répondu, ou vous avez renoncé. Recommencez, ou prenez une autre voie.
identite-cle-entrer = Entrer avec une clé d’accès
identite-cle-entrer-aide = Si vous en avez ajouté une à votre compte.
# ProConnect: the identity that a public service gives its people.
identite-proconnect = ProConnect
identite-proconnect-aide = L’identité que votre employeur public vous donne, avec son deuxième facteur. Reliée à votre compte, elle l’ouvre à la place du mot de passe, sur le portail central.
identite-proconnect-entrer = S’identifier avec ProConnect
identite-proconnect-entrer-aide = Si vous l’avez relié à votre compte.
identite-proconnect-loin = ProConnect demande le réseau : il ouvre le portail central, pas cette machine. Ici, entrez avec votre mot de passe et vos codes.
identite-proconnect-relier = Relier mon compte à ProConnect
identite-proconnect-relie = Relié à ProConnect
identite-proconnect-depuis = Depuis le { $jour }.
identite-proconnect-retirer = Délier de ProConnect
identite-proconnect-fait = Votre compte est relié à ProConnect. Vos autres écrans sont déconnectés.
identite-proconnect-ote = Le compte n’est plus relié à ProConnect.
identite-proconnect-invite = Vous avez ProConnect ? Reliez-le à votre compte : il l’ouvrira à la place d’un mot de passe.
identite-proconnect-invitation = Ce lien ne relie plus rien : il a servi, il est trop vieux, ou le compte a déjà un deuxième facteur. Demandez-en un autre, ou reliez ProConnect depuis « Mon compte ».
identite-proconnect-aller = Vous allez vers ProConnect
identite-proconnect-aller-texte = La page change toute seule. Sinon, appuyez sur « Continuer ».
identite-proconnect-fin = Vous êtes déconnectée
identite-proconnect-fin-texte = Votre écran est fermé ici. La page va le fermer aussi chez ProConnect. Sinon, appuyez sur « Continuer ».
identite-proconnect-refus-titre = ProConnect n’a pas ouvert
identite-proconnect-autres-voies = Rien n’a changé ici, et les autres voies restent ouvertes : votre mot de passe, ou une clé d’accès.
identite-proconnect-absent = ProConnect ne répond pas. Réessayez dans quelques minutes.
identite-proconnect-refus = La réponse de ProConnect ne peut pas être crue. Recommencez. Si cela dure, prévenez la personne qui s’occupe de la machine.
identite-proconnect-heure = L’heure de cette machine et celle de ProConnect ne s’accordent pas. Prévenez la personne qui s’occupe de la machine.
identite-proconnect-niveau = ProConnect vous a reconnue par un mot de passe seul. Ce relais demande un deuxième facteur : activez-le chez votre employeur, puis recommencez.
identite-proconnect-renonce = Vous avez renoncé, ou ProConnect ne vous a pas laissé passer.
identite-proconnect-expire = La demande a expiré, a déjà servi, ou vient d’un autre navigateur. Recommencez.
identite-proconnect-deja = Cette identité ProConnect, ou ce compte, est déjà relié.
identite-proconnect-inconnu = Cette identité ProConnect n’ouvre aucun compte ici. Entrez par une autre voie, puis reliez-la depuis « Mon compte », « Régler le deuxième facteur ».
identite-geste-proconnect-relie = Compte relié à ProConnect
identite-geste-proconnect-delie = Compte délié de ProConnect
