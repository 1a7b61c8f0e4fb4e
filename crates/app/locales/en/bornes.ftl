# Public kiosks.
bornes-titre = Kiosks
bornes-chapeau = A kiosk is a large public screen. You can read about your rights there, and print.
bornes-vide = No kiosk in this area
bornes-vide-conseil = The van stops near your home.
bornes-a-confirmer = Address to be confirmed
