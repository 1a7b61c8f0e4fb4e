# The panel of the display: size of the text, contrast, colours.
affichage-taille = Taille du texte
affichage-taille-valeur = { $taille } %
affichage-contraste = Contraste
affichage-contraste-normal = Normal
affichage-contraste-fort = Fort
affichage-couleurs = Couleurs
affichage-duree = Gardé pour cette visite.
