# Public kiosks.
bornes-titre = Les bornes
bornes-chapeau = Une borne est un grand écran public. Vous y lisez vos droits et vous y imprimez.
bornes-vide = Aucune borne sur ce territoire
bornes-vide-conseil = Le bus passe près de chez vous.
bornes-a-confirmer = Adresse à confirmer
