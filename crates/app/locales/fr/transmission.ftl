# What waits on this machine for the hub.
transmission-titre = Ce qui attend
transmission-chapeau = Ce que cette machine a enregistré part vers le portail central dès que le réseau le permet.
transmission-fait = L’échange est fait.
transmission-long = L’échange est en cours. Il continue : revenez dans une minute.
transmission-attente = En attente
transmission-rien = Le portail central tient tout ce que cette machine a enregistré.
transmission-genre = Quoi
transmission-nombre = Nombre
transmission-depuis = Depuis
transmission-maintenant = Transmettre maintenant
transmission-etat = Cette machine
transmission-machine = Nom
transmission-portail-central = Portail central
transmission-contact = Dernier contact
transmission-horloge = Horloge
transmission-horloge-bonne = À l’heure
transmission-horloge-decalee = Décalée
transmission-horloge-aide = L’échange se fait quand même. Réglez l’heure de l’ordinateur : les prochaines visites porteront la bonne.
transmission-disque = Place sur le disque
transmission-disque-mots = { $libre } libres sur { $total }
transmission-disque-peu = Peu de place
transmission-go = { $nombre } Go
transmission-mo = { $nombre } Mo
transmission-essais = Derniers échanges
transmission-essai-compte = Écritures : { $envoyees } envoyées, { $recues } reçues
transmission-issue-fait = Fait
transmission-issue-injoignable = Pas de réponse
transmission-issue-refus = Refusé
transmission-issue-coupe = Interrompu
transmission-pourquoi-fait = Le dernier échange a réussi : ceci partira au prochain.
transmission-pourquoi-injoignable = Le portail central ne répond pas : le réseau manque, ou le portail est arrêté.
transmission-pourquoi-refus = Le portail central refuse cette machine.
transmission-pourquoi-coupe = Le dernier échange s’est interrompu. Il reprendra où il en était.
transmission-pourquoi-jamais = Aucun échange n’a encore eu lieu.
transmission-seule = Cette machine travaille seule
transmission-seule-aide = Elle n’est reliée à aucun portail central. Ce qu’elle enregistre reste ici.
transmission-est-portail = Cette machine est le portail central
transmission-est-portail-aide = Les autres machines lui envoient ce qu’elles enregistrent. Rien n’attend ici.
transmission-illisibles = Gardé, mais pas compté
transmission-illisibles-aide = Ces écritures sont conservées entières. Cette version n’a pas pu les prendre en compte : montrez-les à qui administre PLUS.
transmission-illisibles-plus = { $count ->
    [one] Et { $count } autre.
   *[other] Et { $count } autres.
}
