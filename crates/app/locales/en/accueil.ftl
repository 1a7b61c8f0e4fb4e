# Home page of the public, and the card that says where the van is.
accueil-titre = What do you need?
accueil-chapeau = Your rights, in plain words. The papers to bring. A person to help you, near your home.
accueil-souvent = Often:
accueil-passages = See all the van’s stops
accueil-situations = What is happening to you?
accueil-partenaires = Choose an organisation
accueil-partenaires-detail = { $noms }…
accueil-sujets = Choose a subject
accueil-autre = Search for something else
accueil-bus = The van near my home
accueil-bus-detail = Choose your town
accueil-bornes = Find a kiosk
accueil-bornes-detail = { $count ->
    [one] { $count } kiosk in the area
   *[other] { $count } kiosks in the area
}
accueil-fiches-detail = Your rights in detail (in French)
accueil-services-detail = Websites of public services
accueil-aide = Ask for help
accueil-aide-detail = Call { $telephone }

bus-etat-la = The van is here
bus-etat-en-route = The van is on its way
bus-etat-en-retard = The van is late
bus-etat-attendu = A stop is planned now
bus-etat-bientot = A stop is planned today
bus-etat-prochain = Next planned stop
bus-etat-aucun = The van
bus-titre = { $lieu }, { $jour }
bus-aujourdhui = today
bus-jusqu-a = until { $heure }
bus-lieu = { $lieu }, { $heures }.
bus-sans-rendez-vous = No appointment needed.
bus-annule = No van in { $lieu }, { $jour }.
bus-aucun-titre = No stop announced
bus-aucun-texte = The next dates will be written here.
