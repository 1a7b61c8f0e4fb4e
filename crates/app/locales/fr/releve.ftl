# Monthly statements: coordinator's list, partner's list, reading. The sentences of
# the statement itself are those of the PDF, in the reports.
releves-titre = Relevés mensuels
releves-mois = Mois
releves-mois-avant = Mois d’avant
releves-mois-apres = Mois d’après
releves-partenaire = Partenaire
releves-etat = État
releves-actions = À lire
releves-emis-le = figé le { $date }
releves-emettre-tous = Figer tous les relevés tout de suite
releves-lire = Lire
releves-retour = Retour aux relevés
releves-explication = Les relevés se préparent seuls le 1er du mois. Approuvé, un relevé est figé, signé et envoyé le jour que dit la convention. Sans réponse, il l’est seul, et dit ce qui lui manque. Un relevé figé ne change plus : une saisie tardive va dans un relevé rectificatif.
releves-mois-en-cours = Ce mois n’est pas fini. Ses relevés se prépareront le 1er du mois prochain.
releves-voir-permanences = Voir les permanences
releves-format-json = Données (JSON)
releves-format-csv = CSV
releves-format-xlsx = Tableur
releves-format-pdf = PDF
releves-format-signature = Signature
releves-fichier-json = JSON
releves-fichier-csv = CSV
releves-fichier-xlsx = tableur
releves-fichier-pdf = PDF
releves-fichier-signature = signature
releves-etat-attendu = pas encore préparé
releves-etat-prepare = préparé, à compléter
releves-etat-a-approuver = complet, à approuver
releves-etat-approuve = approuvé
releves-etat-fige = figé
releves-etat-envoye = envoyé
releves-etat-rectifie = rectifié
releves-manques-titre = Ce qui manque au mois
releves-manques-rien = Rien. Toutes les permanences sont closes, toutes les machines ont tout transmis.
releves-manques-aide = Ce qui est en gras peut encore arriver : l’approbation attend. Le reste est à vérifier.
releves-manque-non-close = { $count ->
    [one] { $site } : une demi-journée n’est pas close
   *[other] { $site } : { $count } demi-journées ne sont pas closes
}
releves-manque-machine = { $site } : cette machine n’a pas encore tout transmis du mois
releves-manque-sans-visite = { $count ->
    [one] { $site } : une demi-journée sans aucune visite enregistrée
   *[other] { $site } : { $count } demi-journées sans aucune visite enregistrée
}
releves-manque-visites = { $count ->
    [one] { $site } : une visite annoncée à la fermeture n’est pas enregistrée
   *[other] { $site } : { $count } visites annoncées à la fermeture ne sont pas enregistrées
}
releves-preparer = Préparer de nouveau
releves-approuver = Approuver
releves-approuver-tous = { $count ->
    [one] Approuver le relevé complet
   *[other] Approuver les { $count } relevés complets
}
releves-approuver-manque = Le mois n’est pas complet : aucun relevé n’est approuvé. Pour ne pas attendre, choisissez « Figer sans attendre » : le relevé nommera ce qui manque.
releves-approuver-rien = Il n’y a rien à approuver : ces relevés sont déjà approuvés ou figés.
releves-sans-attendre = Figer sans attendre
releves-rectifier = Émettre le rectificatif
releves-lire-prepare = Lire le relevé préparé
releves-prepare-seulement = Ce relevé est préparé, pas figé : ses chiffres peuvent encore changer, et il n’est montré à personne d’autre.
releves-gel-defaut = figé seul le { $jour }
releves-gel-approuve = figé à partir du { $jour }
releves-lettre-remise = { $fonction } : prévenu
releves-lettre-attend = { $fonction } : la lettre attend son départ
releves-lettre-reessayee = { $fonction } : la lettre attend, elle sera réessayée ({ $raison })
releves-lettre-refusee = { $fonction } : la lettre est refusée ({ $raison })
releves-sans-adresse = { $fonction } : aucune adresse, ni dans le territoire ni dans la convention
releves-sans-site = L’adresse publique du portail n’est pas réglée (public_url) : aucune lettre ne part, les relevés restent dans l’espace des partenaires.
releve-lettre-sujet = Relevé de { $mois } : { $relais }
releve-lettre =
    Bonjour,

    Le relevé de { $mois } est dans votre espace :
    { $lien }

    Il s’ouvre avec le compte de votre organisme. Cette lettre ne contient aucun chiffre.

    { $relais }
releve-lettre-sujet-rectifie = Relevé rectificatif de { $mois } : { $relais }
releve-lettre-rectifie =
    Bonjour,

    Un relevé rectificatif de { $mois } remplace le précédent. Il est dans votre espace :
    { $lien }

    Il s’ouvre avec le compte de votre organisme. Cette lettre ne contient aucun chiffre.

    { $relais }
releves-annee-titre = L’année, mois par mois
releves-annee-mois = Les relevés de l’année
releves-annee-aide = Chaque chiffre est celui du relevé figé, le dernier de chaque mois. Un nombre masqué le reste.
releves-annee-releve = Relevé
releves-annee-visites = Visites
releves-annee-demandes = Demandes
releves-annee-accompagnements = Accompagnements
releves-annee-usagers = Usagers accompagnés
releves-annee-resolues = Résolues sur place
releves-annees = Autres années
releves-masque = masqué
releves-moins-de = moins de { $nombre }
partenaire-titre = Vos relevés
partenaire-vide = Pas encore de relevé
partenaire-bord = Vos jours à bord
partenaire-bord-vide = Aucune demi-journée annoncée avec vous à bord dans les trois mois.
partenaire-contacts = À qui parler
partenaire-contacts-aide = Les fonctions que le relais joint chez vous, d’après la convention. Ce n’est plus vrai ? Dites-le au relais.
partenaire-vide-aide = Le relais émet un relevé par mois. Le premier paraîtra ici.
releves-voir-lignes = Voir les lignes
