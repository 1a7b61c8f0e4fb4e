# Passing a page on: its address, its QR code; foot of a printed page.
partage-titre = Share this page
partage-viser = Point a phone at this square, or copy the address.
partage-qr = QR code of the address { $adresse }
partage-copier = Copy the address
partage-copie = The address is copied.
partage-autrement = Send
partage-mail = By e-mail
partage-imprime = Printed on { $date }.
partage-a-jour = The page, up to date:
