# The machines of a hub.
machine-titre = Machines
machine-chapeau = Les bus, les bornes et les ordinateurs qui travaillent avec ce portail.
machine-nombre = { $count ->
    [0] Aucune machine
    [one] { $count } machine
   *[other] { $count } machines
}
machine-aucune = Ce portail travaille seul
machine-aucune-aide = Invitez la machine du bus ou celle d’une borne : elle travaillera loin du réseau et transmettra à son retour.
machine-alertes = { $count ->
    [one] { $count } chose à regarder
   *[other] { $count } choses à regarder
}
machine-nom = Nom
machine-nom-aide = Comme l’équipe l’appelle : « Le bus ».
machine-nom-manque = Donnez à la machine un nom de 1 à 60 signes.
machine-etat = État
machine-etat-bien = Tout va bien
machine-etat-alerte = À regarder
machine-etat-revoquee = Révoquée
machine-etat-attente = Pas encore venue
machine-contact = Dernier contact
machine-attend = En attente
machine-version = Version
machine-version-retard = En retard
machine-inconnu = non dit
machine-jamais = jamais
machine-horloge = Décalée de { $ecart }
machine-reliee = Reliée
machine-revoquee = Révoquée
machine-identifiant = Identifiant
machine-retour = Retour aux machines

machine-alerte-revoquee = Révoquée, elle envoie encore.
machine-alerte-cote = { $count ->
    [one] { $count } envoi est gardé à part : lisez-le et décidez.
   *[other] { $count } envois sont gardés à part : lisez-les et décidez.
}
machine-alerte-silence = { $count ->
    [one] Pas de contact depuis { $count } jour.
   *[other] Pas de contact depuis { $count } jours.
}
machine-alerte-horloge = Son horloge est décalée de { $ecart }.
machine-alerte-disque = Son disque est presque plein : { $libre } libres.
machine-alerte-illisible = { $count ->
    [one] Elle garde { $count } écriture qu’elle n’a pas pu compter.
   *[other] Elle garde { $count } écritures qu’elle n’a pas pu compter.
}
machine-alerte-version = Sa version a plus de deux ans : mettez-la à jour.

machine-inviter-titre = Relier une machine
machine-inviter-aide = Vous recevez un code qui sert une fois, pendant 24 heures.
machine-sorte = Où servira-t-elle ?
machine-sorte-van = Dans le bus
machine-sorte-borne = Borne pour le public
machine-sorte-bureau = Dans un bureau
machine-inviter = Donner un code
machine-code-titre = Code pour relier la machine
machine-code-une-fois = Ce code n’est montré qu’ici, et ne sert qu’une fois.
machine-code-fin = Il sert jusqu’au { $moment }.
machine-code-taper = Sur la machine, tapez :
machine-code-qr = Code QR de la commande écrite à côté
machine-code-qr-aide = Ou visez le code avec la machine : il contient cette ligne.

machine-revoquer = Révoquer cette machine
machine-revoquer-titre = Révoquer « { $nom } » ?
machine-revoquer-recoit = La machine ne recevra plus rien, que l’ordre de s’effacer.
machine-revoquer-envoie = Ce qu’elle enverra sera gardé à part, entier, pour être lu par une personne.
machine-revoquer-mots = Si elle a été volée, le portail demandera à l’équipe de changer ses mots de passe.
machine-revoquer-retour = Pour la reprendre plus tard, il faudra la relier à nouveau, avec un autre code.
machine-revoquer-motif = La révoquer, parce que :
machine-revoquer-motif-vol = Elle est volée ou perdue
machine-revoquer-motif-fin = Elle ne sert plus
machine-revoquer-motif-pret = Elle est prêtée ou rendue
machine-revoquer-non = Ne rien changer
machine-revoquee-faite = La machine est révoquée.

machine-cote = Gardé à part
machine-cote-rien = Rien n’est gardé à part : tout ce que la machine a envoyé suit ce qui était reçu.
machine-cote-aide = Ces envois ne suivent pas ce qui était reçu. Ils ne comptent pas, et rien n’en est effacé. Lisez-les, puis dites ce qui en est fait.
machine-lot = Envoi reçu { $moment }
machine-lot-ecritures = { $count ->
    [one] { $count } écriture.
   *[other] { $count } écritures.
}
machine-lot-pourquoi = Pourquoi : { $raison }.
machine-lot-lire = Lire l’envoi
machine-lot-efface = Son contenu a été effacé.
machine-lot-decide = par { $personne }, { $moment }.
machine-lot-main = Pris en compte à la main
machine-lot-ecarte = Écarté
machine-lot-main-fait = C’est noté : l’envoi est pris en compte à la main. Il reste lisible ici.
machine-lot-ecarte-fait = C’est noté : l’envoi est écarté. Il reste lisible ici.
machine-motif = Ce qui en est fait
machine-motif-aide = Par exemple : « les deux visites sont saisies à nouveau ».
machine-motif-manque = Dites en une phrase ce qui en est fait.
