# The screens of a kiosk.
seance-nom = Borne
seance-titre = Borne
seance-barre = Barre de la borne
seance-accueil = Accueil
seance-plus-grand = Plus grand
seance-fini = J’ai fini
seance-bonjour = Bonjour.
seance-question = De quoi avez-vous besoin ?
seance-chapeau = C’est gratuit. Rien n’est gardé après votre passage.
seance-tous-les-sujets = Je ne trouve pas : voir tous les sujets
seance-retrait = Retirer un document
seance-retrait-detail = Avec le code reçu de l’animatrice
seance-bus = Le bus près de chez moi
seance-retour = Revenir
# The warning
seance-encore-titre = Vous êtes encore là ?
seance-encore-detail = { $count ->
    [one] Touchez « Je continue ». Sinon, dans { $count } seconde, tout est effacé.
   *[other] Touchez « Je continue ». Sinon, dans { $count } secondes, tout est effacé.
}
seance-rester = Je continue
seance-attente-bouton = On attend
seance-attente-note = C’est noté
seance-attente-dire = Quelqu’un attend la borne
seance-attente-notee = C’est noté : quelqu’un attend.
seance-attente-titre = Quelqu’un attend.
seance-attente-detail = { $count ->
    [one] Vous êtes là depuis un moment. Si vous n’avez pas fini, touchez « Je continue ». Sinon, dans { $count } seconde, tout est effacé.
   *[other] Vous êtes là depuis un moment. Si vous n’avez pas fini, touchez « Je continue ». Sinon, dans { $count } secondes, tout est effacé.
}
# On pause
seance-pause-titre = Cette borne est en pause
seance-pause-chapeau = Elle ne sert pas en ce moment. Rien n’est cassé de votre fait.
seance-pause-ailleurs = Les bornes les plus proches
seance-pause-telephone = Vous pouvez appeler : { $numero }
# The end
seance-fini-titre = Tout est effacé.
seance-fini-chapeau = Personne ne verra ce que vous avez fait ici.
seance-efface-pages = Les pages que vous avez vues
seance-efface-saisies = Ce que vous avez écrit, et vos connexions aux sites
seance-efface-papiers = { $count ->
    [0] Vos documents : il n’y en avait pas
    [one] Votre document
   *[other] Vos { $count } documents
}
seance-fini-papiers = Reprenez vos papiers dans l’imprimante.
seance-recommencer = Recommencer
# A site that is not open
seance-ferme-titre = Ce site n’est pas ouvert ici
seance-ferme-detail = Cette adresse ne s’ouvre pas sur la borne.
seance-ferme-site = { $site } ne s’ouvre pas sur la borne.
seance-ferme-pourquoi = La borne ouvre les sites des services publics et des partenaires du relais.
seance-ferme-services = Voir les sites ouverts
# A site that cannot be reached
seance-indisponible-titre = Ce site ne répond pas
seance-indisponible-detail = Le réseau est peut-être coupé.
seance-indisponible-site = { $site } ne répond pas. Le réseau est peut-être coupé.
seance-indisponible-que-faire = Tout le reste marche : lire, chercher, écouter, imprimer. Pour cette démarche, voyez comment faire autrement, ou venez au bus.
# A paper
seance-papier-titre = Ce document ne s’imprime pas ici
seance-papier-illisible = La borne ne sait pas le lire. Demandez un PDF au site, ou montrez-le à l’animatrice.
seance-papier-trop = Il y a trop de documents. Touchez « J’ai fini », puis recommencez.
# Printing
seance-impression-titre = Imprimer
seance-impression-pages = { $count ->
    [one] { $count } page, en noir.
   *[other] { $count } pages, en noir, recto verso.
}
seance-impression-sans-imprimante = Cette borne n’a pas d’imprimante.
seance-impression-trop = Ce document a { $pages } pages. Vous pouvez encore en imprimer { $reste }.
seance-impression-arreter = Arrêter
seance-impression-attend = Votre document attend son tour
seance-impression-imprime = J’imprime
seance-impression-retenu = L’imprimante s’est arrêtée
seance-impression-fini = C’est imprimé
seance-impression-arrete = C’est arrêté
seance-impression-perime = L’imprimante n’a pas repris
seance-impression-echoue = Je n’ai pas pu imprimer
seance-impression-detail-attend = Restez devant l’imprimante.
seance-impression-detail-imprime = Restez devant l’imprimante.
seance-impression-detail-retenu = L’agent est prévenu. Votre document est gardé 15 minutes.
seance-impression-detail-fini = Prenez vos papiers.
seance-impression-detail-arrete = Prenez ce qui est déjà sorti.
seance-impression-detail-perime = Votre document est effacé. L’agent est prévenu.
seance-impression-detail-echoue = Réessayez, ou venez au bus. L’agent est prévenu.
seance-imprimante-papier = Plus de papier. L’agent est prévenu. Votre document est gardé 15 minutes.
seance-imprimante-bourrage = Une feuille est coincée. L’agent est prévenu. Votre document est gardé 15 minutes.
seance-imprimante-capot = L’imprimante est ouverte. Fermez-la : l’impression reprend.
seance-imprimante-bac = Le bac est plein. Prenez les feuilles : l’impression reprend.
seance-imprimante-encre = Plus d’encre. L’agent est prévenu. Votre document est gardé 15 minutes.
seance-imprimante-absente = L’imprimante ne répond pas. L’agent est prévenu. Votre document est gardé 15 minutes.
seance-imprimante-autre = L’imprimante attend quelque chose. L’agent est prévenu. Votre document est gardé 15 minutes.
seance-clavier = Clavier
seance-clavier-effacer = Effacer
seance-clavier-espace = espace
seance-clavier-valider = Valider
seance-clavier-fermer = Fermer le clavier
seance-avis = Cette borne vous a aidé ?
seance-avis-bien = Oui
seance-avis-moyen = Un peu
seance-avis-mal = Non
seance-avis-merci = Merci.
seance-retrait-code = Le code de votre ticket
seance-retrait-aide = Huit signes, comme 7KQX-M4TW. Il n’y a ni O, ni I, ni L.
seance-retrait-pin = L’animatrice vous a dit quatre chiffres
seance-retrait-pin-chiffres = Vos quatre chiffres
seance-retrait-chercher = Chercher mon document
seance-retrait-refuse = Ce code ne marche pas. Relisez votre ticket, ou demandez à l’animatrice.
seance-retrait-attendre = { $count ->
    [one] Trop d’essais ici. Attendez { $count } minute, ou demandez à l’animatrice.
   *[other] Trop d’essais ici. Attendez { $count } minutes, ou demandez à l’animatrice.
}
seance-retrait-absent = Le réseau est coupé, et ce code n’ouvre rien ici. Relisez votre ticket, gardez-le, et revenez plus tard.
seance-joindre = Donner un papier au site
seance-joindre-aucun = Le site demande un papier.
seance-joindre-choisir = Touchez le papier à donner.
seance-joindre-papier = Document { $numero }
seance-joindre-pages = { $count ->
    [one] { $count } page
   *[other] { $count } pages
}
seance-joindre-telephone = Avec mon téléphone
seance-joindre-wifi = Connectez-vous au Wi-Fi de la borne.
seance-joindre-viser = Visez ce dessin avec l’appareil photo.
seance-joindre-photo = Prenez le papier en photo, et envoyez.
seance-joindre-efface = Le papier vient ici, et s’efface quand vous partez.
seance-joindre-sans-telephone = Cette borne ne reçoit pas de papier d’un téléphone. Venez au bus : l’animatrice peut le numériser.
seance-numeriser-titre = J’ai le papier avec moi
seance-numeriser-poser = Posez la feuille sur la vitre, côté écrit contre la vitre. Ou mettez vos feuilles dans le chargeur.
seance-numeriser = Lire mon papier
seance-numeriser-lit = Je lis votre papier. Ne le bougez pas.
seance-numeriser-reprendre = N’oubliez pas de reprendre votre papier. L’image s’efface quand vous partez.
# Why nothing came of the scanner
seance-numeriser-vide = Je ne trouve pas de papier. Posez-le, puis touchez de nouveau.
seance-numeriser-bourrage = Une feuille est coincée dans le chargeur. Ouvrez-le et tirez-la doucement, ou posez-la sur la vitre.
seance-numeriser-occupe = La machine travaille. Attendez une minute, puis touchez de nouveau.
seance-numeriser-illisible = Je n’ai pas pu lire ce papier. Posez-le de nouveau, ou venez au bus.
seance-numeriser-trop = C’est trop de pages pour une fois. Mettez-en moins.
seance-numeriser-absent = La machine ne répond pas. Venez au bus : l’animatrice peut numériser votre papier.
seance-telephone-titre = Envoyer un papier à la borne
seance-telephone-choisir = Une photo ou un PDF
seance-telephone-envoyer = Envoyer
seance-telephone-recu = C’est reçu. Regardez l’écran de la borne. Vous pouvez en envoyer un autre.
seance-telephone-refuse = La borne ne sait pas lire ce fichier. Envoyez une photo (JPEG, PNG) ou un PDF, de 20 Mo au plus.
seance-telephone-nom = Le nom de ce fichier ne dit pas ce qu’il contient. Reprenez la photo, ou enregistrez le PDF de nouveau, puis envoyez-le.
seance-telephone-rien = Choisissez une photo ou un PDF.
seance-telephone-fini = C’est fermé. Touchez « Donner un papier » sur la borne pour recommencer.
seance-telephone-efface = Le papier s’efface de la borne quand vous partez.
seance-hauteur = Hauteur de l’écran
seance-hauteur-normale = Normale
seance-hauteur-basse = Plus bas
# A number in the queue
seance-numero-titre = Prendre un numéro
seance-numero-pourquoi = Pourquoi venez-vous ?
seance-numero-montrer = Si personne ne vous appelle, montrez ce numéro à l’équipe.
seance-numero-rien = L’équipe ne reçoit pas près d’ici en ce moment.
seance-numero-loin = L’équipe reçoit, mais elle est loin du réseau. Allez la voir : elle vous donne un numéro.
seance-numero-complet = La file est fermée : l’équipe ne pourrait pas vous recevoir avant la fin.
seance-un-code = Vous avez un code ?
