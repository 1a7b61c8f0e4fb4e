# What the coordinator sees of the services on line.
services-titre = Services en ligne
services-ennuis = { $count ->
    [0] Toutes les adresses vérifiées répondent.
    [one] Une adresse ne répond pas.
   *[other] { $count } adresses ne répondent pas.
}
services-a-relire = { $count ->
    [0] Rien n’est à relire.
    [one] Un service est à relire.
   *[other] { $count } services sont à relire.
}
services-derniere = Dernière vérification : { $quand }.
services-jamais = Aucune adresse n’a encore été vérifiée.
services-verifier = Vérifier maintenant
services-arretee = Ce relais ne vérifie pas les adresses. C’est un réglage, ou une démonstration.
services-autres = Autres adresses à revoir
services-tous = Tous les services
services-deplacee = Nouvelle adresse : { $adresse }
services-due = À relire
services-relire-le = à relire le { $date }
