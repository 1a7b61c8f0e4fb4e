# What surrounds every page: places of the navigation, theme, session.
nav-accueil = Accueil
nav-recherche = Rechercher
nav-bus = Le bus
nav-bornes = Les bornes
nav-aujourdhui = Aujourd’hui
nav-nouvelle-visite = Nouvelle visite
nav-visites = Visites
nav-permanences = Permanences
nav-a-finir = À finir
nav-fiches = Fiches
nav-tableau = Tableau de bord
nav-chiffres = Chiffres
nav-releves = Relevés
nav-catalogue = Catalogue
nav-comptes = Comptes
nav-espace-agent = Espace agent
nav-vos-releves = Vos relevés
