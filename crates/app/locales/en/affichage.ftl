# The panel of the display: size of the text, contrast, colours.
affichage-taille = Text size
affichage-taille-valeur = { $taille }%
affichage-contraste = Contrast
affichage-contraste-normal = Normal
affichage-contraste-fort = High
affichage-couleurs = Colours
affichage-duree = Kept for this visit.
