# Whether an address on line answers, beside it.
adresse-jamais = Adresse pas encore vérifiée
adresse-verifiee = Adresse vérifiée { $quand }
adresse-muette = Ne répond pas depuis { $quand }
adresse-refuse-absente = Page introuvable depuis { $quand }
adresse-refuse-certificat = Site mal protégé depuis { $quand }
adresse-refuse-machine = Site ouvert { $quand }, page non vérifiable
adresse-aujourdhui = aujourd’hui
adresse-hier = hier
adresse-le = le { $date }
adresse-appelez = Vous pouvez essayer. Sinon, appelez le { $telephone }.
adresse-venez = Vous pouvez essayer. Sinon, venez au bus.
