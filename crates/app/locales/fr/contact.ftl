# Where this machine stands with the others.
contact-transmis = Tout est transmis
contact-visites = { $count ->
    [one] { $count } visite en attente
   *[other] { $count } visites en attente
}
contact-attente = { $count ->
    [one] { $count } écriture en attente
   *[other] { $count } écritures en attente
}
contact-alertes = { $count ->
    [one] Machines : { $count } alerte
   *[other] Machines : { $count } alertes
}
contact-refus = Le portail refuse cette machine
contact-dernier = dernier contact { $moment }
contact-aujourdhui = aujourd’hui à { $heure }
contact-dernier-aujourdhui = dernier contact à { $heure }
contact-semaine = { $jour } à { $heure }
contact-date = le { $date }
contact-jamais = pas encore de contact avec le portail central
contact-garde = Rien n’est perdu : tout partira au prochain contact.
contact-horloge = Horloge décalée de { $ecart }
contact-horloge-phrase = L’horloge de cette machine est décalée de { $ecart }.
contact-ecart-minutes = { $count } minutes
contact-ecart-heures = { $count } h
contact-ecart-jours = { $count } jours
