# A person reads her own follow-up.
suivi-titre = Mon suivi
suivi-chapeau = Votre code est sur le talon que le relais vous a donné.
suivi-code = Votre code
suivi-code-aide = Huit signes, comme AB23-CD45.
suivi-voir = Voir mon suivi
suivi-mandat-lire = Avant de signer un mandat :
suivi-code-refuse = Ce code n’ouvre rien. Vérifiez chaque signe, ou demandez un nouveau talon au relais.
suivi-code-attendre = { $count ->
    [one] Trop d’essais. Attendez 1 minute.
   *[other] Trop d’essais. Attendez { $count } minutes.
}
suivi-clos = Ce suivi est fini.
suivi-promis = Ce que le relais vous a promis
suivi-promis-rien = Rien pour le moment.
suivi-avant = avant le { $jour }
suivi-tenu = C’est fait
suivi-apporter = Ce qu’il faut apporter
suivi-apporter-rien = Aucun papier ne manque.
suivi-etapes = Où en sont vos démarches
suivi-etapes-rien = Rien n’est encore noté.
suivi-a-faire = À faire
suivi-fait = Fait
suivi-mandats = Ce que le relais peut faire à votre place
suivi-mandats-aide = Vous pouvez l’arrêter à tout moment.
suivi-mandat-arreter = Arrêter
suivi-mandat-arrete = C’est arrêté. Plus rien ne peut être fait à votre place avec ce mandat.
suivi-retrait = Je ne veux plus être suivi
suivi-retrait-aide = Le relais le saura et effacera votre dossier. Vous pourrez toujours revenir.
suivi-retrait-oui = Oui, arrêter mon suivi
suivi-retrait-fait = C’est dit. Le relais effacera votre dossier.
