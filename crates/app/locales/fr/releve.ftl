# Monthly statements: coordinator's list, partner's list, reading. The sentences of
# the statement itself are those of the PDF, in the reports.
releves-titre = Relevés mensuels
releves-mois = Mois
releves-mois-avant = Mois d’avant
releves-mois-apres = Mois d’après
releves-partenaire = Partenaire
releves-etat = État
releves-actions = À lire
releves-emis-le = émis le { $date }
releves-pas-emis = pas encore émis
releves-emettre = Émettre
releves-emettre-tous = Émettre tous les relevés du mois
releves-lire = Lire
releves-tableur = tableur
releves-retour = Retour aux relevés
releves-explication = Un relevé émis ne change plus. Une saisie tardive va dans un relevé rectificatif. Les petits nombres sont masqués pour que personne ne soit reconnu.
releves-mois-en-cours = Ce mois n’est pas fini. Ses relevés pourront être émis le mois prochain.
releves-voir-permanences = Voir les permanences
releves-non-closes = { $count ->
    [one] Une permanence du mois n’est pas close : son relevé peut être incomplet.
   *[other] { $count } permanences du mois ne sont pas closes : les relevés peuvent être incomplets.
}
releves-format-json = Données (JSON)
releves-format-csv = CSV
releves-format-xlsx = Tableur
releves-format-pdf = PDF
partenaire-titre = Vos relevés
partenaire-vide = Pas encore de relevé
partenaire-vide-aide = Le relais émet un relevé par mois. Le premier paraîtra ici.
