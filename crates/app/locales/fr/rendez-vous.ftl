# Rendez-vous: taken on the portal, opened by its code, the list of the team.
nav-rendez-vous = Rendez-vous
rendez-vous-titre = Prendre rendez-vous
rendez-vous-chapeau = Sans votre nom : un téléphone ou un e-mail suffit.
rendez-vous-panneau = Choisissez le lieu et l’heure
rendez-vous-pourquoi = Pourquoi venez-vous ?
rendez-vous-motif-autre = Autre chose
rendez-vous-recommencer = Changer
rendez-vous-ou = Où venez-vous ?
rendez-vous-des = dès { $jour }
rendez-vous-aucun = Aucun créneau libre pour le moment
rendez-vous-aucun-aide = Vous pouvez venir sans rendez-vous :
rendez-vous-aucun-ici = Aucun créneau libre dans cette commune
rendez-vous-autre-commune = Voir les autres communes
rendez-vous-quand = Quand venez-vous ?
rendez-vous-joindre = Votre téléphone ou votre e-mail
rendez-vous-joindre-aide = Par exemple : 0696 12 34 56
rendez-vous-joindre-vide = Écrivez votre téléphone ou votre e-mail.
rendez-vous-joindre-refuse = Relisez : un numéro a dix chiffres, un e-mail a un @.
rendez-vous-creneau-vide = Choisissez une heure.
rendez-vous-creneau-pris = Cette heure vient d’être prise. Choisissez-en une autre.
rendez-vous-assez = Vous avez déjà trois rendez-vous. Annulez-en un, ou appelez le relais.
rendez-vous-promesse = Il sert à ce seul rendez-vous. Il est effacé trente jours après, ou dès que vous annulez.
rendez-vous-prendre = Réserver cette heure
rendez-vous-deja = Vous avez un rendez-vous ?
rendez-vous-sans = Vous pouvez aussi venir sans rendez-vous :
rendez-vous-pris-titre = Rendez-vous pris
rendez-vous-code = Le code de votre rendez-vous
rendez-vous-code-garder = Gardez ce code. Avec lui, vous voyez votre rendez-vous, vous le déplacez ou vous l’annulez.
rendez-vous-code-courriel = Nous vous écrivons la veille.
rendez-vous-attendre = Complet : me prévenir si une heure se libère
rendez-vous-attente-titre = Vous êtes sur la liste d’attente
rendez-vous-attente-suite = Si une heure se libère ce jour-là, elle est gardée pour vous. Nous vous écrivons ou vous appelons.
rendez-vous-libre = Une heure s’est libérée : elle est gardée pour vous. Venez-vous ?
rendez-vous-confirmer = Oui, je viens
rendez-vous-agenda = Ajouter à mon agenda
rendez-vous-agenda-quoi = Rendez-vous { $relais }
rendez-vous-agenda-suite = Un empêchement ? Déplacez ou annulez avec votre code.
rendez-vous-changer = Le voir, le changer
rendez-vous-mien-titre = Mon rendez-vous
rendez-vous-mien-chapeau = Avec votre code, vous le voyez, le déplacez ou l’annulez.
rendez-vous-voir = Voir mon rendez-vous
rendez-vous-code-refuse = Ce code n’ouvre rien. Vérifiez chaque signe, ou appelez le relais.
rendez-vous-mien-fait-deplace = Votre rendez-vous est déplacé. Votre code reste le même.
rendez-vous-mien-fait-annule = Votre rendez-vous est annulé. Votre contact est effacé.
rendez-vous-mien-fait-confirme = C’est noté. À bientôt.
rendez-vous-mien-change = Le passage du bus a changé. Le relais vous appelle, ou choisissez une autre heure.
rendez-vous-etat-pris = Pris
rendez-vous-etat-deplace = Déplacé
rendez-vous-etat-attend = Liste d’attente
rendez-vous-etat-propose = Heure gardée
rendez-vous-etat-annule = Annulé
rendez-vous-etat-honore = Venu
rendez-vous-etat-manque = Pas venu
rendez-vous-deplacer = Le déplacer
rendez-vous-deplacer-oui = Déplacer à cette heure
rendez-vous-annuler = L’annuler
rendez-vous-annuler-aide = L’heure sera libre pour quelqu’un d’autre, et votre contact effacé.
rendez-vous-annuler-oui = Oui, annuler

