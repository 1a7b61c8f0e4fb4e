# How the kiosks were used.
nav-usages = Usages des bornes
usages-titre = Usages des bornes
usages-explication = Un usage va du premier toucher à l’écran qui dit « Tout est effacé ». Ce n’est pas une visite : ne les additionnez pas. La nuit va de 18 h à 8 h.
usages-par-borne = Par borne
usages-borne = Borne
usages-nombre = Usages
usages-nuit = La nuit
usages-duree = Durée moyenne
usages-minutes = { $minutes } min
usages-pages = Pages imprimées
usages-avis = A aidé
usages-avis-aucun = Pas d’avis
usages-avis-oui = Oui : { $oui } avis sur { $tous }
usages-aucun = Aucun usage ce mois
usages-aucun-aide = Les usages d’une borne arrivent à son prochain contact.
usages-ici = Cette machine
usages-lues = Ce qui est lu
usages-sites = Les sites ouverts
usages-fois = { $count ->
    [one] { $count } usage
   *[other] { $count } usages
}
