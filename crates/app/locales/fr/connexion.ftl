# Signing in.
connexion-titre = Se connecter
connexion-identifiant = Identifiant
connexion-mot-de-passe = Mot de passe
connexion-entrer = Se connecter
connexion-oubli = Mot de passe oublié ? Votre coordinatrice vous donne un nouveau lien.
connexion-deja = Déjà sur cet écran
connexion-continuer = Continuer : { $nom }
connexion-refus-titre = Nous ne vous avons pas reconnue
connexion-refus = L’identifiant et le mot de passe ne vont pas ensemble. Relisez l’identifiant, puis tapez le mot de passe à nouveau.
connexion-attendre = { $n ->
    [one] Plusieurs essais n’ont pas marché. Attendez { $n } seconde, puis recommencez.
   *[other] Plusieurs essais n’ont pas marché. Attendez { $n } secondes, puis recommencez.
}
connexion-veille = Vous êtes encore là ? Sans réponse, PLUS ferme votre session dans une minute.
connexion-fermee-titre = Votre session est fermée
connexion-fermee-texte = Personne n’a touché l’écran : ce qui était affiché n’y est plus. Un brouillon gardé par PLUS est toujours là.
connexion-fermee-revenir = Se connecter et revenir à cette page
connexion-rester = Je suis encore là
