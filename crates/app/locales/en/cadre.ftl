# Places of the navigation.
nav-accueil = Home
nav-recherche = Search
nav-bus = The van
nav-bornes = Kiosks
nav-services = Online services
