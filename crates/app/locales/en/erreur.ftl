# Pages of refusals: what happened, then what to do.
erreur-retour = Back to the home page
erreur-reference = Give this number to the person who looks after PLUS: { $reference }.
erreur-introuvable-titre = This page does not exist
erreur-introuvable-texte = The address may have changed. Read it again, or start from the home page.
erreur-illisible-titre = We did not understand this request
erreur-illisible-texte = Nothing was recorded. Go back and start again.
erreur-trop-long-titre = The answer takes too long
erreur-trop-long-texte = Try again in a minute.
erreur-sans-portail-titre = The portal does not answer
erreur-sans-portail-texte = Nothing was done. Try again in a minute, or ask the team. The rest of the kiosk works: read, search, listen, print.
erreur-panne-titre = We could not answer
erreur-panne-texte = What was recorded is kept. Try again in a minute.
erreur-maintenance-titre = PLUS is closed for a moment, for maintenance
erreur-maintenance-texte = The pages will be back soon. What was recorded is kept.
erreur-maintenance-retour = Back: { $jour } at { $heure }. What was recorded is kept.
