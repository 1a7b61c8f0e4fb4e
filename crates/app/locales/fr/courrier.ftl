# Letters by e-mail to the team.
courrier-titre = Courrier
courrier-chapeau = Les messages que PLUS envoie à l’équipe et aux référents des bornes. Ils ne disent rien des personnes reçues.
courrier-serveur = Les messages partent par { $serveur }.
courrier-sans-serveur = Aucun serveur de messagerie n’est réglé : les messages attendent.
courrier-sans-serveur-aide = L’administrateur remplit la partie [courrier] du fichier plus.toml. Rien n’est perdu : ils partiront ensuite.
courrier-refuses = { $count ->
    [one] { $count } message n’est pas parti
   *[other] { $count } messages ne sont pas partis
}
courrier-attente = { $count ->
    [0] Rien n’attend
    [one] { $count } message attend
   *[other] { $count } messages attendent
}
courrier-attente-rien = Tous les messages sont partis.
courrier-partis = Derniers messages partis
courrier-pour = Pour { $adresse }
courrier-essais = { $count ->
    [one] { $count } essai
   *[other] { $count } essais
}
courrier-prochain = prochain essai : { $moment }
courrier-etat-abandonne = Abandonné
courrier-etat-refuse = Refusé
courrier-lire = Lire le message
courrier-renvoyer = Envoyer à nouveau
courrier-abandonner = Abandonner
courrier-fait-renvoyer = Le message va repartir dans la minute.
courrier-fait-abandonner = Le message est abandonné.
courrier-fait-essai = Le message d’essai attend son tour : il part dans la minute.
courrier-essai-titre = Envoyer un message d’essai
courrier-adresse = Adresse de messagerie
courrier-adresse-aide = La vôtre, par exemple.
courrier-adresse-faute = Écrivez une adresse comme prenom@exemple.fr.
courrier-essayer = Envoyer un essai
courrier-essai-sujet = Message d’essai de { $relais }
courrier-essai-texte = Bonjour,

    ce message d’essai vient de PLUS, pour { $relais }. S’il vous est parvenu, les messages partent bien.
courrier-abonne = une personne qui suit une commune ou a un rendez-vous
