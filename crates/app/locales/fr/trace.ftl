# The trail of security, for administrators.
trace-titre = Trace de sécurité
trace-chapeau = Qui a lu, sorti ou changé quoi. Chaque ligne tient à celle d’avant : en enlever une se voit. Gardée douze mois.
trace-fichier = Fichier
trace-entiere = { $count ->
    [0] La trace est vide.
    [one] La trace est entière : { $count } ligne vérifiée.
   *[other] La trace est entière : { $count } lignes vérifiées.
}
trace-fin-entiere = { $count ->
    [0] Rien n’a été écrit depuis le dernier point de contrôle.
    [one] La ligne écrite depuis le dernier point de contrôle est entière.
   *[other] Les { $count } lignes écrites depuis le dernier point de contrôle sont entières.
}
trace-tout-verifier = Vérifier toute la trace
trace-sans-point = Aucun point de contrôle n’est encore signé.
trace-point = Dernier point de contrôle : { $jour }.
trace-rompue = La trace n’est pas entière : { $raison }. Prévenez la personne qui s’occupe de la machine, et ne changez rien. Une machine remise en place sans son fichier dossier.cle dit cela aussi de ses lignes d’avant.
trace-qui = Qui
trace-quoi = Quoi
trace-quand = Quand
trace-objet = Sur quoi
trace-suite = Suite
trace-numero = Ligne { $n }
trace-tous = Tout le monde
trace-tout = Tout
trace-chercher = Chercher
trace-vide = Aucune ligne.
trace-avant = Lignes d’avant
trace-mot-entree = Entrée
trace-mot-sortie = Sortie
trace-mot-lecture = Lecture
trace-mot-ecriture = Écriture
trace-mot-export = Fichier emporté
trace-mot-comptes = Comptes
trace-mot-machines = Machines
trace-mot-territoire = Territoire
trace-mot-droits = Droits des personnes
trace-mot-preuve = Ce qui prouve un compte
trace-mot-trace = Lecture de la trace
trace-voie-mot-de-passe = Mot de passe
trace-voie-code = Code à six chiffres
trace-voie-cle-d-acces = Clé d’accès
trace-voie-proconnect = ProConnect
trace-suite-fait = Fait
trace-suite-refus = Refusé
trace-suite-panne = Panne
