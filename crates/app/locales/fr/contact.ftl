# Where this machine stands with its hub.
contact-transmis = Tout est transmis
contact-attente = { $count ->
    [one] { $count } écriture en attente
   *[other] { $count } écritures en attente
}
contact-dernier = dernier contact { $jour }, { $heure }
contact-jamais = pas encore de contact avec le portail central
contact-garde = Rien n’est perdu : tout partira au prochain contact.
contact-horloge-minutes = L’horloge de cette machine est décalée de { $count } minutes.
contact-horloge-heures = L’horloge de cette machine est décalée de { $count } h.
contact-horloge-jours = L’horloge de cette machine est décalée de { $count } jours.
