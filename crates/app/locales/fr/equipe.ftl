# The menu of the team at a kiosk.
equipe-titre = Équipe
equipe-code = Code de l’équipe
equipe-entrer = Entrer
equipe-fermer = Fermer
equipe-code-faux = Ce n’est pas le code. Après trois essais, il faut attendre de plus en plus.
equipe-attendre-secondes = { $count ->
    [one] Trop d’essais. Attendez { $count } seconde.
   *[other] Trop d’essais. Attendez { $count } secondes.
}
equipe-attendre-minutes = { $count ->
    [one] Trop d’essais. Attendez { $count } minute.
   *[other] Trop d’essais. Attendez { $count } minutes.
}
equipe-dernier-contact = Dernier contact avec le portail
equipe-relances = Navigateur relancé en 24 heures
equipe-essai = Page d’essai
equipe-essai-envoye = La page d’essai est partie à l’imprimante.
equipe-essai-refuse = L’imprimante n’a pas pris la page d’essai. Regardez son état ci-dessous.
equipe-essai-titre = Page d'essai
equipe-essai-lettres = É è ê à â ç ù ô î ï œ 0123456789
equipe-navigateur = Relancer le navigateur
equipe-pause = Mettre en pause
equipe-service = Remettre en service
equipe-en-pause = Cette borne est en pause : elle le dit à qui vient.
equipe-pause-portail = Le portail a mis cette borne en maintenance : c’est là qu’elle se remet en service.
equipe-aide = « Relancer » et « Mettre en pause » effacent ce qui est à l’écran. Ce menu se ferme seul quand personne ne touche l’écran.
