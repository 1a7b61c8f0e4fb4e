# The accessibility statement, in the words of the model of the order of 20 September 2019.
accessibilite-titre = Accessibilité
accessibilite-lien = Accessibilité : { $etat }
accessibilite-etat-totale = totalement conforme
accessibilite-etat-partielle = partiellement conforme
accessibilite-etat-non = non conforme
accessibilite-engagement = { $qui } s’engage à rendre son site accessible, selon l’article 47 de la loi n° 2005-102 du 11 février 2005. Cette déclaration s’applique à { $site }.
accessibilite-etat-titre = État de conformité
accessibilite-est = { $site } est { $etat } avec le référentiel général d’amélioration de l’accessibilité (RGAA), version 4.1.2.
accessibilite-sans-audit = Aucun audit complet ne permet encore de dire combien de critères sont respectés.
accessibilite-conformes =
    { $count ->
        [0] Aucun critère n’est conforme.
        [one] { $count } critère est conforme.
       *[other] { $count } critères sont conformes.
    }
accessibilite-non-conformes =
    { $count ->
        [0] Aucun critère n’a été trouvé non conforme.
        [one] { $count } critère n’est pas conforme.
       *[other] { $count } critères ne sont pas conformes.
    }
accessibilite-non-verifies =
    { $count ->
        [0] Tous les critères ont été vérifiés.
        [one] { $count } critère n’a pas encore été vérifié par une personne.
       *[other] { $count } critères n’ont pas encore été vérifiés par une personne.
    }
accessibilite-sans-objet =
    { $count ->
        [0] Tous les critères s’appliquent.
        [one] { $count } critère ne s’applique pas.
       *[other] { $count } critères ne s’appliquent pas.
    }
accessibilite-part = Critères respectés, parmi les { $total } qui s’appliquent : { $part } %. Ce qui n’a pas été vérifié ne compte pas comme respecté.
accessibilite-contenus-titre = Contenus non accessibles
accessibilite-non-conformites = Non-conformités
accessibilite-aucune = Aucune n’a été trouvée à ce jour. Cela ne veut pas dire qu’il n’y en a pas.
accessibilite-a-verifier = Pas encore vérifié
accessibilite-a-verifier-dit = Pour ces critères, une machine ne suffit pas : une personne doit regarder, écouter, essayer. Personne ne l’a encore fait.
accessibilite-liste =
    { $count ->
        [one] Voir le critère
       *[other] Voir les { $count } critères
    }
accessibilite-methode-titre = Établissement de cette déclaration
accessibilite-methode-dit = Déclaration établie le { $jour }, par les auteurs du logiciel, à partir de ses essais automatiques : chaque page est ouverte dans le navigateur Chromium, en clair et en sombre, et relue par axe-core. Aucun lecteur d’écran n’a encore été essayé par une personne.
accessibilite-techniques = Technologies : HTML, CSS, SVG, un peu de JavaScript. Chaque page sert aussi sans JavaScript.
accessibilite-contact-titre = Dire ce qui ne va pas
accessibilite-contact-dit = Si une page ou un service vous est fermé, dites-le au relais : il vous orientera vers une autre façon de faire, ou vous donnera le contenu sous une autre forme.
accessibilite-rappel = Demander à être rappelé
accessibilite-recours-titre = Voies de recours
accessibilite-recours-dit = Si vous avez signalé un défaut qui vous empêche d’accéder à un contenu ou à un service, et que la réponse ne vous convient pas, vous pouvez saisir le Défenseur des droits.
accessibilite-recours-message = Lui écrire un message
accessibilite-recours-delegue = Joindre son délégué près de chez vous
accessibilite-recours-courrier = Par courrier, gratuit et sans timbre : Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07
