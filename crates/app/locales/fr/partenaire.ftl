# A partner's own pages of the catalogue.
partenaire-catalogue-titre = Vos pages
partenaire-catalogue-chapeau = Relisez vos pages de temps en temps. Si tout est juste, dites-le d’un geste. Les personnes le voient.
partenaire-catalogue-due = { $count ->
    [one] Une page est à relire.
   *[other] { $count } pages sont à relire.
}
partenaire-catalogue-signales = Ce que disent les personnes
partenaire-catalogue-signales-aide = Le relais vérifie et corrige. Vous pouvez l’aider : appelez-le.
partenaire-catalogue-demarches = Vos démarches
partenaire-catalogue-aucune = Aucune démarche à votre nom dans le catalogue.
partenaire-catalogue-faux = Signaler une faute
partenaire-catalogue-points = { $count ->
    [one] un point à confirmer
   *[other] { $count } points à confirmer
}
partenaire-catalogue-sur = Tout est confirmé