rendez-vous-equipe-titre = Rendez-vous
rendez-vous-equipe-chapeau = Une heure et un motif, jamais un nom.
rendez-vous-equipe-vide = Aucun rendez-vous
rendez-vous-equipe-vide-aide = Ceux qui sont pris sur le portail paraissent ici.
rendez-vous-equipe-libres = { $count ->
    [0] complet
    [one] 1 créneau libre
   *[other] { $count } créneaux libres
}
rendez-vous-equipe-recevoir = Arrivé : recevoir
rendez-vous-equipe-manque = Pas venu
rendez-vous-equipe-rendre = Non, attend encore
rendez-vous-equipe-plus = Joindre, annuler
rendez-vous-equipe-joindre-rien = Aucun contact laissé.
rendez-vous-equipe-joindre-ailleurs = Contact gardé sur la machine où il fut pris, ou déjà effacé.
rendez-vous-equipe-appeler = { $count ->
    [one] 1 personne à prévenir
   *[other] { $count } personnes à prévenir
}
rendez-vous-equipe-appeler-annulee = Passage annulé
rendez-vous-equipe-appeler-changee = Passage changé
rendez-vous-equipe-appeler-double = Deux à la même heure
rendez-vous-equipe-appeler-liberee = Une heure libérée pour elle
rendez-vous-equipe-confirmer = Prévenue : elle vient
rendez-vous-equipe-appele = Prévenue : annuler
rendez-vous-equipe-fait-manque = C’est noté : personne n’est venu.
rendez-vous-equipe-fait-annuler = Le rendez-vous est annulé, son contact effacé.
rendez-vous-equipe-fait-rendre = Le rendez-vous attend encore.
rendez-vous-equipe-fait-confirmer = L’heure est à elle.
rendez-vous-equipe-fait-tard = Une collègue l’a déjà changé. Voici où il en est.
rendez-vous-equipe-donner = Prendre un rendez-vous pour quelqu’un
rendez-vous-equipe-choisir = Choisir une heure
rendez-vous-equipe-joindre = Son téléphone ou son e-mail
rendez-vous-equipe-joindre-aide = Laissez vide si la personne n’en a pas.
rendez-vous-equipe-donner-oui = Prendre le rendez-vous
rendez-vous-equipe-talon-titre = Votre rendez-vous
rendez-vous-equipe-talon-une-fois = Ce code se montre une seule fois : imprimez-le ou recopiez-le.
rendez-vous-equipe-talon-code-aide = Avec ce code, sur le site du relais, la personne voit son rendez-vous, le déplace ou l’annule.

rendez-vous-lettre-pris-sujet = { $relais } : votre rendez-vous du { $jour }
rendez-vous-lettre-pris =
    Bonjour,

    Vous avez rendez-vous le { $jour } à { $heure }, à { $lieu }.

    Votre code : { $code }
    Pour le voir, le déplacer ou l’annuler : { $lien }

    { $relais }
rendez-vous-sms-pris = { $relais } : rendez-vous { $jour } à { $heure }, { $lieu }. Pour le voir ou annuler : code { $code }, { $lien }
rendez-vous-sms-rappel = { $relais } : demain { $jour } à { $heure }, { $lieu }. Pour annuler : code { $code }, { $lien }
rendez-vous-sms-libre = { $relais } : une heure libre { $jour } à { $heure }, { $lieu }. Dites si vous venez : code { $code }, { $lien }
rendez-vous-lettre-rappel-sujet = { $relais } : demain, votre rendez-vous
rendez-vous-lettre-rappel =
    Bonjour,

    Demain, { $jour }, vous avez rendez-vous à { $heure }, à { $lieu }.

    Un empêchement ? Votre code : { $code }
    Pour le déplacer ou l’annuler : { $lien }

    { $relais }
rendez-vous-lettre-libre-sujet = { $relais } : une heure s’est libérée
rendez-vous-lettre-libre =
    Bonjour,

    Une heure s’est libérée le { $jour } à { $heure }, à { $lieu }. Elle est gardée pour vous.

    Dites si vous venez, avec votre code { $code } : { $lien }

    { $relais }
