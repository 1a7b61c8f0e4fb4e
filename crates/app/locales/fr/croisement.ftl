# Two breakdowns crossed.
croisement-titre = Croiser deux répartitions
croisement-chapeau = Choisissez ce qui va en lignes, ce qui va en colonnes, et les mois.
croisement-lignes = En lignes
croisement-colonnes = En colonnes
croisement-croiser = Croiser
croisement-meme = Choisissez deux répartitions différentes.
croisement-de = { $lignes } et { $colonnes }
croisement-total = Total
croisement-interne = Ce tableau reste dans l’équipe : ses petits nombres ne sont pas masqués.
croisement-voir = Voir le tableau
