# Two corrections of one field, made apart.
conflit-titre = Corrections à relire
conflit-chapeau = Deux personnes ont corrigé la même chose, chacune sans voir l’autre. La plus récente est en place ; l’autre est gardée.
conflit-nombre = { $count ->
    [one] { $count } correction à relire
   *[other] { $count } corrections à relire
}
conflit-a-relire = { $count ->
    [one] { $count } correction à relire : deux personnes ont corrigé la même chose.
   *[other] { $count } corrections à relire : deux personnes ont corrigé la même chose.
}
conflit-tache = Deux personnes ont corrigé la même chose
conflit-aucun = Rien à relire
conflit-aucun-aide = Quand deux personnes corrigent la même chose sur deux machines, les deux versions apparaissent ici.
conflit-visite = { $lieu }, { $date }, visite de { $personne }
conflit-en-place = En place
conflit-ecartee = Écartée
conflit-depuis = Corrigée depuis : { $valeur }
conflit-bien = C’est bon comme cela
conflit-garder-autre = Garder l’autre version
conflit-remise = L’autre version est remise en place. La visite garde la trace des deux.
conflit-gardee = C’est noté : la version en place est la bonne.
conflit-autre = Cette correction était déjà relue.
conflit-impossible = Cette version ne peut plus être remise : la visite ne serait plus complète. Ouvrez la visite et corrigez-la.
