suivi-titre = My case
suivi-chapeau = Your code is on the slip that the relay gave you.
suivi-code = Your code
suivi-code-aide = Eight signs, like AB23-CD45.
suivi-voir = See my case
suivi-mandat-lire = Before you sign a mandate:
suivi-code-refuse = This code opens nothing. Check each sign, or ask the relay for a new slip.
suivi-code-attendre = { $count ->
    [one] Too many tries. Wait 1 minute.
   *[other] Too many tries. Wait { $count } minutes.
}
suivi-clos = This case is closed.
suivi-promis = What the relay promised you
suivi-promis-rien = Nothing for now.
suivi-avant = before { $jour }
suivi-tenu = Done
suivi-apporter = What to bring
suivi-apporter-rien = No paper is missing.
suivi-etapes = How far your procedures are
suivi-etapes-rien = Nothing is noted yet.
suivi-a-faire = To do
suivi-fait = Done
suivi-mandats = What the relay may do for you
suivi-mandats-aide = You can stop it at any time.
suivi-mandat-arreter = Stop
suivi-mandat-arrete = It is stopped. Nothing more can be done for you with this mandate.
suivi-retrait = I no longer want to be followed
suivi-retrait-aide = The relay will know, and will erase your case. You can always come back.
suivi-retrait-oui = Yes, stop
suivi-retrait-fait = It is said. The relay will erase your case.
