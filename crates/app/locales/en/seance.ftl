seance-nom = Kiosk
seance-titre = Kiosk
seance-barre = Kiosk bar
seance-accueil = Home
seance-plus-grand = Larger
seance-fini = I have finished
seance-bonjour = Hello.
seance-question = What do you need?
seance-chapeau = It is free. Nothing is kept after you leave.
seance-tous-les-sujets = I cannot find it: see all subjects
seance-retrait = Pick up a document
seance-retrait-detail = With the code that you were given
seance-bus = The bus near me
seance-retour = Go back
seance-encore-titre = Are you still here?
seance-encore-detail = { $count ->
    [one] Touch “I go on”. If not, everything is erased in { $count } second.
   *[other] Touch “I go on”. If not, everything is erased in { $count } seconds.
}
seance-rester = I go on
seance-attente-bouton = Queue
seance-attente-note = Noted
seance-attente-dire = Somebody waits for the kiosk
seance-attente-notee = Noted: somebody waits.
seance-attente-titre = Somebody waits.
seance-attente-detail = { $count ->
    [one] You have been here for a while. If you have not finished, touch “I go on”. If not, everything is erased in { $count } second.
   *[other] You have been here for a while. If you have not finished, touch “I go on”. If not, everything is erased in { $count } seconds.
}
seance-pause-titre = This kiosk is on pause
seance-pause-chapeau = It does not serve just now. You have broken nothing.
seance-pause-ailleurs = The nearest kiosks
seance-pause-telephone = You can call: { $numero }
seance-fini-titre = Everything is erased.
seance-fini-chapeau = Nobody will see what you did here.
seance-efface-pages = The pages that you saw
seance-efface-saisies = What you wrote, and your sign-ins to sites
seance-efface-papiers = { $count ->
    [0] Your documents: there were none
    [one] Your document
   *[other] Your { $count } documents
}
seance-fini-papiers = Take your papers from the printer.
seance-recommencer = Start again
seance-ferme-titre = This site is not open here
seance-ferme-detail = This address does not open on the kiosk.
seance-ferme-site = { $site } does not open on the kiosk.
seance-ferme-pourquoi = The kiosk opens the sites of public services and of the partners of the relay.
seance-ferme-services = See the sites that are open
seance-indisponible-titre = This site does not answer
seance-indisponible-detail = The network may be down.
seance-indisponible-site = { $site } does not answer. The network may be down.
seance-indisponible-que-faire = All the rest works: read, search, listen, print. For this procedure, see how to do otherwise, or come to the bus.
seance-papier-titre = This document cannot be printed here
seance-papier-illisible = The kiosk cannot read it. Ask the site for a PDF, or show it to the team.
seance-papier-trop = There are too many documents. Touch “I have finished”, then start again.
seance-impression-titre = Print
seance-impression-pages = { $count ->
    [one] { $count } page, in black.
   *[other] { $count } pages, in black, on both sides.
}
seance-impression-sans-imprimante = This kiosk has no printer.
seance-impression-trop = This document has { $pages } pages. You can still print { $reste }.
seance-impression-arreter = Stop
seance-impression-attend = Your document waits for its turn
seance-impression-imprime = Printing
seance-impression-retenu = The printer has stopped
seance-impression-fini = It is printed
seance-impression-arrete = It is stopped
seance-impression-perime = The printer did not start again
seance-impression-echoue = It could not be printed
seance-impression-detail-attend = Stay in front of the printer.
seance-impression-detail-imprime = Stay in front of the printer.
seance-impression-detail-retenu = The team has been told. Your document is kept for 15 minutes.
seance-impression-detail-fini = Take your papers.
seance-impression-detail-arrete = Take what has already come out.
seance-impression-detail-perime = Your document is erased. The team has been told.
seance-impression-detail-echoue = Try again, or come to the bus. The team has been told.
seance-imprimante-papier = No more paper. The team has been told. Your document is kept for 15 minutes.
seance-imprimante-bourrage = A sheet is stuck. The team has been told. Your document is kept for 15 minutes.
seance-imprimante-capot = The printer is open. Close it: printing goes on.
seance-imprimante-bac = The tray is full. Take the sheets: printing goes on.
seance-imprimante-encre = No more toner. The team has been told. Your document is kept for 15 minutes.
seance-imprimante-absente = The printer does not answer. The team has been told. Your document is kept for 15 minutes.
seance-imprimante-autre = The printer waits for something. The team has been told. Your document is kept for 15 minutes.
seance-clavier = Keyboard
seance-clavier-effacer = Erase
seance-clavier-espace = space
seance-clavier-valider = Enter
seance-clavier-fermer = Close the keyboard
seance-avis = Did this kiosk help you?
seance-avis-bien = Yes
seance-avis-moyen = A little
seance-avis-mal = No
seance-avis-merci = Thank you.
seance-retrait-code = The code of your ticket
seance-retrait-aide = Eight signs, like 7KQX-M4TW. There is no O, no I and no L.
seance-retrait-pin = You were told four digits
seance-retrait-pin-chiffres = Your four digits
seance-retrait-chercher = Find my document
seance-retrait-refuse = This code does not work. Read your ticket again, or ask the team.
seance-retrait-attendre = { $count ->
    [one] Too many tries here. Wait { $count } minute, or ask the team.
   *[other] Too many tries here. Wait { $count } minutes, or ask the team.
}
seance-retrait-absent = The network is down, and this code opens nothing here. Read your ticket again, keep it, and come back later.
seance-joindre = Give a paper to the site
seance-joindre-aucun = The site asks for a paper.
seance-joindre-choisir = Touch the paper to give.
seance-joindre-papier = Document { $numero }
seance-joindre-pages = { $count ->
    [one] { $count } page
   *[other] { $count } pages
}
seance-joindre-telephone = With my phone
seance-joindre-wifi = Connect to the Wi-Fi of the kiosk.
seance-joindre-viser = Point your camera at this drawing.
seance-joindre-photo = Take a photograph of the paper, and send it.
seance-joindre-efface = The paper comes here, and is erased when you leave.
seance-joindre-sans-telephone = This kiosk takes no paper from a phone. Come to the bus: the team can scan it.
seance-numeriser-titre = I have the paper with me
seance-numeriser-poser = Lay the sheet on the glass, written side down. Or put your sheets in the feeder.
seance-numeriser = Read my paper
seance-numeriser-lit = I am reading your paper. Do not move it.
seance-numeriser-reprendre = Remember to take your paper back. The picture is erased when you leave.
# Why nothing came of the scanner
seance-numeriser-vide = I find no paper. Lay it down, then touch again.
seance-numeriser-bourrage = A sheet is stuck in the feeder. Open it and pull the sheet gently, or lay it on the glass.
seance-numeriser-occupe = The machine is working. Wait a minute, then touch again.
seance-numeriser-illisible = I could not read this paper. Lay it down again, or come to the bus.
seance-numeriser-trop = Too many pages at once. Put fewer.
seance-numeriser-absent = The machine does not answer. Come to the bus: the team can scan your paper.
seance-telephone-titre = Send a paper to the kiosk
seance-telephone-choisir = A photograph or a PDF
seance-telephone-envoyer = Send
seance-telephone-recu = It has arrived. Look at the screen of the kiosk. You may send another one.
seance-telephone-refuse = The kiosk cannot read this file. Send a photograph (JPEG, PNG) or a PDF, 20 MB at most.
seance-telephone-nom = The name of this file does not say what it holds. Take the photograph again, or save the PDF again, then send it.
seance-telephone-rien = Choose a photograph or a PDF.
seance-telephone-fini = It is closed. Touch “Give a paper” on the kiosk to start again.
seance-telephone-efface = The paper is erased from the kiosk when you leave.
seance-hauteur = Height of the screen
seance-hauteur-normale = Normal
seance-hauteur-basse = Lower
seance-numero-titre = Take a number
seance-numero-pourquoi = Why do you come?
seance-numero-montrer = If nobody calls you, show this number to the team.
seance-numero-rien = The team is not receiving people near here at the moment.
seance-numero-loin = The team is receiving people, but is away from the network. Go and see them: they will give you a number.
seance-numero-complet = The queue is closed: the team could not receive you before the end.
seance-un-code = Do you have a code?
