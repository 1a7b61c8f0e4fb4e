# Passing a page on: its address, its QR code; foot of a printed page.
partage-titre = Partager cette page
partage-viser = Visez ce carré avec un téléphone, ou recopiez l’adresse.
partage-qr = Code QR de l’adresse { $adresse }
partage-copier = Copier l’adresse
partage-copie = L’adresse est copiée.
partage-autrement = Envoyer
partage-mail = Par e-mail
partage-imprime = Imprimé le { $date }.
partage-a-jour = La page à jour :
